"""What the words are that only this user's configuration and store know: accounts, groups, people.

The configuration is read as TOML and not checked: that would take longer than Tab may, and a fault in it is told by
the verb itself. What is missing, broken or none of kith's offers nothing.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kith import files
from kith.config.paths import expanded
from kith.errors import KithError, Misconfigured
from kith.journal import clean

_LONGEST = 80  # characters of a name


@dataclass(frozen=True)
class Known:
    """What is known here. `config_file`: the option --config as it stands on the command line."""

    config_file: Path | None
    environ: Mapping[str, str]

    @cached_property
    def tables(self) -> dict[str, Any]:
        """The configuration as it is written; {} where it cannot be read."""
        try:
            given = self.config_file and expanded(self.config_file, self.environ)
            text = files.read_config(files.find_config(given, self.environ))
            return tomllib.loads(text.removeprefix("\N{BYTE ORDER MARK}"))
        except (Misconfigured, ValueError, RecursionError):
            return {}

    def accounts(self, _typed: tuple[str, ...] = ()) -> Iterator[str]:
        yield from self._table("accounts")

    def groups(self, _typed: tuple[str, ...] = ()) -> Iterator[str]:
        yield from self._table("groups")

    def people(self, _typed: tuple[str, ...] = ()) -> Iterator[str]:
        """Names, each once, then addresses: what `kith why` and its like take for a person."""
        persons = self.persons
        yield from dict.fromkeys(name for _, name in persons if name)
        yield from (address for address, _ in persons)

    def addresses(self, _typed: tuple[str, ...] = ()) -> Iterator[str]:
        yield from (address for address, _ in self.persons)

    def said(self, typed: tuple[str, ...]) -> Iterator[str]:
        """Of `kith do`: first whom, then what. A name of several words would be a line of its own there, so that
        people go by their first word where it is nobody else's, and by their address."""
        from kith.commands.table import NOBODY, SOMEBODY, TABLE

        if typed:
            if typed[-1] == "group":
                yield from self.groups()
            elif len(typed) == 1 and typed[0] == "why":
                yield from self._in_a_word()
            elif len(typed) == 1:
                yield from dict.fromkeys(one.verb for one in TABLE if one.about != NOBODY)
            return
        yield from dict.fromkeys(
            one.verb for one in TABLE if one.about != SOMEBODY or one.usage.startswith("why")
        )
        yield from self._in_a_word()

    def planned(self, typed: tuple[str, ...]) -> Iterator[str]:
        """Of `kith transition`: what is to be done with a plan, and with whom."""
        if not typed:
            yield from ("add", "drop", "move", "pause", "resume", "end", "show")
        elif typed[0] in ("add", "drop", "move"):
            yield from self.people()

    @cached_property
    def persons(self) -> list[tuple[str, str]]:
        """Address and name of those that the configuration names, then of those in the store, as they may be shown."""
        found = [*self._configured(), *self._stored()]
        return [
            (address, name if _may_be_said(name) else "") for address, name in found if _may_be_said(address)
        ]

    def _in_a_word(self) -> Iterator[str]:
        first = [name.split()[0] for name in dict.fromkeys(name for _, name in self.persons) if name]
        yield from (one for one in first if first.count(one) == 1)
        yield from self.addresses()

    def _configured(self) -> Iterator[tuple[str, str]]:
        persons = self.tables.get("person")
        for one in persons if isinstance(persons, list) else ():
            emails, name = (one.get("email"), one.get("name")) if isinstance(one, dict) else (None, None)
            for email in emails if isinstance(emails, list) else ():
                yield str(email), str(name or "")

    def _stored(self) -> list[tuple[str, str]]:
        if not self.tables:  # a store belongs to a configuration
            return []
        from kith.store.names import named

        given = self.tables.get("state_dir")
        try:
            where = files.state_dir_of(Path(given) if isinstance(given, str) else None, self.environ)
            return named(where)
        except KithError:
            return []

    def _table(self, key: str) -> list[str]:
        table = self.tables.get(key)
        return [name for name in table if _may_be_said(name)] if isinstance(table, dict) else []


def _may_be_said(word: str) -> bool:
    """Whether it can stand on a command line as it is: a line of letters, and no option."""
    return clean(word, _LONGEST) == word != "" and not word.startswith("-")


Source = Callable[[Known, tuple[str, ...]], Iterator[str]]
# By the name of a parameter, or by verb and parameter where it alone says too little. A new verb that calls its
# parameters by these names has its words offered.
SOURCES: Mapping[str, Source] = {
    "account": Known.accounts,
    "accounts": Known.accounts,
    "addresses": Known.addresses,
    "group": Known.groups,
    "person": Known.people,
    "people": Known.people,
    "people words": Known.people,
    "do command": Known.said,
    "transition words": Known.planned,
}
