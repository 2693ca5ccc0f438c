"""When two display names are the same full name. A display name is written by whoever sends: it is never enough alone.

Promises: two names have one key only if they are the same words in the same order, case and accents aside; what is
no plain full name of one human (a desk, a robot writing for somebody, mixed scripts, hidden characters) has none.
"""

import re
import unicodedata
from functools import lru_cache

Key = tuple[str, ...]

_TITLES = frozenset(
    "dr prof mr mrs ms miss mx sir rev herr frau ing mgr bc mag dipl phdr mudr judr rndr monsieur madame mme"
    " señor señora phd md mba msc bsc csc esq cpa llm".split()
)
# Kept as part of the name: a father is not his son.
_GENERATIONS = frozenset("jr sr ii iii iv".split())
_ROLES = frozenset(
    "customer service services support team office info admin administrator help helpdesk desk sales billing"
    " marketing news newsletter notification notifications alert alerts account accounts accounting security mail"
    " mailer system systems department dept group list center centre contact contacts press media events event jobs"
    " careers recruiting hr bot robot noreply reply store shop online orders order booking bookings reservations"
    " reception secretariat committee board club association society university school college company inc llc ltd"
    " gmbh ag corp bank kundenservice kundendienst vertrieb buchhaltung sekretariat verwaltung équipe equipe"
    " servicio atención cliente clientes the your our".split()
)
_VIA = re.compile(
    r"\s(?:via|on behalf of|c/o|im auftrag|für|fuer|for|at|von|and|und|et|y|&)\s", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]+(?:['’‘`\-‐‑][^\W\d_]+)*\.?", re.UNICODE)
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})


@lru_cache(maxsize=50_000)
def full_name(name: str) -> Key:
    """The words of a full name, normalised; () for what is none.

    >>> full_name("Holm, Dr. Kären"), full_name("karen HOLM"), full_name("Karen"), full_name("Holm Support")
    (('karen', 'holm'), ('karen', 'holm'), (), ())
    """
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"} for char in name):
        return ()
    text = unicodedata.normalize("NFKC", name).strip(" '\"")
    if _VIA.search(f" {text} "):
        return ()
    words = [word for word in _in_order(text).split() if word.strip(".").casefold() not in _TITLES]
    if not all(_LETTERS.fullmatch(word) for word in words) or len(_scripts("".join(words))) != 1:
        return ()
    key = tuple(map(_folded, words))
    whole = [word for word in key if len(word) > 1 and word not in _GENERATIONS]
    return key if len(whole) >= 2 and len(key) <= 6 and not _ROLES.intersection(key) else ()


def _in_order(text: str) -> str:
    """ "Holm, Karen" the way round it is said; more than one comma is no name."""
    family, comma, given = text.partition(",")
    if not comma or "," in given:
        return text
    last = given.strip(" .").casefold()
    return f"{family} {given}" if last in _GENERATIONS or last in _TITLES else f"{given} {family}"


def _scripts(letters: str) -> set[str]:
    """The scripts of a text, by the first word of each letter's Unicode name."""
    return {unicodedata.name(char, "?").split()[0] for char in letters if char.isalpha()}


def _folded(word: str) -> str:
    """One word without case, accents, full stop, and with one kind of apostrophe and hyphen left out."""
    apart = unicodedata.normalize("NFD", word.casefold().translate(_PLAIN))
    return "".join(char for char in apart if char.isalpha())


def made_of_name(local: str, key: Key) -> bool:
    """Whether a local part is what anybody of this name would be given: `karen.holm`, `kholm`, `holmk`, `karen`.

    Two people of one name have it in common at two firms, so it says nothing. Digits make it somebody's own.
    """
    if sum(map(str.isdigit, local)) >= 2:
        return False
    said = _folded(local)
    plain = [word for word in key if len(word) > 1 and word not in _GENERATIONS]
    ends = [(plain[0], plain[-1]), (plain[-1], plain[0])]
    made = {*plain, "".join(key), "".join(plain), "".join(reversed(plain)), "".join(word[0] for word in key)}
    for one, other in ends:
        made |= {one[:n] + other[:m] for n in range(1, len(one) + 1) for m in range(len(other) + 1)}
    return said in made
