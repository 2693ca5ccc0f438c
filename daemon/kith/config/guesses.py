"""What somebody may have meant: the nearest of the words that exist."""

import difflib
from collections.abc import Collection

_SAME = {"ssl": "tls", "ssl/tls": "tls", "e-mail": "mail", "email": "mail", "sms": "text", "call": "phone"}


def nearest(word: str, words: Collection[str], likeness: float = 0.6) -> str:
    """The one of `words` most like `word`, letter case aside; "" where none is `likeness` like it."""
    if _SAME.get(word.lower()) in words:
        return _SAME[word.lower()]
    known = {each.lower(): each for each in sorted(words)}
    found = difflib.get_close_matches(word.lower()[:100], known, n=1, cutoff=likeness)
    return known[found[0]] if found else ""


def did_you_mean(word: str, words: Collection[str]) -> str:
    """The question, or "" where there is nothing to ask."""
    found = nearest(word, words)
    return f'did you mean "{found}"?' if found else ""
