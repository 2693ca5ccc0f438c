"""How the tests of the reading edge log in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from helpers.dovecot import Dovecot
from kith.config.settings import Account
from kith.imap.conversation import Limits
from kith.imap.folders import Folder
from kith.imap.session import Session
from kith.model import Role

ServerWith = Callable[..., Dovecot]  # what the fixture `dovecot_with` is
LogIn = Callable[..., Session]  # what the fixture `log_in` is

HASTY = Limits(connect=5, read=5, command=10, goodbye=1)
INBOX = Folder(b"INBOX", "INBOX", Role.INBOX, None, None, None, "INBOX")


class Place(Protocol):
    """Anything that listens: a mailbox on Dovecot, a scripted server, a wire."""

    host: str
    port: int


@dataclass(frozen=True)
class Word:
    """A secret, as the vault hands it out."""

    value: str = "correct horse"
    token: bool = False


def account_at(place: Place, **more: Any) -> Account:
    """An account at a server of a test: clear text on loopback, unless `more` says otherwise."""
    fields: dict[str, Any] = {
        "email": "sam@example.org",
        "host": place.host,
        "port": place.port,
        "security": "none",
        "user": getattr(place, "user", "sam"),
    }
    return Account.model_validate(fields | more)


def session_at(place: Place, secret: Word | None = None, limits: Limits = HASTY, **more: Any) -> Session:
    """A session that is not yet open."""
    known = Word(getattr(place, "password", Word().value))
    return Session(account_at(place, **more), secret or known, limits)
