"""Which messages are touches, with whom, and why the others are not (docs/design.md, "When does a message count?").

A false touch is worse than a missed one: it silences the reminder. So everything that is not clearly one human
writing to few others counts for nobody, and says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from kith.model import Address, Direction, Facts, Skip, Touch, Verdict
from kith.people import authenticity, automatic, forms
from kith.people.address import Me
from kith.people.doubt import doubt

MOST_ABOUT = 50  # people a message that does not count is remembered for
_UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the user has set about counting: who they are, how many make a group, whom to leave out."""

    me: Me
    group_limit: int
    ignore: Sequence[str] = ()  # fnmatch patterns on normalised addresses

    def ignored(self, spec: str) -> bool:
        return any(fnmatchcase(spec, pattern) for pattern in self.ignore)


def judge(facts: Facts, rules: Rules, *, draft: bool = False) -> Verdict:
    """What one message means. `draft`: the server marks it as a draft, wherever it lies."""
    if "x-kith" in facts.fields:
        return Verdict(skip=Skip.KITH, because="X-Kith")
    if draft:
        return Verdict(skip=Skip.DRAFT, because="\\Draft")
    if not facts.senders:
        return Verdict(skip=Skip.NO_SENDER, because="no address in From")
    if facts.at is None:
        return Verdict(skip=Skip.NO_DATE, because="neither Date nor arrival can be read", about=facts.senders)
    if any(sender.spec in rules.me for sender in facts.senders):
        return _sent(facts, rules)
    verdict = _received(facts, rules)
    # A friend's posts to a list are no habit of hers towards the user.
    return verdict if verdict.skip is Skip.LIST else replace(verdict, opening=forms.opening(facts))


def _sent(facts: Facts, rules: Rules) -> Verdict:
    """From is one of me: a touch with everybody it was written to."""
    recipients = _unique(facts.to + facts.cc + facts.bcc)
    others = [other for other in recipients if other.spec not in rules.me]
    if not others:
        return _nobody_else(bool(recipients))
    found = automatic.mark(facts)
    if found:
        return Verdict(
            skip=found[0], because=found[1]
        )  # the user's own machine says nothing about the others
    if len(others) > rules.group_limit:
        return _group(len(others), others)
    people = [other for other in others if not (rules.ignored(other.spec) or _to_a_machine(other, facts))]
    if people:
        return Verdict(touches=tuple(Touch(other, Direction.SENT) for other in people))
    if any(rules.ignored(other.spec) for other in others):
        return Verdict(skip=Skip.IGNORED, because="people.ignore", about=tuple(others))
    return Verdict(skip=Skip.AUTOMATIC, because="written to a machine", about=tuple(others))


def _received(facts: Facts, rules: Rules) -> Verdict:
    """From is somebody else: a touch when it was written to me, by a human, and to few."""
    senders = facts.senders[:MOST_ABOUT]
    recipients = _unique(facts.to + facts.cc + facts.bcc)
    found = automatic.mark(facts)
    people = [sender for sender in senders if not rules.ignored(sender.spec)]
    if not people:
        return Verdict(skip=Skip.IGNORED, because="people.ignore", about=senders)
    if found:
        return Verdict(skip=found[0], because=found[1], about=senders)
    forged = authenticity.forged(facts)
    if forged:
        return Verdict(skip=Skip.FORGED, because=forged, about=senders)
    if not any(address.spec in rules.me for address in (*recipients, *facts.delivered_to)):
        return Verdict(
            skip=Skip.NOT_TO_ME, because="none of your addresses in To, Cc or Delivered-To", about=senders
        )
    # The user counts once under however many addresses, a writer's copy to themselves not at all.
    writers = {sender.spec for sender in senders}
    others = [one for one in recipients if one.spec not in rules.me and one.spec not in writers]
    if len(others) + 1 > rules.group_limit:
        return _group(len(others) + 1, senders)
    touches = tuple(Touch(sender, Direction.RECEIVED) for sender in people)
    return Verdict(touches=touches, doubt=doubt(facts))


def _unique(addresses: tuple[Address, ...]) -> list[Address]:
    """Each address once, in order: a Bcc that repeats the Cc makes nobody two people."""
    return list({address.spec: address for address in reversed(addresses)}.values())[::-1]


def _nobody_else(to_me: bool) -> Verdict:
    if to_me:
        return Verdict(skip=Skip.SELF, because="from you to you only")
    return Verdict(skip=Skip.NO_RECIPIENT, because="no address in To, Cc or Bcc")


def _group(size: int, about: Sequence[Address]) -> Verdict:
    return Verdict(skip=Skip.GROUP, because=f"to {size} people", about=tuple(about[:MOST_ABOUT]))


def _to_a_machine(other: Address, facts: Facts) -> bool:
    """Mail that only asks a machine for something: to an address nobody reads, or to leave a list."""
    return forms.no_reply(other.spec) or facts.subject.strip().lower() == _UNSUBSCRIBE
