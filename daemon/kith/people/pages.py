"""Where somebody is beside mail, telephone and LinkedIn: messengers and social networks, as one short text each:
"mastodon.social/@karen", "xmpp:karen@jabber.example", "skype:karen.holm". Kept, shown and exported; kith writes nobody
there.
"""

import re
from collections.abc import Iterable, Mapping

from kith.journal import clean

# Properties of single services, as Evolution, KAddressBook and others write them.
SERVICES: Mapping[str, str] = {
    "X-JABBER": "xmpp", "X-SKYPE": "skype", "X-SKYPE-USERNAME": "skype", "X-TWITTER": "twitter", "X-MATRIX": "matrix",
    "X-TELEGRAM": "telegram", "X-SIGNAL": "signal", "X-WHATSAPP": "whatsapp", "X-GTALK": "gtalk", "X-AIM": "aim",
    "X-ICQ": "icq", "X-MSN": "msn", "X-YAHOO": "yahoo", "X-GADUGADU": "gadugadu", "X-MASTODON": "mastodon",
}  # fmt: skip
LONGEST = 200  # characters
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{1,19}):(?=\S)")
# Never an address of a person, whatever calls it one: programs run these, or read files.
_NEVER = frozenset({"javascript", "data", "vbscript", "file", "about", "blob"})
_ANYWHERE = frozenset({"x-apple", "acct"})  # say nothing about which service it is
_PLACES = frozenset(
    {"home", "work", "pref", "other", "personal", "business", "mobile", "cell", "internet", "voice"}
)


def page_of(text: str, service: str = "", types: Iterable[str] = ()) -> str:
    """One such text from what a card says; "" for what is none. `service`, `types`: what the property says it is of,
    for a mere name."""
    said = text.strip()
    if len(said) > LONGEST or not said.isprintable() or " " in said:
        return ""
    if found := re.match(r"https?://(?:www\.)?", said, re.IGNORECASE):
        return said[found.end() :].rstrip("/")
    scheme = _SCHEME.match(said.lower())
    if scheme and scheme[1] in _NEVER:
        return ""
    if scheme and scheme[1] not in _ANYWHERE:
        return f"{scheme[1]}{said[scheme.end() - 1 :]}"
    bare = said[scheme.end() :] if scheme else said
    called = service or next((one for one in map(_plain, types) if one and one not in _PLACES), "")
    if called and bare:
        return f"{called}:{bare}"
    return bare if "/" in bare.strip("/") and "." in bare.partition("/")[0] else ""


def uri(page: str) -> str:
    """The same as an address that other programs open: a page of the web again with its scheme."""
    return page if _SCHEME.match(page) else f"https://{page}"


def _plain(word: str) -> str:
    return clean(re.sub(r"[^a-z0-9+.-]", "", word.casefold()), 20)
