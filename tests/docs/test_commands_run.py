"""Every command the pages tell the user to say works, on the sample mailbox; the few that are not run say why."""

import pytest

from docs.conftest import run_lines
from docs.pages import NOT_RUN, PAGES, blocks
from kith.config.load import load

MOST_NOT_RUN = 10  # blocks
RUN = [page for page in PAGES if any(not block.about for block in blocks(page, "sh"))]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("page", RUN)
def test_every_command_of(page: str) -> None:
    run_lines("".join(block.text for block in blocks(page, "sh") if not block.about))


@pytest.mark.usefixtures("home")
def test_a_command_that_fails_would_be_found() -> None:
    with pytest.raises(AssertionError, match="nobody-at-all"):
        run_lines("kith why nobody-at-all\n")


def test_what_is_not_run_is_little_and_says_why() -> None:
    about = [block.about for page in PAGES for block in blocks(page, "sh") if block.about]
    assert [each for each in about if not each.startswith(NOT_RUN) or len(each) < len(NOT_RUN) + 10] == []
    assert len(about) <= MOST_NOT_RUN


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "toml")])
def test_every_configuration_shown_is_right(page: str) -> None:
    for block in blocks(page, "toml"):
        assert load(block.text, page).accounts
