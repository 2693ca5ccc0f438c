"""`kith eval` as a user meets it: of the own mailbox, of a table, for the eye and for a script."""

import json
from pathlib import Path

import pytest

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.world import World, today

DAY = 86_400
ODDS = {
    "silences", "sentences", "three_of_four", "three_of_four_median", "calibration_error", "calibration_error_median",
    "fortnights", "quiet_fortnight_error",
}  # fmt: skip
DIGESTS = {
    "digests", "suggestions", "per_digest", "redundant", "premature", "timely", "timely_median", "faded", "caught",
    "judged", "premature_of_judged", "timely_of_judged", "caught_mean",
}  # fmt: skip


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen, every forty days until the spring; Tom, every thirty to this day."""
    world = World(mailbox, tmp_path, now=today().replace(hour=12, minute=0, second=0))
    world.friends("Karen Holm <karen@example.net>", *range(640, 200, -40))
    world.friends("Tom Whitfield <tom@example.net>", *range(601, 0, -30))
    return world


@pytest.fixture
def kith(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command line in this process: (exit code, stdout, stderr)."""
    return runner(world, monkeypatch, capsys)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Ann and Bob, every twenty days, thirty times; names of columns first."""
    path = tmp_path / "mail.tsv"
    pairs = (("bob ann" if turn % 2 else "ann bob", turn * 20 * DAY) for turn in range(30))
    path.write_text("src dst time\n" + "".join(f"{pair} {at}\n" for pair, at in pairs))
    return path


def test_of_the_own_mailbox_for_the_eye(kith: Run) -> None:
    kith("scan")
    code, out, err = kith("eval")
    assert (code, err) == (0, "")
    assert out.startswith('"3 of 4 times" was true ')
    lines = {line[:30].strip(): line[30:].split() for line in out.splitlines()}
    assert lines["A DIGEST EVERY FORTNIGHT BY"] == "A DIGEST REDUNDANT PREMATURE TIMELY CAUGHT".split()
    assert all(len(lines[rule]) == 5 for rule in ("kith's own judgement", "a silence of 30 days"))
    assert max(map(len, out.splitlines())) <= 100


def test_of_the_own_mailbox_for_a_script(kith: Run) -> None:
    kith("scan")
    code, out, _ = kith("eval", "--json")
    found = json.loads(out)
    assert code == 0
    assert found.keys() == {"mailboxes", "left_out", "odds", "digests"}
    assert found["odds"].keys() == ODDS
    assert found["digests"].keys() == {"kith", "30 days", "90 days"}
    assert all(one.keys() == DIGESTS for one in found["digests"].values())
    assert (found["mailboxes"], found["digests"]["kith"]["faded"]) == (1, 1)


def test_before_the_first_scan_there_is_too_little_mail(kith: Run) -> None:
    code, out, _ = kith("eval")
    assert code == 0
    assert out.startswith("Too little mail")
    assert json.loads(kith("eval", "--json")[1])["mailboxes"] == 0


def test_of_a_table_and_of_its_first_days(kith: Run, table: Path) -> None:
    assert json.loads(kith("eval", str(table), "--json")[1])["mailboxes"] == 2
    early = json.loads(kith("eval", str(table), "--days", "300", "--json")[1])
    assert (early["mailboxes"], early["left_out"]) == (0, 2)
    assert "Too little mail" in kith("eval", str(table), "--days", "300")[1]
    halves = [
        json.loads(kith("eval", str(table), "--half", half, "--json")[1]) for half in ("dev", "held-out")
    ]
    assert sum(one["mailboxes"] for one in halves) == 2


def test_a_table_needs_no_configuration(kith: Run, world: World, table: Path) -> None:
    world.settings = "nonsense = 1"
    assert kith("eval", "--json")[0] != 0
    assert kith("eval", str(table), "--json")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--days", "30"], "--days and --half belong to a TABLE"),
        (["--half", "dev"], "--days and --half belong to a TABLE"),
        (["nowhere.tsv"], "does not exist"),
        (["--days", "0"], "0 is not in the range"),
        (["--half", "third"], "'third' is not one of 'dev', 'held-out'"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(kith: Run, arguments: list[str], said: str) -> None:
    code, out, err = kith("eval", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_a_bad_line_is_named_and_is_a_failure(kith: Run, table: Path) -> None:
    table.write_text(table.read_text() + "ann bob yesterday\n")
    code, out, err = kith("eval", str(table))
    assert (code, out) == (1, "")
    assert f"{table}:32: expected `sender recipient unixtime`" in err
