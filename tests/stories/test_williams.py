"""A real person's whole mailbox, read twice: by kith over IMAP, and by `plain_reading` from the files.

Promises that both agree on every correspondent: how often and when last, each way. Where they may differ is a
table with the reason for each; anything else fails. The mailbox is real mail and no part of the project: where
it is absent (a user's clone) these tests skip.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import plain_reading
from helpers.dovecot import Dovecot
from helpers.maildir import MailboxOnDisk

ARCHIVE = Path(__file__).parents[3] / "shared" / "corpora" / "williams-w3.tar.xz"
ME = ("bill.williams@enron.com", "bill.williams.iii@enron.com")
# The mailbox has no folder for thrown away mail, junk or drafts: its owner's own folders, INBOX and Sent.
SKIPPED_FOLDERS: tuple[str, ...] = ()
MESSAGES = 3427

# Runs a command and writes [peak memory in KiB, seconds of CPU]. A small process of its own, because Linux counts
# the memory of whoever starts a program towards that program's peak, and pytest is larger than kith.
MEASURE = """
import json, resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "w").write(json.dumps([used.ru_maxrss, used.ru_utime + used.ru_stime]))
sys.exit(code)
"""

Figures = dict[str, Any]
NOTHING: Figures = {"sent": 0, "received": 0, "last_sent": None, "last_received": None}

# Address -> what kith rightly says instead of the plain reading, with the reason at each.
EXPLAINED: dict[str, Figures] = {}


@dataclass(frozen=True)
class Ran:
    """One command line that went well, and what its process took."""

    output: Any
    peak_mb: float
    cpu_seconds: float


@dataclass(frozen=True)
class Kith:
    """The real command line on one configuration, with its state in a folder of its own."""

    folder: Path
    mailbox: MailboxOnDisk

    def configure(self) -> None:
        (self.folder / "kith.toml").write_text(
            f"""
me = ["{ME[1]}"]
[accounts.enron]
email = "{ME[0]}"
host = "{self.mailbox.host}"
port = {self.mailbox.port}
security = "none"
user = "{self.mailbox.user}"
password_env = "WILLIAMS_PASSWORD"
"""
        )

    def run(self, *words: str) -> Ran:
        command = [sys.executable, "-m", "kith", "--config", str(self.folder / "kith.toml"), *words]
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "STATE_DIRECTORY": str(self.folder / "state"),
            "WILLIAMS_PASSWORD": self.mailbox.password,
        }
        measured = self.folder / "measured"
        ran = subprocess.run(
            [sys.executable, "-c", MEASURE, measured, *command],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        peak_kb, cpu_seconds = json.loads(measured.read_text())
        return Ran(json.loads(ran.stdout), peak_kb / 1024, cpu_seconds)


@dataclass(frozen=True)
class Reading:
    """Both readings, and the two looks kith took."""

    plain: dict[str, Figures]
    counted: set[str]  # identities of the messages that count by the plain reading
    people: list[Figures]
    first: Ran
    second: Ran
    replayed: dict[str, Any]


@pytest.fixture(scope="module")
def maildir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mailbox unpacked, file times and all."""
    if not ARCHIVE.exists():
        pytest.skip(f"needs a real mailbox that is no part of the project: {ARCHIVE}")
    folder = tmp_path_factory.mktemp("williams")
    with tarfile.open(ARCHIVE) as archive:
        if hasattr(tarfile, "data_filter"):  # newer versions of Python ask for a choice
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(folder)
    return folder / "williams-w3" / "Maildir"


@pytest.fixture(scope="module")
def reading(maildir: Path, dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """The mailbox served and scanned twice, and read plainly."""
    mailbox = dovecot.add_user()
    shutil.copytree(maildir, mailbox.root, dirs_exist_ok=True)  # with the file times: they are INTERNALDATE
    dovecot.own(mailbox.root)
    kith = Kith(tmp_path_factory.mktemp("kith"), mailbox)
    kith.configure()
    first = kith.run("scan", "--json")
    people = kith.run("people", "--json", "--all").output
    second = kith.run("scan", "--json")
    plain = plain_reading.read(maildir, ME, SKIPPED_FOLDERS)
    return Reading(
        {address: each.summary() for address, each in plain.items()},
        {message for each in plain.values() for message in (*each.sent, *each.received)},
        people,
        first,
        second,
        kith.run("eval", "--json").output,
    )


def comparable(figures: Figures) -> Figures:
    """The four figures, with instants instead of their spelling."""
    last = {
        key: figures[key] and datetime.fromisoformat(figures[key]) for key in ("last_sent", "last_received")
    }
    return {"sent": figures["sent"], "received": figures["received"], **last}


def test_every_message_is_seen_once(reading: Reading) -> None:
    first, second = reading.first.output, reading.second.output
    assert first["messages_seen"] == sum(folder["new"] for folder in first["folders"]) == MESSAGES
    assert second["messages_seen"] == sum(folder["new"] for folder in second["folders"]) == 0
    assert second["touches"] == 0
    assert second["people"] == first["people"]


def test_every_correspondent_is_as_the_plain_reading_says(reading: Reading) -> None:
    kith = {address: person for person in reading.people for address in person["addresses"]}
    differences = {}
    for address in reading.plain.keys() | kith.keys() | EXPLAINED.keys():
        plainly = comparable(reading.plain.get(address, NOTHING))
        wanted = comparable(EXPLAINED[address]) if address in EXPLAINED else plainly
        found = comparable(kith.get(address, NOTHING))
        assert address not in EXPLAINED or wanted != plainly, f"{address} needs no explanation any more"
        if found != wanted:
            differences[address] = {"plain": plainly, "kith": found}
    assert differences == {}


def test_no_two_addresses_are_taken_for_one_person(reading: Reading) -> None:
    """No name stands in any From or To of this mailbox, so there is no evidence to join anybody by."""
    assert [person["addresses"] for person in reading.people if len(person["addresses"]) > 1] == []


def test_its_machines_are_told_and_none_of_them_is_due(reading: Reading) -> None:
    """Among them the busiest correspondent: a schedule crawler under a person's name, answered once."""
    machines = ("pete.davis@", "arsystem@", "exchange.administrator@", "custcare@", "confirmit@")
    found = {
        person["addresses"][0]: (person["kind"], person["due"])
        for person in reading.people
        if person["addresses"][0].startswith(machines)
    }
    assert set(found.values()) == {("robot", False)}
    assert len(found) == len(machines)


def test_what_does_not_count_is_accounted_for(reading: Reading) -> None:
    said = reading.first.output
    counted = said["messages_seen"] - sum(said["skipped"].values())
    assert counted == len(reading.counted)
    assert said["touches"] == sum(person["sent"] + person["received"] for person in reading.people)
    assert said["people"] == sum(person["kind"] == "person" for person in reading.people)


def test_a_whole_mailbox_takes_little(reading: Reading, record_property: Any) -> None:
    """Bounds are many times what was measured (0.9 s of CPU, 46 MB): they catch a slip, not a slow machine."""
    for name, ran in (("first", reading.first), ("second", reading.second)):
        taken = {
            "seconds": ran.output["seconds"],
            "cpu_seconds": round(ran.cpu_seconds, 2),
            "peak_mb": round(ran.peak_mb, 1),
        }
        print(name, "scan:", taken)
        record_property(f"{name}_scan", taken)
    assert reading.first.peak_mb < 60
    assert reading.first.cpu_seconds < 10


def test_the_judgement_can_be_replayed_on_it(reading: Reading, capsys: pytest.CaptureFixture[str]) -> None:
    """Seven months of one mailbox are too little to say more than that."""
    odds, kith = reading.replayed["odds"], reading.replayed["digests"]["kith"]
    with capsys.disabled():
        told = f"true {odds['three_of_four']} of {odds['sentences']}, off by {odds['calibration_error']}"
        fates = ", ".join(
            f"{fate} {kith[fate]}" for fate in ("suggestions", "redundant", "premature", "timely", "caught")
        )
        print(f"\nwilliams-w3: 3 of 4 {told}; {fates}")
    assert reading.replayed["mailboxes"] == 1
    assert odds["sentences"] > 100
    assert 0.5 < odds["three_of_four"] < 0.9
    assert kith["suggestions"] > 5
