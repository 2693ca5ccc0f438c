"""kith(1): every verb with its options, made from the declarations of the command line."""

import inspect
from collections.abc import Iterator
from typing import Any

import click

from kith.cli.manual.roff import bold, filled, heading, item, literal, paragraphs, plain, subheading, top
from kith.cli.manual.surroundings import ENVIRONMENT, EXAMPLES, EXIT_CODES, FILES

_SEE = (("kith.toml", 5), ("kith-commands", 7), ("systemctl", 1), ("journalctl", 1))
_ABOUT = """\
kith runs in the background, reads the headers of the mail you send and receive, knows for each person when you were
last in touch, and on a schedule mails you a short digest: whom to write to, why now, and a draft. It never writes to
anybody but you.

Data goes to standard output, talk to standard error; with `--json` the data are for programs, times as ISO 8601 in
UTC. Every error ends with what to do next."""


def page(cli: click.Group) -> str:
    """The whole page. `cli`: the command `kith`, whose verbs come in their order."""
    with click.Context(cli, info_name="kith") as context:
        parts = [
            *top("kith", 1, "User Commands", "the declarations of kith.cli"),
            heading("NAME"),
            rf"kith \- {plain('keeps you in touch with the people in your mailbox')}",
            heading("SYNOPSIS"),
            rf"{bold('kith')} [{bold('--config')} \fIFILE\fR] \fIVERB\fR [\fIOPTIONS\fR] [\fIARGUMENTS\fR]",
            heading("DESCRIPTION"),
            *paragraphs(_ABOUT),
            heading("OPTIONS"),
            *(line for option in _options(cli) for line in item(*option)),
            *item("-h, --help", "What there is, also behind a verb; help VERB says the same."),
            heading("VERBS"),
            *(line for name, verb in _verbs(cli, context) for line in _verb(name, verb, context)),
        ]
    for title, rows in (("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        parts += [heading(title), *(line for term, text in rows.items() for line in item(term, text))]
    parts += [heading("EXIT STATUS")]
    parts += [line for code, text in EXIT_CODES.items() for line in item(str(code), text)]
    examples = [line for what, command in EXAMPLES for line in (".PP", *filled(what), *literal([command]))]
    parts += [heading("EXAMPLES"), *examples[1:]]
    see = ", ".join(f"{bold(name)}({section})" for name, section in _SEE)
    return "\n".join([*parts, heading("SEE ALSO"), see]) + "\n"


def _verbs(
    group: click.Group, context: click.Context, before: str = ""
) -> Iterator[tuple[str, click.Command]]:
    """Every verb by its full name, those below another behind it; hidden ones are nobody's."""
    for name in group.list_commands(context):
        verb = group.get_command(context, name)
        if verb is None or verb.hidden:
            continue
        yield f"{before}{name}", verb
        if isinstance(verb, click.Group):
            yield from _verbs(verb, context, f"{before}{name} ")


def _verb(name: str, verb: click.Command, context: click.Context) -> list[str]:
    pieces = verb.collect_usage_pieces(click.Context(verb, info_name=name, parent=context))
    arguments = " ".join(piece for piece in pieces if piece != verb.options_metavar)
    usage = " ".join(filter(None, [f"kith {name}", "[OPTIONS]" if list(_options(verb)) else "", arguments]))
    lines = [subheading(usage), *paragraphs(inspect.cleandoc(verb.help or ""))]
    if name == "do":
        lines += [".PP", f"The commands stand in {bold('kith-commands')}(7)."]
    return [*lines, *(line for option in _options(verb) for line in item(*option))]


def _options(verb: click.Command) -> Iterator[tuple[str, str]]:
    """Each option as it is written, and what it means with its range and its default."""
    for param in verb.params:
        if not isinstance(param, click.Option) or param.hidden:
            continue
        value = "" if param.is_flag or param.count else f" {param.metavar or _placeholder(param.type)}"
        told = [param.help or ""]
        if isinstance(param.type, click.IntRange):
            told.append(_span(param.type))
        if param.show_default and param.default is not None:
            told.append(f"Default: {param.default}.")
        yield ", ".join([*param.opts, *param.secondary_opts]) + value, " ".join(filter(None, told))


def _placeholder(kind: "click.ParamType[Any]") -> str:
    if isinstance(kind, click.Choice):
        return "|".join(map(str, kind.choices))
    if isinstance(kind, click.Path | click.File):
        return "FOLDER" if isinstance(kind, click.Path) and not kind.file_okay else "FILE"
    return "NUMBER" if isinstance(kind, click.types.IntParamType | click.types.FloatParamType) else "TEXT"


def _span(kind: click.IntRange) -> str:
    if kind.max is None:
        return f"At least {kind.min}." if kind.min is not None else ""
    return f"At most {kind.max}." if kind.min is None else f"{kind.min} to {kind.max}."
