"""mailto links (RFC 6068) that open a finished draft in the user's own mail program.

Promises: one recipient, no keys but `subject` and `body`, every other character percent-encoded, so that nothing
in a name or a subject can add a Bcc or an attachment.
"""

from typing import NamedTuple
from urllib.parse import quote

from kith.digest import Draft

# Gmail stops at about 1,620 characters, Firefox at 2,008, Outlook on Windows at 2,046
# (superruub.wordpress.com 2013; newbetuts.com/4473959).
LONGEST = 1600


class Link(NamedTuple):
    """A mailto URI; `whole` is False where the draft's text did not fit into it."""

    uri: str
    whole: bool


def mailto(draft: Draft) -> Link:
    """The link that opens `draft`: with its text if that fits, else with the subject, else with the address alone."""
    address = f"mailto:{_address(draft.to)}"
    subject = f"{address}?subject={_value(' '.join(draft.subject.split()))}"
    whole = f"{subject}&body={_value(_crlf(draft.body))}"
    for uri in (whole, subject):
        if len(uri) <= LONGEST:
            return Link(uri, uri is whole)
    return Link(address, whole=False)


def _address(spec: str) -> str:
    local, _, domain = spec.rpartition("@")
    return f"{_value(local)}@{_value(domain)}"


def _value(text: str) -> str:
    return quote(text, safe="", errors="replace")


def _crlf(text: str) -> str:
    """RFC 6068 section 5: a line break in a body is %0D%0A."""
    return "\r\n".join(text.splitlines())
