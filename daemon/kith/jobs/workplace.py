"""Everything a verb needs, built once from the configuration: the store, the clock, and the jobs on top of them.

A job is imported when a verb asks for it: half of a short verb's time would go into libraries it does not use.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from kith import files
from kith.clock import Clock, SystemClock
from kith.config.load import load
from kith.config.paths import expanded
from kith.config.settings import Account, Settings, Smtp
from kith.jobs.calendar import zone_of
from kith.journal import Journal
from kith.store import Store

if TYPE_CHECKING:
    from kith.deliver.render import Renderer
    from kith.jobs.cards.carding import Librarian
    from kith.jobs.composing.context import Reader
    from kith.jobs.composing.digest import Digester
    from kith.jobs.composing.rewording import Rewording
    from kith.jobs.delivering.delivery import Postman
    from kith.jobs.delivering.tending import Tender
    from kith.jobs.delivering.tidying import Tidier
    from kith.jobs.orders.obeying import Result
    from kith.jobs.reading.lines import Lines
    from kith.jobs.reading.look import Look, Watch
    from kith.jobs.scan import Scanner

Server = TypeVar("Server", Account, Smtp)


@dataclass(frozen=True, slots=True)
class Workplace:
    """What the jobs share. Made by `opened`, which also closes the store."""

    settings: Settings
    store: Store
    zone: ZoneInfo
    environ: Mapping[str, str]
    clock: Clock
    journal: Journal

    def scanner(self, lines: "Lines | None" = None, chance: Callable[[], float] = lambda: 0.0) -> "Scanner":
        from kith.jobs.scan import Scanner

        return Scanner(self.settings, self.store, self.environ, self.clock, self.journal, lines, chance)

    def librarian(self) -> "Librarian":
        from kith.jobs.cards.carding import Librarian

        return Librarian(self.settings, self.store, self.environ, self.journal)

    def digester(self, reader: "Reader | None" = None) -> "Digester":
        from kith.jobs.composing.digest import Digester

        return Digester(
            self.settings, self.store, self._renderer(), self.zone, self.journal, self._rewordings(), reader
        )

    def attend(self, looks: "Sequence[Look]") -> "list[Result]":
        """Obey the mail to kith that looks have brought; what became of each line."""
        if not any(look.commands for look in looks):  # nearly always: nothing of it is even imported
            return []
        from kith.jobs.orders.answering import Clerk

        clerk = Clerk(self.settings, self.store, self._renderer(), self.zone, self.clock, self.journal)
        return clerk.attend(looks)

    def _renderer(self) -> "Renderer":
        from kith.deliver.render import Renderer

        own = self.settings.templates and expanded(self.settings.templates, self.environ)
        return Renderer(files.packaged("templates"), own)

    def _rewordings(self) -> "Callable[[], Rewording] | None":
        """None where no model is set up: then nothing that could ask one is even imported."""
        if self.settings.llm is None:
            return None
        from kith.jobs.composing.rewording import rewording_by

        return partial(rewording_by, self.settings.llm, self.environ, self.clock, self.journal)

    def reader(self, watch: "Watch", lines: "Lines | None" = None) -> "Reader | None":
        """Reads what the newest messages with a few people say; for `digester`. None where the user wants none read."""
        if not self.settings.drafts.read_newest:
            return None
        from kith.jobs.composing.context import ContextReader

        return ContextReader(self.settings, self.store, self.environ, self.clock, self.journal, watch, lines)

    def tidier(self) -> "Tidier":
        from kith.jobs.delivering.tidying import Tidier

        return Tidier(self.settings, self.store, self.environ, self.clock, self.journal)

    def tender(self) -> "Tender":
        from kith.jobs.delivering.tending import Tender

        return Tender(self.settings, self.store, self.environ, self.clock, self.journal)

    def postman(self) -> "Postman":
        from kith.jobs.delivering.delivery import Postman

        return Postman(self.settings, self.store, self.environ, self.clock, self.journal)


def read_settings(option: Path | None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the file chosen by --config, $KITH_CONFIG or the usual places. Raises Misconfigured."""
    path = files.find_config(option, environ)
    return settings_in(files.read_config(path), path, environ)


def settings_in(text: str, path: Path, environ: Mapping[str, str]) -> Settings:
    """The settings in the text of a configuration; `path` is how complaints call it. Raises Misconfigured."""
    settings = load(text, str(path))
    files.refuse_open_secrets(path, settings)
    return _at_home(settings, environ)


def _at_home(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """The settings with `~` spelt out where only a library will look at the path."""
    accounts = {name: _with_authority(account, environ) for name, account in settings.accounts.items()}
    smtp = settings.smtp and _with_authority(settings.smtp, environ)
    return settings.model_copy(update={"accounts": accounts, "smtp": smtp})


def _with_authority(server: Server, environ: Mapping[str, str]) -> Server:
    return server.model_copy(update={"ca_file": server.ca_file and expanded(server.ca_file, environ)})


@contextmanager
def opened(
    settings: Settings,
    environ: Mapping[str, str] = os.environ,
    clock: Clock | None = None,
    journal: Journal | None = None,
) -> Iterator[Workplace]:
    """A workplace over the state folder the settings name, made with mode 0700 where it is missing."""
    state_dir = files.state_dir(settings, environ)
    files.prepare_state_dir(state_dir)
    with Store.open(state_dir) as store:
        yield Workplace(
            settings, store, zone_of(settings), environ, clock or SystemClock(), journal or Journal()
        )
