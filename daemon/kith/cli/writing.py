"""`kith digest`: compose and deliver now, or only look."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kith.jobs.workplace import Workplace


@click.command(short_help="Compose the digest and deliver it to you now.")
@click.option("--dry-run", is_flag=True, help="Print it; write nothing down, send nothing.")
@click.option(
    "--as-of", metavar="DATE", help="With --dry-run: as it would be on 2026-12-24, or at 2026-12-24T07:30."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def digest(config_file: Path | None, dry_run: bool, as_of: str | None, as_json: bool) -> int:
    """Compose the digest from what is known and deliver it to you now.

    It does not wait for its time and does not take its place: the scheduled one comes as always, without
    those suggested now.
    """
    from kith.cli.moments import as_of as meant
    from kith.errors import OK
    from kith.jobs.composing.suggesting import digest_row
    from kith.jobs.scan import Unwatched
    from kith.jobs.workplace import opened, read_settings

    if as_of and not dry_run:
        raise click.UsageError("--as-of goes with --dry-run: a digest cannot be sent from another day")
    with opened(read_settings(config_file)) as place:
        now = meant(as_of, place)
        digester = place.digester(None if as_of else place.reader(Unwatched()))
        composed = digester.compose(now) if dry_run else digester.write(now)
        if as_json:
            click.echo(json.dumps(digest_row(composed.digest, composed.rendered.subject), ensure_ascii=False))
        elif composed.digest.suggestions and dry_run:
            click.echo(f"Subject: {composed.rendered.subject}\n\n{composed.rendered.text}", nl=False)
        if not composed.digest.suggestions:
            click.echo("Nobody is due, so there is no new mail.", err=True)
        return OK if dry_run else _deliver(place)


def _deliver(place: "Workplace") -> int:
    """Hand over what waits, also from before; what fails waits on, and the daemon goes on trying."""
    from kith.errors import OK
    from kith.jobs.delivering.logins import allow_logins
    from kith.jobs.posting import post
    from kith.jobs.scan import Unwatched

    allow_logins(place.store)
    waiting = len(place.store.ledger.waiting())
    failures = post(place, Unwatched())
    for failure in failures:
        click.echo(f"kith: {failure}", err=True)
    if waiting > len(failures):
        click.echo(f"Delivered to {place.digester().recipient}.", err=True)
    if place.store.ledger.waiting():
        click.echo("kith: the letter is kept; the daemon, or `kith digest` later, tries again", err=True)
    return failures[0].exit_code if failures else OK
