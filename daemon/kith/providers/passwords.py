"""What people paste where an app password is wanted, made what the provider meant."""

import re

from kith.providers.table import Provider

_IN_FOURS = re.compile(r"[a-z0-9]{4}(?:[ \xa0][a-z0-9]{4}){3}", re.IGNORECASE)


def as_meant(typed: str, provider: Provider | None) -> str:
    """What was typed, as this provider means it: elsewhere four words of four letters are a pass phrase."""
    return without_display_blanks(typed) if provider and provider.wanted == "app" else typed


def without_display_blanks(typed: str) -> str:
    """An app password without the blanks it is only shown with ("abcd efgh ijkl mnop" at Google and Yahoo).

    Any other password is as it was typed, blanks at its ends included: they may be part of it.
    """
    shown = typed.strip(" \t\xa0")
    return re.sub(r"[ \xa0]", "", shown) if _IN_FOURS.fullmatch(shown) else typed
