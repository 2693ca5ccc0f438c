"""`kith check` on real servers with one thing broken at a time: every line that is not well, in its own words.

tests/checks has a file for each case: what is broken, what `kith check` ends with, and the lines that are not "ok".
Those that every world here has (no systemd, never read, no [smtp]) are left out of them.
"""

import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from helpers.command_line import Run, runner
from helpers.dovecot import Dovecot
from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import SmtpSink, into_maildir
from helpers.world import World, today
from kith.files import packaged
from kith.jobs.checking.check import Checked, How, check
from kith.jobs.checking.finding import Finding, Mark

CASES = Path(__file__).parent.parent / "checks"
USUAL = {"service", "last look", "linger"}  # what is told of every world here
ACL = "mail_plugins = acl\nplugin {\n  acl = vfile\n}"
QUOTA = "mail_plugins = quota\nplugin {\n  quota = maildir:User quota\n  quota_rule = *:bytes=10\n}"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    return furnished(mailbox, tmp_path)


def furnished(mailbox: MailboxOnDisk, folder: Path, security: str = "none") -> World:
    """Sam's mailbox with the usual folders, and a letter or two."""
    mailbox.folder("Drafts", "\\Drafts")
    mailbox.folder("Sent", "\\Sent")
    port = mailbox.tls_port if security == "tls" else mailbox.port
    world = World(mailbox, folder, now=today(), port=port, security=security)
    world.friends("Karen Holm <karen@example.net>", 60, 30)
    return world


def checked(world: World, **how: object) -> Checked:
    """What a check finds, in this process, by the world's clock."""
    return check(world.config_file(), world.environ, How(**how), world.clock)  # type: ignore[arg-type]


def of(found: Checked, what: str) -> Finding:
    """The one line of this name."""
    (line,) = [line for line in found.findings.lines if line.what == what]
    return line


def told(found: Checked, world: World) -> str:
    """As a case file has it: the exit code, and each line that is not well, without this run's places and numbers."""
    lines = [f"exit code {found.findings.exit_code}"]
    for line in found.findings.lines:
        if (
            line.mark is not Mark.OK
            and line.what not in USUAL
            and not line.found.startswith("cannot be proven")
        ):
            who = f"{line.account}: " if line.account else ""
            lines.append(f"{line.mark} {who}{line.what}: {line.found}{f' ({line.fix})' if line.fix else ''}")
    text = "\n".join(lines) + "\n"
    for place, name in (
        (str(world.folder), "FOLDER"),
        (world.mailbox.user, "USER"),
        (str(packaged("templates")), "KITH"),
    ):
        text = text.replace(place, name)
    text = re.sub(r"port \d+", "port PORT", re.sub(r"127\.0\.0\.1:\d+", "HOST:PORT", text))
    text = re.sub(r"\d{4}-\d{2}-\d{2}", "DATE", text).replace("127.0.0.1", "HOST")
    text = re.sub(r" \([\d. +]+secs\)", "", re.sub(r"\d[\d.]* [kMG]B", "SIZE", text))
    return re.sub(r"there are: [^)]*", "there are: …", text)


def is_as_told(name: str, found: Checked, world: World) -> None:
    """What the case file of this name says, below its first line. KITH_ACCEPT=1 writes it anew, for you to read."""
    path = CASES / f"{name}.txt"
    if os.environ.get("KITH_ACCEPT"):
        path.write_text(f"{name.replace('-', ' ')}\n----------\n{told(found, world)}", "utf-8")
    assert told(found, world) == path.read_text("utf-8").partition("----------\n")[2]


def untouched(world: World) -> list[list[bytes]]:
    return [world.mailbox.messages(folder) for folder in ("INBOX", "Sent", "Drafts")]


def test_where_all_is_well_nothing_is_changed_and_nothing_is_left(world: World) -> None:
    before = untouched(world)
    found = checked(world)
    assert found.findings.exit_code == 0
    assert untouched(world) == before
    assert "taken out again" in of(found, "draft").found
    assert "taken out again" in of(found, "digest").found
    assert of(found, "clock").found == "as the server's, within 1 s"
    assert (
        "sent Sent (by special-use \\Sent), drafts Drafts (by special-use \\Drafts)"
        in of(found, "folders").found
    )


def test_no_letter_is_put_anywhere_where_none_is_wanted(world: World) -> None:
    found = checked(world, mail=False)
    assert of(found, "draft").mark is of(found, "digest").mark is of(found, "clock").mark is Mark.SKIPPED
    assert found.findings.exit_code == 0


def test_without_a_network_the_rest_is_checked(world: World) -> None:
    world.port = 1
    found = checked(world, offline=True)
    assert found.findings.exit_code == 0
    assert of(found, "servers").mark is Mark.SKIPPED
    assert of(found, "store").mark is of(found, "configuration").mark is Mark.OK


Breaks = Callable[[World], None]


def wrong_password(world: World) -> None:
    (world.mailbox.server.folder / "users" / world.mailbox.user).write_text(
        f"{world.mailbox.user}:{{PLAIN}}other\n"
    )


def nobody_answers(world: World) -> None:
    world.port = 1


def no_drafts_folder(world: World) -> None:
    world.mailbox._special.pop("Drafts")
    world.mailbox._write_user()
    world.mailbox.remove("Drafts")


def a_folder_that_is_not_there(world: World) -> None:
    world.settings = 'folders = { sent = "Gesendet" }\n'


def a_secret_that_is_not_there(world: World) -> None:
    world.mailbox.password = ""


def a_time_zone_of_its_own_and_an_hour_off(world: World) -> None:
    world.clock.advance(hours=1)
    world.settings = '[digest]\ntimezone = "Europe/Prague"\n'


def a_store_of_a_newer_kith(world: World) -> None:
    import sqlite3

    with world.kith():
        pass
    db = sqlite3.connect(world.state / "kith.db")
    db.execute("PRAGMA user_version = 99")
    db.close()


BROKEN: list[Breaks] = [
    wrong_password, nobody_answers, no_drafts_folder, a_folder_that_is_not_there, a_secret_that_is_not_there,
    a_time_zone_of_its_own_and_an_hour_off, a_store_of_a_newer_kith,
]  # fmt: skip


@pytest.mark.parametrize("breaks", BROKEN, ids=lambda one: one.__name__)
def test_what_is_broken_is_told_in_its_own_words_and_the_rest_is_checked(
    world: World, breaks: Breaks
) -> None:
    breaks(world)
    found = checked(world)
    is_as_told(breaks.__name__.replace("_", "-"), found, world)
    assert of(found, "configuration").mark is Mark.OK
    assert (of(found, "time zone").mark, of(found, "service").account) == (Mark.OK, "")


def test_a_broken_template_is_told_with_its_line(world: World) -> None:
    own = world.folder / "templates"
    own.mkdir()
    (own / "digest.txt.j2").write_text("{% if digest %}\nfor ever\n")
    config = world.config_file()
    config.write_text(f'templates = "{own}"\n{config.read_text()}')
    found = check(config, world.environ, How(), world.clock)
    is_as_told("a-broken-template", found, world)
    (own / "digest.txt.j2").write_text("{{ digest.nothing_of_this_name }}\n")
    world.scan()
    is_as_told(
        "a-template-with-a-name-that-is-not-there", check(config, world.environ, How(), world.clock), world
    )
    (own / "digest.txt.j2").rename(own / "digset.txt.j2")
    is_as_told("a-template-nobody-uses", check(config, world.environ, How(), world.clock), world)


def test_a_faulty_configuration_is_all_there_is_to_say(world: World, monkeypatch: pytest.MonkeyPatch,
                                                       capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    world.settings = '[digest]\nwhen = "sometimes"\n'
    code, out, _ = runner(world, monkeypatch, capsys)("check")
    assert code == 78
    assert "fail    configuration  " in out
    assert '"sometimes"' in out


def test_an_expired_certificate(dovecot_with: Callable[..., Dovecot], tmp_path: Path) -> None:
    world = furnished(dovecot_with(expired=True).add_user(), tmp_path, "tls")
    is_as_told("an-expired-certificate", checked(world), world)


def test_a_certificate_that_ends_soon_is_a_warning_that_names_the_day(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """The test's own are good for ten days."""
    world = furnished(mailbox, tmp_path, "tls")
    is_as_told("a-certificate-that-ends-soon", checked(world), world)


def test_a_full_mailbox(dovecot_with: Callable[..., Dovecot], tmp_path: Path) -> None:
    world = furnished(dovecot_with(more=QUOTA).add_user(), tmp_path)
    is_as_told("a-full-mailbox", checked(world), world)


def test_a_mailbox_that_may_only_be_read(dovecot_with: Callable[..., Dovecot], tmp_path: Path) -> None:
    world = furnished(dovecot_with(more=ACL).add_user(), tmp_path)
    for folder in ("INBOX", "Drafts"):
        rights = world.mailbox.folder(folder) / "dovecot-acl"
        rights.write_text("owner lr\n")
        world.mailbox.server.own(rights)
    before = untouched(world)
    is_as_told("a-mailbox-that-may-only-be-read", checked(world), world)
    assert untouched(world) == before


def test_a_server_that_could_not_take_the_probe_out_again_gets_none(
    dovecot_with: Callable[..., Dovecot], tmp_path: Path
) -> None:
    world = furnished(dovecot_with(capability="IMAP4rev1").add_user(), tmp_path)
    before = untouched(world)
    is_as_told("a-server-without-uidplus", checked(world), world)
    assert untouched(world) == before


def test_a_disk_that_is_full(world: World) -> None:
    world.state.mkdir(mode=0o700)
    with world.kith():
        pass
    kept = {path.name: path.read_bytes() for path in world.state.iterdir()}
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", world.state], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError) as refused:
        pytest.skip(f"only root can make a small disk: {refused}")
    try:
        world.state.chmod(0o700)
        for name, content in kept.items():
            (world.state / name).write_bytes(content)
        with (
            suppress(OSError),
            (world.state / "filler").open("wb", buffering=0) as filler,
        ):
            while True:
                filler.write(bytes(4096))
        is_as_told("a-full-disk", checked(world), world)
    finally:
        subprocess.run(["umount", "--lazy", world.state], check=True)


def test_a_probe_that_an_interrupted_check_has_left_is_taken_out_and_nothing_that_looks_like_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but the store's own signature makes one: a stranger's letter stays, whatever its Message-ID."""
    with monkeypatch.context() as patch:
        patch.setattr("kith.deliver.probe.take_away", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            checked(world)
    (left,) = world.mailbox.messages("Drafts")
    forged = re.sub(rb"kith-check\.[0-9a-f]", b"kith-check.0", left, count=1)
    forged = forged if forged != left else left.replace(b"kith-check.0", b"kith-check.1", 1)
    world.mailbox.deliver(forged, "Drafts", flags="D")
    assert "one of an interrupted check" in of(checked(world), "draft").found.replace("1 of", "one of")
    assert world.mailbox.messages("Drafts") == [forged]


def _interrupted(*_: object) -> bool:
    raise KeyboardInterrupt


def test_what_others_have_marked_as_deleted_stays(world: World) -> None:
    world.mailbox.deliver(world.letter("sam@example.org", "tom@example.net", 1), "Drafts", flags="DT")
    world.mailbox.deliver(world.letter("tom@example.net", "sam@example.org", 1), "INBOX", flags="T")
    before = untouched(world)
    checked(world)
    assert untouched(world) == before


@contextmanager
def by_smtp(world: World, **options: object) -> Iterator[SmtpSink]:
    """The world with an [smtp] that delivers into Sam's own INBOX."""
    hooks = {"deliver_to": into_maildir(world.mailbox.root), **options}
    with SmtpSink(**hooks) as sink:  # type: ignore[arg-type]
        world.settings = (
            f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n{world.settings}'
        )
        yield sink


def proven(world: World) -> list[str]:
    with world.kith() as place:
        return list(place.store.plus_addresses.all())


def test_a_tagged_address_is_proven_by_a_letter_that_arrives_and_goes(world: World) -> None:
    before = untouched(world)
    with by_smtp(world) as sink:
        found = checked(world)
    assert "a letter to sam+kith@example.org arrived in INBOX" in of(found, "tagged address").found
    assert [letter.recipients for letter in sink.letters] == [("sam+kith@example.org",)]
    assert untouched(world) == before
    assert proven(world) == ["sam+kith@example.org"]


class TheTaggedAddress(dict[str, str]):
    """A fault of the second address that the server is asked about: the first is the digest's."""

    asked = 0

    def get(self, step: str, usual: str = "") -> str:  # type: ignore[override]
        self.asked += step == "rcpt"
        return "550 5.1.1 no such user" if step == "rcpt" and self.asked > 1 else usual


def test_a_tagged_address_that_the_server_refuses_is_proven_no_longer(world: World) -> None:
    with by_smtp(world, faults=TheTaggedAddress()) as sink:
        with world.kith() as place, place.store.transaction():
            place.store.plus_addresses.proven("sam+kith@example.org", 1)
        found = checked(world)
        assert sink.letters == []
    is_as_told("a-tagged-address-that-is-refused", found, world)
    assert proven(world) == []


def test_an_address_that_the_server_takes_no_digest_for(world: World) -> None:
    with by_smtp(world, faults={"rcpt": "550 5.1.1 no such user"}):
        found = checked(world)
    is_as_told("a-digest-that-smtp-would-refuse", found, world)


def test_a_letter_that_is_lost_proves_nothing(world: World) -> None:
    with by_smtp(world, deliver_to=lambda letter: None):
        found = checked(world, wait=0)
    is_as_told("a-tagged-address-whose-letter-is-lost", found, world)
    assert proven(world) == []


def test_a_letter_in_junk_is_proof_and_a_warning(world: World) -> None:
    junk = world.mailbox.folder("Spam", "\\Junk")
    with by_smtp(world, deliver_to=into_maildir(junk)):
        found = checked(world)
    is_as_told("a-tagged-address-whose-letter-is-junk", found, world)
    assert proven(world) == ["sam+kith@example.org"]
    assert world.mailbox.messages("Spam") == []


def test_a_login_at_smtp_that_is_refused(world: World) -> None:
    with by_smtp(world, login=("sam", "right")):
        world.settings = world.settings.replace(
            "[smtp]", '[smtp]\nuser = "sam"\npassword_env = "MAIL_PASSWORD"'
        )
        found = checked(world)
    is_as_told("a-login-at-smtp-that-is-refused", found, world)
    assert found.findings.exit_code == 77


def test_a_second_account_that_is_down_leaves_the_first_alone(world: World, dovecot: Dovecot) -> None:
    world.settings = """
[accounts.work]
email = "sam@work.example"
host = "127.0.0.1"
port = 1
security = "none"
password_env = "MAIL_PASSWORD"
"""
    found = checked(world)
    marks = {(line.account, line.what): line.mark for line in found.findings.lines}
    assert marks["home", "draft"] is Mark.OK
    assert marks["work", "connection"] is Mark.FAIL
    assert found.findings.exit_code == 75


def test_it_runs_beside_the_daemon(world: World) -> None:
    daemon = world.start("run")
    try:
        ready = threading.Event()
        assert daemon.stderr is not None
        for line in daemon.stderr:
            if "home: " in line:
                ready.set()
                break
        assert ready.is_set()
        done = world.run("check", "--json")
        row = json.loads(done.stdout)
        assert done.returncode == 0, done.stdout
        (service,) = [one for one in row["findings"] if one["what"] == "service"]
        assert f"process {daemon.pid} is at work" in service["found"]
        assert daemon.poll() is None
    finally:
        daemon.terminate()
        assert daemon.wait(20) == 0
        daemon.communicate()


def test_json_has_every_line_and_what_is_read_and_written(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kith: Run = runner(world, monkeypatch, capsys)
    code, out, _ = kith("check", "--json", "--offline")
    row = json.loads(out)
    assert code == row["exit_code"] == 0
    assert row.keys() == {"ok", "exit_code", "config", "findings", "reads", "writes", "connects"}
    assert {tuple(one) for one in row["findings"]} == {
        ("what", "account", "mark", "found", "fix", "exit_code", "kind")
    }
    assert row["connects"] == [f"127.0.0.1:{world.port} (IMAP)"]
    assert any("headers" in sentence for sentence in row["reads"])
    assert row["writes"][-1] == "nothing else in your mailbox, and no mail to anybody but you"


def test_a_report_to_others_names_nobody_and_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong_password(world)
    kith: Run = runner(world, monkeypatch, capsys)
    for arguments in (("--report",), ("--report", "--json")):
        code, out, _ = kith("check", *arguments)
        assert code == 77
        assert "LoginRefused" in out
        secret = (
            "sam",
            "example.org",
            "127.0.0.1",
            "home",
            str(world.folder),
            world.mailbox.user,
            str(world.port),
        )
        assert [word for word in secret if word in out] == []
