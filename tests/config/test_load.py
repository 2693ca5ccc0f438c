"""What a good file means, and that no text whatever does worse than be refused. The refusals: bad_configs/."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kith.config import declared
from kith.config.load import load
from kith.config.persons import KnownPerson
from kith.config.settings import Account, Settings
from kith.config.show import describe
from kith.config.when import parse
from kith.errors import MISCONFIGURED, Misconfigured

ACCOUNT = """
[accounts.personal]
email = "Sam@Example.ORG"
host = "imap.example.org"
password_command = ["pass", "mail/sam"]
"""

CONTRACT = """
me = ["sam@old.example"]
state_dir = "~/.local/state/kith"

[accounts.personal]
email = "sam@example.org"
host = "imap.example.org"
port = 993
security = "tls"
user = "sam"
password_command = ["pass", "mail/sam"]
ca_file = "/etc/ssl/private-ca.pem"
folders = { sent = "Sent", drafts = "Drafts", ignore = ["Newsletters*"] }

[smtp]
host = "smtp.example.org"
port = 465
security = "tls"
user = "sam"
password_command = ["pass", "mail/sam"]

[digest]
when = "mon,thu 18:00"
timezone = "Europe/Prague"
max_people = 5
minutes = 0
deliver = "auto"
to = "sam@example.org"

[drafts]
mailbox = true
learn_style = true

[people]
group_limit = 5
ignore = ["*@*.GitHub.com"]
vcards = ["~/.contacts"]

[[person]]
email = ["karen@example.org"]
name = "Karen Holm"
every = "4m"
prefers = "text"
"""


def test_every_key_of_the_contract_is_read():
    settings = load(CONTRACT, "config.toml")
    account, smtp, person = settings.accounts["personal"], settings.smtp, settings.person[0]
    assert (settings.me, settings.state_dir) == (("sam@old.example",), Path("~/.local/state/kith"))
    assert (account.user, account.port, account.security) == ("sam", 993, "tls")
    assert account.password_command == ("pass", "mail/sam")
    assert account.ca_file == Path("/etc/ssl/private-ca.pem")
    assert (account.folders.sent, account.folders.drafts) == ("Sent", "Drafts")
    assert account.folders.ignore == ("Newsletters*",)
    assert smtp
    assert (smtp.host, smtp.port, smtp.user) == ("smtp.example.org", 465, "sam")
    assert settings.digest.when == parse("mon,thu 18:00")
    assert (settings.digest.timezone, settings.digest.to) == ("Europe/Prague", "sam@example.org")
    assert settings.people.ignore == ("*@*.github.com",)
    assert settings.people.vcards == (Path("~/.contacts"),)
    assert (person.email, person.name, person.every) == (("karen@example.org",), "Karen Holm", 122)
    assert person.prefers == "text"


def test_one_account_is_all_there_has_to_be():
    settings = load(ACCOUNT, "config.toml")
    account, digest = settings.accounts["personal"], settings.digest
    assert (account.security, account.port, account.user) == ("tls", 993, "Sam@Example.ORG")
    assert (settings.name, settings.me, settings.state_dir, settings.poll) == ("", (), None, 600)
    assert (settings.smtp, settings.person, settings.templates) == (None, (), None)
    assert (str(digest.when), digest.timezone, digest.to) == ("mon 07:30", None, None)
    assert (digest.max_people, digest.minutes, digest.deliver) == (5, 0, "auto")
    assert settings.drafts.mailbox
    assert settings.drafts.learn_style
    assert (settings.people.group_limit, settings.people.ignore, settings.people.vcards) == (5, (), ())


@pytest.mark.parametrize(
    ("table", "security", "port"),
    [
        ("imap", "tls", 993), ("imap", "starttls", 143), ("imap", "none", 143),
        ("smtp", "tls", 465), ("smtp", "starttls", 587), ("smtp", "none", 25),
    ],
)  # fmt: skip
def test_the_port_follows_from_the_security(table, security, port):
    keys = f'host = "127.0.0.1"\nsecurity = "{security}"\n'
    account = '[accounts.a]\nemail = "sam@example.org"\ncredential = "mail"\n'
    text = account + (keys if table == "imap" else f'host = "localhost"\n[smtp]\n{keys}')
    settings = load(text, "config.toml")
    server = settings.accounts["a"] if table == "imap" else settings.smtp
    assert server
    assert server.port == port


@pytest.mark.parametrize("host", ["localhost", "LocalHost.", "127.0.0.1", "127.9.8.7", "::1"])
def test_this_machine_may_do_without_encryption(host):
    text = ACCOUNT.replace("imap.example.org", host) + 'security = "none"\n'
    assert load(text, "config.toml").accounts["personal"].host == host


@pytest.mark.parametrize(
    "host", ["128.0.0.1", "::2", "localhost.example.org", "127.0.0.1.example.org", "10.0.0.1"]
)
def test_no_other_machine_may(host):
    with pytest.raises(Misconfigured, match="in the clear"):
        load(ACCOUNT.replace("imap.example.org", host) + 'security = "none"\n', "config.toml")


@pytest.mark.parametrize(
    ("written", "days"),
    [("10d", 10), ("6w", 42), ("1m", 30), ("4m", 122), ("12m", 365), ("1y", 365), ("10y", 3652)],
)
def test_a_cadence_is_counted_in_days(written, days):
    text = f'{ACCOUNT}[[person]]\nemail = ["karen@example.org"]\nevery = "{written}"\n'
    assert load(text, "config.toml").person[0].every == days


@pytest.mark.parametrize(("written", "seconds"), [("90s", 90), ("10m", 600), ("1h", 3600), ("24h", 86400)])
def test_a_pause_is_counted_in_seconds(written, seconds):
    assert load(f'poll = "{written}"\n{ACCOUNT}', "config.toml").poll == seconds


def test_my_addresses_are_those_of_the_accounts_and_the_further_ones_in_one_form():
    settings = load(f'me = ["SAM@old.example", "*@Sam.example"]\n{ACCOUNT}', "config.toml")
    assert settings.my_addresses == {"sam@example.org", "sam@old.example", "*@sam.example"}


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter():
    assert load("\ufeff" + CONTRACT.replace("\n", "\r\n"), "config.toml") == load(CONTRACT, "config.toml")


def test_a_refusal_leaves_with_the_code_for_configuration():
    with pytest.raises(Misconfigured) as refused:
        load("", "config.toml")
    assert refused.value.exit_code == MISCONFIGURED == 78


def test_in_python_a_span_is_a_number_and_the_same_checks_hold():
    assert KnownPerson(email=("karen@example.org",), every=30).every == 30
    with pytest.raises(ValidationError):
        Account(email="sam@example.org", host="imap.example.org", credential="../shadow")


def test_settings_do_not_show_the_arguments_of_a_command():
    assert "mail/sam" not in repr(load(CONTRACT, "config.toml"))


@given(st.text())
def test_any_text_is_read_or_refused(text):
    load_or_refuse(text)


@given(
    st.lists(
        st.sampled_from(
            ["[", "]", "[[", "{", "=", '"', "'", '"""', "\n", ",", ".", "accounts", "a", "1", " "]
        )
    )
)
def test_anything_like_toml_is_read_or_refused(pieces):
    load_or_refuse("".join(pieces))


scalars = st.one_of(
    st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.times(),
    st.datetimes(timezones=st.none() | st.just(UTC)),
    st.sampled_from(["tls", "none", "mon 07:30", "sam@example.org", "localhost", "4m", "~/x", date(2026, 1, 1),
                     datetime(2026, 1, 1), time(7, 30)]),  # noqa: DTZ001
)  # fmt: skip
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
KEYS = [setting.key.split(".") for setting in describe()]
TABLES = [[str(part) for part in loc] for loc, _ in declared.sections() if loc]


@given(st.lists(st.tuples(st.sampled_from(KEYS + TABLES), values), max_size=6))
def test_any_value_at_any_known_key_is_read_or_refused(entries):
    account = {"email": "sam@example.org", "host": "localhost", "credential": "mail"}
    data: dict[str, object] = {"accounts": {"*": account}}
    for path, value in entries:
        put(data, path, value)
    text = tomli_w.dumps(listed(data)).replace('[accounts."*"', "[accounts.work")
    load_or_refuse(text)


def put(data: dict[str, object], path: list[str], value: object) -> None:
    """Set `value` at `path`, through whatever stands there already."""
    for part in path[:-1]:
        if not isinstance(data.get(part), dict):
            data[part] = {}
        data = data[part]  # type: ignore[assignment]
    data[path[-1]] = value


def listed(data: dict[str, object]) -> dict[str, object]:
    """[[person]] is a list of tables: what was put at person.*."""
    person = data.get("person")
    return {**data, "person": list(person.values())} if isinstance(person, dict) else data


def load_or_refuse(text: str) -> None:
    try:
        settings = load(text, "config.toml")
    except Misconfigured as refused:
        check_message(str(refused))
    else:
        assert isinstance(settings, Settings)
        assert (
            load(tomli_w.dumps(settings.model_dump(mode="json", exclude_none=True)), "again.toml") == settings
        )


def check_message(message: str) -> None:
    first, *faults, last = message.splitlines()
    assert first == f"config.toml: {'1 problem' if len(faults) == 1 else f'{len(faults)} problems'}"
    assert all(fault.startswith("  ") for fault in faults)
    assert last.startswith("Edit the file")
    assert "Input should" not in message
