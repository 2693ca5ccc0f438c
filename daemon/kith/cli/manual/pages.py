"""All manual pages there are, by the names of their files."""

from kith.cli import kith
from kith.cli.manual import commands, settings, verbs
from kith.files import packaged


def pages() -> dict[str, str]:
    """File name -> the whole text, ASCII. KithError where the example did not come with this kith."""
    example = packaged("config.example.toml").read_text("utf-8")
    return {
        "kith.1": verbs.page(kith),
        "kith.toml.5": settings.page(example),
        "kith-commands.7": commands.page(),
    }
