"""What the digest's templates may use: plain values, worded and cleaned.

This is the one edge where text from outside becomes text for the user. Promises: no control, format, surrogate or
separator character (classes C*, Zl, Zp) of a stranger's leaves here, everything has a sane length, and an address
always stands beside its name. The fields below are the manual of whoever writes a template of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kith.digest import AccountHealth, Digest, Draft, Suggestion
from kith.journal import clean
from kith.mail.links import mailto
from kith.model import Reason
from kith.suggest.drafting import last_contact
from kith.suggest.naming import first_name, shared_subject
from kith.suggest.wording import counted, full_date, minutes_for, moment, short_date

LONGEST_NAME = 60
LONGEST_CALL = 30
LONGEST_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the digest."""

    number: int
    name: str  # "" where only the address is known
    address: str
    called: str  # first name, else name, else address: for the subject line and the button
    why: str  # the strongest reason
    also: tuple[str, ...]  # the other reasons, as plain facts
    last: tuple[str, ...]  # when, who, subject; the usual rhythm
    prompt: str  # what a personal line could be about
    subject: str  # of the draft
    lines: tuple[str, ...]  # of the draft: one paragraph each, "" between them
    link: str  # a mailto URI that opens the draft
    link_whole: bool  # False: the link could not hold the text


@dataclass(frozen=True, slots=True)
class Letter:
    """The whole digest."""

    people: tuple[Entry, ...]
    notes: str  # "3 notes"
    minutes: str  # "6 minutes"
    dated: str  # "30 Nov"
    written: str  # "Monday 30 November 2026, 07:31"
    late: str  # the time it was meant for, "Monday 07:30"; "" when it is on time
    since_last_time: tuple[str, ...]
    not_shown: int  # how many more are due
    health: tuple[str, ...]


def letter(digest: Digest, zone: ZoneInfo, faults: Sequence[str] = ()) -> Letter:
    """`digest` in words, its times in `zone`. `faults` are further sentences for HEALTH."""
    minutes = sum(minutes_for(_reasons(suggestion)[0].kind) for suggestion in digest.suggestions)
    meant_for = digest.slot if digest.late else None
    return Letter(
        people=tuple(_entry(suggestion, digest.as_of, zone) for suggestion in digest.suggestions),
        notes=counted(len(digest.suggestions), "note"),
        minutes=counted(minutes, "minute"),
        dated=short_date(digest.as_of, zone),
        written=full_date(digest.as_of, zone),
        late="" if meant_for is None else moment(meant_for, digest.as_of, zone),
        since_last_time=_cleaned(digest.since_last_time),
        not_shown=digest.not_shown,
        health=_health(digest, zone, faults),
    )


def _entry(suggestion: Suggestion, now: int, zone: ZoneInfo) -> Entry:
    person, draft = suggestion.person, _safe(suggestion.draft)
    name = clean(person.name, LONGEST_NAME)
    why, *also = _reasons(suggestion)
    link = mailto(draft)
    return Entry(
        number=suggestion.number,
        name="" if name == draft.to else name,
        address=draft.to,
        called=clean(first_name(person.name, draft.to) or name or draft.to, LONGEST_CALL),
        why=clean(why.text),
        also=_cleaned(reason.text for reason in also),
        last=_cleaned(suggestion.facts or (last_contact(person, None, now, zone),)),
        prompt=_prompt(suggestion),
        subject=draft.subject,
        lines=tuple(draft.body.split("\n")),
        link=link.uri,
        link_whole=link.whole,
    )


def _safe(draft: Draft) -> Draft:
    """The draft as it may be shown and linked: its line breaks are ours, everything else is cleaned."""
    body = "\n".join(clean(line, 2000) for line in draft.body.split("\n"))
    return Draft(clean(draft.to, LONGEST_ADDRESS), clean(draft.subject, 200), body, draft.in_reply_to)


def _reasons(suggestion: Suggestion) -> tuple[Reason, ...]:
    """The reasons that speak for it, strongest first; at least one, so that WHY NOW is never empty."""
    firing = tuple(reason for reason in suggestion.reasons if reason.fires)
    return firing or suggestion.reasons[:1] or (Reason("", True, "You asked for this."),)


def _prompt(suggestion: Suggestion) -> str:
    """What only the user can add to the draft, with the subject last shared where one can be quoted."""
    if suggestion.person.last_touch is None:
        return "How you know each other, or what made you think of them."
    evidence = [item for reason in suggestion.reasons for item in reason.evidence]
    newest_first = sorted(evidence, key=lambda item: -item.at)
    topic = next(filter(None, (shared_subject(item.subject) for item in newest_first)), "")
    own_news = "Something that happened to you since then"
    return f'{own_news}, or a word about "{topic}".' if topic else f"{own_news}."


def _health(digest: Digest, zone: ZoneInfo, faults: Sequence[str]) -> tuple[str, ...]:
    looks = [_look(account, digest.as_of, zone) for account in digest.health]
    read = f"{counted(digest.messages_read, 'message')} read since the last digest."
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


def _cleaned(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(clean(sentence) for sentence in sentences)
