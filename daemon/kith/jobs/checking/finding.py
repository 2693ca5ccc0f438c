"""What a check has found, as values; a `Findings` collects them and turns a failure into one of them.

Promises that one bad check never stops the next, and that the exit code is that of the first failure.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from kith.errors import FAILED, OK, KithError
from kith.journal import clean

LONGEST = 1000  # characters of what was found


class Mark(StrEnum):
    """How a thing stands. A warning is no failure: kith works, but not all of it, or not for ever."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. `account`: whose, "" where it is of none; `fix`: what to do, "" where nothing is or `found` says it;
    `exit_code` of `kith.errors`, 0 unless it failed; `kind`: the same for a report to others, without the user's data.
    """

    what: str
    account: str
    mark: Mark
    found: str
    fix: str = ""
    exit_code: int = OK
    kind: str = ""


@dataclass(slots=True)
class Findings:
    """All lines so far, in their order. `heard` is told each as it is found."""

    heard: Callable[[Finding], object] = lambda _: None
    lines: list[Finding] = field(default_factory=list)

    def _add(self, line: Finding) -> None:
        self.lines.append(line)
        self.heard(line)

    def ok(self, what: str, found: str, account: str = "") -> None:
        self._add(Finding(what, account, Mark.OK, clean(found, LONGEST)))

    def warn(self, what: str, found: str, fix: str, account: str = "", kind: str = "") -> None:
        self._add(Finding(what, account, Mark.WARN, clean(found, LONGEST), clean(fix, LONGEST), OK, kind))

    def skip(self, what: str, found: str, account: str = "") -> None:
        self._add(Finding(what, account, Mark.SKIPPED, clean(found, LONGEST)))

    def fail(
        self, what: str, found: str, fix: str = "", account: str = "", code: int = FAILED, kind: str = ""
    ) -> None:
        self._add(Finding(what, account, Mark.FAIL, clean(found, LONGEST), clean(fix, LONGEST), code, kind))

    def error(self, what: str, error: Exception, account: str = "", fix: str = "") -> None:
        """A failure that was raised: kith's own says what to do next itself."""
        code = error.exit_code if isinstance(error, KithError) else FAILED
        self.fail(what, str(error) or type(error).__name__, fix, account, code, type(error).__name__)

    @contextmanager
    def trying(self, what: str, account: str = "") -> Iterator[None]:
        """What is raised inside is the finding; the next check goes on."""
        try:
            yield
        except (KithError, OSError) as error:
            self.error(what, error, account)
        except Exception as error:  # noqa: BLE001  (nobody foresaw it; it is one line of many all the same)
            kind = type(error).__name__
            told = f"a mistake of kith's own: {kind}: {error}"
            fix = "please report it, with what `kith check --report` prints"
            self.fail(what, told, fix, account, FAILED, kind)

    @property
    def exit_code(self) -> int:
        """That of the first failure; 0 where there is none."""
        return next((line.exit_code for line in self.lines if line.mark is Mark.FAIL), OK)

    def rows(self) -> list[dict[str, Any]]:
        """For JSON."""
        return [asdict(line) for line in self.lines]
