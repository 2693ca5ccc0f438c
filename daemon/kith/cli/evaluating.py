"""`kith eval`: kith's judgement held against what really happened."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click


@click.command("eval", short_help="Was kith right? Lives through your mailbox again and counts.")
@click.argument("table", required=False, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--days", type=click.IntRange(1), help="Of TABLE: only so many days from its first on.")
@click.option(
    "--half", type=click.Choice(["dev", "held-out"]), help="Of TABLE: half of the mailboxes, by a hash."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def evaluate(
    config_file: Path | None, table: Path | None, days: int | None, half: str | None, as_json: bool
) -> None:
    """Was kith right? Lives through your mailbox once more and counts.

    Is "3 of 4 times" true for you, and would the suggestions have been good ones, beside those of a fixed timer?
    Only what is in the store is read, and nothing leaves this machine.

    With TABLE, a file with a line `sender recipient unixtime` for each recipient of a message, every mailbox in it
    is lived through instead of yours.
    """
    from kith.jobs import evaluate as job

    if table is not None:
        with _counting() as seen:
            found = job.of_table(table, days, half, seen)
    else:
        from kith.jobs.workplace import opened, read_settings

        if days or half:
            raise click.UsageError("--days and --half belong to a TABLE")
        with opened(read_settings(config_file)) as place:
            found = job.own(place.store, place.settings)
    row = job.row(found)
    click.echo(json.dumps(row) if as_json else _text(row))


@contextmanager
def _counting() -> Iterator[Callable[[int, int], None]]:
    """A progress bar over the mailboxes, on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("mailboxes", total=None)
        yield lambda done, all_: bar.update(task, completed=done, total=all_)


_COLUMNS = {"redundant": 11, "premature": 11, "timely": 8, "caught": 8}  # and how wide they are
_EXPLAINED = """\
redundant: in touch within the fortnight anyway; premature: no long silence for these two;
timely: neither; caught: of the ties that faded, those suggested in time."""
_JUDGED = """Of people with fewer than four gaps in all nobody can say what is early, so they never count as
premature. Of the others that kith suggested, {premature} were premature and {timely} timely."""


def _text(row: Mapping[str, Any]) -> str:
    """The row as a paragraph and a small table."""
    odds = row["odds"]
    if not row["mailboxes"] or not odds["silences"]:
        return "Too little mail to hold the odds against: it takes a tie with three gaps, in a table a mailbox with 20."
    fortnights = "too few fortnights to tell about those."
    if odds["quiet_fortnight_error"] is not None:
        fortnights = f"those of a quiet fortnight by {odds['quiet_fortnight_error']:.3f}."
    header = "".join(f"{name.upper():>{width}}" for name, width in _COLUMNS.items())
    lines = [
        f'"3 of 4 times" was true {_percent(odds["three_of_four"])} of the time, of {odds["sentences"]} silences.',
        f"The odds are off by {odds['calibration_error']:.3f} on average, {fortnights}",
        "",
        f"{'A DIGEST EVERY FORTNIGHT BY':30}{'A DIGEST':>9}{header}",
        *(_line(rule, one) for rule, one in row["digests"].items()),
    ]
    kith = row["digests"]["kith"]
    premature, timely = (_percent(kith[f"{fate}_of_judged"]) for fate in ("premature", "timely"))
    return "\n".join([*lines, "", _EXPLAINED, _JUDGED.format(premature=premature, timely=timely)])


def _line(rule: str, one: Mapping[str, Any]) -> str:
    named = "kith's own judgement" if rule == "kith" else f"a silence of {rule}"
    per_digest = "-" if one["per_digest"] is None else f"{one['per_digest']:.2f}"
    cells = "".join(f"{_percent(one[name]):>{width}}" for name, width in _COLUMNS.items())
    return f"{named:30}{per_digest:>9}{cells}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
