"""`scripts/bench` on a mailbox so small that every run of the tests can afford it: it measures, and it knows the truth.

Promises nothing about speed: that every measurement can be made, that kith is right about everybody in a generated
mailbox, and that a wrong figure would be found. Other mail programs are not measured here.
"""

import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench_kith import ranking, raw, table, truth
from bench_kith.cast import cast
from bench_kith.letters import Writer
from bench_kith.plan import FOLDERS, plan
from bench_kith.results import Results
from conftest import need_dovecot
from helpers.dovecot import place_for_servers
from kith.suggest.assessing import Known, assess_all
from kith.suggest.ranking import plan as plan_of

ROOT = Path(__file__).resolve().parent.parent
SIZE = 300
EVERYTHING = {
    table.RAW, table.RAW_COLD, table.RAW_LINK, table.SCAN, table.COLD, table.LINK, table.POLL, table.NEW,
    table.PEOPLE, table.STATUS, table.HELP, table.DIGEST,
}  # fmt: skip


@pytest.fixture(scope="module")
def cache() -> Iterator[Path]:
    """A folder the server may enter although it runs as somebody else."""
    folder = Path(tempfile.mkdtemp(prefix="kb", dir=place_for_servers()))
    yield folder
    shutil.rmtree(folder)


def bench(cache: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """The command as it is given in docs/performance.md, with this interpreter."""
    return subprocess.run(
        [ROOT / "scripts/bench", str(SIZE), "--folder", cache, *words],
        env={"PATH": os.environ["PATH"], "KITH_PYTHON": sys.executable, "HOME": str(cache)},
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def said(cache: Path) -> Any:
    """What a whole run says."""
    need_dovecot()
    ran = bench(cache, "--json", "--link")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)["sizes"][str(SIZE)]


def test_everything_is_measured_in_one_run_and_kith_is_right_about_everybody(said: Any) -> None:
    assert said.keys() == EVERYTHING
    assert all(figures["wall"] > 0 and figures["peak_mb"] > 0 for figures in said.values())
    assert said[table.RAW]["wire_bytes"] > SIZE * 200
    assert said[table.SCAN]["messages"] <= SIZE
    assert said[table.POLL]["flights"] > 0
    assert "missed" in table.as_text({SIZE: said}) or "≤" in table.as_text({SIZE: said})


def test_a_second_run_measures_nothing_again(said: Any, cache: Path) -> None:
    again = bench(cache, "--json", "--link")
    assert json.loads(again.stdout)["sizes"][str(SIZE)] == said


def test_a_wrong_truth_fails_the_run_and_says_about_whom(said: Any, cache: Path) -> None:
    """The same as a kith that is wrong: what is found and what is true differ."""
    (path,) = cache.glob(f"{SIZE}-*/truth.json")
    right = path.read_text("utf-8")
    false = json.loads(right)
    address = next(address for address, figures in false["addresses"].items() if figures["last_sent"])
    false["addresses"][address]["last_sent"] += 1
    path.write_text(json.dumps(false), "utf-8")
    try:
        ran = bench(cache, "--again")
    finally:
        path.write_text(right, "utf-8")
    assert ran.returncode == 1
    assert address in ran.stderr
    assert "last_sent is" in ran.stderr


def test_the_raw_receive_asks_for_what_kith_was_heard_asking_for() -> None:
    asked = b"A1 UID FETCH 5 (UID)\r\nA2 UID FETCH 1:9 (UID BODY.PEEK[HEADER.FIELDS (DATE)]<0.9>)\r\n"
    assert raw.items_in(asked) == "(UID BODY.PEEK[HEADER.FIELDS (DATE)]<0.9>)"
    with pytest.raises(ValueError, match="no UID FETCH"):
        raw.items_in(b"A1 NOOP\r\n")


def test_a_mailbox_follows_from_its_size_and_seed() -> None:
    def mail(seed: int) -> list[bytes]:
        people = cast(SIZE, seed)
        events = plan(SIZE, seed, people)
        writer = Writer(people, events, seed)
        return [writer.letter(number).raw for number in range(len(events))]

    assert mail(1) == mail(1)
    assert mail(1) != mail(2)


def test_ranking_is_measured_on_people_some_of_whom_are_due() -> None:
    everybody = ranking.people(300, 25)
    assert everybody == ranking.people(300, 25)
    assert plan_of(assess_all(everybody, Known(), ranking.NOW), 5, ranking.NOW).not_shown > 20
    assert ranking.measured(50, 1).count("touches each:") == len(ranking.CONVERSATIONS)


def test_a_large_mailbox_is_made_as_planned() -> None:
    size = 20_000
    people = cast(size, 1)
    events = plan(size, 1, people)
    share = {name: sum(event.folder == name for event in events) / size for name in FOLDERS}
    lists = sum(part for name, part in share.items() if name.startswith("lists/"))
    assert len(events) == size
    assert len(FOLDERS) == 20
    assert share["INBOX"] == pytest.approx(0.45, abs=0.03)
    assert share["Sent"] == pytest.approx(0.15, abs=0.02)
    assert share["Archive"] == pytest.approx(0.20, abs=0.03)
    assert lists == pytest.approx(0.18, abs=0.01)
    writer = Writer(people, events, 1)
    heads = sorted(len(writer.letter(number).raw.partition(b"\n\n")[0]) for number in range(0, size, 20))
    assert heads[len(heads) // 20] > 1400
    assert heads[-len(heads) // 20] < 4200


TRUE = {
    "karen@x.example": {"contact": 0, "sent": 1, "received": 0, "last_sent": 60, "last_received": None},
    "k@y.example": {"contact": 0, "sent": 0, "received": 2, "last_sent": None, "last_received": 120},
    "omar@x.example": {"contact": 1, "sent": 0, "received": 1, "last_sent": None, "last_received": 180},
}
RIGHT: list[dict[str, Any]] = [
    {"name": "Karen", "addresses": ["karen@x.example", "k@y.example"], "sent": 1, "received": 2,
     "last_sent": "1970-01-01T00:01:00Z", "last_received": "1970-01-01T00:02:00Z"},
    {"name": "Omar", "addresses": ["omar+mail@x.example"], "sent": 0, "received": 1,
     "last_sent": None, "last_received": "1970-01-01T00:03:00Z"},
]  # fmt: skip


def test_what_is_right_is_no_mistake() -> None:
    assert truth.mistakes(RIGHT, TRUE) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda people: people[0].update(last_sent="1970-01-01T00:01:01Z"), "last_sent is 61, true is 60"),
        (lambda people: people[0].update(last_received=None), "last_received is 0, true is 120"),
        (lambda people: people[1].update(received=2), "received is 2, true is 1"),
        (lambda people: people.pop(), "<omar@x.example>: missing"),
        (lambda people: people[1].update(addresses=["nobody@z.example"]), "nobody the owner knows"),
        (lambda people: people[0]["addresses"].append("omar@x.example"), "2 people in one"),
    ],
)
def test_whatever_is_wrong_is_found(change: Any, complaint: str) -> None:
    people = copy.deepcopy(RIGHT)
    change(people)
    assert any(complaint in line for line in truth.mistakes(people, TRUE))


def test_a_measurement_is_kept_as_soon_as_it_is_made(tmp_path: Path) -> None:
    """A run killed in the second measurement goes on with the second."""
    results = Results(tmp_path / "results.json")
    results.once("first", lambda: {"wall": 1.0})
    with pytest.raises(KeyboardInterrupt):
        results.once("second", interrupted)
    again = Results(tmp_path / "results.json")
    assert again.once("first", interrupted) == {"wall": 1.0}
    assert again.once("second", lambda: {"wall": 2.0}) == {"wall": 2.0}


def interrupted() -> dict[str, Any]:
    raise KeyboardInterrupt


def test_tables_go_between_their_markers_and_nothing_else_changes(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- table: scripts/bench --write -->\nold\n<!-- end of table -->\nafter\n")
    table.write(page, "new")
    table.write(page, "newer")
    assert page.read_text() == (
        "before\n<!-- table: scripts/bench --write -->\n\nnewer\n\n<!-- end of table -->\nafter\n"
    )
    page.write_text("no markers")
    with pytest.raises(ValueError, match="no lines"):
        table.write(page, "new")


def test_the_page_has_the_markers() -> None:
    text = (ROOT / "docs/performance.md").read_text("utf-8")
    assert text.count("<!-- table: scripts/bench --write -->") == text.count("<!-- end of table -->") == 1
