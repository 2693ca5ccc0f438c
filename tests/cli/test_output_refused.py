"""What is printed can go nowhere: a full disk, a reader who has left, a stream that was closed."""

import os
import subprocess
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World

VERBS = (
    ("people",),
    ("people", "--json"),
    ("people", "--html", "-"),
    ("why", "karen"),
    ("--help",),
    ("config", "example"),
)


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    world = World(mailbox, tmp_path)
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320)
    world.run("scan")
    return world


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_full_disk_is_told_with_what_to_do(verb: tuple[str, ...], world: World) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            world.command(*verb), env=world.process_environ, stdout=full,
            stderr=subprocess.PIPE, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        1,
        "kith: could not write: No space left on device; make room, or send the output elsewhere, and run it again\n",
    )


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_reader_who_has_left_is_no_error(verb: tuple[str, ...], world: World) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        world.command(*verb), env=world.process_environ, stdout=writing,
        stderr=subprocess.PIPE, text=True, check=False, timeout=60,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def test_nowhere_to_say_it_either_is_no_traceback(world: World) -> None:
    with Path("/dev/full").open("w") as full:
        command = world.command("people")
        done = subprocess.run(
            command, env=world.process_environ, stdout=full, stderr=full, check=False, timeout=60
        )
    assert done.returncode == 1


def test_a_closed_output_is_borne(world: World) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *world.command("people")], env=world.process_environ,
        stderr=subprocess.PIPE, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_a_file_that_the_system_refuses_is_named(world: World) -> None:
    done = subprocess.run(
        world.command("people", "--html", "/dev/full/page.html"), env=world.process_environ,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "/dev/full" in done.stderr
    assert "Errno" not in done.stderr
