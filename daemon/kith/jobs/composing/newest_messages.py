"""Before it is decided whom to suggest: what the newest messages say, of those with whom it may matter.

Headers leave open whether an answer asks something, and in which language a letter should be. So the newest messages of
the people who would be suggested are read, and of those where something may be left open; what they say is judged with
everything else, and forgotten.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kith.jobs.composing.context import MOST, Context, Reader
from kith.jobs.signals import POSITION, new_positions
from kith.mail.threads import is_id
from kith.model import Direction, Evidence, Signal
from kith.store import Store
from kith.store.signals import Told
from kith.suggest.assessing import Assessment, assess
from kith.suggest.ranking import Plan
from kith.suggest.reasons.case import may_be_open
from kith.suggest.rhythm import DAY
from kith.suggest.wording import counted

_MISSED = "what they ask, their language and their threads are not known this time"
Question = Mapping[tuple[str, int, Direction], str]


@dataclass(frozen=True, slots=True)
class Heard:
    """Everybody, judged anew of whom something was read; by Message-ID what it was; a sentence for HEALTH where
    something could not be read; and what signatures say, to be kept."""

    assessments: list[Assessment]
    contexts: Mapping[str, Context]
    troubles: tuple[str, ...] = ()
    positions: tuple[Told, ...] = ()


def heard(
    reader: Reader,
    store: Store,
    assessments: Sequence[Assessment],
    first: Plan,
    now: int,
    besides: Sequence[Evidence] = (),
) -> Heard:
    """Read what the newest messages say, and judge by it.

    `first`: whom headers alone would suggest; they come first, for at most `MOST` messages are read. `now`: unix
    seconds. `besides`: further messages that are to be read among them; one that cannot be is no trouble, for it comes
    again.
    """
    chosen = {one.person.addresses for one in first.chosen}
    others = [one for one in assessments if may_be_open(one.case) and one.person.addresses not in chosen]
    others.sort(key=lambda one: -(one.case.last_at or 0))
    room = max(MOST - len(besides), len(first.chosen))
    evidence = last_exchanges(store, [*first.chosen, *others][: min(room, MOST)], now)
    newest = {one.message_id for one in evidence}
    contexts = reader([*evidence, *(one for one in besides if one.message_id not in newest)])
    asked = {
        (one.address, one.at, one.direction): contexts[one.message_id].question
        for one in evidence
        if one.message_id in contexts
    }
    missed = sum(is_id(one.message_id) and one.message_id not in contexts for one in evidence)
    trouble = f"{counted(missed, 'newest message')} could not be read: {_MISSED}."
    positions = tuple(_positions(evidence, contexts))
    news = _news(store, positions, assessments, now) if positions else {}
    judged = [_judged(one, asked, news) for one in assessments]
    return Heard(judged, contexts, (trouble,) if missed else (), positions)


def last_exchanges(store: Store, people: Sequence[Assessment], now: int) -> list[Evidence]:
    """Where the newest message with each of these people lies, as of `now`; nothing for those who have none."""
    return [
        evidence
        for one in people
        for evidence in store.people.evidence(one.person.addresses, newest=1, until=now + DAY)
    ]


def _positions(evidence: Sequence[Evidence], contexts: Mapping[str, Context]) -> Iterator[Told]:
    """What the signatures of those say who wrote to the user from just that address."""
    for one in evidence:
        context = contexts.get(one.message_id)
        if (
            context
            and context.position
            and one.direction is Direction.RECEIVED
            and context.sender == one.address
        ):
            yield Told(one.address, "", POSITION, one.at, context.position, "signature")


def _news(store: Store, read: Sequence[Told], people: Sequence[Assessment], now: int) -> dict[str, Signal]:
    """Address -> the new position that was read just now, where it is one."""
    told = sorted({*store.signals.told(now + DAY), *read}, key=lambda one: one.at)
    found = new_positions(told, (one.person for one in people))
    lately = {(one.address, one.at) for one in read}
    return {one.address: one for one in found if (one.address, one.at) in lately}


def _judged(one: Assessment, asked: Question, news: Mapping[str, Signal]) -> Assessment:
    if told := tuple(news[spec] for spec in one.person.addresses if spec in news):
        signals = tuple(dict.fromkeys((*told, *one.case.signals)))
        one = assess(one.case._replace(signals=signals))
    newest = one.case.exchanges[0] if one.case.exchanges else None
    if newest is None:
        return one
    found = [asked.get((spec, newest.at, newest.direction)) for spec in one.person.addresses]
    question = next((text for text in found if text is not None), None)
    if question is None:
        return one
    exchanges = (replace(newest, question=question), *one.case.exchanges[1:])
    return assess(one.case._replace(exchanges=exchanges))
