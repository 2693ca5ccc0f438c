"""Messages in tests/signals, one to a file: what each tells of whom. Nothing else may come of them.

Sam wrote to Karen Holm, Ravi Patel and Jürgen Müller, and they wrote back; two people are called Tom Smith. The
Message-ID of Sam's newest letter to each is `<karen@letters.example>`, `<ravi@letters.example>` and so on.

`KITH_ACCEPT=1 pytest tests/jobs/test_signal_cases.py` writes the outcomes anew.
"""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.effort import within
from helpers.judged import begin, received, record, sent
from kith.clock import instant
from kith.config.load import load
from kith.jobs.people import everyone, with_touches
from kith.jobs.reading import tellings
from kith.jobs.signals import lost, signals_of
from kith.mail import facts, touches
from kith.mail.bounces import failures, is_report
from kith.mail.farewells import farewell, may_tell
from kith.mail.ids import number_of
from kith.mail.networks import named_in, news
from kith.people.address import Me
from kith.people.joining import Decision
from kith.store import Store
from kith.store.touches import Judged

FOLDER = Path(__file__).parent.parent / "signals"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
RULER = "-" * 10
NOW = 1_796_023_800  # 30 November 2026, 06:30 UTC
DAY = 86_400
SETTINGS = load(
    '[accounts.home]\nemail = "sam@example.org"\nhost = "localhost"\nsecurity = "none"\npassword_env = "P"\n',
    "kith.toml",
)
ME = Me(SETTINGS.my_addresses)
RULES = touches.Rules(ME, 5)
FRIENDS = {
    "karen@example.net": "Karen Holm",
    "ravi@initech.example": "Ravi Patel",
    "juergen@example.de": "Jürgen Müller",
    "tom@smith.example": "Tom Smith",
    "tom.smith@other.example": "Tom Smith",
}


def world(folder: Path) -> Store:
    """A year of letters both ways with each, the newest of Sam's ten days ago."""
    store = Store.open(folder)
    cursor = begin(store)
    for number, (spec, name) in enumerate(FRIENDS.items()):
        for turn in range(4):
            at = NOW - (400 - 100 * turn) * DAY - number
            key = 1000 * number + 10 * turn
            record(store, cursor, sent(key + 1, spec, at=at), received(key + 2, spec, at + 3600, name))
        newest = number_of(f"<{spec.partition('@')[0]}@letters.example>")
        record(store, cursor, sent(newest, spec, at=NOW - 10 * DAY))
    with store.transaction():
        store.decisions.add([Decision(NOW, "split", "tom@smith.example", "tom.smith@other.example")])
    return store


def comes(store: Store, raw: bytes) -> None:
    """One message, as a look takes it in."""
    raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    header = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    read = facts.read(header, instant(NOW - 4 * DAY), len(raw), instant(NOW))
    judged = Judged(7, read, touches.judge(read, RULES))
    waiting, told = tellings.noted([judged], NOW)
    with store.transaction():
        store.touches.record(1, [judged])
        store.signals.note(1, waiting, NOW)
        store.signals.add(told)
    waiting = store.signals.to_read(1, 9, NOW)
    said = [found for one in waiting for found in tellings.said_by(store, one, raw, ME)]
    failed = [(read.at or 0, one) for one in failures(raw)] if is_report(read) and judged.verdict.skip else []
    with store.transaction():
        store.signals.read(1, [one.uid for one in waiting], said)
        store.bounces.read(1, [], failed)
        store.bounces.settle()


def told(store: Store) -> str:
    people = everyone(store, SETTINGS)
    found = signals_of(store, people, lost(store, NOW), NOW)
    lines = [
        f"{'sure' if one.sure else 'perhaps'} {one.kind} {one.address}"
        + (f": {one.what}" if one.what else "")
        for signals in found.values()
        for one in signals
    ]
    return "".join(f"{line}\n" for line in sorted(lines)) or "nothing\n"


def writes_to(store: Store) -> dict[str, str]:
    """Where a draft would go, for each."""
    return {
        spec: person.addresses[0]
        for person in with_touches(store, everyone(store, SETTINGS), NOW)
        for spec in person.addresses
        if spec in FRIENDS
    }


@pytest.mark.parametrize("name", NAMES)
def test_what_a_message_tells(name: str, tmp_path: Path) -> None:
    file = FOLDER / f"{name}.txt"
    message, _, expected = file.read_text("utf-8").partition(f"{RULER}\n")
    with world(tmp_path) as store:
        before, gone = writes_to(store), lost(store, NOW)
        comes(store, message.encode())
        found = told(store)
        assert writes_to(store) == before  # each has one address
        assert "sure" in found.split() or lost(store, NOW) == gone == {}
    if os.environ.get("KITH_ACCEPT"):
        file.write_text(f"{message}{RULER}\n{found}", "utf-8")
    else:
        assert found == expected


def test_there_are_cases_enough_and_most_say_nothing_or_perhaps() -> None:
    outcomes = [(FOLDER / f"{name}.txt").read_text("utf-8").partition(f"{RULER}\n")[2] for name in NAMES]
    assert len(outcomes) >= 60
    assert sum(one == "nothing\n" for one in outcomes) >= 20


PIECES = st.lists(
    st.sampled_from([
        b"From: LinkedIn <n@linkedin.com>\n", b"Subject: Congratulate ", b"Ravi Patel", b" on the new job\n", b"\n\n",
        b"From: Karen Holm <karen@example.net>\n", b"Auto-Submitted: auto-replied\n", b"Karen Holm is no longer with ",
        b"I have left ", b"my new address is ", b"k@holm.example", b"@" * 50, b" x" * 500,
        b"nicht mehr " * 40, b"\xff\x00",
        "Congratulate 🎉 Ravi on 5 years at ".encode(), b"Content-Type: text/html\n", b"<p" * 300, b"is now ", b" at ",
    ]),
    max_size=30,
).map(b"".join)  # fmt: skip


@given(st.binary(max_size=3000) | PIECES, st.text(max_size=40))
def test_no_bytes_raise_or_take_long(raw: bytes, name: str) -> None:
    with within(10):
        read = facts.read(raw, None, len(raw), instant(NOW))
        may_tell(read)
        found = news(read)
        if found:
            named_in(raw, found)
        assert farewell(raw, "karen@example.net", name).address.count("@") <= 1


@pytest.mark.parametrize("unit", [
    b"ich bin ", b"nicht mehr ", b"has left ", b"my new email address ", b"karen holm ", b"i have left a", b"a@",
    b"a.", b"a ",
    b"no longer with ", b"ha lasciato ", b"ik heb ", b"die empfanger ",
])  # fmt: skip
def test_what_repeats_itself_is_read_in_good_time(unit: bytes) -> None:
    with within(10):
        farewell(b"From: k@example.net\n\n" + unit * 10_000, "karen@example.net", "Karen Holm")
        head = b"From: n@linkedin.com\nSubject: Congratulate " + unit * 30
        news(facts.read(head + b"\n\n", None, 0, instant(NOW)))
