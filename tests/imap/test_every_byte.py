"""A line that breaks at any byte of an answer: never half a window, never a guess."""

from collections.abc import Callable

from helpers.imap_answers import fetch_line
from helpers.lying_world import letter
from helpers.scripted_imap import Conversation, ScriptedImap, then_close
from imap.logins import INBOX, session_at
from kith.errors import AccountDown
from kith.imap import bulk, fetch

MESSAGES = b"".join(fetch_line(uid, letter(uid)) for uid in (1, 2))
ANSWER = MESSAGES + b"TAG OK done\r\n"


def breaking(position: int) -> Callable[[Conversation], None]:
    """The answer up to there, then nothing more."""
    return then_close(ANSWER[:position])  # type: ignore[return-value]


def test_a_window_is_whole_or_not_there_wherever_its_answer_breaks() -> None:
    """Rows 13 and 52: in mid-word, in mid-literal, between two messages, before the last byte."""
    whole = 0
    with ScriptedImap(headers={1: letter(1), 2: letter(2)}) as server:
        for position in range(len(ANSWER) + 1):
            server.rules = [(rb"^UID FETCH", breaking(position))]
            with session_at(server) as session:
                fetch.examine(session, INBOX)
                try:
                    ((_, window),) = bulk.windows(session, [(1, 2)])
                except AccountDown:
                    continue
                whole += 1
                assert [message.header for message in window.messages] == [letter(1), letter(2)]
    assert whole == 0, "the listing behind it never came"
