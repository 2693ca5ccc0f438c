"""`kith completion`: the function that a shell calls on Tab."""

from pathlib import Path

import click

from kith.cli.completion.answering import SHELLS

SCRIPTS = {"bash": "kith.bash", "zsh": "_kith", "fish": "kith.fish"}


@click.command(short_help="Print what makes SHELL complete on Tab.")
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print what makes SHELL complete on Tab: verbs, options, files, and the people in your mailbox.

    \b
    bash   kith completion bash > ~/.local/share/bash-completion/completions/kith
           (without the package bash-completion: source that file in ~/.bashrc)
    zsh    kith completion zsh > ~/.zfunc/_kith
           (before compinit in ~/.zshrc: fpath+=(~/.zfunc))
    fish   kith completion fish > ~/.config/fish/completions/kith.fish

    A package of a distribution brings these files. Names are only looked up, in the store that is there.
    """
    click.echo((Path(__file__).parent / SCRIPTS[shell]).read_text("utf-8"), nl=False)
