"""`kith merge`, `kith split`, `kith forget`: who is one person, and who is none of kith's business."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kith.cli.confirming import confirmed

if TYPE_CHECKING:
    from kith.jobs import identity as job
    from kith.model import Somebody


@click.command()
@click.argument("people", nargs=-1, metavar="PERSON PERSON...")
@click.option(
    "--proposed", is_flag=True, help="List who may be one person; kith is not sure enough by itself."
)
@click.option("--json", "as_json", is_flag=True, help="A JSON list of people, or of proposals.")
@click.pass_obj
def merge(config_file: Path | None, people: tuple[str, ...], proposed: bool, as_json: bool) -> None:
    """Make one person of several.

    PERSON is an address or a name. It holds whatever the evidence says, and `kith split` takes it back: touches
    stay with their addresses.
    """
    from kith.clock import unix
    from kith.jobs import identity as job
    from kith.jobs.workplace import opened, read_settings

    if proposed == bool(people) or len(people) == 1:
        raise click.UsageError("want two people or more, or --proposed")
    with opened(read_settings(config_file)) as place:
        if proposed:
            _show_proposals(job.proposed(place.store, place.settings), as_json)
            return
        outcome = job.merge(place.store, place.settings, people, unix(place.clock.now()))
    _show(outcome.people, as_json)
    if not outcome.changed:
        click.echo("They were merged before; nothing has changed.", err=True)


@click.command(short_help="Take addresses out of the person they were joined to.")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of the people there are now.")
@click.pass_obj
def split(config_file: Path | None, addresses: tuple[str, ...], as_json: bool) -> None:
    """Take addresses out of the person they were joined to.

    The addresses given stay together as a person of their own. No evidence joins them again; `kith merge` does.
    """
    from kith.clock import unix
    from kith.jobs import identity as job
    from kith.jobs.workplace import opened, read_settings

    with opened(read_settings(config_file)) as place:
        outcome = job.split(place.store, place.settings, addresses, unix(place.clock.now()))
    _show(outcome.people, as_json)
    if not outcome.changed:
        click.echo("They are not joined with anybody; nothing has changed.", err=True)


@click.command(short_help="Take PERSON out of all kith has kept, and keep them out.")
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--undo", is_flag=True, help="PERSON is an address: read it again from now on.")
@click.pass_obj
def forget(config_file: Path | None, person: str, yes: bool, undo: bool) -> int:
    """Take PERSON out of everything kith has kept, and keep them out.

    Name, addresses, touches, subjects and suggestions go; a hash that only recognises the address stays, so that no
    later scan brings it back. Your mail is not touched.
    """
    from kith.clock import unix
    from kith.errors import FAILED, OK
    from kith.jobs import identity as job
    from kith.jobs.workplace import opened, read_settings
    from kith.suggest.wording import counted

    with opened(read_settings(config_file)) as place:
        if undo:
            job.remember(place.store, person)
            click.echo("kith may know this address again; the next scan reads all mail anew.", err=True)
            return OK
        found = job.to_forget(place.store, place.settings, person)
        touches = counted(len(found.times), "touch")
        if not yes and not confirmed(f"Forget {_line(found)} and {touches}?"):
            click.echo("Nothing is forgotten.", err=True)
            return FAILED
        removed = job.forget(place.store, found, unix(place.clock.now()))
        if removed.rewritten:
            place.digester().renew(place.clock.now())
    click.echo(
        f"Forgotten: {counted(removed.addresses, 'address')}, {counted(removed.touches, 'touch')}, "
        f"{counted(removed.suggestions, 'suggestion')}"
        f"{', ' + counted(removed.said, 'command') if removed.said else ''}.",
        err=True,
    )
    return OK


def _line(person: "Somebody") -> str:
    from kith.journal import clean

    return f"{clean(person.name, 80) or '(no name)'} <{', '.join(person.addresses)}>"


def _show(people: "tuple[Somebody, ...]", as_json: bool) -> None:
    """Each person on a line, with why the addresses are theirs below."""
    from kith.journal import clean

    if as_json:
        rows = [{"name": one.name, "addresses": one.addresses, "joined": one.joined} for one in people]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in people:
        click.echo("\n".join([_line(one), *(f"    {clean(reason)}" for reason in one.joined)]))


def _show_proposals(found: "list[job.Proposal]", as_json: bool) -> None:
    from dataclasses import asdict

    from kith.journal import clean

    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{clean(one.name, 80)}: kith merge {' '.join(one.addresses)}")
        click.echo(f"    {clean(one.evidence)}; but {clean('; '.join(one.doubts)) or 'kept apart elsewhere'}")
    if not found:
        click.echo("No two people look like one.", err=True)
