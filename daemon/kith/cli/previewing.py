"""`kith preview`: the digest as it would come, in the browser. Nothing is written down, nothing is sent."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kith.jobs.composing.digest import Composed


@click.command(short_help="Open the digest in the browser as it would come now.")
@click.option("--person", metavar="NAME", help="A digest of just this one, due or not: an address or a name.")
@click.option("--as-of", metavar="DATE", help="As it would be on 2026-12-24, or at 2026-12-24T07:30.")
@click.option("--text", "as_text", is_flag=True, help="Print its subject and its text part instead.")
@click.option("--eml", metavar="FILE", help="Write the finished letter, as it would leave; - is stdout.")
@click.option("--no-browser", is_flag=True, help="Print the path of the page and open nothing.")
@click.pass_obj
def preview(
    config_file: Path | None,
    person: str | None,
    as_of: str | None,
    as_text: bool,
    eml: str | None,
    no_browser: bool,
) -> None:
    """Open the digest in the browser as it would come now.

    It is composed as `kith digest --dry-run` composes it: nothing is written down, nothing is sent, and no mailbox is
    changed. The page is a private file of yours in a new folder.
    """
    from kith.cli.moments import as_of as meant
    from kith.jobs.scan import Unwatched
    from kith.jobs.workplace import opened, read_settings

    if as_text + (eml is not None) + no_browser > 1:
        raise click.UsageError("--text, --eml and --no-browser: one of them")
    with opened(read_settings(config_file)) as place:
        digester = place.digester(None if as_of else place.reader(Unwatched()))
        composed = digester.compose(meant(as_of, place), only=person)
    if not composed.digest.suggestions:
        click.echo("Nobody is due, so there is nothing to show; --person NAME shows anybody.", err=True)
    elif as_text:
        click.echo(f"Subject: {composed.rendered.subject}\n\n{composed.rendered.text}", nl=False)
    elif eml is not None:
        _write(composed.letter.content, eml)
    else:
        _open(composed, no_browser)


def _write(letter: bytes, where: str) -> None:
    """The letter into a file of mode 0600, or to stdout."""
    if where == "-":
        click.echo(letter, nl=False)
        return
    with open(where, "wb", opener=_private) as file:
        file.write(letter)
    click.echo(f"Written: {where}", err=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _open(composed: "Composed", no_browser: bool) -> None:
    """The page into a private file, and that into the browser where there is one."""
    from kith import files

    page = files.private_page(composed.rendered.html, os.environ)
    if no_browser:
        click.echo(page)
    elif _opened(page):
        click.echo(f"Opened in the browser: {page}", err=True)
    else:
        click.echo(page)
        click.echo(f"kith: no browser here; open this page yourself, or take --text: {page}", err=True)


def _opened(page: Path) -> bool:
    """Whether a browser took it. Without a display only one that the user names in $BROWSER is asked: what the system
    finds else would draw into the terminal, or into a pipe."""
    import sys
    import webbrowser

    displays = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
    if sys.platform != "darwin" and not any(os.environ.get(name) for name in displays):
        return False
    try:
        return webbrowser.open(page.as_uri())
    except webbrowser.Error:
        return False
