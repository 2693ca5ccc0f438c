"""How somebody likes to be reached, as their answer says it: "text me on +44 …", "ruf lieber an", "LinkedIn is best".

Promises little, precision before recall: one channel that a clause of the writer's orders, wishes for themselves or
calls the best one, or that is the whole answer; else nothing. Nothing are questions, thanks, what others like, what is
said of one occasion ("call me when you land"), two channels, and one that another clause refuses. A number is one that
stands with that channel, or is called "my number", never one of the signature. What is found is no more than a proposal
to the user. Of the text only the channel and digits leave this file. Linear time.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kith.mail.channel_words import CHANNELS, MINE, NUMBER_ALONE, words_of
from kith.mail.signature import unsigned
from kith.people.forms import plain

LONGEST = 4000  # characters that are looked at
_LONGEST_CLAUSE = 200
_GREETING = 3  # words
_NUMBER = re.compile(r"(?<![\w+])\+[1-9][0-9 ./()\u00a0-]{5,24}[0-9](?![0-9])")
_AT_HOME = re.compile(r"(?<![\w+.,])\(?0[0-9][0-9 ./()\u00a0-]{4,18}[0-9](?![0-9])")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
_WRAPPED = 50  # characters: a line so long that ends without a full stop goes on in the next
_CLAUSES = re.compile(r"[,;:()–—|.!¡…]|\s-+\s|\b(?:but|aber|sondern|pero|sino)\b")
_NO_COMMA = re.compile(  # "A call, please", "Le mieux, c'est par SMS"
    r",(?=\s*(?:please|bitte|s'il|por favor|per favore|graag|alsjeblieft|c'est)\b|\s*(?:is|es|e)\s)"
)
_TOKENS = re.compile(r"[^\W_]+(?:'[^\W_]+)?'?|'s|§")
_ELIDED = re.compile(r"\b([ldjmcnst]|qu|un|dell|all)'(?=\w)")
_SAID = re.compile(  # whoever tells of others, or quotes them
    r"[\"“”„«»]|\b(?:he|she|they|who|we|mum|mom|dad|wife|husband|daughter|son)\b.{0,20}\b(?:said|says|told|asked"
    r"|wants?|prefers?)\b"
    r"|\b(?:said|says|wrote|told (?:me|us)|sagt\w*|schrieb\w*|ecrit|dice|dijo|escribio|disse|scrive|schreef|zegt)\s*:"
    r"|\b(?:sagte|meinte|meint|dijo|disse|ha detto|zei|zegt|a dit|dit qu\w*)\b"
)
_OCCASION = re.compile(  # a clause that ties an order to an occasion
    r"\s*(?:if|when|once|should|unless|in case|as soon|wenn|falls|sobald|sollte|si|quand|des que|cuando|se|quando"
    r"|appena|als(?! zu)"
    r"|wanneer|zodra|indien|caso)\b(?! (?:you (?:like|want|prefer|can|wish)|du (?:magst|willst|mochtest)|tu (?:veux"
    r"|preferes)"
    r"|quieres|prefieres|vuoi|preferisci|quiseres|preferires|je wilt))"
)
_NO_MATTER = re.compile(
    r"\b(?:no (?:problem|worries)|not at all|why not|kein problem|pas de (?:souci|probleme)|sin problema|nessun"
    r" problema"
    r"|sem problema|geen probleem)\b"
)
_NOT = re.compile(
    r"\b(?:not|no|never|neither|nor|hardly|rarely|without|except|anything but|hate|dislike|don'?t|(?:do|does|did|wo"
    r"|ca|is|are|was"
    r"|would|should)n't|cannot|kein\w*|nicht|nie|niemals|ungern|ohne|weder|hasse|pas|jamais|sans|ni|deteste|nunca"
    r"|jamas|odio"
    r"|sin|non|mai|senza|nao|sem|detesto|niet|geen|nooit|zonder)\b"
)


class Preference(NamedTuple):
    """A channel ("text", "phone", "linkedin", "mail"), and an international number in digits, "" for none."""

    channel: str
    number: str = ""


class _Wanted(NamedTuple):
    """A channel that a clause wants, and the numbers that stand with it. `fine`: it would do, no more."""

    channel: str
    numbers: frozenset[str]
    fine: bool


class _Clause(NamedTuple):
    """A clause in words, each number as "§", and the international ones among them in digits."""

    words: str
    numbers: frozenset[str]


def preference_of(words: str, name: str = "") -> Preference | None:
    """What the newest text of somebody called `name` says about how to reach them; None where it says nothing, or two
    things."""
    sentences = list(_sentences(unsigned(words[:LONGEST], name)))
    if len(sentences) == 1 and (whole := _whole(sentences[0])):
        return whole
    parts = [_clauses(sentence) for sentence in sentences]
    said = [
        one for sentence, clauses in zip(sentences, parts, strict=True) for one in _said(sentence, clauses)
    ]
    said = [one for one in said if not one.fine] or said
    if len({one.channel for one in said}) != 1:
        return None
    channel, clauses = said[0].channel, [clause for part in parts for clause in part]
    if any(_NOT.search(one.words) and words_of(channel).word.search(one.words) for one in clauses):
        return None
    return Preference(channel, _number(said, clauses) if channel in ("text", "phone") else "")


def _sentences(text: str) -> Iterator[str]:
    """Each in small letters without accents, its lines joined; greetings ("Hi Sam,") left out."""
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and len(lines[-1]) >= _WRAPPED and line.strip() and lines[-1].rstrip()[-1:] not in ".!?…:":
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    for line in lines:
        if line.strip().endswith(",") and len(line.split()) <= _GREETING:
            continue
        yield from (plain(one.replace("’", "'")) for one in _SENTENCES.split(line) if one.strip())


def _clauses(sentence: str) -> list[_Clause]:
    """Between marks, or before a "but"."""
    digits, found = [_digits(one) for one in _NUMBER.findall(sentence)], list[_Clause]()
    sentence = _NO_COMMA.sub(" ", sentence)
    sentence = _AT_HOME.sub(" § ", _NUMBER.sub(" ¶ ", sentence))
    for part in _CLAUSES.split(sentence):
        here, digits = digits[: part.count("¶")], digits[part.count("¶") :]
        if words := _worded(part.replace("¶", "§")):
            found.append(_Clause(words, frozenset(here) - {""}))
    return found


def _worded(part: str) -> str:
    part = part.replace("e-mail", "email").replace("-", " ").replace("/", " or ").replace("&", " and ")
    words = " ".join(_TOKENS.findall(_ELIDED.sub(r"\1' ", part)))
    return words if len(words) <= _LONGEST_CLAUSE else f"{words[:_LONGEST_CLAUSE]} …"


def _whole(sentence: str) -> Preference | None:
    """What an answer of one sentence says, where it is no more than a channel ("A call") or a number."""
    clauses = _clauses(sentence)
    words, numbers = " ".join(one.words for one in clauses), {one for each in clauses for one in each.numbers}
    if sentence.rstrip().endswith("?") or _NOT.search(words):
        return None
    if NUMBER_ALONE.fullmatch(words) and len(numbers) == 1:
        return Preference("text", numbers.pop())
    named = [channel for channel in CHANNELS if words_of(channel).short.fullmatch(words)]
    return Preference(named[0]) if len(named) == 1 else None


def _said(sentence: str, clauses: Sequence[_Clause]) -> Iterator[_Wanted]:
    """What a sentence wants, clause by clause."""
    if sentence.rstrip().endswith("?") or _SAID.search(sentence):
        return
    tied = any(_OCCASION.match(clause.words) for clause in clauses)
    numbers = frozenset(one for clause in clauses for one in clause.numbers)
    for clause in clauses:
        words = _NO_MATTER.sub("", clause.words).strip()
        if _NOT.search(words):
            continue
        for channel in CHANNELS:
            forms = words_of(channel)
            asked = forms.wish.match(words) or (not tied and forms.order.fullmatch(words))
            if asked or forms.fine.match(words):
                yield _Wanted(channel, clause.numbers or numbers, not asked)


def _number(said: Sequence[_Wanted], clauses: Sequence[_Clause]) -> str:
    """The one number that was said with the channel, else the one that is called "my number"; "" for none or two."""
    mine = (one.numbers for one in clauses if MINE.fullmatch(one.words) or one.words == "§")
    found = frozenset().union(*(one.numbers for one in said)) or frozenset().union(*mine)
    return min(found) if len(found) == 1 else ""


def _digits(written: str) -> str:
    """ITU-T E.164: a + and 7 to 15 digits, without the "(0)" that is dialled at home; "" for what is none."""
    found = re.sub(r"[^0-9]", "", written.replace("(0)", ""))
    return f"+{found}" if 7 <= len(found) <= 15 else ""
