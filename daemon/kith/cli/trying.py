"""`kith demo`: try kith without an account."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kith.clock import Clock
    from kith.jobs.demo import Demonstrated


@click.command(short_help="The whole job on a sample mailbox; no account needed.")
@click.option(
    "--html",
    "html_file",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Where to put the digest as a web page. Default: a private file in a new folder.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: the scan, the people, the digest.")
def demo(html_file: Path | None, as_json: bool) -> None:
    """The whole job on a sample mailbox: no account, nothing to set up, nothing left behind but one page.

    A real IMAP server with made-up mail runs on this machine for a few seconds; kith reads it, shows who is due,
    puts the digest into its INBOX, and reads the answer to it.
    """
    import logging
    import tempfile

    from kith.clock import SystemClock
    from kith.files import private_page
    from kith.jobs.demo import demonstrate
    from kith.journal import Journal

    clock = SystemClock()
    quiet = logging.getLogger("kith.demo")
    quiet.setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="kith-demo-") as folder:
        shown = demonstrate(Path(folder), clock, Journal(quiet))
    html = shown.composed.rendered.html
    page = html_file or private_page(html, os.environ)
    if html_file:
        html_file.write_text(html, "utf-8")
    if as_json:
        from kith.jobs.composing.suggesting import digest_row
        from kith.jobs.orders.obeying import result_row
        from kith.jobs.people import row

        people = [row(one) for one in shown.everyone]
        written = digest_row(shown.composed.digest, shown.composed.rendered.subject)
        answered = {
            "said": shown.said,
            "results": list(map(result_row, shown.results)),
            "since_last_time": shown.since,
        }
        data = {
            "scan": shown.scan, "people": people, "digest": written, "answered": answered, "html": str(page),
            "transition": {"said": shown.leaving, "plan": shown.plan},
        }  # fmt: skip
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    _print(shown, clock, page)


def _print(shown: "Demonstrated", clock: "Clock", page: Path) -> None:
    """What happened, step by step."""
    import tzlocal

    from kith.cli.people_screen import show_people
    from kith.clock import unix
    from kith.jobs.summary import scan_text
    from kith.model import Kind

    click.secho(
        "1. A sample mailbox on a real IMAP server on this machine. kith reads its headers.\n", bold=True
    )
    click.echo(scan_text(shown.scan))
    click.secho("\n2. The people in it (kith people).\n", bold=True)
    persons = [one for one in shown.everyone if one.person.kind is Kind.PERSON]
    show_people(persons, unix(clock.now()), tzlocal.get_localzone(), sys.stdout, paged=False)
    click.secho("\n3. The digest that now lies in the sample INBOX.\n", bold=True)
    click.echo(f"Subject: {shown.composed.rendered.subject}\n\n{shown.composed.rendered.text}")
    click.secho("4. Sam answers it, and kith reads the answer in Sam's Sent folder.\n", bold=True)
    for line, result in zip(shown.said, shown.results, strict=True):
        click.echo(f"   {line}\n      {result.text}")
    click.secho("\n5. The next digest will tell of it.\n", bold=True)
    click.echo("\n".join(f"   {sentence}" for sentence in shown.since))
    click.secho(
        "\n6. Sam leaves Initech: the plan of whom to tell (kith transition). Nothing is started.\n",
        bold=True,
    )
    click.echo(f'   kith transition "{shown.leaving}"\n')
    click.echo("\n".join(f"   {line}".rstrip() for row in shown.plan for line in row.split("\n")))
    click.echo(
        "\nOf your own mailbox `kith people --html FILE` draws everybody on one page, close and drifting."
    )
    click.secho(f"The digest as the mail program shows it: {page}", bold=True)
