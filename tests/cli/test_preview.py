"""`kith preview`: what would come, in a browser that is a real small program, and nothing written down."""

import email
import re
import stat
import subprocess
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.world import World, today

BROWSER = """#!/bin/sh
echo words of a browser
printf %s "$1" > "$SEEN"
exit {code}
"""
Preview = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen is due, Tom wrote yesterday, a newsletter comes every day."""
    world = World(mailbox, tmp_path, now=today().replace(hour=12, minute=0, second=0))
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends("Tom Whitfield <tom@example.net>", 90, 60, 30, 1)
    world.received("letters@example.net", 3, 2, 1, List_Unsubscribe="<mailto:u@example.net>")
    world.clock.at = today()
    world.scan()
    return world


@pytest.fixture
def kith(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(world, monkeypatch, capsys)


@pytest.fixture
def preview(world: World, tmp_path: Path) -> Preview:
    """`kith preview` in a process of its own, with `environ` on top and `browser`'s exit code."""

    def run(*arguments: str, browser: int | None = 0, **environ: str) -> "subprocess.CompletedProcess[str]":
        program = tmp_path / "browser"
        program.write_text(BROWSER.format(code=browser))
        program.chmod(0o755)
        more = {} if browser is None else {"BROWSER": str(program), "SEEN": str(tmp_path / "seen")}
        return subprocess.run(
            world.command("preview", *arguments),
            env={**world.process_environ, "TMPDIR": str(tmp_path), **more, **environ},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return run


def page_in(seen: Path) -> Path:
    return Path(unquote(urlsplit(seen.read_text()).path))


def test_the_browser_gets_a_private_page_that_nobody_can_guess(preview: Preview, tmp_path: Path) -> None:
    pages = []
    for _ in range(2):
        done = preview()
        assert done.returncode == 0, done.stderr
        page = page_in(tmp_path / "seen")
        assert f"Opened in the browser: {page}" in done.stderr
        assert "Karen Holm" in page.read_text("utf-8")
        assert "Tom" not in page.read_text("utf-8")
        assert stat.S_IMODE(page.stat().st_mode) == 0o600
        assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700
        pages.append(page)
    assert pages[0] != pages[1]
    assert {page.parent.parent for page in pages} == {tmp_path}


def test_the_runtime_folder_is_taken_where_it_is_the_users_own(preview: Preview, tmp_path: Path) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    preview(XDG_RUNTIME_DIR=str(runtime))
    assert page_in(tmp_path / "seen").parent.parent == runtime
    runtime.chmod(0o755)
    preview(XDG_RUNTIME_DIR=str(runtime))
    assert page_in(tmp_path / "seen").parent.parent == tmp_path


@pytest.mark.parametrize("browser", [None, 1])
def test_without_a_browser_the_path_is_printed(preview: Preview, browser: int | None) -> None:
    done = preview(browser=browser)
    assert done.returncode == 0
    path = done.stdout.splitlines()[-1]
    assert "Karen Holm" in Path(path).read_text("utf-8")
    assert path in done.stderr


def test_no_browser_prints_the_path_alone(preview: Preview, tmp_path: Path) -> None:
    done = preview("--no-browser")
    assert "Karen Holm" in Path(done.stdout.rstrip("\n")).read_text("utf-8")
    assert done.stderr == ""
    assert not (tmp_path / "seen").exists()


def test_a_page_that_cannot_be_written_is_an_error_that_says_what_to_do(
    kith: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/proc/nowhere")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    code, out, err = kith("preview", "--no-browser")
    assert (code, out) == (1, "")
    assert "/proc/nowhere" in err
    assert "Set TMPDIR" in err


def test_text_is_what_a_dry_run_prints(kith: Run) -> None:
    day = ("--as-of", f"{today() + timedelta(days=3):%Y-%m-%d}")
    code, out, err = kith("preview", "--text", *day)
    assert (code, err) == (0, "")
    assert out == kith("digest", "--dry-run", *day)[1]
    assert out.startswith("Subject: Karen")


def test_eml_is_the_finished_letter(kith: Run, tmp_path: Path) -> None:
    file = tmp_path / "digest.eml"
    code, out, err = kith("preview", "--eml", str(file), "--as-of", "2030-05-01")
    assert (code, out) == (0, "")
    assert str(file) in err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    letter = email.message_from_bytes(file.read_bytes())
    assert (letter["To"], letter["X-Kith"].split()[0]) == ("sam@example.org", "digest")
    assert b"\r\n" in file.read_bytes()
    _, out, _ = kith("preview", "--eml", "-", "--as-of", "2030-05-01")
    assert out.encode() == file.read_bytes()


def test_nothing_is_written_down_and_no_mailbox_is_touched(
    kith: Run, world: World, mailbox: MailboxOnDisk
) -> None:
    world.port = 9  # nobody listens there
    for arguments in (["--text"], ["--eml", "-"], ["--no-browser"], ["--text", "--person", "Tom"]):
        assert kith("preview", *arguments)[0] == 0
    with world.kith() as place:
        assert place.store.ledger.newest() is None
        assert place.store.ledger.waiting() == []
    assert not any(b"X-Kith" in raw for raw in mailbox.messages())


def test_somebody_who_is_not_due_is_shown_with_why(kith: Run) -> None:
    code, out, _ = kith("preview", "--text", "--person", "tom whitfield")
    assert code == 0
    assert "Tom Whitfield <tom@example.net>" in out
    assert "Karen" not in out
    said = " ".join(out.split())
    assert "WHY NOW Not due; you asked. " in said
    assert "they are due from" in said
    assert "Hi Tom," in out
    assert not re.search("silence than usual|has been a while|quiet between us", said)


def test_somebody_who_is_due_is_shown_with_the_reasons_that_fire(kith: Run) -> None:
    _, out, _ = kith("preview", "--text", "--person", "karen@example.net")
    assert "Not due" not in out
    assert re.search(r"WHY NOW   3 of 4 times you are back in touch within", out)


def test_somebody_who_was_suggested_just_now_is_said_to_be_held_back(kith: Run) -> None:
    assert kith("digest")[0] == 0
    code, out, err = kith("preview", "--text")
    assert (code, out) == (0, "")
    assert "Nobody is due" in err
    said = " ".join(kith("preview", "--text", "--person", "Karen")[1].split())
    assert "WHY NOW 3 of 4 times" in said
    assert "Held back this time: " in said


def test_a_robot_can_be_asked_for_and_is_said_to_be_one(kith: Run) -> None:
    said = " ".join(kith("preview", "--text", "--person", "letters@example.net")[1].split())
    assert "Not due; you asked. kith takes this for a robot" in said


def test_nobody_due_opens_nothing(preview: Preview, world: World, tmp_path: Path) -> None:
    assert world.run("digest").returncode == 0
    done = preview("--eml", str(tmp_path / "none.eml"))
    assert (done.returncode, done.stdout) == (0, "")
    done = preview()
    assert (done.returncode, done.stdout) == (0, "")
    assert "Nobody is due" in done.stderr
    assert not (tmp_path / "seen").exists()
    assert not (tmp_path / "none.eml").exists()


def test_a_wrong_question_is_answered_with_what_is_wanted(kith: Run) -> None:
    assert kith("preview", "--text", "--person", "zebulon")[0] == 1
    code, _, err = kith("preview", "--text", "--as-of", "someday")
    assert code == 2
    assert "2026-12-24" in err
    assert kith("preview", "--text", "--as-of", "0001-01-01")[0] in (0, 2)
    assert kith("preview", "--text", "--no-browser")[0] == 2


def test_the_page_of_the_demo_is_private_and_stays(tmp_path: Path, world: World) -> None:
    pytest.importorskip("pymap")
    pages = []
    for _ in range(2):
        done = subprocess.run(
            world.command("demo"), env={**world.process_environ, "TMPDIR": str(tmp_path)},
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        pages.append(Path(done.stdout.rstrip().rpartition(": ")[2]))
    assert pages[0] != pages[1]
    for page in pages:
        assert page.read_text("utf-8").startswith("<!DOCTYPE html")
        assert stat.S_IMODE(page.stat().st_mode) == 0o600
        assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700
