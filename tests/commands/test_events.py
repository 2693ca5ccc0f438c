"""What is in force of all that was said, and what follows from it."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kith.commands.command import Command
from kith.commands.events import Event, in_force, last_turn, said_before, touches, word
from kith.commands.wording import MOST_TOLD, in_digest, reported, since
from kith.model import Wish

ADA, TOM = "ada@example.org", "tom@example.org"
TODAY = date(2026, 11, 28)


def events(*commands: Command | int) -> list[Event]:
    """One event after the other, each a line of its own; a number takes that event back."""
    return [
        Event(10 * number, "command line", "…", Command("undo"), None, one, number, number)
        if isinstance(one, int)
        else Event(10 * number, "command line", f"line {number}", one, 10 * number, None, number, number)
        for number, one in enumerate(commands, start=1)
    ]


def numbers(found: Sequence[Event]) -> list[int]:
    return [one.number for one in found]


def test_what_is_undone_was_not_said_and_an_undo_that_is_undone_neither() -> None:
    never = Command("never", ADA)
    assert numbers(in_force(events(never))) == [1]
    assert numbers(in_force(events(never, 1))) == []
    assert numbers(in_force(events(never, 1, 2))) == [1]
    assert numbers(in_force(events(never, 1, 2, 3))) == []


@given(st.lists(st.sampled_from(["never", "back", "skip"]), min_size=1, max_size=8), st.integers(1, 9))
def test_undoing_again_and_again_goes_back_and_forth(verbs: list[str], times: int) -> None:
    said = events(*(Command(verb, ADA) for verb in verbs))
    before, whole = word(said[:-1]), word(said)
    for turn in range(1, times + 1):
        (last,) = last_turn(said)
        number = len(said) + 1
        said.append(Event(10_000, "", "", Command("undo", last.person), None, last.number, number, number))
        assert word(said).events == (before if turn % 2 else whole).events
        assert word(said).wishes == (before if turn % 2 else whole).wishes


def test_a_line_about_several_people_is_one_turn() -> None:
    both = [
        Event(1, "", "1-2 skip", Command("skip", who), None, None, n, 1)
        for n, who in enumerate((ADA, TOM), 1)
    ]
    assert numbers(last_turn(both)) == [1, 2]
    assert numbers(last_turn(both, frozenset({ADA}))) == [1]
    assert last_turn(both, frozenset({"nobody@example.org"})) == []


def test_never_holds_until_back_and_otherwise_the_newest_word() -> None:
    later = Command("snooze", ADA)
    assert word(events(Command("never", ADA), later)).wishes == {ADA: Wish(10, "never", 10)}
    assert word(events(Command("never", ADA), Command("back", ADA), later)).wishes == {
        ADA: Wish(30, "snooze", 30)
    }


def test_contacts_are_in_the_order_in_which_they_were() -> None:
    early = Event(50, "", "", Command("called", ADA), when=5, number=2)
    late = Event(40, "", "", Command("met", ADA), when=30, number=1)
    assert touches([late, early]) == [early, late]


def test_a_pause_lasts_until_its_end_or_until_it_is_ended() -> None:
    pause = Event(10, "", "", Command("pause"), when=100, number=1, turn=1)
    for_ever = Event(10, "", "", Command("pause"), number=1, turn=1)
    resume = Event(50, "", "", Command("resume"), number=2, turn=2)
    assert [word([pause]).paused(at) is not None for at in (9, 10, 99, 100)] == [False, True, True, False]
    assert word([for_ever]).paused(1 << 40) == for_ever
    assert [word([for_ever, resume]).paused(at) is not None for at in (49, 50)] == [True, False]


def test_the_same_said_twice_is_said_once_as_long_as_it_holds() -> None:
    weeks = lambda days: Command("every", ADA, days=days)  # noqa: E731
    said = events(weeks(42))
    again = Event(99, "", "", weeks(42))
    assert said_before(said, again, frozenset({ADA}))
    assert not said_before(events(weeks(42), weeks(28)), again, frozenset({ADA}))
    assert not said_before(said, Event(99, "", "", Command("every", TOM, days=42)), frozenset({TOM}))
    skipped = events(Command("skip", ADA))
    assert not said_before(skipped, Event(99, "", "", Command("skip", ADA)), frozenset({ADA}))


def told(said: Sequence[Event], heard: int) -> list[str]:
    return since(said, heard, {ADA: "Ada", TOM: "Tom"}, TODAY)


def test_a_digest_tells_what_is_new_and_holds_and_what_old_was_taken_back() -> None:
    called = Command("called", ADA, day=date(2026, 11, 26))
    later = Command("snooze", TOM, day=date(2026, 12, 7))
    assert told(events(called, later), 0) == [
        "Noted: you called Ada on 26 November.",
        "Put off: Tom, until 7 December.",
    ]
    assert told(events(called, later), 1) == ["Put off: Tom, until 7 December."]
    assert told(events(called, later), 2) == []
    assert told(events(called, 1), 0) == []
    assert told(events(called, 1), 1) == ['Taken back: "line 1".']
    assert told(events(called, 1, 2), 2) == ['Holds again: "line 1".']
    assert told(events(called, 1, 2), 1) == []


def test_a_digest_does_not_tell_for_pages() -> None:
    said = told(events(*(Command("note", ADA, text=str(number)) for number in range(40))), 0)
    assert len(said) == MOST_TOLD
    assert said[-1] == "And 29 more commands of yours were obeyed."


def test_names_and_texts_of_others_stay_on_their_line() -> None:
    command = Command("called", ADA, day=TODAY, text="\u202etxt\nBcc: x")
    for said in (in_digest(command, "A\r\nda {0}", TODAY), reported(command, "A\r\nda {0}", TODAY)):
        assert "\n" not in in_digest(command, "A\r\nda {0}", TODAY)
        assert "A da {0}" in said
