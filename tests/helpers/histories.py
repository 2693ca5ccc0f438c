"""Random histories of a store, step by step: windows, copies, kills, the user's word, reading all mail again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from hypothesis import strategies as st

from helpers.judged import begin, received, record, sent, uncounted
from kith.model import Skip
from kith.people.joining import Decision
from kith.store import Store
from kith.store.touches import Judged

DAY = 86_400
ADA, KAREN, LIST = "ada@example.org", "karen@example.org", "lisp@lists.example.net"
SPECS = [ADA, "ada+x@example.org", "ada@other.example", KAREN, "no-reply@example.org"]

Step = Callable[[Store], None]


def settle(store: Store) -> None:
    with store.transaction():
        store.summary.settle()


def message(identity: int, spec: str, at: int, way: str, form: int | None, name: str, other: str) -> Judged:
    if way == "sent":
        return sent(identity, *{spec, other}, at=at, name=name)
    if way == "received":
        found = received(identity, spec, at, name)
        return replace(found, verdict=replace(found.verdict, opening=form))
    if way == "doubtful":
        found = received(identity, spec, at, name)
        return replace(found, verdict=replace(found.verdict, opening=form, doubt=f"the sign {form}"))
    if way == "answer":
        found = received(identity, spec, at, name)
        return replace(found, facts=found.facts._replace(in_reply_to=f"<{identity - 1}@example.org>"))
    reason = {"list": Skip.LIST, "robot": Skip.AUTOMATIC, "group": Skip.GROUP}[way]
    found = uncounted(identity, spec, at, reason, f"{way} {form}", name, LIST if form == 1 else "")
    return replace(found, verdict=replace(found.verdict, opening=form))


MESSAGES = st.builds(
    message,
    st.integers(1, 30),  # few, so that copies and upgrades happen
    st.sampled_from(SPECS),
    st.integers(1, 9).map(lambda n: n * DAY // 2),
    st.sampled_from("sent received received answer doubtful list robot group".split()),
    st.none() | st.integers(1, 2),
    st.sampled_from(["", "Ada Lovelace", "Ada"]),
    st.sampled_from(SPECS),
)


def writes(messages: list[Judged]) -> Step:
    def step(store: Store) -> None:
        record(store, begin(store), *messages)

    return step


class Killed(Exception):
    """Stands for anything that ends a window half-way."""


def broken_off(messages: list[Judged]) -> Step:
    """A window that dies before its commit."""

    def step(store: Store) -> None:
        with suppress(Killed), store.transaction():
            store.touches.record(store.cursors.begin("a", b"a", "a", 1, 1).folder, messages)
            raise Killed

    return step


def decides(kind: str, one: str, other: str) -> Step:
    def step(store: Store) -> None:
        with store.transaction():
            store.decisions.add([Decision(1, kind, *sorted((one, other)))])

    return step


def forgets(spec: str) -> Step:
    def step(store: Store) -> None:
        with store.transaction():
            store.decisions.forget([spec], 5)

    return step


def remembers(spec: str) -> Step:
    def step(store: Store) -> None:
        with store.transaction():
            store.decisions.remember(spec)
            store.cursors.start_over("rules")

    return step


def starts_over(rules: str) -> Step:
    def step(store: Store) -> None:
        with store.transaction():
            store.cursors.start_over(rules)

    return step


def renumbers(store: Store) -> None:
    begin(store, uidvalidity=8)


STEPS = st.one_of(
    st.lists(MESSAGES, max_size=12).map(writes),
    st.lists(MESSAGES, min_size=1, max_size=12).map(writes),
    st.lists(MESSAGES, max_size=5).map(broken_off),
    st.builds(
        decides,
        st.sampled_from(["merge", "split"]),
        st.just(ADA),
        st.sampled_from(["ada@other.example", KAREN]),
    ),
    st.sampled_from([ADA, KAREN]).map(forgets),
    st.just(ADA).map(remembers),
    st.sampled_from(["rules", "others"]).map(starts_over),
    st.just(settle),
    st.just(settle),
    st.just(renumbers),
)
