"""What was measured so far, kept beside the mailbox: a run that is broken off goes on where it was.

Figures belong to one state of the sources. When a line of kith or of the bench changes, everything is measured anew,
so that one table never shows two programs.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_APART = {"table.py", "peers.py"}  # what kith's own figures do not depend on
Figures = dict[str, Any]


def sources() -> str:
    """A name for the present state of kith and of the bench, its words and the other programs apart."""
    digest = hashlib.blake2b(digest_size=6)
    for folder in ("daemon", "scripts/bench_kith"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".c"} and path.name not in _APART:
                digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


class Results:
    """Measurements by name, of one mailbox."""

    def __init__(self, path: Path, *, again: bool = False) -> None:
        self._path = path
        self.all: dict[str, Figures] = {}
        if path.exists() and not again:
            self.all = json.loads(path.read_text("utf-8"))

    def once(self, name: str, measure: Callable[[], Figures]) -> Figures:
        """The figures of this name: those there are, else measured now and kept at once."""
        if name not in self.all:
            self.all[name] = measure()
            partial = self._path.with_suffix(".part")
            partial.write_text(json.dumps(self.all, indent=1), "utf-8")
            partial.rename(self._path)
        return self.all[name]
