"""What a subject says by itself, in the languages kith drafts in: a question, thanks. Few sure signs, no guesses."""

import re

from kith.journal import clean

_ASKS = re.compile(r"[?？؟]\W*$|^\W*(?:¿|question:|frage:|quick question\b|kurze frage\b)", re.IGNORECASE)
_INVITES = re.compile(
    r"\W*(?:(?:updated |aktualisierte )?(?:invitation|einladung)|invitación|invito|convite|uitnodiging)\b[^:]*:",
    re.IGNORECASE,
)
_MANY = r"(?:many|(?:a )?big|huge|vielen|herzlichen|muchas|mil|mille|molte|muito|hartelijk)"
_THANKS = re.compile(
    rf"\W*(?:(?:re|aw|antw)\s*:\s*)?(?:{_MANY}\s+)?"
    r"(?:thank(?:s|\s+you)|thx|danke|dankeschön|dank|merci|gracias|grazie|obrigad[oa]|bedankt)\b",
    re.IGNORECASE,
)
# Not about a card or a letter of thanks, not for what is only asked for, not a street of that name.
_NO_THANKS = re.compile(
    r"\b(?:card|letter|note|draft|list|speech|karte|brief|schreiben|in advance|im voraus|d'avance|por adelantado"
    r"|in anticipo|antecipad\w+|bij voorbaat|hospital|street|avenue)\b",
    re.IGNORECASE,
)
LONGEST = 120  # characters


def asks(subject: str) -> bool:
    """Whether it ends in a question mark, or says that it is a question."""
    return _ASKS.search(subject) is not None


def invites(subject: str) -> bool:
    """Whether a calendar wrote it to invite."""
    return _INVITES.match(subject) is not None


def thanks(subject: str) -> bool:
    """Whether it begins with thanks, and is not about a card or a letter of thanks, nor thanks beforehand."""
    return _THANKS.match(subject) is not None and _NO_THANKS.search(subject) is None


def quoted(subject: str) -> str:
    """` ("Lunch?")`, or nothing where there is no subject."""
    shown = clean(subject, LONGEST)
    return f' ("{shown}")' if shown else ""
