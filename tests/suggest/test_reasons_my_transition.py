"""When a goodbye leads a digest, what it waits for, and what it does not wait for."""

from zoneinfo import ZoneInfo

from helpers.persons import DAY, NOW, both, days_ago, leaving, look, person, reason, said
from kith.config.when import parse
from kith.suggest.assessing import assess
from kith.suggest.reasons.calendar import Calendar


def test_an_answer_the_user_owes_comes_before_the_goodbye() -> None:
    ada = person(sent=[90, 40], received=[91, 10])
    asks = [said("Are you there?", 10)]
    found = look(ada, move=leaving(), exchanges=asks)
    assert found.lead == "owed reply"
    assert [one.kind for one in found.firing][:2] == ["owed reply", "my transition"]
    text = reason(found, "my transition").text
    assert text.endswith("; your answer comes first, the news of it in the next digest.")
    told = look(ada, move=leaving(), exchanges=asks, told=[(7, "owed reply")])
    assert (
        told.lead == "my transition"
    )  # "in the next digest" is the one a week later, and no pause comes between
    assert "comes first" not in reason(told, "my transition").text
    later = look(
        person(sent=[90], received=[91, 25]),
        move=leaving(),
        exchanges=[said("Are you there?", 25)],
        told=[(20, "owed reply")],
    )
    assert later.lead == "my transition"  # it was asked for once; the goodbye waits no longer
    assert "comes first" not in reason(later, "my transition").text
    answered = look(person(sent=[90, 8], received=[91, 10]), move=leaving(), told=[(9, "owed reply")])
    assert answered.lead == "my transition"


def test_the_answer_takes_the_place_of_the_goodbye_whatever_was_suggested_before() -> None:
    ada, asks = person(sent=[90, 40], received=[91, 9]), [said("Are you there?", 9)]
    held = look(ada, move=leaving(), exchanges=asks, told=[(7, "cadence")])
    assert held.lead == "owed reply"
    assert "comes first" in reason(held, "my transition").text
    assert not [one for one in held.against if "owed reply" in one.text]
    rests = look(ada, move=leaving(due=8), exchanges=asks, told=[(7, "my transition")])
    assert not rests.ready  # the goodbye was suggested, so that nothing is to be passed over
    assert "comes first" not in reason(rests, "my transition").text
    assert not look(ada, exchanges=asks, told=[(7, "cadence")]).ready  # no plan: the pause holds


def test_the_next_digest_is_not_promised_where_it_comes_too_late() -> None:
    asks = [said("Are you there?", 10)]
    ada = person(sent=[90, 40], received=[91, 10])
    weekly = Calendar(ZoneInfo("Europe/Prague"), parse("mon 07:30"))
    for until, promised in ((6, False), (8, True)):
        move = leaving()._replace(until=NOW + until * DAY)
        found = assess(look(ada, move=move, exchanges=asks).case._replace(calendar=weekly))
        assert ("the news of it in the next digest" in reason(found, "my transition").text) is promised
        assert "your answer comes first" in reason(found, "my transition").text


def test_the_day_in_a_plan_does_not_wait_for_another_reason_but_for_another_goodbye() -> None:
    ada = both([90, 60, 40])
    for kind in ("owed reply", "fading", "birthday"):
        assert look(ada, move=leaving(), told=[(7, kind)]).lead == "my transition"
    assert not look(ada, move=leaving(due=8), told=[(7, "my transition")]).ready
    first = [(14, "my transition")]
    assert look(ada, move=leaving(due=15), told=first).lead == "my transition"
    assert look(ada, move=leaving(due=15), told=[(13.99, "my transition")]).lead == "my transition"  # jitter
    assert look(ada, move=leaving(due=15), told=[*first, (7, "fading")]).lead == "my transition"
    twice = look(ada, move=leaving(due=29), told=[(28, "my transition"), *first])
    assert not twice.ready
    assert "for this reason (my transition) that was enough" in reason(twice, "already suggested").text


def test_a_goodbye_of_before_a_correction_neither_rests_nor_counts() -> None:
    ada, since = both([90, 60, 40]), leaving(due=30)
    thrice = [(28, "my transition"), (14, "my transition"), (7, "my transition")]
    assert not look(ada, move=since, told=thrice).ready
    corrected = since._replace(changed_at=days_ago(6)[0])
    assert look(ada, move=corrected, told=thrice).lead == "my transition"
    assert not look(ada, move=corrected, told=[*thrice, (5, "my transition")]).ready
    for moment, ready in ((0, False), (1, True)):  # of the same second: written with what was corrected
        at_once = since._replace(changed_at=days_ago(7)[0] + moment)
        assert look(ada, move=at_once, told=[(7, "my transition")]).ready is ready
