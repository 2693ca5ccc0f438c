"""What a line means: the cases of cases.txt, and what holds for every line."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.commands.arguments import CHANNELS
from kith.commands.command import TOUCHES, Called, Command, Names, NotUnderstood
from kith.commands.days import EARLIEST
from kith.commands.grammar import LONGEST, LONGEST_TEXT, parse, printed
from kith.commands.lengths import MOST_DAYS
from kith.commands.table import TABLE, WORDS
from kith.journal import clean

TODAY = date(2026, 11, 28)
KAREN, PETR, RAVI = "karen@example.org", "petr@example.net", "ravi@x.example"
NAMES = Names(
    (
        Called((KAREN, "k2@example.org"), "Karen Holm", ("Karen Holm", "Karen", "Kaz")),
        Called((PETR,), "Petr Novák", ("Petr Novák", "Petr")),
        Called((RAVI,), "Ravi Patel", ("Ravi Patel", "Ravi")),
        Called(("ravi2@x.example",), "Ravi Shah", ("Ravi Shah", "Ravi")),
        Called(("mary@example.org",), "Mary Ann Lee", ("Mary Ann Lee", "Mary", "Mary Ann")),
        Called(("skip@example.org",), "Skip Jones", ("Skip Jones", "Skip")),
    ),
    {1: KAREN, 2: PETR, 3: RAVI},
)
CASES = [
    tuple(part.strip() for part in line.rsplit("=>", 1))
    for line in (Path(__file__).parent / "cases.txt").read_text("utf-8").splitlines()
    if "=>" in line and not line.startswith("# A line")
]


def shown(line: str, names: Names = NAMES) -> str:
    return " | ".join(
        printed(one) if isinstance(one, Command) else f"? {one.why}" for one in parse(line, TODAY, names)
    )


@pytest.mark.parametrize(("line", "wanted"), CASES, ids=[line for line, _ in CASES])
def test_a_line_means(line: str, wanted: str) -> None:
    found = shown(line)
    if wanted.startswith("?"):
        assert found.startswith("? ")
        assert wanted[1:].strip() in found
    else:
        assert found == wanted


def test_every_command_has_a_case() -> None:
    assert len(CASES) > 100
    understood = {
        one.verb for line, _ in CASES for one in parse(line, TODAY, NAMES) if isinstance(one, Command)
    }
    assert understood == {one.verb for one in TABLE}


def test_a_line_taken_for_a_note_says_which_word_it_may_have_been() -> None:
    (note,) = parse("karen snoze 2w", TODAY, NAMES)
    assert isinstance(note, Command)
    assert (note.verb, note.near, note.text) == ("note", "snooze", "karen snoze 2w")


def test_each_line_stands_alone_and_knows_its_place() -> None:
    found = parse("1 done\n\n# remark\nnonsense\r\n2-3 skip\n", TODAY, NAMES)
    assert [(one.row, isinstance(one, Command)) for one in found] == [
        (0, True),
        (3, False),
        (4, True),
        (4, True),
    ]
    assert [one.line for one in found] == ["1 done", "nonsense", "2-3 skip", "2-3 skip"]


def test_several_who_fit_are_all_named() -> None:
    (found,) = parse("met ravi", TODAY, NAMES)
    assert isinstance(found, NotUnderstood)
    assert found.candidates == ("Ravi Patel <ravi@x.example>", "Ravi Shah <ravi2@x.example>")


def test_where_the_mail_says_whom_it_is_about_nobody_need_be_named() -> None:
    meant = Names(NAMES.people, {}, meant=PETR)
    assert shown("later 2w", meant) == f"{PETR} snooze 14d"
    assert shown("called yesterday", meant) == f"{PETR} called 2026-11-27"
    assert shown("less", meant) == f"{PETR} less"
    assert shown("more", meant) == f"{PETR} more"
    assert shown("karen done", meant) == f"{KAREN} done 2026-11-28"
    assert shown("help", meant) == "help"
    assert shown("pause 2w", meant) == "pause 14d"
    assert shown("1 done", meant) == "? there is no 1: the newest digest is not there yet"


def test_numbers_with_gaps_are_told_as_they_are() -> None:
    def numbers(*them: int) -> Names:
        return Names(NAMES.people, dict.fromkeys(them, PETR))

    assert shown("1 done", numbers(2)) == "? there is no 1: the newest digest has 2 only"
    assert shown("1 done", numbers(2, 3)) == "? there is no 1: the newest digest has 2 to 3"
    assert shown("2 done", numbers(1, 3)) == "? there is no 2: the newest digest has 1 and 3"
    assert (
        shown("9 done", numbers(1, 2, 4, 6, 7, 8))
        == "? there is no 9: the newest digest has 1 to 2, 4 and 6 to 8"
    )


def test_all_and_both_are_the_numbers_of_a_digest_where_nobody_is_meant() -> None:
    two = Names(NAMES.people, {1: KAREN, 2: PETR})
    assert shown("both done", two) == f"{KAREN} done 2026-11-28 | {PETR} done 2026-11-28"
    assert shown("all skip", two) == f"{KAREN} skip | {PETR} skip"
    assert shown("all done", Names(NAMES.people)).startswith("? ")
    assert (
        shown("all done", Names(NAMES.people, {1: KAREN, 2: PETR}, meant=PETR)) == f"{PETR} done 2026-11-28"
    )


def test_each_order_of_a_line_is_quoted_by_itself_and_stands_in_the_same_row() -> None:
    found = parse("3 skip\n1 done, 4 later, 2 later 2w", TODAY, NAMES)
    assert [(one.line, one.row) for one in found] == [
        ("3 skip", 0), ("1 done", 1), ("4 later", 1), ("2 later 2w", 1),
    ]  # fmt: skip


def test_a_name_that_is_not_known_is_named_and_the_nearest_one_proposed() -> None:
    (found,) = parse("Karen and Petre done", TODAY, NAMES)
    assert isinstance(found, NotUnderstood)
    assert found.why == 'nobody kith knows is called "Petre"; did you mean "Petr Novák"?'
    assert found.candidates == ("Petr Novák",)


def test_what_is_no_touch_hints_at_no_other_word() -> None:
    for line in ("1 called, no answer", "1 ok, will call him tomorrow"):
        (note,) = parse(line, TODAY, NAMES)
        assert isinstance(note, Command)
        assert (note.verb, note.near) == ("note", "")


FIGURES = st.integers(0, 2100).map(str)


@given(
    FIGURES,
    st.sampled_from("/.-"),
    st.integers(0, 99),
    st.sampled_from(["", " lunch", ": lunch", "/26", ".2026", "-1"]),
)
def test_figures_like_a_date_are_a_date_or_asked_about(one: str, sign: str, two: int, more: str) -> None:
    (found,) = parse(f"1 met {one}{sign}{two}{more}", TODAY, NAMES)
    assert isinstance(found, NotUnderstood) or not found.text.startswith(one)


PIECES = st.sampled_from(
    [*WORDS, *CHANNELS, "1", "2-3", "#1", "1,", "karen", "ravi", "Petr", "novák", KAREN, "2w", "until", "fri", "12",
     "nov", "31", "feb", "2026-02-30", "0d", "99999y", "every", "yesterday", ":", ".", "-", "+44", "\u202e", "\x00",
     "<", "@", "²", "१", "ago", "last", "month", "and", "&", "all", "both", "please", "bitte", "12/11", "13.11", "the",
     "12th", "26", "/", "–", "frı", "ſun", "next", "half a", "year", "tomorrow", "not", "will", "no answer", "hier",
     ";", ", 2 later", "e", "1.", "Zeb", "weekly", "plus tard", "0", "00"]
)  # fmt: skip
LINES = st.one_of(
    st.text(), st.lists(PIECES, max_size=8).map(" ".join), st.lists(PIECES, max_size=8).map("".join),
    st.tuples(PIECES, st.text(max_size=20)).map(" ".join),
)  # fmt: skip


@given(st.lists(LINES, max_size=4).map("\n".join), st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_whatever_is_written_nothing_raises_and_no_line_is_lost(text: str, today: date) -> None:
    found = parse(text, today, NAMES)
    for one in found:
        assert one.line
        assert "\n" not in one.line
        if isinstance(one, Command):
            assert one.person in {"", *(called.addresses[0] for called in NAMES.people)}
            assert one.verb not in TOUCHES or (one.day is not None and EARLIEST <= one.day <= today)
            assert one.days is None or 1 <= one.days <= MOST_DAYS
        else:
            assert one.why
    words = [row for row, line in enumerate(text.splitlines()) if "karen" in clean(line).split()[:1]]
    assert set(words) <= {one.row for one in found}


@given(st.integers(LONGEST + 1, 5000))
def test_a_line_too_long_is_refused_as_a_whole(length: int) -> None:
    (found,) = parse("karen note " + "x" * length, TODAY, NAMES)
    assert isinstance(found, NotUnderstood)
    assert "longer than" in found.why
    assert len(found.line) <= 200


TEXTS = st.one_of(st.text(max_size=LONGEST_TEXT), st.lists(PIECES, max_size=8).map(" ".join)).map(
    lambda text: clean(text, LONGEST_TEXT)
)
WORDS_OF_A_TOUCH = TEXTS.filter(lambda text: not text or re.search(r"\w", text))  # signs alone are none
PAST = st.dates(EARLIEST, TODAY)
COMING = st.dates(date(2026, 11, 29), date(2036, 11, 20))
DAYS = st.integers(1, MOST_DAYS)
PERSON = st.sampled_from([called.addresses[0] for called in NAMES.people])
BIRTHDAYS = st.one_of(
    st.dates(date(1900, 1, 1), TODAY).map(date.isoformat),
    st.dates(date(2000, 1, 1), date(2000, 12, 31)).map("--{:%m-%d}".format),
)  # fmt: skip
COMMANDS = st.one_of(
    st.builds(Command, st.sampled_from(sorted(TOUCHES)), PERSON, day=PAST, text=WORDS_OF_A_TOUCH),
    st.builds(Command, st.just("snooze"), PERSON, day=COMING),
    st.builds(Command, st.sampled_from(["snooze", "every"]), PERSON, days=DAYS),
    st.builds(Command, st.sampled_from(["skip", "never", "back", "less", "more", "why", "undo"]), PERSON),
    st.builds(Command, st.just("prefers"), PERSON, channel=st.sampled_from(sorted({*CHANNELS.values()}))),
    st.builds(Command, st.just("prefers"), PERSON, channel=st.sampled_from(["text", "phone"]),
              to=st.just("+420 777 123 456")),
    st.builds(Command, st.just("prefers"), st.just(KAREN), channel=st.just("mail"), to=st.just("k2@example.org")),
    st.builds(Command, st.just("prefers"), PERSON, channel=st.just("linkedin"), to=st.just("linkedin.com/in/karen")),
    st.builds(Command, st.just("birthday"), PERSON, text=BIRTHDAYS),
    st.builds(Command, st.just("group"), PERSON, text=st.sampled_from(["family", "none", "old colleagues"])),
    st.builds(Command, st.just("note"), PERSON, text=TEXTS.filter(bool)),
    st.builds(Command, st.sampled_from(["pause", "resume", "more", "undo", "help"])),
    st.builds(Command, st.just("pause"), day=COMING),
    st.builds(Command, st.just("pause"), days=DAYS),
    st.builds(Command, st.just("help"), text=st.sampled_from(sorted(WORDS))),
)  # fmt: skip


@given(COMMANDS)
def test_what_is_printed_means_the_same_again(command: Command) -> None:
    assert parse(printed(command), TODAY, NAMES) == [command]


@given(COMMANDS)
def test_a_number_means_the_same_as_the_address(command: Command) -> None:
    if command.person == PETR:
        assert parse(printed(command).replace(PETR, "2", 1), TODAY, NAMES) == [command]
