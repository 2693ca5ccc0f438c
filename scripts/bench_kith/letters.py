"""One planned message to bytes, with what it means: who is touched, when.

Each message has its own random numbers, from the seed and its number alone: it can be written by any process, and a
copy is the same to the byte. Dates are written as programs write them, and a few as they should not be; what is true
then follows the rule of docs/design.md: the Date where it can be believed, else the arrival.
"""

import time
from base64 import b64encode
from dataclasses import dataclass
from email.utils import parseaddr
from random import Random

from bench_kith.cast import ME, ME_NAME, Cast, own_form
from bench_kith.plan import DAY, SENT, UNREAD, Event, Kind

_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ZONES = (0, 3600, 7200, -18_000, -28_800, 19_800, 32_400, 34_200)
_WORDS = """bridge on Sunday lunch plans the report next week photos from house keys a question about your talk train
tickets birthday garden budget draft minutes invoice school concert holiday moving boxes recipe running late thanks
again new number call tomorrow weekend in the hills chess club""".split()
_MARK = {Kind.AWAY: "Auto-Submitted: auto-replied\n", Kind.CALENDAR: ""}


@dataclass(frozen=True, slots=True)
class Letter:
    raw: bytes
    arrived: int
    touched: tuple[tuple[str, str, int], ...]  # (address, "sent" or "received", when)


class Writer:
    """Writes any message of a plan."""

    def __init__(self, people: Cast, events: list[Event], seed: int) -> None:
        self._people, self._events, self._seed = people, events, seed
        rng = Random(f"traces {seed}")
        self._traces = [_trace(rng) for _ in range(300)]
        self._own_traces = [_own_trace(rng) for _ in range(40)]

    def letter(self, number: int) -> Letter:
        """The message of this number."""
        event = self._events[number]
        if event.kind is Kind.COPY:
            whole = self._letter(event.who, self._events[event.who])
            return Letter(whole.raw, whole.arrived, ())
        if event.kind is Kind.LIST_COPY:
            whole = self._letter(event.who, self._events[event.who], through_list=True)
            return Letter(whole.raw, whole.arrived, ())
        return self._letter(number, event)

    def _letter(self, number: int, event: Event, *, through_list: bool = False) -> Letter:
        rng = Random(self._seed * 1_000_003 + number)
        written, arrived, at = _dates(rng, event.at, own=event.folder == SENT)
        sender, to, cc, marks, people = self._envelope(rng, event)
        if through_list:
            marks = self._people.lists[number % len(self._people.lists)].marks
        mine = event.kind in _MINE
        trace = rng.choice(self._own_traces if mine else self._traces)
        machine = event.kind is Kind.ROBOT or through_list
        path = f"bounce@relay{number % 9}.example" if machine else parseaddr(sender)[1]
        delivered = "" if mine else f"Return-Path: <{path}>\nDelivered-To: {ME[0]}\n"
        copied = f"{'Bcc' if mine and rng.random() < 0.3 else 'Cc'}: {cc}\n" if cc else ""
        kind = (
            'text/calendar; method=REPLY; charset="utf-8"'
            if event.kind is Kind.CALENDAR
            else "text/plain; charset=utf-8"
        )
        answer = (
            f"In-Reply-To: <{number - 7}.{self._seed}@{rng.choice(_HOSTS)}>\n" if rng.random() < 0.5 else ""
        )
        if event.kind is Kind.NOT_TO_ME:
            delivered = ""
        head = (
            f"{delivered}{trace}{marks}From: {sender}\nTo: {to}\n{copied}Subject: {_subject(rng)}\n{written}"
            f"Message-ID: <{number}.{self._seed}.{rng.getrandbits(40):x}@{rng.choice(_HOSTS)}>\n{answer}"
            f"MIME-Version: 1.0\nContent-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n"
        )
        body = " ".join(rng.choices(_WORDS, k=rng.randrange(20, 160)))
        touched = () if event.kind > Kind.LISTED or through_list or event.folder in UNREAD else tuple(
            (address, "sent" if mine else "received", at) for address in people
        )  # fmt: skip
        return Letter(f"{head}{body}\n".encode(), arrived, touched)

    def _envelope(self, rng: Random, event: Event) -> tuple[str, str, str, str, list[str]]:
        """From, To, Cc, marks, and the addresses of the other side."""
        me, kind = self._me(rng), event.kind
        if kind in _MINE:
            return self._outgoing(rng, event, me)
        if kind is Kind.ROBOT:
            robot = self._people.robots[event.who % len(self._people.robots)]
            return robot.shown, me, "", robot.marks, []
        if kind is Kind.LIST:
            every = self._people.contacts if event.who % 3 else self._people.strangers
            through = self._people.lists[event.who % len(self._people.lists)]
            cc = me if rng.random() < 0.1 else ""
            return rng.choice(every).shown[0], through.address, cc, through.marks, []
        contact = self._people.contacts[event.who]
        which = 1 if len(contact.addresses) > 1 and rng.random() < 0.3 else 0
        sender, address = contact.shown[which], contact.addresses[which]
        if rng.random() < 0.03:  # the same mailbox, spelt otherwise
            local, _, domain = address.partition("@")
            other = rng.choice(
                [f"{local.title()}@{domain}", f"{local}+mail@{domain}", f"{local}@{domain.upper()}"]
            )
            sender = sender.replace(address, other)
        if kind is Kind.GROUP_RECEIVED:
            return sender, f"{me}, {self._crowd(rng)}", "", "", []
        if kind is Kind.NOT_TO_ME:
            return sender, rng.choice(self._people.strangers).shown[0], "", "", []
        if kind is Kind.LISTED:
            return sender, self._people.lists[event.who % len(self._people.lists)].address, me, "", [address]
        few = [rng.choice(self._people.strangers).shown[0] for _ in range(rng.choice([0] * 8 + [1, 2, 3]))]
        return sender, me, ", ".join(few), _MARK.get(kind, ""), [address]

    def _outgoing(self, rng: Random, event: Event, me: str) -> tuple[str, str, str, str, list[str]]:
        sender = own_form(ME_NAME, rng.choice(ME), rng.choice([4, 5, 5, 5]))
        if event.kind is Kind.TO_MYSELF:
            return sender, me, "", "", []
        if event.kind is Kind.TO_ROBOT:
            return sender, "no-reply@" + rng.choice(self._people.robots).address.partition("@")[2], "", "", []
        if event.kind is Kind.GROUP_SENT:
            return sender, self._crowd(rng), "", "", []
        chosen = {event.who} | {
            rng.randrange(len(self._people.contacts)) for _ in range(rng.choice([0] * 9 + [1, 2, 3]))
        }
        people = [
            self._people.contacts[who] for who in sorted(chosen, key=lambda who: (who != event.who, who))
        ]
        which = [1 if len(one.addresses) > 1 and rng.random() < 0.3 else 0 for one in people]
        shown = [one.shown[i] for one, i in zip(people, which, strict=True)]
        return (
            sender,
            shown[0],
            ", ".join(shown[1:]),
            "",
            [one.addresses[i] for one, i in zip(people, which, strict=True)],
        )

    def _me(self, rng: Random) -> str:
        chance = rng.random()
        if chance < 0.02:
            return "sam+shop@okafor.example"
        return own_form(
            ME_NAME, ME[0 if chance < 0.8 else 1 if chance < 0.95 else 2], rng.choice([0, 4, 5, 5])
        )

    def _crowd(self, rng: Random) -> str:
        """More people than make a group, none of them twice."""
        everybody = (*self._people.contacts, *self._people.strangers)
        return ",\n ".join(one.shown[0] for one in rng.sample(everybody, rng.randrange(8, 24)))


_MINE = frozenset({Kind.SENT, Kind.GROUP_SENT, Kind.TO_MYSELF, Kind.TO_ROBOT})

_HOSTS = tuple(f"mx{number}.relay.example" for number in range(50))


def _dates(rng: Random, at: int, *, own: bool) -> tuple[str, int, int]:
    """The Date line, the arrival, and the instant that is true."""
    delay = 0 if own else rng.choice([1, 2, 3, 5, 8, 13, 40, 90])
    chance = rng.random()
    if chance < 0.02:
        delay = -120 if chance < 0.01 else 20 * 3600  # the writer's clock is ahead; a relay was down
    form = rng.random()
    if form < 0.004:
        return "", at + delay, at + delay
    if form < 0.007:
        return f"Date: {_date(at + 3000 * DAY, 0)} +0000\n", at + delay, at + delay
    if form < 0.009:
        return "Date: Thu, 01 Jan 1970 00:00:00 +0000\n", at + delay, at + delay
    zone = rng.choice(_ZONES)
    sign, minutes = "-" if zone < 0 else "+", abs(zone) // 60
    written = f"{_date(at, zone)} {sign}{minutes // 60:02}{minutes % 60:02}"
    if form < 0.03:
        written += " (CEST)"
    elif form < 0.04:
        written = written[5:]
    elif form < 0.06:
        written = f"{_date(at, 0)} {rng.choice(['GMT', '-0000', 'UT'])}"
    elif form < 0.064:
        written = f"{_date(at, -18_000)} EST"
    return f"Date: {written}\n", at + delay, at


def _date(at: int, zone: int) -> str:
    when = time.gmtime(at + zone)
    return (
        f"{_DAYS[when.tm_wday]}, {when.tm_mday:02} {_MONTHS[when.tm_mon - 1]} {when.tm_year} "
        f"{when.tm_hour:02}:{when.tm_min:02}:{when.tm_sec:02}"
    )


def _subject(rng: Random) -> str:
    words = " ".join(rng.choices(_WORDS, k=rng.randrange(2, 7)))
    chance = rng.random()
    if chance < 0.1:
        return f"=?UTF-8?B?{b64encode(('Schöne ' + words).encode()).decode()}?="
    return f"Re: {words}" if chance < 0.5 else words


def _noise(rng: Random, size: int) -> str:
    text = b64encode(rng.randbytes(size * 3 // 4)).decode()
    return "\n\t".join(text[i : i + 70] for i in range(0, len(text), 70))


def _trace(rng: Random) -> str:
    """What relays and filters leave in a header: 1 to 3.3 KB."""
    lines = [
        f"Received: from mx{hop}.relay.example (mx{hop}.relay.example [192.0.2.{rng.randrange(256)}])\n"
        f"\tby in{hop}.okafor.example with ESMTPS id {rng.getrandbits(60):x}\n\tfor <{ME[0]}>; "
        f"{_date(1_500_000_000 + rng.randrange(10**8), 0)} +0000\n"
        for hop in range(rng.randrange(2, 6))
    ]
    lines.append(
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=relay.example; s=s1;\n"
        f"\th=from:to:subject:date;\n\tb={_noise(rng, 340)}\n"
        "Authentication-Results: in1.okafor.example; dkim=pass header.d=relay.example; spf=pass\n"
    )
    if rng.random() < 0.5:
        lines.append(
            f"ARC-Seal: i=1; a=rsa-sha256; t=1700000000; cv=none; d=relay.example;\n\tb={_noise(rng, 340)}\n"
        )
    lines.append(f"X-Spam-Status: No, score=-1.9\nX-Filter-Report: {_noise(rng, rng.randrange(200, 1900))}\n")
    return "".join(lines)


def _own_trace(rng: Random) -> str:
    return (
        "User-Agent: Mozilla Thunderbird\nContent-Language: en-GB\n"
        f"X-Exchange-Properties: {_noise(rng, rng.randrange(1000, 2600))}\n"
    )
