"""`kith check` as it is seen: line by line as it goes, wrapped at words at a terminal, one line each in a pipe."""

import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from helpers.checked import by_smtp, furnished
from helpers.command_line import runner
from helpers.maildir import MailboxOnDisk
from helpers.terminal import shown_on_a_terminal
from helpers.world import World


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    return furnished(mailbox, tmp_path)


def test_what_was_found_is_told_before_a_silent_server_answers_and_stays_after_an_interruption(
    world: World,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        world.port = silent.getsockname()[1]
        kith = subprocess.Popen(
            world.command("check"),
            env=world.process_environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        line, _ = silent.accept()
        assert kith.stdout is not None
        seen = [kith.stdout.readline()]
        while " secret " not in seen[-1]:
            assert seen[-1]
            seen.append(kith.stdout.readline())
        kith.send_signal(signal.SIGTERM)  # as Ctrl-C, also where a shell in the background has that ignored
        _, err = kith.communicate(timeout=60)
        line.close()
    assert [one.split()[:2] for one in seen[:2]] == [["ok", "configuration"], ["ok", "store"]]
    assert kith.returncode == 130
    assert "interrupted" in err


@pytest.mark.parametrize("columns", [50, 80, 120])
def test_a_terminal_gets_whole_words_under_the_third_column(world: World, columns: int) -> None:
    with by_smtp(world):
        shown = shown_on_a_terminal(world.command("check", "--offline"), world.process_environ, columns)
        piped = subprocess.run(
            world.command("check", "--offline"),
            env=world.process_environ,
            capture_output=True,
            text=True,
            check=False,
        )
    assert shown.code == piped.returncode
    assert max(map(len, shown.lines)) <= columns
    plain = piped.stdout.splitlines()
    found, _, _ = piped.stdout.partition("\n\n")
    width = len("smtp connection") + len("skipped ") + 2
    margin = max(width, len("home: tagged address") + len("skipped ") + 2)
    assert all(line[margin - 1] == " " and line[margin] != " " for line in found.splitlines())
    longest = max(found.splitlines(), key=len)
    assert len(longest) > 120  # what is to be wrapped
    words = [word for word in " ".join(plain).split() if len(word) < 20 and not re.search(r"\d", word)]
    assert [word for word in words if word not in " ".join(shown.lines).split()] == []
    if columns >= 80:
        inner = [line for line in shown.lines[: len(shown.lines) // 2] if line.startswith(" " * 8)]
        assert inner
        assert all(line[:margin].strip() == "" and line[margin] != " " for line in inner)


def test_no_time_to_wait_below_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = runner(world, monkeypatch, capsys)("check", "--wait", "-5")
    assert code == 2
    assert "--wait" in err
