"""What a reason may look at, and what a reason is made of."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from kith.model import Aside, Bounce, Direction, Exchange, Person, Reason, Signal, Wish
from kith.suggest.naming import first_name
from kith.suggest.odds import strength
from kith.suggest.reasons.calendar import Calendar
from kith.suggest.reasons.subjects import asks
from kith.suggest.rhythm import DAY, MERGE_DAYS, History, Rhythm

# Days: "every 6 weeks" is over on the day itself, though the digest comes at an earlier hour than the last letter went.
NEARLY = 0.5
FIRST_EXCHANGE = 30  # days; a first conversation that went on for longer is a tie already
FOLLOWED_UP = 60  # days after a suggestion, within which a message of its kind is what kith had asked for


class Standing(NamedTuple):
    """Where somebody stands among `of` ties that have fallen silent. `place`: 1 is the first to be suggested, equals in
    the order of their addresses; `stronger`: how many really were; `picked`: by chance, though others come first."""

    place: int
    of: int
    stronger: int
    picked: bool = False


class Wishing(NamedTuple):
    """What a wish to somebody can be built on. `country`: where they live (ISO 3166-1), "" where it is not known, and
    `because` how kith knows, or why not. `subject` of the newest mail, where it can be quoted and says something;
    `note`: the user's newest about them. `place` among those with the same holiday, the strongest tie first."""

    country: str
    because: str
    subject: str = ""
    note: str = ""
    place: int = 1


class Move(NamedTuple):
    """The user leaves a place, or moves to one, and somebody is to be told. Instants are unix seconds.

    `last_day`: the user's local day, over at `ends_at`. `due_at`: from when on they are to be told, until `until`.
    `address`, `phone`: where the user can be reached from then on. `because`: why they are to be told
    (`kith.suggest.moving`). `paused`: the user has put the whole plan off. `changed_at`: when the plan was corrected
    last, 0 for never; what was suggested before says what holds no longer.
    """

    place: str
    what: str  # the domain that goes away, or the one address; "" of a move
    last_day: date
    ends_at: int
    started_at: int
    due_at: int
    until: int
    address: str
    phone: str = ""
    because: str = ""
    paused: bool = False
    changed_at: int = 0


class Case(NamedTuple):
    """One person at one moment. `now` and the times in `told` are unix seconds.

    `told`: when they were suggested, and why, oldest first. `exchanges`: the newest messages, newest first, empty where
    they lie too far back to matter. `wish`: the user's newest word about suggesting them. `last_at`: the last touch,
    None where there was none. `bounce`: where no address of theirs can be reached. `aside`: their and the
    user's newest messages that count for nobody. `signals`: what messages tell of them, newest first. `wishing`: where
    a holiday may be a reason. `move`: the user leaves a place, and they are to be told. `standing`: where the tie has
    fallen silent. `calendar`: the user's, for what is about days.
    """

    person: Person
    rhythm: Rhythm
    history: History
    now: int
    last_at: int | None
    told: tuple[tuple[int, str], ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    wish: Wish | None = None
    bounce: Bounce | None = None
    aside: Aside = Aside()
    signals: tuple[Signal, ...] = ()
    wishing: Wishing | None = None
    move: Move | None = None
    standing: Standing | None = None
    calendar: Calendar = Calendar()

    @property
    def today(self) -> date:
        """The user's local date."""
        return self.calendar.day(self.now)

    @property
    def told_now(self) -> tuple[tuple[int, str], ...]:
        """The suggestions of this silence."""
        return tuple(one for one in self.told if self.last_at is None or one[0] > self.last_at)

    @property
    def unanswered(self) -> bool:
        """Whether in the newest conversation the user alone has said something."""
        days = self.history.days
        began = next((after for before, after in pairwise(days[::-1]) if before - after > MERGE_DAYS), None)
        since = min((day for day in days if began is None or day > began), default=0) * DAY
        theirs = max(self.person.received[-1:] + self.person.logged[-1:], default=-1)
        return bool(self.person.sent) and self.last_at is not None and theirs < since <= self.person.sent[-1]

    @property
    def conversation(self) -> int:
        """How many days the only conversation went on; 0 where there were several, or none."""
        days = self.history.days
        return days[-1] - days[0] if days and not self.history.gaps else 0

    @property
    def silence(self) -> float | None:
        """Days since the last touch, None where there was none. A touch in the future counts as now."""
        if self.last_at is None:
            return None
        return (self.now - self.last_at) / DAY if self.now > self.last_at else 0.0

    @property
    def last(self) -> Exchange | None:
        """The newest message, where it is the newest touch: a call or a meeting afterwards settles it."""
        if not self.exchanges or self.last_at is None or self.exchanges[0].at < self.last_at:
            return None
        return self.exchanges[0]

    @property
    def last_instants(self) -> tuple[int, ...]:
        return () if self.last_at is None else (self.last_at,)

    @property
    def called(self) -> str:
        """The first name, or "they" at the beginning of a sentence."""
        return first_name(self.person.name, next(iter(self.person.addresses), "")) or "They"

    def silent_at(self, at: int) -> float:
        """Days of this silence at a moment in it."""
        return 0.0 if self.last_at is None else max(0.0, (at - self.last_at) / DAY)

    def strength(self, half_life: float, at: int | None = None) -> float:
        """How much there has been between the two (`kith.suggest.odds.strength`), seen from `at` or now."""
        day = (self.now if at is None else at) // DAY
        return strength([day - one for one in self.history.days], half_life)


def _never_again(_case: Case, _told_at: int) -> bool:
    return False


class Found(NamedTuple):
    """What a reason found. `text` is made only where somebody reads it; `weight` orders people with the same reason;
    `touches` are the instants that prove it; `letter`: see `kith.model.Reason`."""

    fires: bool
    text: Callable[[], str]
    weight: float = 0.0
    touches: tuple[int, ...] = ()
    letter: str = ""


class Rule(NamedTuple):
    """A reason's file in short. `most`: in one digest. `again`: whether it may be told once more in the same silence,
    after it was told at a moment (unix seconds). `told`: why it is not told now, for a reason that is not about the
    silence; then neither `again` nor the pause between two suggestions says anything. `half`: it takes half of a
    digest's places at most."""

    kind: str
    find: Callable[[Case], Found | None]
    most: int | None = None
    again: Callable[[Case, int], bool] = _never_again
    told: Callable[[Case], Reason | None] | None = None
    half: bool = False


def followed_up(case: Case, kind: str, at: int) -> bool:
    """Whether a message of the user's at `at` came of a suggestion of this kind: it opens nothing new."""
    return any(said == kind and at - FOLLOWED_UP * DAY <= told_at <= at for told_at, said in case.told)


OPEN_FROM, OPEN_UNTIL = 3, 30  # days since a message that wants an answer
FEW = 2  # people, to whom a message may have gone that wants one


def may_be_open(case: Case) -> bool:
    """Whether it is worth reading what the newest message says: an answer may ask something too."""
    last, silent = case.last, case.silence
    return (
        last is not None and silent is not None and last.people <= FEW and OPEN_FROM <= silent <= OPEN_UNTIL
    )


def left_open(case: Case, direction: Direction) -> tuple[Exchange, float] | None:
    """The newest message and the days since, where it went this way, to at most two people, and either opens a
    conversation or is known to ask something.

    The subject of an answer is quoted, so that a question or thanks in it may be anybody's.
    """
    if not case.exchanges:
        return None
    last, silent = case.last, case.silence
    if last is None or silent is None or last.direction is not direction or last.people > FEW:
        return None
    answered = case.aside.mine if direction is Direction.RECEIVED else case.aside.theirs
    if answered >= last.at:  # to all, or by a calendar
        return None
    return (last, silent) if not last.answers or last.question else None


def asked(last: Exchange) -> str:
    """What a message left open asks: a sentence of it, else the subject of one that opens a conversation; "" where it
    asks nothing."""
    return last.question or (last.subject if not last.answers and asks(last.subject) else "")
