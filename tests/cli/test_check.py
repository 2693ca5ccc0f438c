"""`kith check`: every line that is not well in its own words, the rest checked all the same; JSON, reports, a daemon.

What concerns the servers is in tests/cli/test_check_servers.py.
"""

import json
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from helpers.checked import checked, furnished, is_as_told, of, untouched
from helpers.command_line import Run, runner
from helpers.dovecot import Dovecot
from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.jobs.checking.check import How, check
from kith.jobs.checking.finding import Mark


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    return furnished(mailbox, tmp_path)


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
