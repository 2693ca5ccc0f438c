"""When kith was let alone, and what it did then: appointments it could not keep are not held against it.

Judged by what it has done and not by time alone: on a busy machine the simulated time runs on while kith waits for a
processor.
"""

from dataclasses import dataclass, field

from helpers.soak.clock import SimulatedClock, looks

LOOKS = 3  # within one quiet: one may have begun before it, one may still have found the trouble


@dataclass
class Quiet:
    """`patience`: true seconds that a quiet must last besides, for the pauses after trouble."""

    clock: SimulatedClock
    patience: float = 0.0
    _times: list[tuple[float, float]] = field(default_factory=list)  # when kith lived and could do its work
    _since: float | None = None

    def mark(self, undisturbed: bool) -> None:
        """Something has begun or ended: so long kith had its quiet, or had none."""
        now = self.clock.truth()
        if self._since is not None:
            self._times.append((self._since, now))
        self._since = now if undisturbed else None

    def broken(self) -> None:
        """The clock has leapt: what was quiet before it is another quiet."""
        self._since = None

    def was(self, since: float, until: float) -> bool:
        """Whether there was quiet enough between these two for everything that was due."""
        return any(self._enough(max(a, since), min(b, until)) for a, b in self._times)

    def _enough(self, since: float, until: float) -> bool:
        return until - since >= self.patience and self.looks(since, until) >= LOOKS

    def looks(self, since: float, until: float) -> int:
        """How often it has looked at its mail between these two."""
        return sum(since <= at <= until for at in looks(self.clock.path))
