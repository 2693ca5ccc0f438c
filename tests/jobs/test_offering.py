"""A digest that leaves can be answered: it says its letter's id, and its links order something of kith."""

import email
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.clock import unix
from kith.commands.tokens import Ring, offers
from kith.digest import Digest
from kith.jobs.composing.digest import Composed
from kith.jobs.composing.digest_json import parted
from kith.jobs.workplace import Workplace
from kith.mail.answer import named
from kith.mail.ids import letter_id
from kith.mail.words import text_of

KAREN = "Karen Holm <karen@example.net>"
LENA = "Lena Berg <lena@example.net>"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen and Lena are silent for longer than usual."""
    world = World(mailbox, tmp_path, settings='[digest]\ntimezone = "UTC"\nto = "sam@home.example"\n')
    world.friends(KAREN, 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends(LENA, 390, 350, 310, 270, 230, subject="Autumn")
    world.scan()
    return world


def ring(place: Workplace, now: int) -> Ring:
    """The links of all letters in the ledger, as whoever reads answers knows them."""
    newest = place.store.ledger.newest()
    if newest is None:
        return Ring(place.store.ledger.secret(), [], now)
    addresses = place.store.ledger.suggestions(newest.number)
    made = [offers(letter_id(newest.message_id), one, newest.composed_at) for one in addresses]
    return Ring(place.store.ledger.secret(), [offer for some in made for offer in some], now)


def tokens(composed: Composed) -> list[tuple[str, str, str]]:
    """Address, verb and token of each link."""
    return [
        (one.person.addresses[0], order.order.split()[0], order.token)
        for one in composed.digest.suggestions
        for order in one.orders
    ]


def test_every_link_of_a_letter_in_the_ledger_is_found_and_no_two_are_alike(world: World) -> None:
    with world.kith() as place:
        composed = place.digester().write(world.now)
        known = ring(place, unix(world.now))
        made = tokens(composed)
        assert len(made) == len({token for _, _, token in made}) == 6
        for address, verb, token in made:
            offer = known.find(token, verb)
            assert offer
            assert (offer.address, offer.verb) == (address, verb)
            others = {"talked", "later", "never"} - {verb}
            assert [known.find(token, other) for other in others] == [None, None]


def test_the_letter_says_its_own_id_and_goes_where_its_links_write_to(world: World) -> None:
    with world.kith() as place:
        composed = place.digester().write(world.now)
    assert composed.digest.letter == letter_id(composed.letter.message_id)
    assert composed.digest.to == composed.letter.recipient == "sam@home.example"
    assert named(text_of(composed.letter.content)) == composed.digest.letter
    page = email.message_from_bytes(composed.letter.content).get_payload()[1].get_payload(decode=True)  # type: ignore[union-attr,index]
    assert page.count(b'class="order" href="mailto:sam@home.example?subject=kith%3A%20') == 6


def test_the_links_of_a_preview_order_nothing_since_nothing_is_written_down(world: World) -> None:
    with world.kith() as place:
        composed = place.digester().compose(world.now, only="Karen Holm")
        known = ring(place, unix(world.now))
        assert place.store.ledger.newest() is None
        assert place.store.ledger.waiting() == []
    assert len(tokens(composed)) == 3
    assert [known.find(token, verb) for _, verb, token in tokens(composed)] == [None] * 3


def test_a_preview_and_the_letter_that_leaves_are_two_digests(world: World) -> None:
    with world.kith() as place:
        shown = place.digester().compose(world.now, only="Karen Holm")
        place.digester().write(world.now)
        known = ring(place, unix(world.now))
    assert [known.find(token, verb) for _, verb, token in tokens(shown)] == [None] * 3


def test_a_letter_that_is_written_anew_keeps_its_id_and_its_links(world: World) -> None:
    with world.kith() as place:
        first = place.digester().write(world.now)
        (letter,) = place.store.ledger.waiting()
        world.clock.advance(hours=5)
        again = place.digester().compose(world.clock.now(), None, letter)
        assert place.digester().renew(world.clock.now())
        (renewed,) = place.store.ledger.waiting()
    assert (again.digest.letter, sorted(tokens(again))) == (first.digest.letter, sorted(tokens(first)))
    assert named(text_of(renewed.content)) == first.digest.letter


def test_a_letter_that_is_reworded_before_it_leaves_keeps_them_too(world: World) -> None:
    def more(digest: Digest) -> Digest:
        return replace(digest, suspended=("One more.",))

    with world.kith() as place:
        first = place.digester().write(world.now)
        (letter,) = place.store.ledger.waiting()
        content = place.digester().reworded(letter, more)
    assert parted(letter.said)[0] == first.digest
    assert named(text_of(content)) == first.digest.letter


def test_a_digest_kept_by_an_older_kith_gets_its_id_when_it_is_reworded(world: World) -> None:
    """Its letter has not left: it is worded anew as a whole, with all that belongs to it."""
    with world.kith() as place:
        first = place.digester().write(world.now)
        bare = [replace(one, orders=()) for one in first.digest.suggestions]
        old = replace(first.digest, suggestions=tuple(bare), letter="", to="")
        again = place.digester().worded(old, first.letter)
    assert again.digest == first.digest
    assert again.letter.content == first.letter.content


def test_where_nobody_is_due_there_is_nothing_to_answer(world: World) -> None:
    world.sent(KAREN, 1)
    world.sent(LENA, 1)
    world.scan()
    with world.kith() as place:
        digest = place.digester().compose(world.now).digest
    assert (digest.suggestions, digest.letter, digest.to) == ((), "", "")
