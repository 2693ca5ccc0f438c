"""How long to stay away after a failure. Pure: the number of failures in a row and the chance come from outside."""

from kith.errors import KithError, LoginRefused, Misconfigured, SecretUnavailable, Throttled

FIRST, MOST = 30, 1800  # seconds; doubling in between
LOGIN = 3600  # seconds; a secret that could not be had, and a server that says "too much", are tried hourly
DAY = 86400
STOPPED = 36_500 * DAY  # for ever: until the user reads the configuration again, or starts kith
# Seconds after each refused login in a row. The first may have been the server's own trouble, and so may those of a bad
# night; but a provider locks the account of who goes on with a wrong password, so that the fifth is the last.
REFUSED = (300, LOGIN, 4 * LOGIN, 12 * LOGIN, STOPPED)
SUSPENDED_AFTER = 3  # failures of a folder in a row
LETTER_MOST = 3600  # seconds, at most, between two tries to hand a letter over
QUARANTINE = (
    900,
    DAY,
    7 * DAY,
)  # seconds until a message set aside is tried again; a passing refusal heals at once
_SPREAD = 0.25  # of the wait, so that many accounts at one provider do not come back in one second


def account_wait(error: KithError, failures: int, chance: float = 0.0) -> int:
    """Whole seconds to leave an account alone after its `failures`-th failure in a row.

    Of a refused login, `failures` are its refusals in a row. `chance` between 0 and 1 lengthens the wait by up to a
    quarter. A pause the server names is kept as it is; where it only says "too much" (an hour, see
    `kith.imap.errors`), the pause doubles up to a day.
    """
    wait = min(FIRST * 2 ** min(failures - 1, 10), MOST)
    if isinstance(error, LoginRefused):
        wait = REFUSED[min(max(failures, 1), len(REFUSED)) - 1]
    elif isinstance(error, SecretUnavailable | Misconfigured):
        wait = LOGIN
    elif isinstance(error, Throttled):
        again = 2 ** min(failures - 1, 5) if error.seconds >= LOGIN else 1
        wait = max(wait, min(int(error.seconds) * again, DAY))
    return int(wait * (1 + _SPREAD * chance))


def letter_wait(tries: int) -> int:
    """Seconds until a letter or a draft that could not be handed over, after `tries` earlier ones, is tried again."""
    return int(min(FIRST * 2 ** min(tries, 10), LETTER_MOST))


def folder_pause(failures: int) -> int | None:
    """Seconds a folder is suspended after its `failures`-th failure in a row; None while it is tried at each look."""
    return DAY if failures >= SUSPENDED_AFTER else None


def quarantine_pause(tries: int) -> int | None:
    """Seconds until a message that could not be read `tries` times after the first is tried again; None: never."""
    return QUARANTINE[tries] if tries < len(QUARANTINE) else None
