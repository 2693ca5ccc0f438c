"""Sam's plan is corrected while it is under way, or begun anew; and Sam moves house, which costs no address."""

from datetime import date
from pathlib import Path

import pytest

from helpers.dovecot import Dovecot
from helpers.drafted import in_drafts
from helpers.maildir import MailboxOnDisk
from helpers.moving import AT_WORK, KAREN, PRIYA, Leaver, a_leaver, editor, starts
from helpers.world import SAM
from kith.clock import instant, unix
from kith.commands.command import Unclear
from kith.commands.leaving import parse
from kith.jobs.scan import Unwatched
from kith.jobs.transition import changing, planning
from kith.jobs.transition.changing import Change
from kith.jobs.transition.telling import change_lines, plan_lines
from kith.jobs.workplace import Workplace

LATER = "leaving Initech on 2027-01-31, reach me at sam@new.example"


@pytest.fixture
def world(dovecot: Dovecot, mailbox: MailboxOnDisk, tmp_path: Path) -> Leaver:
    return a_leaver(dovecot, mailbox, tmp_path)


def corrected(place: Workplace, text: str) -> Change:
    """What `kith transition TEXT` says would change."""
    now = place.clock.now()
    told, today = parse(text, now.date()), now.astimezone(place.zone).date()
    running = planning.meant(told, place.settings, place.store.transitions.all(), unix(now))
    assert running
    left = planning.leaving(told, place.settings, place.zone, today, running.leaving)
    return changing.correct(place.store, place.settings, place.zone, running, left, now)


def told_priya(world: Leaver) -> None:
    """The plan is begun, and Sam has said goodbye to Priya."""
    with world.kith() as place:
        starts(place)
    world.until(2026, 12, 7)
    world.digest()
    world.clock.advance(hours=2)
    world.writes(f"Sam Okafor <{AT_WORK}>", PRIYA, world.work, "Sent", Subject="Leaving Initech")
    world.look()


def test_a_correction_keeps_who_was_told_and_moves_who_was_not(world: Leaver) -> None:
    told_priya(world)
    before = {row.address: row for row in world.plan()}
    with world.kith() as place:
        wanted = corrected(place, LATER)
        lines = change_lines(wanted, place.zone)
        assert [row.due for row in world.plan()] == [row.due for row in before.values()]  # only shown
        changing.change(place.store, wanted, unix(place.clock.now()))
    assert "Told already, as it was, and not told again: Priya Nair. " in "\n".join(lines)
    after = {row.address: row for row in world.plan()}
    assert (after["priya@initech.example"].state, after["priya@initech.example"].due) == (
        "told", before["priya@initech.example"].due
    )  # fmt: skip
    assert after["karen@example.net"].due > before["karen@example.net"].due
    world.until(2027, 1, 18)
    text, _, work = world.digest()
    assert "You leave Initech on 31 January" in text
    assert "sam@new.example" in work["ravi@initech.example"].get_content()
    assert "priya@initech.example" not in {one.person.addresses[0] for one in world.suggested()}


def test_a_draft_of_before_the_correction_is_taken_out_and_the_user_is_told(world: Leaver) -> None:
    with world.kith() as place:
        starts(place)
    world.until(2026, 12, 7)
    _, _, work = world.digest()
    assert "31 December" in work["priya@initech.example"].get_content()
    world.clock.advance(hours=2)
    with world.kith() as place:
        wanted = corrected(place, LATER)
        assert "Suggested, and not written to: Priya Nair" in "\n".join(change_lines(wanted, place.zone))
        changing.change(place.store, wanted, unix(place.clock.now()))
        news = place.store.tended.news()
        place.tender().tend(Unwatched())
        assert news[3] == 1
    assert "priya@initech.example" not in in_drafts(world.work)
    world.until(2026, 12, 14)
    with world.kith() as place:
        told = place.digester().compose(place.clock.now()).digest.since_last_time
    assert any("Priya Nair" in line and "you corrected the plan" in line for line in told), told


def corrects(world: Leaver, text: str) -> str:
    """`kith transition TEXT --start`, and then the Drafts folder is tidied. What was printed."""
    with world.kith() as place:
        wanted = corrected(place, text)
        changing.change(place.store, wanted, unix(place.clock.now()))
        place.tender().tend(Unwatched())
        return "\n".join(change_lines(wanted, place.zone))


def test_whose_draft_a_correction_took_away_comes_with_the_next_digest_as_often_as_that_happens(
    world: Leaver,
) -> None:
    with world.kith() as place:
        starts(place)
    shown = []
    for day, reach in ((7, "sam@second.example"), (14, "sam@third.example"), (21, "sam@fourth.example")):
        world.until(2026, 12, day)
        _, _, work = world.digest()
        shown.append(work["priya@initech.example"].get_content())
        world.clock.advance(days=1)
        assert "come again as soon as a digest has room" in corrects(world, f"reach me at {reach}")
        assert "priya@initech.example" not in in_drafts(world.work)
    assert [SAM in shown[0], "sam@second.example" in shown[1], "sam@third.example" in shown[2]] == [True] * 3
    world.until(2026, 12, 28)
    _, _, work = world.digest()
    assert "sam@fourth.example" in work["priya@initech.example"].get_content()
    world.until(2027, 1, 4)  # nothing was corrected: two weeks' rest
    assert "priya@initech.example" not in {one.person.addresses[0] for one in world.suggested()}


def test_a_goodbye_of_after_the_correction_stays_in_the_drafts_folder(world: Leaver) -> None:
    with world.kith() as place:
        starts(place)
    corrects(world, "reach me at sam@new.example")
    world.until(2026, 12, 7)
    _, _, work = world.digest()
    assert "sam@new.example" in work["priya@initech.example"].get_content()
    world.clock.advance(days=2)
    with world.kith() as place:
        place.tender().tend(Unwatched())
    assert "sam@new.example" in in_drafts(world.work)["priya@initech.example"].get_content()


def test_a_last_day_brought_forward_names_whose_day_the_user_fixed_after_it(world: Leaver) -> None:
    with world.kith() as place:
        starts(place)
        editor(place).move(["priya"], date(2026, 12, 14))
        editor(place).move(["ravi"], date(2026, 12, 21))
    told = corrects(world, "last day 2026-12-14")
    assert (
        "Stays on the day you named, which is after your last day: Ravi Patel <ravi@initech.example>, "
        "21 December 2026." in told
    )
    assert "Priya" not in told  # on the last day itself she hears of it in time
    assert {row.name: instant(row.due).date() for row in world.plan()}["Ravi Patel"] == date(2026, 12, 20)
    assert "after your last day" not in corrects(world, "reach me at sam@new.example")


def test_a_correction_of_what_has_changed_meanwhile_is_refused_and_changes_nothing(world: Leaver) -> None:
    with world.kith() as place:
        starts(place)
        wanted = corrected(place, LATER)
        editor(place).drop(["karen"])
        with pytest.raises(Unclear, match="has been changed meanwhile"):
            changing.change(place.store, wanted, unix(place.clock.now()))
        (plan,) = place.store.transitions.all()
        assert str(plan.leaving.last_day) == "2026-12-31"


def test_a_new_plan_of_the_same_place_knows_who_was_told(world: Leaver) -> None:
    told_priya(world)
    with world.kith() as place:
        editor(place).end()
        now = place.clock.now()
        left = planning.leaving(parse(LATER, now.date()), place.settings, place.zone, now.date())
        proposal = planning.propose(place.store, place.settings, place.zone, left, now)
        assert "Told already, by your earlier plan: Priya Nair." in plan_lines(proposal, place.zone)
        assert "priya@initech.example" not in starts(place, LATER).people
        added = editor(place).add(["priya"]).standing  # to tell her of the other day after all
        assert "priya@initech.example" in added.people
    assert {row.address: row.state for row in world.plan()}["priya@initech.example"] == "planned"


def test_after_a_last_day_that_is_over_the_next_digest_tells_as_many_as_fit(world: Leaver) -> None:
    with world.kith() as place:
        plan = starts(place, "left Initech on 2026-01-15, reach me at sam@example.org")
        days = {due for due, _ in plan.people.values()}
    assert len(plan.people) == 3
    assert len(days) == 1


@pytest.mark.parametrize("answered", [True, False])
def test_a_question_of_theirs_is_answered_before_the_goodbye(world: Leaver, answered: bool) -> None:
    with world.kith() as place:
        starts(place)
        editor(place).drop(["karen", "ravi"])
    world.until(2026, 12, 1)
    world.writes(PRIYA, AT_WORK, world.work, "INBOX", Subject="Are you there?")
    world.until(2026, 12, 7)
    text, _, work = world.digest()
    assert "your answer comes first, the news of it in the next digest" in text
    assert work["priya@initech.example"]["Subject"] == "Re: Are you there?"
    if not answered:
        world.until(2026, 12, 14)
        text, _, work = world.digest()
        assert "comes first" not in text
        assert "31 December" in work["priya@initech.example"].get_content()
        return
    world.clock.advance(hours=2)
    world.writes(f"Sam Okafor <{AT_WORK}>", PRIYA, world.work, "Sent", Subject="Re: Are you there?")
    world.until(2026, 12, 14)
    _, _, work = world.digest()
    assert "31 December" in work["priya@initech.example"].get_content()


def test_sam_moves_house_and_every_address_stays(world: Leaver) -> None:
    with world.kith() as place:
        plan = starts(place, "moving to Brno on 2026-12-31, +1 202 555 0100", most=2)
    assert {because for _, because in plan.people.values()} == {"close"}
    world.until(2026, 12, 28)
    text, home, work = world.digest()
    assert "You move to Brno on 31 December, and " in text
    letters = [one.get_content() for one in (*home.values(), *work.values()) if "Brno" in one.get_content()]
    assert letters
    assert all(SAM in one and "+1 202 555 0100" in one and "Initech" not in one for one in letters)
    world.until(2027, 1, 18)
    world.writes(KAREN, AT_WORK, world.work, "INBOX", Subject="Is the tide table ready?")
    world.until(2027, 1, 25)
    text, _, work = world.digest()
    assert "You have left" not in text
    assert work["karen@example.net"]["From"].addresses[0].addr_spec == AT_WORK  # nothing has gone away
