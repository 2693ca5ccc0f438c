"""A user's configuration made one for a service of the system: secrets become credentials, the rest stays as it is.

The service has a user of its own without a home, so that neither a password command nor a file of somebody's would
work in it. The user's own file is not changed.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from kith.config.settings import SECRET_KEYS, SecretSource, Settings
from kith.jobs.installing.program import HIDDEN

_FETCHED = tuple(key for key in SECRET_KEYS if key != "token_command")  # a token is fresh for an hour
FIRST = "imap-password"  # what the units load already


@dataclass(frozen=True, slots=True)
class Needed:
    """One secret: the credential's name, whose it is, and where it comes from now."""

    credential: str
    whose: str
    source: SecretSource


def needed(settings: Settings) -> Iterator[Needed]:
    """Every secret that can be a credential, the first account's under the name that the units know."""
    names = iter((FIRST,))
    for name, account in settings.accounts.items():
        if account.token_command is None:
            yield Needed(account.credential or next(names, f"imap-password-{name}"), name, account)
    if settings.smtp is not None and _has_secret(settings.smtp):
        yield Needed(settings.smtp.credential or "smtp-password", "[smtp]", settings.smtp)
    if settings.llm is not None and _has_secret(settings.llm):
        yield Needed(settings.llm.credential or "llm-key", "[llm]", settings.llm)


def for_the_system(text: str, settings: Settings) -> str:
    """The configuration with a credential for each secret, and without a state folder: the service has its own."""
    data: dict[str, Any] = tomllib.loads(text.removeprefix("\N{BYTE ORDER MARK}"))
    data.pop("state_dir", None)
    for one in needed(settings):
        table = data[one.whose.strip("[]")] if one.whose.startswith("[") else data["accounts"][one.whose]
        for key in _FETCHED:
            table.pop(key, None)
        table["credential"] = one.credential
    return tomli_w.dumps(data)


def out_of_reach(settings: Settings) -> list[str]:
    """Settings that a service of the system cannot use as they are, a sentence each."""
    told = [
        f"{where}: {key} cannot work in a service that has no home and no user of yours; use credential"
        for where, source in _sources(settings)
        for key in ("password_command", "password_file", "password_env", "token_command")
        if getattr(source, key) is not None
    ]
    paths: list[tuple[str, Path | None]] = [
        ("templates", settings.templates),
        *((f"accounts.{name}: ca_file", account.ca_file) for name, account in settings.accounts.items()),
        *(("people.vcards", path) for path in settings.people.vcards),
    ]
    for key, path in paths:
        if path is not None and (
            path.parts[:1] == ("~",) or any(path.is_relative_to(home) for home in HIDDEN)
        ):
            told.append(
                f"{key} = {path}: the service sees nobody's home; copy it to /etc/kith and write that path"
            )
    return told


def _sources(settings: Settings) -> Iterator[tuple[str, SecretSource]]:
    yield from ((f"accounts.{name}", account) for name, account in settings.accounts.items())
    tables: Mapping[str, SecretSource | None] = {"smtp": settings.smtp, "llm": settings.llm}
    yield from ((name, table) for name, table in tables.items() if table is not None)


def _has_secret(source: SecretSource) -> bool:
    return source.token_command is None and any(getattr(source, key) is not None for key in _FETCHED)
