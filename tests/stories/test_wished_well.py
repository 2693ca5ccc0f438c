"""Christmas, from the mailbox to the digest: whom kith proposes to wish well, and in which words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.digest import Suggestion
from kith.jobs.orders.obeying import obey
from kith.jobs.people import assessed

KAREN, OTTO, YUKI = (
    "Karen Holm <karen@example.cz>",
    "Otto Nagel <otto@example.com>",
    "Yuki Ono <yuki@example.com>",
)
DECEMBER = datetime(2026, 12, 21, 6, 30, tzinfo=UTC)
# Nobody is due for any other reason: once in ten years is enough.
CALM = '[[person]]\nemail = ["{}"]\nevery = "10y"\n'
CALMED = "".join(CALM.format(spec) for spec in ("karen@example.cz", "yuki@example.com"))
CALMED += CALM.format("otto@example.com") + 'phone = "+49 30 1234567"\n'


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Three friends who fell silent in June; two of them live where Christmas is a holiday, by all that shows."""
    world = World(mailbox, tmp_path, settings=CALMED, now=DECEMBER)
    for who in (KAREN, OTTO, YUKI):
        world.friends(who, *range(400, 180, -40), subject="The Brno trip")
    return world


def digest(world: World) -> tuple[Suggestion, ...]:
    with world.kith() as place:
        return place.digester().compose(world.clock.now()).digest.suggestions


def written(world: World) -> list[str]:
    """Who is in the digest that is written and handed over now."""
    with world.kith() as place:
        return [one.person.name for one in place.digester().write(world.clock.now()).digest.suggestions]


def test_two_are_wished_a_merry_christmas_each_with_what_is_theirs(world: World) -> None:
    world.scan()
    karen, otto = digest(world)
    assert [one.kind for one in karen.reasons] == ["holiday"]
    assert karen.reasons[0].text == (
        'Christmas is on Friday 25 December in Czechia; Karen last wrote 6 months ago, about "The Brno trip".'
    )
    assert karen.reasons[0].evidence[0].subject == "The Brno trip"
    assert otto.reasons[0].text.startswith("Christmas is on Friday 25 December in Germany; ")
    for one in (karen, otto):
        assert "a merry Christmas" in one.draft.body
        assert 'about "The Brno trip"' in one.draft.body
        assert one.draft.in_reply_to == ""
    assert karen.draft.body != otto.draft.body


def test_once_wished_well_nobody_comes_again_in_the_same_year(world: World) -> None:
    world.scan()
    assert written(world) == ["Karen Holm", "Otto Nagel"]
    for days in (7, 84, 273):  # New Year, Easter, and the next Christmas
        world.clock.advance(days=days)
        names = written(world)
        assert names == (["Karen Holm", "Otto Nagel"] if days == 273 else [])


def test_who_was_in_touch_lately_or_is_not_to_be_reminded_of_is_left_out(world: World) -> None:
    world.received(OTTO, 50, subject="The Brno trip")
    world.scan()
    with world.kith() as place:
        (said,) = obey(place.store, place.settings, place.zone, "karen never", world.now)
        assert said.understood
    assert digest(world) == ()


def test_a_country_of_the_configuration_and_a_note_of_the_users_are_enough(world: World) -> None:
    world.settings = CALMED.replace('yuki@example.com"]', 'yuki@example.com"]\ncountry = "BR"')
    world.received(YUKI, 170, subject="Hello")
    world.scan()
    assert "Yuki Ono" not in [one.person.name for one in digest(world)]
    with world.kith() as place:
        (said,) = obey(place.store, place.settings, place.zone, "yuki note began to paint", world.now)
        assert said.understood
    found = {one.person.name: one for one in digest(world)}
    yuki = found["Yuki Ono"]
    assert yuki.reasons[0].text == (
        'Christmas is on Friday 25 December in Brazil; your note about them says "began to paint".'
    )
    assert "paint" not in yuki.draft.body  # a note is the user's own
    assert "Hello" not in yuki.draft.body.partition(",")[2]


def test_switched_off_there_is_no_trace_of_it(world: World) -> None:
    world.settings = "[holidays]\nenabled = false\n" + CALMED
    world.scan()
    with world.kith() as place:
        found = assessed(place.store, place.settings, int(world.now.timestamp()))
    assert not any(one.due for one in found)
    assert "holiday" not in [reason.kind for one in found for reason in one.reasons]


def test_the_day_is_the_users_own(world: World) -> None:
    """On 15 December in Auckland it is still the 14th in London: only the one is ten days before Christmas."""
    world.scan()
    at = datetime(2026, 12, 14, 12, 30, tzinfo=UTC)
    for zone, names in (("Europe/London", 0), ("Pacific/Auckland", 2)):
        world.settings = f'[digest]\ntimezone = "{zone}"\n{CALMED}'
        world.clock.at = at
        assert len(digest(world)) == names
