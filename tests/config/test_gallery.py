"""Every file in tests/bad_configs is refused, with exactly the message beside it.

After a change of wording: `KITH_ACCEPT=1 pytest tests/config/test_gallery.py`, then read the diff.
"""

import os
from pathlib import Path

import pytest

from kith.config.load import load
from kith.errors import Misconfigured

GALLERY = Path(__file__).parent.parent / "bad_configs"
FILES = sorted(GALLERY.glob("*.toml"))
ACCEPT = os.environ.get("KITH_ACCEPT") == "1"


def message(file: Path) -> str:
    with pytest.raises(Misconfigured) as refused:
        load(file.read_text("utf-8"), file.name)
    return f"{refused.value}\n"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_bad_configuration_is_refused_for_its_own_reason(file):
    expected = file.with_suffix(".expected")
    if ACCEPT:
        expected.write_text(message(file), "utf-8")
    assert message(file) == expected.read_text("utf-8")


def test_the_gallery_is_complete():
    assert len(FILES) >= 24
    assert {file.stem for file in FILES} == {file.stem for file in GALLERY.glob("*.expected")}


def test_each_file_shows_one_fault_that_no_other_shows():
    faults = {
        file.stem: message(file).splitlines()[1:-1] for file in FILES if file.stem != "everything-at-once"
    }
    assert {stem for stem, lines in faults.items() if len(lines) != 1} == set()
    assert len({lines[0] for lines in faults.values()}) == len(faults)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_message_shows_a_password_or_the_words_of_a_library(file):
    words = message(file)
    for foreign in ("hunter2", "Input should", "pydantic", "validation error", "Field required"):
        assert foreign not in words
