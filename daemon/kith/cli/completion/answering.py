"""The answer to a shell: click finds out what is wanted where the cursor stands, the sources know the words for it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem, ShellComplete

from kith.cli.completion import bash_line
from kith.cli.completion.sources import SOURCES, Known, Source
from kith.errors import KithError
from kith.journal import clean

SHELLS = ("bash", "zsh", "fish")
MOST = 500  # words of one answer; nobody reads more, and a shell asks first whether it shall list them


def answer(cli: click.Group, shell: str, arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """What to offer, a line for each; "" for nothing, also where something is wrong: nobody asked to hear of it now.

    `arguments`: of bash the line up to the cursor and `$COMP_WORDBREAKS`; of the others the words behind the program,
    the unfinished one last.
    """
    typed = bash_line.read(*arguments) if shell == "bash" and len(arguments) == 2 else None
    words = [*typed.words[1:], typed.word] if typed else [*arguments]
    if shell == "fish" and words:
        words[-1] = _without_quotes(words[-1])
    before = words[:-1][words[:1] == ["help"] :]  # help VERB is VERB --help
    try:
        items = list(_offered(cli, before, words[-1] if words else "", environ))
    except (click.ClickException, click.exceptions.Exit, KithError, OSError):
        return ""
    ahead = _option_ahead(words[-1] if words else "") if shell != "zsh" else ""
    lines = []
    for item in items[:MOST]:
        value = f"{ahead}{item.value}"
        inserted = typed.inserted(value) if typed and item.type == "plain" else value
        if inserted is not None:
            lines.append("\t".join([item.type, inserted, *([] if typed else [clean(item.help or "", 60)])]))
    return "".join(f"{line}\n" for line in lines)


def _offered(
    cli: click.Group, before: list[str], word: str, environ: Mapping[str, str]
) -> Iterator[CompletionItem]:
    with click.Context(cli, info_name="kith", resilient_parsing=True) as context:
        for verb in before:
            command = cli.get_command(context, verb)
            if command is not None:
                _know_their_words(command, verb, before, environ)
                break
    return iter(ShellComplete(cli, {}, "kith", "_KITH_COMPLETE").get_completions(before, word))


def _know_their_words(
    command: click.Command, verb: str, before: list[str], environ: Mapping[str, str]
) -> None:
    """Have the parameters of a verb, and of the verbs below it, offer what only this user's files know."""
    for inner, below in command.commands.items() if isinstance(command, click.Group) else ():
        _know_their_words(below, inner, before, environ)
    for param in command.params:
        source = SOURCES.get(f"{verb} {param.name}") or SOURCES.get(param.name or "")
        if source is not None and isinstance(param.type, click.types.StringParamType):
            param.type = _Words(source, environ)


class _Words(click.types.StringParamType):
    """Text, of which some is known beforehand."""

    def __init__(self, source: Source, environ: Mapping[str, str]) -> None:
        self._source = source
        self._environ = environ

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        config_file = ctx.find_root().params.get("config_file")
        known = Known(Path(config_file) if config_file else None, self._environ)
        typed = ctx.params.get(param.name or "")
        before = typed if isinstance(typed, tuple) else ()
        wanted = incomplete.casefold()
        found = [one for one in self._source(known, before) if one.casefold().startswith(wanted)]
        # A person's name and address mostly begin alike, and Tab could not go on: addresses come where no name fits.
        names = [] if "@" in incomplete else [one for one in found if "@" not in one]
        offered = dict.fromkeys(names or (found if incomplete else ()))
        return [CompletionItem(one) for one in offered if one not in before]


def _option_ahead(word: str) -> str:
    """`--config=` of `--config=/etc`: click answers for what follows it, the shell wants the whole word."""
    name, sign, _ = word.partition("=")
    return name + sign if sign and name.startswith("--") else ""


def _without_quotes(word: str) -> str:
    """A word of fish as far as it is typed, without its opening quote and its backslashes."""
    quoted = word[:1] in ("'", '"')
    letters = iter(word[1:] if quoted else word)
    return "".join(next(letters, "") if char == "\\" else char for char in letters)
