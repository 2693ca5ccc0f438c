"""A digest in programs that show text alone: w3m shows its HTML, neomutt in a terminal the letter itself."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deliver.test_hostile_inputs import mailed
from digests.cases import BUILT_IN, ZONE, build, render, told
from kith.deliver.view import letter

PATIENCE = 20.0  # seconds until what is waited for must have been shown
NAMES = ["one-person", "three-people", "threaded-reply", "other-scripts"]


def needed(*programs: str) -> None:
    """Skip where one is missing; on the build machine that is a failure, or nobody would ever notice."""
    if missing := [program for program in programs if not shutil.which(program)]:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"not installed: {', '.join(missing)}")


def flat(shown: str) -> str:
    """Without blanks and line breaks: programs wrap differently, and put none or one between wide letters."""
    return "".join(shown.split())


def assert_in_order(shown: str, name: str, labels: tuple[str, str, str, str]) -> None:
    """For each person: name, address, why, last, draft, the line to add, and only then the next one."""
    place = 0
    for one in letter(build(told(name), BUILT_IN), ZONE).people:
        facts = (one.why, one.last[0], one.head, one.prompt)
        labelled = [f"{label}{fact}" for label, fact in zip(labels, facts, strict=True)]
        for words in map(
            flat, [f"{one.number}. {one.name}", one.address, *labelled[:3], one.lines[0], labelled[3]]
        ):
            found = shown.find(words, place)
            assert found >= place, f"{words!r} does not follow {shown[max(0, place - 60) : place]!r}"
            place = found + len(words)


@pytest.fixture
def terminal() -> Iterator[list[str]]:
    """The command that speaks to a tmux of the test's own; its folder is short, as sockets want it."""
    needed("tmux", "neomutt")
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        tmux = ["tmux", "-u", "-S", f"{folder}/tmux", "-f", "/dev/null"]
        yield tmux
        subprocess.run([*tmux, "kill-server"], capture_output=True, timeout=PATIENCE, check=False)


def screen(tmux: list[str], until: str) -> str:
    """What the terminal shows, once `until` is part of it."""
    deadline, shown = time.monotonic() + PATIENCE, ""
    while until not in shown:
        assert time.monotonic() < deadline, f"no {until!r} in:\n{shown}"
        command = [*tmux, "capture-pane", "-p"]
        shown = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
    return shown


@pytest.mark.parametrize("name", NAMES)
def test_a_text_browser_shows_the_page_in_the_order_it_is_meant_to_be_read(name: str, tmp_path: Path) -> None:
    needed("w3m")
    page = tmp_path / "digest.html"
    page.write_text(render(told(name)).html)
    command = ["w3m", "-dump", "-T", "text/html", "-I", "utf-8", "-O", "utf-8", "-cols", "80", str(page)]
    home = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    done = subprocess.run(command, env=home, capture_output=True, text=True, timeout=PATIENCE, check=True)
    shown = flat(done.stdout)
    assert_in_order(shown, name, ("", "", "Draft: ", "Add a line? "))
    assert shown.count("Opendraftto") == len(told(name)["person"])
    assert shown.rindex("Health") > shown.rindex("Opendraftto")
    assert not {"<", "{", "&#"} & set(shown)


@pytest.mark.parametrize("name", NAMES)
def test_neomutt_shows_the_letter_in_the_order_it_is_meant_to_be_read(
    name: str, tmp_path: Path, terminal: list[str]
) -> None:
    case = told(name)
    rendered = render(case)
    raw, _ = mailed(case, rendered)
    mbox = tmp_path / "mbox"
    mbox.write_bytes(b"From sam@example.org Mon Nov 30 06:31:00 2026\n" + raw.replace(b"\r\n", b"\n") + b"\n")
    options = f"set folder={tmp_path} mbox_type=mbox spoolfile={mbox} pager_index_lines=0 markers=no"
    open_it = ["-R", "-f", str(mbox), "-e", "push <display-message>"]
    neomutt = ["neomutt", "-n", "-F", "/dev/null", "-e", options, *open_it]
    home = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "TERM": "screen"}
    start = [*terminal, "new-session", "-d", "-x", "90", "-y", "160", *neomutt]
    subprocess.run(start, env=home, capture_output=True, timeout=PATIENCE, check=True)
    shown = flat(screen(terminal, until="nobody else."))
    assert flat(f"Subject: {rendered.subject}") in shown
    assert f'From:"{case["own_name"]}(kith)"<sam@example.org>' in shown
    assert_in_order(shown, name, ("WHY NOW ", "LAST ", "DRAFT ", "ADD A LINE? "))
    assert shown.index("HEALTH") > shown.rindex("ADDALINE?")
