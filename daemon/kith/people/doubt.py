"""Weak marks of a machine, added up: none decides alone, and none throws a message away.

A doubtful message stays a touch. Whether its sender is a person is told by all the mail there is
(`kith.people.kinds`): who gets answers, or writes personally as well, stays one. An answer (In-Reply-To, `Re:`) is
beyond doubt. Domains are compared with each other, never with a list.
"""

import re
from collections.abc import Iterator

from kith.model import Facts
from kith.people import forms

ENOUGH = 2  # points
_PROGRAM_ID = re.compile(
    r"\.javamail\.(?:root|tomcat|www|admin|administrator|daemon|app|server|jboss|weblogic|oracle|nobody|mail|system|web)\w*@"
    r"|@swift\.generated|\.mail>$|@phpmailer",
    re.IGNORECASE,
)


def doubt(facts: Facts) -> str:
    """Why a message may come from a machine, as the user reads it; "" where there is too little to doubt it."""
    if facts.in_reply_to or forms.answers(facts.subject) or not facts.senders:
        return ""
    marks = [*_writer(facts), *_envelope(facts), *_letter(facts)]
    if (
        sum(points for points, _ in marks) == ENOUGH - 1
    ):  # never enough by itself, so it is read only where it decides
        marks += _subject(facts)
    if sum(points for points, _ in marks) < ENOUGH:
        return ""
    return ", ".join(text for _, text in sorted(marks, key=lambda mark: -mark[0])[:3])


def _writer(facts: Facts) -> Iterator[tuple[int, str]]:
    """What From says."""
    sender = facts.senders[0]
    if forms.machine(sender.spec):
        yield 2, "an address named after a program"
    elif forms.token(sender.spec):
        yield 2, "an address counted out by a program"
    elif forms.desk(sender.spec):
        yield 1, "the address of a desk"
    if forms.machine_host(sender.spec):
        yield 2, "a host for mass mail"
    if forms.on_behalf(sender.name):
        yield 2, '"via" in the name'
    elif forms.firm_name(sender.name):
        yield 1, "a firm's name"
    if forms.named_as_domain(sender.name, sender.spec):
        yield 1, "named as its domain"


def _envelope(facts: Facts) -> Iterator[tuple[int, str]]:
    """What Return-Path, Sender and Reply-To say, and whether they agree with From."""
    sender = facts.senders[0].spec
    path = forms.angle(facts.fields.get("return-path", ""))
    if forms.returns(path):
        yield 2, "an envelope made for counting bounces"
    elif "@" in path and not forms.forwarded(path) and _strangers(path, sender):
        yield 1, "an envelope from elsewhere"
    if "errors-to" in facts.fields:  # no program that people write with sets it
        yield 2, "Errors-To"
    for name in ("sender", "reply-to"):
        spec = forms.angle(facts.fields.get(name, ""))
        if spec != sender and (forms.machine(spec) or forms.token(spec) or forms.machine_host(spec)):
            yield 2, f"a machine in {name.title()}"
        elif name == "reply-to" and spec not in ("", sender):
            yield 1, "answers go to another address"
    if "precedence" in facts.fields:
        yield 1, "Precedence"
    if "feedback-id" in facts.fields:
        yield 1, "Feedback-ID"


def _letter(facts: Facts) -> Iterator[tuple[int, str]]:
    """What recipients and Message-ID say."""
    recipients = {one.spec for one in (*facts.to, *facts.cc)}
    if any(forms.everybody(spec) for spec in recipients):
        yield 2, "to everybody"
    elif not recipients or {one.spec for one in facts.to} == {facts.senders[0].spec}:
        yield 1, "no recipient shown"
    if _PROGRAM_ID.search(facts.message_id):
        yield 1, "a Message-ID of a server program"


def _subject(facts: Facts) -> Iterator[tuple[int, str]]:
    """What the subject says, where nobody passes on another's."""
    if forms.forwards(facts.subject):
        return
    if forms.notice(facts.subject):
        yield 1, "the subject of a notice"
    elif forms.numbers(facts.subject):
        yield 1, "numbers for a subject"


def _strangers(one: str, other: str) -> bool:
    return forms.organisation(one) != forms.organisation(other) and forms.local(one) != forms.local(other)
