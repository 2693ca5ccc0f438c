"""`kith people --html FILE`: all people on one page, who is close and who is drifting, each with a timeline.

Promises: one file with everything in it: no script, no picture from elsewhere, no link but to its own sections, and a
policy in its head that lets a browser fetch nothing (Content Security Policy level 3, by the hash of its one style).
What others wrote is cleaned here and escaped by the template; none of it becomes an address, an identifier or a style.
kith's own template is used: one of the user's could not keep these promises.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from markupsafe import Markup

from kith.deliver.pages import Pages
from kith.deliver.timeline import HEIGHT, LINE, WIDTH, Axis, Timeline, axis, timeline
from kith.journal import clean
from kith.model import Direction, Kind
from kith.suggest.assessing import Assessment
from kith.suggest.closeness import Closeness, grouped, shares
from kith.suggest.quarters import FEWEST
from kith.suggest.wording import about, counted, every, full_date, span, within

MARK = "<!-- kith people -->"  # on the second line, by which kith knows a page of its own
LONGEST_NAME, LONGEST_ADDRESS = 60, 80
_WAY = {Direction.SENT: "you wrote", Direction.RECEIVED: "they wrote", Direction.LOGGED: "you told kith"}

# What each group is called, and what it means.
HEADINGS = {
    Closeness.DUE: ("Due now", "Something speaks for writing now, and you have not put it off."),
    Closeness.DRIFTING: ("Drifting", "Quiet for half as long again as is usual with them, but not due yet."),
    Closeness.CLOSE: ("Close", "In touch as is usual with them; the strongest ties first."),
    Closeness.SILENT: ("Fallen silent", "Once a rhythm, and a silence that has long outgrown it."),
    Closeness.UNSURE: ("Too early to tell", "One conversation so far, or letters in one direction only."),
    Closeness.OTHER: ("No people", "Robots, lists, and addresses of which kith cannot tell what they are."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One person on the page. Every word is cleaned; the template escapes it."""

    number: int
    name: str  # the address, where no name is known
    addresses: str  # "" where the name is the address
    why: str  # the reason of one who is due
    last: str
    counts: str
    silence: str
    usual: str
    notes: tuple[str, ...]  # how they like to be reached, groups, "never to be suggested"
    title: str  # of the picture, for whoever cannot see it
    picture: Timeline


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the page."""

    name: str
    heading: str
    meaning: str
    rows: tuple[Row, ...]
    people: int
    left_out: int


def people_page(templates: Path, found: Sequence[Assessment], now: int, zone: ZoneInfo, most: int) -> str:
    """The page of these people at `now` (unix seconds), its dates in `zone`; at most so many of them, of each group
    what comes first in it, and how many are left out. `templates`: where kith's own lie."""
    pages = Pages([templates])
    members = grouped(found)
    sizes = {name: len(group) for name, group in members.items()}
    room = shares([*sizes.values()], most)
    chosen = {name: group[:number] for (name, group), number in zip(members.items(), room, strict=True)}
    along = axis([one.person for group in chosen.values() for one in group], now, zone)
    style = pages.render("people.css.j2", {"today": f"{100 * along.place(now) / WIDTH:.1f}"}).strip()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return pages.render(
        "people.html.j2",
        {
            "mark": Markup(MARK),  # noqa: S704  (kith's own, like the style)
            "style": Markup(style),  # noqa: S704
            "policy": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            "groups": _groups(chosen, sizes, now, zone, along),
            "people": _people(found),
            "left_out": len(found) - sum(map(len, chosen.values())),
            "written": full_date(now, zone),
            "axis": along,
            "scale": ", ".join(map(str, FEWEST[:-1])),
            "full": FEWEST[-1],
            "wide": WIDTH,
            "high": HEIGHT,
            "line": LINE,
        },
    )


def _people(found: Sequence[Assessment]) -> str:
    """How many there are: "213 people", "213 people and 40 others"."""
    people = sum(one.person.kind is Kind.PERSON for one in found)
    others = len(found) - people
    told = "1 person" if people == 1 else f"{people:,} people"
    return told + (f" and {counted(others, 'other')}" if others else "")


def _groups(
    chosen: Mapping[Closeness, Sequence[Assessment]],
    sizes: Mapping[Closeness, int],
    now: int,
    zone: ZoneInfo,
    along: Axis,
) -> list[Group]:
    """The groups that anybody is in, their rows numbered through."""
    groups, number = list[Group](), 0
    for name, members in chosen.items():
        rows = tuple(_row(one, number + turn, now, zone, along) for turn, one in enumerate(members, start=1))
        number += len(rows)
        if sizes[name]:
            groups.append(Group(str(name), *HEADINGS[name], rows, sizes[name], sizes[name] - len(rows)))
    return groups


def _row(one: Assessment, number: int, now: int, zone: ZoneInfo, along: Axis) -> Row:
    person, last = one.person, one.person.last_touch
    addresses = clean(person.addresses[0], LONGEST_ADDRESS)
    name = clean(person.name, LONGEST_NAME) or addresses
    more = len(person.addresses) - 1
    picture = timeline(person, one.rhythm.days, along)
    silent, usual = _silence(one), _usual(one)
    counts = f"you wrote {len(person.sent)}, they wrote {len(person.received)}"
    counts += f", you told of {len(person.logged)}" if person.logged else ""
    earlier = f"; {picture.earlier} of them before {along.from_year}" if picture.earlier else ""
    return Row(
        number=number,
        name=name,
        addresses="" if name == addresses else addresses + (f" and {more} more" if more else ""),
        why=clean(one.firing[0].text) if one.due and one.firing else "",
        last=f"{about(last[0], now, zone)}, {_WAY[last[1]]}" if last else "never",
        counts=counts + earlier,
        silence=silent,
        usual=usual,
        notes=_notes(one),
        title=f"{name}: {counts}{earlier}. {silent}; {usual}.",
        picture=picture,
    )


def _silence(one: Assessment) -> str:
    return "no touch" if one.case.silence is None else f"quiet for {span(one.case.silence)}"


def _usual(one: Assessment) -> str:
    days = one.rhythm.days
    if days is None:
        return "no rhythm known"
    if one.rhythm.set_by_user:
        return f"{every(round(days))}, as you set it"
    return f"a gap of {within(days)} is usual"


def _notes(one: Assessment) -> tuple[str, ...]:
    person = one.person
    notes = [f"likes {person.channel}"] if person.channel else []
    notes += ["never to be suggested"] if one.muted else []
    notes += ["suggested already"] if one.due and not one.ready else []
    notes += [str(person.kind)] if person.kind is not Kind.PERSON else []
    return (*notes, *(clean(group, 40) for group in person.groups[:4]))
