"""Obeyed mail is out of the way: read, and where the user wants it."""

import pytest

from helpers.world import World
from helpers.writing import digest, look, says
from kith.store.answers import PAUSES


def numbers(answering: World) -> dict[str, int]:
    with answering.kith() as place:
        return {address: number for number, address in place.store.ledger.numbers().items()}


@pytest.mark.parametrize(("tidy", "place"), [("archive", "Archive"), ("trash", "Trash"), ("leave", "INBOX")])
def test_the_copy_in_inbox_is_marked_as_read_and_put_where_the_user_wants_it(
    answering: World, tidy: str, place: str
) -> None:
    answering.settings += f'[commands]\ntidy = "{tidy}"\n'
    sent = digest(answering)
    raw = says(answering, "1 done\n", to=sent)
    answering.mailbox.deliver(
        b"Subject: gone\n\nof another program's\n", "INBOX", answering.clock.now(), flags="T"
    )
    look(answering)
    held = [one.replace(b"\r\n", b"\n") for one in answering.mailbox.messages(place)]
    at = held.index(raw.replace(b"\r\n", b"\n"))
    assert "S" in answering.mailbox.flags(place)[at]
    assert len(answering.mailbox.messages("Sent")) == 11
    assert any(b"of another" in one for one in answering.mailbox.messages()), (
        "deleted by somebody else, and still there"
    )


def test_a_copy_that_comes_later_is_put_away_later_and_one_that_never_comes_is_forgotten(
    answering: World,
) -> None:
    sent = digest(answering)
    raw = says(answering, "1 done\n", to=sent, copy=False)
    look(answering)
    answering.mailbox.deliver(raw, "INBOX", answering.clock.now(), flags="")
    answering.clock.advance(seconds=PAUSES[0])
    look(answering)
    assert len(answering.mailbox.messages("Archive")) == 1
    says(answering, "2 done\n", to=sent, copy=False)
    for pause in (0, *PAUSES):
        answering.clock.advance(seconds=pause)
        look(answering)
    with answering.kith() as place:
        answering.clock.advance(days=9)
        assert place.tidier().due() == []
