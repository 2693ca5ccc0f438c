"""Commands within the sentences and tables of the pages, and in the README's blocks: run on the sample mailbox, each in
a home of its own; and the commands for contributors are there and take what they are given."""

import re
import shlex

import click
import pytest

from docs.conftest import run_lines
from docs.pages import FOLDER, PAGES
from kith.cli import kith

ROOT = FOLDER.parent
USER_PAGES = ("README.md", "SECURITY.md", *(f"docs/{page}" for page in PAGES))
OF_CONTRIBUTORS = (
    *("README.md", "CONTRIBUTING.md"),
    *(f"docs/{page}.md" for page in ("reliability", "performance", "packaging")),
)
FENCED = re.compile(r"^ *```(\w*)[^\n]*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
# What is not run here, and why.
NOT_RUN = {
    "kith demo": "runs a mailbox of its own: tests/cli/test_start.py",
    "kith init": "asks questions: tests/setup",
    "kith install": "changes the system: tests/cli/test_install.py",
    "kith install --name sam": "changes the system: tests/units/test_installed.py",
    "kith uninstall": "changes the system: tests/cli/test_install.py",
    "kith run": "does not end: tests/service",
    "kith reload": "needs the daemon: tests/service",
    "kith login": "needs a provider: tests/oauth",
    "kith login gmail": "needs a provider: tests/oauth",
    "kith login work": "needs a provider: tests/oauth",
    "kith preview": "the folder of pages and a browser: tests/cli/test_preview.py",
    "kith rebuild": "asks before it does: tests/jobs/test_safekeeping.py",
}
# The lines that are run for what cannot stand alone: what must be said before, a file, the answer to a question.
AS_RUN = {
    'kith do "1 done"': 'kith digest\nkith do "1 done"',
    "kith split ifeoma@eze.example": "kith merge karen@holm.example ifeoma@eze.example\nkith split ifeoma@eze.example",
    "kith forget karen": "kith forget karen --yes",
    "kith why PERSON": "kith why karen",
    "kith backup FILE": "kith backup store.db",
    "kith restore FILE": "kith backup store.db\nkith restore store.db --yes",
    "kith import FILE": "kith export --format vcard all.vcf\nkith import all.vcf",
}
# Not commands there, but names of verbs that want one of several things.
NAMES = {"kith merge", "kith transition"}


def text(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def needs_more(words: list[str]) -> bool:
    """Whether it is the name of a verb, not a command to type: `kith merge`, without what it wants."""
    command: click.Command | None = kith
    with click.Context(kith, info_name="kith") as context:
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            command, words = command.get_command(context, words[0]), words[1:]
        if isinstance(command, click.Group):
            return not words
        assert command is not None, words
        return not words and any(isinstance(one, click.Argument) and one.required for one in command.params)


def commands(page: str) -> set[str]:
    """Every command in a page's sentences and tables; of the README also in its blocks."""
    found = re.findall(r"`(kith [^`]+)`", re.sub(r"\s+", " ", FENCED.sub("", text(page))))
    if page == "README.md":
        blocks = "".join(block for language, block in FENCED.findall(text(page)) if language == "sh")
        found += [
            shlex.join(shlex.split(line, comments=True)) for line in re.findall("^kith .*", blocks, re.M)
        ]
    return set(found)


SHOWN = sorted({one for page in USER_PAGES for one in commands(page)})
RUN = [one for one in SHOWN if one not in NAMES | NOT_RUN.keys() and not needs_more(shlex.split(one)[1:])]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("command", RUN)
def test_every_command_in_a_sentence(command: str) -> None:
    run_lines(AS_RUN.get(command, command))


@pytest.mark.usefixtures("home")
def test_every_order_in_the_readme_is_obeyed() -> None:
    (row,) = re.findall(r"^\| `kith do .*", text("README.md"), re.MULTILINE)
    orders = [one for one in re.findall("`([^`]+)`", row) if not one.startswith("kith ")]
    assert len(orders) > 2
    for order in orders:
        run_lines(f'kith do "{order}"')


def test_what_is_not_run_is_still_shown_and_where_it_is_run_there_is_a_test() -> None:
    assert (NAMES | NOT_RUN.keys() | AS_RUN.keys()) - set(SHOWN) == set()
    for why in NOT_RUN.values():
        assert (ROOT / why.split(": ")[1]).exists(), why
    assert len(RUN) > 30


def test_every_flag_of_the_table_of_verbs_is_one_of_its_verbs() -> None:
    for row in re.findall(r"^\| `kith .*", text("README.md"), re.MULTILINE):
        verbs = [kith.get_command(click.Context(kith), name) for name in re.findall(r"`kith ([a-z]+)", row)]
        known = {option for verb in verbs if verb for one in verb.params for option in one.opts}
        assert set(re.findall(r"`(--[a-z-]+)", row)) - known == set(), row


def for_contributors() -> list[tuple[str, str]]:
    """Page and line: what is called of ours in the blocks of those pages."""
    found = []
    for page in OF_CONTRIBUTORS:
        shell = "".join(block for language, block in FENCED.findall(text(page)) if language == "sh")
        lines = shell.replace("\\\n", " ").splitlines()
        ours = re.compile(r"(?:\.venv/bin/python )?scripts/|python -m pytest ")
        found += [(page, line.split(" #")[0].strip()) for line in lines if ours.match(line)]
    return found


def complaints(line: str) -> list[str]:
    """What a command of contributors names that there is not: a script, a path of tests, an option."""
    words = line.replace("[", "").replace("]", "").split()
    scripts = [ROOT / word for word in words if word.startswith("scripts/")]
    paths = [word for word in words if word.startswith(("tests/", "scripts/"))]
    places = ("scripts/{}_*/*.py", "tests/helpers/{}/*.py")
    helpers = [path for one in scripts for place in places for path in ROOT.glob(place.format(one.name))]
    source = "".join(file.read_text("utf-8") for file in [*scripts, *helpers] if file.exists())
    missing = [word for word in paths if not (ROOT / word).exists()]
    if "scripts/soak" in words and f"    {words[1]})" not in source:
        missing.append(words[1])
    return missing + [word for word in words if word.startswith("--") and f'"{word}"' not in source]


@pytest.mark.parametrize(("page", "line"), for_contributors())
def test_a_command_of_contributors_is_there(page: str, line: str) -> None:
    assert complaints(line) == []


def test_a_command_that_is_not_there_would_be_found() -> None:
    assert complaints("scripts/nope tests/nope") == ["scripts/nope", "tests/nope"]
    assert complaints("scripts/soak day --nope 1") == ["--nope"]
    assert complaints("scripts/soak night") == ["night"]
    assert len(for_contributors()) > 15
