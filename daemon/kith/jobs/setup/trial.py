"""The login tried at once, and the folders found behind it, before anything is written down."""

import ssl
from dataclasses import dataclass

from kith import vault
from kith.config.settings import Account
from kith.errors import AccountDown, KithError
from kith.imap.folders import Folder, advice, listing
from kith.imap.line import OtherCertificate
from kith.imap.login import Secret
from kith.imap.session import Session
from kith.journal import clean
from kith.model import Role
from kith.providers.refusals import tells
from kith.providers.table import Provider

# As kith.imap.errors says it, which knows neither whether there is a configuration nor whose server it is.
_BY_LOGIN = "Log in anew with `kith login`, for this account."
_BY_FLAG = {"in `ca_file`": "with --ca-file", "in `tls_fingerprint`": "with --tls-fingerprint"}
_UNKNOWN = (18, 19, 20, 21)  # x509_vfy.h: signed by itself, or by an authority that is not known
_ANY_PROVIDER = "; Gmail, Yahoo and iCloud want an app password here"
SHOWN = (
    (Role.SENT, "Sent"),
    (Role.DRAFTS, "Drafts"),
    (Role.ALL, "All mail"),
    (Role.ARCHIVE, "Archive"),
    (Role.TRASH, "Trash"),
    (Role.JUNK, "Spam"),
)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """What a login that worked has shown. `notes` are clean lines the user should read."""

    folders: tuple[Folder, ...]
    notes: tuple[str, ...]

    def roles(self) -> dict[str, tuple[str, str]]:
        """By what a folder is for, in the order they are shown: its name and how it was found, both clean."""
        found = {}
        for role, title in SHOWN:
            folder = next((each for each in self.folders if each.role is role), None)
            if folder:
                found[title] = (clean(folder.name, 80), clean(folder.because, 80))
        return found

    def lacking(self) -> list[str]:
        """What was not found and is missed, with what to do about it."""
        roles = {folder.role for folder in self.folders}
        found, how = [], "in your account's table of the configuration"
        if not roles & {Role.SENT, Role.ALL}:
            found.append(f"No folder for sent mail was found. Name it: folders.sent, {how}.")
        if Role.DRAFTS not in roles:
            found.append(f"No folder for drafts was found. Name it: folders.drafts, {how}.")
        return found


def try_login(account: Account, secret: Secret) -> LoggedIn:
    """Log in, list the folders, log out. Nothing is opened and nothing is changed.

    Raises what a session raises: LoginRefused, AccountDown and its kinds, Misconfigured.
    """
    with Session(account, secret) as session:
        folders = listing(session)
        notes = [f"The server says: {alert}" for alert in session.take_alerts()]
        if hidden := advice(session, folders):
            notes.append(hidden)
    return LoggedIn(folders, tuple(notes))


def untrusted(account: Account, failed: AccountDown) -> str | None:
    """Of a server whose certificate nobody known here vouches for: its SHA-256, "" where it cannot be had; None where
    the login failed for another reason. Nothing is said on that second line."""
    if (
        not isinstance(failed.__cause__, ssl.SSLCertVerificationError)
        or failed.__cause__.verify_code not in _UNKNOWN
    ):
        return None
    nobodys = account.model_copy(update={"tls_fingerprint": "sha256:" + "0" * 64, "ca_file": None})
    try:
        with Session(nobodys, vault.Secret("")):
            return ""
    except KithError as refused:
        return refused.__cause__.shown if isinstance(refused.__cause__, OtherCertificate) else ""


def refusal(failed: AccountDown, provider: Provider | None, *, fresh: bool = False) -> str:
    """A login that failed in words: the server's own, and what this provider wants. The one place where it is told.

    What this provider wants is not told again where the session has told it. `fresh`: the token is of a login by OAuth
    that was made just now, and is in no file.
    """
    said = clean(failed, 900).removesuffix(" Then try `kith scan`.").removesuffix(" kith tries again later.")
    for setting, flag in _BY_FLAG.items():
        said = said.replace(setting, flag)
    if fresh:
        said = said.replace(_BY_LOGIN, "Nothing was kept: log in anew, as the account that kith is to read.")
    advice = provider.advice if provider and not tells(said) else ""
    return "\n".join(filter(None, [said.replace(_ANY_PROVIDER, "") if advice else said, advice]))
