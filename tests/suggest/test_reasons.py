"""Why somebody is suggested now, and why not: a section for each reason; every number can be counted again."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import DAY, NOW, PEOPLE, both, days_ago, kinds, look, person, reason, said
from kith.config.durations import days as as_days
from kith.model import Direction, Exchange, Kind, Person, Wish
from kith.suggest import odds, wording
from kith.suggest.assessing import Known, assess_all
from kith.suggest.reasons import FOR
from kith.suggest.rhythm import history, mailbox

MONTHLY = [220, 190, 160, 130, 100]  # days ago: four gaps of 30 days, then silence
SENT, RECEIVED = Direction.SENT, Direction.RECEIVED


# Cadence


@pytest.mark.parametrize(
    ("every", "told"),
    [("10d", "10 days"), ("1w", "week"), ("2w", "2 weeks"), ("6w", "6 weeks"), ("1m", "month"), ("3m", "3 months"),
     ("4m", "4 months"), ("5m", "5 months"), ("10m", "10 months"), ("1y", "year"), ("2y", "2 years")],
)  # fmt: skip
def test_a_cadence_is_said_as_the_user_wrote_it(every: str, told: str) -> None:
    cadence = reason(look(person(sent=[1], every=as_days(every))), "cadence")
    assert cadence.text == f"You want to be in touch every {told}; it has been 1 day."


@pytest.mark.parametrize(("silent", "fires"), [(41.4, False), (41.6, True), (42.0, True), (400.0, True)])
def test_a_set_cadence_is_due_when_it_is_over_and_outranks_the_learned_rhythm(
    silent: float, fires: bool
) -> None:
    found = look(both([silent + 20, silent + 10, silent], every=42))
    assert reason(found, "cadence").fires is fires
    assert not {"fading", "dormant"} & {one.kind for one in found.reasons}


def test_somebody_named_with_a_cadence_and_never_written_to_is_due_at_once() -> None:
    cadence = reason(look(person(every=42, named=True)), "cadence")
    assert (cadence.fires, cadence.touches) == (True, ())
    assert cadence.text.endswith("kith has seen no contact between you yet.")


def test_a_set_cadence_is_asked_for_again_after_as_long() -> None:
    ada = both([100], every=42, named=True)
    assert look(ada, told=[(41.4, "cadence")]).ready is False
    assert look(ada, told=[(41.6, "cadence")]).ready is True


def test_a_cadence_is_kept_to_the_day_though_the_letter_went_after_the_hour_of_the_digest() -> None:
    """Written an hour after Monday's digest: the sixth Monday after is 41.96 days later, and it is the one."""
    found = reason(look(person(sent=[42 - 1 / 24], received=[90], every=42)), "cadence")
    assert found.fires
    assert found.text == "You want to be in touch every 6 weeks; it has been nearly 6 weeks."


# Fading


def test_a_silence_past_twice_the_usual_gap_and_likely_to_last_is_fading() -> None:
    fading = reason(look(both(MONTHLY)), "fading")
    assert fading.fires
    assert fading.text == ("3 of 4 times you are back in touch within 10 weeks; it has been 14.")
    assert fading.touches == days_ago(100)


def test_a_fast_tie_silent_for_eleven_weeks_is_fading() -> None:
    weekly = [77 + day for day in (0, 7, 14, 22, 30, 37, 44, 51)][::-1]
    assert kinds(look(both(weekly))) == ["fading"]


def test_somebody_on_a_quarterly_rhythm_is_not_nagged_at_thirty_days() -> None:
    assert not look(both([400, 310, 215, 120, 30])).due


def test_of_few_gaps_it_is_said_how_few() -> None:
    fading = reason(look(both([130, 100, 70])), "fading")
    assert " Only 2 gaps seen so far; the rest is your mailbox's average." in fading.text


def test_one_long_conversation_was_a_tie_and_its_silence_is_told() -> None:
    """Three months of letters every few days, and then nothing: there is no gap to learn from but the mailbox's."""
    daily = both([70 + day for day in range(0, 91, 3)][::-1])
    assert kinds(look(daily)) == ["fading"]
    assert reason(look(daily), "fading").text.endswith(
        " You have had one long conversation; the odds are your mailbox's average."
    )
    assert not look(both([21 + day for day in range(0, 91, 3)][::-1])).due


def test_of_one_conversation_no_rhythm_is_made() -> None:
    found = look(both([300, 299]))
    assert reason(found, "fading").text.startswith("No rhythm yet: one conversation seen so far.")
    assert not found.due


@pytest.mark.parametrize("silent", [15, 40, 77, 120, 170])
def test_a_fading_tie_is_told_once_and_again_when_nineteen_of_twenty_would_be_back(silent: int) -> None:
    ada = both([silent + day for day in (0, 10, 20, 30, 40, 50, 60)][::-1])
    found = look(ada).rhythm.odds
    late = found.back(silent) >= 0.95 > found.back(30)
    assert look(ada, told=[(silent - 30, "fading")]).ready is (late and silent - 30 > 0)
    assert not look(ada, told=[(15, "fading"), (silent - 1, "fading")][: 1 + late]).ready or late


@given(st.lists(st.integers(4, 120), min_size=1, max_size=12), st.floats(1, 170))
def test_the_numbers_of_a_fading_sentence_are_those_of_the_touches(steps: list[int], silent: float) -> None:
    """Relevance 3: recomputed from the touches alone; one-sided, never narrower than the model."""
    days = [silent + sum(steps[number:]) for number in range(len(steps))] + [silent]
    ada = both(days)
    fading = look(ada).reasons[-1]
    if fading.kind != "fading":
        return
    told = re.fullmatch(
        r"(3 of 4 times|Half the time) you are back in touch within (\d+) (\w+?)s?; it has been (\d+)( \w+)?\."
        r"(?: Only (\d) gaps? seen so far; the rest is your mailbox's average\.)?",
        fading.text,
    )
    assert told is not None
    share, most, unit, least, own_unit, few = told.groups()
    seen = history(ada.times)
    touched = sorted({at // DAY for at in ada.times})
    gaps = [after - before for before, after in pairwise(touched) if after - before > 3]
    model = odds.learn(gaps, odds.logs(gaps), mailbox([seen]))
    wanted = model.within(0.5 if share == "Half the time" else 0.75)
    so_far = (NOW - max(ada.times)) / DAY
    assert int(most) * UNITS[unit] >= wanted
    assert int(least) * UNITS[own_unit.strip().rstrip("s") if own_unit else unit] <= so_far
    assert not fading.fires or (own_unit is None and int(least) > int(most))
    assert (few is None) == (len(gaps) >= 4)
    assert few is None or int(few) == len(gaps)
    usual = so_far / model.typical
    quiet_anyway = model.quiet(14, so_far) >= 0.70 or (so_far >= 45 and usual > 3)
    assert fading.fires == (usual > (2 if len(gaps) >= 4 else 2.25) and quiet_anyway)


UNITS = {"day": 1, "week": 7, "month": wording.DAYS_OF_A_MONTH, "year": wording.DAYS_OF_A_YEAR}


# Against


@pytest.mark.parametrize("kind", [Kind.ROBOT, Kind.LIST, Kind.UNKNOWN])
def test_only_people_are_suggested(kind: Kind) -> None:
    found = look(both(MONTHLY, kind=kind, because="it says so"))
    assert not found.due
    told = "Not a person to kith so far" if kind is Kind.UNKNOWN else f"kith takes this for a {kind}"
    assert [one.text for one in found.against] == [f"{told}: it says so."]


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


def test_never_is_never() -> None:
    found = look(both(MONTHLY), wish=Wish(days_ago(2000)[0], "never"))
    assert (found.due, found.ready) == (False, False)
    assert look(both(MONTHLY), wish=Wish(days_ago(1)[0], "back")).ready


def test_never_outlasts_whatever_is_said_later_but_back() -> None:
    ada = both(MONTHLY)
    two = replace(ada, addresses=("ada@example.org", "ada@other.example"))
    never, skip, back = (
        Wish(days_ago(day)[0], kind) for day, kind in [(900, "never"), (800, "skip"), (700, "back")]
    )
    for wishes, ready in [((never, skip), False), ((never, back), True), ((skip, never), False)]:
        known = Known(wishes=dict(zip(two.addresses, wishes, strict=True)))
        assert assess_all([two], known, NOW)[0].ready is ready


def test_snoozed_until_the_day_that_was_said() -> None:
    for until, ready in [(days_ago(-1)[0], False), (NOW, True)]:
        found = look(both(MONTHLY), wish=Wish(days_ago(3)[0], "snooze", until))
        assert (found.due, found.ready) == (ready, ready)
        assert reason(found, "fading").fires


@pytest.mark.parametrize(("skipped", "ready"), [(1, False), (29.9, False), (30, True)])
def test_not_this_time_lasts_as_long_as_is_usual_and_a_month_at_least(skipped: float, ready: bool) -> None:
    wish = Wish(days_ago(skipped)[0], "skip")
    assert look(both(MONTHLY), wish=wish).ready is ready


def test_not_this_time_is_about_one_silence_and_a_date_holds_whatever_happens() -> None:
    ada = both([100, 96, 92, 88, 84, 80, 76])
    said_before = days_ago(80)[0]
    assert look(ada, wish=Wish(said_before, "skip")).ready
    assert not look(ada, wish=Wish(said_before, "snooze", days_ago(-5)[0])).ready


def test_a_cadence_shorter_than_a_fortnight_is_kept() -> None:
    ada = both([200, 20], every=7, named=True)
    assert not look(ada, told=[(6.4, "cadence")]).ready
    assert look(ada, told=[(7 - 1 / 24, "cadence")]).ready  # a week of local time, with one hour less of it


def test_nobody_is_suggested_twice_within_a_fortnight_of_silence_whatever_the_reasons() -> None:
    ada = both(MONTHLY)
    assert not look(ada, told=[(13.4, "owed reply")]).ready
    assert look(ada, told=[(14, "owed reply")]).ready


def test_a_contact_since_the_suggestion_opens_a_new_silence() -> None:
    assert look(both(MONTHLY), told=[(101, "fading")]).ready


def test_a_suggestion_from_a_clock_that_ran_ahead_holds_nobody_back() -> None:
    assert look(both(MONTHLY), told=[(-30, "fading")]).ready


# All of them


@given(
    PEOPLE, st.floats(0, 1.49), st.sampled_from([rule.kind for rule in FOR]), st.none() | st.floats(0, 500)
)
def test_somebody_in_touch_since_yesterday_is_never_suggested(
    people: list[Person], silent: float, kind: str, told: float | None
) -> None:
    for one in people:
        fresh = person(
            one.addresses[0], sent=[silent], received=[700, 500, 300], every=one.every, named=one.named
        )
        before = [] if told is None else [(told, kind)]
        assert not look(fresh, told=before, exchanges=[said("Lunch?", silent, SENT)]).due


@given(PEOPLE, st.none() | st.floats(0, 500))
def test_every_reason_is_a_whole_sentence_and_its_evidence_is_a_touch(
    people: list[Person], told: float | None
) -> None:
    for one in people:
        before = [] if told is None else [(told, "fading")]
        newest = [Exchange(at, RECEIVED, "Lunch?", False, 1) for at in one.received[-1:]]
        found = look(one, told=before, exchanges=newest)
        for text in (*found.reasons, *found.against):
            assert text.text[0].isupper() or text.text.startswith(("kith ", "3 of 4 times"))
            assert text.text.endswith(".")
            assert set(text.touches) <= set(one.times)
        assert found.ready <= found.due <= bool(found.firing)
        assert (found.firing[0].kind == found.lead) if found.ready else found.lead is None
