"""Tab in real shells: what comes onto the line is what was meant, to the letter, and nothing in a name is ever run."""

import os
import shutil
from pathlib import Path

import pytest

from completion.conftest import PEOPLE, Home
from helpers.shells import Shell
from kith.cli.completion.verb import SCRIPTS

SCRIPTS_IN = Path(__file__).resolve().parents[2] / "daemon" / "kith" / "cli" / "completion"
LIBRARY = Path("/usr/share/bash-completion/bash_completion")
BASH = ("bash", "--norc", "--noprofile", "-i")
# The prompt's words stand apart in the line that sets it, so that the terminal's echo of it is no prompt.
SHELLS = {
    "bash": (BASH, "PS1='READY''>'; . {folder}/kith.bash"),
    "bash with bash-completion": (BASH, f"PS1='READY''>'; . {LIBRARY}"),
    "zsh": (("zsh", "-f", "-i"), "PROMPT='READY''>'; fpath+=({folder}); autoload -U compinit; compinit -u -D"),
    "fish": (("fish", "--no-config", "-i"), "function fish_prompt; printf READY; printf '>'; end; . {folder}/kith.fish"),
}  # fmt: skip


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, home: Home) -> Shell:
    start, setting_up = SHELLS[request.param]
    if not shutil.which(start[0]) or (request.param == "bash with bash-completion" and not LIBRARY.exists()):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"not installed: {request.param}")
    folder = home.folder / ".local/share/bash-completion/completions"  # where the library looks for a command's
    folder.mkdir(parents=True)
    for name in SCRIPTS.values():
        shutil.copy(SCRIPTS_IN / name, folder)
    (folder / "kith").symlink_to("kith.bash")
    return Shell(start, setting_up.format(folder=folder), home.folder, home.environ)


def test_names_come_as_they_are_and_none_is_run(shell: Shell, home: Home) -> None:
    names = [name for name in PEOPLE.values() if name]
    assert shell.words_of(*(f"why {name.split()[0]}\t" for name in names)) == [["why", name] for name in names]
    assert not (home.folder / "x").exists()
    assert not (home.state / "x").exists()


def test_quotes_that_are_open_are_closed_around_what_comes(shell: Shell, home: Home) -> None:
    lines = ('why "Kar\t', "why 'Rob\t", 'why "Pat\t', "why 'Quin\t", "why Karen\\ H\t")
    expected = [PEOPLE[spec] for spec in ("karen@example.net", "rob@example.net", "pat@example.net")]
    expected += [PEOPLE["quin@example.net"], "Karen Holm"]
    assert shell.words_of(*lines) == [["why", name] for name in expected]
    assert not (home.folder / "x").exists()


def test_addresses_options_verbs_groups_accounts_and_files_are_completed(shell: Shell) -> None:
    said = shell.words_of(
        "why quin@\t", "why wei\t", "sta\t--js\t", "conf\tsh\t", "people --group=f\t", "people --group f\t",
        "backup said\t", "export --format vc\t", "merge Karen\\ Holm Tan\t", "do kare\tsno\t",
    )  # fmt: skip
    assert said == [
        ["why", "quin@example.net"],
        ["why", "wei|touch@example.net"],
        ["status", "--json"],
        ["config", "show"],
        ["people", "--group=family"],
        ["people", "--group", "family"],
        ["backup", "said"],
        ["export", "--format", "vcard"],
        ["merge", "Karen Holm", "tanaka@example.net"],
        ["do", "Karen", "snooze"],
    ]


def test_where_nothing_can_be_offered_nothing_is_shown_or_made(shell: Shell, home: Home) -> None:
    (home.state / "kith.db").write_bytes(b"no store of anybody's" * 400)
    shown = shell.shown_after("why Kar\t")
    home.config.write_text("[accounts\n")
    shown += shell.shown_after("why Kar\t")
    assert "rror" not in shown
    assert "Holm" not in shown
    assert [path.name for path in home.state.iterdir()] == ["kith.db"]
