"""What the pages show as kith's answers is what kith answers today, on the sample mailbox.

`KITH_ACCEPT=1 pytest tests/docs` writes the answers anew, as many lines as stand there; `git diff` shows the change.
"""

import os

import pytest

from docs.conftest import READ_AT
from docs.pages import FOLDER, PAGES, Block, blocks, text
from kith.cli.views import why_text
from kith.clock import unix
from kith.jobs.why import why
from kith.jobs.workplace import Workplace

REST = "[...]\n"
SHOWN = [
    (page, block) for page in PAGES for block in blocks(page, "text") if block.about.startswith("kith why ")
]


@pytest.mark.parametrize(("page", "block"), SHOWN, ids=[block.about for _, block in SHOWN])
def test_the_answer_shown_to(page: str, block: Block, sample_as_shown: Workplace) -> None:
    place, now = sample_as_shown, unix(READ_AT)
    found = why(place.store, place.settings, block.about.removeprefix("kith why "), now)
    lines = block.text.removesuffix(REST).splitlines()
    answer = why_text(found, now, place.zone).splitlines()[: len(lines)]
    if os.environ.get("KITH_ACCEPT"):
        (FOLDER / page).write_text(text(page).replace("\n".join(lines), "\n".join(answer)), "utf-8")
    else:
        assert lines == answer


def test_answers_are_shown() -> None:
    assert len(SHOWN) > 2
