"""Addresses in one normal form, so that the same person is the same string everywhere.

Normal form: no surrounding quotes, NFC, lower case, the domain as IDNA A-labels. Local parts are compared without
case: RFC 5321 section 2.3.11 allows them to differ by case, no provider lets them.
"""

import re
import unicodedata
from collections.abc import Iterable

# Everything RFC 5322 section 3.2.3 calls special, blanks and controls; dots may stand anywhere, because
# `c..hall@example.com` and `.x@example.com` are real.
_ATOM = r"[^\s\x00-\x20\x7f\"(),:;<>@\[\]\\]+"
ADDR_SPEC = rf"{_ATOM}@{_ATOM}"
_WHOLE = re.compile(ADDR_SPEC)
# Of these signs, at these places, nothing is ever taken off and IDNA has no say: only the case is left to settle.
_PLAIN = re.compile(r"[A-Za-z0-9_.+=-]++@[A-Za-z0-9.-]*[A-Za-z0-9-]")
_MAILTO = re.compile(r"\Amailto:", re.IGNORECASE)
_AROUND = " \t\r\n\xa0"
_GMAIL = frozenset({"gmail.com", "googlemail.com"})
LONGEST = 254  # RFC 5321 section 4.5.3.1.3: a path is at most 256 octets with its brackets


def normalise(spec: str) -> str:
    """The normal form of an addr-spec; "" for what is no address or longer than mail allows.

    >>> normalise("'Karen.Holm@Exämple.ORG'")
    'karen.holm@xn--exmple-cua.org'
    """
    if len(spec) <= LONGEST and _PLAIN.fullmatch(spec):
        return spec.lower()
    return _normalised(spec) if len(spec) <= 2 * LONGEST else ""


def _normalised(spec: str) -> str:
    bare = _bare(spec)
    if not _WHOLE.fullmatch(bare):
        return ""
    local, _, domain = unicodedata.normalize("NFC", bare).lower().rpartition("@")
    found = unicodedata.normalize("NFC", f"{local}@{_ascii_domain(domain).rstrip('.')}")
    # Looked at again: IDNA turns other scripts' signs into ASCII, the full-width `@` among them, or into nothing.
    whole = (
        len(found) <= LONGEST and _WHOLE.fullmatch(found) and found.isprintable() and _bare(found) == found
    )
    return found if whole else ""


def _bare(spec: str) -> str:
    """Off with what programs and people put around an address: blanks, `mailto:`, apostrophes, a full stop.

    Apostrophes only as a pair, as Outlook writes them: one alone belongs to the address (RFC 5322 section 3.2.3).
    """
    while True:
        inner = _MAILTO.sub("", spec.strip(_AROUND)).rstrip("." + _AROUND)
        if len(inner) > 2 and inner[0] == inner[-1] == "'":
            inner = inner[1:-1]
        if inner == spec:
            return spec
        spec = inner


def _ascii_domain(domain: str) -> str:
    """As A-labels by IDNA 2008 and UTS 46, non-transitional: `ß` is a letter of its own, as the registries have it."""
    if domain.isascii():
        return domain
    import idna  # most mailboxes know no such domain

    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except UnicodeError:  # a label that IDNA refuses: better one odd string than no person
        return domain


def match_key(spec: str) -> str:
    """What two spellings of one mailbox share: without `+tag`, and for Gmail without dots.

    Takes a normalised address. Providers: Gmail, Fastmail, Microsoft 365 and Postfix treat `name+tag` as `name`;
    only Gmail ignores dots (support.google.com/mail/answer/7436150).
    """
    local, _, domain = spec.rpartition("@")
    if "+" in local:
        local = local.partition("+")[0] or local
    if domain in _GMAIL:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def domain_of(spec: str) -> str:
    """The part behind the last `@`."""
    return spec.rpartition("@")[2]


class Me:
    """All addresses of the user. `*@example.org` stands for a whole domain."""

    def __init__(self, addresses: Iterable[str]) -> None:
        known = [address.strip().lower() for address in addresses]
        self._domains = frozenset(_ascii_domain(address[2:]) for address in known if address.startswith("*@"))
        specs = (normalise(address) for address in known if not address.startswith("*@"))
        self._keys = frozenset(match_key(spec) for spec in specs if spec)
        # Most addresses are of none of these domains, and then nothing more needs to be known about them.
        mine = {domain_of(key) for key in self._keys}
        self._near = self._domains | mine | (_GMAIL if mine & _GMAIL else frozenset())

    def __contains__(self, spec: object) -> bool:
        if spec in self._keys:
            return True
        if not isinstance(spec, str) or (domain := spec.rpartition("@")[2]) not in self._near:
            return False
        return domain in self._domains or match_key(spec) in self._keys
