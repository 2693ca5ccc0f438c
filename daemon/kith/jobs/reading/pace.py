"""How fast a reading goes and how long it will take, for people. Pure: the time comes from outside."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Pace:
    """Counts messages since `began` (monotonic seconds). What is expected may be told anew for each account."""

    began: float
    done: int = 0
    _expected: dict[str, int] = field(default_factory=dict)

    def expect(self, account: str, messages: int) -> None:
        """So many messages of an account are still to be read; the first word counts, later looks go on from it."""
        self._expected.setdefault(account, messages)

    def read(self, messages: int) -> None:
        self.done += messages

    @property
    def expected(self) -> int:
        return max(self.done, sum(self._expected.values()))

    def rate(self, now: float) -> float:
        """Messages a second; 0 before anything can be said."""
        return self.done / (now - self.began) if now > self.began else 0.0

    def left(self, now: float) -> float | None:
        """Seconds to the end at this rate; None before anything can be said."""
        rate = self.rate(now)
        return (self.expected - self.done) / rate if rate else None

    def words(self, now: float) -> str:
        """ "1200 of 5000 messages, 400/s, 9 s left"."""
        told = f"{self.done} of {self.expected} messages"
        left = self.left(now)
        if left is None:
            return told
        span = f"{left:.0f} s" if left < 120 else f"{left / 60:.0f} min"
        return f"{told}, {self.rate(now):.0f}/s, {span} left"
