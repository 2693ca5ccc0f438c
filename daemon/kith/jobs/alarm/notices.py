"""A notice of kith's to its user as a finished letter: the same for one of the ledger and one without a store."""

from kith.config.settings import Settings
from kith.mail.compose import compose
from kith.suggest.notice import Words


def compose_notice(settings: Settings, own_name: str, said: Words, message_id: str, at: int) -> bytes:
    """The letter (RFC 5322) with these words, to the user; `at` in unix seconds stands in its Date."""
    return compose(
        own_address=settings.recipient,
        own_name=own_name,
        to=settings.recipient,
        subject=said.subject,
        text=said.text,
        message_id=message_id,
        as_of=at,
        kind="notice",
    )
