"""The beginning of a few messages, text and all, out of the open folder.

Promises that nothing changes in the mailbox (PEEK), and that no more than asked comes of each. What is handed out is
for reading at once; nothing here keeps it or logs it.
"""

from collections.abc import Sequence

from kith.imap import answers
from kith.imap.errors import Refused
from kith.imap.session import Session

MOST = 30  # messages in one command
_ROOM = 4096  # bytes around one message


def bodies(session: Session, uids: Sequence[int], octets: int) -> dict[int, bytes]:
    """UID -> the first `octets` of the message, header included; what the server does not hand over is left out.

    Raises AccountDown and its kinds; a refusal (NO, BAD) says nothing and gives none.
    """
    asked = ",".join(str(uid) for uid in sorted(set(uids))[:MOST])
    if not asked:
        return {}
    room = MOST * (octets + _ROOM)
    try:
        said = session.command("UID", "FETCH", asked, f"(UID BODY.PEEK[]<0.{octets}>)", octets=room)
        came = {uid: answers.body(items) for uid, items in answers.fetched(said.get("FETCH", []))}
    except (Refused, *answers.UNPARSABLE):
        return {}
    return {uid: text[:octets] for uid, text in came.items() if uid in set(uids) and text}
