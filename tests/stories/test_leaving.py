"""Sam leaves Initech: a plan, the digests before and after the last day, who answers; no draft from the old address."""

from datetime import date
from email.utils import format_datetime
from pathlib import Path

import pytest

from helpers.dovecot import Dovecot
from helpers.maildir import MailboxOnDisk
from helpers.moving import AT_WORK, KAREN, PRIYA, Leaver, a_leaver, editor, starts
from helpers.reports import report
from helpers.world import SAM
from kith.jobs.status import status_row, status_text


@pytest.fixture
def world(dovecot: Dovecot, mailbox: MailboxOnDisk, tmp_path: Path) -> Leaver:
    return a_leaver(dovecot, mailbox, tmp_path)


def test_from_the_plan_to_the_last_day_and_after_it(world: Leaver) -> None:
    with world.kith() as place:
        starts(place)
    plan = {row.address: row for row in world.plan()}
    assert {spec: row.because for spec, row in plan.items()} == {
        "priya@initech.example": "domain", "ravi@initech.example": "domain", "karen@example.net": "account"
    }  # fmt: skip
    assert [row.address for row in world.plan()][:2] == ["priya@initech.example", "ravi@initech.example"]

    world.until(2026, 12, 7)  # the first of the colleagues have had their day
    text, home, work = world.digest()
    assert "You leave Initech on 31 December, and Priya is known to you by initech.example alone." in text
    goodbye = work["priya@initech.example"]
    assert goodbye["From"].addresses[0].addr_spec == AT_WORK  # it still works, and Priya knows it
    assert SAM in goodbye.get_content()
    assert "31 December" in goodbye.get_content()
    assert "tom@example.net" in home  # who has fallen silent still finds a place

    world.clock.advance(hours=2)
    world.writes(f"Sam Okafor <{AT_WORK}>", PRIYA, world.work, "Sent", Subject=str(goodbye["Subject"]))
    world.clock.advance(hours=20)
    world.writes(PRIYA, SAM, world.mailbox, "INBOX")
    world.look()
    assert {row.address: row.state for row in world.plan()}["priya@initech.example"] == "answered"

    world.until(2026, 12, 21)
    text, _, work = world.digest()
    assert "Answered your goodbye: Priya Nair." in text
    assert "ravi@initech.example" in work
    assert "priya@initech.example" not in {one.person.addresses[0] for one in world.suggested()}
    assert "has left" not in text

    world.until(2027, 1, 25)
    world.writes(KAREN, AT_WORK, world.work, "INBOX", Subject="Is the tide table ready?")
    world.until(2027, 2, 8)
    text, home, work = world.digest()
    assert (
        "You left Initech on 31 December, and Karen writes to you there alone; your answer comes first"
        in text
    )
    assert "You have left Initech: its account [accounts.work] may be taken out of your configuration" in text
    assert "karen@example.net" not in work
    assert home["karen@example.net"]["From"].addresses[0].addr_spec == SAM


def test_after_the_last_day_an_answer_to_the_old_address_comes_from_the_new_one(world: Leaver) -> None:
    with world.kith() as place:
        starts(place, "left Initech on 2026-11-20, reach me at sam@example.org")
        editor(place).drop(["karen"])
    world.until(2026, 11, 30)
    world.writes(KAREN, AT_WORK, world.work, "INBOX", Subject="Is the tide table ready?")
    world.until(2026, 12, 7)
    _, home, work = world.digest()
    assert work == {}
    answer = home["karen@example.net"]
    assert answer["In-Reply-To"]
    assert answer["From"].addresses[0].addr_spec == SAM


def test_a_goodbye_that_came_back_is_told(world: Leaver) -> None:
    with world.kith() as place:
        starts(place)
        editor(place).drop(["karen", "ravi"])
    world.until(2026, 12, 7)
    world.digest()
    world.clock.advance(hours=2)
    sent = "<goodbye-to-priya@letters.example>"
    world.writes(f"Sam Okafor <{AT_WORK}>", PRIYA, world.work, "Sent", Message_ID=sent)
    world.clock.advance(hours=1)
    date = format_datetime(world.clock.now())
    back = report("priya@initech.example", sent, date=date, to=AT_WORK)
    world.work.deliver(back, "INBOX", world.clock.now())
    world.look()
    assert [row.state for row in world.plan()] == ["came back"]
    world.friends("Ines Duarte <ines@duarte.example>", 400, 360, 320, 280, 240)
    world.until(2026, 12, 14)
    text, _, _ = world.digest()
    assert "Your goodbye came back from: Priya Nair." in text


def test_an_account_that_is_gone_is_no_trouble_for_ever(world: Leaver) -> None:
    with world.kith() as place:
        starts(place, "left Initech on 2026-11-20, reach me at sam@example.org")
    world.work.password = "no longer"
    for hours in (1, 2, 3):
        world.clock.advance(hours=hours)
        world.look()
    with world.kith() as place:
        digest = place.digester().compose(place.clock.now()).digest
        status = status_row(place.store, place.settings, place.zone, place.clock.now())
        assert "work: " in (told := status_text(status, place.zone))
    assert status["ok"]
    assert "you have left it, so take it out of your configuration" in told
    assert [one.account for one in digest.health] == ["home"]
    assert any("cannot be read any more and may be taken out" in one for one in digest.suspended)


def test_the_end_before_the_last_day_takes_the_start_back(world: Leaver) -> None:
    before = [one.person.addresses for one in world.suggested()]
    with world.kith() as place:
        starts(place)
        assert editor(place).end().standing.state == "called off"
    world.until(2027, 2, 1)
    world.look()
    assert not [one for one in world.suggested() if one.reasons[0].kind == "my transition"]
    with world.kith() as place:
        digest = place.digester().compose(place.clock.now()).digest
    assert not any("You have left" in one for one in digest.suspended)
    assert before


def test_a_pause_holds_everybody_and_resume_goes_on(world: Leaver) -> None:
    with world.kith() as place:
        starts(place)
        assert editor(place).pause().changed
        assert not editor(place).pause().changed
    world.until(2026, 12, 21)
    assert not [one for one in world.suggested() if one.reasons[0].kind == "my transition"]
    with world.kith() as place:
        assert editor(place).resume().changed
    kinds = [one.reasons[0].kind for one in world.suggested()]
    assert kinds[:2] == ["my transition", "my transition"]


def test_the_day_in_the_plan_does_not_wait_until_an_earlier_suggestion_is_two_weeks_old(
    world: Leaver,
) -> None:
    world.writes(PRIYA, AT_WORK, world.work, "INBOX", Subject="Are you there?")
    world.until(2026, 12, 7)
    _, _, work = world.digest()
    assert work["priya@initech.example"]["Subject"] == "Re: Are you there?"
    with world.kith() as place:
        starts(place, "leaving Initech on 2026-12-18, reach me at sam@example.org")
        editor(place).move(["priya"], date(2026, 12, 14))
    world.until(2026, 12, 14)
    text, _, work = world.digest()
    assert "You leave Initech on 18 December, and Priya is known to you by initech.example alone." in text
    assert "18 December" in work["priya@initech.example"].get_content()


def test_a_goodbye_that_is_not_sent_comes_once_more_and_then_no_more(world: Leaver) -> None:
    with world.kith() as place:
        starts(place)
        editor(place).drop(["karen", "ravi"])
    shown = []
    for day in ((2026, 12, 7), (2026, 12, 14), (2026, 12, 21), (2026, 12, 28), (2027, 1, 4), (2027, 1, 11)):
        world.until(*day)
        text, _, _ = world.digest() if world.suggested() else ("", {}, {})
        shown.append("Priya is known to you" in text)
    assert shown == [True, False, True, False, False, False]
