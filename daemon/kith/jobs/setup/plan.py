"""What is to stand in the configuration: from the user's answers to a new text, or to changes of the one there is.

Pure. Only what differs from what is in force is changed: a second `kith init` with the same answers writes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import tomli_w

from kith.config.oauth import OAuth
from kith.config.settings import IMAP_PORTS, SECRET_KEYS, SMTP_PORTS, Account, Settings
from kith.config.when import When
from kith.config.writing import changed_text, new_text
from kith.providers.server import Server

_WAYS = (*SECRET_KEYS, "oauth")
_LINE = ("host", "port", "security", "user", "ca_file", "tls_fingerprint")


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that was asked. `secret`: what the table says of the password, None where that stays as it is.

    `smtp`: the provider's own, mentioned in a new file as a comment.
    """

    name: str
    account: Account
    secret: Mapping[str, Any] | None
    when: When
    max_people: int
    drafts: bool
    learn_style: bool
    smtp: Server | None = None


def configuration(answers: Answers, text: str | None, before: Settings | None, path: str) -> str | None:
    """The text of the whole file; None where nothing changes. `text` and `before`: the file that is there, if any.

    Raises Misconfigured where kith would refuse the result.
    """
    if text is None or before is None:
        tables = {
            "accounts": {answers.name: _table(answers)},
            "digest": {"when": str(answers.when), "max_people": answers.max_people},
            "drafts": {"mailbox": answers.drafts, "learn_style": answers.learn_style},
        }
        return new_text(tables, path, {"accounts": _smtp_note(answers)})
    changes = _changes(answers, before)
    return changed_text(text, changes, path) if changes else None


def _changes(answers: Answers, before: Settings) -> dict[tuple[str, ...], Any]:
    existing, place = before.accounts.get(answers.name), ("accounts", answers.name)
    found: dict[tuple[str, ...], Any] = {}
    if existing is None:
        found.update({(*place, key): value for key, value in _table(answers).items()})
    else:
        for key in _LINE:
            if getattr(existing, key) != getattr(answers.account, key):
                found[*place, key] = _plain(getattr(answers.account, key))
        if answers.secret is not None:
            found.update(_secret_changes(place, answers.secret, existing))
    for table, key, said, held in (
        ("digest", "when", str(answers.when), str(before.digest.when)),
        ("digest", "max_people", answers.max_people, before.digest.max_people),
        ("drafts", "mailbox", answers.drafts, before.drafts.mailbox),
        ("drafts", "learn_style", answers.learn_style, before.drafts.learn_style),
    ):
        if said != held:
            found[table, key] = said
    return found


def _secret_changes(
    place: tuple[str, str], secret: Mapping[str, Any], existing: Account
) -> dict[tuple[str, ...], Any]:
    """There is exactly one way to a secret: the new one comes, the old one goes."""
    held = {key: _plain(value) for key in _WAYS if (value := getattr(existing, key)) is not None}
    if held == dict(secret):
        return {}
    return {
        (*place, key): secret.get(key)
        for key in _WAYS
        if (key in secret or key in held) and secret.get(key) != held.get(key)
    }


def _table(answers: Answers) -> dict[str, Any]:
    """The account's table without what is the default anyway."""
    account = answers.account
    table: dict[str, Any] = {"email": account.email, "host": account.host}
    if account.port != IMAP_PORTS[account.security]:
        table["port"] = account.port
    if account.security != "tls":
        table["security"] = account.security
    if account.user != account.email:
        table["user"] = account.user
    for key in ("ca_file", "tls_fingerprint"):
        if (value := getattr(account, key)) is not None:
            table[key] = _plain(value)
    return {**table, **(answers.secret or {})}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, OAuth):
        return oauth_plain(value)
    return value if value is None or isinstance(value, int) else str(value)


def oauth_plain(oauth: OAuth) -> dict[str, Any]:
    """The table `oauth` as it is written, without what is the default anyway."""
    return oauth.model_dump(mode="json", exclude_defaults=True)


def _smtp_note(answers: Answers) -> str:
    """How the digest would come by SMTP; it is placed straight into INBOX until somebody wants that."""
    server = answers.smtp
    if server is None or not answers.secret:
        return ""
    table: dict[str, Any] = {"host": server.host}
    if server.port != SMTP_PORTS[server.security]:
        table["port"] = server.port
    if server.security != "tls":
        table["security"] = server.security
    way = {"oauth_of": answers.name} if "oauth" in answers.secret else answers.secret
    table |= {"user": server.login(answers.account.email), **way}
    shown = "".join(f"#{line}\n" for line in tomli_w.dumps({"smtp": table}).splitlines())
    return f"\n# The digest is placed straight into your INBOX. To have it sent to you instead:\n{shown}"


def account_name(email: str, wanted: str | None, before: Settings | None) -> str:
    """The name of the account's table: the one that has this address, else `wanted`, else a new one."""
    accounts = before.accounts if before else {}
    for name, account in accounts.items():
        if account.email.casefold() == email.casefold() and wanted in (None, name):
            return name
    if wanted:
        return wanted
    domain = email.rpartition("@")[2]
    stems = ["personal", re.sub(r"[^\w.-]", "", domain.partition(".")[0])[:30], "mail"]
    names = [stem for stem in stems if stem] + [f"mail{number}" for number in range(2, 100)]
    return next(name for name in names if name not in accounts)
