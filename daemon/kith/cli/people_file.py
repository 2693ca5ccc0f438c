"""`kith people --html FILE`: the page into a private file, or to stdout."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from kith import files
from kith.deliver.people_page import MARK, people_page
from kith.suggest.assessing import Assessment

MOST = 200  # people on a page, where --most says nothing: some 400 KB


def write_people(found: Sequence[Assessment], now: int, zone: ZoneInfo, where: str, most: int) -> None:
    """The page of these people: `-` is stdout (UTF-8 whatever its encoding), else a file of mode 0600, there as a whole
    or not at all, in the place of an older page but of nothing else."""
    html = people_page(files.packaged("templates"), found, now, zone, most)
    if where == "-":
        click.echo(html.encode(), nl=False)
        return
    files.write_own_page(Path(where), html, MARK)
    left = len(found) - most
    told = f"; {left} found no room, --most NUMBER makes more" if left > 0 else ""
    click.echo(f"Written: {where}{told}", err=True)
