"""Was anything lost, or done twice? Complaints, none where all is well."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from helpers import dying
from helpers.interrupted import unsound
from helpers.soak.day import Day
from helpers.soak.mailbox import FOLDERS, POISONER
from helpers.world import SAM, TestClock, World
from kith.clock import instant
from kith.store.db import FILE

MOST_MEGABYTES = 160


def complaints(day: Day) -> Iterator[str]:
    """Everything that is wrong, what is soon found first. The day is over, and its disk is kept."""
    yield from unsound(day.world.state)
    yield from _log(day)
    if day.megabytes > MOST_MEGABYTES:
        yield f"{day.megabytes} MB were taken"
    with closing(sqlite3.connect(day.world.state / FILE)) as db:
        for look in (_letters, _appointments, _orders, _drafts, _strangers):
            yield from look(day, db)
    yield from _touches(day)


def figures(day: Day) -> str:
    """What was tried, in one line."""
    with closing(sqlite3.connect(day.world.state / FILE)) as db:
        letters = dict(
            db.execute("SELECT kind, count(*) FROM letter WHERE state = 'delivered' GROUP BY kind")
        )
        (touches,) = db.execute("SELECT count(*) FROM touch").fetchone()
        (drafts,) = db.execute("SELECT count(*) FROM draft WHERE placed_at IS NOT NULL").fetchone()
    kept = len(day.slots())
    seen = ", ".join(f"{number} times {what}" for what, number in sorted(day.trouble.seen.items()))
    codes = ", ".join(f"{number} times {code}" for code, number in sorted(day.codes.items()))
    return (
        f"seed {day.plan.seed}: {day.kills} kills ({day.by_letter} when SMTP had the letter), "
        f"{day.acts} things happened; "
        f"{seen}, {len(day.trouble.not_right)} times the clock was wrong or asleep; kith left: {codes}; "
        f"{letters.get('digest', 0)} digests ({kept} appointments held against), "
        f"{letters.get('answer', 0)} answers, {touches} touches, "
        f"{drafts} drafts placed, "
        f"{len(day.mailbox.lines)} orders, {len(day.mailbox.taps)} links tapped {day.mailbox.times_tapped} times; "
        f"{len(day.trouble.too_late)} letters under way for longer than kith waits; {day.megabytes} MB at most"
    )


def _lying(day: Day) -> Iterator[tuple[str, Any]]:
    for folder in ("INBOX", *(name for name, _ in FOLDERS)):
        for raw in day.mailbox.messages(folder):
            yield folder, message_from_bytes(raw)


def _letters(day: Day, db: sqlite3.Connection) -> Iterator[str]:
    """Each letter that the store calls delivered lies in the mailbox, once; and no other."""
    late = {str(message_from_bytes(one.content)["Message-ID"]) for one in day.trouble.too_late}
    lying = Counter(
        str(one["Message-ID"]) for folder, one in _lying(day) if one["X-Kith"] and folder != "Drafts"
    )
    known = dict(db.execute("SELECT message_id, state FROM letter"))
    for name, times in lying.items():
        if times > 1 and name not in late:
            yield f"{name} lies there {times} times"
        if known.get(name) != "delivered":
            yield f"{name} lies there, and the store has it as {known.get(name)}"
    for name, state in known.items():
        if state == "delivered" and name not in lying:
            yield f"{name} is delivered, and is not there"
        if state not in ("delivered", "dropped"):
            yield f"{name} is {state} when all is calm"
    for letter in day.sink.letters:
        if letter.recipients != (SAM,):
            yield f"mail went to {letter.recipients}"


def _appointments(day: Day, db: sqlite3.Connection) -> Iterator[str]:
    """Each appointment has one digest, unless the clock was not right then, or the one before it was still here and was
    written anew later. (That none has two is a constraint of the table; that none comes twice `_letters` holds.)"""
    rows = db.execute("SELECT slot, composed_at FROM letter WHERE kind = 'digest' AND slot IS NOT NULL")
    written = dict(rows.fetchall())
    for slot in day.slots():
        if slot not in written and not any(other < slot < at for other, at in written.items()):
            yield f"no digest for {instant(slot)}"
    for message_id, said in db.execute(
        "SELECT message_id, count(*) FROM letter GROUP BY 1 HAVING count(*) > 1"
    ):
        yield f"{message_id} was written {said} times"


def _orders(day: Day, db: sqlite3.Connection) -> Iterator[str]:
    lines = [line for (line,) in db.execute("SELECT line FROM event WHERE source = 'mail'")]
    words = Counter(word for line in lines for word in line.split() if word in day.mailbox.lines)
    for word in sorted(day.mailbox.lines):
        if words[word] != 1:
            yield f"the order with {word} was entered {words[word]} times"
    tapped = sum(not day.mailbox.lines.intersection(line.split()) for line in lines)
    if tapped > day.mailbox.times_tapped:
        yield f"links were tapped {day.mailbox.times_tapped} times, {tapped} orders entered"
    spent = {
        key.removeprefix("token ") for (key,) in db.execute("SELECT key FROM done WHERE key LIKE 'token %'")
    }
    yield from (f"the link with {token} was not obeyed" for token in sorted(day.mailbox.taps - spent))
    yield from (f"a link with {token}, which nobody tapped" for token in sorted(spent - day.mailbox.taps))
    answers = [str(one["In-Reply-To"]) for _, one in _lying(day) if one["X-Kith"] == "answer"]
    for question in sorted(day.mailbox.questions):
        if answers.count(question) != 1:
            yield f"the question {question} was answered {answers.count(question)} times"


def _drafts(day: Day, db: sqlite3.Connection) -> Iterator[str]:
    known = {name for (name,) in db.execute("SELECT message_id FROM draft")}
    lying = [one for folder, one in _lying(day) if folder == "Drafts"]
    for name, times in Counter(str(one["Message-ID"]) for one in lying).items():
        if times > 1:
            yield f"the draft {name} lies there {times} times"
        if name not in known:
            yield f"the draft {name} is not known to the store"


def _strangers(day: Day, db: sqlite3.Connection) -> Iterator[str]:
    """Mail that neither the driver nor kith can account for."""
    known = {
        name for (name,) in db.execute("SELECT message_id FROM letter UNION SELECT message_id FROM draft")
    }
    for folder, one in _lying(day):
        if str(one["Message-ID"]) not in known | day.mailbox.written:
            yield f"nobody put {one['Message-ID']} into {folder}"


def _touches(day: Day) -> Iterator[str]:
    """The store and one that reads the same mailbox for the first time say the same of people, touches and mail."""
    folder = Path(mkdtemp(prefix="fresh-", dir=day.folder))
    now = instant(int(day.end) + 60)
    fresh = World(day.world.mailbox, folder, settings=day.world.settings, now=now)
    fresh.scan()
    lived = replace(day.world, now=now)
    lived.clock, lived.state = TestClock(now), day.world.state
    mine, theirs = dying.outcome(lived), dying.outcome(fresh)
    _leave_poison_out(lived, fresh, mine, theirs)
    if day.trouble.behind and any(mine[what] != theirs[what] for what in ("touches", "bounces")):
        _forgive(day, mine, theirs)
    for what in ("people", "touches", "messages", "bounces", "set aside"):
        for sign, ours, others in (("only the store has", mine, theirs), ("the store misses", theirs, mine)):
            rows = [row for row in ours[what] if row not in others[what]]
            yield from (f"{what}: {sign} {row}" for row in rows[:5])
            if rows[5:]:
                yield f"{what}: {sign} {len(rows) - 5} more"


def _leave_poison_out(lived: World, fresh: World, mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    """What killed kith alone may be set aside for a week; the new store has never been killed by it."""
    with closing(sqlite3.connect(lived.state / FILE)) as db:
        aside = db.execute("SELECT raw, uid FROM quarantine JOIN folder ON folder.id = folder").fetchall()
    with closing(sqlite3.connect(fresh.state / FILE)) as db:
        poison = {
            identity
            for (identity,) in db.execute(
                "SELECT message FROM uncounted JOIN address ON address.id = address WHERE spec = ?",
                (POISONER,),
            )
        }
        rows = db.execute("SELECT raw, uid, identity FROM message JOIN folder ON folder.id = folder")
        read = {(raw, uid): identity for raw, uid, identity in rows}
    # One that was moved since is no longer where it was set aside; where it lies now, it is compared like any other.
    mine["set aside"] = [where for where in aside if where in read and read[where] not in poison]
    for one in (mine, theirs):
        one["messages"] = [row for row in one["messages"] if row[0] not in poison]
        one["people"] = [who for who in one["people"] if who.spec != POISONER]


def _forgive(day: Day, mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Mail read while the clock is behind counts at the latest for what the clock says (docs/design.md, "When"): such a
    touch is given the time of the other, and of people only how many touches they have is compared."""
    right = {(spec, direction, message): at for spec, at, direction, message in theirs["touches"]}

    def at_last(spec: str, at: int, direction: str, message: int) -> tuple[str, int, str, int]:
        true = right.get((spec, direction, message), at)
        read = any(a - by <= true <= b and true - by - 60 <= at <= true for a, b, by in day.trouble.behind)
        return spec, true if read else at, direction, message

    for one in (mine, theirs):  # and so does a report that mail came back
        one["bounces"] = [(*row[:2], *row[3:]) for row in one["bounces"]]
    mine["touches"] = [at_last(*row) for row in mine["touches"]]
    for one in (mine, theirs):
        one["people"] = [(who.spec, who.sent.number, who.received.number) for who in one["people"]]


def _log(day: Day) -> Iterator[str]:
    """A step that failed for a reason of kith's own is told with its traceback."""
    path = day.folder / "kith.log"
    lines = path.read_text(errors="replace").splitlines() if path.exists() else []
    for number, line in enumerate(lines):
        if line.startswith("Traceback"):
            yield f"{path}:{number + 1}: a traceback"
