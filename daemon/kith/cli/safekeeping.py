"""`kith backup`, `kith restore`, `kith rebuild`: the store, kept safe and brought back."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kith.cli.confirming import confirmed

if TYPE_CHECKING:
    from kith.jobs.reading.look import Look
    from kith.jobs.safekeeping import Replaced
    from kith.jobs.workplace import Workplace
    from kith.store.backup import Contents

FILE = click.Path(path_type=Path)


@click.command(short_help="Copy the store to FILE, while kith goes on.")
@click.argument("file", type=FILE)
@click.option("--yes", is_flag=True, help="Replace FILE where it is there already.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def backup(config_file: Path | None, file: Path, yes: bool, as_json: bool) -> None:
    """Copy the store to FILE, while kith goes on.

    FILE holds all that kith has learned and been told, so it is for nobody but you (mode 0600). It is checked, and
    there as a whole or not at all. `kith restore FILE` is the way back.
    """
    from kith.jobs.safekeeping import copy
    from kith.jobs.workplace import read_settings

    made = copy(read_settings(config_file), os.environ, file, overwrite=yes)
    if as_json:
        row = {
            "file": str(made.file),
            "bytes": made.octets,
            **made.contents._asdict(),
        }
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    click.echo(f"{made.file}: {made.octets / 1e6:.1f} MB, {_holding(made.contents)}.", err=True)


def _holding(contents: "Contents") -> str:
    """What is in a backup, in words; what is not is left out."""
    from kith.suggest.wording import counted

    addresses = counted(contents.addresses, "address") + " with " + counted(contents.touches, "touch")
    parts = [
        addresses if contents.touches else "",
        *(
            counted(number, what) if number else ""
            for number, what in (
                (contents.cards, "card"),
                (contents.commands, "command"),
                (contents.digests, "digest"),
            )
        ),
    ]
    return ", ".join(filter(None, parts)) or "nothing read yet"


@click.command(short_help="Put a copy by `kith backup` in the store's place.")
@click.argument("file", type=FILE)
@click.option("--yes", is_flag=True, help="Put it in the place of the store that is there; that one is kept.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def restore(config_file: Path | None, file: Path, yes: bool, as_json: bool) -> None:
    """Put FILE, which `kith backup` has written, in the store's place.

    The daemon must not run. Mail since then is read at the next look; what you told kith by mail is heard again, once.
    No digest is sent a second time: the next one comes at the next appointment.
    """
    from kith.clock import SystemClock
    from kith.jobs import safekeeping
    from kith.jobs.workplace import read_settings

    settings = read_settings(config_file)
    done = safekeeping.restore(settings, os.environ, file, SystemClock().now(), overwrite=yes)
    if as_json:
        click.echo(
            json.dumps({"file": str(file), "aside": done.aside and str(done.aside)}, ensure_ascii=False)
        )
        return
    kept = f" The store before it lies at {done.aside}." if done.aside else ""
    click.echo(
        f"{file} is the store now.{kept} What you told kith by `kith do` since then is not in it. "
        "`kith scan` reads what came since.",
        err=True,
    )


@click.command(short_help="Put a broken store aside, build a new one from your mail.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def rebuild(config_file: Path | None, yes: bool, as_json: bool) -> int:
    """Put a broken store aside, and build a new one from your mailbox.

    All mail is read again, and obeyed what you told kith by mail. Of what the mailbox does not hold (`kith do`,
    imports, merges, plans) as much is taken over as can be read in the old file, which is kept under a dated name.
    With a backup at hand, `kith restore FILE` loses less.
    """
    from kith.clock import SystemClock
    from kith.errors import FAILED
    from kith.jobs import safekeeping
    from kith.jobs.workplace import opened, read_settings

    settings = read_settings(config_file)
    if not yes and not confirmed("Put the store aside and read all mail again?"):
        click.echo("Nothing is changed.", err=True)
        return FAILED
    done = safekeeping.rebuild(settings, os.environ, SystemClock().now())
    with opened(settings) as place:
        looks, touches = _read(place)
    if as_json:
        row = {"aside": done.aside and str(done.aside), "saved": done.saved, "touches": touches}
        click.echo(json.dumps(row, ensure_ascii=False))
    else:
        _tell(done, touches)
    return max((look.exit_code for look in looks), default=0)


def _read(place: "Workplace") -> "tuple[list[Look], int]":
    """All mail, and all that it tells kith to do; what each account gave at last, and the touches there are now."""
    from kith.cli.progress import watched_scan
    from kith.clock import unix

    now = unix(place.clock.now())
    while True:
        looks, _ = watched_scan(place)
        place.librarian().look()
        place.attend(looks)
        if not (
            place.store.answers.untried(place.settings.accounts, now) and any(look.commands for look in looks)
        ):
            return looks, place.store.touches.number()


def _tell(done: "Replaced", touches: int) -> None:
    from kith.suggest.wording import counted

    click.echo(f"The old store lies at {done.aside}. The new one has {counted(touches, 'touch')}.", err=True)
    for what, rows in done.saved.items():
        if rows is None:
            click.echo(f"Not in your mailbox, and could not be read in the old file: {what}.", err=True)
        elif rows:
            click.echo(f"Taken over from the old file: {what} ({counted(rows, 'row')}).", err=True)
