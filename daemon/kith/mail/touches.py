"""Which messages are touches, with whom, and why the others are not (docs/design.md, "When does a message count?").

A false touch is worse than a missed one: it silences the reminder. So everything that is not clearly one human
writing to few others counts for nobody, and says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from kith.model import Address, Direction, Facts, Skip, Touch, Verdict
from kith.people import authenticity, automatic, subjects
from kith.people.address import Me
from kith.people.doubt import doubt
from kith.people.forms import no_reply

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
    return _received(facts, rules)


def _sent(facts: Facts, rules: Rules) -> Verdict:
    """From is one of me: a touch with everybody it was written to."""
    recipients = _recipients(facts)
    others = [other for other in recipients if other.spec not in rules.me]
    if not others:
        return _nobody_else(bool(recipients))
    found = automatic.mark(facts)
    if found:
        about = tuple(others[: rules.group_limit])  # an invitation accepted is an answer all the same
        return Verdict(skip=found[0], because=found[1], about=about, mine=True)
    if len(others) > rules.group_limit:
        about = tuple(others[:MOST_ABOUT])
        return Verdict(skip=Skip.GROUP, because=f"to {len(others)} people", about=about, mine=True)
    people = [other for other in others if not (rules.ignored(other.spec) or _to_a_machine(other, facts))]
    if people:
        return Verdict(touches=tuple(Touch(other, Direction.SENT) for other in people))
    if any(rules.ignored(other.spec) for other in others):
        return Verdict(skip=Skip.IGNORED, because="people.ignore", about=tuple(others))
    return Verdict(skip=Skip.AUTOMATIC, because="written to a machine", about=tuple(others))


def _received(facts: Facts, rules: Rules) -> Verdict:
    """From is somebody else: a touch when it was written to me, by a human, and to few."""
    senders = facts.senders[:MOST_ABOUT]
    people = [one for one in senders if not rules.ignored(one.spec)] if rules.ignore else senders
    found = _against(facts, rules) if people else (Skip.IGNORED, "people.ignore")
    # A friend's posts to a list are no habit of hers towards the user.
    opening = None if found and found[0] is Skip.LIST else subjects.opening(facts)
    if found:
        return Verdict(skip=found[0], because=found[1], about=senders, opening=opening)
    touches = tuple([Touch(sender, Direction.RECEIVED) for sender in people])
    return Verdict(touches=touches, doubt=doubt(facts), opening=opening)


def _against(facts: Facts, rules: Rules) -> tuple[Skip, str] | None:
    """Why what somebody else sent is not a human's letter to me and few others; None where it is."""
    found = automatic.mark(facts)
    if found:
        return found
    forged = authenticity.forged(facts)
    if forged:
        return Skip.FORGED, forged
    recipients = _recipients(facts)
    others = [one.spec for one in recipients if one.spec not in rules.me]
    if len(others) == len(recipients) and not any(one.spec in rules.me for one in facts.delivered_to):
        return Skip.NOT_TO_ME, "none of your addresses in To, Cc or Delivered-To"
    # The user counts once under however many addresses, a writer's copy to themselves not at all.
    if len(others) >= rules.group_limit:
        others = [*set(others).difference(sender.spec for sender in facts.senders[:MOST_ABOUT])]
    size = len(others) + 1
    return (Skip.GROUP, f"to {size} people") if size > rules.group_limit else None


def _recipients(facts: Facts) -> Sequence[Address]:
    """Each recipient once, in order: a Bcc that repeats the Cc makes nobody two people."""
    if not (facts.cc or facts.bcc):
        return facts.to
    everybody = facts.to + facts.cc + facts.bcc
    return list({address.spec: address for address in reversed(everybody)}.values())[::-1]


def _nobody_else(to_me: bool) -> Verdict:
    if to_me:
        return Verdict(skip=Skip.SELF, because="from you to you only")
    return Verdict(skip=Skip.NO_RECIPIENT, because="no address in To, Cc or Bcc")


def _to_a_machine(other: Address, facts: Facts) -> bool:
    """Mail that only asks a machine for something: to an address nobody reads, or to leave a list."""
    return no_reply(other.spec) or facts.subject.strip().lower() == _UNSUBSCRIBE
