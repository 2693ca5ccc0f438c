"""The manual page of the commands, kith-commands(7), made from their table; scripts/man writes it down.

Promises: roff of the man macros (groff_man(7)), ASCII only, without a date: the same table gives the same bytes. What
stands in the table is only ever a value, so that no word of it is taken for a request.
"""

import re

from kith.commands.table import GRAMMAR, MAYBE, NOBODY, SOMEBODY, TABLE, Declared

# The minus sign is what can be copied; a quotation mark would end a macro's argument, and an apostrophe become a curly
# one (groff_char(7)).
_SIGNS = {"\\": r"\e", "-": r"\-", '"': r"\(dq", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
_ABOUT = "What you tell kith, one command on a line, by one of these ways:"
_WAYS = (
    ('kith do "1 done"', "On the command line; several commands are several arguments."),
    (
        "an answer to a digest",
        "The lines you write; what your mail program quotes of the digest is passed over.",
    ),
    (
        "a mail to yourself",
        'Its subject begins with "kith"; behind that stands a command, or each on a line of the text.',
    ),
    ("a link of a digest", "It opens a mail to yourself with one command as its subject: send it as it is."),
)


def page(version: str) -> str:
    """The whole page, as kith of that version has it."""
    parts = [
        r".\" Made by scripts/man from kith.commands.table; change that, not this.",
        f'.TH KITH\\-COMMANDS 7 "" "kith {_plain(version)}" "Miscellaneous"',
        ".SH NAME",
        r"kith\-commands \- what kith can be told",
        ".SH DESCRIPTION",
        _plain(_ABOUT),
        *(line for way, what in _WAYS for line in _item(way, what)),
        ".SH WORDS",
        *_words(),
        ".SH ABOUT SOMEBODY",
        *_commands(SOMEBODY),
        ".SH ABOUT SOMEBODY OR NOBODY",
        *_commands(MAYBE),
        ".SH ABOUT NOBODY",
        *_commands(NOBODY),
    ]
    return "\n".join(parts) + "\n"


def _commands(about: str) -> list[str]:
    return [line for one in TABLE if one.about == about for line in _command(one)]


def _command(one: Declared) -> list[str]:
    meaning = f"{one.meaning[0].upper()}{one.meaning[1:]}."
    also = f" Also: {', '.join(one.words)}." if one.words else ""
    return [*_item(one.usage, meaning), ".br", f"Such as: \\fI{_plain(one.example)}\\fR.{also}"]


def _words() -> list[str]:
    """What the capitals stand for, out of `GRAMMAR` ("WHO: a number …"), and the sentences that follow the last."""
    _, *parts = re.split(r"\b([A-Z]{3,}): ", " ".join(GRAMMAR.split()))
    *meanings, last = [text.strip() for text in parts[1::2]]
    last, _, rest = last.partition(". ")
    items = zip(parts[::2], [*meanings, f"{last}."], strict=True)
    return [*(line for word, meaning in items for line in _item(word, meaning)), ".PP", _plain(rest)]


def _item(term: str, text: str) -> list[str]:
    return [".TP", f"\\fB{_plain(term)}\\fR", _plain(text)]


def _plain(text: str) -> str:
    """Text as a line that is no request and has no sign with a meaning of its own."""
    safe = "".join(_SIGNS.get(sign, sign) if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in text)
    return rf"\&{safe}" if safe.startswith(".") else safe
