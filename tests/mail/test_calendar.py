"""The event for the user's calendar: readable by a library that is not ours, and the same bytes each time."""

import sys
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from subprocess import run

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from kith.mail.calendar import event
from kith.mail.compose import compose

AS_OF, STARTS = 1796020260, 1796020200  # Monday 30 November 2026, 06:31 and 06:30 UTC
ID = "<kith.0123456789abcdef@example.org>"
PLAIN = b"""\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//kith//digest//EN
METHOD:PUBLISH
BEGIN:VEVENT
SUMMARY:3 notes to write
DTSTART:20261130T063000Z
DTEND:20261130T063900Z
DTSTAMP:20261130T063100Z
UID:kith.0123456789abcdef@example.org
CLASS:PRIVATE
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")


def made(*names: str, plain: bool = False, minutes: int = 9) -> bytes:
    return event(message_id=ID, as_of=AS_OF, starts=STARTS, minutes=minutes, names=names, plain=plain)


def letter(calendar: bytes) -> EmailMessage:
    raw = compose(
        own_address="sam@example.org", own_name="Sam", to="sam@example.org", subject="3 notes",
        text="1. Karen Holm\n", html="<p>Karen Holm</p>\n", message_id=ID, as_of=AS_OF, calendar=calendar,
    )  # fmt: skip
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def test_a_plain_event_is_these_bytes_and_names_nobody() -> None:
    assert made("Karen", "Ravi", "Júlia", plain=True) == PLAIN


def test_the_event_reads_back_as_it_was_meant() -> None:
    (found,) = Calendar.from_ical(made("Karen", "Ravi", "Júlia")).walk("VEVENT")
    assert str(found["SUMMARY"]) == "3 notes to write"
    assert str(found["DESCRIPTION"]) == "Karen, Ravi and Júlia"
    assert found["DTSTART"].dt == datetime(2026, 11, 30, 6, 30, tzinfo=UTC)
    assert found["DTEND"].dt - found["DTSTART"].dt == timedelta(minutes=9)
    assert f"<{found['UID']}>" == ID


def test_nobody_is_invited_and_nothing_rings() -> None:
    for unwanted in (b"ORGANIZER", b"ATTENDEE", b"VALARM", b"METHOD:REQUEST"):
        assert unwanted not in made("Karen")
    assert b"SUMMARY:1 note to write\r\n" in made("Karen")


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5), st.integers(1, 240))
@example(["x\r\nATTENDEE:mailto:evil@example.net", "a;b,c\\n\nBEGIN:VALARM"], 5)
@example(["\u2028BEGIN:VEVENT", "\x00\x0b", "日本" * 40], 5)
def test_no_name_becomes_a_property_of_the_event(names: list[str], minutes: int) -> None:
    raw = made(*names, minutes=minutes)
    calendar = Calendar.from_ical(raw)
    (found,) = calendar.walk("VEVENT")
    assert calendar.walk() == [calendar, found]
    assert set(found) - {"DESCRIPTION"} == {"SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "CLASS"}
    assert max(map(len, raw.split(b"\r\n"))) <= 75  # RFC 5545 section 3.1
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert made(*names, minutes=minutes) == raw


def test_the_letter_carries_it_beside_the_two_parts() -> None:
    message = letter(PLAIN)
    assert message.get_content_type() == "multipart/mixed"
    parts, attached = message.iter_parts()
    assert [part.get_content_type() for part in parts.iter_parts()] == ["text/plain", "text/html"]
    assert attached.get_content_type() == "text/calendar"
    assert attached["Content-Type"].params == {"charset": "utf-8", "method": "PUBLISH"}
    assert attached.get_filename() == "notes.ics"
    assert attached.get_payload(decode=True) == PLAIN


def test_names_beyond_ascii_arrive_in_it() -> None:
    made_of = made("Júlia Fernández Óscar", "Łukasz", "日本")
    *_, attached = letter(made_of).iter_parts()
    assert attached.get_payload(decode=True) == made_of


def test_the_letter_is_known_as_kiths_own_and_its_bytes_do_not_change() -> None:
    message = letter(PLAIN)
    assert (message["X-Kith"], message["Auto-Submitted"]) == ("digest", "auto-generated")
    assert letter(PLAIN).as_bytes() == message.as_bytes()
    assert list(letter(b"").keys()) == list(message.keys())
    assert letter(b"").get_content_type() == "multipart/alternative"


@pytest.mark.parametrize("module", ["kith.mail.calendar", "kith.jobs.composing.digest"])
def test_the_library_is_imported_only_when_an_event_is_made(module: str) -> None:
    code = f"import sys, {module}; sys.exit('icalendar' in sys.modules)"
    assert (
        run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, check=False).returncode == 0
    )
