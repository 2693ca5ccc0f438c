"""Links that open a finished draft in the user's own mail program (mailto, RFC 6068), a text in their telephone's
(sms, RFC 5724), or call a number (tel, RFC 3966).

Promises: one recipient, no keys but `subject`, `body` and for an answer `in-reply-to`, every other character
percent-encoded, so that nothing in a name or a subject can add a Bcc or an attachment. What is no number gets no link:
a wrong one would be dialled.
"""

import re
from typing import NamedTuple
from urllib.parse import quote

from kith.digest import Draft
from kith.mail.threads import is_id

# Gmail stops at about 1,620 characters, Firefox at 2,008, Outlook on Windows at 2,046
# (superruub.wordpress.com 2013; newbetuts.com/4473959).
LONGEST = 1600


# What people write between the digits. The same as RFC 3966 calls visual separators, and blanks and slashes.
_SEPARATORS = re.compile(r"[ ./()\u00a0-]")


class Link(NamedTuple):
    """A URI, "" where there can be none; `whole` is False where the draft's text did not fit into it."""

    uri: str
    whole: bool


def mailto(draft: Draft) -> Link:
    """The link that opens `draft`: with its text if that fits, else with the subject, else with the address alone."""
    address = f"mailto:{_address(draft.to)}"
    subject = f"{address}?subject={_value(' '.join(draft.subject.split()))}"
    whole = f"{subject}&body={_value(_crlf(draft.body))}"
    # Thunderbird makes an answer of it, others pass it over. Alone: with References too it doubles the id.
    answers = f"&in-reply-to={_value(draft.in_reply_to)}" if is_id(draft.in_reply_to) else ""
    for uri, has_body in ((whole + answers, True), (whole, True), (subject, False)):
        if len(uri) <= LONGEST:
            return Link(uri, has_body)
    return Link(address, whole=False)


def sms(to: str, body: str) -> Link:
    """The link that opens a text to a number: with its words if they fit, else with the number alone."""
    number = _number(to)
    if not number:
        return Link("", whole=False)
    whole = f"sms:{number}?body={_value(_crlf(body))}"
    return Link(whole, whole=True) if len(whole) <= LONGEST else Link(f"sms:{number}", whole=False)


def tel(to: str) -> str:
    """The link that calls a number; "" where `to` is none."""
    number = _number(to)
    return f"tel:{number}" if number else ""


def _number(to: str) -> str:
    """Digits, with a leading + where there is one; "" for anything else: RFC 3966 section 3 begins a parameter at a
    semicolon, and an extension's digits at the end of a number would make another number of it."""
    bare = _SEPARATORS.sub("", to)
    return bare if re.fullmatch(r"\+?[0-9]{1,15}", bare) else ""


def _address(spec: str) -> str:
    local, _, domain = spec.rpartition("@")
    return f"{_value(local)}@{_value(domain)}"


def _value(text: str) -> str:
    return quote(text, safe="", errors="replace")


def _crlf(text: str) -> str:
    """RFC 6068 section 5: a line break in a body is %0D%0A."""
    return "\r\n".join(text.splitlines())
