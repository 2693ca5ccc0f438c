"""`kith run`, `kith reload` and `kith status`: the daemon, other settings for it, and how it is doing."""

import json
import sys
from pathlib import Path

import click


@click.command(short_help="The daemon: read mail, and mail you the digest at its time.")
@click.option("--once", is_flag=True, help="One look, the digest if it is due, and out.")
@click.pass_obj
def run(config_file: Path | None, once: bool) -> int:
    """The daemon: read mail, and mail you the digest at its time.

    This is what the systemd unit starts. SIGTERM ends it within a second; `kith reload` has it read the
    configuration again.
    """
    from kith.service.run import run as run_daemon

    return run_daemon(config_file, once=once)


@click.command(short_help="Have the running daemon read the configuration again.")
@click.pass_obj
def reload(config_file: Path | None) -> None:
    """Have the running daemon read the configuration again.

    Returns when the new one is in force: what `systemctl reload kith` does. A faulty one is refused with all that is
    wrong in it, and the old one stays in force.
    """
    from kith.service.reload import reload as reload_daemon

    reload_daemon(config_file)
    click.echo("kith: the configuration as it is now is in force", err=True)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def status(config_file: Path | None, as_json: bool) -> int:
    """Last look, next digest, troubles.

    Exit code 1 when something is wrong, and the first line says what; 75 or 78 when the store cannot be read.
    """
    from kith.cli.status_screen import show_status
    from kith.jobs.status import status_row
    from kith.jobs.workplace import opened, read_settings

    with opened(read_settings(config_file)) as place:
        row = status_row(place.store, place.settings, place.zone, place.clock.now())
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            show_status(row, place.zone, sys.stdout)
    return 0 if row["ok"] else 1
