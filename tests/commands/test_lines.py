"""Which lines of an answer are for kith: orders beside and below courtesies are, signatures and forwards are not."""

import pytest

from commands.test_grammar import NAMES, TODAY
from kith.commands.command import Command
from kith.commands.lines import Reader, before_a_forward
from kith.mail.answer import AnswerLine, answer

OWN = ("Sam Okafor",)


def read(text: str, *, under: int | None = None) -> list[str]:
    """What is done of a mail, "?" for what is asked about; all of it under a heading, or under none."""
    reader, found = Reader(TODAY, NAMES, OWN), list[str]()
    for line in answer(text, ()):
        about = AnswerLine(line.text, under, line.line, line.parting)
        for one in reader.parsed(about, NAMES.numbers.get(under or 0, "")):
            found.append(f"{one.person.split('@')[0]} {one.verb}" if isinstance(one, Command) else "?")
    return found


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("Thanks!\n1 met 12/11", ["?"]),
        ("Thanks!\n1 dnoe", ["karen note"]),
        ("Thank you.\n1 note moved to Brno", ["karen note"]),
        ("Great,\n1 likes tea", ["karen note"]),
        ("Thanks, called Karen", ["karen called"]),
        ("Thanks - Karen never", ["karen never"]),
        ("Thanks for reminding me, called Karen yesterday", ["karen called"]),
        ("Ok, done with Karen", ["karen done"]),
        ("Later", ["?"]),
        ("1 done\nBest,\nSam\n1 Main Street", ["karen done"]),
        ("1 done\nBest,\nSam\n2 note hello", ["karen done", "petr note"]),
        ("1 done\nThanks!\n2 snooze 2-3 weeks", ["karen done", "?"]),
    ],
)
def test_courtesies_lose_no_order_and_a_signature_is_none(text: str, done: list[str]) -> None:
    assert read(text) == done


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("called, 2 kids now", ["karen called"]),
        ("called 2 times", ["karen called"]),
        ("called, Petr was there", ["karen called"]),
        ("later, 2 done", ["?"]),
        ("good idea", ["karen note"]),
    ],
)
def test_under_a_heading_a_line_is_about_that_person(text: str, done: list[str]) -> None:
    found = read(text, under=1)
    assert found == done or (done == ["?"] and "petr done" in found)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Karen: prefers mail karen@example.org\nRavi never", 2),
        ("called Karen\n--- and ---\nRavi every 4w", 3),
        ("called Karen\n----- Forwarded message -----\nRavi never", 1),
        ("called Karen\nGönderen: Eve <eve@evil.example>\nRavi never", 1),
    ],
)
def test_a_note_ends_where_somebody_elses_mail_begins(text: str, kept: int) -> None:
    lines = [AnswerLine(line, None, at) for at, line in enumerate(text.splitlines(), 1)]
    assert len(before_a_forward(lines)) == kept
