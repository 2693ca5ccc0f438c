"""How somebody likes to be reached, by their own words: one channel and a number, or nothing."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.clock import instant
from kith.config import reach
from kith.mail import facts
from kith.mail.headers import headers_of
from kith.mail.preference import Preference, preference_of
from kith.mail.reply import newest
from kith.mail.words import text_of


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Text me on +44 20 7946 0018, that's easiest.", Preference("text", "+442079460018")),
        ("I'm well, thanks.\nI'd rather have a text than a mail.\nTill soon", Preference("text")),
        ("LinkedIn is best for me these days.", Preference("linkedin")),
        ("SMS", Preference("text")),
        ("A call, please", Preference("phone")),
        ("My number is +1 (202) 555-0100.", Preference("text", "+12025550100")),
        ("Mail suits me best.", Preference("mail")),
        ("Ruf lieber an!", Preference("phone")),
        ("Ruf mich lieber an, als zu mailen: +49 (0)170 1234567", Preference("phone", "+491701234567")),
        ("Am liebsten per SMS.", Preference("text")),
        ("Appelle-moi plutôt au +33 1 23 45 67 89", Preference("phone", "+33123456789")),
        ("Je préfère un SMS plutôt qu'un mail.", Preference("text")),
        ("Prefiero un mensaje de vez en cuando.", Preference("text")),
        ("Meglio una telefonata.", Preference("phone")),
        ("Prefiro uma mensagem.", Preference("text")),
        ("Liever een berichtje dan een mail.", Preference("text")),
    ],
)
def test_a_preference_is_found_in_the_languages_of_the_drafts(words: str, wanted: Preference) -> None:
    assert preference_of(words) == wanted


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Thanks for the note, all well here. The tide tables are out.",
        "He told me by mail that it rained, and the call was short.",
        "A text or a call is best.",
        "Please don't call me.",
        "No texts, please.",
        "Bitte nicht anrufen.",
        "I prefer tea.",
        "My number is 0171 1234567.",
        "The parcel has the number +12.",
        "Text me on +44 20 7946 0018, or call +1 202 555 0100, whichever is best",
    ],
)
def test_what_says_nothing_or_two_things_or_not_is_no_preference(words: str) -> None:
    assert preference_of(words) is None


@given(st.text(max_size=300) | st.text("+0123456789 ()-./text me call better", max_size=120))
def test_whatever_is_written_a_number_is_one_that_can_be_dialled(words: str) -> None:
    found = preference_of(words)
    if found and found.number:
        assert reach.phone(found.number) == found.number


def test_a_long_text_is_read_in_no_time() -> None:
    assert preference_of("+1 " * 100_000 + "prefer " * 100_000) is None


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("No problem, text me!", Preference("text")),
        ("On second thoughts, e-mail is best for me.", Preference("mail")),
        ("A text, please!", Preference("text")),
        ("Never text me, call me.", Preference("phone")),
        ("Am besten rufst du mich an", Preference("phone")),
        ("Das mag ich nicht. Schreib mir lieber eine SMS", Preference("text")),
        ("Ich telefoniere nicht gern, schreib mir lieber eine SMS", Preference("text")),
        ("I hate texting, better to e-mail", Preference("mail")),
        ("I'd prefer a phone call, no need to write!", Preference("phone")),
        ("Text me at +44 7700 900123\n\nKaren\nOffice +44 20 7946 0018", Preference("text", "+447700900123")),
        (
            "My new number is +1 202 555 0100 but text me on +1 202 555 0199",
            Preference("text", "+12025550199"),
        ),
        ("My mobile is +44 7700 900123, text me there.", Preference("text", "+447700900123")),
        (
            "+44 7700 900123\n\nKaren Holm\nInitech Ltd, T: +44 20 7946 0018",
            Preference("text", "+447700900123"),
        ),
        ("Honestly, a text is easiest for me.", Preference("text")),
        ("WhatsApp works best for me, thanks!", Preference("text")),
        ("Calls are better for me than mail.", Preference("phone")),
        ("I'd much rather you called.", Preference("phone")),
        ("Best to e-mail me.", Preference("mail")),
        ("The easiest way to reach me is LinkedIn.", Preference("linkedin")),
        ("Please message me on LinkedIn.", Preference("linkedin")),
        ("Send me a text any time.", Preference("text")),
        ("I'm best reached by phone.", Preference("phone")),
        ("A call would be lovely!", Preference("phone")),
        ("Give me a ring instead: +44 7700 900123", Preference("phone", "+447700900123")),
        ("Text is best. My number is +44 7700 900123.", Preference("text", "+447700900123")),
        ("Schreib mir am besten per WhatsApp.", Preference("text")),
        ("Mir ist ein Anruf lieber als eine Mail.", Preference("phone")),
        ("Eine SMS passt mir am besten.", Preference("text")),
        ("Ich bin am besten telefonisch erreichbar.", Preference("phone")),
        ("Am liebsten Mail.", Preference("mail")),
        ("Kein Problem, ruf mich einfach an: +49 170 1234567", Preference("phone", "+491701234567")),
        ("Le plus simple, c'est par SMS.", Preference("text")),
        ("Je préfère les appels.", Preference("phone")),
        ("Envoie-moi plutôt un texto au +33 6 12 34 56 78", Preference("text", "+33612345678")),
        ("Un mail me convient mieux.", Preference("mail")),
        ("Plutôt par téléphone, merci.", Preference("phone")),
        ("Mejor por teléfono, gracias.", Preference("phone")),
        ("Mándame un mensaje al +34 612 345 678", Preference("text", "+34612345678")),
        ("Lo más cómodo para mí es el correo.", Preference("mail")),
        ("Prefiero WhatsApp.", Preference("text")),
        ("Preferisco una telefonata.", Preference("phone")),
        ("Scrivimi pure su LinkedIn.", Preference("linkedin")),
        ("Un messaggio va benissimo.", Preference("text")),
        ("Mandami un messaggio al +39 312 345 6789", Preference("text", "+393123456789")),
        ("Manda-me uma mensagem para o +351 912 345 678", Preference("text", "+351912345678")),
        ("O melhor para mim é um telefonema.", Preference("phone")),
        ("Prefiro o e-mail.", Preference("mail")),
        ("Bel me liever op +31 6 12345678", Preference("phone", "+31612345678")),
        ("Een appje werkt voor mij het beste.", Preference("text")),
        ("Stuur me maar een berichtje.", Preference("text")),
        ("Ik heb liever een mail.", Preference("mail")),
        ("Het liefst via LinkedIn.", Preference("linkedin")),
    ],
)
def test_only_what_the_writer_orders_or_wishes_for_is_a_preference(words: str, wanted: Preference) -> None:
    assert preference_of(words, "Karen Holm") == wanted


@pytest.mark.parametrize(
    "words",
    [
        "Thanks for your mail! I am well, the garden is fine.",
        "Lovely.\n\nKaren Holm\nInitech Ltd, T: +44 20 7946 0018",
        "I got your message, best wishes",
        "Danke für deinen Anruf.",
        "Merci de ton appel.",
        "¡Gracias por tu llamada!",
        "Grazie della chiamata!",
        "Obrigado pela mensagem!",
        "Gracias por tu mensaje.",
        "Bedankt voor je bericht!",
        "The conference call went better than expected",
        "The doctor said: call me any time.",
        "I'll call you tomorrow",
        "Dad prefers a phone call",
        "Anything but phone",
        "You can contact our office at +44 20 7946 0018 for the tickets.",
        "Thanks!\n\nMobile +44 7700 900123",
        "The phone is better now that it is repaired.",
        "Sorry for the late reply, your message got lost.",
        "Call me when you land.",
        "Call me tomorrow about the roof.",
        "Please call me with any questions.",
        "If you have any questions, call me.",
        "Do not hesitate to call me at +1 202 555 0100.",
        "She said: text me.",
        '"Text me", he wrote, and left.',
        "My wife prefers e-mail.",
        "You called me on Monday, thanks.",
        "They call me Kaz.",
        "I prefer texts by Woolf.",
        "I'd rather call her first.",
        "The best message of the year!",
        "Shall I call you?",
        "Could it be by phone?",
        "Our office prefers calls: +44 20 7946 0018",
        "Best,\nKaren\nCall +44 20 7946 0018",
        "I will text you the address.",
        "Mail me the photos, please.",
        "Deine SMS war die beste.",
        "Ruf mich an, wenn du da bist.",
        "Meine Mutter ruft lieber an.",
        "Vielen Dank für die Nachricht, alles Gute!",
        "Ich rufe dich morgen an.",
        "Merci pour ton message, tout va mieux.",
        "Appelle-moi demain.",
        "Je t'appelle demain.",
        "Ma mère préfère le téléphone.",
        "Llámame cuando llegues.",
        "Te llamo mañana.",
        "Mi jefe prefiere el correo.",
        "Fue la mejor llamada del año.",
        "Ti chiamo domani, meglio così.",
        "Chiamami quando arrivi.",
        "Mio padre preferisce il telefono.",
        "Ligo-te amanhã.",
        "O meu pai prefere o telefone.",
        "Liga-me quando chegares.",
        "Ik bel je morgen.",
        "Bel me als je er bent.",
        "Mijn vader belt liever.",
        "Fijn bericht, het beste!",
        "A call or a mail, whatever is best.",
        "Lieber SMS oder Mail.",
        "No calls please.",
        "Nunca me llames.",
        "Ne m'appelle pas.",
        "Non chiamarmi, per favore.",
        "Bel me niet.",
    ],
)
def test_thanks_signatures_single_occasions_and_what_others_like_are_none(words: str) -> None:
    assert preference_of(words, "Karen Holm") is None


def test_a_letter_with_lines_that_are_folded_says_it_once_with_its_own_number() -> None:
    letter = (
        "Hi Sam,\n\nlovely to hear from you! The tides are in. As for keeping in touch, I'd rather have a text\n"
        "than a mail: +44 7700 900123.\n\nBest,\nKaren\n\nKaren Holm | Initech Ltd\nT: +44 20 7946 0018\n"
    )
    assert preference_of(letter, "Karen Holm") == Preference("text", "+447700900123")


@pytest.mark.parametrize(
    "piece", ["so then please ", "je prefere un ", "text me on my ", "un le la ", "best, ", "o\n", "1 ("]
)
def test_whatever_is_repeated_is_read_in_no_time(piece: str) -> None:
    started = time.process_time()
    preference_of(piece * 5000, "Karen Holm")
    assert time.process_time() - started < 2


@pytest.mark.parametrize("name", ["williams-w3", "persons-vs-robots"])
def test_real_mail_that_answers_no_such_question_says_nothing(
    corpus: Callable[[str], Path], name: str
) -> None:
    """Where none was asked there is no answer: every hit would be a false one."""
    found = {}
    for path in (one for one in corpus(name).rglob("*") if one.is_file()):
        raw = path.read_bytes()[:65536]
        told = facts.read(headers_of(raw), None, len(raw), instant(1_700_000_000))
        writer = told.senders[0].name if told.senders else ""
        if preference := preference_of(newest(text_of(raw)), writer):
            found[path.name] = preference
    assert found == {}
