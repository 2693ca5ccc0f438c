"""kith's answer to a mail of the user's: at once, in its thread, and only where something was asked or not understood.

Never an answer to an answer of its own: those are marked by X-Kith and Auto-Submitted, and are no command mail.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kith.commands.whose import Kind
from kith.config.settings import Settings
from kith.deliver import reply
from kith.deliver.render import Renderer
from kith.jobs.orders.obeying import Result, command_wants_answer
from kith.jobs.people import own_name
from kith.mail.answer import sentinel
from kith.mail.compose import compose
from kith.mail.ids import letter_id
from kith.mail.threads import again
from kith.model import Facts
from kith.people.address import domain_of
from kith.store import Store
from kith.store.ledger import Letter

_ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>\Z")  # as `kith.commands.who` lists who could be meant


@dataclass(frozen=True, slots=True)
class Asked:
    """A mail of the user's, and what became of its lines. `random`: 33 signs nobody can guess, always the same for one
    mail. `highest`: the highest number that means somebody in its thread."""

    facts: Facts
    references: tuple[str, ...]
    kind: Kind
    random: str
    highest: int
    results: Sequence[Result]


@dataclass(frozen=True, slots=True)
class Written:
    """An answer, and whom its own numbers mean: number -> address."""

    letter: Letter
    choices: tuple[tuple[int, str], ...]


def letter_for(
    settings: Settings, store: Store, renderer: Renderer, asked: Asked, now: int
) -> Written | None:
    """The answer to a mail, as of `now` (unix seconds); None where there is nothing to say but what the next digest
    says."""
    recipient = settings.recipient
    message_id = f"<kith.{asked.random}@{domain_of(recipient)}>"
    said, choices = _said(asked, sentinel(letter_id(message_id)))
    if not (said.missed or said.told):
        return None
    # The subject of a link or a note would make a command of whatever answers it.
    subject = again(asked.facts.subject) if asked.kind is Kind.ANSWER else "Re: kith"
    content = compose(
        own_address=recipient,
        own_name=own_name(store, settings),
        to=recipient,
        subject=subject,
        text=renderer.reply(said),
        message_id=message_id,
        as_of=now,
        kind="answer",
        answers=asked.facts.message_id,
        references=asked.references,
    )
    return Written(
        Letter(0, message_id, None, now, recipient, content, "leaving", kind="answer"), tuple(choices)
    )


def _said(asked: Asked, top: str) -> tuple[reply.Reply, list[tuple[int, str]]]:
    missed, told, done = list[reply.Missed](), list[reply.Told](), list[str]()
    choices = list[tuple[int, str]]()
    for one in asked.results:
        if not one.understood:
            people = [(found[1], text) for text in one.candidates if (found := _ADDRESS.search(text))]
            first = asked.highest + len(choices) + 1
            choices += [(first + place, address) for place, (address, _) in enumerate(people)]
            shown = [(first + place, text) for place, (_, text) in enumerate(people)]
            missed.append(reply.missed(one.line, f"{one.text}; nothing was done", shown))
        elif one.command and one.command.near:  # taken for a note, and was perhaps to be a command
            missed.append(reply.missed(one.line, one.text, ()))
        elif one.command and command_wants_answer(one.command):
            told.append(reply.told(one.line or one.command.line, one.text))
        else:
            done.append(one.text)
    return reply.Reply(top, tuple(missed), tuple(told), reply.done(done)), choices
