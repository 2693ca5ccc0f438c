"""`kith config show` says what is in force, and gives no secret away."""

import tomllib

import tomli_w

from kith.config.load import load
from kith.config.settings import Account, Llm, Settings, Smtp
from kith.config.show import describe, show

FULL = """
name = "Sam"
poll = "90s"
templates = "~/.config/kith/templates"

[accounts.personal]
email = "sam@example.org"
host = "localhost"
security = "starttls"
password_file = "~/.secret"
folders.ignore = ["Lists/*"]

[accounts."work-2"]
email = "sam@work.example"
host = "imap.work.example"
token_command = ["oama"]

[accounts.office]
email = "sam@office.example"
host = "outlook.office365.com"
oauth = { provider = "microsoft", client_id = "1234", tenant = "office.example" }

[accounts.mail]
email = "sam@gmail.example"
host = "imap.gmail.com"
oauth = { provider = "google", client_id = "1234", client_secret_file = "~/.app", scopes = ["mail"] }

[smtp]
host = "smtp.example.org"
user = "sam"
password_env = "KITH_SMTP"

[llm]
url = "https://llm.example.org/v1"
model = "small"
allow_remote = true
password_file = "~/.key"

[digest]
when = "mon,thu 18:00"
timezone = "Europe/Prague"

[[person]]
email = ["karen@example.org", "karen@work.example"]
every = "4m"

[[person]]
email = ["petr@example.org"]
prefers = "phone"
"""


def test_what_is_shown_loads_as_the_same_settings():
    settings = load(FULL, "config.toml")
    assert load(tomli_w.dumps(show(settings)), "shown.toml") == settings


def test_what_is_in_force_is_written_out():
    shown = show(load(FULL, "config.toml"))
    assert shown["accounts"]["personal"]["port"] == 143
    assert shown["accounts"]["personal"]["user"] == "sam@example.org"
    assert shown["poll"] == "90s"
    assert shown["person"][0]["every"] == "122d"
    assert list(shown["accounts"]["personal"])[:2] == ["email", "host"]


def test_the_arguments_of_a_command_are_masked():
    text = FULL.replace('["oama"]', '["sh", "-c", "echo hunter2"]')
    text = text.replace('password_env = "KITH_SMTP"', 'password_command = ["printf", "hunter2"]')
    text = text.replace('password_file = "~/.key"', 'token_command = ["echo", "hunter2"]')
    shown = show(load(text, "config.toml"))
    assert "hunter2" not in tomli_w.dumps(shown)
    assert shown["accounts"]["work-2"]["token_command"] == ["sh", "********", "********"]
    assert shown["smtp"]["password_command"] == ["printf", "********"]
    assert shown["llm"]["token_command"] == ["echo", "********"]


def test_every_setting_is_described_in_full():
    settings = list(describe())
    assert len({setting.key for setting in settings}) == len(settings)
    for setting in settings:
        assert setting.form
        assert setting.description.endswith("."), setting.key
    assert {setting.key for setting in settings if setting.required} == {
        "accounts.*.email",
        "accounts.*.host",
        "accounts.*.oauth.provider",
        "accounts.*.oauth.client_id",
        "smtp.host",
        "llm.url",
        "llm.model",
        "person.*.email",
    }


def test_a_described_default_is_what_the_loader_takes():
    account = Account(email="sam@example.org", host="localhost", credential="mail")
    llm = Llm(url="http://localhost/v1", model="m")
    shown = show(Settings(accounts={"a": account}, smtp=Smtp(host="localhost"), llm=llm))
    shown["accounts"]["*"] = shown["accounts"].pop("a")
    for setting in describe():
        if setting.plain and not setting.key.startswith(("person", "groups")):
            here = shown
            for part in setting.key.split("."):
                here = here[part]
            assert tomllib.loads(f"value = {setting.default}") == {"value": here}, setting.key
