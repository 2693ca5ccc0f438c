"""What `kith init` writes: a new file that loads, or the user's own with a few values changed and nothing else."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.config.load import load
from kith.config.writing import changed_text, new_text
from kith.errors import Misconfigured
from kith.files import packaged

BY_HAND = """\
# mine, all mine
me = ["sam@old.example"]   # the old one

[accounts.work]            # do not touch
email = "sam@work.example"
host = "imap.work.example"
password_command = ["pass", "work"]
folders.ignore = ["News*"]

digest = { when = "tue 08:00", max_people = 3 }
"""
BY_HAND = BY_HAND.replace("\ndigest =", '\n[digest]\nwhen = "tue 08:00"\n#digest =')
TABLE = {"email": "sam@example.org", "host": "imap.example.org", "password_env": "P"}


def test_a_new_file_says_what_each_table_is_and_loads() -> None:
    text = new_text({"accounts": {"personal": TABLE}, "digest": {"max_people": 3}}, "kith.toml")
    assert text.startswith("# kith's configuration")
    assert "# Your mailbox." in text
    settings = load(text, "kith.toml")
    assert settings.digest.max_people == 3
    assert settings.accounts["personal"].host == "imap.example.org"


def test_what_kith_would_refuse_is_never_written() -> None:
    with pytest.raises(Misconfigured, match="max_people"):
        new_text({"accounts": {"personal": TABLE}, "digest": {"max_people": 99}}, "kith.toml")
    with pytest.raises(Misconfigured, match="max_people"):
        changed_text(BY_HAND, {("digest", "max_people"): 99}, "kith.toml")


def test_a_changed_value_leaves_every_other_line_as_it_is() -> None:
    text = changed_text(BY_HAND, {("digest", "when"): "mon 07:30"}, "kith.toml")
    before, after = BY_HAND.splitlines(), text.splitlines()
    assert [line for line in after if line not in before] == ['when = "mon 07:30"']
    assert [line for line in before if line not in after] == ['when = "tue 08:00"']


def test_a_new_account_comes_beside_the_others() -> None:
    changes = {("accounts", "home", key): value for key, value in TABLE.items()}
    text = changed_text(BY_HAND, changes, "kith.toml")
    assert all(line in text.splitlines() for line in BY_HAND.splitlines())
    assert list(load(text, "kith.toml").accounts) == ["work", "home"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_new_account_leaves_every_comment_at_the_table_it_is_about(newline: str) -> None:
    text = new_text({"accounts": {"personal": TABLE}, "digest": {"max_people": 3}}, "kith.toml")
    text = text.replace("\n", newline)
    for name in ("home", "club"):
        changes = {
            ("accounts", name, key): value for key, value in (TABLE | {"folders": {"sent": "S"}}).items()
        }
        text = changed_text(text, changes, "kith.toml")
    comment = "# When the digest comes, and how many people it suggests at most."
    assert f"{newline * 2}{comment}{newline}[digest]{newline}" in text
    assert text.index("[accounts.personal]") < text.index("[accounts.home]") < text.index("[accounts.club]")
    assert text.index("[accounts.club]") < text.index(comment)
    assert newline * 3 not in text


def test_a_comment_at_the_end_of_a_table_stays_there_when_an_account_comes() -> None:
    head, tail = BY_HAND.split("\n[digest]\n")
    for at_the_end in ("#port = 993\n", "\n# so much for work\n"):
        text = changed_text(
            f"{head}{at_the_end}\n[digest]\n{tail}",
            {("accounts", "home", key): value for key, value in TABLE.items()},
            "kith.toml",
        )
        assert text.index(at_the_end) < text.index("[accounts.home]")


def test_a_key_that_goes_goes_alone() -> None:
    place = ("accounts", "work")
    changes = {(*place, "password_command"): None, (*place, "password_file"): "/home/sam/work.password"}
    text = changed_text(BY_HAND, changes, "kith.toml")
    assert "password_command" not in text
    assert "# do not touch" in text
    assert str(load(text, "kith.toml").accounts["work"].password_file) == "/home/sam/work.password"


def test_the_example_file_can_be_changed_and_keeps_its_words() -> None:
    example = packaged("config.example.toml").read_text("utf-8")
    text = changed_text(example, {("digest", "max_people"): 7}, "kith.toml")
    assert load(text, "kith.toml").digest.max_people == 7
    assert [line for line in example.splitlines() if line not in text.splitlines()] == []


INLINE = 'accounts = { work = { email = "s@w.example", host = "imap.w.example", password_env = "P" } }\n'
DOTTED = "".join(
    f"accounts.work.{line}\n"
    for line in ('email = "s@w.example"', 'host = "imap.w.example"', 'password_env = "P"')
)


@pytest.mark.parametrize("text", [INLINE, DOTTED, BY_HAND, BY_HAND.replace("\n", "\r\n")])
@given(
    people=st.integers(1, 20),
    user=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20),
    account=st.sampled_from(["work", "home"]),
)
def test_in_whatever_form_it_is_written_exactly_the_changes_are_made(
    text: str, people: int, user: str, account: str
) -> None:
    changes: dict[tuple[str, ...], Any] = {("digest", "max_people"): people}
    if account == "home":
        changes.update({("accounts", "home", key): value for key, value in TABLE.items()})
    changes["accounts", account, "user"] = user
    before, after = tomllib.loads(text), tomllib.loads(changed_text(text, changes, "kith.toml"))
    before.setdefault("digest", {})["max_people"] = people
    before["accounts"].setdefault(account, {}).update({"user": user, **(TABLE if account == "home" else {})})
    assert after == before


def test_the_mark_and_the_line_ends_that_windows_puts_stay() -> None:
    changes: dict[tuple[str, ...], Any] = {("digest", "max_people"): 4, ("drafts", "mailbox"): False}
    text = changed_text("\N{BYTE ORDER MARK}" + BY_HAND.replace("\n", "\r\n"), changes, "kith.toml")
    assert text.startswith("\N{BYTE ORDER MARK}# mine")
    assert "\n" not in text.replace("\r\n", "")
    settings = load(text, "kith.toml")
    assert (settings.digest.max_people, settings.drafts.mailbox) == (4, False)


def test_a_file_of_mixed_line_ends_keeps_those_it_has() -> None:
    mixed = BY_HAND.replace("\n", "\r\n", 3)
    text = changed_text(mixed, {("digest", "max_people"): 4}, "kith.toml")
    assert text.replace("max_people = 4\n", "") == mixed
