"""`kith demo`: the whole job on a sample mailbox behind a real IMAP server on loopback.

Nothing here is a shortcut: the same settings, scan, store, digest, delivery and answer as on the user's own mailbox, in
a state folder of its own that is thrown away.
"""

from dataclasses import dataclass
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from importlib import resources
from pathlib import Path

from kith.clock import Clock, unix
from kith.commands.leaving import parse
from kith.config.load import load
from kith.deliver.mailbox import append
from kith.imap.session import Session
from kith.jobs.composing.digest import Composed
from kith.jobs.composing.digest_json import parted
from kith.jobs.credentials import secret_for
from kith.jobs.orders.obeying import Result
from kith.jobs.people import assessed
from kith.jobs.posting import as_it_lies, post
from kith.jobs.sample_server import sample_text, serve
from kith.jobs.scan import Unwatched
from kith.jobs.summary import scan_row
from kith.jobs.transition import planning
from kith.jobs.transition.telling import plan_lines
from kith.jobs.workplace import Workplace, opened
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
[people]
vcards = ["{cards}"]
[[person]]
name = "Ifeoma Eze"
email = ["ifeoma@eze.example"]
every = "4m"
[[person]]
email = ["ravi@initech.example", "ravi.patel@acme.example"]
"""
SAID = ("1 done", "2 snooze 3w", "3 called yesterday, all is well")


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """What happened: the scan in figures, everyone, the digest, what the server said when it was delivered; then what
    the user wrote, what became of each line, and what the next digest will tell of it; and what they
    would tell kith of a move, and the plan that kith proposes, in lines."""

    scan: dict[str, object]
    everyone: list[Assessment]
    composed: Composed
    answer: str
    said: tuple[str, ...]
    results: list[Result]
    since: tuple[str, ...]
    leaving: str
    plan: tuple[str, ...]


def demonstrate(state_dir: Path, clock: Clock, journal: Journal) -> Demonstrated:
    """Serve the sample mailbox, read it, find who is due, write the digest and put it into the sample INBOX; answer it,
    and read the answer."""
    letters = messages(sample_text(), clock.now())
    with serve(letters, user="sam@okafor.example", password=_PASSWORD) as (host, port):
        cards = _address_book(state_dir, clock)
        settings = load(_SETTINGS.format(host=host, port=port, cards=cards), "the demo's settings")
        environ = {"KITH_DEMO_PASSWORD": _PASSWORD, "STATE_DIRECTORY": str(state_dir)}
        with opened(settings, environ, clock, journal) as place:
            began = clock.monotonic()
            looks = place.scanner().scan(Unwatched())
            for look in looks:
                if look.failure:
                    raise look.failure
            place.librarian().look()
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
            results = _answered(place, composed)
            leaving, plan = _leaving(place)
            since = place.digester().compose(clock.now()).digest.since_last_time
    return Demonstrated(
        row, everyone, composed, newest.answer if newest else "", SAID, results, since, leaving, plan
    )


def _leaving(place: Workplace) -> tuple[str, tuple[str, ...]]:
    """Sam says that they leave Initech in five weeks; nothing is started."""
    now = place.clock.now()
    today = now.astimezone(place.zone).date()
    text = f"leaving Initech on {today + timedelta(days=35)}, reach me at sam@okafor.example"
    left = planning.leaving(parse(text, today), place.settings, place.zone, today)
    proposal = planning.propose(place.store, place.settings, place.zone, left, now)
    return text, tuple(plan_lines(proposal, place.zone))


def _address_book(folder: Path, clock: Clock) -> Path:
    """Sam's address book, in which somebody's birthday is three days away."""
    text = resources.files("kith.sample").joinpath("contacts.vcf").read_text(encoding="utf-8")
    file = folder / "contacts.vcf"
    file.write_text(text.replace("@DAY@", f"{clock.now() + timedelta(days=3):%m%d}"), "utf-8")
    return file


def _answered(place: Workplace, composed: Composed) -> list[Result]:
    """The user answers the digest in a mail program, which keeps a copy in Sent; the next look reads it."""
    account = place.settings.accounts["sample"]
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"] = letter["To"] = account.email
    letter["Subject"] = f"Re: {composed.rendered.subject}"
    letter["Date"] = format_datetime(place.clock.now())
    letter["Message-ID"] = composed.letter.message_id.replace("<kith.", "<sam.")
    letter["In-Reply-To"] = letter["References"] = composed.letter.message_id
    quoted = "\n".join(f"> {line}".rstrip() for line in composed.rendered.text.splitlines())
    letter.set_content("\n".join([*SAID, "", "On Monday kith wrote:", quoted, ""]))
    with Session(account, secret_for(account.email, account, place.environ)) as session:
        append(session.client, b"Sent", letter.as_bytes(), flags=(b"\\Seen",))
    return place.attend(place.scanner().scan(Unwatched()))
