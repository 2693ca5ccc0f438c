"""Address books in the store: read where something changed, joined to the people of a real mailbox, followed by all."""

import os
import shutil
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.clock import unix
from kith.jobs.cards.carding import CardLook
from kith.jobs.identity import forget, merge, proposed, remember, split, to_forget
from kith.jobs.orders.obeying import obey
from kith.jobs.people import assessed, everyone, find
from kith.jobs.why import why
from kith.model import Somebody

CARDS = Path(__file__).parent.parent / "cards"
KAREN = "Karen Holm <karen@example.net>"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Sam writes to Karen now and then; Sam's address book lies in a folder, a file for each program."""
    world = World(
        mailbox, tmp_path, settings='[digest]\ntimezone = "UTC"\n[people]\nvcards = ["~/contacts"]\n'
    )
    world.friends(KAREN, 150, 110, 75, 30, subject="Handover notes")
    (tmp_path / "contacts" / "home").mkdir(parents=True)
    for name in ("apple.vcf", "nextcloud.vcf"):
        shutil.copy(CARDS / name, tmp_path / "contacts" / "home")
    world.scan()
    return world


def looked(world: World) -> CardLook:
    with world.kith() as place:
        return place.librarian().look()


def who(world: World, name: str) -> Somebody:
    with world.kith() as place:
        return find(everyone(place.store, place.settings), name)


def names(world: World) -> list[str]:
    with world.kith() as place:
        return [one.name for one in everyone(place.store, place.settings) if one.kind == "person"]


def test_a_card_gives_addresses_number_days_groups_and_country(world: World) -> None:
    look = looked(world)
    assert (look.files, look.cards, look.read, look.faults) == (2, 3, 2, ())
    karen = who(world, "karen holm")
    assert karen.addresses == ("karen@example.net", "karen.holm@home.example")
    assert karen.reach.phone == "+44 7700 900123"
    assert karen.reach.profile == "linkedin.com/in/karenholm"
    assert [day.kind for day in karen.occasions] == ["birthday", "anniversary"]
    assert (karen.groups, karen.country) == (("Family",), "GB")
    assert karen.joined[0].endswith("one card names both (apple.vcf, line 1)")
    lena = who(world, "lena fischer")  # whom nobody has written to
    assert (lena.kind, lena.cards) == ("person", ("nextcloud.vcf, line 1",))


def test_what_has_not_changed_is_not_read_and_nothing_doubles(world: World) -> None:
    looked(world)
    before = names(world)
    assert looked(world).read == 0
    file = world.folder / "contacts/home/apple.vcf"
    os.utime(file, ns=(1, 1))  # the same under another date
    assert looked(world).read == 0
    file.write_text(file.read_text().replace("Karen Holm", "Karen Holm-Berg"))
    assert looked(world).read == 1
    assert names(world) == [name.replace("Karen Holm", "Karen Holm-Berg") for name in before]


def test_cards_that_are_gone_are_gone(world: World) -> None:
    looked(world)
    (world.folder / "contacts/home/nextcloud.vcf").unlink()
    looked(world)
    assert "Lena Fischer" not in names(world)
    world.settings = ""
    looked(world)
    assert who(world, "karen holm").cards == ()


def test_a_folder_that_is_away_keeps_its_cards_and_is_told(world: World) -> None:
    looked(world)
    (world.folder / "contacts").rename(world.folder / "away")
    (fault,) = looked(world).faults
    assert "contacts: no cards can be read there" in fault
    assert "Lena Fischer" in names(world)


def test_scan_says_file_and_line(world: World) -> None:
    bad = world.folder / "contacts" / "bad.vcf"
    bad.write_text("BEGIN:VCARD\nFN:Bo\nEMAIL:bo@example.org\nBDAY:soon\nEND:VCARD\n")
    done = world.run("scan")
    assert f'{bad}:4: BDAY: "soon" is no day that kith can read' in done.stderr
    assert "4 cards in 3 files" in done.stderr
    assert done.returncode == 0


def test_a_split_outranks_a_card(world: World) -> None:
    looked(world)
    with world.kith() as place:
        split(place.store, place.settings, ["karen@example.net", "karen.holm@home.example"], 1)
    assert who(world, "karen@example.net").addresses == ("karen@example.net",)
    looked(world)
    assert who(world, "karen@example.net").addresses == ("karen@example.net",)
    assert who(world, "karen.holm@home.example").reach.phone == ""  # the card is one person's


def test_the_configuration_outranks_a_card(world: World) -> None:
    world.settings += '[[person]]\nemail = ["karen@example.net"]\nname = "Kari"\nphone = "+1 202 555 0100"\n'
    looked(world)
    kari = who(world, "kari")
    assert (kari.reach.phone, kari.reach.profile) == ("+1 202 555 0100", "linkedin.com/in/karenholm")
    assert "karen.holm@home.example" in kari.addresses


def test_a_name_alone_is_proposed_and_never_joined(world: World) -> None:
    (world.folder / "contacts" / "other.vcf").write_text(
        "BEGIN:VCARD\nFN:Karen Holm\nEMAIL:kholm@elsewhere.example\nEND:VCARD\n"
    )
    looked(world)
    with world.kith() as place:
        pairs = {frozenset(one.addresses) for one in proposed(place.store, place.settings)}
        assert frozenset({"karen@example.net", "kholm@elsewhere.example"}) in pairs
        assert len(find(everyone(place.store, place.settings), "karen@example.net").addresses) == 2
        merge(place.store, place.settings, ["karen@example.net", "kholm@elsewhere.example"], 1)
        assert len(find(everyone(place.store, place.settings), "karen@example.net").addresses) == 3


def test_a_couples_card_fuses_nobody_and_is_proposed(world: World) -> None:
    """Bob is a friend with conversations of his own; his wife's card has his address too."""
    world.friends("Bob Ray <bob@b.example>", 90, 60)
    world.scan()
    (world.folder / "contacts" / "home" / "z.vcf").write_text(
        "BEGIN:VCARD\nFN:Karen Holm\nNICKNAME:Kaz\nEMAIL:bob@b.example\nEMAIL:karen@example.net\nEND:VCARD\n"
    )
    looked(world)
    assert who(world, "bob@b.example").addresses == ("bob@b.example",)
    assert (who(world, "bob@b.example").name, who(world, "bob@b.example").nicknames) == ("Bob Ray", ())
    assert who(world, "karen@example.net").nicknames == ("Kari", "Kaz")
    with world.kith() as place:
        (one,) = (one for one in proposed(place.store, place.settings) if "bob@b.example" in one.addresses)
        assert one.evidence == "one card names both (z.vcf, line 1)"
        assert one.doubts == ("in your mail they are Bob Ray and Karen Holm",)
        merge(place.store, place.settings, list(one.addresses), 1)
    assert "bob@b.example" in who(world, "karen@example.net").addresses


def test_an_address_on_cards_of_two_names_joins_nobody(world: World) -> None:
    (world.folder / "contacts" / "home" / "z.vcf").write_text(
        "BEGIN:VCARD\nFN:Ann Lee\nEMAIL:ann@lee.example\nEMAIL:home@lee.example\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Bob Lee\nEMAIL:bob@lee.example\nEMAIL:home@lee.example\nEND:VCARD\n"
    )
    looked(world)
    assert who(world, "Ann Lee").addresses == ("ann@lee.example",)
    assert who(world, "Bob Lee").addresses == ("bob@lee.example",)


def test_forgotten_is_forgotten_whatever_the_card_says(world: World) -> None:
    looked(world)
    with world.kith() as place:
        forget(place.store, to_forget(place.store, place.settings, "lena fischer"), 1)
    file = world.folder / "contacts/home/nextcloud.vcf"
    file.write_text(file.read_text().replace("Dr.", "Prof."))
    looked(world)
    assert "Lena Fischer" not in names(world)
    assert b"lena@example.de" not in (world.state / "kith.db").read_bytes()
    with world.kith() as place:
        remember(place.store, "lena@example.de")
    looked(world)
    assert who(world, "lena@example.de").name == "Lena Fischer"


def test_a_birthday_comes_from_a_card_into_the_digest(world: World) -> None:
    """26 November is a Thursday; it is Monday."""
    looked(world)
    with world.kith() as place:
        (karen,) = place.digester().compose(world.now).digest.suggestions
    assert karen.reasons[0].text == "Karen's birthday is on Thursday 26 November."
    assert "for Thursday!" in karen.draft.body
    assert 10 <= len(karen.draft.body.split()) <= 40
    with world.kith() as place:
        page = why(place.store, place.settings, "karen", unix(world.now)).assessment
        assert page.person.occasions[0].because == "your address book: apple.vcf, line 1"


def test_a_nickname_is_a_name_to_command_by(world: World) -> None:
    looked(world)
    with world.kith() as place:
        (done,) = obey(place.store, place.settings, place.zone, "called Kari yesterday", world.now)
    assert done.text.startswith("Karen Holm: noted that you called")


def test_a_birthday_by_command_outranks_the_card_and_undo_takes_it_back(world: World) -> None:
    looked(world)
    with world.kith() as place:
        obey(place.store, place.settings, place.zone, "karen birthday 3 may 1980", world.now)
        (born, _) = find(everyone(place.store, place.settings), "karen@example.net").occasions
        assert born == ("birthday", 5, 3, 1980, "you said so")
        obey(place.store, place.settings, place.zone, "undo", world.now)
        (born, _) = find(everyone(place.store, place.settings), "karen@example.net").occasions
        assert born[:3] == ("birthday", 11, 26)


def test_groups_by_card_by_configuration_and_by_command(world: World) -> None:
    world.settings += (
        '[groups.family]\nevery = "2w"\nlead_days = 7\nprefers = "phone"\n'
        '[groups.choir]\nevery = "6w"\nmembers = ["lena@example.de"]\n'
    )
    looked(world)
    karen, lena = who(world, "karen@example.net"), who(world, "lena@example.de")
    assert (karen.every, karen.every_by, karen.lead_days, karen.channel) == (14, "family", 7, "phone")
    assert (lena.every, lena.every_by) == (42, "choir")
    with world.kith() as place:
        now = unix(world.now)
        said = [one.text for one in why(place.store, place.settings, "karen", now).assessment.reasons]
        assert "You want to be in touch every 2 weeks (group family); it has been 4 weeks." in said
        obey(place.store, place.settings, place.zone, "karen group choir", world.now)
        assert find(everyone(place.store, place.settings), "karen@example.net").every == 42
        obey(place.store, place.settings, place.zone, "karen every 10d", world.now)
        assert find(everyone(place.store, place.settings), "karen@example.net").every == 10
        obey(place.store, place.settings, place.zone, "karen group none", world.now)
        assert find(everyone(place.store, place.settings), "karen@example.net").groups == ()
    done = world.run("people", "--group", "Choir")
    assert "Lena Fischer" in done.stdout
    assert "Karen" not in done.stdout


def test_a_person_of_the_configuration_outranks_the_group(world: World) -> None:
    world.settings += (
        '[groups.family]\nevery = "2w"\n[[person]]\nemail = ["karen@example.net"]\nevery = "4m"\n'
    )
    looked(world)
    karen = who(world, "karen@example.net")
    assert (karen.every, karen.every_by, karen.groups) == (122, "", ("family",))


def test_the_daemon_reads_address_books_at_each_look(world: World) -> None:
    done = world.run("run", "--once")
    assert done.returncode == 0, done.stderr
    assert "address books: 2 file(s) read" in done.stderr
    with world.kith() as place:
        assert any(
            one.person.name == "Lena Fischer"
            for one in assessed(place.store, place.settings, unix(world.now))
        )
