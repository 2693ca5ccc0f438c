"""Every failure stops as much as it must and no more, heals by time where time heals, and says so in one line."""

from pathlib import Path

import pytest

from helpers.judged import looking
from helpers.lying_world import letter, letters, look_at, lying_world
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import ScriptedImap, close, once, then_close
from kith.errors import AccountDown, LoginRefused, StoreFull, Throttled
from kith.jobs.reading.backoff import account_wait, folder_pause, quarantine_pause
from kith.jobs.scan import Scanner, Unwatched

HOUR, DAY = 3600, 86400


def test_pauses_double_from_half_a_minute_to_half_an_hour() -> None:
    """Row 52. What chance adds comes from outside."""
    down = AccountDown("x")
    assert [account_wait(down, failures) for failures in (1, 2, 3, 6, 7, 8, 99)] == [
        30, 60, 120, 960, 1800, 1800, 1800,
    ]  # fmt: skip
    assert account_wait(down, 1, chance=1.0) == 37
    waits = [account_wait(LoginRefused("x"), failures) for failures in (1, 2, 3, 4)]
    assert waits == [300, HOUR, 4 * HOUR, 12 * HOUR]
    assert account_wait(LoginRefused("x"), 5) == account_wait(LoginRefused("x"), 50) > 50 * 365 * DAY


def test_a_server_that_says_too_much_is_left_alone_longer_each_time() -> None:
    """Row 54: a pause it names is kept; row 55: one it does not name is 1 h, 2 h, … 24 h."""
    assert [account_wait(Throttled("x", 92.4), failures) for failures in (1, 2, 5)] == [92, 92, 480]
    assert [account_wait(Throttled("x", 3600), n) for n in (1, 2, 3, 5, 6, 9)] == [
        HOUR, 2 * HOUR, 4 * HOUR, 16 * HOUR, DAY, DAY,
    ]  # fmt: skip


def test_folders_and_messages_are_tried_again_and_then_given_up() -> None:
    assert [folder_pause(failures) for failures in (1, 2, 3, 4)] == [None, None, DAY, DAY]
    assert [quarantine_pause(tries) for tries in (0, 1, 2, 3)] == [900, DAY, 7 * DAY, None]


@pytest.mark.parametrize(
    ("lie", "words"),
    [
        (then_close(b"* BYE shutting down\r\n"), "shutting down"),
        (then_close(b"* 1 FETCH (UID 1 BODY[] {500}\r\nFrom: A"), "broke"),
        (close, "EOF"),
        (b"TAG BAD User is authenticated but not connected.\r\n", "authenticated but not connected"),
        (b"TAG BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds\r\n", "pause of 92 s"),
        (b"TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits.\r\n", "pause of 3600 s"),
    ],
    ids=["BYE", "half a literal", "EOF", "53 half open", "54 backoff", "55 overquota"],
)
@pytest.mark.parametrize("command", [rb"^LIST", rb"^EXAMINE", rb"^UID FETCH", rb"^UID SEARCH"])
def test_whatever_the_server_does_the_next_look_has_everything(
    scripted_imap: ScriptedImap,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    lie: object,
    words: str,
    command: bytes,
) -> None:
    """Rows 52 to 55, one line each in the journal, and a pause that is kept in the store."""
    scripted_imap.rules.append((command, once(lie)))  # type: ignore[arg-type]
    scripted_imap.headers = letters(5)
    world = lying_world(scripted_imap, tmp_path)
    (look,) = look_at(world)
    assert isinstance(look.failure, AccountDown)
    errors = [line for line in caplog.messages if "next try in" in line]
    assert len(errors) == 1
    assert words in errors[0]
    assert look_at(world, patient=True) == []
    world.clock.advance(hours=1)
    (look,) = look_at(world, patient=True)
    assert look.failure is None
    with world.kith() as place:
        assert place.store.people.correspondents()[0].received.number == 5
        assert place.store.trouble.left_out() == []


def test_a_crowded_server_is_left_alone_for_a_while(scripted_imap: ScriptedImap, tmp_path: Path) -> None:
    """Row 57: the greeting is a refusal."""
    scripted_imap.greeting = then_close(b"* BYE [ALERT] Too many simultaneous connections\r\n")
    (look,) = look_at(lying_world(scripted_imap, tmp_path))
    assert isinstance(look.failure, Throttled)


def test_failing_while_recovering_from_a_failure_ends_nothing(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row 59: the line breaks, then the login breaks, then a rule nobody foresaw; the next look is whole."""
    world = lying_world(scripted_imap, tmp_path)
    scripted_imap.rules = [(rb"^UID FETCH", close)]
    assert look_at(world)[0].failure is not None
    scripted_imap.rules = [(rb"^AUTHENTICATE|^LOGIN", close)]
    assert look_at(world)[0].failure is not None
    scripted_imap.rules = [(rb"^LIST", then_close(b"* LIST (((\r\n\xff\xfe\r\n"))]
    assert look_at(world)[0].failure is not None
    scripted_imap.rules = []
    assert look_at(world)[0].messages == 3


def test_a_mistake_of_kiths_own_stops_one_account_alone(
    scripted_imap: ScriptedImap, mailbox: MailboxOnDisk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Row 59: what nobody foresaw is noted in full, and the others go on."""
    other = f"""
[accounts.work]
email = "sam@work.example"
host = "{mailbox.host}"
port = {mailbox.port}
user = "{mailbox.user}"
security = "none"
password_env = "MAIL_PASSWORD"
"""
    world = lying_world(scripted_imap, tmp_path, settings=other)
    world.mailbox.password = mailbox.password

    class Broken(Unwatched):
        def expect(self, account: str, messages: int) -> None:
            if account == "home":
                raise ZeroDivisionError("a mistake")

    with world.kith() as place:
        home, work = place.scanner().scan(Broken())
    assert "a mistake" in str(home.failure)
    assert work.failure is None
    assert "Traceback" in caplog.text


def test_a_folder_that_breaks_the_line_is_suspended_after_three_times(
    scripted_imap: ScriptedImap, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Row 44: it is read last once it has failed, so that the others are whole before it breaks again."""
    scripted_imap.folders = {b"INBOX": b"", b"Aaa": b"", b"Zzz": b""}
    scripted_imap.rules.append((rb'^EXAMINE "Aaa"', close))
    world = lying_world(scripted_imap, tmp_path)
    for _ in range(3):
        assert isinstance(look_at(world)[0].failure, AccountDown)
    (look,) = look_at(world)
    assert look.failure is None
    assert set(look.folders) == {"INBOX", "Zzz"}
    assert "left alone for 24 hours" in caplog.text
    with world.kith() as place:
        assert place.store.cursors.standings("home")[b"Zzz"].cursor.low == 1
    scripted_imap.rules.clear()
    world.clock.advance(hours=25)
    (look,) = look_at(world)
    assert "Aaa" in look.folders
    with world.kith() as place:
        assert place.store.trouble.left_out() == []


def test_a_message_set_aside_is_tried_soon_after_a_day_after_a_week_and_then_given_up(
    scripted_imap: ScriptedImap, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Row 28."""
    scripted_imap.headers = letters(3)
    refused = (rb"^UID FETCH (2|1:2|2:2|2:3|1:3) ", b"TAG NO [SERVERBUG] internal error\r\n")
    scripted_imap.rules.append(refused)
    world = lying_world(scripted_imap, tmp_path)
    world.scan()
    asked = []
    for hours in (0.2, 0.1, 23, 2, 24 * 6, 25, 24 * 30):
        before = len(scripted_imap.lines)
        world.clock.advance(hours=hours)
        world.scan()
        asked.append(any(b"UID FETCH 2" in line for line in scripted_imap.lines[before:]))
    assert asked == [False, True, False, True, False, True, False]
    assert "is given up" in caplog.text
    with world.kith() as place:
        assert "1 message in INBOX" in place.store.trouble.left_out()[0]


def test_a_message_set_aside_that_can_be_read_after_all_counts(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row 28."""
    scripted_imap.headers = letters(3)
    scripted_imap.rules.append(
        (rb"^UID FETCH (2|1:2|2:2|2:3|1:3) ", b"TAG NO [SERVERBUG] internal error\r\n")
    )
    world = lying_world(scripted_imap, tmp_path)
    world.scan()
    scripted_imap.rules.clear()
    world.clock.advance(hours=25)
    assert world.scan().tally["touches"] == 1
    with world.kith() as place:
        assert place.store.trouble.left_out() == []


def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(
    scripted_imap: ScriptedImap, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One line in the journal for each account; what was written is safe, and nobody's message is to blame."""
    scripted_imap.headers = {
        uid: letter(uid, f"Friend {uid} <friend{uid}@example.org>") for uid in range(1, 900)
    }
    world = lying_world(scripted_imap, tmp_path)
    with world.kith() as place, looking(place.store) as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages + 3}")
        for _ in range(4):
            (look,) = place.scanner().scan(Unwatched())
            assert isinstance(look.failure, StoreFull)
        assert len([line for line in caplog.messages if "disk is full" in line]) == 4
        db.execute("PRAGMA max_page_count = 100000")
        (look,) = place.scanner().scan(Unwatched())
        assert look.failure is None
        assert len(place.store.people.correspondents()) == 899
        assert place.store.trouble.left_out() == []


def test_two_processes_reading_the_same_folder_do_not_disturb_each_other(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """The one that comes late leaves the folder to the other, and nothing is counted twice."""
    scripted_imap.headers = letters(5)
    world = lying_world(scripted_imap, tmp_path)

    class Meanwhile(Unwatched):
        def expect(self, account: str, messages: int) -> None:
            if not done:
                done.append(True)
                world.scan()

    done: list[bool] = []
    with world.kith() as place:
        scanner: Scanner = place.scanner()
        (look,) = scanner.scan(Meanwhile())
        assert look.failure is None
        assert place.store.cursors.messages_read() >= 5
        assert place.store.people.correspondents()[0].received.number == 5
