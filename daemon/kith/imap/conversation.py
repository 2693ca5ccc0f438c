"""One command, one answer, within a time limit, with every failure in kith's words.

Promises that what an earlier command left behind never counts as an answer to the next one, and that after any
failure of the line nothing more is sent on it. This is where the private parts of imaplib are touched; the list
of them is held by tests/imap/test_contract.py.
"""

import imaplib
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from kith.config.settings import Account
from kith.errors import AccountDown, KithError
from kith.imap import errors
from kith.imap.line import ANSWER_LIMIT, Client, Line

Part = bytes | tuple[bytes, bytes]  # one untagged answer; with a literal: (what stood before it, the literal)
Answers = Mapping[str, list[Part]]  # by the name of the answer: "LIST", "FETCH", "UIDNEXT", …

_NUMBER = re.compile(rb"\d{1,10}")  # UIDs and their like have 32 bits (RFC 9051 section 9, nz-number)
_SAID = 1000  # bytes of a refusal that are looked at

# What the libraries raise when the other side, not kith, is at fault. ValueError: reading from a closed file.
TROUBLE = (OSError, imaplib.IMAP4.error, ValueError, EOFError)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to wait: for the connection, for the next byte, for one whole command, for a goodbye."""

    connect: float = 30
    read: float = 60
    command: float = 600
    goodbye: float = 5


class Conversation:
    """An open line to an account's server. `client` is imapclient's, set once the line is open."""

    client: Client

    def __init__(self, account: Account, limits: Limits) -> None:
        self.account, self.limits = account, limits
        self._line = Line()
        self._broken = False
        self.folder_name = ""  # of the open folder, for people
        self.folder_raw = b""  # of the open folder, as the server spells it
        self.opened = 0  # how many folders were opened so far
        self.settle: Callable[[], None] | None = (
            None  # reads what was asked and not yet answered, if anything
        )

    def abort(self) -> None:
        """End whatever is blocked on this line with AccountDown. For other threads and signal handlers."""
        self._line.cut("kith was told to stop")

    @contextmanager
    def doing(self, what: str, seconds: float | None = None, octets: int = ANSWER_LIMIT) -> Iterator[None]:
        """Limits of time and size, and error words, for what is said inside: `with session.doing("looking")`.

        A read timeout alone never sees a server that sends one harmless byte a minute; so a timer cuts the line.
        Raises AccountDown or one of its kinds; kith's own errors pass through.
        """
        self._refuse_if_over(what)
        self._line.new_answer(octets)
        limit = self.limits.command if seconds is None else seconds
        timer = threading.Timer(limit, self._line.cut, (f"{what} took longer than {limit:g} s",))
        timer.daemon = True
        timer.start()
        try:
            yield
        except KithError:
            raise
        except TROUBLE as error:
            self._broken = True
            if self._line.cut_because:
                raise self._down(self._line.cut_because) from error
            raise errors.unreachable(self.account, what, error) from error
        finally:
            timer.cancel()

    def command(self, name: str, *arguments: str | bytes, octets: int = ANSWER_LIMIT) -> Answers:
        """Send one command and hand back its untagged answers, which may have so many bytes.

        Raises `errors.Refused` for NO and BAD, Throttled or AccountDown where they mean that.
        """
        if self.settle:
            self.settle()
        imap = self.client._imap
        with self.doing(_told(name, arguments), octets=octets):
            imap.untagged_responses.clear()
            tag = imap._command(name, *arguments)
            kind, (said, *_) = imap._get_tagged_response(tag)
            answers = dict(imap.untagged_responses)
            imap.untagged_responses.clear()
        if kind != "OK":
            raise errors.refused(self.account, _told(name, arguments), kind, text(said))
        return answers

    def folder_is_open(self, name: str, raw: bytes) -> None:
        """Note down, as imaplib's own select() would, that commands about messages may follow."""
        self.folder_name, self.folder_raw = name, raw
        self.opened += 1
        self.client._imap.state, self.client._imap.is_readonly = "SELECTED", True

    @property
    def usable(self) -> bool:
        """False once the line has failed or was cut; nothing is sent on it any more."""
        return not self._broken and not self._line.cut_because

    @property
    def octets(self) -> int:
        """About how many bytes have come since the last `doing` began."""
        return self._line.spent

    def _refuse_if_over(self, what: str) -> None:
        if self._line.cut_because:
            raise self._down(self._line.cut_because)
        if self._broken:
            raise self._down(f"{what} was not tried, the line broke before")

    def _down(self, why: str) -> AccountDown:
        return AccountDown(f"{self.account.email} at {self.account.host}: {why}. kith tries again later.")


def quoted(text: bytes) -> bytes:
    """An IMAP quoted string (RFC 9051 section 4.3); the caller has made sure that no line end is in it."""
    return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def number(answers: Answers, name: str) -> int | None:
    """The largest number among the answers of that name; None where there is none."""
    found = [
        int(part) for part in answers.get(name, []) if isinstance(part, bytes) and _NUMBER.fullmatch(part)
    ]
    return max(found, default=None)


def text(said: bytes) -> str:
    """The beginning of what a server says, whatever bytes it is."""
    return said[:_SAID].decode("utf-8", "replace")


def _told(name: str, arguments: tuple[str | bytes, ...]) -> str:
    """How an error calls a command: never with the arguments of a login."""
    if name == "UID" and arguments:
        return f"UID {arguments[0]!s}"
    return name
