"""`kith why`: the whole page of each case in tests/why, as the user reads it.

`KITH_ACCEPT=1 pytest tests/cli/test_why.py` writes the pages anew; `git diff` then shows what changed for the user.
"""

import os
from pathlib import Path

import pytest

from kith.suggest.reasons import FOR
from why import cases


@pytest.mark.parametrize("name", cases.NAMES)
def test_the_page_of(name: str, tmp_path: Path) -> None:
    file = cases.FOLDER / f"{name}.txt"
    case, _, expected = file.read_text("utf-8").partition(f"{cases.RULER}\n")
    found = cases.page(case, tmp_path)
    if os.environ.get("KITH_ACCEPT"):
        file.write_text(f"{case}{cases.RULER}\n{found}", "utf-8")
    else:
        assert found == expected


def test_there_is_a_page_for_each_kind_of_reason() -> None:
    pages = "".join((cases.FOLDER / f"{name}.txt").read_text("utf-8") for name in cases.NAMES)
    for kind in (rule.kind for rule in FOR):
        assert f"  + {kind}: " in pages
    for kind in ("not a person", "one way", "never", "put off", "already suggested", "bounced"):
        assert f"  - {kind}: " in pages
