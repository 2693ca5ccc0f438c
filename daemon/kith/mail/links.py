"""Links that open a finished draft in the user's own mail program (mailto, RFC 6068), a text in their telephone's
(sms, RFC 5724), or call a number (tel, RFC 3966); and those by which the user orders something of kith with two taps.

Promises: one recipient, no keys but `subject`, `body` and for an answer `in-reply-to`, every other character
percent-encoded, so that nothing in a name or a subject can add a Bcc or an attachment. What is no number gets no link:
a wrong one would be dialled.
"""

import re
from typing import NamedTuple
from urllib.parse import quote

from kith.digest import Draft
from kith.journal import clean
from kith.mail.threads import is_id

# Gmail stops at about 1,620 characters, Firefox at 2,008, Outlook on Windows at 2,046
# (superruub.wordpress.com 2013; newbetuts.com/4473959).
LONGEST = 1600


# What people write between the digits. The same as RFC 3966 calls visual separators, and blanks and slashes.
_SEPARATORS = re.compile(r"[ ./()\u00a0-]")


_LONGEST_ORDER, _LONGEST_NAME, _LONGEST_SUBJECT = 60, 40, 500  # characters
_APART = str.maketrans(",;()[]", "      ")  # what parts an order from the name and the token
_COMMA = re.compile(r"[,;，、،]")
_TOKEN = re.compile(r"[(\[{（【]\s*(?P<token>[0-9A-Za-z]{8})\s*[)\]}）】]?[\s.…]*\Z")
# "Re:", "AW:", "Fwd [2]:", "回复：", "[EXTERNAL]": up to five of them.
_LINKED = re.compile(
    r"(?:[^\W\d]{1,10}\s?(?:\[\d{1,3}\]\s?)?[:：]\s?|\[[^\[\]]{1,30}\]\s?){0,5}kith(?![\w@.'’-])\s?[:：,]?(?P<rest>.*)\Z",
    re.IGNORECASE,
)
# Alone, or with a sign behind it: "Kith and kin reunion" is nothing of ours.
_FOR_KITH = re.compile(r"kith\s?(?:[:：,]\s*(?P<rest>.*))?\Z", re.IGNORECASE)


class Action(NamedTuple):
    """An order out of a subject: "later 2w", the name beside it, and the token it was made with."""

    order: str
    name: str
    token: str

    @property
    def verb(self) -> str:
        """The word that the token is for: of "later 2w" the user may make "later 4w"."""
        return self.order.split()[0].lower()


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


def action(to: str, verb: str, number: int, name: str, token: str) -> str:
    """The link that opens a mail to the user themself with one order as subject, "kith: later 2w, Karen (k7q2vmxa)".

    `verb` with its arguments, as the grammar takes it; `number` of the suggestion and `name` are for the eye alone. The
    body is a sentence because some programs warn of empty ones. "" where the address alone is too long for a link.
    """
    order = " ".join(clean(verb, _LONGEST_ORDER).translate(_APART).split())
    shown = _no_word(clean(name, _LONGEST_NAME))
    body = _value(f"Send this mail as it is: kith reads its subject, which is about number {number}.")
    while True:
        subject = f"kith: {order}{', ' if shown else ''}{shown} ({token})"
        uri = f"mailto:{_address(to)}?subject={_value(subject)}&body={body}"
        if len(uri) <= LONGEST:
            return uri
        if not shown:
            return ""
        shown = shown[: len(shown) * 3 // 4].rstrip()


def read_action(subject: str) -> Action | None:
    """What a link put into a subject; None where there is no order with a token in it.

    Answered or passed on, in other case, with other blanks, brackets and commas, with the name changed or gone, or cut
    off behind the token: it is read all the same.
    """
    match = _LINKED.match(clean(subject, _LONGEST_SUBJECT))
    order = match["rest"].strip() if match else ""
    end = _TOKEN.search(order)
    if end is None:
        return None
    words = _COMMA.split(order[: end.start()], maxsplit=1)
    said = words[0].strip()
    return Action(said, words[1].strip() if len(words) > 1 else "", end["token"].lower()) if said else None


def note(subject: str) -> str | None:
    """What stands behind "kith:" at the beginning of a subject, "" where "kith" is all; None where it begins otherwise.

    Behind no mark of an answer or a forward: what stands there was written by somebody else.
    """
    match = _FOR_KITH.match(clean(subject, _LONGEST_SUBJECT))
    return (match["rest"] or "").strip() if match else None


def _no_word(text: str) -> str:
    """Nothing that a program would decode (RFC 2047)."""
    return text.replace("=?", "= ?")


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
