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
FISH_PROMPT = "function fish_prompt; printf READY; printf '>'; end"
BASH = ("bash", "--norc", "--noprofile", "-i")
# The prompt's words stand apart in the line that sets it, so that the terminal's echo of it is no prompt.
SHELLS = {
    "bash": (BASH, "PS1='READY''>'; . {folder}/kith.bash"),
    "bash with bash-completion": (BASH, f"PS1='READY''>'; . {LIBRARY}"),
    "zsh": (("zsh", "-f", "-i"), "PROMPT='READY''>'; fpath+=({folder}); autoload -U compinit; compinit -u -D"),
    "fish": (("fish", "--no-config", "-i"), f"{FISH_PROMPT}; . {{folder}}/kith.fish"),
}  # fmt: skip


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, home: Home) -> Shell:
    start, setting_up = SHELLS[request.param]
    if not shutil.which(start[0]) or (request.param == "bash with bash-completion" and not LIBRARY.exists()):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"not installed: {request.param}")
    folder = (
        home.folder / ".local/share/bash-completion/completions"
    )  # where the library looks for a command's
    folder.mkdir(parents=True)
    for name in SCRIPTS.values():
        shutil.copy(SCRIPTS_IN / name, folder)
    (folder / "kith").symlink_to("kith.bash")
    return Shell(start, setting_up.format(folder=folder), home.folder, home.environ)


def test_names_come_as_they_are_and_none_is_run(shell: Shell, home: Home) -> None:
    names = [name for name in PEOPLE.values() if name]
    assert shell.words_of(*(f"why {name.split()[0]}\t" for name in names)) == [
        ["why", name] for name in names
    ]
    assert not (home.folder / "x").exists()
    assert not (home.state / "x").exists()


def test_open_quotes_are_closed_around_what_comes_and_other_words_come_too(shell: Shell, home: Home) -> None:
    said = shell.words_of(
        'why "Pat\t', "why 'Rob\t", "why quin@\t", "why wei\t", "conf\tsh\t", "people --group=f\t", "backup said\t",
    )  # fmt: skip
    assert said == [
        ["why", PEOPLE["pat@example.net"]],
        ["why", PEOPLE["rob@example.net"]],
        ["why", "quin@example.net"],
        ["why", "wei|touch@example.net"],
        ["config", "show"],
        ["people", "--group=family"],
        ["backup", "said"],
    ]
    assert not (home.folder / "x").exists()


def test_where_nothing_can_be_offered_nothing_is_shown_or_made(shell: Shell, home: Home) -> None:
    (home.state / "kith.db").write_bytes(b"no store of anybody's" * 400)
    shown = shell.shown_after("why Kar\t")
    home.config.write_text("[accounts\n")
    shown += shell.shown_after("why Kar\t")
    assert "rror" not in shown
    assert "Holm" not in shown
    assert [path.name for path in home.state.iterdir()] == ["kith.db"]
