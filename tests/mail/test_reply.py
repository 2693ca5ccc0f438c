"""Of a message only what its writer wrote now is kept, whatever program and language the quote was made in."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.corpora import FOLDER
from kith.mail.reply import newest
from kith.mail.words import text_of

OWN = "Hi Karen,\n\nyes, on Monday.\n\nSam"
INTRODUCTIONS = [
    "On Mon, 3 Mar 2025 at 10:00, Karen Holm <k@x.example> wrote:",
    "On Mon, Mar 3, 2025 at 10:00 AM Karen Holm\n<k@x.example> wrote:",
    "Am Mo., 3. März 2025 um 10:00 Uhr schrieb Karen Holm <k@x.example>:",
    "Am 03.03.25 um 10:00 schrieb Karen Holm:",
    "Le lun. 3 mars 2025 à 10:00, Karen Holm <k@x.example> a écrit :",
    "El lun, 3 mar 2025 a las 10:00, Karen Holm (<k@x.example>) escribió:",
    "Il giorno lun 3 mar 2025 alle ore 10:00 Karen Holm <k@x.example> ha scritto:",
    "Em seg., 3 de mar. de 2025 às 10:00, Karen Holm <k@x.example> escreveu:",
    "Op ma 3 mrt 2025 om 10:00 schreef Karen Holm <k@x.example>:",
    "po 3. 3. 2025 v 10:00 odesílatel Karen Holm <k@x.example> napsal:",
    "Dne 03. 03. 25 v 10:00 Karen Holm napsal(a):",
    "pon., 3 mar 2025 o 10:00 Karen Holm <k@x.example> napisał(a):",
    "W dniu 3.03.2025 o 10:00, Karen Holm pisze:",
    "Den mån 3 mars 2025 kl 10:00 skrev Karen Holm <k@x.example>:",
    "Den man. 3. mar. 2025 kl. 10.00 skrev Karen Holm <k@x.example>:",
    "2025年3月3日(月) 10:00 Karen Holm <k@x.example>:",
    "2025/03/03 10:00、Karen Holm <k@x.example>のメール:",
    "Karen Holm <k@x.example> wrote:",
]
HEADERS = [
    "From: Karen Holm <k@x.example>\nSent: Monday, March 3, 2025 10:00 AM\nTo: Sam\nSubject: Re: Brno",
    "Von: Karen Holm <k@x.example>\nGesendet: Montag, 3. März 2025 10:00\nAn: Sam\nBetreff: AW: Brno",
    "De : Karen Holm <k@x.example>\nEnvoyé : lundi 3 mars 2025 10:00\nÀ : Sam\nObjet : RE: Brno",
    "De: Karen Holm\nEnviado el: lunes, 3 de marzo de 2025 10:00\nPara: Sam\nAsunto: RE: Brno",
    "Da: Karen Holm\nInviato: lunedì 3 marzo 2025 10:00\nA: Sam\nOggetto: R: Brno",
    "De: Karen Holm\nEnviada: segunda-feira, 3 de março de 2025 10:00\nPara: Sam\nAssunto: RE: Brno",
    "Van: Karen Holm\nVerzonden: maandag 3 maart 2025 10:00\nAan: Sam\nOnderwerp: RE: Brno",
    "Od: Karen Holm\nOdesláno: pondělí 3. března 2025 10:00\nKomu: Sam\nPředmět: RE: Brno",
    "Från: Karen Holm\nSkickat: den 3 mars 2025 10:00\nTill: Sam\nÄmne: SV: Brno",
    "*From:* Karen Holm\n*Sent:* Monday\n*To:* Sam\n*Subject:* Brno",
    "差出人: Karen Holm\n送信日時: 2025年3月3日\n宛先: Sam\n件名: Re: Brno",
]


@pytest.mark.parametrize("words", INTRODUCTIONS)
def test_an_introduction_goes_with_what_is_quoted_below(words: str) -> None:
    assert newest(f"{OWN}\n\n{words}\n\n> What did you say?\n> Karen\n") == OWN


@pytest.mark.parametrize("words", INTRODUCTIONS)
def test_below_an_introduction_without_quote_marks_nothing_is_own(words: str) -> None:
    assert newest(f"{OWN}\n\n{words}\n\nWhat did you say?\nKaren\n") == OWN


@pytest.mark.parametrize("block", HEADERS)
@pytest.mark.parametrize("rule", ["", "________________________________\n", "-----Original Message-----\n"])
def test_below_a_header_block_nothing_is_own(block: str, rule: str) -> None:
    assert newest(f"{OWN}\n\n{rule}{block}\n\nWhat did you say?\nKaren\n") == OWN


@pytest.mark.parametrize(
    "words", ["-----Ursprüngliche Nachricht-----", "----- Message d'origine -----", "---- Mensaje original ----",
              "---------- Forwarded message ---------", "-----Messaggio originale-----",
              "-----Oorspronkelijk bericht-----", "-----Původní zpráva-----", "----- Mensagem original -----"]
)  # fmt: skip
def test_below_a_line_that_announces_the_original_nothing_is_own(words: str) -> None:
    assert newest(f"{OWN}\n\n{words}\nWhatever it says\n") == OWN


@pytest.mark.parametrize(
    "line", ["Sent from my iPhone", "Von meinem iPhone gesendet", "Envoyé de mon iPhone", "Enviado desde mi iPhone",
             "Inviato da iPhone", "Enviado do meu iPhone", "Verstuurd vanaf mijn iPhone", "Odesláno z iPhonu",
             "Wysłane z iPhone'a", "Skickat från min iPhone", "Sendt fra min iPhone", "iPhoneから送信",
             "Gesendet mit der GMX Mail App", "Get Outlook for iOS"]
)  # fmt: skip
def test_what_a_telephone_adds_is_not_own(line: str) -> None:
    assert newest(f"{OWN}\n\n{line}\n") == OWN


def test_answers_between_the_quotes_stay() -> None:
    text = "On 3 Mar 2025, at 10:00, Karen wrote:\n\n> Monday?\n\nYes.\n\n> Where?\nAt the office.\n-- \nSam\nAcme"
    assert newest(text) == "Yes.\n\nAt the office."


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I wrote a letter.\nIt was long.",
        "As I wrote:\n- one\n- two",
        "Here is the plan for 2026:\nwe go.",
        "From: here you can walk.\nIt is near.",
        "An: I mean, and\nDatum: unknown",
        "He wrote: no.",
        "a -- b\nc",
        "Sent from my office was a parcel, which I have put on your desk, next to the plant that you gave me",
    ],
)
def test_sentences_that_only_look_like_one_of_these_stay(text: str) -> None:
    assert newest(text) == text


@given(
    st.lists(
        st.sampled_from(
            [*INTRODUCTIONS, *HEADERS, "> q", "own", "", "-- ", ">:", "a:", "\u3000>", "\r", "_" * 9]
        )
    )
)
def test_what_is_kept_are_lines_of_the_input_in_their_order(parts: list[str]) -> None:
    _is_subsequence("\n".join(parts))


@given(st.text())
def test_no_text_raises(text: str) -> None:
    _is_subsequence(text)


def _is_subsequence(text: str) -> None:
    given_lines = iter(text.replace("\r\n", "\n").split("\n"))
    result = newest(text)
    assert result == "" or all(line in given_lines for line in result.split("\n"))
    assert newest(result).count("\n") <= result.count("\n")


@pytest.mark.parametrize(
    "line", ["On 3 Mar 2025 a", "From: a", "On", "wrote", "a" * 300, "_____", "> x", "1: 2025 <a@b"]
)
def test_time_grows_with_the_length_and_no_faster(line: str) -> None:
    def seconds(lines: int) -> float:
        text = f"{line}\n" * lines
        began = time.process_time()
        newest(text)
        return time.process_time() - began

    assert seconds(40_000) < 25 * max(seconds(4_000), 0.01)


def test_real_replies_of_other_projects_are_cut_as_they_expect(corpus: Callable[[str], Path]) -> None:
    """What is missed: blanks, quotes that it wants kept, odd signs (`|`, `C>`), a folded name; see docs/design.md."""
    folder = corpus("replies") / "email_reply_trimmer"
    right = [
        path.name
        for path in sorted((folder / "emails").iterdir())
        if _words(newest(_read(path))) == _words(_read(folder / "trimmed" / path.name))
    ]
    assert len(right) >= 52, right
    talon = sorted((folder.parent / "talon").glob("*_replies/*.eml"))
    assert [newest(text_of(path.read_bytes())).strip() for path in talon] == ["Hello"] * len(talon)
    pages = sorted((folder.parent / "talon").glob("html_replies/*.html"))
    found = {
        _words(newest(text_of(b"Content-Type: text/html; charset=utf-8\n\n" + page.read_bytes())))
        for page in pages
    }
    assert found == {("Hi.", "I", "am", "fine.", "Thanks,", "Alex")}


def test_replies_that_mail_programs_really_sent_are_cut_to_the_orders() -> None:
    folder = FOLDER / "replies-from-clients"
    if not folder.exists():
        pytest.skip(f"no {folder}: real mail is not part of the project")
    for name in ("sent_007", "sent_009", "sent_010"):
        text = newest(text_of((folder / f"{name}.eml").read_bytes()))
        assert text == "1 done\n2 snooze 2w\n3 called him, he is at Acme now"


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())
