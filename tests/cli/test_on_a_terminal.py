"""`kith people`, `why` and `status` on a terminal, by a real process on a real one; in a pipe; and as a page."""

import json
import stat
import subprocess
from pathlib import Path

import pytest
from rich.cells import cell_len

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.terminal import Shown, shown_on_a_terminal
from helpers.world import World, today

HOSTILE = "=?utf-8?q?Eve_=1B=5B2J=E2=80=AE?= <eve@example.net>"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen is due, Tom wrote yesterday, and somebody has a name that would clear the screen."""
    world = World(mailbox, tmp_path, now=today().replace(hour=12, minute=0, second=0))
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends("Tom Whitfield <tom@example.net>", 60, 30, 1)
    world.friends("佐藤 花子 <hanako@example.net>", 70, 40, 10)
    world.friends(HOSTILE, 50, 20)
    world.clock.at = today()
    world.scan()
    return world


@pytest.fixture
def kith(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(world, monkeypatch, capsys)


def seen(world: World, *arguments: str, columns: int = 80, rows: int = 200, **environ: str) -> Shown:
    environment = {**world.process_environ, **environ}
    return shown_on_a_terminal(world.command(*arguments), environment, columns, rows)


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_people_fit_the_terminal_and_stand_in_columns(world: World, columns: int) -> None:
    shown = seen(world, "people", columns=columns)
    header, *rows = shown.lines[:5]
    assert shown.code == 0
    assert max(map(cell_len, shown.lines)) <= columns
    assert [row.split("  ")[0].strip() for row in rows] == [
        "Tom Whitfield",
        "佐藤 花子",
        "Eve [2J",
        "Karen Holm",
    ]
    marks = header.index("3 YEARS")
    for row in rows:
        at = next(place for place in range(len(row)) if cell_len(row[:place]) == marks)
        assert set(row[at : at + 12]) <= set("·▁▂▃▄▅▆▇█")
    assert " due " in rows[-1]
    assert "\x1b[36m" in shown.raw
    assert "\x1b[2J" not in shown.raw


def test_columns_no_color_and_ascii_are_obeyed(world: World) -> None:
    shown = seen(
        world, "people", columns=80, COLUMNS="60", NO_COLOR="1", PYTHONIOENCODING="ascii", PYTHONUTF8="0"
    )
    assert max(map(len, shown.lines)) <= 60
    assert "\x1b[36m" not in shown.raw
    assert shown.raw.isascii()
    assert r"\u4f50\u85e4" in shown.text
    assert "_ 0, . 1, : 2" in shown.text
    assert "\x1b" not in seen(world, "people", TERM="dumb").raw


def test_a_list_longer_than_the_terminal_goes_through_the_pager(world: World, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\nsed 's/^/> /'\n")
    pager.chmod(0o755)
    turned = seen(world, "people", rows=4, PAGER=str(pager))
    assert turned.code == 0
    assert [line[:2] for line in turned.lines[:5]] == ["> "] * 5
    assert "Karen Holm" in turned.text
    assert "> " not in seen(world, "people", rows=40, PAGER=str(pager)).text
    assert "> " not in seen(world, "people", rows=4, PAGER=str(pager), TERM="dumb").text


def test_why_has_headed_sections_and_a_sparkline_each_way(world: World) -> None:
    for columns in (60, 120):
        shown = seen(world, "why", "karen", columns=columns)
        assert shown.code == 0
        assert max(map(cell_len, shown.lines)) <= columns
        titles = [line.split(" ─")[0] for line in shown.lines if line.endswith("──")]
        assert titles == ["NOW", "RHYTHM", "MONTH BY MONTH", "TOUCHES"]
        flat = " ".join(shown.text.split())
        assert "Due now." in flat
        assert "+ fading: 3 of 4 times you are back in touch within" in flat
        for way in ("you wrote", "they wrote"):
            (line,) = (
                line for line in shown.lines if line.startswith(f"  {way}") and line.endswith("in 3 years")
            )
            assert line.split()[3] == "5"
            assert len(line.split()[2]) == 12
        assert '"Handover notes"' in flat


def test_why_in_a_pipe_says_the_same_words(world: World) -> None:
    piped = world.run("why", "karen").stdout
    shown = seen(world, "why", "karen", columns=400)
    missing = [line for line in piped.splitlines() if line.strip() and line.strip() not in shown.text]
    assert missing == []
    assert "─" not in piped
    assert "\x1b" not in piped


def test_status_says_at_one_glance_whether_all_is_well(world: World) -> None:
    shown = seen(world, "status", columns=60)
    assert shown.code == 0
    assert shown.lines[0] == "All is well."
    assert shown.lines[1].startswith("next digest: ")
    assert max(map(cell_len, shown.lines)) <= 60
    world.port = 9
    assert world.run("scan").returncode == 75
    shown = seen(world, "status")
    assert shown.code == 1
    assert shown.lines[0] == "NOT WELL: home cannot be read"
    assert shown.lines[1].startswith("  → home: ")
    assert "`kith scan` looks at once" in " ".join(shown.text.split())


def test_a_pipe_gets_lines_with_as_many_tabs_each_and_no_escapes(world: World) -> None:
    out = world.run("people").stdout
    assert {line.count("\t") for line in out.splitlines()} == {6}
    assert out.splitlines()[0].split("\t")[:3] == ["NAME", "ADDRESS", "LAST TOUCH"]
    assert "\x1b" not in out


def test_the_page_is_a_private_file_and_takes_no_other_files_place(kith: Run, world: World) -> None:
    page = world.folder / "people.html"
    assert kith("people", "--html", str(page)) == (0, "", f"Written: {page}\n")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    first = page.read_text("utf-8")
    assert "佐藤 花子" in first
    assert kith("people", "tom", "--html", str(page))[0] == 0
    assert "Tom Whitfield" in page.read_text("utf-8") != first
    for other in (world.folder / "kith.toml", world.folder):
        code, _, err = kith("people", "--html", str(other))
        assert code == 1
        assert f"{other}: is there already" in err
    assert "[accounts.home]" in (world.folder / "kith.toml").read_text()
    code, _, err = kith("people", "--html", str(world.folder / "no" / "people.html"))
    assert code == 1
    assert "cannot be written" in err
    assert [path.name for path in world.folder.glob("*people*")] == ["people.html"]
    assert kith("people", "--html", "-", "--json")[0] == 2
    assert kith("people", "--most", "3")[0] == 2


def test_an_empty_file_and_one_that_may_not_be_read(kith: Run, world: World) -> None:
    page = world.folder / "people.html"
    page.touch()
    assert kith("people", "--html", str(page))[0] == 0
    (world.folder / "loop").symlink_to(world.folder / "loop")
    code, _, err = kith("people", "--html", str(world.folder / "loop"))
    assert code == 1
    assert "cannot be looked at" in err


def test_the_page_goes_to_stdout_in_utf_8_whatever_the_locale(world: World) -> None:
    environment = {**world.process_environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        world.command("people", "--most", "1", "--html", "-"),
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8").startswith("<!DOCTYPE html>\n<!-- kith people -->\n")
    assert "3 of them found no room here" in done.stdout.decode("utf-8")


def test_the_contract_of_people_knows_nothing_of_the_page(kith: Run) -> None:
    keys = {
        "name", "addresses", "last_sent", "last_received", "last_touch", "last_direction", "sent", "received",
        "rhythm_days", "due", "channel", "kind",
    }  # fmt: skip
    assert {frozenset(row) for row in json.loads(kith("people", "--json")[1])} == {frozenset(keys)}


def test_a_pipe_imports_no_library_for_terminals(world: World) -> None:
    code = "import sys; from kith.cli import run_command_line as run; run(sys.argv[1:]); print('rich' in sys.modules)"
    for verb in (["people"], ["why", "karen"], ["status"]):
        command = world.command(*verb)
        done = subprocess.run(
            [command[0], "-c", code, *command[3:]],
            env=world.process_environ, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.splitlines()[-1] == "False"
