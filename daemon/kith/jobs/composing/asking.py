"""Asking people how they like to be reached, and what their answers seem to say.

That somebody was asked is told by the mail to them that is found after a digest whose draft asks. Answers are
looked for in what those people wrote afterwards, a few messages at a digest; what one says is proposed once, and
nothing of it holds before the user accepts it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kith.commands.command import Command, Unclear
from kith.commands.events import Event, in_force
from kith.digest import Proposed
from kith.jobs.composing.context import Context
from kith.journal import clean
from kith.model import Direction, Evidence, Person
from kith.store import Store
from kith.suggest.asking import asked_at
from kith.suggest.assessing import Assessment
from kith.suggest.rhythm import DAY

EACH, MOST = 3, 10  # messages that are read for it: of one person, and at a digest
_SAYS = {"mail": "a mail", "text": "a text", "phone": "a call", "linkedin": "LinkedIn"}


class Asked:
    """When people were asked, as of a digest; looked up once."""

    def __init__(self, store: Store, besides: int | None = None) -> None:
        self._drafted = store.asking.drafted(besides)

    def at(self, person: Person) -> int | None:
        """When somebody was asked last (unix seconds), None for never."""
        if not self._drafted:
            return None
        drafted = [at for spec in person.addresses for at in self._drafted.get(spec, ())]
        return asked_at(person, sorted(drafted))


def answers(store: Store, people: Iterable[Person], now: int, besides: int | None = None) -> list[Evidence]:
    """Where answers may lie that no digest has proposed anything of: what those who were asked wrote since, newest
    first. Of everybody the newest `EACH` messages, of all of them `MOST`; as of `now` (unix seconds).

    What the user has written since does not matter: whoever answers an answer has not thereby kept it.
    """
    asked, found = Asked(store, besides), list[Evidence]()
    for person in people:
        at = asked.at(person)
        if at is None or person.channel is not None:
            continue
        since = max(at, store.asking.proposed_at(person.addresses, besides) or 0)
        times = [one for one in person.received if since < one <= now + DAY][-EACH:]
        if times:
            mail = store.people.evidence(person.addresses, at=times, until=now + DAY)
            found += [one for one in mail if one.direction is Direction.RECEIVED][:EACH]
    return sorted(found, key=lambda one: (-one.at, one.address, one.message_id))[:MOST]


def proposals(
    store: Store,
    assessments: Sequence[Assessment],
    waiting: Sequence[Evidence],
    contexts: Mapping[str, Context],
    now: int,
    besides: int | None = None,
) -> tuple[tuple[Proposed, ...], tuple[str, ...]]:
    """What answers that were read for this digest seem to say, and a sentence for each; of everybody the newest that
    says something. `waiting`: as `answers` gives it. `besides`: a letter that is written anew and does not count.
    """
    found, told = list[Proposed](), list[str]()
    if not any(context.preference for context in contexts.values()):
        return (), ()
    said = in_force(store.events.all(now))
    for person in (one.person for one in assessments):
        proposed = next(_said(person, waiting, contexts), None)
        if proposed is None or _known(store, person, proposed, said, besides):
            continue
        found.append(proposed)
        told.append(sentence(person.name, proposed))
    return tuple(found), tuple(told)


def _said(person: Person, mail: Sequence[Evidence], contexts: Mapping[str, Context]) -> Iterator[Proposed]:
    """What each of these messages says that is theirs, was read, and came from just that address."""
    for one in mail:
        context = contexts.get(one.message_id) if one.address in person.addresses else None
        if context and context.preference and context.sender == one.address:
            channel, number = context.preference
            yield Proposed(person.addresses[0], channel, number, one.message_id)


def _known(
    store: Store, person: Person, proposed: Proposed, said: Sequence[Event], besides: int | None
) -> bool:
    """Whether just this was proposed before, or has been declined."""
    if any(one.message == proposed.message for one in store.asking.proposed(person.addresses, besides)):
        return True
    return any(
        one.verb == "decline"
        and one.person in person.addresses
        and (one.command.channel, one.command.to) == (proposed.channel, proposed.reach)
        for one in said
    )


def sentence(name: str, proposed: Proposed) -> str:
    """What a digest says of it. The name stands last: wherever a program breaks the line, no part is a command."""
    number = f" ({proposed.reach})" if proposed.reach else ""
    what = f"{_SAYS[proposed.channel]}{number} seems to suit {clean(name, 60) or proposed.address}"
    return f'Say "accept" with the name to have it kept, "decline" to drop it: {what}.'


def settled(store: Store, command: Command, addresses: Sequence[str]) -> Command:
    """An "accept" as the preference that was proposed, a "decline" with what it declines. Raises Unclear where nothing
    was proposed."""
    newest = next(iter(store.asking.proposed(addresses)), None)
    if newest is None:
        raise Unclear(
            "kith has proposed nothing about them; say it whole, such as: prefers text +44 20 7946 0018"
        )
    verb = "prefers" if command.verb == "accept" else "decline"
    return Command(
        verb, command.person, channel=newest.channel, to=newest.reach, line=command.line, row=command.row
    )
