"""Which way to reach somebody: the channel, the address it needs, and why it is this one.

Promises: what a person declined is never proposed; a channel is proposed only with the address it needs, else mail
stands in for it and the digest says so; who prefers none gets none.
"""

from collections.abc import Mapping
from typing import NamedTuple

from kith.model import Person
from kith.suggest.naming import first_name

MAIL, TEXT, PHONE, IN_PERSON, LINKEDIN = "mail", "text", "phone", "person", "linkedin"
WRITTEN = frozenset({MAIL, TEXT, LINKEDIN})  # have a draft; the others have something to talk about
NONE = "none"  # as a preference: not to be written to at all
_LIKED = {
    MAIL: "mail", TEXT: "a text", PHONE: "a call", IN_PERSON: "meeting face to face", LINKEDIN: "a message on LinkedIn"
}  # fmt: skip
_LACKING = {TEXT: "no number", PHONE: "no number", LINKEDIN: "no profile"}
# What stands in, the likeliest to be welcome first. A meeting needs no address, but is proposed only where it is liked.
_STAND_INS = (MAIL, TEXT, LINKEDIN, PHONE)


class Way(NamedTuple):
    """`to`: an address, a number, the address of a profile; for a meeting the address to arrange it by, where there is
    one. `why` is a sentence for the digest, "" where mail is taken because nothing else was asked for."""

    channel: str
    to: str
    why: str = ""


def way_to(person: Person, *, lost: bool = False) -> Way | None:
    """How to reach `person` this time; None where there is no way that they would like (`unreachable` says why).

    `lost`: no address of theirs can be reached any more.
    """
    liked, declined = person.channel, person.reach.declines
    if liked == NONE:
        return None
    addresses = _addresses(person)
    if lost:
        return _without_mail(person, addresses)
    if liked is not None and liked in addresses:
        return Way(liked, addresses[liked], "" if liked == MAIL else f"{_prefers(person, liked)}.")
    instead = next((channel for channel in _STAND_INS if channel in addresses), None)
    if instead is None:
        return None
    if liked is not None and liked not in declined:
        why = f"{_prefers(person, liked)}, but {_LACKING[liked]} is known."
    else:
        why = f"{_called(person, 'does', 'do')} not want mail." if instead != MAIL else ""
    return Way(instead, addresses[instead], why)


def _without_mail(person: Person, addresses: Mapping[str, str]) -> Way:
    """The way that is left where mail is none any more: to meet, where there is no other."""
    left = {channel: to for channel, to in addresses.items() if channel not in (MAIL, IN_PERSON)}
    why = "No address of theirs works any more"
    if person.channel in left:
        return Way(person.channel, left[person.channel], f"{why}.")
    instead = next((channel for channel in _STAND_INS if channel in left), None)
    if instead is not None:
        return Way(instead, left[instead], f"{why}.")
    return Way(IN_PERSON, "", f"{why}, and no other way to reach them is known, so there is no draft.")


def unreachable(person: Person) -> str:
    """Why there is no way, in a sentence; "" where there is one."""
    if person.channel is None and not person.reach.declines:
        return ""  # nearly everybody
    if way_to(person) is not None:
        return ""
    if person.channel == NONE:
        return f"{_called(person, 'would', 'would')} rather not be written to."
    return f"{_called(person, 'does', 'do')} not want mail, and no other way to reach them is known."


def _addresses(person: Person) -> dict[str, str]:
    """The address for each channel that can be proposed at all."""
    reach = person.reach
    known = {TEXT: reach.phone, PHONE: reach.phone, LINKEDIN: reach.profile}
    usable = {channel: to for channel, to in known.items() if to and channel not in reach.declines}
    if MAIL not in reach.declines:
        usable[MAIL] = next(iter(person.addresses), "")
    if IN_PERSON not in reach.declines:
        usable[IN_PERSON] = next((usable[channel] for channel in _STAND_INS if channel in usable), "")
    return usable


def _prefers(person: Person, channel: str) -> str:
    return f"{_called(person, 'prefers', 'prefer')} {_LIKED[channel]}"


def _called(person: Person, one: str, several: str) -> str:
    """The first name, or "they", with the verb that goes with it."""
    name = first_name(person.name, next(iter(person.addresses), ""))
    return f"{name} {one}" if name else f"They {several}"
