"""What the digest's templates may use: plain values, worded and cleaned.

This is the one edge where text from outside becomes text for the user. Promises: no control, format, surrogate or
separator character (classes C*, Zl, Zp) of a stranger's leaves here, everything has a sane length, and an address
always stands beside its name. The fields below are the manual of whoever writes a template of their own.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kith.deliver import means
from kith.deliver.answering import OrderLink, answering, links
from kith.deliver.means import LONGEST_ADDRESS
from kith.digest import AccountHealth, Digest, Draft, Suggestion
from kith.journal import clean
from kith.model import Reason
from kith.suggest.drafting import last_contact
from kith.suggest.naming import first_name, shared_subject
from kith.suggest.room import minutes_of
from kith.suggest.wording import counted, full_date, listed, moment, short_date

LONGEST_SENTENCE = 600  # under HEALTH: a refused login has the server's words, what they mean, and what to do
LONGEST_NAME = 60
_LINK = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,10}://|\bwww\.|\b(?:javascript|data|vbscript|file):)[^\s\"'<>]*"
    r"|(?<![\w@.+-])(?:[a-z0-9-]+\.)+[a-z]{2,24}/[^\s\"'<>]*",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"\bhttps?://(?:www\.)?", re.IGNORECASE)
LONGEST_CALL = 24  # what a button of a narrow phone holds in one line

# Liu, Rim, Min and Min 2022, "The Surprise of Reaching Out". It is said once, in the first digest.
ENCOURAGEMENT = (
    "Before the first note: people underestimate how welcome it is to be thought of, most of all when it comes as a "
    "surprise. Thirteen experiments found so (Liu and others, 2022)."
)
# What the draft leaves open, since kith cannot know it (docs/design.md, "Drafts").
_ONLY_THE_USER = {
    "owed reply": "The answer itself: only you know it.",
    "no answer": "Nothing, or why it matters to you: the question stands in your last mail.",
    "thank-you": "What came of it, in a sentence.",
}
# Long enough that a lock screen shows no name after the subject.
PLAIN = "As your settings ask, nobody is named in the subject or in these first lines; the names stand below."


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the digest."""

    number: int
    name: str  # "" where only the address is known
    address: str  # the one the draft goes to, where it is mail; "" where none is known
    called: str  # first name, else name, else address: for the subject line and the button
    why: str  # the strongest reason
    also: tuple[str, ...]  # the other reasons, as plain facts
    last: tuple[str, ...]  # when, who, subject; the usual rhythm
    channel: str  # "mail", "text", "phone", "person", "linkedin"
    label: str  # what there is to do: "DRAFT", "CALL", "TALK"
    head: str  # what it is, and where else it lies: '"Hello again", in your Drafts folder'
    notes: tuple[str, ...]  # the same without the subject: "in your Drafts folder", "reworded by llama3.2"
    prompt: str  # what a personal line could be about; "" where nothing is written
    subject: str  # of the draft; "" where the channel has none
    lines: tuple[str, ...]  # of the draft: one paragraph each, "" between them; none where nothing is written
    points: tuple[str, ...]  # what to talk about, where nothing is written
    action: str  # "Open draft to", "Text", "Call": the button says it with `called` behind; "" for no button
    link: str  # where the button leads: a mailto, sms or tel URI
    link_note: str  # where the text is to be had that the link could not hold; "" where it holds it
    orders: tuple[
        OrderLink, ...
    ]  # "We talked", "Never suggest" with `called` behind: each has says, called, link


@dataclass(frozen=True, slots=True)
class Letter:
    """The whole digest."""

    people: tuple[Entry, ...]
    sentinel: (
        str  # the first line, above which answers stand; "" where there can be no answer, like the next two
    )
    answering: str  # how to answer, in two sentences
    commands: str  # all words of an answer
    todo: str  # "3 notes to write", "1 note to write and 1 call to make"; "" for nobody
    heading: str  # the same for the top of a page: "Three notes to write"; "" for nobody
    minutes: str  # "6 minutes"; "" for nobody
    how: str  # how to go about it, in a sentence; "" where there is nothing to say
    plain: bool  # nobody is named in the subject and the first lines
    plainly: str  # the sentence that stands there instead
    encouragement: str  # a sentence for the first digest; "" in all others
    dated: str  # "30 Nov"
    written: str  # "Monday 30 November 2026, 07:31"
    trouble: str  # which accounts cannot be read, and what that means; "" where all can
    late: str  # the time it was meant for, "Monday 07:30"; "" when it is on time
    since_last_time: tuple[str, ...]
    not_shown: str  # how many more are due, and how to see them; "" where nobody is
    health: tuple[str, ...]


def letter(digest: Digest, zone: ZoneInfo, faults: Sequence[str] = (), *, plain: bool = False) -> Letter:
    """`digest` in words, its times in `zone`. `faults` are further sentences for HEALTH."""
    minutes, channels = minutes_of(digest.suggestions), [one.channel for one in digest.suggestions]
    meant_for = digest.slot if digest.late else None
    told = answering(digest)
    return Letter(
        people=tuple(_entry(suggestion, digest.as_of, zone, digest.to) for suggestion in digest.suggestions),
        sentinel=told.sentinel,
        answering=told.answering,
        commands=told.commands,
        todo=means.todo(channels),
        heading=means.heading(channels),
        minutes=counted(minutes, "minute") if digest.suggestions else "",
        how=means.how(set(channels)),
        plain=plain,
        plainly=PLAIN if plain else "",
        encouragement=ENCOURAGEMENT if digest.first and digest.suggestions else "",
        dated=short_date(digest.as_of, zone),
        written=full_date(digest.as_of, zone),
        trouble=_trouble(digest),
        late="" if meant_for is None else moment(meant_for, digest.as_of, zone),
        since_last_time=tuple(map(_told, digest.since_last_time)),
        not_shown=_not_shown(digest),
        health=_health(digest, zone, faults),
    )


def _entry(suggestion: Suggestion, now: int, zone: ZoneInfo, to: str) -> Entry:
    """`to`: the user's address, where the links about the person lead."""
    person, draft = suggestion.person, _safe(suggestion.draft)
    written = next(iter(person.addresses), "")
    address = draft.to if suggestion.channel == "mail" else clean(written, LONGEST_ADDRESS)
    name = _told(person.name, LONGEST_NAME)
    called = clean(first_name(person.name, address) or name or address or draft.to, LONGEST_CALL)
    why, *also = _reasons(suggestion)
    way = means.way(suggestion, draft, called)
    return Entry(
        number=suggestion.number,
        name="" if name == address else name,
        address=address,
        called=called,
        why=_told(why.text),
        also=tuple(_told(reason.text) for reason in also),
        last=tuple(map(_told, suggestion.facts or (last_contact(person, None, now, zone),))),
        channel=suggestion.channel,
        label=way.label,
        head=", ".join([way.what, *way.notes]),
        notes=way.notes,
        prompt=_prompt(suggestion) if way.written else "",
        subject=draft.subject if way.written else "",
        lines=tuple(draft.body.split("\n")) if way.written else (),
        points=() if way.written else tuple(map(_told, suggestion.points)),
        action=way.action,
        link=way.link,
        link_note=way.link_note,
        orders=links(suggestion, to, called),
    )


def _safe(draft: Draft) -> Draft:
    """The draft as it may be shown and linked: its line breaks are ours, everything else is cleaned."""
    body = "\n".join(clean(line, 2000) for line in draft.body.split("\n"))
    return Draft(clean(draft.to, LONGEST_ADDRESS), clean(draft.subject, 200), body, draft.in_reply_to)


def _not_shown(digest: Digest) -> str:
    """Who found no room is counted, so that nobody vanishes; those suggested before, and old ties, are no heap."""
    if not digest.not_shown:
        return ""
    more = f"{digest.not_shown} more {'is' if digest.not_shown == 1 else 'are'} due"
    if digest.told:
        more += f", {_of_those(digest.told, digest)}suggested before"
    if digest.dormant:
        ties = "an old tie" if digest.dormant == 1 else "old ties"
        more += f", {_of_those(digest.dormant, digest)}{ties}; a digest brings back one of those at most"
    return f"{more}. See all: kith people --due"


def _of_those(number: int, digest: Digest) -> str:
    if number < digest.not_shown:
        return f"{number} of them "
    return "all of them " if number > 1 else ""


def _reasons(suggestion: Suggestion) -> tuple[Reason, ...]:
    """The reasons that speak for it, strongest first; at least one, so that WHY NOW is never empty."""
    firing = tuple(reason for reason in suggestion.reasons if reason.fires)
    return firing or suggestion.reasons[:1] or (Reason("", True, "You asked for this."),)


def _prompt(suggestion: Suggestion) -> str:
    """What only the user can add to the draft, with the subject last shared where one can be quoted."""
    if suggestion.person.last_touch is None:
        return "How you know each other, or what made you think of them."
    reasons = _reasons(suggestion)
    if only_the_user := _ONLY_THE_USER.get(reasons[0].kind):
        return only_the_user
    evidence = [item for reason in suggestion.reasons for item in reason.evidence]
    newest_first = sorted(evidence, key=lambda item: -item.at)
    topic = next(filter(None, (shared_subject(item.subject) for item in newest_first)), "")
    own_news = "Something that happened to you since then"
    return (
        f'{own_news}, or a word about "{topic}"{"" if topic[-1] in "?!…" else "."}'
        if topic
        else f"{own_news}."
    )


def _trouble(digest: Digest) -> str:
    """Told at the top: whoever was in touch there is suggested by mistake."""
    failing = [clean(account.account, LONGEST_NAME) for account in digest.health if account.failure]
    if not failing or not digest.suggestions:
        return ""
    return f"Cannot be read at present: {listed(failing)}. Somebody may have been in touch there; see HEALTH."


def _health(digest: Digest, zone: ZoneInfo, faults: Sequence[str]) -> tuple[str, ...]:
    looks = [_look(account, digest.as_of, zone) for account in digest.health]
    number = f"{digest.messages_read:,} {'message' if digest.messages_read == 1 else 'messages'}"
    # The number not first: "3 messages …" in an answer would be a note about number 3.
    read = f"Read {'so far' if digest.first else 'since the last digest'}: {number}."
    return _cleaned((*looks, read, *digest.suspended, *faults))


def _look(account: AccountHealth, now: int, zone: ZoneInfo) -> str:
    looked = (
        "not read yet" if account.looked_at is None else f"last look {moment(account.looked_at, now, zone)}"
    )
    if not account.failure:
        return f"{account.account}: {looked}."
    since = "" if account.failing_since is None else f" since {moment(account.failing_since, now, zone)}"
    looked = looked if account.looked_at is None else f"last good look {looked.removeprefix('last look ')}"
    return f"{account.account}: cannot be read{since}: {account.failure.rstrip('.')}; {looked}."


def _told(text: str, limit: int = 300) -> str:
    """What may hold words of strangers, without anything that a mail program would make a link of."""
    return clean(_LINK.sub("(link)", text[: 4 * limit]), limit)


def _cleaned(sentences: Iterable[str]) -> tuple[str, ...]:
    """Addresses of pages, where a provider's settings are, stay readable, without the scheme that makes them links."""
    return tuple(clean(_SCHEME.sub("", sentence), LONGEST_SENTENCE) for sentence in sentences)
