"""`kith eval`: kith's judgement held against what really happened."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click


@click.command("eval")
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
    click.echo(json.dumps(row) if as_json else job.text(row))


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
