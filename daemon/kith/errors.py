"""Everything that can stop kith, named by how much it stops and by what can heal it.

Foreign exceptions (imaplib, smtplib, sqlite3, OSError) are turned into these at the edge; nothing above
floor 2 knows a library's own errors. Every message says what, where, and what to do next.
"""

import os

OK, FAILED, USAGE = 0, 1, 2
TRY_LATER = os.EX_TEMPFAIL  # 75
LOGIN_REFUSED = os.EX_NOPERM  # 77
MISCONFIGURED = os.EX_CONFIG  # 78


class KithError(Exception):
    """Any failure kith foresees. `exit_code` is what the command line leaves with (sysexits.h)."""

    exit_code = FAILED


class FolderUnavailable(KithError):
    """Skip this folder until the next look; say so in the next digest."""


class AccountDown(KithError):
    """Leave this account and come back later; other accounts go on. Time heals it."""

    exit_code = TRY_LATER


class Throttled(AccountDown):
    """The server asked for a pause of `seconds`."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class LoginRefused(AccountDown):
    """The server does not accept the secret. Time does not heal it: the user must change something."""

    exit_code = LOGIN_REFUSED


class DeliveryDeferred(KithError):
    """The server surely did not take the letter this time. It is kept and handed over again later."""

    exit_code = TRY_LATER


class DeliveryUncertain(DeliveryDeferred):
    """Nobody knows whether the server took the letter: the connection broke after it was handed over."""


class DeliveryPutOff(DeliveryDeferred):
    """The server has the whole letter, and says that it does not take it now."""


class DeliveryHeld(DeliveryDeferred):
    """Kith has sent as much by itself as it may within a day: the letter waits, in whatever state it was."""


class DeliveryRefused(KithError):
    """The server will never take this letter as it is."""


class EndpointFailed(KithError):
    """The language model's service did not reword this draft; kith's own stands."""

    exit_code = TRY_LATER


class Misconfigured(KithError):
    """Waiting cannot help: the user must edit something."""

    exit_code = MISCONFIGURED


class SecretUnavailable(AccountDown):
    """A password command, file, credential or variable did not give a secret this time."""

    exit_code = MISCONFIGURED


class StoreUnusable(KithError):
    """The store is newer than this kith, damaged, or not kith's. The file is left as it is."""

    exit_code = MISCONFIGURED


class StoreDamaged(StoreUnusable):
    """The store's file is broken, or a value in it cannot be. Nothing is sent out of it; the file is left as it is.
    `what`: what is wrong with it."""

    def __init__(self, where: object, what: str) -> None:
        self.what = what
        super().__init__(
            f"{where}: {what}; the file is left as it is. `kith restore FILE` puts a backup in its place; without "
            "one, `kith rebuild` puts it aside and builds a new one from your mailbox"
        )


class StoreBusy(KithError):
    """Another kith holds what this one needs."""

    exit_code = TRY_LATER


class StoreFull(StoreBusy):
    """Nothing can be written down: the disk is full. What was written is safe."""


class NobodyFound(KithError):
    """No person, or more than one, answers to the name or address given."""
