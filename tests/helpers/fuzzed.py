"""Everything in kith that takes apart what others wrote, each as one function of bytes that promises not to raise.

`tests/test_fuzz.py` feeds them always, `scripts/fuzz` for as long as you like, guided by what of the code was reached.
What a promise allows, such as the refusal of a faulty configuration, is caught here and nowhere else.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime

from helpers.world import TestClock
from kith.commands import leaving, tokens
from kith.commands.command import Called, Command, Names, Unclear
from kith.commands.grammar import parse, printed
from kith.config.load import load
from kith.errors import Misconfigured
from kith.imap import answers, lists, quick
from kith.jobs.composing.context import context_of
from kith.journal import clean
from kith.mail import bounces, dates, facts, farewells, networks, positions, preference, threads
from kith.mail.answer import answer
from kith.mail.reply import newest
from kith.mail.same_draft import meaning
from kith.mail.touches import Rules, judge
from kith.mail.words import text_of
from kith.people import tables, vcard
from kith.people.address import Me, match_key, normalise
from kith.people.fullname import full_name
from kith.providers import autoconfig
from kith.providers.server import Unusable
from kith.service.systemd import Systemd
from kith.suggest.naming import first_name, shared_subject

NOW, TODAY = datetime(2026, 11, 28, 12, tzinfo=UTC), date(2026, 11, 28)
_RULES = Rules(Me(["sam@example.org"]), 5)
_NAMES = Names(
    (Called(("karen@example.org",), "Karen Holm", ("Karen Holm", "Karen")),), {1: "karen@example.org"}
)
_DIGEST = (
    "~~ answer-above-this-line ~~ kith-6df0953af5d6 ~~\n1. Karen Holm <karen@example.org>\n   WHY NOW   x\n"
)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def headers(raw: bytes) -> None:
    """One message's header, as the scan reads and judges it."""
    read = facts.read(raw, NOW, len(raw), NOW)
    judge(read, _RULES)
    networks.news(read)
    farewells.may_tell(read)
    bounces.is_report(read)


def whole_message(raw: bytes) -> None:
    """A message whose text is read: what it asks and says, whether it came back, whether somebody left."""
    context_of(raw, TestClock(NOW))
    bounces.failures(raw)
    farewells.farewell(raw, "karen@initech.example", "Karen Holm")
    meaning(raw)


def reply(raw: bytes) -> None:
    """An answer to a digest."""
    for text in (text_of(raw), _text(raw)):
        newest(text)
        answer(text, _DIGEST.splitlines())
        preference.preference_of(text)
        positions.position_of(text, "Karen Holm")


def addresses(raw: bytes) -> None:
    """Addresses, names and subjects, each cleaned of what cannot be shown."""
    text = _text(raw)
    spec = normalise(text)
    assert not spec or (spec == normalise(spec) and match_key(spec))
    full_name(text)
    for shown in (first_name(text, spec), shared_subject(text), clean(text)):
        assert shown.isprintable(), shown


def a_date(raw: bytes) -> None:
    """A Date field: an instant with its zone, or nothing."""
    found = dates.parse(_text(raw))
    assert found is None or found.tzinfo is not None
    dates.strict(_text(raw))
    threads.chain(_text(raw), _text(raw[::-1]))


def grammar(raw: bytes) -> None:
    """Commands: what is understood reads back as the same."""
    for one in parse(_text(raw), TODAY, _NAMES):
        if isinstance(one, Command):
            assert printed(one).isprintable()
    tokens.read(_text(raw))
    with suppress(Unclear):
        leaving.parse(_text(raw), TODAY)


def toml(raw: bytes) -> None:
    """A configuration: settings, or a list of faults."""
    with suppress(Misconfigured):
        load(_text(raw), "kith.toml")


def address_book(raw: bytes) -> None:
    """A vCard file, or a table: cards and faults with their lines."""
    found, faults = vcard.cards(raw)
    assert all(line >= 1 for line, _ in found)
    assert all(fault.line >= 0 for fault in [*faults, *tables.read(raw).faults])


def server(raw: bytes) -> None:
    """What a server answers to FETCH, LIST and STATUS."""
    half = len(raw) // 2
    for parts in ([raw], [(raw[:half], raw[half:]), b")"], [(b"1 (UID 7 BODY[] {9}", raw), b")"]):
        with suppress(*answers.UNPARSABLE):
            list(answers.messages(parts))
        list(lists.entries(parts))
        lists.counts(parts)
    lists.display_name(raw)
    answers.arrival(raw)
    if opening := quick.OPENING.fullmatch(raw):
        quick.message(opening, raw)


def status_line(raw: bytes) -> None:
    """What systemd is told: one line of its own, whatever stands in it (threat C7)."""
    assert "\n" not in clean(_text(raw))
    Systemd({}).status(_text(raw))


def published(raw: bytes) -> None:
    """What an autoconfiguration server answers: encrypted servers, or why there are none."""
    for text in (raw, b"<clientConfig><emailProvider>" + raw + b"</emailProvider></clientConfig>"):
        with suppress(Unusable):
            assert autoconfig.parse(text, "example.org").imap


TARGETS: dict[str, Callable[[bytes], None]] = {
    "headers": headers,
    "message": whole_message,
    "reply": reply,
    "addresses": addresses,
    "date": a_date,
    "grammar": grammar,
    "toml": toml,
    "address-book": address_book,
    "server": server,
    "status": status_line,
    "autoconfig": published,
}
