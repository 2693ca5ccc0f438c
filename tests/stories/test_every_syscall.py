"""kith is killed before and after every system call that changes something.

Reliability E1 and E4 (docs/reliability.md). What runs, and dies, is `kith run --once` on Dovecot: it reads mail, obeys
two mails, writes a digest and delivers it. The calls are counted in a clean run and then taken in turn, never at
random.
"""

import re
from collections import Counter

import pytest

from helpers import syscalls
from helpers.at_every_call import Bench, good, selected, unlike
from helpers.interrupted import letters, outcome, settle, unheard_of, unsound
from helpers.syscalls import Call, Point
from helpers.world import World


def where_the_ways_part(points: list[Point]) -> list[Point]:
    """From the last commits before the first word of SMTP on; before that a run is like one that delivers by APPEND."""
    first = next(place for place, one in enumerate(points) if "ehlo" in one.call.arguments)
    return points[first - 12 :]


@pytest.mark.parametrize("way", ["append", "smtp"])
def test_killed_before_and_after_every_call_nothing_is_lost_and_nothing_done_twice(
    bench: Bench, way: str
) -> None:
    """E1: no touch is lost, one digest lies in the mailbox, each command was obeyed once, the store is sound."""
    clean, expected, state = bench.clean(way)
    points = syscalls.points(clean.calls, state)
    assert len(points) >= 400
    moved: Counter[str] = Counter()

    def judge(world: World, point: Point) -> list[str]:
        ended = bench.run(world, *syscalls.killing(point))
        # A server's answer that comes in fewer pieces makes fewer calls: then another one is hit, or none.
        moved["points"] += not ended.killed or len(ended.changing(world.state)) != point.done
        wrong = [f"{name} lies in the mailbox, and the store knows nothing" for name in unheard_of(world)]
        settle(world)
        return [*wrong, *unlike(outcome(world), expected), *unsound(world.state)]

    if way == "smtp":
        points = where_the_ways_part(points)
    taken = selected(points, f"killed, letters by {way}", 3)
    good(bench.each(way, taken, judge))
    print(f"{moved['points']} of them fell elsewhere than planned")
    assert moved["points"] <= len(taken) // 4, "the runs are not alike: kills fell elsewhere than planned"


@pytest.mark.parametrize("calls", [7, 12])
def test_killed_again_and_again_every_life_gets_a_little_further(bench: Bench, calls: int) -> None:
    """E1, a kill in the recovery from a kill: each life has so many commits, until one comes to its end."""
    _, expected, _ = bench.clean("append")
    with bench.stages["append"].again() as world:
        killed, lives = True, 0
        while killed and lives < 40:
            lives += 1
            killed = bench.run(
                world, *syscalls.watching(), "-e", f"inject=fdatasync:signal=SIGKILL:when={calls}"
            ).killed
            assert unheard_of(world) == set()
        assert not killed
        assert lives > 2
        settle(world)
        assert unlike(outcome(world), expected) == unsound(world.state) == []


def test_the_outcome_of_a_clean_run_is_what_is_asked_for(bench: Bench) -> None:
    """Else all of the above would compare nothing with nothing."""
    for way in ("append", "smtp"):
        _, found, _ = bench.clean(way)
        assert len(found["letters"]) == len(set(found["letters"])) == 3
        assert [line for line, *_ in found["events"]] == ["1 every 6w", "2 snooze 3w", "less karen", "undo"]
        assert found["newest letter"][1] == "delivered"
        assert found["Drafts"] == [("Ben Ito <ben@example.net>", "Hello again")]
        assert len(found["Archive"]) == 2
        assert len(found["touches"]) == 30
        assert found["waiting letters"] == found["mail to be read"] == []


def written(call: Call) -> bool:
    return call.name == "pwrite64" and "kith.db-wal>" in call.arguments


@pytest.mark.parametrize("way", ["append", "smtp"])
def test_the_letter_is_on_the_disk_before_a_server_hears_of_it(bench: Bench, way: str) -> None:
    """E4: whenever a letter goes out, what says so was written and fdatasync'ed before, in every case.

    With APPEND the line is opened after that, too.
    """
    with bench.stages[way].again() as world:
        ended = bench.run(world, *syscalls.watching(), length=40_000)
        known = letters(world)
    handed_over = [place for place, call in enumerate(ended.calls) if going_out(call)]
    assert len(handed_over) == 2
    for place in handed_over:
        (name,) = {one for one in known if f"Message-ID: {one}" in ended.calls[place].arguments}
        before = ended.calls[:place]
        row = max(at for at, call in enumerate(before) if written(call) and name in call.arguments)
        newest = max(at for at, call in enumerate(before) if written(call))
        synced = max(at for at, call in enumerate(before) if is_synced(call))
        connected = max(at for at, call in enumerate(before) if call.name == "connect")
        assert row <= newest < synced < connected < place


def going_out(call: Call) -> bool:
    """The letter itself, as it crosses the line."""
    return call.name == "sendto" and re.search(r'"From: .*\(kith\)', call.arguments) is not None


def is_synced(call: Call) -> bool:
    return call.name == "fdatasync" and "kith.db-wal>" in call.arguments and call.arguments.endswith("= 0")


def test_a_call_in_the_midst_of_which_another_thread_makes_one_is_still_one_call() -> None:
    """As strace -f tells of it."""
    lines = [
        "7 fdatasync(5</state/kith.db-wal> <unfinished ...>",
        '8 sendto(9<socket:[1]>, "x", 1, 0, NULL, 0) = 1',
        "7 <... fdatasync resumed>)           = 0",
        "7 close(5</state/kith.db-wal>)       = 0",
    ]
    (synced, closed) = syscalls.calls_in(lines, 7)
    assert is_synced(synced)
    assert synced.arguments == "5</state/kith.db-wal>)           = 0"
    assert closed.name == "close"


def test_every_transaction_is_synced_before_anything_else_is_done(bench: Bench) -> None:
    """E4: a page that was written is on the disk before the next word to a server: synchronous=FULL, as it shows."""
    clean, _, state = bench.clean("append")
    dirty = 0
    for call in clean.calls:
        if not call.changes(state):
            continue
        dirty += written(call)
        if is_synced(call):
            dirty = 0
        assert not (call.on_socket and dirty), str(call)
