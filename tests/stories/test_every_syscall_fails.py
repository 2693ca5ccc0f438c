"""Every system call that changes something fails in turn: the disk is full, the disk is broken, the line is.

Reliability E3 (docs/reliability.md), beside the real full disk of test_full_disk.
"""

import re

import pytest

from helpers import syscalls
from helpers.at_every_call import Bench, good, selected, unlike
from helpers.interrupted import outcome, settle, unheard_of, unsound
from helpers.syscalls import Call, Ended
from helpers.world import World
from kith import errors

FORESEEN = {errors.OK, errors.FAILED, errors.TRY_LATER, errors.MISCONFIGURED}
FULL = re.compile(r"the disk is full; free some space")
BROKEN = re.compile(r"kith\.db: .*; look at the folder's rights and the disk|Input/output error")


def rude(ended: Ended) -> list[str]:
    """What a user must never be shown."""
    return [f"said {word}: {ended.said}" for word in ("Traceback", "Exception ignored") if word in ended.said]


@pytest.mark.parametrize(("error", "every"), [("ENOSPC", 3), ("EIO", 6)])
def test_a_call_that_fails_loses_nothing_and_sends_nothing_that_is_not_written_down(
    bench: Bench, error: str, every: int
) -> None:
    """A full disk stays full until somebody frees space; a broken one, or a broken line, fails once."""
    clean, expected, state = bench.clean("append")
    calls = [call for call in clean.changing(state) if error == "EIO" or not call.on_socket]
    assert len(calls) >= 250

    def judge(world: World, call: Call) -> list[str]:
        ended = bench.run(world, *syscalls.failing(call, error, from_now_on=error == "ENOSPC"))
        wrong = [*rude(ended), *(f"{name} lies there unknown" for name in unheard_of(world))]
        if ended.code not in FORESEEN:
            wrong.append(f"exit code {ended.code}: {ended.said}")
        if error == "ENOSPC" and ended.code and not FULL.search(ended.said):
            wrong.append(f"exit code {ended.code}, and nobody says that the disk is full: {ended.said}")
        if error == "ENOSPC" and ended.code and "nobody is due" in ended.said:
            wrong.append(f"it was judged from what could not be written down: {ended.said}")
        if error == "EIO" and ended.code and not BROKEN.search(ended.said):
            wrong.append(f"exit code {ended.code}, and nobody says why: {ended.said}")
        settle(world)
        # A digest does not wait for its drafts: where their line breaks it says so, and they are not placed later.
        late = {"drafts", "Drafts"} if call.on_socket else set()
        wanted = {name: value for name, value in expected.items() if name not in late}
        return [*wrong, *unlike(outcome(world), wanted), *unsound(world.state)]

    good(bench.each("append", selected(calls, error, every), judge))
