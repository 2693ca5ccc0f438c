"""The digest that lies in INBOX, its links tapped and its words quoted: both sides of an answer together."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from deliver.test_render_static import links
from helpers.world import SAM, World
from helpers.writing import (
    Letter,
    answering,
    digest,
    letters,
    look,
    mail,
    said_so_far,
    says,
    since,
    text,
)
from kith.mail.words import text_of_html

__all__ = ["answering"]


def page(letter: Letter) -> str:
    body = letter.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def tapped(world: World, link: str, folder: str) -> None:
    """The mail that a link opens, sent as it is; `folder`: where a copy of it is to be found."""
    parts = urlsplit(link)
    keys = parse_qs(parts.query, strict_parsing=True)
    raw = mail(world, keys["body"][0], subject=keys["subject"][0], To=unquote(parts.path))
    world.mailbox.deliver(raw, folder, world.clock.now(), flags="")


@pytest.mark.parametrize("folder", ["Sent", "INBOX"])
def test_each_link_of_the_delivered_digest_is_obeyed_about_its_person(answering: World, folder: str) -> None:
    """In INBOX alone too, where a program keeps no sent mail: then the token speaks for it."""
    found = links(page(digest(answering)), "order")
    assert [urlsplit(link).path for link in found] == [SAM] * 6
    talked, _, _, _, later, _ = found
    tapped(answering, talked, folder)
    tapped(answering, later, folder)
    results = look(answering)
    assert [one.understood for one in results] == [True, True]
    told = since(answering)
    assert any("you talked with Karen Holm" in sentence for sentence in told)
    assert any("Put off: Ravi Patel" in sentence for sentence in told)
    assert len(letters(answering)) == 1, "nothing was left to answer"


@pytest.mark.parametrize("folder", ["Sent", "INBOX"])
def test_a_link_is_good_while_the_clock_is_two_days_behind_its_digest(answering: World, folder: str) -> None:
    """Found by `scripts/soak day`: it was refused, and the mail never read again."""
    found = links(page(digest(answering)), "order")
    answering.clock.advance(days=-2)
    tapped(answering, found[0], folder)
    assert [one.understood for one in look(answering)] == [True]


def test_never_by_a_link_can_be_undone_by_an_answer(answering: World) -> None:
    sent = digest(answering)
    tapped(answering, links(page(sent), "order")[2], "Sent")
    look(answering)
    assert any("Never suggested again: Karen Holm" in sentence for sentence in since(answering))
    says(answering, "1 undo\n", to=sent)
    look(answering)
    assert not any("Never suggested" in sentence for sentence in since(answering))


@pytest.mark.parametrize("part", ["text", "html"])
def test_an_answer_with_nothing_but_the_digest_in_it_does_nothing_and_gets_none(
    answering: World, part: str
) -> None:
    sent = digest(answering)
    whole = text(sent) if part == "text" else text_of_html(page(sent))
    says(answering, whole, to=sent)
    says(answering, "\n".join(whole.splitlines()[2:]), to=sent)
    assert look(answering) == []
    assert said_so_far(answering) == []
    assert len(letters(answering)) == 1
