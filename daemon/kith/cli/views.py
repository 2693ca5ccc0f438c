"""What `kith people` and `kith why` print into a pipe: lines with tabs, and plain pages. For a terminal:
`people_screen`, `why_screen`."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import TextIO
from zoneinfo import ZoneInfo

from kith.clock import instant
from kith.jobs.why import Why
from kith.journal import clean
from kith.model import Direction, Kind, Person
from kith.suggest import outlook
from kith.suggest.assessing import Assessment
from kith.suggest.rhythm import Rhythm
from kith.suggest.wording import about, counted, every, within

Table = tuple[Sequence[str], list[list[str]]]

WAY = {Direction.SENT: "you wrote", Direction.RECEIVED: "they wrote", Direction.LOGGED: "logged"}
_BECAME = {
    "placed": "lies there", "removing": "is being taken out", "sent": "closed", "edited": "yours now",
    "dropped": "thrown away", "removed": "taken out", "left": "left there",
}  # fmt: skip
_MOST_YEARS = 10  # in the timeline of `kith why`
_MOST_TOUCHES = 15  # shown by `kith why`; --json has all


def people_table(found: Sequence[Assessment], now: int, zone: ZoneInfo) -> Table:
    """One line for each person, those longest silent last."""
    newest_first = sorted(found, key=lambda one: -(one.person.last_touch or (0,))[0])
    header: tuple[str, ...] = ("NAME", "ADDRESS", "LAST TOUCH", "", "RHYTHM", "DUE", "CHANNEL")
    if any(one.person.kind is not Kind.PERSON for one in found):
        header = (*header, "KIND")
    return header, [_line(one, now, zone)[: len(header)] for one in newest_first]


def _line(one: Assessment, now: int, zone: ZoneInfo) -> list[str]:
    person, last = one.person, one.person.last_touch
    return [
        clean(person.name, 40),
        clean(person.addresses[0], 60)
        + (f" +{len(person.addresses) - 1}" if len(person.addresses) > 1 else ""),
        about(last[0], now, zone) if last else "never",
        WAY[last[1]] if last else "",
        rhythm_words(one.rhythm),
        "due" if one.due else "",
        person.channel or "",
        str(person.kind),
    ]


def rhythm_words(rhythm: Rhythm) -> str:
    """A rhythm in a cell: "every 6 weeks, set", "about 4 months", "not known"."""
    if rhythm.days is None:
        return "not known"
    return f"{every(round(rhythm.days))}, set" if rhythm.set_by_user else f"about {within(rhythm.days)}"


def print_table(table: Table, stream: TextIO) -> None:
    """Lines with tabs, for cut and awk; nothing where there is nobody."""
    header, rows = table
    if rows:
        stream.writelines("\t".join(row) + "\n" for row in ([*header], *rows))


def why_text(found: Why, now: int, zone: ZoneInfo) -> str:
    """The page of `kith why`: who, what speaks for and against, every touch, what did not count."""
    return "\n".join(chain.from_iterable(why_sections(found, now, zone)))


def why_sections(found: Why, now: int, zone: ZoneInfo) -> list[list[str]]:
    """The same in lines: who and why, the rhythm and what is to come, signals, what you said, drafts, the timeline,
    touches, what did not count. A section that has nothing to say is empty."""
    one, person = found.assessment, found.assessment.person
    return [
        outlook.opening(one),
        [*outlook.rhythm(one), outlook.wanted(one, zone), ""],
        _signals(found, zone),
        _said(found, zone),
        _drafts(found, zone),
        months(person, zone),
        _touches(found, person, now, zone),
        _uncounted(found, now, zone),
    ]


def _signals(found: Why, zone: ZoneInfo) -> list[str]:
    """What messages tell of them beside being written, newest first, and how kith knows."""
    signals = found.assessment.case.signals
    if not signals:
        return []
    return [
        "What messages tell of them, newest first:",
        *(
            f"  {instant(one.at).astimezone(zone):%Y-%m-%d}: {'' if one.sure else 'perhaps '}{one.kind}"
            f"{f', {clean(one.what, 80)}' if one.what else ''}, of {clean(one.address)} ({clean(one.because)})"
            for one in signals
        ),
        "",
    ]


def _said(found: Why, zone: ZoneInfo) -> list[str]:
    """What the user has said about them, newest first, and where the configuration says something else."""
    if not found.said:
        return []
    lines = [f"You said ({counted(len(found.said), 'command')} in force, newest first):"]
    lines += [
        f'  {instant(one.at).astimezone(zone):%Y-%m-%d}: "{clean(one.line, 120)}" ({clean(one.source, 60)})'
        for one in found.said[: -_MOST_TOUCHES - 1 : -1]
    ]
    if len(found.said) > _MOST_TOUCHES:
        lines.append(f"  and {len(found.said) - _MOST_TOUCHES} older; --json has them all")
    return [*lines, *(f"  {sentence}" for sentence in found.outranked), ""]


def _drafts(found: Why, zone: ZoneInfo) -> list[str]:
    """What became of the drafts to them, newest first."""
    if not found.drafts:
        return []
    lines = ["Drafts that were put into your folder, newest first:"]
    for draft in found.drafts[: -_MOST_TOUCHES - 1 : -1]:
        why = f" ({clean(draft.because, 120)})" if draft.because else ""
        put = instant(draft.placed_at or 0).astimezone(zone)
        lines.append(f"  {put:%Y-%m-%d}: {_BECAME[draft.state]}{why}")
    return [*lines, ""]


def months(person: Person, zone: ZoneInfo, room: int = 80) -> list[str]:
    """How many touches there were in each month: a line for each year, newest first. `room`: columns; nothing where
    twelve numbers do not fit into them."""
    touches = Counter((day.year, day.month) for day in (instant(at).astimezone(zone) for at in person.times))
    least = 1 + len(str(max(touches.values(), default=0)))
    cell = min(max(4, least), (room - len("  2026")) // 12)
    if not touches or cell < least:
        return []
    newest, oldest = max(touches)[0], min(touches)[0]
    lines = ["      " + "".join(f"{name:>{cell}}" for name in "J F M A M J J A S O N D".split())]
    for year in range(newest, max(oldest, newest - _MOST_YEARS + 1) - 1, -1):
        counts = (touches[year, month] for month in range(1, 13))
        lines.append(f"  {year}" + "".join(f"{count or '.':>{cell}}" for count in counts))
    earlier = sum(count for (year, _), count in touches.items() if year <= newest - _MOST_YEARS)
    return [*lines, *([f"  and {counted(earlier, 'touch')} before that"] if earlier else []), ""]


def _touches(found: Why, person: Person, now: int, zone: ZoneInfo) -> list[str]:
    if not found.touches:
        return ["No touches: nothing between you counts."]
    ways = f"you wrote {len(person.sent)}, they wrote {len(person.received)}"
    ways += f", you logged {len(person.logged)}" if person.logged else ""
    lines = [f"{counted(len(found.touches), 'touch')}, newest first ({ways}):"]
    for touch in found.touches[:_MOST_TOUCHES]:
        subject = f'  "{clean(touch.subject, 60)}"' if touch.subject else ""
        way = f"you {touch.how}" if touch.how and touch.how != "done" else WAY[touch.direction]
        lines.append(f"  {_date(touch.at, now, zone)}: {way}{subject}")
        if touch.noted is not None:
            told = instant(touch.noted).astimezone(zone)
            lines.append(f'      logged by you on {told:%Y-%m-%d}: "{clean(touch.line, 80)}"')
        else:
            lines.append(
                f"      {touch.account}/{clean(touch.folder)} {clean(touch.message_id) or '(no Message-ID)'}"
            )
    if len(found.touches) > _MOST_TOUCHES:
        lines.append(f"  and {len(found.touches) - _MOST_TOUCHES} older; --json has them all")
    return lines


def _uncounted(found: Why, now: int, zone: ZoneInfo) -> list[str]:
    if not found.uncounted_total:
        return []
    lines = ["", f"{counted(found.uncounted_total, 'message')} did not count, newest first:"]
    lines += [
        f"  {_date(message.at, now, zone)}: {message.reason} ({clean(message.because)}), "
        f"{message.account}/{clean(message.folder)}"
        for message in found.uncounted
    ]
    if found.uncounted_total > len(found.uncounted):
        lines.append(f"  and {found.uncounted_total - len(found.uncounted)} older")
    return lines


def _date(at: int, now: int, zone: ZoneInfo) -> str:
    """Evidence to the day, and how long ago that is: "2026-04-09 (in April)"."""
    return f"{instant(at).astimezone(zone):%Y-%m-%d} ({about(at, now, zone)})"
