"""`kith do`: the user's commands, on the command line."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kith.jobs.orders.obeying import Result

_MOST_INPUT = 1_000_000  # characters of standard input


class _WithTable(click.Command):
    """Its help ends with the table of commands."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from kith.commands.table import help_text

        formatter.write("\n" + help_text() + "\n")


@click.command("do", cls=_WithTable, short_help='Obey COMMAND, such as "1 done" or "snooze karen 2w".')
@click.argument("command", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="A JSON list, one object for each line and person.")
@click.pass_obj
def do(config_file: Path | None, command: tuple[str, ...], as_json: bool) -> int:
    """Obey COMMAND, such as "1 done" or "snooze karen 2w".

    Several lines come on standard input, with - for COMMAND. What was understood is printed line by line; what was not
    goes to stderr, and the exit code is 1.
    """
    from kith.commands.table import help_text
    from kith.errors import OK
    from kith.jobs.orders.obeying import obey
    from kith.jobs.workplace import opened, read_settings

    lines = _lines(command)
    if lines.strip().casefold() == "help" and not as_json:  # needs no configuration
        click.echo(help_text())
        return OK
    with opened(read_settings(config_file)) as place:
        results = obey(place.store, place.settings, place.zone, lines, place.clock.now())
    return _show(results, as_json)


def _lines(command: tuple[str, ...]) -> str:
    """What is to be obeyed: words make one line; arguments that are lines already stay apart."""
    if command == ("-",):
        return sys.stdin.read(_MOST_INPUT)
    apart = any(len(argument.split()) > 1 for argument in command)
    return ("\n" if apart else " ").join(command)


def _show(results: "list[Result]", as_json: bool) -> int:
    from kith.errors import FAILED, OK
    from kith.jobs.orders.obeying import result_row
    from kith.journal import clean

    if as_json:
        click.echo(json.dumps([result_row(one) for one in results], ensure_ascii=False))
    for one in results if not as_json else ():
        if one.understood:
            click.echo(one.text)
            continue
        click.echo(f'kith: "{clean(one.line, 80)}": {clean(one.text, 400)}', err=True)
        for candidate in one.candidates:
            if candidate not in one.text:
                click.echo(f"    {clean(candidate, 160)}", err=True)
    if not results:
        click.echo("kith: nothing to obey; `kith do help` has the commands", err=True)
    return OK if results and all(one.understood for one in results) else FAILED
