"""`kith init`, told in order: who, where, the login, the answers, the file, the first reading.

Nothing is written before everything is known and the login has worked; Ctrl-C before that leaves no trace.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kith.cli import init_prompts as prompts
from kith.cli.init_flags import Given, Setup, nobody_to_ask
from kith.cli.init_prompts import say
from kith.clock import SystemClock
from kith.errors import OK
from kith.journal import clean

if TYPE_CHECKING:
    from kith.config.settings import Account, Settings
    from kith.config.when import When
    from kith.jobs.setup.oauth_grant import Grant, TokenPlace
    from kith.jobs.setup.plan import Answers
    from kith.jobs.setup.secrets import Place
    from kith.jobs.setup.writing import Written


def set_up(config_file: Path | None, given: Given) -> int:
    """The whole of it; gives the exit code. Raises KithError, click.UsageError, click.Abort."""
    from dataclasses import replace

    from kith.cli.init_ending import finish
    from kith.cli.init_login import account_for, logged_in
    from kith.jobs.setup.plan import account_name, configuration
    from kith.jobs.setup.secrets import Place

    setup = _beginning(config_file, given)
    email = _email(setup)
    name = account_name(email, given.account, setup.before)
    _refuse_name_of_another(setup, name, email)
    found = account_for(setup, email, name)
    login = logged_in(setup, name, found)
    place: Place | TokenPlace | None = _place(setup, name, email) if login.typed else None
    answers = _answers(setup, name, login.account, place.table if isinstance(place, Place) else login.table)
    answers = replace(answers, smtp=found.smtp)
    text = configuration(answers, setup.text, setup.before, str(setup.path))
    if given.dry_run:
        click.echo(setup.text if text is None else text, nl=False)
        say("Nothing was written.")
        return OK
    if login.grant:
        place = _token_place(setup, login.grant, text)
    written = _write(setup, place, login.typed, text)
    return finish(setup, name, found, login, written, place)


def _beginning(config_file: Path | None, given: Given) -> Setup:
    """Where it goes, what is there, and whether all that is needed is given. Raises before anything is done."""
    from dataclasses import replace

    from kith.files import SYSTEM_CONFIG, find_config, read_config
    from kith.jobs.workplace import settings_in

    if contradiction := given.contradictions():
        raise click.UsageError(contradiction)
    environ = os.environ
    if given.name:
        config_file = _of_instance(config_file, given.name)
    path = find_config(config_file, environ)
    chosen = config_file or environ.get("KITH_CONFIG")
    if given.secret == "credential" and not chosen and not path.exists():  # noqa: S105  (a kind of place)
        path = SYSTEM_CONFIG
    path = Path(os.path.abspath(path))  # noqa: PTH100  (a link is followed only when it is written)
    text = read_config(path) if path.exists() else None
    before = settings_in(text, path, environ) if text is not None else None
    asks = sys.stdin.isatty() and sys.stderr.isatty() and not given.password_stdin
    if given.email is None and (given.yes or not asks):
        given = replace(given, email=_known_email(given, before))
    missing = given.missing(keeps_secret=_keeps_secret(given, before))
    if missing and not asks:
        raise nobody_to_ask(missing)
    _ = given.command, _when(given)  # odd ones are told now
    return Setup(given, path, environ, asks, text, before)


def _known_email(given: Given, before: "Settings | None") -> str | None:
    """The address of the account that is meant where none is given: the one of --account, else the only one."""
    accounts = before.accounts if before else {}
    name = given.account or (next(iter(accounts)) if len(accounts) == 1 else "")
    return accounts[name].email if name in accounts else None


def _of_instance(config_file: Path | None, name: str) -> Path:
    """The configuration of kith@NAME, which is root's to write. Raises click.UsageError, Misconfigured."""
    from kith.jobs.installing.place import of_the_system

    if config_file:
        raise click.UsageError("want one of --config and --name")
    path = of_the_system(name).config
    if os.geteuid() != 0:
        raise click.UsageError(
            f"--name is for a service of the system: only root writes {path}. Say it with sudo."
        )
    return path


def _keeps_secret(given: Given, before: "Settings | None") -> bool:
    """Whether the account is there already and has a way to its secret, which then stays."""
    accounts = before.accounts.values() if before else ()
    return any(account.email.casefold() == (given.email or "").casefold() for account in accounts)


def _when(given: Given) -> "When | None":
    from kith.config.when import parse

    try:
        return parse(given.when) if given.when is not None else None
    except ValueError as wrong:
        wanted = 'want "mon 07:30", "mon,thu 18:00" or "daily 07:30"'
        raise click.UsageError(f'--when "{clean(given.when)}": {wanted}. {wrong}'.strip()) from None


def _email(setup: Setup) -> str:
    from kith.jobs.setup.servers import address_in

    if setup.given.email is None:
        return prompts.address(_known_email(setup.given, setup.before))
    email = address_in(setup.given.email)
    if not email:
        raise click.UsageError(f'--email "{clean(setup.given.email, 80)}": that is no mail address')
    return email


def _refuse_name_of_another(setup: Setup, name: str, email: str) -> None:
    """An account is its address: under another one it would be read as somebody else's mailbox."""
    existing = setup.before.accounts.get(name) if setup.before else None
    if existing and existing.email.casefold() != email.casefold():
        raise click.UsageError(
            f'--account "{clean(name)}" is {clean(existing.email, 80)} already. Choose another name for {email}.'
        )


def _place(setup: Setup, name: str, email: str) -> "Place":
    """Where a typed password goes. Nothing is kept yet."""
    from kith.jobs.setup.secrets import KINDS, offered, place, usual

    given = setup.given
    kind = given.secret or usual(setup.path)
    if not given.secret and setup.asks and not given.yes:
        kinds = offered(setup.path, setup.environ)
        kind = kinds[prompts.place([KINDS[each] for each in kinds])] if len(kinds) > 1 else kinds[0]
    accounts = setup.before.accounts if setup.before else {}
    taken = [one.credential for key, one in accounts.items() if one.credential and key != name]
    return place(kind, name, email, setup.path, setup.environ, taken)


def _token_place(setup: Setup, grant: "Grant", text: str | None) -> "TokenPlace":
    """Where the token goes: into the state folder by the configuration that will hold. Nothing is kept yet."""
    from kith.config.load import load
    from kith.files import state_dir
    from kith.jobs.setup.oauth_grant import TokenPlace

    settings = load(text or setup.text or "", str(setup.path))
    return TokenPlace(grant, state_dir(settings, setup.environ))


def _answers(setup: Setup, name: str, account: "Account", secret: Mapping[str, Any] | None) -> "Answers":
    """The questions about digest and drafts; with --yes, what is in force."""
    from kith.jobs.setup.plan import Answers

    given, ask = setup.given, setup.asks and not setup.given.yes
    drafts, style = given.drafts, given.learn_style
    when, most = _when(given), given.max_people
    if drafts is None:
        drafts = setup.drafts.mailbox
        drafts = prompts.yes_or_no("May kith put drafts into your Drafts folder?", drafts) if ask else drafts
    if style is None:
        style = setup.drafts.learn_style
        question = "Read your own sent text to learn how you greet? (Only counts are kept.)"
        style = prompts.yes_or_no(question, style) if ask else style
    if when is None:
        when = prompts.when(setup.digest.when) if ask else setup.digest.when
    if most is None:
        most = prompts.max_people(setup.digest.max_people) if ask else setup.digest.max_people
    return Answers(name, account, secret, when, most, drafts, style)


def _write(
    setup: Setup, place: "Place | TokenPlace | None", typed: str, text: str | None
) -> "Written | None":
    """The secret in its place and the file in its own: both or neither. None where the file stays as it is."""
    from kith.jobs.setup.secrets import Place, for_system_service
    from kith.jobs.setup.writing import prepare_folder, write

    service = for_system_service(setup.path)
    prepare_folder(setup.path, for_service=service)
    try:
        if isinstance(place, Place):
            place.keep(typed, setup.environ)
        elif place:
            place.keep()
        if text is None:
            return None
        now = SystemClock().now().astimezone()
        return write(setup.path, text, setup.text, now, for_service=service)
    except BaseException:
        if place:
            place.undo()
        raise
