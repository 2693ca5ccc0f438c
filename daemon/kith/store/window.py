"""What a window of judged messages comes to, before anything is written: pure, in the order the messages came in."""

from collections import Counter
from dataclasses import dataclass, replace

from kith.mail.ids import NUMBER, number_of
from kith.model import Address, Direction, Facts, Skip, Verdict

DOUBTFUL = "doubtful"  # stands beside the reasons for not counting, though such a message counts
_OWN_WORD = 1 << 40  # lifts a name its owner wrote above any name others wrote (instants are below 2^40)

Reason = tuple[str, str]  # as in the table `skip`: reason, because


@dataclass(frozen=True, slots=True)
class Judged:
    """One message of a folder with its verdict, ready to be written down."""

    uid: int
    facts: Facts
    verdict: Verdict
    list_address: Address | None = None


def has_bcc(message: Judged) -> bool:
    """Whether this is a letter of mine that counts, with those it names in Bcc."""
    touches = message.verdict.touches
    return bool(touches and message.facts.bcc) and touches[0].direction is Direction.SENT


def _new_ones(message: Judged, told: set[str]) -> Judged:
    """The message with those touches alone whose address is not told of yet; they are from now on."""
    touches = tuple(touch for touch in message.verdict.touches if touch.other.spec not in told)
    told.update(touch.other.spec for touch in touches)
    return replace(message, verdict=replace(message.verdict, touches=touches))


class Window:
    """Takes messages one by one and keeps what each table has to learn of them.

    `counts` says of every message known before whether it counts; `told` of those that a letter of mine with a Bcc is a
    copy of, whom they are with (specs). Both are kept up to date.
    """

    def __init__(self, counts: dict[int, bool], told: dict[int, set[str]]) -> None:
        self._counts = counts
        self._told = told
        self.tally: Counter[str] = Counter()
        # By identity the new ones, of several copies the one that holds; with the reason why it does not count
        self.messages: dict[int, tuple[Judged, Reason | None]] = {}
        self.counted: list[Judged] = []  # those whose touches are new, with these alone
        self.upgraded: list[int] = []  # those entered before as not counting
        self.reasons: dict[Reason, None] = {}
        self.names: dict[str, tuple[int, str]] = {}  # spec -> (rank, name); (0, "") where none was seen
        self.spellings: dict[str, set[str]] = {}  # spec -> every name
        self.lists: set[str] = set()  # specs
        # (spec, message answered) -> the answers: when written, which way
        self.answers: dict[tuple[str, int], list[tuple[int, str]]] = {}

    def add(self, message: Judged) -> None:
        """A copy of a message that counts is a duplicate, and so is one that does not count of one that did not.

        But of a letter of mine only the copy that stayed with me names the Bcc, and another may have been read first.
        """
        verdict, facts = message.verdict, message.facts
        if message.list_address is not None:  # every copy may name the list it came through
            self._address(message.list_address, facts)
            self.lists.add(message.list_address.spec)
        reason = None
        if verdict.skip is not None:
            reason = str(verdict.skip), verdict.because
            self.reasons[reason] = None
        known = self._counts.get(facts.identity)
        if known or (known is not None and reason is not None):
            self.tally[Skip.DUPLICATE] += 1
            if known and has_bcc(message):
                self._touched(message)
            return
        if known is not None:
            self.upgraded.append(facts.identity)
        self._counts[facts.identity] = reason is None
        self.messages[facts.identity] = message, reason
        if verdict.skip is not None:
            self.tally[verdict.skip] += 1
            for other in verdict.about:
                self._address(other, facts)
        else:
            self.tally["touches"] += len(verdict.touches)
            self._touched(message)

    def _touched(self, message: Judged) -> None:
        told = self._told.get(message.facts.identity)
        if told is not None:
            message = _new_ones(message, told)
        facts, verdict = message.facts, message.verdict
        if not verdict.touches:
            return
        self.counted.append(message)
        if verdict.doubt:
            self.reasons[DOUBTFUL, verdict.doubt] = None
        answered = number_of(facts.in_reply_to) if facts.in_reply_to else None
        for touch in verdict.touches:
            spec = touch.other.spec
            self._address(touch.other, facts, own_word=touch.direction is Direction.RECEIVED)
            # An answer within one address is the usual case, and no evidence. Looked at from both ends, because the
            # answered message may be read later.
            self.answers.pop((spec, facts.identity & NUMBER), None)
            if answered is not None:
                found = self.answers.setdefault((spec, answered), [])
                found.append((facts.at or 0, str(touch.direction)))
        if verdict.touches[0].direction is Direction.SENT:
            for me in facts.senders:  # how the user writes their own name
                self._address(me, facts, own_word=True)

    def _address(self, address: Address, facts: Facts, *, own_word: bool = False) -> None:
        """The newest name its owner used is the one that stays.

        Two names of one second are settled by the alphabet, so that the order of folders never shows.
        """
        spec, name = address.spec, address.name
        rank, best = self.names.get(spec) or self.names.setdefault(spec, (0, ""))
        if not name:
            return
        this = (facts.at or 0) + (_OWN_WORD if own_word else 0)
        if this > rank or (this == rank and name > best):
            self.names[spec] = this, name
        if name != best:
            self.spellings.setdefault(spec, set()).add(name)
