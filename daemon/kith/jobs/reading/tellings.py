"""Automatic replies of people the user knows, and notifications of networks: what they tell of somebody.

By their headers the windows note down which may tell something; that of which the subject says it all is kept at once.
The text of the others is read when the line is free: PEEK, `OCTETS` of each, once, and not kept. Of strangers none is
read. One that does not come is asked for again at the next looks, and given up after a few.
"""

from collections.abc import Callable, Iterable, Iterator

from kith.imap.bodies import AT_ONCE, bodies
from kith.imap.session import Session
from kith.mail.ids import number_of
from kith.model import Skip
from kith.people import authenticity
from kith.people.address import Me
from kith.store import Store
from kith.store.signals import KEPT, Telling, Told
from kith.store.touches import Judged

OCTETS = 65_536  # of the text of each
BY_REPLY = "automatic reply"
_MAY_TELL = (Skip.AUTOMATIC, Skip.LIST, Skip.NOT_TO_ME)


def noted(judged: Iterable[Judged], now: int) -> tuple[list[Telling], list[Told]]:
    """Of the messages of a window: what is to be read, and what the subject of a notification says by itself; nothing
    of what would not be kept at `now` (unix seconds)."""
    from kith.mail import farewells, networks

    waiting: list[Telling] = []
    told: list[Told] = []
    for one in judged:
        facts, at = one.facts, one.facts.at
        if one.verdict.skip not in _MAY_TELL or one.verdict.mine or at is None or at <= now - KEPT:
            continue
        if news := networks.news(facts):
            if news.key:
                told.append(Told("", news.key, news.kind, at, news.what, news.network))
            else:
                waiting.append(Telling(one.uid, at, "", 0))
        elif farewells.may_tell(facts) and not authenticity.forged(facts):
            answers = number_of(facts.in_reply_to) if facts.in_reply_to else 0
            waiting.append(Telling(one.uid, at, facts.senders[0].spec, answers))
    return waiting, told


def read(session: Session, store: Store, folder: int, me: Me, now: int, enough: Callable[[], bool]) -> int:
    """Read what was noted of the open folder, until it is enough; gives how many bytes that were.

    Raises FolderUnavailable, AccountDown and its kinds: then it stays noted. `now`: unix seconds.
    """
    octets = 0
    while (waiting := store.signals.to_read(folder, AT_ONCE, now)) and not enough():
        found = bodies(session, [one.uid for one in waiting], OCTETS)
        octets += sum(map(len, found.values()))
        read = [one for one in waiting if one.uid in found]
        told = [said for one in read for said in said_by(store, one, found[one.uid], me)]
        missing = [one.uid for one in waiting if one.uid not in found]
        with store.transaction():
            store.signals.read(folder, [one.uid for one in read], told)
            store.signals.missed(folder, missing)
        if missing:
            break
    if store.signals.waits_in_vain(now):
        with store.transaction():
            store.signals.give_up(now)
    return octets


def said_by(store: Store, one: Telling, raw: bytes, me: Me) -> Iterator[Told]:
    """What a message tells, by its text; `raw` may be the beginning only. Any bytes give something or nothing."""
    from kith.clock import instant
    from kith.mail import facts, farewells, networks
    from kith.mail.headers import headers_of

    if not one.sender:
        news = networks.news(facts.read(headers_of(raw), None, len(raw), instant(one.at)))
        if news and (news := networks.named_in(raw, news)) and news.key:
            yield Told("", news.key, news.kind, one.at, news.what, news.network)
        return
    said = farewells.farewell(raw, one.sender, store.people.name_of([one.sender]))
    if said.gone:
        yield Told(one.sender, "", "gone", one.at, "", BY_REPLY, one.answers)
    if said.address and said.address not in me:
        yield Told(one.sender, "", "new-address", one.at, said.address, BY_REPLY, one.answers)
