"""Secrets that stand in the configuration after all: a "command" that only prints its own words.

They are the user's affair as long as nobody else can read the file; whoever reads it (`kith.files`) asks here.
"""

from collections.abc import Iterator
from pathlib import PurePath

from kith.config.settings import SecretSource, Settings

_PRINTERS = frozenset({"echo", "printf"})  # coreutils, and what shells have built in


def spelled_out(settings: Settings) -> tuple[str, ...]:
    """The settings whose command prints words of the configuration itself: "accounts.home.password_command"."""
    return tuple(
        f"{where}.{key}"
        for where, source in _sources(settings)
        for key, command in (
            ("password_command", source.password_command),
            ("token_command", source.token_command),
        )
        if command and len(command) > 1 and PurePath(command[0]).name in _PRINTERS
    )


def _sources(settings: Settings) -> Iterator[tuple[str, SecretSource]]:
    for name, account in settings.accounts.items():
        yield f"accounts.{name}", account
    if settings.smtp:
        yield "smtp", settings.smtp
    if settings.llm:
        yield "llm", settings.llm
