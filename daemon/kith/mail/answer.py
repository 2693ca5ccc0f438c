"""The orders in an answer to a digest: the lines the user wrote, and nothing that kith wrote.

Promises: never raises; linear time in the answer; at most `MOST` lines, each one clean line of at most `LONGEST`
characters. Where the digest says the same as a line, the line is the digest's: better an order lost, which the user
sees, than one that nobody gave (docs/design.md, "Answers").

Two guards, one behind the other. The first is where the old mail begins: the sentinel, which stands on top of every
digest, and what `kith.mail.reply` knows of mail programs. The second is what the old mail says.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kith.journal import clean
from kith.mail.reply import introduces, new_lines

MOST = 50  # lines of an answer: a digest names 20 people at most
LONGEST = 1000  # characters of a line
_LONGEST_TEXT = 256 * 1024  # characters of an answer, and of a digest, that are looked at
_MOST_LOOKED_AT = 500  # lines that might be the user's; so the second guard has an end on a page full of them
_FRAGMENT = 20  # characters; so much of a digest's line, wherever it was broken, is no order by chance
_RUN = 200  # characters of the digest before a fragment that are compared with it

KEYWORD = "answer-above-this-line"  # no blanks: programs break lines there (osTicket/osTicket#5548)
_ID = r"kith-(?P<id>[a-z0-9]{1,40}(?:-[a-z0-9]{1,40})?)"
_NAMED = re.compile(rf"[\s>|*_~]*{KEYWORD}[\s>|*_~]*{_ID}(?![a-z0-9-])")
_MARKS = re.compile(r"\A(?:\s*[>|])+\s?")
_HEADING = re.compile(r"\s*(?P<number>[0-9]{1,3})\.\s*\S")
_NO_WORDS = re.compile(r"[^\w#]*(?:#(?![0-9])|_*\Z)")  # a ruled line, or a comment; "#1 done" is an order
_LINK = re.compile(r"mailto:|(?:%[0-9a-f]{2}[^%\s]{0,40}){3}", re.IGNORECASE)
_FLOWS = re.compile(
    r"\S.{50,} \Z"
)  # RFC 3676 section 4.1: a long line that ends in a blank goes on in the next
_THANKS = re.compile(
    r"\W*(?:thanks|thank you|thx|quit|danke|merci|gracias|grazie|obrigad[oa]|bedankt|dank je|děkuji|díky|dziękuję|tack"
    r"|tak|takk|kiitos|спасибо|дякую|ありがとう|谢谢)\W*",
    re.IGNORECASE,
)
# What signing in the text puts around it (RFC 4880 section 7).
_ARMOUR = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:Hash: .*\n)*|^-----BEGIN PGP SIGNATURE-----(?s:.*)",
    re.MULTILINE,
)
_FIELD = re.compile(r"[^\W\d][^:：\d]{0,24}[:：]\s*\S")
_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚", "'")
)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line that the user wrote. `about`: the number of the quoted suggestion it stands under, None where it stands
    under none. `line`: its number in the mail, from 1; of its first, where it was broken by format=flowed. `parting`: a
    word of thanks stands above it, so that it may be part of a signature."""

    text: str
    about: int | None
    line: int
    parting: bool = False


def sentinel(digest: str) -> str:
    """The line that stands on top of the digest with this id: letters and digits, in two halves at most ("2026w48",
    "2026w48-k7q2vmxa")."""
    return f"~~ {KEYWORD} ~~ kith-{digest} ~~"


def named(text: str) -> str:
    """The id of the digest whose sentinel stands in a mail, quoted, wrapped or not; "" where there is none."""
    lines = text[:_LONGEST_TEXT].splitlines()
    for at, line in enumerate(lines):
        if "answer" in (low := line.lower()) or "above" in low:
            match = _NAMED.match(_folded(lines, at))
            if match:
                return match["id"]
    return ""


def answer(text: str, digest_lines: Sequence[str]) -> list[AnswerLine]:
    """The user's own lines in an answer, top down.

    `text` is the mail's, as `kith.mail.words.text_of` gives it. `digest_lines` are those of the digest it answers:
    of its text part, in their order, and behind them, to know them as well, those of its HTML part as `text_of_html`
    writes them; empty where the digest is not known.
    """
    text = text[:_LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    lines = _ARMOUR.sub("", text).split("\n")
    told, found = _Told(digest_lines), list[AnswerLine]()
    about, looked_at, parting = None, 0, False
    ends = 0  # behind which line the last of those found ends
    for at, quoted in new_lines([line[:LONGEST] for line in lines]):
        line = lines[at]
        if quoted:
            about = told.about(_MARKS.sub("", line), about)
            told.heard(line)
            parting = False
            continue
        if _is_sentinel(lines, at):
            return _without_introduction(found)
        if looked_at == _MOST_LOOKED_AT or len(found) == MOST:
            break
        own = clean(line, LONGEST)
        thanks = _THANKS.fullmatch(line)
        parting = parting or bool(thanks)
        if not own or thanks:
            continue
        looked_at += 1
        if told.says(line) or _NO_WORDS.match(own) or _LINK.search(own):
            continue
        if found and ends == at and _FLOWS.search(lines[at - 1]):
            found[-1] = replace(found[-1], text=clean(f"{found[-1].text} {own}", LONGEST))
        else:
            found.append(AnswerLine(own, about, at + 1, parting))
        ends = at + 1
    return found


def _is_sentinel(lines: Sequence[str], at: int) -> bool:
    """Whether the sentinel begins in this line, however it was wrapped and whatever stands around it."""
    line = lines[at].lower()
    if "answer" not in line:
        return False
    return KEYWORD in _folded(lines, at)


def _folded(lines: Sequence[str], at: int) -> str:
    """This line and the two below it as one, without the break that a program made at a hyphen or a blank."""
    folded = ""
    for line in lines[at : at + 3]:
        piece = _seen(_MARKS.sub("", line[:LONGEST])).strip().lower()
        folded = f"{folded}{'' if folded.endswith('-') else ' '}{piece}"
    return folded


def _seen(text: str) -> str:
    """Without what nobody sees, and dashes and quotation marks as a typewriter has them."""
    kept = (
        char
        for char in text.translate(_DASHES)
        if unicodedata.category(char) not in {"Cf", "Cc"} or char == "\t"
    )
    return "".join(kept)


def _without_introduction(found: list[AnswerLine]) -> list[AnswerLine]:
    """Without what introduces an unquoted digest in a language that nobody here knows: "…, Sam (kith) <…> έγραψε:", or
    a block of three or more header fields, directly above the sentinel."""
    for count in (1, 2, 3):
        words = " ".join(line.text for line in found[-count:])
        if words.endswith((":", "：")) and introduces(words):
            return found[:-count]
    start = len(found)
    while start and _FIELD.match(found[start - 1].text):
        start -= 1
    block = found[start:]
    return found[:start] if len(block) >= 3 and introduces(" ".join(line.text for line in block)) else found


class _Heading(NamedTuple):
    words: str
    number: int


class _Told:
    """What a digest says, to compare with: blanks, case, and signs of emphasis aside."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._known = bool(lines)
        words = [(line, _squeezed(line)) for line in lines]
        self._lines = frozenset(said for _, said in words if said)
        # Without the sentinel as well: where the user deleted it, what stood around it may have become one line.
        rest = "".join(said for _, said in words if KEYWORD not in said)
        self._whole = "\n".join(("".join(said for _, said in words)[:_LONGEST_TEXT], rest[:_LONGEST_TEXT]))
        parts = list(_parts(words))
        self._headings = [one for one in parts if isinstance(one, _Heading)]
        self._outside = "\n".join(one for one in parts if isinstance(one, str))
        self._run = ""

    def about(self, quoted: str, before: int | None) -> int | None:
        """The suggestion that goes on behind this quoted line: one of the digest's own headings, never the "2." of a
        draft; None behind what stands above and below all suggestions."""
        said, heading = _squeezed(quoted), _HEADING.match(quoted)
        if heading and not self._known:
            return int(heading["number"])
        if heading:
            for words, number in self._headings:
                if words.startswith(said) or said.startswith(words):
                    return number
        return None if len(said) >= 6 and said in self._outside else before

    def heard(self, quoted: str) -> None:
        """A line was quoted: what stands below may be its rest, which lost its mark when it was wrapped."""
        self._run = _end(quoted)

    def says(self, line: str) -> bool:
        """Whether the digest says this: as a line of its own, as so long a part of one, or as what goes on behind the
        last line that was the digest's."""
        said = _squeezed(line)
        if not said or not self._known:
            return False
        goes_on = len(self._run) >= 8 and self._run + said in self._whole
        if goes_on or said in self._lines or (len(said) >= _FRAGMENT and said in self._whole):
            self._run = (self._run + said)[-_RUN:] if goes_on and len(line) <= LONGEST else _end(line)
            return True
        self._run = ""
        return False


def _parts(lines: Sequence[tuple[str, str]]) -> Iterator[_Heading | str]:
    """The headings of the suggestions, and the lines outside of all suggestions, of the text part of a digest.

    There only headings ("1. Karen Holm") and what is outside begin in the first column. The HTML part begins, at the
    latest, where the numbers begin anew.
    """
    number, inside = 0, False
    for line, said in lines:
        if not said:
            continue
        heading = None if line[0].isspace() else _HEADING.match(line)
        if heading and int(heading["number"]) == number + 1:
            number, inside = number + 1, True
            yield _Heading(said, number)
        elif heading and int(heading["number"]) == 1:
            return
        elif not line[0].isspace() or not inside:
            inside = False
            yield said


def _end(line: str) -> str:
    """The end of a line, as lines are compared."""
    return _squeezed(line)[-_RUN:] if len(line) <= LONGEST else _squeezed(line[-_RUN:])


def _squeezed(line: str) -> str:
    """A line as lines are compared: no marks of a quote, no blanks, no emphasis, one case."""
    bare = _MARKS.sub("", line[:LONGEST])
    text = unicodedata.normalize("NFKC", _seen(bare)).casefold()
    return "".join(text.split()).replace("*", "").replace("_", "")
