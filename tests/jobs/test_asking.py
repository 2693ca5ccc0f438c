"""Asking people how they like to be reached: in a draft, once it was sent never again; what they answer is kept by
the user's word alone."""

import textwrap
from datetime import date, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from helpers.drafted import digests, in_drafts, write
from helpers.maildir import MailboxOnDisk
from helpers.world import SAM, World
from kith.commands.command import Called, Command, Names
from kith.commands.grammar import parse
from kith.digest import Proposed
from kith.jobs.composing.asking import EACH, Asked, answers, sentence
from kith.jobs.orders.obeying import obey
from kith.jobs.people import assessed, find
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched
from kith.model import Person

KAREN = "Karen Holm <karen@example.net>"
ASKS = "The draft asks how they like to be reached."
ANSWER = "Lovely to hear from you.\n\nText me on +44 20 7946 0018, that's easiest.\n\n> a mail, a text or a call.\n"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen has been silent for longer than usual."""
    for name, use in (("Sent", r"\Sent"), ("Drafts", r"\Drafts")):
        mailbox.folder(name, use)
    world = World(mailbox, tmp_path, settings='[digest]\ntimezone = "Europe/Prague"\n')
    world.friends(KAREN, 400, 360, 320, 280, 240)
    world.scan()
    return world


def digest(world: World) -> str:
    """The text of a digest that is written and delivered now, on one line; "" where nobody is due."""
    world.scan()
    with world.kith() as place:
        before = len(digests(world.mailbox))
        composed = place.digester(place.reader(Unwatched())).compose(place.clock.now())
        if not composed.digest.suggestions:
            return ""
        write(place)
        post(place, Unwatched())
    (text,) = digests(world.mailbox)[before:]
    return " ".join(text.split())


def writes(world: World, sender: str, to: str, folder: str, text: str, **fields: str) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, "Re: Hello"
    letter["Date"] = format_datetime(world.clock.now())
    letter["Message-ID"] = f"<{next(world._ids)}.now@letters.example>"
    for name, value in fields.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    world.mailbox.deliver(letter.as_bytes(), folder, world.clock.now())


def karen(world: World) -> Person:
    with world.kith() as place:
        people = assessed(place.store, place.settings, int(world.clock.now().timestamp()))
        return find([one.person for one in people], "karen")  # type: ignore[return-value]


def do(world: World, line: str) -> str:
    with world.kith() as place:
        (result,) = obey(place.store, place.settings, place.zone, line, place.clock.now())
    return result.text


def asked_and_answered(world: World, answer: str = ANSWER, **fields: str) -> str:
    """Karen is asked, answers, and nobody else is due: what the next digest says, some weeks later, of Tom."""
    assert ASKS in digest(world)
    world.clock.at += timedelta(hours=3)
    writes(world, f"Sam Okafor <{SAM}>", KAREN, "Sent", "Hello again")
    world.clock.at += timedelta(days=1)
    writes(world, KAREN, SAM, "INBOX", answer, In_Reply_To="<somewhere@example.org>", **fields)
    world.friends("Tom Whitfield <tom@example.net>", 400, 360, 320, 280, 240)
    world.clock.at += timedelta(days=6)
    return digest(world)


def test_the_draft_asks_and_the_digest_says_so(world: World) -> None:
    assert ASKS in digest(world)
    text = in_drafts(world.mailbox)["karen@example.net"].get_content()
    assert "a text or a call" in text
    assert text.count("?") == 1


def test_a_draft_that_was_not_sent_has_asked_nothing_and_one_that_was_has(world: World) -> None:
    assert ASKS in digest(world)

    def asked() -> int | None:
        person = karen(world)
        with world.kith() as place:
            return Asked(place.store).at(person)

    assert asked() is None
    world.clock.at += timedelta(hours=3)
    writes(world, f"Sam Okafor <{SAM}>", KAREN, "Sent", "Hello again")
    world.scan()
    assert asked() == int(world.clock.at.timestamp())


def test_what_they_answer_is_proposed_once_and_kept_by_one_word(world: World) -> None:
    text = asked_and_answered(world)
    assert '"decline" to drop it: a text (+442079460018) seems to suit Karen Holm.' in text
    assert karen(world).channel is None
    assert "prefers a text (+442079460018)" in do(world, "karen yes")
    assert (karen(world).channel, karen(world).reach.phone) == ("text", "+442079460018")
    do(world, "undo")
    assert karen(world).channel is None
    world.clock.at += timedelta(days=1)
    with world.kith() as place:
        again = place.digester(place.reader(Unwatched())).compose(place.clock.now()).digest
    assert not any("seems to suit" in one for one in again.since_last_time)


def test_what_is_declined_is_not_kept(world: World) -> None:
    asked_and_answered(world)
    assert do(world, "karen no") == "Karen Holm: not kept how they like to be reached"
    assert karen(world).channel is None


def test_nothing_is_proposed_of_somebody_who_was_not_asked(world: World) -> None:
    writes(world, KAREN, SAM, "INBOX", ANSWER)
    world.clock.at += timedelta(days=6)
    world.friends("Tom Whitfield <tom@example.net>", 400, 360, 320, 280, 240)
    assert "seems to suit" not in digest(world)
    assert "kith has proposed nothing about them" in do(world, "karen yes")
    assert karen(world).channel is None


def test_a_forged_answer_is_not_even_read(world: World) -> None:
    forged = {"Authentication_Results": "mx.example.org; dmarc=fail (p=reject) header.from=example.net"}
    assert "seems to suit" not in asked_and_answered(world, **forged)


def test_an_answer_without_a_preference_proposes_nothing(world: World) -> None:
    assert "seems to suit" not in asked_and_answered(world, "Lovely to hear from you, all is well here.\n")


def asked_and_then(world: World, *mail: tuple[str, str]) -> str:
    """Karen is asked; then she ("her") and the user ("me") write, an hour apart; the next digest, of Tom."""
    assert ASKS in digest(world)
    world.clock.at += timedelta(hours=3)
    writes(world, f"Sam Okafor <{SAM}>", KAREN, "Sent", "Hello again")
    for who, text in mail:
        world.clock.at += timedelta(hours=1)
        if who == "her":
            writes(world, KAREN, SAM, "INBOX", text, In_Reply_To="<somewhere@example.org>")
        else:
            writes(world, f"Sam Okafor <{SAM}>", KAREN, "Sent", text)
    world.friends("Tom Whitfield <tom@example.net>", 400, 360, 320, 280, 240)
    world.clock.at += timedelta(days=6)
    return digest(world)


def test_an_answer_that_the_user_has_answered_is_proposed(world: World) -> None:
    text = asked_and_then(world, ("her", ANSWER), ("me", "Great, will do!"))
    assert "a text (+442079460018) seems to suit Karen Holm." in text


def test_an_answer_before_another_mail_of_theirs_is_proposed_once(world: World) -> None:
    text = asked_and_then(
        world, ("her", ANSWER), ("her", "And here is the photo of the boat."), ("me", "Thanks!")
    )
    assert "a text (+442079460018) seems to suit Karen Holm." in text
    world.friends("Tim Whitfield <tim@example.net>", 401, 361, 321, 281, 241)
    world.clock.at += timedelta(days=7)
    again = digest(world)
    assert "Tim Whitfield" in again
    assert "seems to suit" not in again


def test_of_two_answers_the_newer_one_is_proposed(world: World) -> None:
    text = asked_and_then(world, ("her", ANSWER), ("her", "On second thoughts, e-mail is best for me."))
    assert "a mail seems to suit Karen Holm." in text
    assert "a text" not in text.partition("SINCE LAST TIME")[2].partition("HEALTH")[0]


def test_no_more_than_a_few_messages_are_read_for_an_answer(world: World) -> None:
    asked_and_then(world, *[("her", f"The tide is at {hour} today.") for hour in range(EACH + 2)])
    now = int(world.clock.now().timestamp())
    with world.kith() as place:
        people = [one.person for one in assessed(place.store, place.settings, now)]
        waiting = answers(place.store, people, now)
    assert len(waiting) == EACH
    assert {one.address for one in waiting} == {"karen@example.net"}
    assert [one.at for one in waiting] == sorted((one.at for one in waiting), reverse=True)


@pytest.mark.parametrize(
    "courtesy",
    [
        "Thanks for your mail! I am well, the garden is fine.\n",
        "Lovely.\n\nKaren Holm\nInitech Ltd, T: +44 20 7946 0018\n",
        "I got your message, best wishes\n",
    ],
)
def test_a_courtesy_or_a_signature_is_no_answer(world: World, courtesy: str) -> None:
    assert "seems to suit" not in asked_and_answered(world, courtesy)


def test_the_number_that_was_asked_for_is_proposed_not_the_office_in_the_signature(world: World) -> None:
    text = asked_and_answered(world, "Please text me at +44 7700 900123\n\nKaren\nOffice +44 20 7946 0018\n")
    assert "a text (+447700900123) seems to suit Karen Holm." in text


@pytest.mark.parametrize("channel", ["mail", "text", "phone", "linkedin"])
def test_no_part_of_a_proposal_is_a_command_wherever_a_program_breaks_it(channel: str) -> None:
    names = Names(
        (Called(("karen@example.net",), "Karen Holm", ("Karen Holm", "Karen")),), {1: "karen@example.net"}
    )
    said = sentence("Karen Holm", Proposed("karen@example.net", channel, "+442079460018", "<1@x.example>"))
    for width in range(12, 120):
        lines = textwrap.wrap(said, width, break_long_words=False)
        found = parse("\n".join(lines), date(2026, 11, 28), names)
        assert [one for one in found if isinstance(one, Command)] == [], lines
