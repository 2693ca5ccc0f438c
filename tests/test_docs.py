"""The documentation says what is: every command line, path, table and heading in it is looked up."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kith import __version__, errors
from kith.cli import VERBS, kith
from kith.config.load import load
from kith.store.migrations import SCHEMA

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    "SECURITY.md",
    *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))),
]
TEXT = {page: (ROOT / page).read_text("utf-8") for page in PAGES}
DESIGN, README = TEXT["docs/design.md"], TEXT["README.md"]
SOURCES = [
    *sorted((ROOT / "daemon").rglob("*.py")),
    *sorted((ROOT / "tests").rglob("*.py")),
    ROOT / "pyproject.toml",
]
LONGEST_README = 120  # lines

FENCED = re.compile(r"^ *```(\w*)[^\n]*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]*))?\)")
TOP = (
    "daemon/",
    "docs/",
    "scripts/",
    "systemd/",
    "templates/",
    "tests/",
    ".ci/",
)  # how a path of ours begins


def section(page: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its rank."""
    mark = re.search(rf"^(#+) {re.escape(heading)}$", page, re.MULTILINE)
    assert mark, f"no heading {heading}"
    return re.split(rf"^#{{1,{len(mark[1])}}} ", page[mark.end() :], maxsplit=1, flags=re.MULTILINE)[0]


def headings(page: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", FENCED.sub("", page), re.MULTILINE)


def slug(heading: str) -> str:
    """A heading as a link names it (GitHub's rule)."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def command_lines(page: str) -> Iterator[str]:
    """Every `kith …` a page shows, without comments and without where its output goes."""
    shown = [line for block in FENCED.finditer(page) for line in block[2].splitlines()]
    for line in shown + INLINE.findall(FENCED.sub("", page)):
        words = re.split(r"\s+#|\s[>|&]", line.strip().removeprefix("$ "))[0]
        if re.match(r"kith( [a-z-]|$)", words):
            yield words


def unknown_in(line: str) -> str:
    """What of a command line the command does not know; "" where it could be run."""
    command: click.Command = kith
    words = line.split()[1:]
    with click.Context(kith, info_name="kith") as context:
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            found = command.get_command(context, words[0])
            if found is None:
                return words[0]
            command, words = found, words[1:]
        try:
            _, rest, _ = command.make_parser(click.Context(command)).parse_args(words)
        except click.UsageError as error:
            return error.format_message()
        return " ".join(rest)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_line_exists(page: str) -> None:
    assert {line: unknown_in(line) for line in command_lines(TEXT[page]) if unknown_in(line)} == {}


@pytest.mark.parametrize("line", ["kith nope", "kith scan --nope", "kith config nope", "kith status now"])
def test_a_command_line_that_does_not_exist_would_be_found(line: str) -> None:
    assert [unknown_in(shown) != "" for shown in command_lines(f"Then run `{line}`.")] == [True]


def test_kith_advises_only_commands_that_exist() -> None:
    advice = {
        f"{path.relative_to(ROOT)}: {line}"
        for path in (ROOT / "daemon").rglob("*.py")
        for line in command_lines(path.read_text("utf-8").replace("```", ""))
        if "{" not in line and unknown_in(line)
    }
    assert advice == set()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_readme_and_the_design(verb: str) -> None:
    assert f"`kith {verb}" in section(README, "Use it")
    assert f"`kith {verb}" in DESIGN


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for target, anchor in LINK.findall(TEXT[page]):
        if not target.startswith("https://"):
            linked = (ROOT / page).parent / target if target else ROOT / page
            assert linked.exists(), target
            assert not anchor or anchor in map(slug, headings(linked.read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES)
def test_every_path_and_module_named_exists(page: str) -> None:
    for name in INLINE.findall(FENCED.sub("", TEXT[page])):
        if name.startswith(TOP) and "KIND" not in name:
            assert (ROOT / name.split()[0]).exists(), name
        if re.fullmatch(r"kith(\.[a-z_]+)+", name) and name != "kith.db":
            module = ROOT / "daemon" / name.replace(".", "/")
            assert module.is_dir() or module.with_suffix(".py").exists(), name


@pytest.mark.parametrize("page", PAGES)
def test_every_heading_stands_between_empty_lines(page: str) -> None:
    lines = FENCED.sub("\n", TEXT[page]).split("\n")
    around = zip(["", *lines], lines, [*lines[1:], ""], strict=False)
    assert [line for before, line, after in around if re.match(r"#+ ", line) and (before or after)] == []


def test_the_readme_fits_on_a_few_screens() -> None:
    assert len(README.splitlines()) <= LONGEST_README


def test_the_configuration_of_the_readme_is_right() -> None:
    [configuration] = [text for language, text in FENCED.findall(README) if language == "toml"]
    assert load(configuration, "README.md").accounts


def test_the_changelog_knows_this_version() -> None:
    assert f"## [{__version__}]" in TEXT["CHANGELOG.md"]


def test_every_dependency_is_accounted_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = {
        re.split(r"[<>=\[]", line)[0]
        for line in [*project["dependencies"], *extras["microsoft"], *extras["google"]]
    }
    for_tests = {re.split(r"[<>=\[]", line)[0] for line in extras["test"]} - {"kithd"}
    libraries = section(DESIGN, "Libraries")
    assert set(re.findall(r"^\| ([a-z0-9-]+)", libraries, re.MULTILINE)) - {"library"} == needed
    assert {name for name in for_tests if name not in libraries} == set()


def test_every_part_of_kith_has_its_floor() -> None:
    parts = {path.stem for path in (ROOT / "daemon/kith").iterdir() if path.suffix in {"", ".py"}}
    parts = {part for part in parts if not part.startswith("__")}
    assert len(parts) > 10
    assert {part for part in parts if f"`{part}`" not in section(DESIGN, "Floors")} == set()


def test_every_table_of_the_store_is_explained() -> None:
    rows = section(DESIGN, "Store")
    schema = "".join(step.read_text("utf-8") for step in sorted(SCHEMA.iterdir()))
    tables = re.findall(r"CREATE TABLE (\w+)", schema)
    assert len(tables) > 10
    assert {table for table in tables if f"`{table}`" not in rows} == set()


def test_every_error_is_explained() -> None:
    ours = [
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and kind.__base__ is not Exception
    ]
    rows = section(DESIGN, "Errors")
    assert len(ours) > 10
    assert {name for name in ours if f"`{name}`" not in rows} == set()


def test_what_the_source_says_about_the_design_is_there() -> None:
    """`docs/design.md, "Rhythm"` is a heading, `threat C7` a row."""
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    quoted = re.findall(r'docs/design\.md(?:, | \()"(\w[^"]*)"', text)
    assert len(quoted) > 5
    assert {
        name for name in quoted if not any(heading.startswith(name) for heading in headings(DESIGN))
    } == set()
    threats = set(re.findall(r"\bthreats? ([A-F]\d+)", text))
    assert len(threats) > 1
    assert {threat for threat in threats if threat not in section(DESIGN, "Threats")} == set()
