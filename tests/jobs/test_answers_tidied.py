"""Obeyed mail is out of the way: read, and where the user wants it."""

from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World
from helpers.writing import TIMELESS, digest, look, mail, says
from kith.store.answers import PAUSES


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


def test_the_archive_of_a_server_that_keeps_everything_in_one_folder_is_that_folder(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    for name, use in (("Sent", r"\Sent"), ("Everything", r"\All")):
        mailbox.folder(name, use)
    world = World(mailbox, tmp_path, settings=TIMELESS)
    for folder in ("Everything", "Sent"):
        world.mailbox.deliver(
            mail(world, "pause 2w\n", Message_ID="<one.pause@sam.example.org>"), folder, world.now
        )
    world.mailbox.deliver(
        mail(world, "pause 2w\n", Message_ID="<one.pause@sam.example.org>"), "INBOX", world.now, flags=""
    )
    assert [one.line for one in look(world)] == ["pause 2w"]
    assert mailbox.messages() == []
    assert len(mailbox.messages("Everything")) == 2


def test_a_mail_of_which_nothing_was_understood_or_asked_stays_where_it_is(answering: World) -> None:
    sent = digest(answering)
    says(answering, "Thank you!\n", to=sent)
    look(answering)
    assert answering.mailbox.messages("Archive") == []
    assert "" in answering.mailbox.flags()
