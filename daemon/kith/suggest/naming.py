"""What may be said aloud of a display name and of a subject. Both were written by others.

Promises: a first name is letters only, a subject is one plain line without brackets; "" means "do not name it",
and every template can live with "". A wrong first name is worse than none.
"""

import re
import unicodedata

from kith.journal import clean
from kith.people.forms import plain

LONGEST_FIRST_NAME = 20
LONGEST_SUBJECT = 60

_UNTYPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_TITLES = frozenset(
    "dr prof mr mrs ms miss mx sir dame lord lady rev herr frau ing mgr bc mag dipl med jur doc"
    " mudr judr phdr rndr paeddr mvdr monsieur madame mme señor señora".split()
)
_SUFFIXES = frozenset(
    "phd ph.d md m.d mba msc m.sc bsc ba ma dds esq jr sr ii iii iv csc drsc ing llm llb cpa".split()
)
_ROLES = frozenset(
    "info office mail post hello contact support sales team admin help service news jobs hr press shop web"
    " billing accounts orders".split()
)
_VIETNAMESE = frozenset("nguyễn nguyen trần phạm huỳnh hoàng đặng bùi".split())
_ASIDE = re.compile(r"\([^)]*\)?|\[[^\]]*\]?|\{[^}]*\}?|<[^>]*>?|\"[^\"]*\"|\s(?:via|at|@|\||/|-|–|—)\s.*")
_MARKUP = re.compile(r"<[^>]*>?")
_CALL = re.compile(r"\W*\w+\((?:\)|[^)]*[\d=;'\"])")  # "alert(1)"; not "Karen (Initech 2)"
_MARKS_OF_AN_ANSWER = re.compile(
    r"\s*(?:re|aw|fwd?|wg|antw|sv|vs|tr|rif|odp|enc|vl|vb|res|ynt|答复|回复|转发|fw)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]",
    re.IGNORECASE,
)


# In the languages of the letters, without case and accents.
_GRAVE = re.compile(
    r"\b(?:funeral|burial|died|dying|dead|deaths?|passed away|passing of|condolence\w*|sympathy|sorry for your loss"
    r"|obituary|r\.?i\.?p|cancer|tumou?r|chemo\w*|diagnosis|hospital|hospice|surgery|stroke|suicide|miscarriage|divorce\w*"
    r"|dismiss\w+|laid off|lay-?offs?|redundan\w+|fired|terminat\w+|mourning"
    r"|beerdigung|begrabnis|bestattung|trauer\w*|beileid|tod|todes\w*|gestorben|verstorben|krebs|diagnose|krankenhaus"
    r"|kundigung|gekundigt|entlassung|scheidung|fehlgeburt"
    r"|obseques|enterrement|deces|decede\w*|condoleances|licenciement|hopital|deuil"
    r"|entierro|fallec\w+|muerte|pesame|despido|divorcio|luto"
    r"|funerale|lutto|morte|condoglianze|cancro|tumore|licenziamento|divorzio|ospedale"
    r"|enterro|falec\w+|pesames|demissao|despedimento"
    r"|begrafenis|uitvaart|overleden|overlijden|condoleance|kanker|ontslag|ziekenhuis|rouw)\b"
)


def first_name(name: str, address: str = "") -> str:
    """The name a friend would use in a greeting, or "" where nobody can tell.

    >>> first_name("Holm, Dr. Karen (Initech)"), first_name("KAREN HOLM"), first_name("Dr. Holm")
    ('Karen', 'Karen', '')
    """
    if _is_hostile(name) or _is_code(name):
        return ""
    name = _stripped(name)
    if not name or "@" in name:
        return _from_local_part(address or name)
    words, titled = _without_titles(name.split())
    if not words or words[-1].lower() in _ROLES or (titled and len(words) == 1):  # "Dr. Holm": a family name
        return ""
    if _family_first(words):
        return _fit(" ".join(words))
    words = _without_shouted_family_name(words)
    initials = [word for word in words if _is_initial(word)]
    given = [word for word in words if not _is_initial(word)]
    if not given or (initials and len(given) == 1):  # "K. Holm": a family name again
        return ""
    return _fit(given[0])


def shared_subject(subject: str | None) -> str:
    """What a subject line is about, fit to be quoted in a letter to the same person; "" where it is not.

    Answer and forward marks go, however many. Left out: empty, longer than `LONGEST_SUBJECT`, with control or
    direction-changing characters, with brackets or braces (ticket numbers, placeholders), with a link, with what
    would be decoded once more as an encoded word (RFC 2047); and what is grave.
    """
    subject = subject or ""
    if len(subject) > 1000 or _is_hostile(subject):
        return ""
    subject = " ".join(subject.split())
    while mark := _MARKS_OF_AN_ANSWER.match(subject):
        subject = subject[mark.end() :].strip()
    subject = subject.rstrip(" .").replace('"', "'")
    unfit = len(subject) > LONGEST_SUBJECT or re.search(
        r"[\[\]{}<>]|://|www\.|(?:mailto|javascript|data|file):|=\?|\w\.[a-z]{2,24}/", subject
    )
    return "" if unfit or not re.search(r"[^\W_]", subject) or grave(subject) else subject


def grave(words: str) -> bool:
    """Whether it is about a death, an illness, a dismissal or a parting: nothing to be quoted beside good wishes."""
    return _GRAVE.search(plain(words[:1000])) is not None


def _is_hostile(text: str) -> bool:
    """Whether it holds characters nobody types: controls, direction marks, zero-width ones, line separators."""
    if text.isascii() and text.isprintable():  # nearly always, and of thousands of subjects it is asked
        return False
    return any(unicodedata.category(char) in _UNTYPED and char != "\t" for char in text)


def _is_code(name: str) -> bool:
    """Whether it is a piece of a program, with markup around it or without: nobody is called so."""
    bare = _MARKUP.sub(" ", name[:1000])
    return bool(_CALL.match(bare) or (bare != name[:1000] and re.search(r"[=;]", bare)))


def _stripped(name: str) -> str:
    """One line; without asides, and the right way round: "Holm, Karen (Initech)" is "Karen Holm"."""
    name = clean(name).strip("'\" ")
    name = " ".join(_ASIDE.sub(" ", f" {name} ").split())
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma or not given or given.split(",")[0].strip(" .").lower() in _SUFFIXES:
        return family
    return f"{given.split(',')[0]} {family}"


def _without_titles(words: list[str]) -> tuple[list[str], bool]:
    """The words of a name without titles, suffixes and ornaments; whether there was a title."""
    plain = [word for word in words if any(map(str.isalpha, word))]
    kept = [word for word in plain if not _is_title(word)]
    return [word for word in kept if word.strip(".").lower() not in _SUFFIXES], len(kept) < len(plain)


def _is_title(word: str) -> bool:
    return word.strip(".").lower() in _TITLES or (word.endswith(".") and len(word.strip(".")) > 2)


def _is_initial(word: str) -> bool:
    return len(word.replace(".", "")) == 1 or bool(re.fullmatch(r"(?:\w\.-?)+", word))


def _without_shouted_family_name(words: list[str]) -> list[str]:
    """ "HOLM Karen" is Karen: among words in mixed case, one in capitals is the family name."""
    quiet = [word for word in words if not (word.isupper() and len(word) > 2)]
    return quiet if quiet and len(quiet) < len(words) else words


def _family_first(words: list[str]) -> bool:
    """Chinese, Japanese, Korean and Vietnamese names: the first word alone would be the family's."""
    scripts = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
    return words[0].lower() in _VIETNAMESE or any(
        unicodedata.name(word[0], "").startswith(scripts) for word in words
    )


def _from_local_part(address: str) -> str:
    """`karen.holm@…` is Karen; any other shape says nothing."""
    parts = address.partition("@")[0].split(".")
    if len(parts) != 2 or not all(part.isalpha() and len(part) > 1 for part in parts):
        return ""
    return "" if _ROLES & {part.lower() for part in parts} else _fit(parts[0])


def _fit(word: str) -> str:
    """The name as one writes it in a greeting, if it can stand there at all."""
    word = word.strip(".,;:")
    if len(word) > LONGEST_FIRST_NAME or not all(map(_is_word, word.split())):
        return ""
    return word.title() if (word.isupper() and len(word) > 2) or word.islower() else word


def _is_word(word: str) -> bool:
    """Letters of any script with their marks; apostrophes and hyphens inside."""
    return word[0].isalpha() and all(unicodedata.category(char)[0] in "LM" or char in "'’‐-" for char in word)
