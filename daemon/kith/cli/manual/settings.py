"""kith.toml(5): every setting, made from its declaration and from what the example says of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kith.cli.manual.roff import bold, filled, heading, item, literal, paragraphs, plain, top
from kith.config.settings import SECRET_KEYS
from kith.config.show import Setting, describe

_HEADER = re.compile(r"#?(\[+[\w.]+\]+)$")
_LINE = re.compile(r"#?([a-z_.]+) = ")
_BANNER = re.compile(r"# -{10,} (.+)$")
_LONGEST, _SHOWN = 60, 30  # of a line of the example, so that it fits where lines are short
_SHORTEST = """\
[accounts.personal]
email = "sam@example.org"
host = "imap.example.org"
password_command = ["pass", "mail/sam"]"""
_ABOUT = """\
kith reads one file, in TOML: `~/.config/kith/config.toml`, for the system's service `/etc/kith/config.toml`. Every
setting but an account has a default. A file with a fault is refused, with all that is wrong in it:
`kith config validate`. What holds, defaults included, is shown by `kith config show`, and `kith config example` prints
the file that this page is made of, to be filled in."""
_SECRETS = """\
The password stands in no file of kith's: exactly one of five ways says where it is, and it is fetched at each login.
They are the same in [accounts.NAME], in [smtp] and in [llm]."""


@dataclass(frozen=True)
class Example:
    """What the example says: by setting its line and the prose above it, by table the prose above its header."""

    lines: dict[str, str]
    prose: dict[str, str]
    tables: dict[str, str]


def page(example: str) -> str:
    """The whole page. `example`: the text of config.example.toml."""
    told = read(example)
    tables: dict[str, list[Setting]] = {}
    for setting in describe():
        if _key(setting) not in SECRET_KEYS:
            tables.setdefault(_table(setting), []).append(setting)
    parts = [
        *top("kith.toml", 5, "File Formats", "the declarations of kith.config and config.example.toml"),
        heading("NAME"),
        rf"kith.toml \- {plain('configuration of kith')}",
        heading("DESCRIPTION"),
        *filled(_ABOUT),
        ".PP",
        "The shortest that works:",
        *literal(_SHORTEST.split("\n")),
    ]
    for table, settings in tables.items():
        parts += [heading(table or "ABOVE ALL TABLES")]
        parts += paragraphs(told.tables.get(table, ""))
        parts += [line for setting in settings for line in _setting(setting, told)]
        if table == "[accounts.NAME]":
            parts += [heading("THE PASSWORD"), *filled(_SECRETS), *_secrets(told)]
    see = f"{bold('kith')}(1), {bold('kith-commands')}(7), {bold('systemd.exec')}(5)"
    return "\n".join([*parts, heading("SEE ALSO"), see]) + "\n"


def read(example: str) -> Example:
    """Take the example apart. A setting is known by its table and its key there ("[digest] when"); the first counts."""
    found = Example({}, {}, {})
    table, prose = "", list[str]()
    for line in example.splitlines():
        if header := _HEADER.fullmatch(line):
            table = _starred(header[1])
            found.tables.setdefault(table, "\n".join(prose))
            prose = []
        elif key := _LINE.match(line):
            found.lines.setdefault(f"{table} {key[1]}", line.removeprefix("#"))
            found.prose.setdefault(f"{table} {key[1]}", "\n".join(prose))
            prose = []
        elif line.startswith("#"):
            prose = [] if _BANNER.match(line) else [*prose, line.removeprefix("#").removeprefix(" ")]
        else:
            prose = []
    return found


def _setting(setting: Setting, told: Example) -> list[str]:
    """The line of the example, what is wanted, and all that is said of it there."""
    place = f"{_table(setting)} {_key(setting)}"
    default = "Required." if setting.required else f"Default: {setting.default}."
    prose = told.prose.get(place) or setting.description
    first, *rest = _apart(prose)
    shown = told.lines.get(place, f"{_key(setting)} = ...")
    lines = item(shown if len(shown) < _LONGEST else f'{shown[:_SHOWN]}..."', first)
    for text in rest:
        lines += (
            [".RS 4", *literal(text.split("\n"))[1:], ".RE"]
            if text.startswith("  ")
            else [".IP", *filled(text)]
        )
    if default not in prose:
        lines += [".br", *filled(default)]
    return [*lines, ".br", *filled(f"Wanted: {setting.form}.")]


def _secrets(told: Example) -> Iterator[str]:
    """The five ways, each explained once."""
    for setting in describe():
        if setting.key.startswith("accounts.") and (key := _key(setting)) in SECRET_KEYS:
            shown = next(line for place, line in told.lines.items() if place.endswith(f" {key}"))
            yield from item(shown, setting.description, f"Wanted: {setting.form}.")


def _apart(prose: str) -> list[str]:
    """Prose, and between it lines that keep their form because they are indented."""
    groups: list[str] = []
    for line in prose.split("\n"):
        literally = line.startswith("  ")
        if groups and literally == groups[-1].startswith("  "):
            groups[-1] += f"\n{line}"
        else:
            groups.append(line)
    return groups


def _table(setting: Setting) -> str:
    """The header a setting stands under, as it is shown; "" above all of them."""
    if setting.key.startswith("person."):
        return "[[person]]"
    parts = setting.key.replace("*", "NAME").split(".")
    free = parts[1:2] == ["NAME"]
    table = ".".join(parts[: 2 if free else 1]) if len(parts) > 1 else ""
    return f"[{table}]" if table else ""


def _key(setting: Setting) -> str:
    parts = setting.key.split(".")
    return ".".join(parts[2 if "*" in parts else 1 if len(parts) > 1 else 0 :])


def _starred(header: str) -> str:
    """A header of the example, with NAME for what is the user's own."""
    return re.sub(r"^\[(accounts|groups)\.\w+\]", r"[\1.NAME]", header)
