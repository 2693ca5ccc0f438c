"""Why somebody is suggested now, and why not; every number in a sentence can be counted again."""

import re
from statistics import median
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.persons import DAY, DAYS, NOW, PEOPLE, days_ago, person
from kith.config.durations import days as as_days
from kith.model import Kind, Person, Reason
from kith.suggest import wording
from kith.suggest.ranking import Assessment, assess
from kith.suggest.reasons import FADING, SOONEST
from kith.suggest.rhythm import gaps

MONTHLY = [190, 160, 130, 100]  # days ago: three gaps of 30 days, then silence


def both(days: list[float], **more: Any) -> Person:
    """Contact in both directions: heard from first, written to ever since."""
    return person(received=days[:1], sent=days[1:], **more)


def reason(person: Person, kind: str, suggested_at: int | None = None) -> Reason | None:
    found = assess(person, suggested_at, NOW)
    return next((one for one in (*found.reasons, *found.against) if one.kind == kind), None)


def look(person: Person, suggested: float | None = None) -> Assessment:
    return assess(person, None if suggested is None else days_ago(suggested)[0], NOW)


def test_a_silence_past_twice_the_usual_gap_is_quiet() -> None:
    ada = both(MONTHLY)
    quiet = reason(ada, "quiet")
    assert quiet is not None
    assert quiet.fires
    assert quiet.text == (
        "Half the time you are back in touch within 5 weeks (3 gaps seen); it has been 3 months."
    )
    assert quiet.touches == days_ago(100)


@pytest.mark.parametrize(("silent", "fires"), [(59.0, False), (60.0, False), (60.1, True)])
def test_quiet_begins_when_twice_the_usual_gap_is_over(silent: float, fires: bool) -> None:
    quiet = reason(both([silent + 90, silent + 60, silent + 30, silent]), "quiet")
    assert quiet is not None
    assert quiet.fires is fires


@given(st.floats(0, SOONEST))
def test_nobody_is_called_quiet_within_three_weeks(silent: float) -> None:
    quiet = reason(both([silent + 12, silent + 8, silent + 4, silent]), "quiet")
    assert quiet is None or not quiet.fires


@pytest.mark.parametrize(
    ("every", "said"),
    [("10d", "10 days"), ("1w", "week"), ("2w", "2 weeks"), ("6w", "6 weeks"), ("1m", "month"), ("3m", "3 months"),
     ("4m", "4 months"), ("5m", "5 months"), ("10m", "10 months"), ("1y", "year"), ("2y", "2 years")],
)  # fmt: skip
def test_a_cadence_is_said_as_the_user_wrote_it(every: str, said: str) -> None:
    cadence = reason(person(sent=[1], every=as_days(every)), "cadence")
    assert cadence is not None
    assert cadence.text == f"You want to be in touch every {said}; it has been 1 day."


@pytest.mark.parametrize(("silent", "fires"), [(41.9, False), (42.0, True), (400.0, True)])
def test_a_set_cadence_is_due_when_it_is_over_and_outranks_the_learned_rhythm(
    silent: float, fires: bool
) -> None:
    ada = both([silent + 20, silent + 10, silent], every=42)
    cadence = reason(ada, "cadence")
    assert cadence is not None
    assert cadence.fires is fires
    assert reason(ada, "quiet") is None


def test_somebody_named_with_a_cadence_and_never_written_to_is_due_at_once() -> None:
    cadence = reason(person(every=42, named=True), "cadence")
    assert cadence is not None
    assert (cadence.fires, cadence.touches) == (True, ())
    assert cadence.text.endswith("kith has seen no mail between you yet.")


def test_without_a_rhythm_nothing_speaks_for_writing() -> None:
    found = look(both([300, 200]))
    assert [one.kind for one in found.reasons] == ["no rhythm"]
    assert not found.due


@pytest.mark.parametrize("kind", [Kind.ROBOT, Kind.LIST, Kind.UNKNOWN])
def test_only_people_are_suggested(kind: Kind) -> None:
    found = look(both(MONTHLY, kind=kind, because="it says so"))
    assert not found.due
    assert [one.text for one in found.against] == [f"kith takes this for a {kind}: it says so."]


def test_contact_in_one_direction_is_not_enough() -> None:
    assert look(both(MONTHLY)).due
    for one_sided, missing in [
        (person(sent=MONTHLY), "they never wrote to you"),
        (person(received=MONTHLY), "you never wrote to them"),
    ]:
        found = look(one_sided)
        assert not found.due
        assert missing in found.against[0].text


def test_whom_the_user_named_or_logged_needs_no_second_direction() -> None:
    assert look(person(sent=MONTHLY, named=True)).due
    assert look(person(sent=MONTHLY, logged=days_ago(100))).due


def test_once_per_silence() -> None:
    ada = both(MONTHLY)  # twice the gap: asked again after 60 days
    held = look(ada, suggested=20)
    assert (held.due, held.ready) == (True, False)
    assert held.against[0].text == (
        "Suggested 2 weeks ago and no contact since; kith does not ask again for 6 weeks."
    )
    assert look(ada, suggested=59.9).ready is False
    assert look(ada, suggested=60).ready is True


def test_a_contact_since_the_suggestion_opens_a_new_silence() -> None:
    assert look(both(MONTHLY), suggested=101).ready is True


def test_a_suggestion_from_a_clock_that_ran_ahead_holds_nobody_back() -> None:
    assert look(both(MONTHLY), suggested=-30).ready is True


def test_a_set_cadence_is_asked_for_again_after_as_long() -> None:
    ada = both([100], every=42, named=True)
    assert look(ada, suggested=41.9).ready is False
    assert look(ada, suggested=42).ready is True


@given(PEOPLE, st.floats(0, 1.5), st.none() | st.floats(0, 500))
def test_somebody_in_touch_since_yesterday_is_never_suggested(
    people: list[Person], silent: float, suggested: float | None
) -> None:
    for one in people:
        fresh = person(
            one.addresses[0], sent=[silent], received=[700, 500, 300], every=one.every, named=one.named
        )
        assert not look(fresh, suggested).due


@given(DAYS, DAYS)
def test_the_numbers_of_a_quiet_sentence_are_those_of_the_times(
    sent: list[float], received: list[float]
) -> None:
    """Relevance 3: recomputed from the touches alone, by another way than the code takes."""
    ada = person(sent=sent, received=received)
    quiet = reason(ada, "quiet")
    assume(quiet is not None)
    assert quiet is not None
    seen = gaps([*ada.sent, *ada.received])
    told = re.fullmatch(r"Half .* within (.+) \((\d+) gaps? seen\); it has been (.+)\.", quiet.text)
    assert told is not None
    within, count, silent = told.groups()
    newest = max(*ada.sent, *ada.received, 0)
    assert int(count) == len(seen)
    assert within == wording.within(median(seen))
    assert silent == wording.span((NOW - newest) / DAY)
    assert sum(gap <= median(seen) for gap in seen) * 2 >= len(seen)  # "half the time" holds
    assert quiet.touches == (newest,)
    assert quiet.fires == ((NOW - newest) / DAY > max(FADING * median(seen), SOONEST))


@given(PEOPLE, st.none() | st.floats(0, 500))
def test_every_reason_is_a_whole_sentence_and_its_evidence_is_a_touch(
    people: list[Person], suggested: float | None
) -> None:
    for one in people:
        found = look(one, suggested)
        for said in (*found.reasons, *found.against):
            assert said.text[0].isupper() or said.text.startswith("kith ")
            assert said.text.endswith(".")
            assert set(said.touches) <= set(one.times)
        assert found.due == (not found.against or found.against[0].kind == "already suggested") * bool(
            found.firing
        )
        assert found.ready <= found.due
