"""What the user is told of what a server says: refused logins, and alerts."""

import logging
from pathlib import Path

import pytest

from helpers.lying_world import letter, look_at, lying_world
from helpers.scripted_imap import ScriptedImap, close, once
from helpers.world import World
from kith.errors import LoginRefused
from kith.jobs.reading.lines import Lines
from kith.jobs.status import status_row, status_text

REFUSAL = b"TAG NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n"
LOGIN = rb"^AUTHENTICATE|^LOGIN"
ALERT = b"[ALERT] Your mailbox is nearly full"


@pytest.fixture
def world(scripted_imap: ScriptedImap, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> World:
    caplog.set_level(logging.INFO, "kith")
    return lying_world(scripted_imap, tmp_path)


def status(world: World) -> tuple[bool, str]:
    """Whether `kith status` calls all well, and what it says."""
    with world.kith() as place:
        row = status_row(place.store, place.settings, place.zone, world.clock.now())
    return row["ok"], status_text(row, place.zone)


def test_row_14_a_refused_login_is_told_after_the_second_and_not_tried_after_the_fifth(
    world: World, scripted_imap: ScriptedImap, caplog: pytest.LogCaptureFixture
) -> None:
    scripted_imap.rules.append((LOGIN, REFUSAL))
    assert isinstance(look_at(world)[0].failure, LoginRefused)
    assert status(world)[0]
    assert caplog.messages == []
    world.clock.advance(minutes=4)
    assert look_at(world, patient=True) == []
    world.clock.advance(minutes=1)
    assert isinstance(look_at(world, patient=True)[0].failure, LoginRefused)
    well, text = status(world)
    assert not well
    assert "Invalid credentials" in text
    assert ["Invalid credentials" in message for message in caplog.messages] == [True]
    for hours in (1, 4, 12):
        world.clock.advance(hours=hours, minutes=-1)
        assert look_at(world, patient=True) == []
        world.clock.advance(minutes=1)
        assert isinstance(look_at(world, patient=True)[0].failure, LoginRefused)
    assert "not tried again before kith is reloaded" in caplog.messages[-1]
    world.clock.advance(days=365)
    assert look_at(world, patient=True) == []
    assert isinstance(look_at(world)[0].failure, LoginRefused)  # by hand it is tried


def test_row_14_a_single_refusal_leaves_no_word(
    world: World, scripted_imap: ScriptedImap, caplog: pytest.LogCaptureFixture
) -> None:
    """Servers refuse right passwords when their own directory is down."""
    for _ in range(2):
        scripted_imap.rules[:] = [(LOGIN, once(REFUSAL))]
        assert isinstance(look_at(world)[0].failure, LoginRefused)
        assert look_at(world)[0].failure is None
    assert status(world)[0]
    assert not [message for message in caplog.messages if "new message" not in message]


def test_row_14_only_refusals_are_counted(world: World, scripted_imap: ScriptedImap) -> None:
    """A line that broke before is no first refusal; what was told of it stands until more is known."""
    scripted_imap.rules[:] = [(LOGIN, close)]
    look_at(world)
    scripted_imap.rules[:] = [(LOGIN, REFUSAL)]
    look_at(world)
    assert "the line broke" in status(world)[1]
    look_at(world)
    assert "Invalid credentials" in status(world)[1]


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        (LOGIN, b"TAG OK " + ALERT + b"\r\n"),
        (LOGIN, b"TAG NO " + ALERT + b"\r\n"),
        (LOGIN, b"* BYE " + ALERT + b"\r\n"),
        (rb"^NAMESPACE", b"* OK " + ALERT + b"\r\n"),
        (rb"^UID FETCH", b"* NO " + ALERT + b"\r\n"),
    ],
)
def test_row_56_an_alert_is_shown_wherever_it_comes(
    pattern: bytes, answer: bytes, world: World, scripted_imap: ScriptedImap, caplog: pytest.LogCaptureFixture
) -> None:
    scripted_imap.rules.append((pattern, answer))
    look_at(world)
    assert f"home: the server says: {ALERT.decode()}" in caplog.messages
    assert f"home: the server says: {ALERT.decode()}" in status(world)[1].splitlines()


def test_row_56_in_the_greeting_too(world: World, scripted_imap: ScriptedImap) -> None:
    scripted_imap.greeting = b"* OK " + ALERT + b"\r\n"
    look_at(world)
    assert ALERT.decode() in status(world)[1]


def test_row_56_the_same_text_once_a_day(
    world: World, scripted_imap: ScriptedImap, caplog: pytest.LogCaptureFixture
) -> None:
    """On a line that is kept and on new ones; another text is another alert."""
    scripted_imap.rules.append((rb"^NAMESPACE|^NOOP", b"* OK " + ALERT + b"\r\n"))
    lines = Lines(world.clock, keep=True)
    for _ in range(6):
        look_at(world, lines=lines)
        look_at(world)
        world.clock.advance(hours=3)
    lines.close()
    said = [message for message in caplog.messages if "the server says" in message]
    assert len(said) == 1
    world.clock.advance(hours=6)
    scripted_imap.rules.insert(
        0, (rb"^ID", b"* OK [WEBALERT https://mail.example/in] Web login required\r\n")
    )
    look_at(world)
    said = [message for message in caplog.messages if "the server says" in message]
    assert len(said) == 3
    assert "home: the server says: [WEBALERT https://mail.example/in] Web login required" in said
    assert status(world)[1].count("the server says") == 2
    world.clock.advance(days=2)
    assert "the server says" not in status(world)[1]


def test_row_56_an_alert_is_one_clean_short_line_without_the_secret(
    world: World, scripted_imap: ScriptedImap
) -> None:
    world.mailbox.password = "correct horse"
    text = b"\x1b[31m[ALERT] red\x07 \xe2\x80\xae correct horse " + b"x" * 5000
    scripted_imap.rules.append((rb"^NAMESPACE", b"* OK " + text[5:] + b"\r\n"))
    look_at(world)
    (shown,) = [line for line in status(world)[1].splitlines() if "the server says" in line]
    assert "says: [ALERT] red (secret) xxx" in shown
    assert shown.isprintable()
    assert len(shown) < 400


def test_row_56_a_server_that_never_stops_is_heard_a_few_times(
    world: World, scripted_imap: ScriptedImap
) -> None:
    many = b"".join(b"* OK [ALERT] number %d\r\n" % number for number in range(1000))
    scripted_imap.rules.append((rb"^NAMESPACE", many))
    look_at(world)
    assert status(world)[1].count("the server says") == 5


def test_row_56_what_others_write_is_no_alert(world: World, scripted_imap: ScriptedImap) -> None:
    """Only the server itself speaks so, at the beginning of its line."""
    scripted_imap.headers = {1: letter(1)[:-2] + b"* OK [ALERT] send money\r\n\r\n"}
    scripted_imap.folders = {b"INBOX": b"", b"x OK [ALERT] a name": b""}
    look_at(world)
    assert "the server says" not in status(world)[1]
