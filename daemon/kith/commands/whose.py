"""Is this a command mail, which digest does it answer, and is it the user's?

Promises: nothing is read but headers, and the id in the sentinel line; every verdict carries its reason in words that
hold nothing a stranger wrote. A doubt is a no (docs/design.md, "Answers").

Trust is by place: only who has the login can put mail into a Sent folder. From, and whatever else a header says, is
written by anybody, and only ever speaks against a mail. Elsewhere a token must speak for it.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kith.commands.tokens import DAYS, Offer, Ring
from kith.mail.links import Action, note, read_action
from kith.model import SCANNED, Facts, Role
from kith.people import authenticity, automatic
from kith.people.address import Me
from kith.people.forms import angle


class Kind(StrEnum):
    """What a mail is to kith."""

    ANSWER = "answer"  # orders in its lines, by the numbers of a digest
    LINK = "link"  # one order in its subject, made by a link of a digest
    NOTE = "note"  # to oneself: an order behind "kith" in its subject, or in its lines
    REFUSED = "refused"  # one of these, but not, or not surely, the user's
    NONE = "none"  # no command mail


# "Re:", "AW:", "Fwd [2]:": some programs lose the fields of an answer and keep its mark.
_ANSWERED = re.compile(r"\s*[^\W\d]{1,10}\s?(?:\[\d{1,3}\]\s?)?[:：]")
NOT_ALONE = "not to you alone"
UNPROVEN = "to a tagged address that `kith check` has not proven to be delivered"
_OURS = "<kith."  # how the Message-IDs of kith's letters begin
TAG = "+kith"  # of an address of the user's, where the server delivers tagged ones (RFC 5233)

COMMANDS = frozenset({Kind.ANSWER, Kind.LINK, Kind.NOTE})


@dataclass(frozen=True, slots=True)
class Whose:
    """What a mail is, and why.

    `digest`: the id of the digest whose numbers it means, "" where it names none. `action`: the order in its subject,
    of a link; `offer`: the link it was made by, None where that is unknown or too old (then the name must do).
    `order`: what stands behind "kith" in the subject of a note.

    `once`: keys of which none may have been written down before, or it has been done. `spends`: keys to write down in
    the transaction that does it.
    """

    kind: Kind
    because: str
    digest: str = ""
    action: Action | None = None
    offer: Offer | None = None
    order: str = ""
    once: tuple[str, ...] = ()
    spends: tuple[str, ...] = ()


def verdict(
    facts: Facts,
    role: Role,
    me: Me,
    digests: Mapping[str, str],
    ring: Ring,
    *,
    references: Sequence[str] = (),
    named: str = "",
    draft: bool = False,
    tagged: Collection[str] = (),
) -> Whose:
    """Judge one copy of a mail, in a folder of this role. Copies differ: the one in Sent may be good where that in
    INBOX is not, and both are one mail.

    `digests`: the id of a digest by the Message-ID of its letter, and of every letter in which kith answered something
    about it. `references`: the Message-IDs of the mail's References. `named`: the id in its sentinel line
    (`kith.mail.answer.named`), "" where its text was not read. `draft`: the server marks it as one. `tagged`: the
    tagged addresses of the user's that are proven to be delivered; a note to any other is refused.
    """
    if "x-kith" in facts.fields:
        return Whose(Kind.NONE, "kith wrote it")
    found = _found(facts, digests, ring, references, named)
    if found.kind is Kind.NONE and _is_a_note_by_its_address(facts, references):
        found = _to_a_tag(facts, tagged)
    if found.kind is Kind.NONE:
        return found
    against = against_it(facts, role, me, draft=draft)
    if not against and role is not Role.SENT:
        good = "" if found.offer else "neither in a Sent folder nor with a token that is good"
        against = good or _in_doubt(facts, me)
    if against:
        return Whose(Kind.REFUSED, against, found.digest)
    return found if role is Role.SENT else _elsewhere(found)


def worth_reading(facts: Facts, role: Role, me: Me, now: int) -> bool:
    """Whether a message may hold commands, by its headers: of the user's other mail to themself no text is read.

    `now`: unix seconds. Of mail older than `DAYS` only what is surely to kith, in Sent: it was obeyed long ago, unless
    this store came from a backup or was built anew, and then what was said last must hold again.
    """
    if facts.at is None or "x-kith" in facts.fields:
        return False
    old = now - facts.at > DAYS * 86_400
    if old and role not in (Role.SENT, Role.ALL):
        return False
    if against := against_it(facts, role, me):
        # The user is told why what was surely meant for kith is not done.
        return against == NOT_ALONE and role is Role.SENT and answers_kith(facts)
    if role not in (Role.SENT, Role.ALL):  # a copy, unless a token speaks for it
        return read_action(facts.subject) is not None
    answers = answers_kith(facts) or (not old and bool(facts.in_reply_to or _ANSWERED.match(facts.subject)))
    return answers or note(facts.subject) is not None or bool(_to_kith(facts))


def answers_kith(facts: Facts) -> bool:
    """Whether a mail answers one of kith's letters by its header, this kith's or another's."""
    return facts.in_reply_to.startswith(_OURS)


def against_it(facts: Facts, role: Role, me: Me, *, draft: bool = False) -> str:
    """Why a mail cannot be the user's order, whatever it says; "" where it can. So it is worth reading its text."""
    if draft or role not in SCANNED:
        return "a draft" if draft or role is Role.DRAFTS else "in a folder that is not read"
    if not facts.senders or any(sender.spec not in me for sender in facts.senders):
        return "not from you"
    recipients = facts.to + facts.cc + facts.bcc
    if not recipients or any(one.spec not in me for one in recipients):
        return NOT_ALONE
    if machine := automatic.mark(facts):
        return f"not written by hand: {machine[1]}"
    if forged := authenticity.forged(facts):
        return f"your server holds From to be forged: {forged}"
    return ""


def _in_doubt(facts: Facts, me: Me) -> str:
    """Why a mail outside of Sent, whose token is right, may be another's all the same; "" where nothing says so.

    Whoever has seen a digest has its tokens. So what other mail is forgiven for the sake of forwarders, and of those
    who write on somebody's behalf, is not forgiven here: a doubt is a no, and the copy in Sent has none.
    """
    for name in ("sender", "reply-to"):
        if name in facts.fields and angle(facts.fields[name].strip().lower()) not in me:
            return f"{name.title()} is not you"
    return "your server could not confirm From" if authenticity.doubted(facts) else ""


def mail_key(facts: Facts) -> str:
    """The key by which a mail is done once: the same for every copy of it."""
    return f"mail {facts.identity:x}"


def line_key(facts: Facts, digest: str, about: int | None, text: str) -> str:
    """The key by which one line of a command mail is done once: the same for every copy of the mail, also for one that
    was given another Message-ID or broken into other lines; nothing can be read back from it."""
    when = f"mail {facts.identity}" if facts.at is None else str(facts.at)
    said = "\0".join([when, digest, str(about), " ".join(text.casefold().split())])
    return f"line {hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def _found(
    facts: Facts, digests: Mapping[str, str], ring: Ring, references: Sequence[str], named: str
) -> Whose:
    """What the mail would be, were it the user's. A thread says most, then a link, then what its text quotes."""
    once = (mail_key(facts),)
    for message_id in (facts.in_reply_to, *reversed(references)):
        if message_id in digests:
            because = "answers a digest by its Message-ID"
            return Whose(Kind.ANSWER, because, digests[message_id], once=once, spends=once)
    known = named if named in digests.values() else ""
    answers = bool(facts.in_reply_to or references)
    action = read_action(facts.subject)
    offer = ring.find(action.token, action.verb) if action else None
    # A subject that is answered or passed on was chosen by somebody else: then the token alone can speak for it.
    if action and (offer or (not answers and note(facts.subject) is not None)):
        digest = offer.digest if offer else known
        spends = (*once, f"token {action.token}")
        because = "made by a link of a digest" if offer else "made by a link that is unknown, or too old"
        return Whose(Kind.LINK, because, digest, action, offer, once=once, spends=spends)
    if known:
        return Whose(Kind.ANSWER, "quotes a digest by its first line", known, once=once, spends=once)
    order = None if answers else note(facts.subject)
    if order is not None:
        return Whose(Kind.NOTE, "a note to kith by its subject", order=order, once=once, spends=once)
    return Whose(Kind.NONE, "neither an answer to a digest, nor a link's, nor a note to kith")


def _to_kith(facts: Facts) -> list[str]:
    """The "sam+kith@…" that it goes to; that it is the user's own is told elsewhere."""
    everybody = facts.to + facts.cc + facts.bcc
    return [one.spec for one in everybody if one.spec.rpartition("@")[0].endswith(TAG)]


def _is_a_note_by_its_address(facts: Facts, references: Sequence[str]) -> bool:
    answers = bool(facts.in_reply_to or references or _ANSWERED.match(facts.subject))
    return bool(_to_kith(facts)) and not answers


def _to_a_tag(facts: Facts, tagged: Collection[str]) -> Whose:
    """A note by its address. Where nobody has seen a letter arrive there, it may be somebody else's mailbox."""
    if not set(_to_kith(facts)) & set(tagged):
        return Whose(Kind.REFUSED, UNPROVEN)
    once = (mail_key(facts),)
    return Whose(Kind.NOTE, "a note to kith by its address", order=facts.subject, once=once, spends=once)


def _elsewhere(found: Whose) -> Whose:
    """Outside of Sent a token is good once: who has seen a mail can send it again under another Message-ID."""
    return Whose(
        found.kind,
        f"{found.because}; its token is good",
        found.digest,
        found.action,
        found.offer,
        once=found.spends,
        spends=found.spends,
    )
