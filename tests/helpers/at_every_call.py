"""Everything a test needs to interrupt kith at each of its system calls, several of them at once.

`KITH_SYSCALLS=all` takes them all, as `scripts/soak syscalls` does; a build takes a selection.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

import pytest

from helpers import syscalls
from helpers.dovecot import Dovecot
from helpers.forked_kith import Nursery
from helpers.interrupted import Stage, arguments, outcome, prepared, settle
from helpers.syscalls import Call, Ended, Point
from helpers.world import World

ALL = os.environ.get("KITH_SYSCALLS") == "all"
AT_ONCE = (os.cpu_count() or 1) + 1  # each waits for the server now and then
# What a server is still marked by when the line has gone. To be killed before or after anything else that was said to
# it is to be killed after the last call that left a mark, or before the next.
LASTING = ("APPEND", " STORE ", " MOVE ", "EXPUNGE", "From: ", "rcpt ", "data")
RUN = ("run", "--once")

T = TypeVar("T", Call, Point)


class Bench:
    """The stages by their names, and as many processes that fork as there are to be runs at once."""

    def __init__(self, stages: dict[str, Stage], nurseries: Sequence[Nursery]) -> None:
        self.stages = stages
        self._free: SimpleQueue[Nursery] = SimpleQueue()
        for nursery in nurseries:
            self._free.put(nursery)
        self._clean: dict[str, tuple[Ended, dict[str, Any], Path]] = {}

    def run(self, world: World, *options: str, command: Sequence[str] = RUN, length: int = 64) -> Ended:
        """One run under strace, with these options of its."""
        nursery = self._free.get()
        try:
            environ = {**world.environ, "PATH": os.environ["PATH"]}
            return syscalls.traced(
                nursery, arguments(world, *command), environ, world.folder, *options, length=length
            )
        finally:
            self._free.put(nursery)

    def clean(self, stage: str) -> tuple[Ended, dict[str, Any], Path]:
        """An undisturbed run with all its calls, what comes of it, and where its state folder was."""
        if stage not in self._clean:
            with self.stages[stage].again() as world:
                ended = self.run(world, "-e", "trace=all")
                assert ended.code == 0, ended.said
                assert "Exception ignored" not in ended.said, ended.said
                settle(world)
                self._clean[stage] = (ended, outcome(world), world.state)
        return self._clean[stage]

    def each(self, stage: str, points: Sequence[T], judge: Callable[[World, T], list[str]]) -> list[str]:
        """What is wrong after each of the points, each with a world of its own."""
        return at_once(self.stages[stage].again, points, judge)


def at_once(
    world: Callable[[], AbstractContextManager[World]],
    points: Sequence[T],
    judge: Callable[[World, T], list[str]],
) -> list[str]:
    """Judge each of the points in a world of its own, several of them at once; gives all that is wrong."""

    def one(point: T) -> list[str]:
        try:
            with world() as place:
                return [f"{point}: {wrong}" for wrong in judge(place, point)]
        except Exception as error:  # noqa: BLE001  (one that cannot be judged does not hide the others)
            return [f"{point}: {type(error).__name__}: {error}"]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [wrong for found in pool.map(one, points) for wrong in found]


@contextmanager
def set_up(dovecot: Dovecot, folder: Path) -> Iterator[Bench]:
    """Two stages: letters come by APPEND, or by SMTP."""
    (folder / "first").mkdir()
    first = prepared(dovecot.add_user(), folder / "first")
    stages = {}
    for way in ("append", "smtp"):
        (folder / way).mkdir()
        stages[way] = Stage(first, folder / way, way == "smtp")
    with ExitStack() as stack:
        yield Bench(stages, [stack.enter_context(Nursery()) for _ in range(AT_ONCE)])


def unlike(found: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Where an outcome differs, a sentence each."""
    return [
        f"{name}: {found[name]!r:.400} instead of {expected[name]!r:.400}"
        for name in expected
        if found[name] != expected[name]
    ]


def good(wrong: Sequence[str]) -> None:
    """Fail with all that is wrong, a line each."""
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def selected(points: Sequence[T], what: str, every: int = 1) -> list[T]:
    """What is taken of the points of a clean run: all, or what a build has time for.

    Of the pages that one transaction writes the first and the last, and of what leaves no mark on a server nothing;
    then each `every`-th, and all commits and all that leave one. How many there were is printed.
    """
    taken = list(points)
    if not ALL:
        some = []
        for name, group in groupby(points, key=lambda one: _call(one).name):
            alike = list(group)
            ends = [alike[0], alike[-1]] if len(alike) > 1 else alike
            some += ends if name == "pwrite64" else [one for one in alike if not _passing(_call(one))]
        taken = [one for place, one in enumerate(some) if place % every == 0 or _matters(_call(one))]
    print(f"\n{what}: {len(taken)} of {len(points)} points")
    return taken


def _call(point: Call | Point) -> Call:
    return point.call if isinstance(point, Point) else point


def _matters(call: Call) -> bool:
    return call.on_socket or call.name == "fdatasync"


def _passing(call: Call) -> bool:
    """Whether it says something to a server that leaves no mark there."""
    return call.on_socket and not any(word in call.arguments for word in LASTING)
