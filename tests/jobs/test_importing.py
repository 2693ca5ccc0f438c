"""`kith import` and `kith export`: proposed first, done once, and what goes out comes in again."""

import json
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.config.load import load
from kith.jobs.people import everyone
from kith.model import Kind, Occasion, Reach, Somebody
from kith.people import tables, vcard
from kith.people.cards_out import vcards

CARDS = Path(__file__).parent.parent / "cards"
KAREN = "Karen Holm <karen@example.net>"
LINKEDIN = """Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Karen,Holm,https://www.linkedin.com/in/karenholm,,Tidewater,Head of Tides,12 May 2024
Ravi,"Rao, PhD",https://www.linkedin.com/in/ravi-rao,ravi@example.net,Initech,Engineer,03 Jan 2021
,,,,,,
"""
GOOGLE = (
    "First Name,Middle Name,Last Name,Nickname,Organization Name,Organization Title,Birthday,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Country,Event 1 - Label,"
    "Event 1 - Value\n"
    "Lena,,Fischer,Leni,Acme,Editor, --05-03,Choir ::: * myContacts,* Home,lena@example.de ::: lena@acme.example,"
    "Mobile,+49 170 1234567,DE,Anniversary,2010-06-12\n"
)
GOOGLE_OLD = (
    "Name,Given Name,Family Name,Birthday,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,"
    "Phone 1 - Value\nLena Fischer,Lena,Fischer,1986-05-03,Choir ::: * myContacts,"
    "* Home,lena@example.de,Mobile,+49 170 1234567\n"
)


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    world = World(mailbox, tmp_path)
    world.friends(KAREN, 150, 110, 75, 30, subject="Handover notes")
    world.scan()
    return world


def imported(world: World, text: str, name: str, *options: str, code: int = 0) -> dict[str, object]:
    file = world.folder / name
    file.write_text(text)
    done = world.run("import", str(file), "--json", *options)
    assert done.returncode == code, done.stderr
    data: dict[str, object] = json.loads(done.stdout)
    return data


def actions(data: dict[str, object]) -> list[str]:
    return [one["action"] for one in data["changes"]]  # type: ignore[attr-defined]


def people(world: World) -> dict[str, Somebody]:
    with world.kith() as place:
        found = everyone(place.store, place.settings)
    return {one.name: one for one in found if one.kind is Kind.PERSON}


def test_linkedins_table_begins_with_notes_and_mostly_has_no_addresses(world: World) -> None:
    data = imported(world, LINKEDIN, "Connections.csv")
    assert actions(data) == ["left out", "add"]
    hint = data["changes"][0]["what"]  # type: ignore[index]
    assert hint.endswith('kith do "karen@example.net prefers linkedin linkedin.com/in/karenholm"')
    assert list(people(world)) == ["Karen Holm"]  # nothing is done yet
    assert actions(imported(world, LINKEDIN, "Connections.csv", "--yes")) == ["left out", "add"]
    ravi = people(world)["Ravi Rao, PhD"]
    assert (ravi.addresses, ravi.reach.profile) == (("ravi@example.net",), "linkedin.com/in/ravi-rao")
    assert actions(imported(world, LINKEDIN, "Connections.csv", "--yes")) == ["left out", "same"]


@pytest.mark.parametrize("text", [GOOGLE, GOOGLE_OLD])
def test_googles_table_in_both_forms(text: str) -> None:
    ((line, lena),), faults = tables.read(text.encode())
    assert (line, faults) == (2, [])
    assert (lena.name, lena.emails[0], lena.phones) == (
        "Lena Fischer",
        "lena@example.de",
        ("+49 170 1234567",),
    )
    assert lena.groups == ("Choir",)
    assert lena.occasions[0][:3] == ("birthday", 5, 3)


def test_a_card_is_added_joined_changed_and_then_the_same(world: World) -> None:
    apple = (CARDS / "apple.vcf").read_text()
    assert actions(imported(world, apple, "a.vcf")) == ["join"]
    imported(world, apple, "a.vcf", "--yes")
    karen = people(world)["Karen Holm"]
    assert karen.addresses == ("karen@example.net", "karen.holm@home.example")
    assert karen.occasions[0][:3] == ("birthday", 11, 26)
    assert actions(imported(world, apple, "a.vcf", "--yes")) == ["same"]
    newer = apple.replace("+44 7700 900123", "+44 7700 900999")
    imported(world, newer, "b.vcf", "--yes")
    assert len(people(world)) == 1
    done = world.run("import", str(CARDS))
    assert "add\tLena Fischer <lena@example.de>" in done.stdout
    assert "Nothing is done yet: say it again with --yes." in done.stderr
    assert "Lena Fischer" not in people(world)


def test_faults_have_file_and_line_and_stop_nothing(world: World) -> None:
    data = imported(world, "Name,Email\nAda,ada@\nBo,bo@example.org\n", "t.csv")
    assert actions(data) == ["left out", "add"]
    assert data["faults"] == [f'{world.folder / "t.csv"}:2: "ada@" is no address']
    assert "want a line of headings" in str(imported(world, "x\ny\n", "u.csv", code=1)["faults"])


def test_everything_goes_out_in_a_private_file_and_comes_in_again(world: World) -> None:
    imported(world, (CARDS / "apple.vcf").read_text(), "a.vcf", "--yes")
    world.run("do", "karen group choir")
    world.run("do", "karen every 6w")
    for form in ("json", "vcard", "toml"):
        out = world.folder / f"out.{form}"
        done = world.run("export", "--format", form, str(out))
        assert done.returncode == 0, done.stderr
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    (row,) = json.loads((world.folder / "out.json").read_text())
    assert (row["phone"], row["every_days"], row["groups"]) == ("+44 7700 900123", 42, ["choir"])
    told = (world.folder / "out.toml").read_text()
    assert tomllib.loads(told)["person"][0]["every"] == "42d"
    (karen,) = load(f"{world.toml}\n{told}", "kith.toml").person
    assert (karen.name, karen.every, karen.phone) == ("Karen Holm", 42, "+44 7700 900123")
    ((_, card),), faults = vcard.cards((world.folder / "out.vcard").read_bytes())
    assert faults == []
    assert (card.name, card.phones, card.groups) == ("Karen Holm", ("+44 7700 900123",), ("choir",))
    assert {one[:4] for one in card.occasions} == {("birthday", 11, 26, None), ("anniversary", 12, 1, 2016)}


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20).filter(
    lambda name: "@" not in name
)
DAYS = st.dates().filter(lambda day: day.year > 1900)


@given(NAMES, st.lists(NAMES.filter(bool), max_size=3, unique=True), DAYS, st.booleans())
def test_an_exported_card_reads_back(name: str, groups: list[str], day: "object", with_year: bool) -> None:
    born = Occasion("birthday", day.month, day.day, day.year if with_year and day.year < 2150 else None)  # type: ignore[attr-defined]
    one = Somebody(
        name, ("ada@example.org", "a@b.example"), Kind.PERSON, "", occasions=(born,), groups=tuple(groups),
        country="CZ", reach=Reach("+420 601 123 456", "linkedin.com/in/ada"),
        work=("Head of Tides; acting", "Tidewater, Ltd · Harbour"),
        nicknames=("Kaz, of the tides", "K"), numbers=("+420 601 123 456", "+44 7700 900123"),
        pages=("xmpp:ada,b@jabber.example", "tide.social/@ada"),
    )  # fmt: skip
    ((_, card),), faults = vcard.cards(vcards([one]).encode())
    assert faults == []
    assert card.emails == one.addresses
    assert (card.title, card.org) == one.work
    assert (card.occasions, card.country, card.phones, card.profiles) == (
        (born,), "CZ", one.numbers, ("linkedin.com/in/ada",),
    )  # fmt: skip
    assert (card.nicknames, sorted(card.pages)) == (one.nicknames, sorted(one.pages))
    assert card.name in (name, "") or not name


@given(
    st.one_of(
        st.binary(max_size=200), st.text(max_size=200).map(lambda t: b"Name,Email,Birthday\n" + t.encode())
    )
)
def test_any_bytes_are_a_table_or_faults(raw: bytes) -> None:
    found = tables.read(raw)
    assert all(fault.line >= 1 for fault in found.faults)


def test_where_nobody_is_known_an_export_says_so(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    done = World(mailbox, tmp_path).run("export", "--format", "vcard")
    assert (done.returncode, done.stdout) == (0, "")
    assert "nobody is known yet; `kith scan` reads your mailbox first" in done.stderr
