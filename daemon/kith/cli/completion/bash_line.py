"""A command line of bash as far as it is typed: its words, and the part of the last one that readline puts anew.

Bash hands a completion function words as they stand in the line, cut at `@`, `:` and `=`, and inserts what it gets
back as it is. So what the shell would make of quotes is worked out here, and what is given back is quoted here.
Expansions stay what they are, letters: nothing is ever run. (Bash manual, "Quoting"; readline's
`_rl_find_completion_word`)
"""

import string
from dataclasses import dataclass

_BLANKS = " \t\n"
_OPERATORS = "|&;<>()"
_ESCAPED_IN_QUOTES = '$`"\\\n'  # before these alone a backslash is one, between double quotes
_HARMLESS = frozenset(string.ascii_letters + string.digits + "@%+,./:=_-")


@dataclass(frozen=True, slots=True)
class Line:
    """`words`: those that are finished, without their quotes; `word`: the one the cursor stands in, without its.

    `kept`: the beginning of `word` that readline leaves in the line; what follows is put anew. `quote`: the quotation
    mark that is open at the cursor, "" for none.
    """

    words: tuple[str, ...]
    word: str
    kept: str
    quote: str

    def inserted(self, value: str) -> str | None:
        """What makes `value` of the word when it is put behind what is kept; None where it cannot be had that way."""
        if not value.startswith(self.kept):
            return None
        rest = value.removeprefix(self.kept)
        if self.quote == '"' and "!" in rest:  # history is expanded there, and a backslash would stay
            return None
        return _quoted(rest, self.quote)


def read(typed: str, breaks: str) -> Line:
    """The line up to the cursor. `breaks`: `$COMP_WORDBREAKS`, where readline begins a word of its own."""
    words: list[str] = []
    word, quote, begun = "", "", False
    opened = broken = 0  # how long `word` was at its last quotation mark, and behind its last break
    at = 0
    while at < len(typed):
        char, following = typed[at], typed[at + 1 : at + 2]
        at += 1
        if char == quote:
            quote = ""
        elif char == "\\" and quote != "'" and (not quote or following in _ESCAPED_IN_QUOTES):
            word, begun, at = word + following.replace("\n", ""), True, at + 1
        elif quote:
            word += char
        elif char in "'\"":
            quote, begun, opened = char, True, len(word)
        elif char in _BLANKS or char in _OPERATORS:
            words += [word] if begun else []
            word, begun, opened, broken = "", False, 0, 0
        else:
            word, begun = word + char, True
            # `@` is put anew too (bash's rl_special_prefixes), wherever it breaks words at all.
            broken = len(word) - (char == "@") if char in breaks else broken
    return Line(tuple(words), word, word[: opened if quote else broken], quote)


def _quoted(text: str, quote: str) -> str:
    """The text as letters and nothing else, for the place it comes to: between these quotes, or outside of any."""
    if quote == "'":
        return text.replace("'", r"'\''")
    special = _ESCAPED_IN_QUOTES if quote else None
    return "".join(
        f"\\{char}" if (char in special if special else char.isascii() and char not in _HARMLESS) else char
        for char in text
    )
