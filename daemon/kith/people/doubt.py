"""Weak marks of a machine, added up: none decides alone, and none throws a message away.

A doubtful message stays a touch. Whether its sender is a person is told by all the mail there is
(`kith.people.kinds`): who gets answers, or writes personally as well, stays one. An answer (In-Reply-To, `Re:`) is
beyond doubt. Domains are compared with each other, never with a list.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from kith.model import Facts
from kith.people import forms, subjects

Mark = tuple[int, str]  # how many points, and in words

ENOUGH = 2  # points
_BESIDE_FROM = frozenset({"errors-to", "sender", "reply-to", "precedence", "feedback-id"})
_PROGRAM_ID = re.compile(
    r"\.javamail\.(?:root|tomcat|www|admin|administrator|daemon|app|server|jboss|weblogic|oracle|nobody|mail|system|web)\w*@"
    r"|@swift\.generated|\.mail>$|@phpmailer",
    re.IGNORECASE,
)


def doubt(facts: Facts) -> str:
    """Why a message may come from a machine, as the user reads it; "" where there is too little to doubt it."""
    if facts.in_reply_to or not facts.senders or subjects.answers(facts.subject):
        return ""
    sender, said = facts.senders[0], facts.fields
    manned = "reply-to" in said and _colleague(forms.angle(said["reply-to"]), sender.spec)
    marks = [*_writer(sender.spec, sender.name, manned), *_envelope(facts), *_letter(facts)]
    points = sum([worth for worth, _ in marks])
    # A subject is never enough by itself, so it is read only where it decides.
    if points == ENOUGH - 1 and (mark := _subject(facts.subject)):
        marks.append(mark)
        points += mark[0]
    if points < ENOUGH:
        return ""
    return ", ".join(text for _, text in sorted(marks, key=lambda mark: -mark[0])[:3])


@lru_cache(maxsize=4096)
def _writer(spec: str, name: str, manned: bool) -> tuple[Mark, ...]:
    """What From says; a `manned` desk's answers go to somebody of the firm."""
    return tuple(_forms_of(spec, name, manned))


def _forms_of(spec: str, name: str, manned: bool) -> Iterator[Mark]:
    own = forms.own(spec, name)  # then no word of the name is a machine's
    if not own and forms.machine(spec):
        yield 2, "an address named after a program"
    elif forms.token(spec):
        yield 2, "an address counted out by a program"
    elif not (own or manned) and forms.desk(spec):
        yield 1, "the address of a desk"
    if forms.machine_host(spec):
        yield 2, "a host for mass mail"
    if forms.on_behalf(name):
        yield 2, '"via" in the name'
    elif not own and forms.firm_name(name):
        yield 1, "a firm's name"
    if forms.named_as_domain(name, spec):
        yield 1, "named as its domain"


def _envelope(facts: Facts) -> Iterator[Mark]:
    """What Return-Path, Sender and Reply-To say, and whether they agree with From."""
    said, sender = facts.fields, facts.senders[0].spec
    if "return-path" in said and (mark := _path(forms.angle(said["return-path"]), sender)):
        yield mark
    if _BESIDE_FROM.isdisjoint(said):  # nearly all
        return
    if "errors-to" in said:  # no program that people write with sets it
        yield 2, "Errors-To"
    for name in ("sender", "reply-to"):
        spec = forms.angle(said[name]) if name in said else ""
        if spec in ("", sender):
            continue
        if forms.machine(spec) or forms.token(spec) or forms.machine_host(spec):
            yield 2, f"a machine in {name.title()}"
        elif name == "reply-to" and not _colleague(spec, sender):
            yield 1, "answers go to another address"
    if "precedence" in said:
        yield 1, "Precedence"
    if "feedback-id" in said:
        yield 1, "Feedback-ID"


@lru_cache(maxsize=4096)
def _path(path: str, sender: str) -> Mark | None:
    """What the address of the envelope says of a sender."""
    if forms.returns(path):
        return 2, "an envelope made for counting bounces"
    if "@" in path and not forms.forwarded(path) and _strangers(path, sender):
        return 1, "an envelope from elsewhere"
    return None


def _letter(facts: Facts) -> Iterator[Mark]:
    """What recipients and Message-ID say."""
    to = [one.spec for one in facts.to]
    recipients = [*to, *[one.spec for one in facts.cc]]
    if any(map(forms.everybody, recipients)):
        yield 2, "to everybody"
    elif not recipients or to == [facts.senders[0].spec]:
        yield 1, "no recipient shown"
    if _PROGRAM_ID.search(facts.message_id):
        yield 1, "a Message-ID of a server program"


def _subject(subject: str) -> Mark | None:
    """What the subject says, where nobody passes on another's."""
    if subjects.forwards(subject):
        return None
    if subjects.notice(subject):
        return 1, "the subject of a notice"
    return (1, "numbers for a subject") if subjects.numbers(subject) else None


def _colleague(spec: str, sender: str) -> bool:
    """Somebody at a desk of their firm who wants the answer in their own mailbox."""
    machine = forms.machine(spec) or forms.token(spec) or forms.desk(spec)
    return not machine and spec.rpartition("@")[2] == sender.rpartition("@")[2] and forms.desk(sender)


def _strangers(one: str, other: str) -> bool:
    return forms.organisation(one) != forms.organisation(other) and forms.local(one) != forms.local(other)
