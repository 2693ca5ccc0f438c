"""The end of `kith init`: what was written, the first reading, who was recognised rightly, and what to do next."""

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from kith.cli import init_prompts as prompts
from kith.cli.init_prompts import say
from kith.errors import FAILED, OK
from kith.journal import clean

if TYPE_CHECKING:
    from kith.cli.init_flags import Setup
    from kith.cli.init_found import Found, Login
    from kith.jobs.orders.obeying import Result
    from kith.jobs.setup.oauth_grant import TokenPlace
    from kith.jobs.setup.secrets import Place
    from kith.jobs.setup.writing import Written
    from kith.jobs.workplace import Workplace
    from kith.model import Person

# In the order of a first day; of these only those that this kith has are named.
NEXT = (
    ("check", "looks at everything once: server, folders, digest, clock"),
    ("preview", "opens your first digest in the browser; sends nothing"),
    ("install", "has kith run in the background, under systemd"),
    ("run", "the daemon itself"),
)


def finish(
    setup: "Setup",
    name: str,
    found: "Found",
    login: "Login",
    written: "Written | None",
    place: "Place | TokenPlace | None",
) -> int:
    """Tell, read, ask, advise; gives the exit code of the reading."""
    from kith.jobs.setup.secrets import for_system_service

    _tell(setup, written, place, "token" if login.grant else "password")
    service = for_system_service(setup.path)
    read: dict[str, Any] = {"scan": None, "people": [], "not_people": []}
    code = OK
    if service:
        say("The service reads your mailbox when it is first started: its state is its own.")
    elif setup.given.scan:
        read, code = _first_reading(setup)
    _advise(setup, service=service)
    if setup.given.as_json:
        row = _row(setup, name, found, login, written, place)
        click.echo(json.dumps({**row, **read}, ensure_ascii=False))
    return code


def _tell(setup: "Setup", written: "Written | None", place: "Place | TokenPlace | None", what: str) -> None:
    from kith.jobs.setup.secrets import Place
    from kith.jobs.system_service import unit_name

    unit = unit_name(setup.path)
    if place:
        say(f"The {what} is {clean(place.where)}.")
        if unit and isinstance(place, Place) and "credential" in place.table:
            say(f"A service that runs has the old one until it is started again: systemctl restart {unit}")
    if written is None:
        say(f"{setup.path} says all that already; it is left as it is.")
        return
    say(f"Wrote {setup.path}.")
    if written.backup:
        say(f"What was there is kept in {written.backup}.")
        reload = f"systemctl reload {unit}" if unit else "kith reload"
        say(f"A kith that is running takes it over with `{reload}`.")


def _first_reading(setup: "Setup") -> tuple[dict[str, Any], int]:
    """A look at the new configuration's mailboxes, by the same way as `kith scan`, and who was found in them."""
    from kith.cli.progress import watched_scan
    from kith.jobs.delivering.logins import allow_logins
    from kith.jobs.setup.first_people import closest
    from kith.jobs.summary import scan_row, scan_text
    from kith.jobs.workplace import opened, read_settings

    say("Looking at the headers of your mail. Ctrl-C stops it; `kith scan` goes on later.")
    with opened(read_settings(setup.path, setup.environ), setup.environ) as place:
        allow_logins(place.store)
        looks, seconds = watched_scan(place)
        row = scan_row(place.store, place.settings, looks, seconds)
        say(scan_text(row))
        for look in looks:
            for why in (look.failure, *look.troubles.values(), *look.notes):
                if why:
                    say(f"kith: {clean(why)}")
        people = closest(place)
        struck, code = _asked(setup, place, people)
    names = [{"name": one.name, "address": one.addresses[0]} for one in people]
    failed = next((look.exit_code for look in looks if look.exit_code != OK), code)
    return {"scan": row, "people": names, "not_people": struck}, failed


def _asked(setup: "Setup", place: "Workplace", people: "Sequence[Person]") -> tuple[list[str], int]:
    """Who is struck out: as the flags say, else as the user types. Gives the addresses, and the exit code."""
    from kith.jobs.setup.first_people import strike_out

    given = setup.given
    if people:
        say("Who did I get right? Those you are most in touch with:")
        for number, one in enumerate(people, 1):
            say(f"  {number:>2}  {clean(one.name, 40) or '(no name)'} <{clean(one.addresses[0], 80)}>")
    else:
        say(
            "Nobody yet whom you wrote to and who wrote to you; `kith people --all` shows everybody there is."
        )
    who: Sequence[str] = given.not_people
    if people and not who and setup.asks and not given.yes:
        who = [people[number - 1].addresses[0] for number in prompts.strike_out(len(people))]
    results = strike_out(place, who)
    for result in results:
        text = clean(result.text, 300)
        say(text if result.understood else f'kith: "{clean(result.line, 80)}": {text}')
    return _struck(results), OK if all(one.understood for one in results) else FAILED


def _struck(results: "Sequence[Result]") -> list[str]:
    return [one.command.person for one in results if one.understood and one.command]


def _advise(setup: "Setup", *, service: bool) -> None:
    from kith.cli import VERBS
    from kith.files import find_config
    from kith.jobs.system_service import installing, instance

    known = [
        (verb, what)
        for verb, what in NEXT
        if verb in VERBS and verb != ("run" if service or _serves() else "install")
    ]
    say("Next:")
    named = service and find_config(None, setup.environ) != setup.path
    for verb, what in known:
        if service and verb == "install" and instance(setup.path) is not None:
            say(f"  {installing(setup.path):<15} {what}")
        else:
            say(f"  kith {f'--config {shlex.quote(str(setup.path))} ' if named else ''}{verb:<10} {what}")


def _serves() -> bool:
    """Whether there is a systemd to install a service of."""
    from kith.jobs.installing.systemctl import booted

    return booted()


def _row(
    setup: "Setup",
    name: str,
    found: "Found",
    login: "Login",
    written: "Written | None",
    place: "Place | TokenPlace | None",
) -> Mapping[str, Any]:
    """What was found and done, as data."""
    account = login.account
    smtp = found.smtp
    return {
        "config": str(setup.path),
        "written": written is not None,
        "backup": str(written.backup) if written and written.backup else None,
        "account": name,
        "email": account.email,
        "imap": {
            "host": account.host,
            "port": account.port,
            "security": account.security,
            "user": account.user,
            "source": found.source,
        },
        "smtp": {"host": smtp.host, "port": smtp.port, "security": smtp.security} if smtp else None,
        "lookup": list(found.lines),
        "folders": {
            title: {"name": folder, "because": why} for title, (folder, why) in login.shown.roles().items()
        },
        "secret": place.where if place else None,
    }
