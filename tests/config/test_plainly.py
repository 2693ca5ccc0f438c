"""What `kith check` says of reading, writing and connecting leaves nothing out."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from kith.config.load import load
from kith.config.plainly import connects, reads, writes
from kith.config.settings import Settings
from kith.mail import probe

SOURCES = Path(__file__).resolve().parents[2] / "daemon" / "kith"
PLACES = {"host", "url", "issuer"}  # settings that name a server
FULL = """
[accounts.home]
email = "sam@example.org"
host = "imap.example.org"
password_env = "P"

[accounts.office]
email = "sam@office.example"
host = "imap.office.example"
oauth = { provider = "openid", client_id = "kith", issuer = "https://id.office.example/realms/all" }

[smtp]
host = "smtp.example.org"
port = 2525

[llm]
url = "https://llm.example.net/v1"
model = "small"
allow_remote = true
password_env = "L"
"""
PLAIN = FULL.partition("[smtp]")[0]


def sections(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Every table that the settings can have, however deep."""
    yield model
    for field in model.model_fields.values():
        yield from (one for found in _models(field.annotation) for one in sections(found))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def named(section: BaseModel) -> Iterator[tuple[type[BaseModel], str]]:
    """Every server that is named in them, and in what kind of table."""
    for key, value in section:
        within = value.values() if isinstance(value, dict) else [value]
        for one in within:
            if isinstance(one, BaseModel):
                yield from named(one)
            elif key in PLACES and one:
                yield type(section), one


def test_each_way_out_has_a_line() -> None:
    settings = load(FULL, "kith.toml")
    servers = list(named(settings))
    told = connects(settings)
    assert {kind for kind, _ in servers} == {
        one for one in sections(Settings) if PLACES & set(one.model_fields)
    }
    for _, server in servers:
        assert [line for line in told if server in line], server
    assert len(told) == len(servers)


@pytest.mark.parametrize(
    ("oauth", "line"),
    [
        ('provider = "microsoft", client_id = "c"', "login.microsoftonline.com (access tokens for office)"),
        (
            'provider = "google", client_id = "c", client_secret_file = "/s"',
            "accounts.google.com, oauth2.googleapis.com (access tokens for office)",
        ),
    ],
)
def test_the_servers_that_give_access_are_named_also_where_the_provider_is_all_that_is_set(
    oauth: str, line: str
) -> None:
    head, _, _ = PLAIN.partition("oauth = {")
    assert line in connects(load(f"{head}oauth = {{ {oauth} }}\n", "kith.toml"))


def composed() -> Iterator[str]:
    """The kinds of letters that the sources write, out of every call of `compose`."""
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "compose":
                (kind,) = [each.value for each in node.keywords if each.arg == "kind"]
                yield (
                    str(kind.value)
                    if isinstance(kind, ast.Constant)
                    else NAMED[ast.unparse(kind).partition("(")[0]]
                )


NAMED = {"KIND": probe.KIND, "carried.written": "digest"}
LETTERS = {
    "digest": "the digest, ",
    "answer": "an answer to",
    "notice": "a notice when",
    "check": "test letters",
}


@pytest.mark.parametrize("text", [FULL, PLAIN])
def test_each_kind_of_letter_has_a_line(text: str) -> None:
    told = writes(load(text, "kith.toml"), {})
    assert set(composed()) == set(LETTERS)
    for kind, words in LETTERS.items():
        assert len([line for line in told if words in line]) == 1, kind
    assert [line for line in told if line.startswith("drafts, into")]
    assert told[-1] == "nothing else in your mailbox, and no mail to anybody but you"


def test_notices_lie_in_inbox_also_where_the_digest_comes_by_smtp() -> None:
    told = writes(load(FULL, "kith.toml"), {})
    (notice,) = [line for line in told if line.startswith("a notice")]
    assert "into the INBOX of home or, where it takes none, of another account" in notice
    assert notice.endswith("else by SMTP at smtp.example.org")


def test_what_is_switched_off_is_not_told() -> None:
    off = (
        PLAIN
        + "[drafts]\nmailbox = false\nread_newest = false\nlearn_style = false\n[commands]\nmail = false\n"
    )
    settings = load(off, "kith.toml")
    assert [line for line in writes(settings, {}) if "drafts, into" in line or "answer" in line] == []
    assert [line for line in reads(settings) if "drafts." in line or "commands." in line] == []
