"""What one look at one account found, and who looks on while it lasts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kith.errors import OK, TRY_LATER, KithError
from kith.imap.session import Session

if TYPE_CHECKING:
    from kith.jobs.reading.commands import CommandMail


class Watch(Protocol):
    """Who looks on: shows progress, feeds the watchdog, and may ask to stop."""

    def expect(self, account: str, messages: int) -> None:
        """So many messages may have to be read in this look."""

    def read(self, account: str, folder: str, messages: int) -> None:
        """A window of a folder is written down."""

    def stopping(self) -> bool:
        """Asked between windows; True ends the look, nothing is lost."""

    def connected(self, session: Session | None) -> None:
        """The session now in use, so that a signal can break it off; None when it is over."""


class Unwatched:
    """Nobody looks on; `stop` may still end the look."""

    def __init__(self, stop: Callable[[], bool] = lambda: False) -> None:
        self._stop = stop

    def expect(self, account: str, messages: int) -> None:
        pass

    def read(self, account: str, folder: str, messages: int) -> None:
        pass

    def stopping(self) -> bool:
        return self._stop()

    def connected(self, session: Session | None) -> None:
        pass


@dataclass(slots=True)
class Look:
    """What one look at one account found.

    `whole`: nothing was left for the next look. `more`: something was, and it can be read at once. `saved_up`: the
    day's budget of bytes is used up, older mail waits for tomorrow. `troubles`: folders that could not be read, with
    the reason. `notes`: what the user may want to put right. `commands`: the user's mail to kith, still to be obeyed.
    """

    account: str
    folders: dict[str, int] = field(default_factory=dict)  # name -> new messages
    tally: Counter[str] = field(default_factory=Counter)  # "touches", and each reason for not counting
    whole: bool = True
    more: bool = False
    saved_up: bool = False
    failure: KithError | None = None
    troubles: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    commands: "list[CommandMail]" = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """What a command that looked leaves with (`kith.errors`)."""
        if self.failure is not None:
            return self.failure.exit_code
        return TRY_LATER if self.troubles else OK

    @property
    def messages(self) -> int:
        return sum(self.folders.values())
