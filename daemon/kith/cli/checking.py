"""`kith check`: does everything work, one line each with what to do about it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kith.jobs.checking.check import Checked


@click.command(short_help="Check everything kith needs, a line for each with the fix.")
@click.option("--no-mail", is_flag=True, help="Put no test letters into the mailbox, and send none.")
@click.option("--offline", is_flag=True, help="Only what needs no server.")
@click.option(
    "--wait",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for a sent letter.",
)
@click.option(
    "--report", is_flag=True, help="Without your names, addresses and hosts, to be shown to others."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def check(
    config_file: Path | None, no_mail: bool, offline: bool, wait: int, report: bool, as_json: bool
) -> int:
    """Check everything kith needs: configuration, secrets, servers, folders, delivery, store, clock, service.

    A test draft is put into your Drafts folder, a test letter into INBOX (marked as read and deleted) or, where [smtp]
    is set, sent to your own tagged address (you+kith@…); each is taken out again. Nothing else is touched. It may run
    beside the daemon. The exit code is that of the first failure: 78, 77, 75 or 1.
    """
    from kith.cli.check_screen import CheckScreen
    from kith.jobs.checking.check import How
    from kith.jobs.checking.check import check as checked

    environ: Mapping[str, str] = os.environ
    names, process = _known(config_file, environ)
    how = How(not no_mail, offline, wait, _user(), process)
    shown = None if as_json or report else CheckScreen(names)
    found = checked(config_file, environ, how, heard=shown.line if shown else lambda _: None)
    if as_json:
        row = found.row()
        click.echo(json.dumps(_bare(row) if report else row, ensure_ascii=False))
    elif report:
        click.echo("\n".join(_bare_lines(found)))
    elif shown:
        shown.promises(found)
    return found.findings.exit_code


def _known(config_file: Path | None, environ: Mapping[str, str]) -> tuple[list[str], int | None]:
    """The names of the accounts, and the daemon that is at work on the store: None where there is none. Nothing where
    the configuration cannot be used."""
    from kith.errors import KithError
    from kith.files import state_dir
    from kith.jobs.workplace import read_settings
    from kith.service.configured import birth, read_note

    names: list[str] = []
    try:
        settings = read_settings(config_file, environ)
        names = list(settings.accounts)
        note = read_note(state_dir(settings, environ))
    except KithError:  # the check itself tells what is wrong
        return names, None
    return names, note.pid if note and birth(note.pid) == note.born else None


def _user() -> str:
    """The name of whoever asks; their number where they have none."""
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _bare_lines(found: "Checked") -> list[str]:
    """Line by line what is well and what is not, with nothing of the user's in it."""
    from kith import __version__

    numbers = _numbers(found)
    lines = [f"kith {__version__}"]
    for line in found.findings.lines:
        what = f"{numbers[line.account]}: {line.what}" if line.account else line.what
        lines.append(
            f"{line.mark.value:<7} {what.partition(' in ')[0]}{f': {line.kind}' if line.kind else ''}"
        )
    return lines


def _bare(row: dict[str, object]) -> dict[str, object]:
    rows = row["findings"]
    assert isinstance(rows, list)  # noqa: S101  (its own)
    accounts = list(dict.fromkeys(one["account"] for one in rows if one["account"]))
    bare = [
        {
            "what": one["what"].partition(" in ")[0],
            "account": f"account {accounts.index(one['account']) + 1}" if one["account"] else "",
            "mark": one["mark"],
            "kind": one["kind"],
            "exit_code": one["exit_code"],
        }
        for one in rows
    ]
    return {"ok": row["ok"], "exit_code": row["exit_code"], "findings": bare}


def _numbers(found: "Checked") -> dict[str, str]:
    names = dict.fromkeys(line.account for line in found.findings.lines if line.account)
    return {name: f"account {number}" for number, name in enumerate(names, start=1)}
