"""The case gallery: `tests/headers/*.txt`, each a header block, a rule of dashes, and what kith makes of it.

A file may open with comment lines: the first says what the case is about, the others set the scene:
`# arrived: 2026-03-01T10:00:05Z` (or `never`), `# flags: \\Seen \\Draft`, `# me: a@b, *@c`, `# group limit: 5`,
`# ignore: *@*.github.com`, `# encoding: latin-1`. Below the dashes stand touches (`received ada@example.org`,
`sent ...`) or the reason (`skip list: List-Post`), and as far as the case cares, lines that begin with `at`,
`name`, `subject`, `id`, `about`, `doubt` or `list`. `KITH_ACCEPT=1 pytest` writes what kith says now into the files.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kith.clock import iso
from kith.mail import facts, touches
from kith.people.address import Me, normalise
from kith.people.automatic import list_address

FOLDER = Path(__file__).parents[1] / "headers"
RULE = "----------"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
ALWAYS = {"received", "sent", "skip"}
SCENE = {
    "arrived": "2026-03-01T10:00:05Z",
    "flags": "\\Seen",
    "me": "sam@example.org, sam@old.example",
    "group limit": "5",
    "ignore": "",
    "encoding": "utf-8",
}


@dataclass(frozen=True)
class Case:
    """One file of the gallery, taken apart."""

    path: Path
    comments: list[str]
    header: str
    expected: list[str]

    @classmethod
    def read(cls, path: Path) -> "Case":
        above, _, below = path.read_text(encoding="utf-8").partition(f"{RULE}\n")
        lines = above.splitlines(keepends=True)
        count = next(number for number, line in enumerate(lines) if not line.startswith("# "))
        return cls(path, lines[:count], "".join(lines[count:]), below.splitlines())

    @property
    def scene(self) -> dict[str, str]:
        said = dict(line[2:].strip().split(": ", 1) for line in self.comments[1:])
        assert said.keys() <= SCENE.keys(), f"unknown comment in {self.path.name}"
        return SCENE | said

    def judged(self) -> list[str]:
        """What kith says about it: every line it could say, in a fixed order."""
        scene = self.scene
        arrived = None if scene["arrived"] == "never" else datetime.fromisoformat(scene["arrived"])
        header = self.header.encode(scene["encoding"])
        read = facts.read(header, arrived, len(header), NOW)
        me = Me(normalise(one) for one in _listed(scene["me"]))
        rules = touches.Rules(me, int(scene["group limit"]), _listed(scene["ignore"]))
        verdict = touches.judge(read, rules, draft="\\Draft" in scene["flags"])
        posts = list_address(read)
        return [
            *(f"{touch.direction} {touch.other.spec}" for touch in verdict.touches),
            *([f"skip {verdict.skip}: {verdict.because}"] if verdict.skip else []),
            f"doubt {verdict.doubt}".rstrip(),
            *(f"about {other.spec}" for other in verdict.about),
            f"at {iso(read.at)}",
            *(f"name {touch.other.name}" for touch in verdict.touches),
            f"subject {read.subject}",
            f"id {read.message_id}".rstrip(),
            *([f"list {posts.spec}"] if posts else []),
        ]

    def cared_for(self) -> Iterator[str]:
        """Those of the judged lines that this case speaks about."""
        kinds = ALWAYS | {line.split(" ")[0] for line in self.expected}
        return (line for line in self.judged() if line.split(" ")[0] in kinds)


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


CASES = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_headers_mean_what_the_case_says(path: Path) -> None:
    case = Case.read(path)
    found = list(case.cared_for())
    if os.environ.get("KITH_ACCEPT") == "1":
        path.write_text(
            "".join(case.comments) + case.header + RULE + "\n" + "".join(f"{line}\n" for line in found),
            encoding="utf-8",
        )
    else:
        assert sorted(found) == sorted(case.expected)


def test_the_gallery_covers_every_way_of_not_counting() -> None:
    """The others are told by the store (duplicate) and by the scan (unreadable)."""
    shown = {line.split(":")[0] for path in CASES for line in Case.read(path).expected if line[:5] == "skip "}
    ways = (
        "list automatic group self not-to-me no-sender no-recipient no-date draft kith ignored forged".split()
    )
    assert shown == {f"skip {way}" for way in ways}


def test_the_gallery_is_worth_the_name() -> None:
    assert len(CASES) >= 60
