"""docs/oauth2.md says what is: its configurations load, and the words it explains are those kith explains."""

import re
from pathlib import Path

import pytest

from kith.config.load import load
from kith.providers.oauth_errors import MICROSOFT

PAGE = (Path(__file__).parents[2] / "docs" / "oauth2.md").read_text("utf-8")
CONFIGURATIONS = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", CONFIGURATIONS, ids=lambda text: text.split("]")[0])
def test_a_configuration_of_the_page_is_right(text: str) -> None:
    assert load(text, "oauth2.md").accounts


def test_there_is_one_for_each_provider_and_for_a_program() -> None:
    loaded = [account for text in CONFIGURATIONS for account in load(text, "oauth2.md").accounts.values()]
    assert {account.oauth.provider for account in loaded if account.oauth} == {
        "microsoft",
        "google",
        "openid",
    }
    assert any(account.token_command for account in loaded)


def test_every_code_of_microsofts_on_the_page_is_one_kith_explains() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `AADSTS")]
    codes = [code for line in rows for code in re.findall(r"`(?:AADSTS)?(\d{5,7})`", line)]
    assert len(codes) > 10
    assert [code for code in codes if code not in MICROSOFT] == []
