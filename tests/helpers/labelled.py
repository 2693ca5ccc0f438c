"""Mail that somebody labelled person, robot or list, judged as kith would in a mailbox of its own.

Each source of the corpus is one mailbox: every message is taken as mail to its owner alone, written down in a real
store, and its sender judged by all there is from them. A message is taken for a robot's or a list's when a strong
mark says so, for nobody's when it has no sender; otherwise for what its sender is. No letter of the owner's is in it,
so nobody is a person for having been written to: the persons have it harder here than in a mailbox.

Halves: rules are made by looking at one half of the senders only. A sender's half is told by a hash of its
organisation, or of the address where a whole source is one firm, so that nobody is in both.
"""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kith.mail import facts, touches
from kith.model import Address, Facts, Kind, Skip, Verdict
from kith.people.address import Me
from kith.people.identity import join
from kith.store import Store
from kith.store.touches import Judged

NOW = datetime(2026, 6, 1, tzinfo=UTC)
OWNER = Address("owner@mailbox.example")
ONE_FIRM = "enron-williams-w3"
RULES = touches.Rules(Me([OWNER.spec]), group_limit=10_000)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class Labelled:
    """One message of the corpus: what it is, what kith takes it for, and why."""

    path: str
    label: str
    source: str
    held_out: bool
    sender: str
    subject: str
    verdict: str  # a Kind, or "nobody"
    because: str
    by: str  # the step that decided: "mark", "sender" (over time), "doubt" (its own weak marks count as well)

    @property
    def passes(self) -> bool:
        """Whether it would be taken for personal mail."""
        return self.verdict in (Kind.PERSON, Kind.UNKNOWN)


@dataclass(frozen=True)
class _Row:
    path: str
    label: str
    source: str
    read: Facts
    verdict: Verdict


def judged(corpus: Path, state: Path) -> list[Labelled]:
    """Every message of `corpus`; `state` is an empty folder for the mailboxes' stores."""
    rows: dict[str, list[_Row]] = {}
    for row in _rows(corpus):
        rows.setdefault(row.source, []).append(row)
    return [one for source in sorted(rows) for one in _mailbox(rows[source], state / source)]


def _rows(corpus: Path) -> Iterator[_Row]:
    with (corpus / "labels.tsv").open(encoding="utf-8", newline="") as labels:
        for line in csv.DictReader(labels, delimiter="\t"):
            mail = (corpus / line["path"]).read_bytes()
            read = facts.read(_BLANK_LINE.split(mail, maxsplit=1)[0], NOW, len(mail), NOW)
            to_me = read._replace(delivered_to=(OWNER,))
            yield _Row(line["path"], line["label"], line["source"], read, touches.judge(to_me, RULES))


def _mailbox(rows: list[_Row], place: Path) -> Iterator[Labelled]:
    place.mkdir()
    with Store.open(place) as store, store.transaction():
        folder = store.cursors.begin("labelled", b"INBOX", "INBOX", 1, 1).folder
        mail = [
            Judged(number, row.read._replace(identity=number), row.verdict)
            for number, row in enumerate(rows, start=1)
        ]
        store.touches.record(folder, mail)
        people = join(store.people.correspondents(), [], RULES.me)
    kinds = {spec: (person.kind, person.because) for person in people for spec in person.addresses}
    for row in rows:
        yield _labelled(row, kinds)


def _labelled(row: _Row, kinds: dict[str, tuple[Kind, str]]) -> Labelled:
    sender = row.read.senders[0].spec if row.read.senders else ""
    if row.verdict.skip is Skip.NO_SENDER:
        verdict, because, by = "nobody", row.verdict.because, "mark"
    elif row.verdict.skip is not None:
        verdict = str(Kind.LIST if row.verdict.skip is Skip.LIST else Kind.ROBOT)
        because, by = row.verdict.because, "mark"
    else:
        kind, because = kinds[sender]
        verdict, by = str(kind), "doubt" if row.verdict.doubt else "sender"
    held_out = _held_out(sender, row.source)
    return Labelled(row.path, row.label, row.source, held_out, sender, row.read.subject, verdict, because, by)


def _held_out(sender: str, source: str) -> bool:
    one_firm = source == ONE_FIRM and sender.endswith("@enron.com")
    group = sender if one_firm else ".".join(sender.rpartition("@")[2].split(".")[-2:])
    return hashlib.sha256(f"kith:{group}".encode()).digest()[-1] % 2 == 1


def confusion(found: list[Labelled]) -> Counter[tuple[str, str]]:
    """(label, verdict) -> messages."""
    return Counter((one.label, one.verdict) for one in found)
