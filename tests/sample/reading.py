"""Reads the sample mailbox back with nothing but the stdlib, as an independent check of what `kith.sample` made."""

import os
from collections import defaultdict
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from functools import cache
from itertools import pairwise
from statistics import median

from kith.jobs.sample_server import sample_text
from kith.sample.letters import SampleMessage, messages

NOW = datetime(2026, 11, 22, 7, 58, tzinfo=UTC)
ME = {"sam@okafor.example", "sam@initech.example"}
MACHINES = ("Auto-Submitted", "List-Id", "List-Post", "List-Unsubscribe", "Precedence", "Return-Path")
NOT_READ = {"Drafts", "Junk", "Trash"}
GROUP = 5


@cache
def sample(now: datetime = NOW) -> tuple[SampleMessage, ...]:
    return tuple(messages(sample_text(), now))


def parsed(message: SampleMessage) -> Message:
    return message_from_bytes(message.raw)


def plain(value: str) -> str:
    return str(make_header(decode_header(value)))


def people(mail: Message, *fields: str) -> list[tuple[str, str]]:
    """(decoded name, address) of everybody in these fields."""
    return [
        (plain(name), spec) for name, spec in getaddresses([v for f in fields for v in mail.get_all(f, [])])
    ]


def days_in_touch(now: datetime = NOW) -> dict[str, set[int]]:
    """For each name: how many days ago there was a personal letter, either way."""
    days: dict[str, set[int]] = defaultdict(set)
    for message in sample(now):
        mail = parsed(message)
        if message.folder in NOT_READ or any(field in mail for field in MACHINES):
            continue
        (writer,) = people(mail, "From")
        readers = [reader for reader in people(mail, "To", "Cc", "Bcc") if reader[1] not in ME]
        others = readers if writer[1] in ME else [writer]
        for name, _ in others if len(others) <= GROUP else []:
            days[name].add((now.date() - message.at.date()).days)
    return days


def silence_and_gaps(days: set[int]) -> tuple[int, list[int]]:
    """Days since the last letter, and the silences between conversations (letters at most 3 days apart)."""
    ascending = sorted(days)
    return ascending[0], [b - a for a, b in pairwise(ascending) if b - a > 3]


def due(now: datetime = NOW) -> set[str]:
    """Who is silent for more than twice the usual gap."""
    told = {name: silence_and_gaps(days) for name, days in days_in_touch(now).items()}
    return {name for name, (silence, gaps) in told.items() if gaps and silence > 2 * median(gaps)}


def on_the_build_machine() -> bool:
    return bool(os.environ.get("CI"))
