"""What goes into a draft: the facts, and which of the letters on file. The words themselves are in `templates/`.

Only what kith can point to is named, and what is named stays true if the draft leaves some weeks later.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kith.clock import unix
from kith.digest import Voice
from kith.journal import clean
from kith.model import Direction, Evidence, Person, Reason
from kith.people.yearly import nearest
from kith.suggest.naming import first_name, shared_subject
from kith.suggest.reasons import FOR, bounced, fading, moved, my_transition, second_email
from kith.suggest.reasons.case import Move
from kith.suggest.wording import MONTHS, WEEKDAYS, Loosely, about, loosely

SHORT = (
    "text.txt.j2"  # for what is no answer, no thanks and no second note: there a hello is all there is to say
)
TEXTS = frozenset(
    f"{kind}.txt.j2"
    for kind in (
        "my-transition",
        "my-move",
        "birthday",
        "anniversary",
        "owed-reply",
        "no-answer",
        "moved",
        "new-job",
        "thank-you",
        "holiday",
        "again",
    )
)  # "text-" before it
WEEK = 6  # days ahead that a weekday alone can be no other week's
VARIANTS = 4  # letters of each kind in each language
_SAME_LETTERS = {bounced.KIND: moved.KIND}  # where mail came back, those to somebody who has moved
# Each has its letters: "owed reply" in owed-reply.txt.j2.
KINDS = (
    *(rule.kind for rule in FOR if rule.kind not in _SAME_LETTERS),
    second_email.HELPED,
    my_transition.MOVING,
)
GOODBYES = frozenset({my_transition.KIND, my_transition.MOVING})  # they tell of a move, and need one
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")  # of letters; English stands in for all
_HOW = frozenset({"wrote", "texted", "called", "met", "talked"})  # of a touch the user told of
_LAST_BY = {Direction.SENT: "me", Direction.RECEIVED: "them", Direction.LOGGED: "both"}

# How to address somebody whose first name nobody can tell ("Dr. Holm", "K. Holm"), as long as the user's own mail does
# not show it. Where du, tu, tú or je would presume, Sie, vous, usted, Lei and u are never wrong. Not so in English,
# which has one word; in Portuguese "você" serves both, and its polite form would need to know a man from a woman.
_FORMAL_WITHOUT_A_NAME = frozenset({"de", "fr", "es", "it", "nl"})
_BY_TEMPLATE = Voice()


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """A template below the templates' folder, and the values it may use.

    `instead` is the same letter in English, for the day the language has no such file; None where it is English.
    """

    template: str
    variables: Mapping[str, str | int]
    instead: "DraftPlan | None" = None

    def moved_on(self, turns: int) -> "DraftPlan":
        """So many letters further among those of its kind."""
        pick = int(self.variables["pick"]) + turns
        return DraftPlan(
            self.template, {**self.variables, "pick": pick}, self.instead and self.instead.moved_on(turns)
        )

    def asking(self) -> "DraftPlan":
        """The same with a sentence that asks how the reader likes to be reached."""
        return DraftPlan(self.template, {**self.variables, "asks": 1}, self.instead and self.instead.asking())


def plan(
    person: Person,
    reasons: Sequence[Reason],
    last: Evidence | None,
    now: datetime,
    zone: ZoneInfo,
    own_name: str,
    voice: Voice = _BY_TEMPLATE,
    again: bool = False,
    *,
    holiday: str = "",
    move: Move | None = None,
) -> DraftPlan:
    """The letter for `person` under the first reason that fires and has letters on file.

    `last` is the evidence of the last touch, None where there is none; `now` is aware; `own_name` signs the letter
    unless `voice` has a signature, "" leaves the sign-off away. `again`: a second note in one silence, which has
    letters of its own whatever the reason. `holiday`: which it is, where one is the reason (a key of
    `kith.suggest.holidays.TRADITIONS`); `move`: what a goodbye tells of. A language without letters is English. Same
    arguments, same plan.
    """
    language = voice.language
    if language not in LANGUAGES:
        # What was learned in another language would not go with an English letter; a name does.
        english = Voice(signature=voice.signature)
        return plan(person, reasons, last, now, zone, own_name, english, again, holiday=holiday, move=move)
    known = KINDS if move else tuple(kind for kind in KINDS if kind not in GOODBYES)
    sorts = (one.letter or _SAME_LETTERS.get(one.kind, one.kind) for one in reasons if one.fires)
    fitting = (sort for sort in sorts if sort in known)
    kind = next(fitting, fading.KIND)
    at, direction = _last_touch(person, last)
    first = first_name(person.name, _address(person))
    values: dict[str, str | int] = {
        "first": first,
        "greeting": clean(voice.greeting, 80),
        "goodbye": clean(voice.goodbye, 80),
        "own_name": clean(voice.signature or own_name, 60),
        "formal": int(_is_formal(voice, first)),
        "last_by": "" if direction is None else _LAST_BY[direction],
        "subject": shared_subject(last.subject) if last else "",
        "holiday": holiday,
        "pick": pick(person, kind, now.astimezone(zone).year),
        **_when(None if at is None else loosely(at, unix(now), zone), language),
        **_occasion(person, kind, now.astimezone(zone).date(), language),
        **_leaving(move if kind in GOODBYES else None, unix(now), language),
    }
    template = f"drafts/{language}/{'again' if again else kind.replace(' ', '-')}.txt.j2"
    if language == LANGUAGES[0]:
        return DraftPlan(template, values)
    english = Voice(signature=voice.signature)
    instead = plan(person, reasons, last, now, zone, own_name, english, again, holiday=holiday, move=move)
    return DraftPlan(template, values, instead)


def _is_formal(voice: Voice, first: str) -> bool:
    """Sie rather than du, as far as it shows: people whose first name is known are written to by it."""
    if voice.formal is not None:
        return voice.formal and voice.language != LANGUAGES[0]
    return not first and voice.language in _FORMAL_WITHOUT_A_NAME


def _when(past: Loosely | None, language: str) -> dict[str, str | int]:
    """When the last touch was, for a template: `ago`, the month's name as it stands inside a sentence, the year."""
    if past is None:
        return {"ago": "", "month": "", "year": ""}
    return {
        "ago": past.ago,
        "month": month_name(past.month, language) if past.month else "",
        "year": str(past.year or ""),
    }


def _occasion(person: Person, kind: str, today: date, language: str) -> dict[str, str | int]:
    """The day a letter of good wishes is for, for a template: `due`, `day` and `dated`; empty for any other."""
    found = next((one for one in person.occasions if one.kind == kind), None)
    if found is None:
        return {"due": "", "day": "", "dated": 0}
    day = nearest(found, today)
    ahead = (day - today).days
    if ahead <= 0:
        return {"due": "after" if ahead else "today", "day": "", "dated": 0}
    return {"due": "before", "day": day_name(day, language, dated=ahead > WEEK), "dated": int(ahead > WEEK)}


def _leaving(move: Move | None, now: int, language: str) -> dict[str, str | int]:
    """What a goodbye says: the place, the last day there and whether it is over, the new address and number."""
    if move is None:
        return {}
    return {
        "place": clean(move.place, 40),
        "last_day": day_name(move.last_day, language, dated=True),
        "left": int(now >= move.ends_at),
        "address": move.address,
        "phone": clean(move.phone, 30),
    }


def day_name(day: date, language: str, *, dated: bool) -> str:
    """A day as it stands inside a sentence: "Thursday", "jeudi"; `dated`: "3 December", "3. Dezember" (CLDR)."""
    if language == LANGUAGES[0]:
        return f"{day.day} {MONTHS[day.month - 1]}" if dated else WEEKDAYS[day.weekday()]
    from babel.dates import format_date, format_skeleton

    if dated:
        return str(format_skeleton("MMMMd", day, locale=language))
    return str(format_date(day, "EEEE", locale=language))


def month_name(month: int, language: str) -> str:
    """The name of a month (1 to 12) as it stands inside a sentence: "April", "avril" (CLDR, "format", "wide")."""
    if language == LANGUAGES[0]:
        return MONTHS[month - 1]
    from babel.dates import get_month_names  # 15 ms and megabytes, for letters in other languages alone

    return str(get_month_names("wide", "format", language)[month])


def short(letter: DraftPlan) -> DraftPlan:
    """The same for a channel of few words: a short message of that kind in the same language.

    It is signed with the first name, a formal one with the whole: "Sehr geehrte Frau Schmidt, … Sam" would jar.
    """
    folder, _, file = letter.template.rpartition("/")
    template = f"text-{file}" if file in TEXTS else SHORT
    name = str(letter.variables["own_name"])
    if not letter.variables["formal"]:
        name = first_name(name) or name
    instead = short(letter.instead) if letter.instead else None
    return DraftPlan(f"{folder}/{template}", {**letter.variables, "own_name": name}, instead)


def variant(letter: DraftPlan) -> tuple[str, int]:
    """Which of the letters on file it is."""
    return letter.template, int(letter.variables["pick"]) % VARIANTS


def another(letter: DraftPlan, taken: Collection[tuple[str, int]]) -> DraftPlan:
    """The same, or the next of its kind that is not taken: two people in one digest may know each other."""
    for turn in range(VARIANTS):
        moved = letter.moved_on(turn)
        if variant(moved) not in taken:
            return moved
    return letter


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
        return f"You {last.how} {when}." if last and last.how in _HOW else f"You noted a contact {when}."
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
