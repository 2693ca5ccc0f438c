"""A guard against work that explodes: a pattern that gives back what it took, a loop within a loop.

It is no measure of speed, those are benchmarks (docs/performance.md): the bound is at least ten times what the work
takes, and what the guard is for takes minutes. Counted is what this thread computes, so that a machine that is busy
with something else is no failure.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails where the block has computed for longer, in seconds of the processor. It does not interrupt it."""
    began = time.thread_time()
    yield
    spent = time.thread_time() - began
    assert spent < seconds, f"{spent:.1f} s of the processor for what may take {seconds:g}"
