"""What a correspondent's mail over time says about who writes: signs that need the whole mailbox, in words.

Every sign here can be undone by the user: whoever was written to twice, or was written to and answers, is known, and
only strong marks (`kith.people.automatic`) speak against somebody known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kith.counts import NO_TOUCHES, Correspondent, Habits, Tally
from kith.model import Skip

_SHARE = 0.5  # of somebody's mail: above it a machine writes, and now and then looks personal
_SAME = 5  # messages of one form, and
_SAME_SHARE = 0.8  # their share of all, from where on nobody would write like this
_FLOOD = 20  # messages of one form, at least half of all, and
_SLIPS = 0.05  # the share of answers among all that leave it a machine, whatever else it sends
_ONE_WAY = 12  # messages without an answer either way, and
_ONE_WAY_SHARE = 0.2  # the share of them in doubt from where on they are a machine's
_CLOCK = 6  # messages
_CLOCK_SHARE = 0.8  # of them within
_CLOCK_SPAN = 600  # seconds of the day; the store keeps what is counted by it (`summary`)
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Conduct:
    """What is counted for all addresses of one correspondent together."""

    sent: int
    received: int
    automatic: int
    mark: str  # the mark on the newest message that did not count
    habits: Habits

    @property
    def known(self) -> bool:
        """Written to more than once, or written to and answering."""
        return self.sent > 1 or (self.sent == 1 and self.habits.answers > 0)

    @property
    def letters(self) -> int:
        """Messages from them to the user by themselves."""
        return self.automatic + self.received


def conduct(group: Sequence[Correspondent]) -> Conduct:
    """The counts of a group of addresses that are one correspondent, the newest first."""
    if len(group) == 1:  # nearly everybody
        (one,) = group
        automatic = one.skipped.get(Skip.AUTOMATIC, 0)
        return Conduct(one.sent.number, one.received.number, automatic, one.because, one.habits)
    habits = [one.habits for one in group]
    return Conduct(
        sent=sum(one.sent.number for one in group),
        received=sum(one.received.number for one in group),
        automatic=sum(one.skipped.get(Skip.AUTOMATIC, 0) for one in group),
        mark=next((one.because for one in group if one.because), ""),
        habits=Habits(
            openings=sum(one.openings for one in habits),
            repeats=max((one.repeats for one in habits), default=0),
            answers=sum(one.answers for one in habits),
            doubted=sum(one.doubted for one in habits),
            doubt=next((one.doubt for one in habits if one.doubt), ""),
            automatic=next((one.automatic for one in habits if one.automatic), ""),
            punctual=max((one.punctual for one in habits), default=0),
        ),
    )


def together(tallies: Iterable[Tally]) -> Tally:
    """Several counts as one: in all, the first of the firsts, the last of the lasts."""
    some = [one for one in tallies if one.number]
    if len(some) < 2:
        return some[0] if some else NO_TOUCHES
    return Tally(
        sum(one.number for one in some), min(one.first for one in some), max(one.last for one in some)
    )


def machine(seen: Conduct) -> str:
    """Why a machine writes here, as the user reads it; "" where nothing shows it."""
    habits = seen.habits
    if seen.known and not _flood(seen):
        return ""
    wrote = "you wrote once" if seen.sent else "you never wrote"
    if seen.automatic and not seen.sent and seen.automatic >= _SHARE * seen.letters:
        return f"{_messages(seen.automatic, 'automatic')} ({habits.automatic or seen.mark}), {wrote}"
    if habits.doubted and seen.automatic + habits.doubted >= _SHARE * seen.letters:
        return f"{_messages(seen.letters)}, {wrote}: {habits.doubt}"
    if _flood(seen) or (not seen.sent and habits.repeats >= max(_SAME, _SAME_SHARE * _all(habits))):
        return f"{_messages(_all(habits))}, {habits.repeats} with the same subject, {wrote}"
    if seen.sent or habits.answers:
        return ""
    if seen.received >= _CLOCK and habits.punctual >= _CLOCK_SHARE * seen.received:
        return f"{_messages(seen.received)}, nearly all at the same time of day, {wrote}"
    if seen.received >= _ONE_WAY and habits.doubted >= _ONE_WAY_SHARE * seen.received:
        return f"{_messages(seen.received)}, none an answer, {wrote}: {habits.doubt}"
    return ""


def _all(habits: Habits) -> int:
    return habits.openings + habits.answers


def _flood(seen: Conduct) -> bool:
    """So much of the same that one letter of the user's, and one answer, were a slip."""
    habits = seen.habits
    return (
        seen.sent <= 1
        and habits.repeats >= max(_FLOOD, _SHARE * _all(habits))
        and habits.answers <= _SLIPS * _all(habits)
    )


def punctual(times: Iterable[int]) -> int:
    """The most of these instants that lie within ten minutes of the day."""
    clock = sorted(at % _DAY for at in times)
    clock += [at + _DAY for at in clock]
    most = first = 0
    for last, at in enumerate(clock):
        while at - clock[first] > _CLOCK_SPAN:
            first += 1
        most = max(most, last - first + 1)
    return most


def _messages(count: int, what: str = "") -> str:
    return f"{count} {what} message{'s' * (count != 1)}".replace("  ", " ")
