"""What a subject says by itself, in the languages kith drafts in: a question, thanks. Few sure signs, no guesses."""

import re

from kith.journal import clean

_ASKS = re.compile(r"[?？؟]\W*$|^\W*(?:¿|question:|frage:|quick question\b|kurze frage\b)", re.IGNORECASE)
_THANKS = re.compile(
    r"\b(?:thank(?:s|\s+you)|thx|danke|dankeschön|vielen dank|herzlichen dank|merci|gracias|grazie|obrigad[oa]"
    r"|bedankt|dank\s+(?:je|u|jullie)(?:\s?wel)?)\b",
    re.IGNORECASE,
)
_NO_THANKS = re.compile(
    r"\b(?:no|nein|non|nee)[,\s]+(?:thank|danke|merci|gracias|grazie|obrigad|bedankt)", re.IGNORECASE
)
LONGEST = 120  # characters


def asks(subject: str) -> bool:
    """Whether it ends in a question mark, or says that it is a question."""
    return _ASKS.search(subject) is not None


def thanks(subject: str) -> bool:
    return _THANKS.search(subject) is not None and _NO_THANKS.search(subject) is None


def quoted(subject: str) -> str:
    """` ("Lunch?")`, or nothing where there is no subject."""
    shown = clean(subject, LONGEST)
    return f' ("{shown}")' if shown else ""
