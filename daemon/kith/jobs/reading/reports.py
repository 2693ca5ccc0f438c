"""Reports that mail came back, read whole: the one kind of message whose header does not say what it is about.

Done when the line is free, from what the windows noted down. One that does not come is asked for again at the next
looks, and given up after a few.
"""

from collections.abc import Callable

from kith.imap.bodies import AT_ONCE, bodies
from kith.imap.session import Session
from kith.mail.bounces import OCTETS, failures
from kith.store import Store


def read(session: Session, store: Store, folder: int, enough: Callable[[], bool]) -> int:
    """Read what was noted of the open folder, until it is enough; gives how many bytes that were.

    Raises FolderUnavailable, AccountDown and its kinds: then it stays noted.
    """
    octets = 0
    while (uids := store.bounces.to_read(folder, AT_ONCE)) and not enough():
        found = bodies(session, list(uids), OCTETS)
        octets += sum(map(len, found.values()))
        said = [(uids[uid], one) for uid, raw in found.items() if uid in uids for one in failures(raw)]
        missing = uids.keys() - found.keys()
        with store.transaction():
            store.bounces.read(folder, uids.keys() - missing, said)
            store.bounces.missed(folder, missing)
            store.bounces.settle()
        if missing:
            break
    return octets
