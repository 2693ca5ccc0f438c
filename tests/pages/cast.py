"""People of every kind for the pictures of this folder: near and far, all groups, names of many alphabets, and hostile
ones. Whoever draws them draws the same ones: the terminal, the page.

`KITH_ACCEPT=1 pytest tests/cli/test_people_screen.py tests/deliver/test_people_page.py` draws the pictures anew; then
look at them, and at `scripts/shots`.
"""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from helpers.persons import NOW, both, days_ago, person
from kith.model import Kind, Person, Wish
from kith.suggest.assessing import Assessment, Known, assess_all

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER.parent.parent / "templates"
ZONE = ZoneInfo("Europe/Prague")
WEEKLY, MONTHLY = tuple(range(4, 900, 7)), tuple(range(12, 1500, 31))


def _tie(name: str, spec: str, days: tuple[float, ...], **more: object) -> Person:
    """Letters there and back on these days."""
    return person(spec, sent=days, received=[day - 0.2 for day in days], name=name, **more)


def people() -> list[Person]:
    """Everybody, in no order."""
    return [
        _tie("Karen Holm", "karen@example.net", tuple(range(230, 1200, 40))),
        _tie("Tom Whitfield", "tom@example.net", WEEKLY, channel="text", groups=("Choir",)),
        _tie("佐藤 花子", "hanako@sato.example", MONTHLY),
        _tie("דוד כהן", "david@example.org", tuple(range(20, 600, 60))),
        _tie("Zoë Mu\u0308ller-Lu\u0308denscheidt", "zoe@xn--mller-kva.example", tuple(range(35, 700, 30))),
        _tie("Nadia Haddad", "nadia@haddad.example", tuple(range(1500, 2400, 9))),
        _tie("Omar Said", "omar@said.example", (900, 950, 1000, 1060)),
        _tie("Björk Ósk", "bjork@osk.example", tuple(range(50, 700, 30))),
        _tie("Priya Raman", "priya@raman.example", tuple(range(400, 5200, 90))),
        _tie("Ifeoma Eze", "ifeoma@eze.example", (300, 420, 800), every=122, named=True),
        _tie("Never Again", "never@example.org", (30, 60, 90)),
        both([41, 40, 39], "ines@duarte.example", name="Ines Duarte"),
        person("frost@talent.example", received=[20], name="Daniel Frost"),
        person("logged@example.org", sent=[400, 300], received=[350], name="Lou Bright", logged=days_ago(25)),
        person("imported@example.org", name="Nobody Yet", named=True),
        person("long@example.org", sent=[9], received=[8], name="A" * 400),
        person(
            "evil@example.org",
            sent=[15, 45],
            received=[16],
            name='<script>alert(1)</script>\x1b[31m\t"\u202eevil',
            groups=("</table><style>*{display:none}",),
        ),
        person("letters@shop.example", received=[1, 2, 3], name="Shop", kind=Kind.ROBOT, because="robot"),
    ]


def cast() -> list[Assessment]:
    """The same as kith thinks of them at `NOW`."""
    return assess_all(people(), Known(wishes={"never@example.org": Wish(days_ago(5)[0], "never")}), NOW)


def held(name: str, found: str) -> None:
    """The picture of this name is `found`; with KITH_ACCEPT it is from now on."""
    file = FOLDER / name
    if os.environ.get("KITH_ACCEPT"):
        file.write_text(found, "utf-8")
    assert file.read_text("utf-8") == found
