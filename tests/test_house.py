"""The house rules of docs/design.md ("Floors"), held over the source itself.

Every rule is a function from sources to complaints that begin with `file:line`. Each is tried twice: on kith, where
it must find nothing, and on a small offence, where it must find it: a rule that cannot fail holds nothing.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = (
    "errors clock journal model counts digest",  # 0 words
    "config people mail suggest commands sample providers",  # 1 judgement: no I/O, never asks the time
    "files vault store imap deliver lookup system_keyring",  # 2 edges: siblings never import each other
    "jobs",  # 3 verbs
    "service cli",  # 4 shells
)
LEVEL = {area: level for level, areas in enumerate(FLOORS) for area in areas.split()}
JUDGEMENT, EDGES = 1, 2
LONGEST_FILE, LONGEST_FUNCTION = 300, 60  # lines; both stay below

# What judgement may not import: files, sockets, processes, databases, threads, chance, and the machine's own clock.
OUTSIDE = frozenset(
    "asyncio concurrent fcntl ftplib getpass glob http imapclient imaplib importlib io locale logging multiprocessing"
    " os platform pwd random sched schedule secrets select selectors shutil signal smtplib socket socketserver sqlite3"
    " ssl subprocess sys tempfile threading time tzlocal urllib.request uuid webbrowser".split()
)
# Methods of pathlib.Path that look at the disk; Path itself is a value like any other.
DISK = frozenset(
    "exists expanduser glob hardlink_to is_dir is_file iterdir lstat mkdir open read_bytes read_text rename resolve"
    " rglob rmdir stat symlink_to touch unlink write_bytes write_text".split()
)
ASKING_THE_TIME = frozenset(
    "datetime.now datetime.today datetime.utcnow date.today time.time time.time_ns time.localtime time.gmtime"
    " time.ctime time.asctime utils.localtime utils.make_msgid".split()
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: `module` is its dotted name, `path` how it is called in a complaint."""

    module: str
    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def area(self) -> str:
        """The part of kith it belongs to, "" for what lies outside of all floors."""
        _, _, below = self.module.partition(".")
        area = below.partition(".")[0]
        return "" if area == "__main__" else area

    @property
    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def at(self, node: ast.stmt | ast.expr) -> str:
        return f"{self.path}:{node.lineno}:"


Rule = Callable[[Sequence[Source]], list[str]]


def read(folder: str) -> list[Source]:
    """Every Python file below a folder of the project."""
    top = ROOT / folder
    return [
        Source(
            ".".join(path.relative_to(top).with_suffix("").parts).removesuffix(".__init__"),
            str(path.relative_to(ROOT)),
            path.read_text("utf-8"),
        )
        for path in sorted(top.rglob("*.py"))
    ]


KITH, TESTS = read("daemon"), read("tests")


def imports(source: Source) -> Iterator[tuple[ast.stmt, str]]:
    """Every name that is imported anywhere in a source: at the top, in functions, under TYPE_CHECKING."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            yield from ((node, f"{origin}.{name.name}") for name in node.names)


def imported_modules(source: Source, known: frozenset[str]) -> Iterator[tuple[ast.stmt, str]]:
    """The modules of ours that a source imports: `from kith.store import db` means kith.store.db."""
    for node, name in imports(source):
        module = name if name in known else name.rpartition(".")[0]
        if module in known:
            yield node, module


def reaches_up(sources: Sequence[Source]) -> list[str]:
    """A module imports its own floor or a lower one; relative imports hide which."""
    complaints = []
    for source in sources:
        if source.area and source.area not in LEVEL:
            complaints.append(f"{source.path}:1: {source.area} is on no floor")
            continue
        here = LEVEL.get(source.area, len(FLOORS))
        for node, name in imports(source):
            top, _, below = name.partition(".")
            area = below.partition(".")[0]
            if top == "":
                complaints.append(f"{source.at(node)} a relative import")
            elif top == "kith" and LEVEL.get(area, 0) > here:
                complaints.append(f"{source.at(node)} {source.area} reaches up to {area}")
    return complaints


def meets_a_sibling(sources: Sequence[Source]) -> list[str]:
    """The edges know nothing of each other: jobs bring them together."""
    return [
        f"{source.at(node)} {source.area} imports its sibling {area}"
        for source in sources
        if LEVEL.get(source.area) == EDGES
        for node, name in imports(source)
        for area in [name.removeprefix("kith.").partition(".")[0]]
        if name.startswith("kith.") and LEVEL.get(area) == EDGES and area != source.area
    ]


def goes_round(sources: Sequence[Source]) -> list[str]:
    """No module imports itself by way of others, not even inside a function."""
    known = frozenset(source.module for source in sources)
    graph = {source.module: {module for _, module in imported_modules(source, known)} for source in sources}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [f"import cycle: {' -> '.join(reversed(error.args[1]))}"]
    return []


def is_too_long(sources: Sequence[Source]) -> list[str]:
    complaints = []
    for source in sources:
        lines = len(source.text.splitlines())
        if lines >= LONGEST_FILE:
            complaints.append(f"{source.path}:{LONGEST_FILE}: {lines} lines; the file holds two things")
        for node in source.functions:
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines >= LONGEST_FUNCTION:
                complaints.append(f"{source.at(node)} {node.name} has {lines} lines; it does two things")
    return complaints


def touches_the_outside(sources: Sequence[Source]) -> list[str]:
    """Judgement opens no file, no socket, no database, and leaves nothing to chance."""
    complaints = []
    for source in sources:
        if LEVEL.get(source.area) != JUDGEMENT:
            continue
        for node, name in imports(source):
            if any(name == module or name.startswith(f"{module}.") for module in OUTSIDE):
                complaints.append(f"{source.at(node)} {source.area} is judgement and imports {name}")
        for call in (node for node in ast.walk(source.tree) if isinstance(node, ast.Call)):
            called = call.func
            name = called.attr if isinstance(called, ast.Attribute) else ""
            if name in DISK or (isinstance(called, ast.Name) and called.id == "open"):
                complaints.append(
                    f"{source.at(call)} {source.area} is judgement and calls {ast.unparse(called)}"
                )
    return complaints


def asks_the_time(sources: Sequence[Source]) -> list[str]:
    """Only kith.clock asks what time it is. (How long something takes, `time.monotonic`, is another question.)"""
    asked: list[tuple[Source, ast.stmt | ast.expr, str]] = []
    for source in sources:
        if source.module == "kith.clock":
            continue
        names = [
            (node, ast.unparse(node)) for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)
        ]
        asked += [(source, node, name) for node, name in [*imports(source), *names]]
    return [
        f"{source.at(node)} asks the time by {name}"
        for source, node, name in asked
        if ".".join(name.split(".")[-2:]) in ASKING_THE_TIME
    ]


def opens_without_a_word(sources: Sequence[Source]) -> list[str]:
    """Every module says first what it promises."""
    return [f"{source.path}:1: no docstring" for source in sources if not ast.get_docstring(source.tree)]


def says_nothing(sources: Sequence[Source]) -> list[str]:
    """Every public function says what it gives, unless it is one line that says it better."""
    return [
        f"{source.at(node)} {node.name} has no docstring"
        for source in sources
        for node in source.tree.body
        if isinstance(node, Function) and not node.name.startswith("_") and not ast.get_docstring(node)
        if len(node.body) > 1
    ]


RULES: list[tuple[Rule, Sequence[Source]]] = [
    (reaches_up, KITH),
    (meets_a_sibling, KITH),
    (goes_round, KITH),
    (is_too_long, KITH),
    (is_too_long, TESTS),
    (touches_the_outside, KITH),
    (asks_the_time, KITH),
    (opens_without_a_word, KITH),
    (opens_without_a_word, TESTS),
    (says_nothing, KITH),
]


@pytest.mark.parametrize(("rule", "sources"), RULES, ids=lambda value: getattr(value, "__name__", ""))
def test_the_house_is_in_order(rule: Rule, sources: Sequence[Source]) -> None:
    assert len(sources) > 20
    assert rule(sources) == []


LAZY = '"""."""\ndef f():\n    from kith.jobs.scan import Scanner\n'
TYPED = '"""."""\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from kith import cli\n'
LONG_FUNCTION = '"""."""\ndef f():\n' + "    pass\n" * (LONGEST_FUNCTION - 1)

OFFENCES: list[tuple[Rule, dict[str, str], str]] = [
    (reaches_up, {"kith.mail.x": "import kith.store.db"}, "kith.mail.x:1: mail reaches up to store"),
    (reaches_up, {"kith.vault": LAZY}, "kith.vault:3: vault reaches up to jobs"),
    (reaches_up, {"kith.jobs.x": TYPED}, "kith.jobs.x:4: jobs reaches up to cli"),
    (reaches_up, {"kith.model": "from kith.people import address"}, "kith.model:1: model reaches up to people"),
    (reaches_up, {"kith.mail.x": "from . import y"}, "kith.mail.x:1: a relative import"),
    (reaches_up, {"kith.utils": ""}, "kith.utils:1: utils is on no floor"),
    (meets_a_sibling, {"kith.imap.x": "from kith import vault"}, "kith.imap.x:1: imap imports its sibling vault"),
    (meets_a_sibling, {"kith.store.db": "import kith.files"}, "kith.store.db:1: store imports its sibling files"),
    (
        goes_round,
        {"kith.a": "from kith.b import f", "kith.b": "def f():\n    import kith.c", "kith.c": "from kith import a"},
        "import cycle: kith.a -> kith.b -> kith.c -> kith.a",
    ),
    (is_too_long, {"kith.a": "\n" * LONGEST_FILE}, "kith.a:300: 300 lines; the file holds two things"),
    (is_too_long, {"kith.a": LONG_FUNCTION}, "kith.a:2: f has 60 lines; it does two things"),
    (touches_the_outside, {"kith.mail.x": "import os.path"}, "kith.mail.x:1: mail is judgement and imports os.path"),
    (
        touches_the_outside,
        {"kith.suggest.x": "def f():\n    from random import choice"},
        "kith.suggest.x:2: suggest is judgement and imports random.choice",
    ),
    (touches_the_outside, {"kith.config.x": "open('f')"}, "kith.config.x:1: config is judgement and calls open"),
    (
        touches_the_outside,
        {"kith.config.x": "def f(path):\n    return path.read_text()"},
        "kith.config.x:2: config is judgement and calls path.read_text",
    ),
    (asks_the_time, {"kith.jobs.x": "import datetime\ndatetime.datetime.now()"}, "kith.jobs.x:2: asks the time by "),
    (asks_the_time, {"kith.jobs.x": "field(default_factory=date.today)"}, "kith.jobs.x:1: asks the time by date.today"),
    (asks_the_time, {"kith.vault": "from time import time"}, "kith.vault:1: asks the time by time.time"),
    (opens_without_a_word, {"kith.a": "x = 1"}, "kith.a:1: no docstring"),
    (says_nothing, {"kith.a": '"""."""\ndef f():\n    x = 1\n    return x'}, "kith.a:2: f has no docstring"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "texts", "complaint"), OFFENCES)
def test_an_offence_is_found(rule: Rule, texts: dict[str, str], complaint: str) -> None:
    found = rule([Source(module, module, text) for module, text in texts.items()])
    assert len(found) == 1
    assert found[0].startswith(complaint)


def test_every_rule_has_an_offence_it_finds() -> None:
    assert {rule for rule, _ in RULES} == {rule for rule, _, _ in OFFENCES}


def test_values_that_only_look_like_the_outside_are_let_through() -> None:
    harmless = "from datetime import time\nfrom pathlib import Path\nclock.now()\nx = Path('a') / 'b'\n"
    source = Source("kith.config.x", "x", harmless)
    assert touches_the_outside([source]) == asks_the_time([source]) == reaches_up([source]) == []
