"""Several commands on the line at once, and their answers read by our own pattern where they are plain.

Promises that every answer is read to its end, whatever its order: a line that is not wholly plain goes to imaplib
and the library's parser as if nobody had looked at it before. The limits of time and size, and what a broken line
means, are those of `kith.imap.conversation`. Together with that module and `line` this is where the private parts of
imaplib are touched; tests/imap/test_contract.py holds the list.
"""

from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from kith.errors import KithError
from kith.imap import answers, errors, quick
from kith.imap.answers import Fetched
from kith.imap.conversation import Conversation, Part, text
from kith.imap.line import ANSWER_LIMIT, LINE_COST, LINE_LIMIT, LITERAL_LIMIT
from kith.journal import clean


class Flight:
    """Commands under way; a context manager that leaves the line in step, or broken.

    `messages`: what came of FETCH so far. `garbled`: why an answer to FETCH could not be read, "" if none.
    A command that is said on the session meanwhile waits until all of these are answered.
    """

    def __init__(self, session: Conversation) -> None:
        self._session = session
        self._imap = session.client._imap
        self._outer: Callable[[], None] | None = None  # of a flight that goes on afterwards
        self._asked: dict[bytes, str] = {}  # tag -> what the command is called
        self._answered: dict[bytes, tuple[str, str, str]] = {}  # tag -> (command, OK or NO or BAD, words)
        self._said: dict[str, list[Part]] = {}
        self.messages: list[Fetched] = []
        self.garbled = ""

    def __enter__(self) -> Self:
        self._outer = self._session.settle
        if self._outer:
            self._outer()
        self._session.settle = self.settle
        self._imap.untagged_responses.clear()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session.settle == self.settle:
            self._session.settle = self._outer
        if self._session.usable:
            with suppress(KithError):
                self.settle()

    def ask(self, *commands: bytes) -> list[bytes]:
        """Send whole commands and wait for nothing; their tags. Raises AccountDown and its kinds."""
        with self._session.doing(_told(commands[0])):
            tags: list[bytes] = self._imap.say(*commands)
        self._asked.update(zip(tags, map(_told, commands), strict=True))
        return tags

    def wait(self, *tags: bytes, octets: int = ANSWER_LIMIT) -> None:
        """Read until these commands are answered, so many bytes at most. Raises AccountDown and its kinds."""
        waiting = [tag for tag in tags if tag in self._asked]
        if waiting:
            with self._session.doing(self._asked[waiting[0]], octets=octets):
                while self._asked.keys() & waiting:
                    self._read()

    def settle(self) -> None:
        """Read until everything is answered."""
        self.wait(*self._asked, octets=ANSWER_LIMIT * max(1, len(self._asked)))

    def refusal(self, tag: bytes) -> errors.Refused | None:
        """Why a command that was waited for was refused; None where it was not.

        Raises Throttled or AccountDown where the refusal means that.
        """
        what, kind, words = self._answered.pop(tag)
        if kind == "OK":
            return None
        meaning = errors.refused(self._session.account, what, kind, words)
        if isinstance(meaning, errors.Refused):
            return meaning
        raise meaning

    def take_said(self) -> dict[str, list[Part]]:
        """The untagged answers so far, FETCH excepted, by name; each is given once."""
        said, self._said = self._said, {}
        return said

    def take_messages(self) -> list[Fetched]:
        """The messages that came so far; each is given once."""
        came, self.messages = self.messages, []
        return came

    def _read(self) -> None:
        """Read answers as long as they are plain, then one that is not."""
        file, spend, take = self._imap.file, self._imap.spend, self.messages.append
        readline, read, opens, message = file.readline, file.read, quick.OPENING.fullmatch, quick.message
        while opening := opens(line := readline(LINE_LIMIT + 1)):
            size = int(opening[quick.SIZE])
            if size > LITERAL_LIMIT:
                break
            header = read(size)
            end = readline(LINE_LIMIT + 1)
            fetched = message(opening, header) if end == quick.CLOSING else None
            if fetched is None:
                line = b"".join((line, header, end))
                break
            take(fetched)
            spend(len(line) + size + LINE_COST)
        self._imap.unread(line)
        self._read_otherwise()

    def _read_otherwise(self) -> None:
        """One answer by way of imaplib, whatever it is."""
        imap = self._imap
        imap._get_response()
        said, imap.untagged_responses = imap.untagged_responses, {}
        if "BYE" in said:
            raise imap.abort(clean(said["BYE"][-1]))
        for name, parts in said.items():
            if name == "FETCH":
                self._parse(parts)
            else:
                self._said.setdefault(name, []).extend(parts)
        for tag in [tag for tag in self._asked if imap.tagged_commands.get(tag) is not None]:
            kind, (words, *_) = imap.tagged_commands.pop(tag)
            self._answered[tag] = (self._asked.pop(tag), kind, text(words))

    def _parse(self, parts: list[Part]) -> None:
        try:
            self.messages.extend(answers.messages(parts))
        except answers.UNPARSABLE as error:
            self.garbled = clean(error) or type(error).__name__


def _told(command: bytes) -> str:
    """How an error calls a command: by its verb."""
    words = command.decode("ascii", "replace").split(" ", 2)
    return " ".join(words[:2]) if words[0] == "UID" else words[0]
