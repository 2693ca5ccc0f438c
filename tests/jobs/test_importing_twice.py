"""Imports that meet what is there: two cards of one person, a card that has changed, a namesake, a couple, a pipe."""

import json
import os
import tomllib
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.config.load import load
from kith.jobs.orders.obeying import obey
from kith.jobs.people import everyone
from kith.model import Kind, Somebody

KAREN = "Karen Holm <karen@example.net>"
BOB = "Bob Ray <bob@b.example>"


def card(*lines: str) -> str:
    return "\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""])


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    world = World(mailbox, tmp_path)
    world.friends(KAREN, 150, 110, 75, 30)
    world.friends(BOB, 90, 60)
    world.scan()
    return world


def imported(world: World, text: str, name: str = "c.vcf") -> list[tuple[str, str]]:
    """What an import did, each as its action and its words."""
    (world.folder / name).write_text(text)
    done = world.run("import", "--yes", "--json", str(world.folder / name))
    assert done.returncode == 0, done.stderr
    return [(one["action"], one["what"]) for one in json.loads(done.stdout)["changes"]]


def who(world: World, spec: str) -> Somebody:
    with world.kith() as place:
        return next(one for one in everyone(place.store, place.settings) if spec in one.addresses)


ANN = ("FN:Ann Lee", "EMAIL:ann@x.example")


def test_two_cards_of_one_address_in_a_file_are_one_person_and_lose_nothing(world: World) -> None:
    twice = card(*ANN, "BDAY:--0101") + card(*ANN, "TEL:+44 7700 900123", "NICKNAME:Annie")
    assert imported(world, twice) == [("add", "number +44 7700 900123, birthday, called Annie")]
    ann = who(world, "ann@x.example")
    assert (ann.reach.phone, ann.nicknames) == ("+44 7700 900123", ("Annie",))
    assert ann.occasions[0][:3] == ("birthday", 1, 1)
    assert imported(world, twice) == [("same", "")]


def test_two_names_at_one_address_stay_two_cards(world: World) -> None:
    home = "EMAIL:home@lee.example"
    both = card("FN:Ann Lee", home, "BDAY:--0101") + card("FN:Bob Lee", home, "BDAY:--0202")
    assert [action for action, _ in imported(world, both)] == ["add", "add"]
    assert [action for action, _ in imported(world, both)] == ["same", "same"]


def test_a_card_takes_the_place_of_what_was_kept_of_it(world: World) -> None:
    imported(world, card("UID:q", *ANN, "BDAY:--0101", "TEL:+44 7700 900123"))
    assert imported(world, card("UID:q", *ANN, "TEL:+44 7700 900123")) == [
        ("change", "no longer there: birthday")
    ]
    assert who(world, "ann@x.example").occasions == ()
    assert imported(world, card("UID:q", *ANN, "TEL:+44 7700 900123")) == [("same", "")]
    ((action, what),) = imported(world, card("UID:q", *ANN, "TEL:+44 7700 900999"))
    assert (action, what) == ("change", "number +44 7700 900999; no longer there: number +44 7700 900123")
    assert who(world, "ann@x.example").numbers == ("+44 7700 900999",)


def test_a_second_source_adds_what_the_first_has_not(world: World) -> None:
    imported(world, card("UID:q", *ANN, "TEL:+44 7700 900123"))
    table = "Name,Email,Phone,Nickname\nAnn Lee,ann@x.example,+44 7700 900999,Annie\n"
    assert imported(world, table, "t.csv") == [("change", "number +44 7700 900999, called Annie")]
    assert who(world, "ann@x.example").numbers == ("+44 7700 900999", "+44 7700 900123")
    assert imported(world, table, "t.csv") == [("same", "")]


def test_a_name_that_is_known_at_another_address_is_proposed_with_the_words_to_say(world: World) -> None:
    ((action, what),) = imported(world, "Name,Email\nKaren Holm,karen@home.example\n", "t.csv")
    assert action == "add"
    merge = "kith merge karen@example.net karen@home.example"
    assert what == f"the name fits karen@example.net, whom you know: if it is them, {merge}"
    assert world.run(*merge.split()[1:]).returncode == 0
    assert who(world, "karen@example.net").addresses == ("karen@example.net", "karen@home.example")


def test_a_couples_card_joins_nobody_whom_mail_calls_by_another_name(world: World) -> None:
    couple = card(
        "FN:Karen Holm",
        "EMAIL:bob@b.example",
        "EMAIL:karen@example.net",
        "EMAIL:us@home.example",
        "BDAY:--0303",
    )
    ((action, what),) = imported(world, couple)
    assert (action, what.partition(";")[0]) == ("join", "us@home.example with karen@example.net")
    assert what.endswith(
        "bob@b.example is Bob Ray in your mail and is not joined: if they are one person, "
        "kith merge karen@example.net bob@b.example"
    )
    karen, bob = who(world, "karen@example.net"), who(world, "bob@b.example")
    assert (karen.name, karen.addresses) == ("Karen Holm", ("karen@example.net", "us@home.example"))
    assert (bob.name, bob.addresses, bob.occasions) == ("Bob Ray", ("bob@b.example",), ())
    assert karen.occasions[0].kind == "birthday"
    proposed = world.run("merge", "--proposed").stdout
    assert "one card names both" in proposed
    assert "in your mail they are Bob Ray and Karen Holm" in proposed


def test_what_goes_out_comes_in_whole_again(world: World, mailbox: MailboxOnDisk) -> None:
    imported(
        world,
        card(
            *ANN, "TEL:+420 603 123 456", "TEL:+44 7700 900123", "NICKNAME:Annie", "ADR:;;;;;;Czechia",
            "IMPP:xmpp:ann@jabber.example", "X-SOCIALPROFILE;type=mastodon:https://tide.social/@ann", "TITLE:Boss",
        ),
    )  # fmt: skip
    before = who(world, "ann@x.example")
    assert before.pages == ("tide.social/@ann", "xmpp:ann@jabber.example")
    toml = world.run("export", "--format", "toml").stdout
    table = next(one for one in tomllib.loads(toml)["person"] if one["name"] == "Ann Lee")
    assert (table["country"], table["phone"]) == ("CZ", "+420 603 123 456")
    load(f"{world.toml}\n{toml}", "kith.toml")
    for kept in (
        "# further number: +44 7700 900123",
        "# nickname: Annie",
        "# page: tide.social/@ann",
        "# work: Boss",
    ):
        assert kept in toml
    rows = json.loads(world.run("export").stdout)
    (row,) = (one for one in rows if one["name"] == "Ann Lee")
    assert (row["numbers"], row["nicknames"]) == (["+420 603 123 456", "+44 7700 900123"], ["Annie"])
    out = world.folder / "out.vcf"
    assert world.run("export", "--format", "vcard", str(out)).returncode == 0
    (world.folder / "other").mkdir()
    other = World(mailbox, world.folder / "other")
    other.run("import", "--yes", str(out))
    after = who(other, "ann@x.example")
    for field in ("name", "reach", "numbers", "nicknames", "pages", "country", "work"):
        assert getattr(after, field) == getattr(before, field), field
    shown = world.run("why", "ann@x.example").stdout
    assert "also at: tide.social/@ann, xmpp:ann@jabber.example" in shown
    assert "further numbers: +44 7700 900123" in shown


def test_what_cannot_be_read_is_told_stops_nothing_else_and_ends_with_1(world: World) -> None:
    folder = world.folder
    os.mkfifo(folder / "pipe.vcf")
    (folder / "empty.vcf").touch()
    (folder / "words.vcf").write_text("hello\n")
    (folder / "good.vcf").write_text(card(*ANN))
    names = ("pipe.vcf", "empty.vcf", "words.vcf", "good.vcf")
    done = world.run("import", "--yes", *(str(folder / name) for name in names))
    assert done.returncode == 1
    assert "pipe.vcf: is no regular file" in done.stderr
    assert "empty.vcf: is empty; there is nothing to import" in done.stderr
    assert "words.vcf:1: no vCard: want BEGIN:VCARD" in done.stderr
    assert who(world, "ann@x.example").kind is Kind.PERSON


def test_a_group_that_is_none_of_the_configured_is_obeyed_and_told(world: World) -> None:
    world.settings = '[groups.family]\nevery = "2w"\n'
    said = world.run("do", "karen group familly").stdout
    assert said == 'Karen Holm: in the group familly; no such group is configured; did you mean "family"?\n'
    assert world.run("do", "karen group Family").stdout == "Karen Holm: in the group Family\n"
    with world.kith() as place:
        (result,) = obey(place.store, place.settings, place.zone, "bob group choir", place.clock.now())
        assert result.text.endswith("no such group is configured; there are family")
        told = place.digester().compose(place.clock.now()).digest.since_last_time
    assert any("Bob Ray, in the group choir; no such group is configured" in line for line in told)


def test_people_of_no_group_are_told_which_groups_there_are(world: World) -> None:
    world.settings = '[groups.family]\nevery = "2w"\n[groups.work]\n'
    world.run("do", "bob group choir")
    assert (
        world.run("people", "--group", "nosuch").stderr
        == 'No group "nosuch": there are: choir, family, work.\n'
    )
    assert world.run("people", "--group", "familly").stderr == 'No group "familly": did you mean "family"?\n'
    assert world.run("people", "--group", "work").stderr.startswith('Nobody in the group "work".')
    assert "Bob Ray" in world.run("people", "--group", "Choir").stdout


def test_a_group_of_nobodys_where_there_is_none_says_how_to_begin_one(world: World) -> None:
    said = world.run("people", "--group", "family").stderr
    assert said.startswith('No group "family": there is none yet; `kith do "karen group family"` begins one')


def test_another_spelling_of_a_name_is_the_same_person_and_loses_nothing(world: World) -> None:
    imported(
        world, card("UID:a", "FN:Karen Holm", "EMAIL:karen@example.net", "BDAY:--1226", "TEL:+44 7700 900123")
    )
    for number, name in enumerate(("Dr. Karen Holm", "Holm\\, Karen", "Karen M. Holm", "Karen")):
        imported(
            world,
            card(f"UID:b{number}", f"FN:{name}", "EMAIL:karen@example.net", "TITLE:Boss"),
            f"{number}.vcf",
        )
        karen = who(world, "karen@example.net")
        assert (karen.reach.phone, karen.work[0]) == ("+44 7700 900123", "Boss")
        assert karen.occasions[0][:3] == ("birthday", 12, 26)


def test_cards_that_contradict_each_other_are_told(world: World) -> None:
    imported(world, card("UID:a", "FN:Paul and Paula Ray", "EMAIL:ray@x.example", "BDAY:--1226"))
    ((_, what),) = imported(world, card("UID:b", "FN:Paul Ray", "EMAIL:ray@x.example"), "d.vcf")
    assert (
        "another card calls ray@x.example Paul and Paula Ray: whose it is nobody can tell, so neither is used"
        in what
    )
