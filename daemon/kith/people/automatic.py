"""Is this message written by a machine, or passed on by a list? Judged by what its headers say.

Only strong marks decide here. Weak ones (Feedback-ID, X-Auto-Response-Suppress) stand on personal mail too and
never decide alone. No domain is ever a mark: friends on free mail stay friends, one-person firms at info@ people.
"""

import re
from collections.abc import Mapping

from kith.model import Address, Facts, Skip
from kith.people import subjects
from kith.people.address import normalise
from kith.people.forms import angle, no_reply

_NO = re.compile(r"no(?:[\s;(]|$)|$")  # the word alone, before parameters or a comment
# Fields that programs set to say what they are.
_TELLING = frozenset({"list-post", "list-id", "list-unsubscribe", "precedence", "auto-submitted"})
_METHOD = re.compile(r"method\s*=\s*\"?(?:reply|cancel|counter|refresh|publish)")
_LIST_POST = re.compile(r"<mailto:([^>?]+)", re.IGNORECASE)


def mark(facts: Facts) -> tuple[Skip, str] | None:
    """The strongest mark of a machine or a list on a message, as (reason, the mark as the user reads it)."""
    said = facts.fields
    automatic = ""
    if not _TELLING.isdisjoint(said):
        if listed := _list_mark(said):
            return Skip.LIST, listed
        automatic = _declared(said)
    automatic = automatic or _shown(said, facts)
    return (Skip.AUTOMATIC, automatic) if automatic else None


def _value(said: Mapping[str, str], name: str) -> str:
    """A field as marks are compared; "" where it is not there."""
    return said[name].strip().lower() if name in said else ""


def _yes(said: Mapping[str, str], name: str) -> bool:
    """Whether a field is there and says anything but "no"."""
    return name in said and not _NO.match(_value(said, name))


def _list_mark(said: Mapping[str, str]) -> str:
    """RFC 2919 (List-Id) and RFC 2369 (List-Post): software for discussion lists sets them."""
    if _yes(said, "list-post"):
        return "List-Post"
    if "list-id" in said and "list-unsubscribe" not in said:
        return "List-Id"
    return "Precedence: list" if _value(said, "precedence") == "list" else ""


def _declared(said: Mapping[str, str]) -> str:
    """A mark that a program sets to say what it is."""
    if _yes(said, "auto-submitted"):  # RFC 3834 section 5: anything but "no" is automatic
        return "Auto-Submitted"
    if (precedence := _value(said, "precedence")) in {"bulk", "junk", "auto_reply"}:
        return f"Precedence: {precedence}"
    # RFC 2369 section 3.2, required of bulk senders by Gmail and Yahoo since 2024.
    return "List-Unsubscribe" if "list-unsubscribe" in said else ""


def _shown(said: Mapping[str, str], facts: Facts) -> str:
    """A mark in what the message is, and in who sent it."""
    # RFC 5321 section 4.5.5: the null reverse-path marks notifications.
    if _value(said, "return-path") == "<>":
        return "Return-Path: <>"
    kind = _value(said, "content-type")
    if kind.startswith("multipart/report"):
        return "a delivery or reading report"
    if kind.startswith(("multipart/", "text/calendar")) and _calendar_answer(kind, facts.subject):
        return "an answer by a calendar"
    if _yes(said, "x-autoreply"):
        return "X-Autoreply"
    if subjects.away(facts.subject, "x-auto-response-suppress" in said):
        return "an automatic reply"
    if any(no_reply(sender.spec) for sender in facts.senders):
        return "an address that takes no replies"
    # RFC 5322 section 3.6.2: who really sent it, and who would get the answer. They only ever speak against.
    for name in ("sender", "reply-to"):
        if name in said and no_reply(angle(_value(said, name))):
            return f"{name.title()} takes no replies"
    return ""


def _calendar_answer(content_type: str, subject: str) -> bool:
    """RFC 5546 section 1.4: an invitation (REQUEST) is written by a person, the other methods by a calendar.

    Most calendars hide the method in a part of a multipart message, whose header is not asked for: there the subject
    they write by themselves tells.
    """
    if content_type.startswith("text/calendar"):
        return _METHOD.search(content_type) is not None
    return subjects.calendar(subject)


def list_address(facts: Facts) -> Address | None:
    """Where the list that passed this message on takes posts (RFC 2369 section 3.4), if it says so."""
    if "list-post" not in facts.fields:
        return None
    match = _LIST_POST.search(facts.fields["list-post"])
    spec = normalise(match[1]) if match else ""
    return Address(spec) if spec else None
