"""What an automatic reply says of somebody who left: only what is a farewell, never a day off, a desk, or a death."""

import pytest

from kith.mail.farewells import Farewell, farewell

NOTHING = Farewell()


def said(text: str) -> Farewell:
    raw = f"From: Karen Holm <karen@initech.example>\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    return farewell(raw.encode(), "karen@initech.example", "Karen Holm")


@pytest.mark.parametrize(
    "text",
    [
        "I no longer work at Initech.",
        "I am no longer with Initech Ltd.",
        "I have left Initech as of Friday 1 May.",
        "Karen Holm is no longer employed by the company.",
        "Karen has left the company.",
        "My last day at Initech was 3 May.",
        "As of today I no longer work for Initech.",
        "I'm no longer at Tidewater Ltd.",
        "Karen no longer works here.",
        "Ich arbeite seit Mai nicht mehr bei Initech.",
        "Ich bin nicht mehr bei Initech beschäftigt.",
        "Karen Holm ist aus dem Unternehmen ausgeschieden.",
        "Ich habe Initech zum 30. Juni verlassen.",
        "Je ne travaille plus chez Initech.",
        "J'ai quitté Initech.",
        "Karen Holm ne fait plus partie de l'entreprise.",
        "Ya no trabajo en Initech.",
        "He dejado la empresa.",
        "Non lavoro più presso Initech.",
        "Ho lasciato l'azienda.",
        "Já não trabalho na Initech.",
        "Deixei a empresa.",
        "Ik werk niet meer bij Initech.",
        "Ik heb het bedrijf verlaten.",
    ],
)
def test_a_farewell_is_told(text: str) -> None:
    assert said(text).gone


@pytest.mark.parametrize(
    "text",
    [
        # a day, a place, a part of the work
        "Ich bin heute nicht mehr im Büro.",
        "Ich bin heute nicht mehr im Haus.",
        "Ich habe das Büro bereits verlassen.",
        "Je ne suis plus au bureau aujourd'hui.",
        "J'ai quitté Paris pour la journée.",
        "Ya no estoy en la oficina hoy.",
        "Ya no estoy en la oficina. Vuelvo mañana.",
        "Non sono più in ufficio oggi.",
        "Hoje já não estou no escritório.",
        "Ik ben vandaag niet meer op kantoor.",
        "I no longer work at weekends.",
        "I no longer work here on Fridays.",
        "I don't work for Initech on Fridays; I'm part-time.",
        "I'm no longer at the office. Back tomorrow.",
        "I am no longer at this desk.",
        "I have left early.",
        "I have left Prague.",
        "I have left the building.",
        "My last day in the office before Christmas was Friday. See you in the new year!",
        "I am no longer with the sales team; write to Tom. I'm still at Initech.",
        "I no longer work on the harbour project.",
        "Ich arbeite nicht mehr für das Projekt.",
        "Ya no trabajo en el proyecto.",
        "I have left my phone at home.",
        "I no longer work from home.",
        # not yet, or still there
        "I am away this week. My last day at Initech is 18 December; until then I read mail daily.",
        "I've left the company car in Leeds.",
        "I have left the company chat.",
        "I have left Initech Tower.",
        "I am no longer with Initech GmbH but with Initech AG: same address.",
        # somebody else
        "Tom Smith is no longer with Initech.",
        "Our receptionist has left the company.",
        # a death is no news to write about
        "Sadly, Karen Holm is no longer with us. She died on 3 May.",
        "Karen Holm passed away and has left the company.",
        "Karen Holm ist am 3. Mai verstorben und arbeitet nicht mehr bei uns.",
        "Karen Holm est décédée le 3 mai.",
        "Karen ha fallecido; ya no trabaja en Initech.",
        "Karen Holm è deceduta.",
        "Karen Holm is overleden.",
    ],
)
def test_what_is_no_farewell_says_nothing(text: str) -> None:
    assert said(text) == NOTHING


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("My new e-mail address is karen@acme.example.", "karen@acme.example"),
        (
            "I have left Initech. From now on you can reach me privately at karen@home.example.",
            "karen@home.example",
        ),
        ("I am on vacation. My new address is 12 Road. For urgent matters write to boss@initech.example", ""),
        ("My new address: 5 Long Road. For orders, orders@firm.example", ""),
        ("My new email address is not x@evil.example.", ""),
        ("I have left Initech. Please reach Tom at tom@initech.example", ""),
    ],
)
def test_a_new_address_is_theirs_and_stands_in_the_same_sentence(text: str, address: str) -> None:
    assert said(text).address == address
