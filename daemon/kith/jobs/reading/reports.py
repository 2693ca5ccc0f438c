"""Reports that mail came back, read whole: the one kind of message whose header does not say what it is about.

Done when the line is free, from what the windows noted down. A report nobody can read says nothing and is crossed out.
"""

from kith.imap.bodies import AT_ONCE, bodies
from kith.imap.session import Session
from kith.mail.bounces import OCTETS, failures
from kith.store import Store

ROUNDS = 4  # of reports at one stay in a folder; what is left waits for the next


def read(session: Session, store: Store, folder: int) -> None:
    """Read what was noted of the open folder. Raises AccountDown and its kinds: then it stays noted."""
    for _ in range(ROUNDS):
        uids = store.bounces.to_read(folder, AT_ONCE)
        if not uids:
            return
        found = bodies(session, list(uids), OCTETS)
        said = [(uids[uid], one) for uid, raw in found.items() if uid in uids for one in failures(raw)]
        with store.transaction():
            store.bounces.read(folder, uids, said)
