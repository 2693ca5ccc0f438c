"""The cases of this folder: mail in a line each, a rule, and the page that `kith why` prints.

    2026-04-01 sent     karen@example.net: Handover notes
    2026-04-01 received Karen Holm <karen@example.net>: Re: Handover notes
    2025-01-06 +30 x10 both Karen Holm <karen@example.net>: Lunch     ten times, thirty days apart, there and back
    2026-05-01 list     Karen Holm <karen@example.net>: List-Id       did not count, and why; also automatic, group
    2026-11-16 told     karen@example.net: fading                     was suggested
    2026-11-16 wish     karen@example.net: snooze 2026-12-24          the user's word; also skip, never, back
    2026-05-02 failed   karen@example.net: 5.1.1 no such user         came back
    2026-11-03 replies  karen@example.net: new-address k@holm.example an automatic reply to the newest letter; also gone
    2026-11-03 claims   karen@example.net: gone                       the same, but it answers no letter of the user's
    2026-11-03 linkedin Karen Holm: new-job Head of Tides             a network's notification of somebody of that name
    2026-11-28 says     karen@example.net: called 26 nov              a command of the user's, obeyed by `kith do`
    2026-11-20 leaves   priya@initech.example: domain 2026-11-30      you leave Initech on 31 December: a plan
    2026-11-20 moves    karen@example.net: close 2026-11-30           you move to Brno that day: a plan
    set        email = ["karen@example.net"], every = "6w"            a line of [[person]]
    now        2026-12-21                             another day than 30 November 2026
    card BEGIN:VCARD|FN:Karen Holm|…|END:VCARD                    an address book, a line for each "|"
    group family: every = "2w", lead_days = 7                     a table of [groups]
    why        karen

Days are at nine in the morning, answers at three in the afternoon (UTC). It is 30 November 2026, 06:30 UTC, and the
user lives in Prague.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo

from helpers.judged import begin, received, sent, uncounted
from kith.cli.views import why_text
from kith.clock import unix
from kith.config.load import load
from kith.config.settings import Settings
from kith.jobs.cards.carding import cards_of
from kith.jobs.orders.obeying import obey
from kith.jobs.why import Why, why
from kith.mail.bounces import Failure
from kith.model import Direction, Skip, Wish
from kith.people.fullname import full_name
from kith.store import Store
from kith.store.cards import CardFile
from kith.store.ledger import Letter
from kith.store.signals import Told
from kith.store.touches import Judged
from kith.suggest.moving import Leaving, Step

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
RULER = "-" * 10
NOW = unix(datetime(2026, 11, 30, 6, 30, tzinfo=UTC))
ZONE = ZoneInfo("Europe/Prague")
LEAVING = Leaving(
    "initech.example", "Initech", date(2026, 12, 31), unix(datetime(2027, 1, 1, tzinfo=ZONE)), "sam@new.example"
)  # fmt: skip
_ACCOUNT = (
    '[accounts.home]\nemail = "sam@example.org"\nhost = "localhost"\nsecurity = "none"\npassword_env = "P"\n'
)
_LINE = re.compile(r"(\d{4}-\d\d-\d\d)(?: \+(\d+) x(\d+))? +(\w+) +([^:]+)(?:: (.*))?")
_ANSWER = re.compile(r"Re:|AW:")


def page(case: str, folder: Path) -> str:
    """What `kith why` prints of a case; its store lies in `folder`."""
    found, now = looked_up(case, folder)
    return why_text(found, now, ZONE) + "\n"


def looked_up(case: str, folder: Path) -> tuple[Why, int]:
    """What kith knows of the one a case asks for, and when that is."""
    people, asked, now = "", "", NOW
    with Store.open(folder) as store:
        numbers, cursor = iter(range(1, 100_000)), begin(store)
        for line in case.splitlines():
            if line.startswith("set "):
                people += "[[person]]\n" + "\n".join(line[4:].strip().split(", ")) + "\n"
            elif line.startswith("now "):
                now = NOW + (date.fromisoformat(line[4:].strip()) - date(2026, 11, 30)).days * 86_400
            elif line.startswith("group "):
                name, _, keys = line[6:].partition(": ")
                people = f"[groups.{name}]\n" + "\n".join(keys.split(", ")) + f"\n{people}"
            elif line.startswith("card "):
                _in_the_address_book(store, line[5:].replace("|", "\n"))
            elif line.startswith("why "):
                asked = line[4:].strip()
            elif " says " in line:
                _says(store, load(_ACCOUNT + people, "kith.toml"), line)
            elif line.strip():
                _happened(store, cursor.folder, line, numbers)
        settings = load(_ACCOUNT + people, "kith.toml")
        return why(store, settings, asked, now), now


def _in_the_address_book(store: Store, text: str) -> None:
    rows, faults = cards_of(text.encode(), {})
    assert not faults
    with store.transaction():
        store.cards.put(CardFile("contacts/karen.vcf", "contacts", 0, 0, b""), rows)


def _says(store: Store, settings: Settings, line: str) -> None:
    told = _LINE.fullmatch(line)
    assert told, f"not a line of a case: {line}"
    day, _, _, _, who, more = told.groups()
    at = datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)
    (result,) = obey(store, settings, ZONE, f"{who} {more}", at)
    assert result.understood, result.text


def _happened(store: Store, folder: int, line: str, numbers: Iterator[int]) -> None:
    told = _LINE.fullmatch(line)
    assert told, f"not a line of a case: {line}"
    day, apart, times, what, who, more = told.groups()
    first = datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)
    name, spec = (who, "") if what == "linkedin" else parseaddr(who)
    for turn in range(int(times or 1)):
        at = first + timedelta(days=turn * int(apart or 0))
        _one(store, folder, what, (name, spec, more or ""), unix(at), numbers)


def _one(
    store: Store, folder: int, what: str, told: tuple[str, str, str], at: int, numbers: Iterator[int]
) -> None:
    _, spec, more = told
    with store.transaction():
        if what == "told":
            letter = Letter(0, f"<kith.{at}@example.org>", None, at, "sam@example.org", b"x", "written")
            number = store.ledger.write(letter, [(1, spec, more)], 0)
            store.ledger.closed(number or 0, "delivered", "")
        elif what == "failed":
            status, _, said = more.partition(" ")
            returned = int(store.people.evidence([spec], newest=1)[0].message_id[1:].partition("@")[0])
            store.bounces.read(folder, [], [(at, Failure(spec, status, said, returned))])
            store.bounces.settle()
        elif what in ("replies", "claims", "linkedin"):
            _signal(store, what, told, at)
        elif what in ("leaves", "moves"):
            because, _, day = more.partition(" ")
            due = unix(datetime.fromisoformat(day).replace(tzinfo=ZONE))
            left = LEAVING if what == "leaves" else replace(LEAVING, what="", place="Brno")
            store.transitions.start(left, at, [Step(at, "add", spec, due, because)])
        elif what == "wish":
            kind, _, until = more.partition(" ")
            until_at = unix(datetime.fromisoformat(until).replace(tzinfo=UTC)) if until else None
            store.wishes.add(spec, Wish(at, kind, until_at))
        else:
            store.touches.record(folder, list(_messages(what, told, at, numbers)))


def _signal(store: Store, what: str, told: tuple[str, str, str], at: int) -> None:
    name, spec, more = told
    kind, _, fact = more.partition(" ")
    if what == "linkedin":
        store.signals.add([Told("", " ".join(full_name(name)), kind, at, fact, "LinkedIn")])
        return
    mine = [one for one in store.people.evidence([spec]) if one.direction is Direction.SENT]
    answers = int(mine[0].message_id[1:].partition("@")[0]) if what == "replies" else 0
    store.signals.add([Told(spec, "", kind, at, fact, "automatic reply", answers)])


def _messages(what: str, told: tuple[str, str, str], at: int, numbers: Iterator[int]) -> Iterator[Judged]:
    name, spec, more = told
    if what in ("sent", "both"):
        yield _answering(sent(next(numbers), spec, at=at, name=name, subject=more), more)
    if what == "both":
        yield _answering(received(next(numbers), spec, at + 6 * 3600, name, f"Re: {more}"), "Re:")
    if what == "received":
        yield _answering(received(next(numbers), spec, at, name, more), more)
    if what in {str(one) for one in Skip}:
        yield uncounted(next(numbers), spec, at, Skip(what), more, name)


def _answering(message: Judged, subject: str) -> Judged:
    """As the scan would judge it: what answers says so, and has no form of a subject of its own."""
    if not _ANSWER.match(subject):
        return message
    facts = message.facts._replace(in_reply_to="<somewhere@example.net>")
    return Judged(message.uid, facts, message.verdict)
