"""The words there are, a declaration each: usage, meaning, example, parser. Help and documentation are made from it."""

import textwrap
from dataclasses import dataclass

from kith.commands import arguments
from kith.commands.arguments import Parser, Printer
from kith.commands.languages import VERBS

SOMEBODY, NOBODY, MAYBE = "somebody", "nobody", "maybe"  # whom a command is about


@dataclass(frozen=True, slots=True)
class Declared:
    """One command. `about`: whom; `words`: other ways to say it; `bare`: behind a name only where nothing
    follows, because people write notes that begin so ("karen no longer works there")."""

    verb: str
    usage: str
    meaning: str
    example: str
    parse: Parser = arguments.nothing
    write: Printer = arguments.print_nothing
    about: str = SOMEBODY
    words: tuple[str, ...] = ()
    bare: bool = False


def _touch(verb: str, meaning: str, example: str, *words: str) -> Declared:
    usage = f"WHO {verb} [DAY] [WORDS]"
    parse = arguments.call if verb == "called" else arguments.touch
    return Declared(verb, usage, meaning, example, parse, arguments.print_touch, words=words)


TABLE: tuple[Declared, ...] = (
    _touch("done", "you were in touch, however", "1 done", "ok"),
    _touch("wrote", "you wrote to them, where kith cannot see it", "karen wrote", "mailed", "emailed", "written"),
    _touch("texted", "you texted", "2 texted, she is in Brno now", "messaged"),
    _touch("called", "you talked on the telephone", "petr called 26 nov", "phoned", "rang"),
    _touch("met", "you met", "ravi met fri", "saw", "visited"),
    _touch("talked", "you talked", "3 talked yesterday", "spoke", "chatted"),
    Declared(
        "snooze", "WHO snooze [LENGTH | until DAY]", "not before then; two weeks where you do not say", "2 snooze 3w",
        arguments.snooze, arguments.print_until, words=("later", "postpone"),
    ),
    Declared("skip", "WHO skip", "not this time", "3 skip"),
    Declared("never", "WHO never", "never suggest them again", "2 never", words=("mute",)),
    Declared("back", "WHO back", "suggest them again, whatever you said before", "lena back", words=("unmute",)),
    Declared(
        "prefers", "WHO prefers mail|text|phone|person|linkedin|none [ADDRESS or NUMBER]",
        "how they like to be reached",
        "karen prefers text +44 20 7946 0018", arguments.prefers, arguments.print_prefers, words=("prefer",),
    ),
    Declared(
        "accept", "WHO accept", "keep how they like to be reached, as a digest proposed it", "karen accept",
        words=("yes", "agreed"), bare=True,
    ),
    Declared("decline", "WHO decline", "do not keep it", "karen decline", words=("no",), bare=True),
    Declared(
        "every", "WHO every LENGTH", "how often you want to be in touch", "karen every 6w",
        arguments.every, arguments.print_every,
    ),
    Declared("less", "WHO less", "half as long again between two suggestions", "1 less", words=("rarer",)),
    Declared("more", "WHO more", "the other way round", "1 more", words=("oftener",)),
    Declared(
        "birthday", "WHO birthday DAY [YEAR]", "their birthday; a digest tells of it in time", "karen birthday 3 may",
        arguments.born, arguments.print_born, words=("born", "bday"),
    ),
    Declared(
        "group", "WHO group NAME|none", "which group of yours they belong to, instead of any other",
        "karen group family", arguments.group, arguments.print_group,
    ),
    Declared(
        "note", "WHO note WORDS", "kept, and shown by `kith why`", "karen note moved to Brno",
        arguments.note, arguments.print_note, words=("remember",),
    ),
    Declared(
        "undo", "[WHO] undo", "takes back the last line, or the last about WHO; a second time, it holds again", "undo",
        about=MAYBE,
    ),
    Declared(
        "pause", "pause [LENGTH | until DAY]", "no digests until then, or until you resume", "pause 4w",
        arguments.pause, arguments.print_until, about=NOBODY,
    ),
    Declared("resume", "resume", "digests come again", "resume", about=NOBODY, words=("continue",)),
    Declared("more", "more", "who else is due", "more", about=NOBODY),
    Declared("why", "why WHO", "why they are suggested, or not", "why karen"),
    Declared(
        "help", "help [COMMAND]", "all commands, or one with its other words", "help snooze",
        arguments.a_word, arguments.print_word, about=NOBODY,
    ),
)  # fmt: skip

ENGLISH: dict[str, str] = {word: one.verb for one in TABLE for word in (one.verb, *one.words)}
WORDS: dict[str, str] = {**VERBS, **ENGLISH}


def declared(verb: str, *, somebody: bool) -> Declared | None:
    """The command of that verb that is about somebody, or about nobody; None where there is none of the kind."""
    unfit = NOBODY if somebody else SOMEBODY
    return next((one for one in TABLE if one.verb == verb and one.about != unfit), None)


GRAMMAR = """\
WHO: a number of the newest digest (2, 1-3, 1,4, all), a full name, a first name or an address, or several of them
(karen and petr); before the command or behind it. LENGTH: 10d, 2w, 3 months, half a year, 1y. DAY: today, yesterday,
fri, 5 dec, 5.12., 2026-12-05, the 12th; of a snooze also next week, january. One command on a line. Words in German,
French, Spanish, Italian, Portuguese, Dutch and Czech are understood too."""


def help_text(verb: str = "") -> str:
    """All commands, or one of them with its other words; for an unknown one all of them."""
    meant = WORDS.get(verb, verb)
    chosen = [one for one in TABLE if one.verb == meant] or list(TABLE)
    lines = []
    for one in chosen:
        example = one.example.replace(" ", "\0")  # on one line, to be copied
        told = textwrap.wrap(
            f"{one.meaning}; such as: {example}", 72, initial_indent=" " * 8, subsequent_indent=" " * 8
        )
        lines += [f"  {one.usage}", *(line.replace("\0", " ") for line in told)]
        if len(chosen) < len(TABLE) and one.words:
            lines.append(f"        Also: {', '.join(one.words)}.")
    return "\n".join([*lines, "", *textwrap.wrap(GRAMMAR, 72)])
