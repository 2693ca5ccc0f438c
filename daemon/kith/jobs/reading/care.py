"""Reading spans of UIDs so that no message can stop a folder for ever.

What is about to be read is written down first, and crossed out by the transaction that records it. If the line breaks
or the process dies in the middle of it, the next look reads the same UIDs in small windows, and the one after that one
by one. A message is set aside when the process died while it was being read alone, at the third death then; one on
which the line broke, when that happened alone twice in a row: lines break by chance. So three deaths, not a loop, are
the most one message can cause. What is set aside is tried again (`kith.jobs.reading.backoff`); after a death once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from kith.errors import AccountDown, FolderUnavailable, KithError, StoreBusy, Throttled
from kith.imap.bulk import windows
from kith.imap.fetch import Window
from kith.imap.session import Session
from kith.jobs.reading.backoff import SUSPENDED_AFTER
from kith.jobs.reading.record import Place, Recorder
from kith.jobs.reading.windows import Span, Width, downwards, octets, upwards
from kith.store.cursors import Cursor
from kith.store.trouble import Attempt

# UIDs of a window, by how often the reading has ended in the middle of it; 0: as usual
CAREFULLY = (0, 32, 1, 1)
CULPRIT = len(CAREFULLY)  # so often, and it is not asked for again
DEADLY = CULPRIT - 1  # the same, where the process ended at the last time
ENDED = "kith ended each time it was being read"


@dataclass(slots=True)
class Stretch:
    """Part of one folder, in one direction. `enough` is asked between windows."""

    session: Session
    recorder: Recorder
    place: Place
    cursor: Cursor
    width: Width
    enough: Callable[[], bool]
    attempt: Attempt | None = None
    empty: bool = False  # the last window held nothing: there may be a gap
    culprits: int = 0  # messages that ended the reading each time, set aside now
    running: bool = (
        False  # in the middle of a window: whatever breaks now is charged to it, not to the folder
    )

    def up(self, high: int, most: int) -> Cursor:
        """New mail, up to `high`, in at most so many windows."""
        return self._read(lambda low, top: upwards(low, top, self.width), high, most, ahead=True)

    def down(self, most: int) -> Cursor:
        """Older mail, in at most so many windows."""
        return self._read(lambda low, top: downwards(top, low, self.width), 1, most, ahead=False)

    def within(self, spans: list[Span]) -> None:
        """Spans inside of what was read: they are read once more, and then nothing inside needs care."""
        for span, level in (piece for whole in spans for piece in self._pieces(whole)):
            if self.enough():
                return
            if self.attempt and _is_culprit(level, self.attempt.why):
                self._set_aside(span, self.attempt.why)
            else:
                self._take(iter([span]), span, level, self.attempt)
        if self.attempt and self.cursor.low <= self.attempt.low and self.attempt.high <= self.cursor.high:
            self._settle(None)

    def _pieces(self, span: Span) -> Iterator[tuple[Span, int]]:
        """A span, in small steps where it has failed before."""
        trouble = self.attempt
        low, high = (max(span[0], trouble.low), min(span[1], trouble.high)) if trouble else (1, 0)
        if trouble is None or low > high:
            yield span, 0
            return
        if span[0] < low:
            yield (span[0], low - 1), 0
        step = CAREFULLY[min(trouble.level, CULPRIT - 1)]
        for start in range(low, high + 1, step):
            yield (start, min(start + step - 1, high)), trouble.level
        if high < span[1]:
            yield (high + 1, span[1]), 0

    def _read(
        self, plan: Callable[[int, int], Iterator[Span]], edge: int, most: int, *, ahead: bool
    ) -> Cursor:
        while most > 0 and not self.enough():
            low, high = (self.cursor.high + 1, edge) if ahead else (edge, self.cursor.low - 1)
            if low > high:
                break
            careful = self.attempt if self._concerned(low if ahead else high) else None
            if careful is not None:
                self._carefully(careful, low, high, ahead=ahead)
                most -= 1
                continue
            reach = most * self.width.uids
            span = (low, min(high, low + reach - 1)) if ahead else (max(low, high - reach + 1), high)
            span = self._short_of_trouble(span, ahead=ahead)
            most -= self._take(self._limited(plan(*span), most), span, 0, self.attempt)
            if self.empty:
                break
        return self.cursor

    def _concerned(self, uid: int) -> bool:
        return self.attempt is not None and self.attempt.low <= uid <= self.attempt.high

    def _short_of_trouble(self, span: Span, *, ahead: bool) -> Span:
        """The part of a span before UIDs that need care."""
        trouble = self.attempt
        if trouble is None or trouble.high < span[0] or trouble.low > span[1]:
            return span
        return (span[0], trouble.low - 1) if ahead else (trouble.high + 1, span[1])

    def _limited(self, spans: Iterator[Span], most: int) -> Iterator[Span]:
        for span in spans:
            if most <= 0 or self.enough() or self.empty:
                return
            most -= 1
            yield span

    def _carefully(self, trouble: Attempt, low: int, high: int, *, ahead: bool) -> None:
        """One small window of what has failed before; the lone culprit is not asked for again."""
        low, high = max(low, trouble.low), min(high, trouble.high)
        step = CAREFULLY[min(trouble.level, CULPRIT - 1)]
        span = (low, min(high, low + step - 1)) if ahead else (max(low, high - step + 1), high)
        left = (span[1] + 1, trouble.high) if ahead else (trouble.low, span[0] - 1)
        rest = Attempt(*left, trouble.level, ENDED) if left[0] <= left[1] else None
        if _is_culprit(trouble.level, trouble.why):
            self._set_aside(span, trouble.why)
            self._settle(rest)
        else:
            self._take(iter([span]), span, trouble.level, rest)

    def _set_aside(self, span: Span, why: str) -> None:
        self.cursor = self.recorder.record(self.place, self.cursor, span, Window((), {span[0]: why}))
        self.culprits += 1
        store = self.recorder.store
        with store.transaction():
            failures = store.trouble.folder_failed(self.cursor.folder, why)
        if failures >= SUSPENDED_AFTER:  # one message after the other: it is the folder that is ill
            raise FolderUnavailable(f"{self.place.name}: each of several messages broke the line: {why}")

    def _settle(self, attempt: Attempt | None) -> None:
        """What is still to be read with care, from now on."""
        with self.recorder.store.transaction():
            self.recorder.store.trouble.rest(self.cursor.folder, attempt)
        self.attempt = attempt

    def _take(self, spans: Iterator[Span], whole: Span, level: int, rest: Attempt | None) -> int:
        """Read and write down; `rest` then still needs care. Gives how many windows."""
        count, self.empty = 0, False
        with self._noted(whole, level):
            for span, found in windows(self.session, spans):
                self.cursor = self.recorder.record(self.place, self.cursor, span, found)
                self.width.learn(len(found.messages), octets(found))
                self.empty = not found.messages and not found.unreadable
                count += 1
        self._settle(rest)
        return max(count, 1)

    @contextmanager
    def _noted(self, span: Span, level: int) -> Iterator[None]:
        """Written down before, and left standing when the line breaks in between."""
        store, folder = self.recorder.store, self.cursor.folder
        with store.transaction():
            store.trouble.begin(folder, *span, level, ENDED)
        self.running = True
        try:
            yield
            self.running = False
        except AccountDown as error:
            with store.transaction():
                if isinstance(error, Throttled) or self.recorder.watch.stopping():
                    store.trouble.rest(folder, self.attempt)
                else:
                    store.trouble.failed(folder, str(error))
            raise
        except StoreBusy:  # no message is to blame for a full disk
            with suppress(StoreBusy), store.transaction():
                store.trouble.rest(folder, self.attempt)
            raise
        except KithError:
            with store.transaction():
                store.trouble.rest(folder, self.attempt)
            raise


def _is_culprit(level: int, why: str) -> bool:
    """Whether the reading has ended so often at a span that it is to blame. From `DEADLY` on it is a single UID."""
    return level >= (DEADLY if why == ENDED else CULPRIT)
