"""The questions of `kith init` at a terminal: each with its usual answer, and asked again where an answer is none."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kith.cli.init_flags import words_of

if TYPE_CHECKING:
    from kith.config.when import When

Answer = TypeVar("Answer")


def say(text: str = "") -> None:
    """A line of talk, which goes to stderr; `text` is clean already."""
    click.echo(text, err=True)


def address(usual: str | None) -> str:
    """The user's address in normal form."""
    from kith.jobs.setup.servers import address_in

    return _ask("Your mail address", address_in, "that is no mail address", usual)


def when(usual: "When") -> "When":
    """When the digest comes."""
    from kith.config.when import parse

    text = 'want days and a time, such as "mon 07:30", "mon,thu 18:00" or "daily 07:30"'
    return _ask("Digest when?", parse, text, str(usual))


def max_people(usual: int) -> int:
    return int(click.prompt("How many people at most?", type=click.IntRange(1, 20), default=usual, err=True))


def yes_or_no(question: str, usual: bool) -> bool:
    return click.confirm(question, default=usual, err=True)


def host() -> str:
    """The name of an IMAP server."""
    from kith.config.forms import is_loopback
    from kith.providers.server import checked

    def read(text: str) -> str:
        name = text.strip()
        return name if is_loopback(name) else checked(name, 993, "tls").host

    return _ask('IMAP server (your provider calls it "incoming mail")', read, "want a host name")


def security() -> str:
    """How the line is encrypted."""
    kinds = click.Choice(["tls", "starttls"])
    return str(click.prompt("Encrypted how", type=kinds, default="tls", err=True))


def port(usual: int) -> int:
    return int(click.prompt("Port", type=click.IntRange(1, 65535), default=usual, err=True))


def user(usual: str) -> str:
    return str(click.prompt("Login name", default=usual, err=True)).strip()


def password(what: str, otherwise: str) -> str:
    """What is typed unseen; "" for the other way, which `otherwise` names in a few words."""
    text = f"{what} (hidden; enter alone {otherwise})"
    return str(click.prompt(text, hide_input=True, default="", show_default=False, err=True))


def trust() -> dict[str, str]:
    """What proves the server to be the right one, as its setting; empty for another server."""
    from pydantic import TypeAdapter

    from kith.config.forms import Fingerprint

    def read(text: str) -> dict[str, str]:
        text = text.strip()
        if not text:
            return {}
        if text.casefold().startswith("sha256:"):
            with suppress(ValueError):  # of pydantic: then it is a file, or nothing
                return {"tls_fingerprint": TypeAdapter(Fingerprint).validate_python(text)}
        file = Path(text).expanduser()
        if not file.is_file():
            raise click.UsageError("want a file that is there, or sha256: and 64 hexadecimal digits")
        return {"ca_file": str(file.absolute())}

    question = "The authority's file (PEM), or that hash to trust this very certificate (enter alone: another server)"
    found: dict[str, str] = click.prompt(question, default="", show_default=False, value_proc=read, err=True)
    return found


def command(question: str, example: str) -> tuple[str, ...]:
    """The words of a command that prints the secret."""
    return _ask(f"{question}, such as {example}", lambda text: words_of(text, "the command"), "")


def client_id(provider: str) -> str:
    """The id of the user's app; "" for none."""
    say(f"  kith can log in itself, as an app that you register once, in your own name, with {provider}: the")
    say("  client id is what it is called by there, and docs/oauth2.md says how to get one.")
    text = "Client id of your app (enter alone to name a command that prints a token)"
    return str(click.prompt(text, default="", show_default=False, err=True)).strip()


def secret_file() -> str:
    """Where the secret of the user's app lies."""
    return _ask("File (mode 600) with the app's secret", lambda text: text, "want a path")


def place(titles: Sequence[str]) -> int:
    """Which of the places for a password, counted from 0; the first is the usual one."""
    say("Where to keep the password?")
    for number, title in enumerate(titles, 1):
        say(f"  {number}  {title}")
    return int(click.prompt("Number", type=click.IntRange(1, len(titles)), default=1, err=True)) - 1


def strike_out(most: int) -> list[int]:
    """The numbers of those who are no people, as the user types them."""
    from kith.jobs.setup.first_people import numbers_in

    def read(text: str) -> list[int]:
        try:
            return numbers_in(text, most)
        except ValueError as wrong:
            raise click.UsageError(str(wrong)) from None

    question = "Enter if all are right, or the numbers of those that are NOT people"
    found: list[int] = click.prompt(question, default="", show_default=False, value_proc=read, err=True)
    return found


def _ask(question: str, read: Callable[[str], Answer], wanted: str, usual: str | None = None) -> Answer:
    """An answer that `read` takes: what it gives nothing for, or raises ValueError for, is asked again."""

    def taken(text: str) -> Answer:
        try:
            found = read(re.sub(r"\s+", " ", text).strip())
        except ValueError as wrong:
            raise click.UsageError(f"{wrong}; {wanted}" if str(wrong) else wanted) from None
        if not found:
            raise click.UsageError(wanted)
        return found

    answer: Answer = click.prompt(question, default=usual, value_proc=taken, err=True)
    return answer
