"""The pages below docs/ that are for users, and the blocks in them.

The line that opens a block tells what is done with it: "sh" is run, "sh not run: WHY" is not, "toml" is a
configuration, "text COMMAND" begins as COMMAND answers on the sample mailbox, "jinja FILE" is a template of one's own.
"""

import re
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

FOLDER = Path(__file__).parents[2] / "docs"
PAGES = (
    *("README.md", "commands.md", "getting-started.md", "judging.md", "many-people.md"),
    *("oauth2.md", "privacy.md", "templates.md", "troubleshooting.md"),
)
NOT_RUN = "not run: "
_BLOCK = re.compile(r"^ *```(\w*) ?([^\n]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| (.+?) \|", re.MULTILINE)


class Block(NamedTuple):
    """One fenced block: ```language about, and the text, without the indentation of the list it may stand in."""

    language: str
    about: str
    text: str


def text(page: str) -> str:
    """The page as it lies there."""
    return (FOLDER / page).read_text("utf-8")


def blocks(page: str, language: str) -> list[Block]:
    """The blocks of a page in one language, in order."""
    found = (Block(match[1], match[2].strip(), dedent(match[3])) for match in _BLOCK.finditer(text(page)))
    return [block for block in found if block.language == language]


def first_cells(words: str) -> list[str]:
    """The first cell of every row of every table, heads and rulers left out."""
    lines = words.split("\n")
    heads = {number for number, line in enumerate(lines) if line.startswith("|---")}
    rows = (line for number, line in enumerate(lines) if number not in heads and number + 1 not in heads)
    return [found[1] for line in rows if (found := _ROW.match(line))]
