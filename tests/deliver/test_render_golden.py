"""What the user sees, as files: each case of tests/digests gives exactly the mail beside it."""

import os

import pytest

from digests.cases import FOLDER, NAMES, render, told

ACCEPT = bool(os.environ.get("KITH_ACCEPT"))


@pytest.mark.parametrize("name", NAMES)
def test_a_digest_reads_as_it_was_approved(name: str) -> None:
    letter = render(told(name))
    for suffix, shown in {"txt": f"{letter.subject}\n\n{letter.text}", "html": letter.html}.items():
        approved = FOLDER / f"{name}.{suffix}"
        if ACCEPT:
            approved.write_text(shown)
        assert shown == approved.read_text()
    assert letter.faults == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_digest_renders_to_the_same_bytes(name: str) -> None:
    assert render(told(name)) == render(told(name))
