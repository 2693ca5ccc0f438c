"""The pages under docs/man are of today and good roff; kith(1) and kith.toml(5) hold all that is declared."""

import os
import re
import shlex
import shutil
import subprocess
from datetime import date
from pathlib import Path

import click
import pytest

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.world import World, today
from kith import __released__, __version__, errors
from kith.cli import VERBS, kith
from kith.cli.manual import settings, verbs
from kith.cli.manual.pages import pages
from kith.cli.manual.roff import filled, item, paragraphs
from kith.cli.manual.surroundings import ENVIRONMENT, EXAMPLES, EXIT_CODES
from kith.config.show import Setting, describe

ROOT = Path(__file__).resolve().parents[2]
PAGES = pages()
LINTERS = (
    ["groff", "-man", "-ww", "-Tutf8", "-z"],
    ["mandoc", "-Tlint", "-Wall"],
    ["man", "--warnings", "-E", "UTF-8", "-l"],
)
OUR_OWN = {"KITH_DEMO_PASSWORD", "_KITH_COMPLETE"}  # between kith and kith


def shown(page: str) -> str:
    """A page as one long line of a reader's."""
    tool = ["groff", "-man", "-Tutf8", "-rLL=400n", "-rHY=0", "-P-cbou"]
    if not shutil.which("groff"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("not installed: groff")
    done = subprocess.run(tool, input=page, capture_output=True, text=True, timeout=60, check=True)
    return " ".join(done.stdout.split())


KITH_1, KITH_TOML_5 = (lambda: shown(PAGES["kith.1"])), (lambda: shown(PAGES["kith.toml.5"]))


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_of_today(name: str) -> None:
    assert (ROOT / "docs" / "man" / name).read_text("ascii") == PAGES[name], "run scripts/man"


def test_there_is_no_other_page() -> None:
    assert {path.name for path in (ROOT / "docs" / "man").iterdir()} == set(PAGES)


@pytest.mark.parametrize("linter", LINTERS, ids=lambda linter: linter[0])
@pytest.mark.parametrize("name", PAGES)
def test_nobody_complains_about_the_page(name: str, linter: list[str]) -> None:
    if not shutil.which(linter[0]):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"not installed: {linter[0]}")
    path = ROOT / "docs" / "man" / name
    done = subprocess.run([*linter, path], capture_output=True, text=True, timeout=60, check=False)
    complaints = done.stdout if linter[0] == "mandoc" else ""
    assert (done.returncode, done.stderr + complaints) == (0, "")


def test_the_pages_bear_the_version_and_its_day() -> None:
    assert date.fromisoformat(__released__)
    assert all(f'"{__released__}" "kith {__version__}"' in page for page in PAGES.values())


def declared(command: click.Command, context: click.Context, name: str) -> list[tuple[str, click.Command]]:
    below = command.commands if isinstance(command, click.Group) and name in VERBS else {}
    return [(name, command), *((f"{name} {inner}", one) for inner, one in below.items())]


def test_every_verb_and_every_option_is_in_the_manual() -> None:
    context, text = click.Context(kith, info_name="kith"), KITH_1()
    for verb in VERBS:
        command = kith.get_command(context, verb)
        assert command is not None
        for name, one in declared(command, context, verb):
            assert f" kith {name} " in text
            assert " ".join((one.help or "").split("\n\n")[0].replace("`", "").split()) in text
            for param in one.params:
                if isinstance(param, click.Option):
                    assert all(opt in text for opt in param.opts), param.opts
                    assert " ".join((param.help or "").replace("`", "").split()) in text


@pytest.mark.parametrize("setting", list(describe()), ids=lambda setting: setting.key)
def test_every_setting_is_in_the_manual_with_meaning_form_and_default(setting: Setting) -> None:
    lines = PAGES["kith.toml.5"].replace("\n", " ")
    key = setting.key.rpartition(".")[2]
    assert re.search(rf"\\fB[a-z.]*{key} = ", lines)
    assert " ".join(filled(setting.description)) in lines
    assert " ".join(filled(f"Wanted: {setting.form}.")) in lines
    default = "Required." if setting.required else f"Default: {setting.default}."
    if setting.default != "none":  # the ways to a password, of which one is wanted
        assert " ".join(filled(default)) in lines


def test_what_the_example_says_beside_the_declarations_is_in_the_manual() -> None:
    text = KITH_TOML_5()
    for told in (
        "once a day at most",
        "Gmail locks out who takes 2500 in a day",
        "openssl s_client -connect imap.example.org:993",
    ):
        assert told in text


def test_every_exit_code_is_told() -> None:
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    assert {one.exit_code for one in kinds if issubclass(one, errors.KithError)} <= set(EXIT_CODES)
    assert {errors.OK, errors.USAGE, 130} <= set(EXIT_CODES)


def test_every_variable_of_the_environment_that_kith_reads_is_told() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "daemon").rglob("*.py"))
    read = set(re.findall(r"""environ(?:\.get\(|\[)"(\w+)\"""", source))
    read |= set(re.findall(r'_xdg\("(\w+)"', source))
    assert len(read) > 8
    assert read - OUR_OWN <= set(ENVIRONMENT), "tell of them in kith.cli.manual.surroundings"


@pytest.fixture
def kith_of(
    mailbox: MailboxOnDisk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    noon = today().replace(hour=12, minute=0, second=0)
    world = World(mailbox, tmp_path, now=noon, me=("sam@initech.example",))
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends("Ravi <ravi@initech.example>", 60, 30, 1)
    monkeypatch.chdir(tmp_path)
    return runner(world, monkeypatch, capsys)


def test_the_examples_work_one_after_the_other(kith_of: Run, tmp_path: Path) -> None:
    for _, line in EXAMPLES:
        program, *words = shlex.split(line)
        code, out, err = kith_of(*words)
        assert (program, code) == ("kith", 0), (line, out, err)
    assert (tmp_path / "people.vcf").read_text("utf-8").startswith("BEGIN:VCARD")
    assert (tmp_path / "kith-backup.db").stat().st_mode & 0o777 == 0o600


def test_a_verb_that_is_hidden_is_in_no_manual_and_a_group_brings_what_is_below_it() -> None:
    @click.group(
        commands={
            "a": click.Command("a", help="First."),
            "b": click.Command("b", help="Secret.", hidden=True),
        }
    )
    def made_up() -> None:
        """Nothing."""

    text = verbs.page(made_up)
    assert "First." in text
    assert "Secret." not in text


def test_words_of_a_page_are_never_requests() -> None:
    hostile = '.so /etc/passwd\n\'br \\fBx "y" – `.a b`'
    lines = [*item(hostile, hostile), *paragraphs(f"{hostile}\n\n\b\n{hostile}\n\n  .so x\n")]
    requests = {line.split()[0] for line in lines if line.startswith((".", "'"))}
    assert requests <= {".TP", ".PP", ".RS", ".RE", ".nf", ".fi"}


@pytest.mark.parametrize("blanks", range(40))
def test_a_command_is_never_broken_at_its_blanks(blanks: int) -> None:
    lines = filled(f"{'x ' * blanks}then `kith restore FILE` puts it back.")
    assert [line for line in lines if line.endswith("\\") or len(line) > 78] == []
    assert r"\fBkith\ restore\ FILE\fR" in "\n".join(lines)


@pytest.mark.parametrize("page", sorted((ROOT / "docs/man").iterdir()), ids=lambda page: page.name)
def test_no_line_of_a_page_goes_on_in_the_next(page: Path) -> None:
    assert [line for line in page.read_text("ascii").splitlines() if line.endswith("\\")] == []


def test_an_example_is_taken_apart_by_tables_and_keys() -> None:
    told = settings.read(
        "# Top.\n#a = 1\n\n# All of them.\n#[groups.family]\n\n# More.\n#     x y\nb.c = 2\n"
    )
    assert told.lines == {" a": "a = 1", "[groups.NAME] b.c": "b.c = 2"}
    assert told.prose == {" a": "Top.", "[groups.NAME] b.c": "More.\n    x y"}
    assert told.tables == {"[groups.NAME]": "All of them."}
