"""`kith import`, `kith export`: people from elsewhere, and everything out again."""

import json
from dataclasses import asdict
from pathlib import Path

import click

_MOST_SHOWN = 60  # changes on a screen; --json has all
_LONGEST = 600  # characters of what a card changes
_FILES = click.Path(path_type=Path, exists=True)


@click.command("import", short_help="Learn people from address books: vCard or CSV.")
@click.argument("paths", nargs=-1, required=True, type=_FILES)
@click.option("--yes", is_flag=True, help="Do it. Without, what would be done is shown.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object: changes, faults, whether it was done."
)
@click.pass_obj
def import_(config_file: Path | None, paths: tuple[Path, ...], yes: bool, as_json: bool) -> int:
    """Learn people from FILE or FOLDER: vCard, Google's, Outlook's and Thunderbird's contacts, LinkedIn's
    Connections.csv, any CSV with a name and an address.

    Shows who would be added, joined and changed. Address books that go on changing belong into `people.vcards` of the
    configuration, which is read at each look. What cannot be read stops nothing else, and ends with exit code 1.
    """
    from kith.errors import FAILED, OK
    from kith.jobs.cards import importing
    from kith.jobs.workplace import opened, read_settings
    from kith.journal import clean
    from kith.suggest.wording import counted

    with opened(read_settings(config_file)) as place:
        proposal = importing.propose(place.store, place.settings, paths)
        if yes and proposal.rows:
            importing.do(place.store, proposal)
    code = FAILED if proposal.unread else OK
    if as_json:
        data = {"done": yes, "changes": [asdict(one) for one in proposal.changes], "faults": proposal.faults}
        click.echo(json.dumps(data, ensure_ascii=False))
        return code
    untold = (("same", ""), ("left out", "no address"))
    wanted = [one for one in proposal.changes if (one.action, one.what) not in untold]
    for one in wanted[:_MOST_SHOWN]:
        who = f"{clean(one.name, 60)} <{one.addresses[0]}>" if one.addresses else clean(one.name, 60)
        click.echo(f"{one.action}\t{who}" + (f"\t{clean(one.what, _LONGEST)}" if one.what else ""))
    if len(wanted) > _MOST_SHOWN:
        click.echo(f"and {len(wanted) - _MOST_SHOWN} more; --json has them all")
    for fault in proposal.faults:
        click.echo(f"kith: {clean(fault)}", err=True)
    numbers = ", ".join(
        f"{proposal.count(action)} {words}"
        for action, words in (("add", "added"), ("join", "joined"), ("change", "changed"), ("same", "as they were"),
                              ("left out", "left out"))
    )  # fmt: skip
    would = (
        ""
        if yes
        else " Nothing is done yet: say it again with --yes."
        if proposal.rows
        else " Nothing to do."
    )
    click.echo(f"{counted(len(proposal.changes), 'card')}: {numbers}.{would}", err=True)
    return code


@click.command(short_help="Everybody with what kith knows of them, to FILE or stdout.")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--format", "form", type=click.Choice(["json", "vcard", "toml"]), default="json", show_default=True,
    help="JSON, vCard 3.0, or [[person]] tables for the configuration.",
)  # fmt: skip
@click.pass_obj
def export(config_file: Path | None, file: Path | None, form: str) -> None:
    """Everybody with what kith knows of them, to FILE (mode 600) or stdout."""
    from kith import files
    from kith.clock import SystemClock, unix
    from kith.jobs.cards.exporting import exported
    from kith.jobs.people import assessed
    from kith.jobs.workplace import opened, read_settings

    with opened(read_settings(config_file)) as place:
        found = assessed(place.store, place.settings, unix(SystemClock().now()))
    text = exported(found, form)
    if not found:
        click.echo("kith: nobody is known yet; `kith scan` reads your mailbox first", err=True)
    if file is None:
        click.echo(text, nl=False)
        return
    files.write_private(file, text)
    click.echo(f"kith: {len(found)} people written to {file}", err=True)
