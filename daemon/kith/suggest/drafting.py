"""What goes into a draft: the facts, and which of the letters on file. The words themselves are in `templates/`.

Only what kith can point to is named, and what is named stays true if the draft leaves some weeks later.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kith.clock import unix
from kith.journal import clean
from kith.model import Direction, Evidence, Person, Reason
from kith.suggest.naming import first_name, shared_subject
from kith.suggest.reasons import FOR, fading
from kith.suggest.wording import about, loosely

SHORT = "text.txt.j2"
KINDS = tuple(rule.kind for rule in FOR)  # each has its letters: "owed reply" in owed-reply.txt.j2
_LAST_BY = {Direction.SENT: "me", Direction.RECEIVED: "them", Direction.LOGGED: "both"}


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """A template below the templates' folder, and the values it may use."""

    template: str
    variables: Mapping[str, str | int]


def plan(
    person: Person,
    reasons: Sequence[Reason],
    last: Evidence | None,
    now: datetime,
    zone: ZoneInfo,
    own_name: str,
) -> DraftPlan:
    """The letter for `person` under the first reason that fires and has letters on file.

    `last` is the evidence of the last touch, None where there is none; `now` is aware; `own_name` signs the
    letter, "" leaves the sign-off away. Same arguments, same plan.
    """
    fitting = (reason.kind for reason in reasons if reason.fires and reason.kind in KINDS)
    kind = next(fitting, fading.KIND)
    at, direction = _last_touch(person, last)
    return DraftPlan(
        f"drafts/en/{kind.replace(' ', '-')}.txt.j2",
        {
            "first": first_name(person.name, _address(person)),
            "own_name": clean(own_name, 60),
            "since": "" if at is None else loosely(at, unix(now), zone),
            "last_by": "" if direction is None else _LAST_BY[direction],
            "subject": shared_subject(last.subject) if last else "",
            "pick": pick(person, kind, now.astimezone(zone).year),
        },
    )


def short(letter: DraftPlan) -> DraftPlan:
    """The same for a channel of few words: a short message in the same language, signed with the first name."""
    name = str(letter.variables["own_name"])
    folder = letter.template.rpartition("/")[0]
    return DraftPlan(f"{folder}/{SHORT}", {**letter.variables, "own_name": first_name(name) or name})


def pick(person: Person, kind: str, year: int) -> int:
    """A number that chooses among the letters of one kind: `pick % 4` takes one of four.

    Fixed for one person, reason and year, and moved on by every mail the user sends to the person, so that
    somebody written to every six weeks does not get the same words every six weeks. Not `hash()`: that differs
    from one start of Python to the next.
    """
    seed = f"{_address(person)}\n{kind}\n{year}".encode(errors="replace")
    return int.from_bytes(hashlib.sha256(seed).digest()[:4]) + len(person.sent)


def last_contact(person: Person, last: Evidence | None, now: int, zone: ZoneInfo) -> str:
    """A sentence for the digest: when, who, and the subject: `You wrote in April, "Re: handover notes".`"""
    at, direction = _last_touch(person, last)
    if at is None:
        return "No contact found in your mail so far."
    when = about(at, now, zone)
    if direction is Direction.LOGGED:
        return f"You noted a contact {when}."
    who = "You" if direction is Direction.SENT else first_name(person.name, _address(person)) or "They"
    subject = clean(last.subject or "", 70) if last else ""
    if not subject:
        return f"{who} wrote {when}."
    return f'{who} wrote {when}, "{subject}"' + ("" if subject[-1] in ".?!…" else ".")


def _last_touch(person: Person, last: Evidence | None) -> tuple[int | None, Direction | None]:
    if last is not None:
        return last.at, last.direction
    return person.last_touch or (None, None)


def _address(person: Person) -> str:
    return person.addresses[0] if person.addresses else ""
