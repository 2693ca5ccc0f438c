"""A generated mailbox on disk: a Maildir, its truth beside it, made once and used again.

A Maildir at every size: Dovecot serves it, every other program reads it, arrival is the file's time, and one million
messages take about 5 GB and as many inodes (an mbox of one gigabyte would be rewritten by Dovecot at will, and
sdbox or mdbox hold nothing the other programs could index). Files are named as Dovecot names them, sizes included.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from imapclient.imap_utf7 import encode as mutf7

from bench_kith.cast import ME, cast
from bench_kith.letters import Writer
from bench_kith.plan import FOLDERS, plan

FORM = 1  # raised when generated mail changes
_BYTES_EACH = 7000  # on disk, with Dovecot's own files
_SLICE = 5000

Truth = dict[str, Any]


@dataclass(frozen=True)
class Generated:
    """Where a mailbox lies. `truth` maps each contact's address to its figures."""

    size: int
    place: Path

    @property
    def maildir(self) -> Path:
        return self.place / "Maildir"

    @property
    def index(self) -> Path:
        """Dovecot's own cache, apart from the mail so that it can be dropped."""
        return self.place / "index"

    def truth(self) -> Truth:
        found: Truth = json.loads((self.place / "truth.json").read_text("utf-8"))
        return found

    def folder(self, name: str) -> Path:
        return self.maildir if name == "INBOX" else self.maildir / f".{spelt(name).replace('/', '.')}"


def spelt(folder: str) -> str:
    """A folder's name as IMAP and the disk spell it."""
    return str(mutf7(folder), "ascii")


def made(size: int, seed: int, cache: Path) -> Generated:
    """The mailbox of this size and seed: the one there is, or a new one. Half-made ones are made anew."""
    place = cache / f"{size}-{seed}-{FORM}"
    if not (place / "truth.json").exists():
        room = shutil.disk_usage(cache).free
        if room < size * _BYTES_EACH * 1.2:
            sys.exit(
                f"bench: {size:,} messages need {size * _BYTES_EACH >> 20:,} MB, {cache} has {room >> 20:,} MB"
            )
        shutil.rmtree(place, ignore_errors=True)
        _make(Generated(size, place), seed)
    return Generated(size, place)


_at_work: tuple[Writer, Generated, list[str]] | None = None  # for the processes that write


def _make(generated: Generated, seed: int) -> None:
    global _at_work  # the plan is inherited, not sent: a million events would take longer to send than to write
    people = cast(generated.size, seed)
    events = plan(generated.size, seed, people)
    for name in FOLDERS:
        folder = generated.folder(name)
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True)
        if name != "INBOX":
            (folder / "maildirfolder").touch()
    _at_work = Writer(people, events, seed), generated, [event.folder for event in events]
    figures: dict[str, dict[str, Any]] = {
        address: {"contact": number, "sent": 0, "received": 0, "last_sent": None, "last_received": None}
        for number, contact in enumerate(people.contacts)
        for address in contact.addresses
    }
    for done, touched in enumerate(_written(len(events)), 1):
        for address, way, at in touched:
            count(figures[address], way, at)
        print(
            f"\rbench: writing {min(done * _SLICE, len(events)):,} of {len(events):,} messages ",
            end="",
            file=sys.stderr,
        )
    print(file=sys.stderr)
    _at_work = None
    held = {name: sum(event.folder == name for event in events) for name in FOLDERS}
    truth = {"me": ME, "seed": seed, "messages": len(events), "folders": held, "addresses": figures}
    partial = generated.place / "truth.part"
    partial.write_text(json.dumps(truth, ensure_ascii=False, indent=0), "utf-8")
    partial.rename(generated.place / "truth.json")  # the last thing: a mailbox with a truth is whole


def count(figures: dict[str, Any], way: str, at: int) -> None:
    """One more touch, at this instant."""
    figures[way] += 1
    figures[f"last_{way}"] = max(at, figures[f"last_{way}"] or 0)


def _written(total: int) -> Iterator[list[tuple[str, str, int]]]:
    with get_context("fork").Pool(os.cpu_count()) as pool:
        yield from pool.imap_unordered(
            _write_slice, [(i, min(i + _SLICE, total)) for i in range(0, total, _SLICE)]
        )


def _write_slice(span: tuple[int, int]) -> list[tuple[str, str, int]]:
    """Write these messages, and give every touch among them."""
    assert _at_work is not None
    writer, generated, folders = _at_work
    places = {name: f"{generated.folder(name)}/cur" for name in FOLDERS}
    touched: list[tuple[str, str, int]] = []
    for number in range(*span):
        letter = writer.letter(number)
        deliver(places[folders[number]], letter.raw, letter.arrived, f"M{number:07}P1")
        touched += letter.touched
    return touched


def deliver(cur: str, raw: bytes, arrived: int, unique: str) -> str:
    """Put one message into a Maildir folder, named and dated as Dovecot's own delivery would."""
    path = f"{cur}/{arrived}.{unique}.bench,S={len(raw)},W={len(raw) + raw.count(10)}:2,S"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.write(handle, raw)
    os.close(handle)
    os.utime(path, (arrived, arrived))
    return path
