"""`kith demo`: the whole job on a sample mailbox behind a real IMAP server on loopback.

Nothing here is a shortcut: the same settings, scan, store, digest and delivery as on the user's own mailbox, in a
state folder of its own that is thrown away.
"""

from dataclasses import dataclass
from pathlib import Path

from kith.clock import Clock, unix
from kith.config.load import load
from kith.jobs.digest import Composed
from kith.jobs.keeping import parted
from kith.jobs.people import assessed
from kith.jobs.posting import as_it_lies, post
from kith.jobs.sample_server import sample_text, serve
from kith.jobs.scan import Unwatched
from kith.jobs.summary import scan_row
from kith.jobs.workplace import opened
from kith.journal import Journal
from kith.sample.letters import messages
from kith.suggest.assessing import Assessment

_PASSWORD = "demo"  # noqa: S105  (of a server that lives for a second and holds made-up mail)
_SETTINGS = """
me = ["sam@initech.example"]
[accounts.sample]
email = "sam@okafor.example"
host = "{host}"
port = {port}
security = "none"
password_env = "KITH_DEMO_PASSWORD"
[digest]
max_people = 5
[[person]]
name = "Ifeoma Eze"
email = ["ifeoma@eze.example"]
every = "4m"
[[person]]
email = ["ravi@initech.example", "ravi.patel@acme.example"]
"""


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """What happened: the scan in figures, everyone, the digest, and what the server said when it was delivered."""

    scan: dict[str, object]
    everyone: list[Assessment]
    composed: Composed
    answer: str


def demonstrate(state_dir: Path, clock: Clock, journal: Journal) -> Demonstrated:
    """Serve the sample mailbox, read it, find who is due, write the digest and put it into the sample INBOX."""
    letters = messages(sample_text(), clock.now())
    with serve(letters, user="sam@okafor.example", password=_PASSWORD) as (host, port):
        settings = load(_SETTINGS.format(host=host, port=port), "the demo's settings")
        environ = {"KITH_DEMO_PASSWORD": _PASSWORD, "STATE_DIRECTORY": str(state_dir)}
        with opened(settings, environ, clock, journal) as place:
            began = clock.monotonic()
            looks = place.scanner().scan(Unwatched())
            for look in looks:
                if look.failure:
                    raise look.failure
            row = scan_row(place.store, settings, looks, clock.monotonic() - began)
            everyone = assessed(place.store, settings, unix(clock.now()), everything=True)
            digester = place.digester(place.reader(Unwatched()))
            digester.claim(digester.compose(clock.now()))
            (letter,) = place.store.ledger.waiting()
            for failure in post(place, Unwatched()):
                raise failure
            drafts = place.store.drafts.of(letter.number)
            composed = digester.worded(as_it_lies(parted(letter.said)[0], drafts), letter)
            newest = place.store.ledger.newest()
    return Demonstrated(row, everyone, composed, newest.answer if newest else "")
