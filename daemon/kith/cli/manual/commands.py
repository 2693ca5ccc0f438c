"""kith-commands(7): what kith can be told, made from the table of the commands."""

import re

from kith.cli.manual.roff import bold, filled, heading, item, plain, top
from kith.commands.table import GRAMMAR, MAYBE, NOBODY, SOMEBODY, TABLE, Declared

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


def page() -> str:
    """The whole page."""
    parts = [
        *top("kith-commands", 7, "Miscellaneous", "kith.commands.table"),
        heading("NAME"),
        rf"kith\-commands \- {plain('what kith can be told')}",
        heading("DESCRIPTION"),
        *filled(_ABOUT),
        *(line for way, what in _WAYS for line in item(way, what)),
        heading("WORDS"),
        *_words(),
        heading("ABOUT SOMEBODY"),
        *_commands(SOMEBODY),
        heading("ABOUT SOMEBODY OR NOBODY"),
        *_commands(MAYBE),
        heading("ABOUT NOBODY"),
        *_commands(NOBODY),
        heading("SEE ALSO"),
        f"{bold('kith')}(1), {bold('kith.toml')}(5)",
    ]
    return "\n".join(parts) + "\n"


def _commands(about: str) -> list[str]:
    return [line for one in TABLE if one.about == about for line in _command(one)]


def _command(one: Declared) -> list[str]:
    meaning = f"{one.meaning[0].upper()}{one.meaning[1:]}."
    also = f" Also: {', '.join(one.words)}." if one.words else ""
    return item(one.usage, meaning, f"Such as: `{one.example}`.{also}")


def _words() -> list[str]:
    """What the capitals stand for, out of `GRAMMAR` ("WHO: a number …"), and the sentences that follow the last."""
    _, *parts = re.split(r"\b([A-Z]{3,}): ", " ".join(GRAMMAR.split()))
    *meanings, last = [text.strip() for text in parts[1::2]]
    last, _, rest = last.partition(". ")
    items = zip(parts[::2], [*meanings, f"{last}."], strict=True)
    return [*(line for word, meaning in items for line in item(word, meaning)), ".PP", *filled(rest)]
