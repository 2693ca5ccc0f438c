"""What becomes of a draft that lies in the Drafts folder: judged by what the store and the folder tell, with the reason
the user reads.

Promises that only a draft which nobody touched is ever taken away, and that in doubt it is the user's. Reads nothing,
does nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

DAY = 86_400  # seconds
OLD = 14 * DAY
MISSED = DAY  # how long one that is gone may still turn up as sent or saved elsewhere


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened since a draft was written, as the store knows it.

    `wrote`: mail from the user to them; `heard`: mail from them. `said`: what the user has told kith about them that
    settles it ("you called"), "" for nothing. `superseded`: there is a newer digest; `reworded`: its own digest was
    written anew with other words; `bygone`: the day it is for is over. `placed_at`: unix seconds.
    """

    placed_at: int
    wrote: bool = False
    heard: bool = False
    said: str = ""
    superseded: bool = False
    reworded: bool = False
    bygone: bool = False


@dataclass(frozen=True, slots=True)
class Stale:
    """Why a draft is out of date, in words that stand in brackets behind a name. `wrote`: the user has written."""

    text: str
    wrote: bool = False


def stale(since: Since, now: int) -> Stale | None:
    """Why a draft is out of date at `now` (unix seconds); None while it is not."""
    if since.wrote:
        return Stale("you wrote", wrote=True)
    if since.heard:
        return Stale("they wrote")
    if since.said:
        return Stale(since.said)
    if since.superseded:
        return Stale("the next digest came")
    if since.reworded:
        return Stale("its digest was written anew")
    if since.bygone:
        return Stale("the day is over")
    return Stale("two weeks old") if now - since.placed_at >= OLD else None


@dataclass(frozen=True, slots=True)
class Found:
    r"""What the folder tells of a draft. `same`: with kith's own Message-ID and content. `flags`: in lower case
    ("\flagged"). `another`: a later draft to the same person that kith did not put there. `copied`: it is there several
    times, and nobody knows which one kith put there."""

    there: bool
    same: bool = False
    flags: frozenset[str] = frozenset()
    another: bool = False
    copied: bool = False

    @property
    def thrown_away(self) -> bool:
        """Mail programs mark what they have deleted, or saved anew, long before they expunge it."""
        return not self.there or r"\deleted" in self.flags


class End(StrEnum):
    """What becomes of it. The first three are no end yet."""

    STAYS = "stays"
    GONE = "gone"  # not there, and nobody knows why yet
    TAKE = "take"  # kith takes it away
    SENT = "sent"
    EDITED = "edited"
    DROPPED = "dropped"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Fate:
    """`skips`: it was thrown away while it was still to be sent, so the user does not want to write this time."""

    end: End
    because: str = ""
    skips: bool = False


def fate(found: Found, why: Stale | None, *, removing: str, missed: bool) -> Fate:
    r"""What becomes of a draft.

    `why`: it is out of date. `removing`: why kith has begun to take it away, "" where it has not; then `\Deleted` on it
    is kith's own. `missed`: it has been gone for a day, and the mail was read since.
    """
    if found.there and (removing or not found.thrown_away):
        if touched := _touched(found):
            return Fate(End.EDITED, touched)
        if removing or why:
            return Fate(End.TAKE, removing or (why.text if why else ""))
        return Fate(End.STAYS)
    if why and why.wrote:
        return Fate(End.SENT, why.text)
    if found.another:
        return Fate(End.EDITED, "you saved it anew")
    if removing:
        return Fate(End.REMOVED, removing)
    if not missed:
        return Fate(End.GONE)
    if why:  # it was out of date when it was deleted, or is now: that says nothing about this round
        return Fate(End.DROPPED, f"you deleted it; {why.text}")
    return Fate(End.DROPPED, "you deleted it", skips=True)


def _touched(found: Found) -> str:
    """What the user has done to a draft that is there; "" for nothing."""
    if found.copied:
        return "you copied it"
    if not found.same:
        return "you changed it"
    if r"\flagged" in found.flags:
        return "you flagged it"
    return "you answered it" if r"\answered" in found.flags else ""
