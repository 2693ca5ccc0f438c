"""Everything that is known about one correspondent, as `kith why` shows it."""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from kith.clock import iso
from kith.commands.events import Event
from kith.config.settings import Settings
from kith.jobs import word
from kith.jobs.calendar import calendar_of
from kith.jobs.people import everyone, find, known, row, with_touches
from kith.jobs.wishing import wishing
from kith.model import Evidence, Kind
from kith.store import Store
from kith.store.drafts import Placement
from kith.store.people import Uncounted
from kith.suggest import outlook
from kith.suggest.assessing import Assessment, assess_all
from kith.suggest.rhythm import DAY

MOST_UNCOUNTED = 20  # shown by `kith why`


@dataclass(frozen=True, slots=True)
class Why:
    """Everything kith knows about one correspondent."""

    assessment: Assessment
    touches: list[Evidence]  # newest first
    uncounted: list[Uncounted]  # newest first, at most MOST_UNCOUNTED
    uncounted_total: int
    said: tuple[Event, ...] = ()  # what the user has said about them, and holds; oldest first
    outranked: tuple[str, ...] = ()  # what of it says something else than the configuration
    drafts: tuple[Placement, ...] = ()  # that kith has put into a Drafts folder for them; oldest first


def why(store: Store, settings: Settings, who: str, now: int) -> Why:
    """Look one correspondent up by address, full name, or part of a name.

    Raises NobodyFound where none or several fit; its message names the candidates.
    """
    with store.reading():
        everybody = everyone(store, settings, now)
        meant = find(everybody, who)
        others = [one for one in everybody if one.kind is Kind.PERSON or one is meant]
        people = with_touches(store, others, now + DAY, now)
        wishes = wishing(store, settings, people, now, meant.addresses)
        more = replace(known(store, now, others), wishing=wishes)
        assessments = assess_all(people, more, now, calendar_of(settings))
        (assessment,) = (one for one, whose in zip(assessments, others, strict=True) if whose is meant)
        person = assessment.person
        uncounted, total = store.people.uncounted(person.addresses, MOST_UNCOUNTED)
        told = word.told(store, now)
        touches = store.people.evidence(person.addresses, until=now + DAY)
        touches += word.evidence(told, person.addresses, now + DAY)
        said = told.of(person.addresses)
        return Why(
            assessment,
            sorted(touches, key=lambda touch: -touch.at),
            uncounted,
            total,
            said,
            tuple(word.outranked(said, word.entry_of(settings.person, person.addresses))),
            tuple(draft for spec in person.addresses for draft in store.tended.about(spec)),
        )


def why_row(found: Why, zone: ZoneInfo) -> dict[str, object]:
    """`kith why --json`: the row of `kith people`, and every touch, reason and uncounted message behind it."""
    one = found.assessment
    return {
        **row(one),
        "because": one.person.because,
        "joined": list(one.person.joined),
        "lives_in": outlook.lives_in(one),
        "groups": list(one.person.groups),
        "cards": list(one.person.cards),
        "work": dict(zip(("title", "organisation"), one.person.work, strict=True)),
        "nicknames": list(one.person.nicknames),
        "numbers": list(one.person.numbers),
        "pages": list(one.person.pages),
        "occasions": [day._asdict() for day in one.person.occasions],
        "reasons": [{"kind": r.kind, "fires": r.fires, "text": r.text} for r in one.reasons],
        "rhythm": outlook.figures(one),
        "outlook": outlook.wanted(one, zone),
        "against": [{"kind": r.kind, "text": r.text} for r in one.against],
        "signals": [{**signal._asdict(), "at": iso(signal.at)} for signal in one.case.signals],
        "said": [
            {"at": iso(event.at), "line": event.line, "command": event.verb, "source": event.source}
            for event in found.said
        ],
        "drafts": [
            {
                "at": iso(draft.placed_at),
                "state": draft.state,
                "because": draft.because or None,
                "account": draft.account,
                "folder": draft.folder_name,
            }
            for draft in found.drafts
        ],
        "touches": [evidence_row(evidence) for evidence in found.touches],
        "uncounted": [
            {
                "at": iso(message.at),
                "reason": str(message.reason),
                "because": message.because,
                "account": message.account,
                "folder": message.folder,
            }
            for message in found.uncounted
        ],
        "uncounted_total": found.uncounted_total,
    }


def evidence_row(evidence: Evidence) -> dict[str, object]:
    """Where one touch can be looked up, as JSON."""
    return {
        "at": iso(evidence.at),
        "direction": str(evidence.direction),
        "address": evidence.address,
        "account": evidence.account,
        "folder": evidence.folder,
        "message_id": evidence.message_id,
        "subject": evidence.subject,
        **({"noted": iso(evidence.noted), "line": evidence.line} if evidence.noted is not None else {}),
    }
