"""docs/troubleshooting.md quotes what kith really says: each sentence is made of pieces of the source's texts."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from docs.pages import first_cells, text

DAEMON = Path(__file__).parents[2] / "daemon"
GAP = "\0"
SHORTEST = 8  # characters of a piece that are looked for; shorter ones prove nothing
QUOTED = [
    found[1]
    for cell in first_cells(text("troubleshooting.md"))
    if (found := re.fullmatch(r"`([^`]+)`", cell))
]


@cache
def said() -> str:
    """Every text in the source, a line each; what is put in at run time is a NUL."""
    texts = []
    for path in sorted(DAEMON.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                texts.append(
                    "".join(
                        str(part.value) if isinstance(part, ast.Constant) else GAP for part in node.values
                    )
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(re.sub(r"%\.?\d*[sdf]", GAP, node.value))
    return "\n".join(texts)


def pieces(quoted: str) -> list[str]:
    """What stands between the gaps, each to be found as it is."""
    return [piece for part in quoted.split("…") if len(piece := part.strip(' ,.:"`')) >= SHORTEST]


def missing(quoted: str) -> list[str]:
    return [piece for piece in pieces(quoted) if piece not in said()]


@pytest.mark.parametrize("quoted", QUOTED)
def test_kith_says(quoted: str) -> None:
    assert pieces(quoted), "nothing of it can be looked up"
    assert missing(quoted) == []


def test_a_sentence_kith_never_says_would_be_found() -> None:
    assert missing("login as … was welcome") == ["was welcome"]
    assert len(QUOTED) > 30
