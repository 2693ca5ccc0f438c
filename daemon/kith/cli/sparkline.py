"""Touches of the last quarters as a row of marks, one for each, the newest last.

The heights are those of the page of `kith people --html FILE` (`kith.suggest.quarters`): the same mark is the same
number of touches, whoever it is about. Blocks U+2581 to U+2588 where the terminal's encoding has them, else ASCII.
"""

from collections.abc import Sequence

from kith.suggest.quarters import FEWEST, heights

QUARTERS = 12
_BLOCKS, _ASCII = "·▁▂▃▄▅▆▇█", "_.:-=+*#@"


def sparkline(counts: Sequence[int], blocks: bool) -> str:
    """One character for each count."""
    marks = _BLOCKS if blocks else _ASCII
    return "".join(marks[height] for height in heights(counts))


def key(blocks: bool) -> str:
    """What the marks stand for: "· 0, ▁ 1, … █ 34 or more"."""
    marks = _BLOCKS if blocks else _ASCII
    return ", ".join(f"{mark} {few}" for mark, few in zip(marks, (0, *FEWEST), strict=True)) + " or more"


def has_blocks(encoding: str) -> bool:
    """Whether text in this encoding can hold the blocks."""
    try:
        _BLOCKS.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
