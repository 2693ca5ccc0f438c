"""A known name that writes from somewhere new: who has moved, as far as addresses show it. Pure.

Promises: a new address is at another place, and at none where everybody has one; the old one has fallen silent by the
time the new one first writes, and is silent still. Where both are one person's by strong evidence it is a fact; of a
stranger who only bears the name of somebody known it is a question, and changes nothing else (threat C4).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from kith.model import Kind, Somebody
from kith.people.address import domain_of, match_key
from kith.people.free_mail import FREE_MAIL
from kith.people.fullname import Key, full_name
from kith.people.joining import Decision, pair, said


class Mail(NamedTuple):
    """What there was of an address: the first and the newest mail from there, how much, when the user last wrote
    there. Unix seconds, 0 for never."""

    first: int
    last: int
    number: int
    sent: int


class Move(NamedTuple):
    """`old` fell silent, and `new` writes since `at` (unix seconds). `sure`: they are one person's."""

    old: str
    new: str
    at: int
    silent_since: int
    sure: bool


def namesakes(people: Iterable[Somebody], fresh: Collection[str]) -> list[tuple[str, str, bool]]:
    """Pairs of an older and a new address that may be one person's: of one person, or of one full name that two people
    alone bear. `fresh`: addresses that wrote for the first time lately. Gives (older, new, whether joined)."""
    wanted = set(fresh)
    bearers: dict[Key, list[Somebody]] = {}
    found = []
    everybody = [one for one in people if one.kind is Kind.PERSON]
    mine = [one for one in everybody if wanted.intersection(one.addresses)]
    names = {full_name(one.name) for one in mine} - {()}
    for one in everybody if names else ():
        if (key := full_name(one.name)) in names:
            bearers.setdefault(key, []).append(one)
    for one in mine:
        new = sorted(wanted.intersection(one.addresses))
        found += [(old, to, True) for to in new for old in one.addresses if old not in wanted]
        others = [other for other in bearers.get(full_name(one.name), ()) if other is not one]
        if len(others) == 1 and len(new) == len(one.addresses):
            found += [(old, to, False) for to in new for old in others[0].addresses if old not in wanted]
    return found


def moves(
    pairs: Sequence[tuple[str, str, bool]],
    mail: Mapping[str, Mail],
    dead: Collection[str],
    decisions: Sequence[Decision] = (),
) -> list[Move]:
    """Which of these pairs are moves. `dead`: addresses that mail came back from. Where the user has said that two
    addresses are two people's, that holds."""
    apart = {two for two, word in said(decisions).items() if word.kind == "split"}
    found = []
    for old, new, sure in pairs:
        before, after = mail.get(old), mail.get(new)
        if before is None or after is None or not after.number:
            continue
        if pair(match_key(old), match_key(new)) in apart or not _elsewhere(old, new):
            continue
        if domain_of(old) in FREE_MAIL and old not in dead:  # a friend who for once writes from work
            continue
        if before.number and before.sent and before.last < after.first:
            found.append(Move(old, new, after.first, before.last, sure))
    return found


def _elsewhere(old: str, new: str) -> bool:
    """Whether the new address is at another place: no other department of the same one, no provider of everybody's."""
    one, other = domain_of(old), domain_of(new)
    same = one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
    return not same and other not in FREE_MAIL and _owner(one) != _owner(other)


def _owner(domain: str) -> str:
    """`initech` of initech.com and initech.co.uk: one firm in two countries."""
    labels = [label for label in domain.split(".")[:-1] if label not in _SECOND_LEVEL]
    return labels[-1] if labels else domain


_SECOND_LEVEL = frozenset("co com org net ac gov edu".split())
