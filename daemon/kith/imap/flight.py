"""Several commands on the line at once, and their answers read by our own pattern where they are plain.

Promises that every answer is read to its end, whatever its order: a line that is not wholly plain goes to imaplib
and the library's parser as if nobody had looked at it before. The limits of time and size, and what a broken line
means, are those of `kith.imap.conversation`. Together with that module and `line` this is where the private parts of
imaplib are touched; tests/imap/test_contract.py holds the list.
"""

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
        self._asked: dict[bytes, str] = {}  # tag -> what the command is called
        self._answered: dict[bytes, tuple[str, str]] = {}  # tag -> (OK, NO or BAD, the words behind it)
        self._said: dict[str, list[Part]] = {}
        self.messages: list[Fetched] = []
        self.garbled = ""

    def __enter__(self) -> Self:
        if self._session.settle:
            self._session.settle()
        self._session.settle = self.settle
        self._imap.untagged_responses.clear()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session.settle == self.settle:
            self._session.settle = None
        if self._session.usable:
            with suppress(KithError):
                self.settle()

    def ask(self, what: str, *words: str | bytes) -> bytes:
        """Send a command, called so in errors, and wait for nothing; its tag. Raises AccountDown and its kinds."""
        with self._session.doing(what):
            tag: bytes = self._imap.say(*words)
        self._asked[tag] = what
        return tag

    def wait(self, *tags: bytes, octets: int = ANSWER_LIMIT) -> None:
        """Read until these commands are answered, so many bytes at most. Raises AccountDown and its kinds."""
        waiting = [tag for tag in tags if tag in self._asked]
        if waiting:
            with self._session.doing(self._asked[waiting[0]], octets=octets):
                while not self._answered.keys() >= set(waiting):
                    self._read()
            for tag in waiting:
                del self._asked[tag]

    def settle(self) -> None:
        """Read until everything is answered."""
        self.wait(*self._asked, octets=ANSWER_LIMIT * max(1, len(self._asked)))

    def refusal(self, tag: bytes, what: str) -> errors.Refused | None:
        """Why a command that was waited for was refused; None where it was not.

        Raises Throttled or AccountDown where the refusal means that.
        """
        kind, words = self._answered.pop(tag)
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
        for tag in self._asked:
            if imap.tagged_commands.get(tag) is not None:
                kind, (words, *_) = imap.tagged_commands.pop(tag)
                self._answered[tag] = (kind, text(words))

    def _parse(self, parts: list[Part]) -> None:
        try:
            self.messages.extend(answers.messages(parts))
        except answers.UNPARSABLE as error:
            self.garbled = clean(error) or type(error).__name__
