"""From `[[person]]` to the digest: each channel in its own form, on a store filled from a real mailbox."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from helpers.maildir import MailboxOnDisk
from helpers.world import SAM, World
from kith.clock import unix
from kith.digest import Suggestion
from kith.jobs import people
from kith.jobs.composing.digest import Composed
from kith.jobs.composing.suggesting import digest_row
from kith.mail import facts
from kith.mail.touches import Rules, judge
from kith.model import Skip
from kith.people.address import Me

PHONE, PROFILE = "+44 20 7946 0018", "linkedin.com/in/karen"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen and Ravi are silent for longer than usual, Karen a little more so."""
    world = World(mailbox, tmp_path, settings='[digest]\ntimezone = "UTC"\nwhen = "mon 07:30"\n')
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends("Ravi Rao <ravi@example.net>", 399, 360, 320, 280, 230, subject="Choir")
    world.scan()
    return world


def composed(world: World, karen: str = "", slot: datetime | None = None) -> Composed:
    """The digest with this said of Karen."""
    world.settings += f'[[person]]\nemail = ["karen@example.net"]\n{karen}\n' if karen else ""
    with world.kith() as place:
        return place.digester().compose(world.now, slot)


def suggested(world: World, karen: str) -> dict[str, Suggestion]:
    found = composed(world, karen).digest.suggestions
    return {one.person.addresses[0].partition("@")[0]: one for one in found}


def test_a_text_has_a_number_a_short_message_and_no_subject(world: World) -> None:
    karen = suggested(world, f'prefers = "text"\nphone = "{PHONE}"')["karen"]
    assert (karen.channel, karen.draft.to, karen.draft.subject) == ("text", PHONE, "")
    assert karen.draft.body.startswith("Hi Karen, ")
    assert '"Handover notes"' in karen.draft.body
    assert karen.draft.body.endswith("? Sam")
    assert len(karen.draft.body) <= 160
    assert karen.points == ()
    assert "prefers" not in " ".join(karen.facts)  # it shows by itself


def test_a_message_to_a_profile_is_as_short(world: World) -> None:
    karen = suggested(world, f'prefers = "linkedin"\nprofile = "https://{PROFILE}"')["karen"]
    assert (karen.channel, karen.draft.to, karen.draft.subject) == ("linkedin", PROFILE, "")
    assert karen.draft.body.startswith("Hi Karen, ")


def test_a_text_says_what_it_is_for_and_the_second_one_only_says_hello(world: World) -> None:
    world.received("Karen Holm <karen@example.net>", 12, subject="Could you lend me the projector?")
    world.scan()
    karen = suggested(world, f'prefers = "text"\nphone = "{PHONE}"')["karen"]
    assert karen.reasons[0].kind == "owed reply"
    assert ' your mail about "Could you lend me the projector?"' in karen.draft.body.replace("Your", "your")
    assert karen.draft.body.count("?") == 1
    world.now += timedelta(days=100)
    world.sent("Karen Holm <karen@example.net>", 95, subject="Here it is")  # to which nothing has come
    world.scan()
    again = suggested(world, "")["karen"]
    assert (again.channel, again.reasons[0].kind) == ("text", "fading")
    assert again.draft.body.startswith("Hi Karen, ")
    assert "projector" not in again.draft.body
    assert "?" not in again.draft.body


@pytest.mark.parametrize(("channel", "to"), [("phone", PHONE), ("person", "karen@example.net")])
def test_a_call_and_a_meeting_have_two_things_to_say_and_nothing_to_send(
    world: World, channel: str, to: str
) -> None:
    karen = suggested(world, f'prefers = "{channel}"\nphone = "{PHONE}"')["karen"]
    assert (karen.channel, karen.draft.to, karen.draft.subject, karen.draft.body) == (channel, to, "", "")
    assert karen.points == (
        '"Handover notes" was the last subject between you, in March: go on from there.',
        "It has been 7 months, and a gap of 6 weeks or less is usual: ask how they have been.",
    )


def test_mail_stands_in_for_a_text_without_a_number_and_the_digest_says_why(world: World) -> None:
    letter = composed(world, 'prefers = "text"')
    karen = next(one for one in letter.digest.suggestions if one.person.name == "Karen Holm")
    assert (karen.channel, karen.draft.to) == ("mail", "karen@example.net")
    assert karen.draft.subject
    assert "Karen prefers a text, but no number is known." in " ".join(letter.rendered.text.split())


def test_who_prefers_none_is_left_out_and_nobody_else(world: World) -> None:
    assert sorted(suggested(world, "")) == ["karen", "ravi"]
    assert list(suggested(world, 'prefers = "none"')) == ["ravi"]


def test_the_row_of_a_person_is_as_it_was(world: World) -> None:
    """`kith people --json` is a contract: `channel` says what was set, whether or not it can be used."""
    world.settings += '[[person]]\nemail = ["karen@example.net"]\nprefers = "text"\ndeclines = ["phone"]\n'
    with world.kith() as place:
        rows = [people.row(one) for one in people.assessed(place.store, place.settings, unix(world.now))]
    assert {row["name"]: row["channel"] for row in rows} == {"Karen Holm": "text", "Ravi Rao": None}
    assert {len(row) for row in rows} == {12}


def test_the_json_of_a_digest_shows_the_channel_and_what_it_needs(world: World) -> None:
    letter = composed(world, f'prefers = "text"\nphone = "{PHONE}"')
    rows: Any = digest_row(letter.digest, letter.rendered.subject)["suggestions"]
    (row,) = (row for row in rows if row["person"] == "Karen Holm")
    assert (row["channel"], row["draft"]["to"], row["draft"]["subject"]) == ("text", PHONE, "")


def test_a_time_budget_counts_minutes_and_not_people(world: World) -> None:
    world.settings += "max_people = 1\nminutes = 3\n"
    found = composed(world).digest
    assert (len(found.suggestions), found.not_shown) == (1, 1)
    world.settings = world.settings.replace("minutes = 3", "minutes = 4")
    assert len(composed(world).digest.suggestions) == 2


class TestInvitation:
    def event(self, letter: Composed) -> Any:
        message = message_from_bytes(letter.letter.content, policy=policy.SMTP)
        assert isinstance(message, EmailMessage)
        (attached,) = message.iter_attachments()
        (event,) = Calendar.from_ical(attached.get_payload(decode=True)).walk("VEVENT")
        return event

    def test_without_being_asked_for_there_is_none(self, world: World) -> None:
        assert b"text/calendar" not in composed(world).letter.content

    def test_it_lasts_as_long_as_the_notes_and_begins_at_the_appointment(self, world: World) -> None:
        world.settings += "invitation = true\n"
        slot = world.now - timedelta(minutes=30)
        letter = composed(world, slot=slot)
        event = self.event(letter)
        assert event["DTSTART"].dt == slot
        assert event["DTEND"].dt - slot == timedelta(minutes=4)  # two notes
        assert str(event["SUMMARY"]) == "2 notes to write"
        assert f"<{event['UID']}>" == letter.letter.message_id

    def test_a_call_makes_it_longer(self, world: World) -> None:
        world.settings += "invitation = true\n"
        event = self.event(composed(world, f'prefers = "phone"\nphone = "{PHONE}"'))
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=12)

    def test_a_late_digest_is_not_put_into_the_past(self, world: World) -> None:
        world.settings += "invitation = true\n"
        event = self.event(composed(world, slot=world.now - timedelta(days=3)))
        assert event["DTSTART"].dt == world.now

    def test_nobody_due_is_no_event(self, world: World) -> None:
        world.settings += "invitation = true\n"
        world.now -= timedelta(days=1000)
        letter = composed(world)
        assert letter.digest.suggestions == ()
        assert b"text/calendar" not in letter.letter.content

    def test_the_same_digest_is_the_same_bytes(self, world: World) -> None:
        world.settings += "invitation = true\n"
        assert composed(world).letter == composed(world).letter

    def test_kith_knows_its_letter_with_an_event_as_its_own(self, world: World) -> None:
        world.settings += "invitation = true\n"
        head = composed(world).letter.content.partition(b"\r\n\r\n")[0]
        assert b"multipart/mixed" in head
        read = facts.read(head, world.now, len(head), world.now)
        assert judge(read, Rules(Me([SAM]), 5)).skip is Skip.KITH
