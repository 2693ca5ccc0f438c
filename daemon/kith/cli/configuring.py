"""`kith config`: where the configuration is, what it says, whether it is right."""

from pathlib import Path

import click


@click.group(short_help="The configuration file: where it is, and what it says.")
def config() -> None:
    """The configuration file: where it is, what it says, whether it is right."""


@config.command()
@click.pass_obj
def path(config_file: Path | None) -> None:
    """Print the path of the file in use."""
    import os

    from kith.files import find_config

    click.echo(find_config(config_file, os.environ))


@config.command(short_help="Print every setting in force as TOML, secrets masked.")
@click.pass_obj
def show(config_file: Path | None) -> None:
    """Print every setting in force as TOML, defaults included, secrets masked."""
    import tomli_w

    from kith.config.show import show as shown
    from kith.jobs.workplace import read_settings

    click.echo(tomli_w.dumps(shown(read_settings(config_file))), nl=False)


@config.command(short_help="Check the file and name every fault at once.")
@click.pass_obj
def validate(config_file: Path | None) -> None:
    """Check the file and name every fault at once; exit code 78 when there is one."""
    from urllib.parse import urlsplit

    from kith.config.forms import is_loopback
    from kith.jobs.workplace import read_settings

    settings = read_settings(config_file)
    click.echo(f"The configuration is right: {', '.join(settings.accounts)}.", err=True)
    if settings.llm and not is_loopback(urlsplit(settings.llm.url).hostname or ""):
        click.echo(
            f"The text of each draft, names and subjects in it included, goes to {settings.llm.url}.",
            err=True,
        )


@config.command(short_help="Print a commented example with every setting.")
def example() -> None:
    """Print a commented example with every setting; it is the manual."""
    from kith.files import packaged

    click.echo(packaged("config.example.toml").read_text("utf-8"), nl=False)
