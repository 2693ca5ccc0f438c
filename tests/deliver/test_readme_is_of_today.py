"""The digest that README.md shows is one kith would write today: made anew from its facts, it has the same lines."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from deliver.test_samples_are_of_today import SPOKEN, form, forms
from digests.cases import BUILT_IN, letter_of, render
from kith.suggest.drafting import VARIANTS

README = (Path(__file__).parent.parent.parent / "README.md").read_text("utf-8")
(SHOWN,) = re.findall(r"^```text\nSubject: (.*?)^```$", README, re.MULTILINE | re.DOTALL)
OPENING, ENTRY, _ = SHOWN.split("[...]\n")
GRACE = {
    "name": "Grace Lin",
    "address": "grace@lin.example",
    "kind": "birthday",
    "day": date(2026, 12, 1),
    "last": {
        "at": datetime(2026, 11, 1, 17, 40, tzinfo=UTC),
        "direction": "sent",
        "subject": "Re: Hall nine",
    },
    "placed": "Drafts",
}
GREETING, GOODBYE, OWN_NAME = "Hi Grace,", "Cheers,", "Sam"  # as that mailbox shows them


def why() -> str:
    """The sentence beside WHY NOW, unfolded."""
    return " ".join(ENTRY.split("WHY NOW")[1].split("LAST ")[0].split())


def digest_with(turn: int) -> tuple[str, str]:
    """Subject and text of a digest with these facts, and with one of the letters on file."""
    others = [{**GRACE, "name": name, "why": why()} for name in ("Júlia", "Priya", "Ravi", "Nadia")]
    row: dict[str, Any] = {**GRACE, "why": why()}
    case: dict[str, Any] = {
        "as_of": datetime(2026, 11, 28, 6, 31, tzinfo=UTC),
        "own_name": OWN_NAME,
        "messages_read": 1,
    }
    letter = letter_of(row, case)
    letter = replace(letter, variables={**letter.variables, "greeting": GREETING, "goodbye": GOODBYE})
    row["subject"], row["body"] = BUILT_IN.draft(letter.moved_on(turn))
    rendered = render({**case, "person": [row, *others]})
    return rendered.subject, rendered.text


def test_the_reason_is_worded_as_kith_words_it() -> None:
    assert form(why()) in forms("birthday", SPOKEN["birthday"])


def test_subject_and_opening_are_those_of_five_notes() -> None:
    subject, text = digest_with(0)
    made = [subject, "", *text.splitlines()]
    shown = OPENING.splitlines()
    assert len(shown) == 8
    assert [differing(line) for line in shown] == [differing(line) for line in made[: len(shown)]]


def differing(line: str) -> str:
    """A line without what depends on the letter, and on what is known of the others."""
    return re.sub(r"about \d+ minutes|kith-[0-9a-f]{12}", "", line)


def test_the_entry_is_one_kith_would_write_line_by_line() -> None:
    made = []
    for turn in range(VARIANTS):
        _, text = digest_with(turn)
        made.append(re.split(r"\n\n\n", text.split("\n1. ")[1])[0].splitlines())
    shown = ENTRY.removeprefix("1. ").splitlines()
    assert shown in [entry[: len(shown)] for entry in made]
    assert "Sam" in shown[-1], "all of the draft is shown"
