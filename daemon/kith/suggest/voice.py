"""How the user greets, says goodbye and signs, seen in one letter of their own.

Promises: only from text the user wrote in it, never from what it quotes; only words of a greeting or a goodbye, in one
line of letters, at most `LONGEST` of them, whoever chose them: nothing with a digit, a link, a bracket or a sign that
does not show. What is not seen is "". A false greeting is worse than none, so unknown words make none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kith.mail.language import formality_of, language_of
from kith.mail.reply import newest
from kith.suggest.naming import first_name

LONGEST = 40  # characters of a line
NAME, FAMILY = "{name}", "{family}"  # where the other's name stands in a greeting
_MOST_GREETING, _MOST_GOODBYE = 6, 5  # words
_LINES = 4  # at the end of a letter that are looked at

# Letters of any script, blanks, and the signs that stand in greetings; nothing that could be code, a link or a number.
_PLAIN = re.compile(r"(?!.*\.\w)[^\W\d_](?:[^\W\d_]|[ '’.,!:–-])*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDS = (",", "!", ":", "-", "–")

# A greeting may be made of these alone. None of them is a name in use: a name is never taken for a word.
_ALONE = frozenset(
    "hi hey hello hiya howdy yo greetings good morning afternoon evening there again hallo guten tag morgen abend moin"
    " servus grüezi bonjour bonsoir salut coucou hola buenos buenas días dias tardes noches ciao buongiorno buonasera"
    " salve olá ola oi bom boa dia tarde noite hoi goedendag goedemorgen goedemiddag goedenavond ahoj čau dobrý den hej"
    " hejsan cześć dzień dobry".split()
)
# Only with a name behind them.
_ADDRESSES = frozenset(
    "dear my liebe lieber liebes sehr geehrte geehrter frau herr cher chère monsieur madame querido querida estimado"
    " estimada caro cara gentile egregio prezado prezada beste lieve geachte heer mevrouw milý milá vážený vážená drogi"
    " droga szanowny szanowna pan pani kära käre kære dag god tag mr mrs ms dr prof sir señor señora signor signora"
    " senhor senhora".split()
)
_GREETS = _ALONE | _ADDRESSES
# What stands behind a greeting and is nobody's name.
_NOBODY = frozenset(
    "all everyone everybody folks guys team both group friends alle zusammen tous toutes todos todas tutti"
    " allemaal".split()
)
_INCOMPLETE = frozenset("good there again guten buenos buenas bom boa dobrý dzień".split())
_FORMAL_FORMS = frozenset(
    "sehr geehrte geehrter monsieur madame estimado estimada gentile egregio prezado prezada geachte vážený vážená"
    " szanowny szanowna mr mrs ms dr prof sir frau herr".split()
)
_CLOSES = frozenset(
    "thanks thank thx cheers best regards kind warm warmest wishes sincerely yours truly cordially love hugs take care"
    " later bye ciao respectfully greetings talk soon see appreciate grüße gruß grüßen liebe lg vg mfg freundlichen"
    " freundliche herzlich herzliche herzlichen beste besten viele vielen schöne schönen danke dank tschüss wünsche"
    " wünschen cordialement bien amicalement amitiés bises bisous merci bientôt salutations saludos saludo abrazo"
    " abrazos besos atentamente cordial cordiales gracias saluti cordiali distinti affettuosi abbraccio baci grazie"
    " presto abraço abraços beijos cumprimentos atenciosamente cordialmente obrigado obrigada groet groeten groetjes"
    " vriendelijke hartelijke liefs bedankt dankjewel mvg pozdravem pozdrav děkuji díky pozdrawiam pozdrowienia dzięki"
    " hälsningar mvh tack hilsen vh tak".split()
)
# What may stand beside them. A goodbye of other words is a sentence, and sentences are not kept.
# Words of one language alone, "-" before those of a goodbye ("Hi" and "Hallo" are said in several).
_FRAME = {
    language: frozenset(words.split())
    for language, words in {
        "en": "dear -best -cheers -regards -yours -sincerely -wishes",
        "de": "liebe lieber geehrte geehrter moin servus -gruß -grüße -grüßen -gruss -lg -vg",
        "fr": "cher chère salut bonjour -cordialement -bises -amicalement -bientôt",
        "es": "hola querido querida estimado estimada -saludos -saludo -abrazo -abrazos",
        "it": "ciao caro cara gentile egregio -saluti -presto -abbraccio",
        "pt": "olá oi prezado prezada -abraço -abraços -cumprimentos",
        "nl": "beste geachte hoi -groet -groeten -groetjes",
    }.items()
}
_BESIDE = frozenset(
    "for the your you all and with my to from in a so much many very again help time i it good luck be well have great"
    " day weekend evening nice mit und für die deine ihre bis bald dann einen tag abend wochenende aus à toi vous de"
    " un une très votre un una con para por tu su ti muchas muito muita da do um uma dei i molte mille a più tardi met"
    " en je u alvast tot snel s za pro z med och og".split()
)


_THANKED = frozenset(
    "ty ta thanking merci danke díky nice great have enjoy happy perfect lovely wonderful".split()
)
_ASSENT = frozenset(
    "ok okay yes no fine good great thanks thank you cool perfect noted will do got it super".split()
)
_MOST_COURTESY, _MOST_SIGNATURE = 8, 5  # words
_ORNAMENTS = " \t*|/_~—–-."
_FOOTER = re.compile(
    r"https?://|\bwww\.|\b(?:virus|avast|iphone|ipad|android|galaxy|huawei|xiaomi|blackberry|brevity|confidential"
    r"|disclaimer)\b|iphone'?|\+\d[\d ()/-]{6,}|\b(?:tel|fax|mob|phone|mobile)\b\W{0,3}\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Observation:
    """What one letter shows. `greeting`: a line with `{name}` or `{family}` where the other's name stood; `form` or
    `family`: the name as it stood there; `goodbye`: the line above the user's name; `signature`: that name."""

    greeting: str = ""
    form: str = ""
    family: str = ""
    goodbye: str = ""
    signature: str = ""
    language: str | None = None
    formal: bool | None = None


def observe(
    text: str, name: str, address: str, own: Sequence[str], *, alone: bool = True
) -> Observation | None:
    """What a letter of the user's shows (`text` as it was sent) to whom it went, by name ("" unknown) and address.

    `own`: names of the user. Not `alone`: it went to more than one, so its greeting is nobody's. None where the user
    wrote nothing in it, as in a bare forward.
    """
    lines = [line.strip() for line in newest(text).split("\n")]
    filled = [line for line in lines if line]
    if not filled:
        return None
    goodbye, signature = _farewell(filled, own)
    greeting, called = _greeting(lines, name, address) if alone else ("", "")
    form, family = ("", called) if FAMILY in greeting else (called, "")
    written = "\n".join(filled)
    language = language_of(written) or _language_of_frame(greeting, goodbye)
    formal = formality_of(written, language)
    if formal is None and _words_of(greeting) & _FORMAL_FORMS:
        formal = True
    return Observation(greeting, form, family, goodbye, signature, language, formal)


def _language_of_frame(greeting: str, goodbye: str) -> str | None:
    """Of a letter too short to tell by its words: what greeting and goodbye agree on, or the one that tells."""
    told = {
        language
        for language, words in _FRAME.items()
        if words & (_words_of(greeting) | {f"-{word}" for word in _words_of(goodbye)})
    }
    return told.pop() if len(told) == 1 else None


def fits(line: str) -> bool:
    """Whether a line may be kept and written again: plain words, no longer than we take."""
    bare = line.replace(NAME, "Name").replace(FAMILY, "Name")
    return 0 < len(line) <= LONGEST and _PLAIN.fullmatch(bare) is not None


def greets(line: str) -> bool:
    """Whether a line alone is a greeting, of whomever: "Hi kith,", "Hallo zusammen"."""
    words = [word.lower() for word in _WORD.findall(line)]
    if not words or not fits(line) or len(words) > _MOST_GREETING or words[0] not in _GREETS:
        return False
    named = len(words) > 1 and (line.endswith(_ENDS) or words[-1] in _NOBODY)
    return set(words[:-1]) <= _GREETS | _NOBODY and (words[-1] in _GREETS or named)


def takes_leave(line: str, own: Sequence[str]) -> bool:
    """Whether a line alone is a goodbye, or the user's name, or what programs and companies put below one: a signature
    begins. `own`: names of the user, the whole one among them."""
    bare = line.strip(_ORNAMENTS)
    words = [word.lower() for word in _WORD.findall(bare)]
    families = {_WORD.findall(name)[-1].lower() for name in own if len(_WORD.findall(name)) > 1}
    named = bool(words) and len(words) <= _MOST_SIGNATURE and bool(families & set(words))
    return _closes(bare) or _is_own_name(bare, own) or named or bool(_FOOTER.search(line))


def salutes(line: str) -> bool:
    """Whether a line has the form of a greeting or a goodbye in whatever language: a few words before a comma."""
    few = 0 < len(_WORD.findall(line)) <= 3
    return few and line.rstrip().endswith((",", "、", "。")) and not any(map(str.isdigit, line))


def is_kind(line: str) -> bool:
    """Whether a line alone is thanks, a good wish or a word of assent: "Thanks for this, very useful", "ok"."""
    words = [word.lower() for word in _WORD.findall(line)]
    kind = bool(words) and len(words) <= _MOST_COURTESY and not any(map(str.isdigit, line))
    return kind and (words[0] in _CLOSES | _THANKED or set(words) <= _ASSENT)


def _greeting(lines: Sequence[str], name: str, address: str) -> tuple[str, str]:
    """The greeting as a pattern, and the name that stood in it."""
    at = next(number for number, line in enumerate(lines) if line)
    line = lines[at]
    followed_by_nothing = at + 1 < len(lines) and not lines[at + 1]
    words = _WORD.findall(line)
    ends = line.endswith(_ENDS) or followed_by_nothing
    if not fits(line) or not 0 < len(words) <= _MOST_GREETING or not ends:
        return "", ""
    given, family = _names(name, address)
    for word in words:
        if word.lower() == family and {each.lower() for each in words} & _FORMAL_FORMS:
            return _pattern(line, words, word, FAMILY)
        if word.lower() in given or (word is words[-1] and _is_nickname(word, given, address)):
            return _pattern(line, words, word, NAME)
    small = [word.lower() for word in words]
    if small[-1] in _NOBODY:
        return "", ""
    if len(words) > 1 and words[-1][0].isupper() and set(small[:-1]) <= _GREETS and small[-1] not in _GREETS:
        return _pattern(line, words, words[-1], NAME)  # "Hi Kaz,": only a name stands there
    return (line, "") if set(small) <= _ALONE and not set(small) <= _INCOMPLETE else ("", "")


def _pattern(line: str, words: Sequence[str], name: str, place: str) -> tuple[str, str]:
    """The line with a place for the name; "" where there is more in it than a greeting."""
    others = [word for word in words if word != name]
    if not all(word.lower() in _GREETS for word in others) or line.count(name) != 1:
        return "", ""
    return line.replace(name, place), name


def _names(name: str, address: str) -> tuple[frozenset[str], str]:
    """What the other may be called, and by what family name; in small letters."""
    given = {first_name(name, address).lower()}
    parts = [part for part in re.split(r"[._+-]+", address.partition("@")[0].lower()) if len(part) > 1]
    known = [word.lower() for word in _WORD.findall(name)] or parts
    family = (known[0] if "," in name else known[-1]) if len(known) > 1 else ""
    given |= {word for word in known if word != family}
    return frozenset(given - {""}), family


def _is_nickname(word: str, given: frozenset[str], address: str) -> bool:
    """ "Nikki" for Nikole, "Steph" for stephanie@: three letters in common at the beginning, and written as a name."""
    if len(word) < 3 or not word[0].isupper():
        return False
    start = word.lower()[:3]
    local = address.partition("@")[0].lower()
    return word.lower() not in _GREETS | _CLOSES | _NOBODY and (
        any(each.startswith(start) for each in given) or local.startswith(start)
    )


def _farewell(filled: Sequence[str], own: Sequence[str]) -> tuple[str, str]:
    """The goodbye and the name below it; each "" where it is not seen."""
    if len(filled) < 2 and len(_WORD.findall(filled[-1])) > _MOST_GOODBYE:
        return "", ""
    for back in range(1, min(_LINES, len(filled)) + 1):
        line = filled[-back]
        above = filled[-back - 1] if back < len(filled) else ""
        if _is_own_name(line, own) or (_is_one_name(line) and above.endswith(",") and _closes(above)):
            return (above if _closes(above) else ""), line.rstrip(",")
        words = _WORD.findall(line)
        if len(words) > 1 and _is_own_name(words[-1], own) and line.endswith((words[-1], words[-1] + ".")):
            before = line[: line.rindex(words[-1])].strip()
            return (before, words[-1]) if _closes(before) else ("", "")
        if back == 1 and _closes(line) and line.endswith((",", "!")):
            return line, ""
    return "", ""


def _closes(line: str) -> bool:
    """A goodbye: a few words, all of them usual in one, and at least one that says it."""
    words = {word.lower() for word in _WORD.findall(line)}
    fewer = len(_WORD.findall(line)) <= _MOST_GOODBYE
    return fits(line) and fewer and bool(words & _CLOSES) and words <= _CLOSES | _BESIDE


def _is_one_name(line: str) -> bool:
    return fits(line) and len(_WORD.findall(line)) == 1 and line[0].isupper() and line.isalpha()


def _is_own_name(line: str, own: Sequence[str]) -> bool:
    """The user's whole name, one of its words, its initials, or a short form of its first word."""
    written = line.rstrip(",. ").lower()
    if not fits(line) or not written:
        return False
    for name in own:
        words = [word.lower() for word in _WORD.findall(name)]
        initials = "".join(word[0] for word in words)
        if written in (name.lower(), " ".join(words), *words, initials, initials[:1], initials[:2]):
            return True
        if len(written) >= 3 and any(word.startswith(written[:3]) for word in words[:1]):
            return len(_WORD.findall(written)) == 1
    return False


def _words_of(pattern: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(pattern)}
