"""`kith scan`, `kith people`, `kith why`: from the mailbox to what is known about people."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Collection


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object with what was read.")
@click.pass_obj
def scan(config_file: Path | None, as_json: bool) -> int:
    """Read new mail now.

    Headers are read (and the text of reports that mail came back, of automatic replies, of your answers to kith, and
    the beginning of what you sent, to learn how you greet), nothing is changed on the server. What you told kith by
    mail is done. It can be interrupted at any time and goes on where it was.
    """
    from kith.cli.progress import watched_scan
    from kith.errors import OK
    from kith.jobs.delivering.logins import allow_logins
    from kith.jobs.summary import scan_row, scan_text
    from kith.jobs.workplace import opened, read_settings
    from kith.journal import clean

    with opened(read_settings(config_file)) as place:
        allow_logins(place.store)  # the advice after a refused login is to put it right and run this
        looks, seconds = watched_scan(place)
        books = place.librarian().look()
        results = place.attend(looks)
        row = scan_row(place.store, place.settings, looks, seconds)
        letters = place.store.ledger.waiting()
    click.echo(json.dumps(row, ensure_ascii=False) if as_json else scan_text(row))
    for look in looks:
        if look.failure:
            click.echo(f"kith: {look.failure}", err=True)
        for folder, why in look.troubles.items():
            click.echo(f"kith: {look.account}: {clean(folder)} could not be read: {clean(why)}", err=True)
        for note in look.notes:
            click.echo(f"kith: {clean(note)}", err=True)
    if books.read:
        click.echo(f"kith: address books: {books.cards} cards in {books.files} files", err=True)
    for fault in books.faults:
        click.echo(f"kith: {clean(fault)}", err=True)
    for result in results:
        said = "you told it by mail" if result.understood else "not understood in your mail"
        click.echo(f'kith: {said}: "{clean(result.line, 80)}": {clean(result.text, 300)}', err=True)
    if any(letter.kind == "answer" for letter in letters):
        click.echo("kith: its answer to you waits; the daemon sends it, or `kith run --once`", err=True)
    return next((look.exit_code for look in looks if look.exit_code != OK), OK)


@click.command(short_help="The people in your mailbox: last touch, rhythm, who is due.")
@click.argument("words", nargs=-1)
@click.option("--due", is_flag=True, help="Only those who are due.")
@click.option("--muted", is_flag=True, help="Only those you never want to be suggested.")
@click.option("--group", metavar="NAME", help="Only those in this group of yours.")
@click.option("--all", "everything", is_flag=True, help="Robots, lists and unknown addresses too.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list, one object for each person.")
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(allow_dash=True, readable=False),
    help="One web page of them, with timelines; - is stdout.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 100_000),
    metavar="NUMBER",
    help="With --html: so many people on that page at most. Default: 200.",
)
@click.pass_obj
def people(
    config_file: Path | None,
    words: tuple[str, ...],
    due: bool,
    muted: bool,
    group: str | None,
    everything: bool,
    as_json: bool,
    page: str | None,
    most: int | None,
) -> None:
    """The people in your mailbox: last touch, rhythm, who is due.

    WORDS keep those whose name or address holds each of them. What is longer than the terminal goes through $PAGER.
    """
    from kith.clock import SystemClock, unix
    from kith.jobs.people import assessed, group_names, headcount, row
    from kith.jobs.workplace import opened, read_settings

    if as_json and page is not None:
        raise click.UsageError("--json and --html: one of them")
    if most is not None and page is None:
        raise click.UsageError("--most goes with --html: everywhere else all of them are listed")
    now = unix(SystemClock().now())
    with opened(read_settings(config_file)) as place:
        zone = place.zone
        found = assessed(place.store, place.settings, now, words=words, everything=everything)
        groups = group_names(place.store, place.settings) if group is not None else []
        known = len(found) or headcount(place.store, place.settings)
    unheard = () if found else words
    found = [one for one in found if (one.due or not due) and (one.muted or not muted)]
    if group is not None:
        found = [one for one in found if group.casefold() in map(str.casefold, one.person.groups)]
    if as_json:
        click.echo(json.dumps([row(one) for one in found], ensure_ascii=False))
        return
    if page is not None:
        from kith.cli.people_file import MOST, write_people

        write_people(found, now, zone, page, most or MOST)
    else:
        from kith.cli.people_screen import show_people

        show_people(found, now, zone, sys.stdout)
    if not found and known and (unheard or group is None):
        click.echo(_none_of(known, unheard, due=due), err=True)
    elif not found:
        click.echo(_nobody(group, groups), err=True)


def _none_of(known: int, words: tuple[str, ...], *, due: bool) -> str:
    """Why nobody is listed although people are known. `words`: those that no name or address holds."""
    from kith.journal import clean

    if words:
        which = " and ".join(f'"{clean(word, 40)}"' for word in words[:5])
        count = "1 person is" if known == 1 else f"{known:,} people are"
        return f"No name or address holds {which}; {count} known. `kith people` lists them, --all robots and lists too."
    return f"None of them is {'due' if due else 'muted'}. `kith people` lists everybody who is known."


def _nobody(group: str | None, groups: "Collection[str]") -> str:
    """Why a list of people is empty, and what to do. `groups`: those that are configured, or somebody is in."""
    from kith.config.guesses import did_you_mean
    from kith.journal import clean

    if group is None:
        return "Nobody. `kith scan` reads your mail; `kith people --all` shows robots and lists too."
    if group.casefold() in map(str.casefold, groups):
        return f'Nobody in the group "{clean(group, 40)}". `kith do "karen group {clean(group, 40)}"` puts somebody in.'
    there = f"there are: {clean(', '.join(sorted(groups)), 200)}" if groups else "there is none yet"
    how = (
        ""
        if groups
        else '; `kith do "karen group family"` begins one, so does [groups.family] in the configuration'
    )
    return f'No group "{clean(group, 40)}": {did_you_mean(group, groups) or there}{how}.'.replace("?.", "?")


@click.command(short_help="All about PERSON, and why they are or are not suggested.")
@click.argument("person")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def why(config_file: Path | None, person: str, as_json: bool) -> None:
    """Everything kith knows about PERSON, and why they are or are not suggested.

    PERSON is an address, a name, or a part of one.
    """
    from kith.cli.why_screen import show_why
    from kith.clock import SystemClock, unix
    from kith.jobs import why as job
    from kith.jobs.workplace import opened, read_settings

    now = unix(SystemClock().now())
    with opened(read_settings(config_file)) as place:
        zone = place.zone
        found = job.why(place.store, place.settings, person, now)
    if as_json:
        click.echo(json.dumps(job.why_row(found, zone), ensure_ascii=False))
    else:
        show_why(found, now, zone, sys.stdout)
