"""The second opinion itself, on a mailbox small enough to be counted by hand.

Nothing here touches kith: an error in this reader must not look like one in the program it checks.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import plain_reading

ME = ("sam@example.org", "sam@old.example")
ARRIVED = datetime(2026, 3, 10, 12, tzinfo=UTC)

# (folder, message): what each is there for stands in its subject.
LETTERS = (
    ("", "From: Ada <ADA@example.net>\nTo: Sam <Sam@Old.example>\nDate: Mon, 2 Mar 2026 10:00:00 +0100\n"
         "Message-ID: <1@a>\nSubject: received at an old address, written in another case"),
    (".Archive.2026", "From: Ada <ada@example.net>\nTo: sam@old.example\nDate: Mon, 2 Mar 2026 10:00:00 +0100\n"
                      "Message-ID: <1@a>\nSubject: a copy of the same"),
    (".Sent", "From: Sam <sam@example.org>\nTo: \"Holm, Karen\" <karen@example.org>,\n sam@example.org\n"
              "Cc: ada@example.net\nDate: Tue, 3 Mar 2026 08:30:00 -0500\nMessage-ID: <2@a>\n"
              "Subject: sent to two people and myself"),
    (".Sent", "From: sam@example.org\nTo: a@x.example, b@x.example, c@x.example, d@x.example, e@x.example,\n"
              " ada@example.net\nDate: Wed, 4 Mar 2026 08:00:00 +0000\nMessage-ID: <3@a>\n"
              "Subject: sent to six, so to nobody"),
    ("", "From: Karen <karen@example.org>\nTo: sam@example.org\nDate: Sun, 5 Mar 2062 08:00:00 +0000\n"
         "Message-ID: <4@a>\nSubject: written in the future, so dated by its arrival"),
    ("", "From: Bea <bea@example.net>\nTo: talk@lists.example, sam@example.org\nList-Id: <talk.lists.example>\n"
         "Date: Thu, 5 Mar 2026 08:00:00 +0000\nMessage-ID: <5@a>\nSubject: through a mailing list"),
    (".Trash.old", "From: Cem <cem@example.net>\nTo: sam@example.org\nDate: Fri, 6 Mar 2026 08:00:00 +0000\n"
                   "Message-ID: <6@a>\nSubject: thrown away, in a folder below Trash"),
    ("", "From: Dee <dee@example.net>\nTo: dee@example.net\nDelivered-To: sam@example.org\n"
         "Date: Sat, 7 Mar 2026 08:00:00 -0000\nSubject: by Bcc, without a Message-ID"),
)  # fmt: skip

TRUTH = {
    "ada@example.net": {
        "sent": 1,
        "received": 1,
        "last_sent": "2026-03-03T13:30:00+00:00",
        "last_received": "2026-03-02T09:00:00+00:00",
    },
    "dee@example.net": {
        "sent": 0,
        "received": 1,
        "last_sent": None,
        "last_received": "2026-03-07T08:00:00+00:00",
    },
    "karen@example.org": {
        "sent": 1,
        "received": 1,
        "last_sent": "2026-03-03T13:30:00+00:00",
        "last_received": "2026-03-10T12:00:00+00:00",
    },
}


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """`LETTERS` on disk, each arrived at the same moment; odd ones not yet seen."""
    for number, (folder, text) in enumerate(LETTERS):
        place = tmp_path / folder / ("new" if number % 2 else "cur")
        place.mkdir(parents=True, exist_ok=True)
        (place.parent / "cur").mkdir(exist_ok=True)
        path = place / f"{number}.M1P1.here:2,S"
        path.write_text(text + "\n\nA body.\n")
        os.utime(path, (ARRIVED.timestamp(), ARRIVED.timestamp()))
    return tmp_path


def summaries(found: dict[str, plain_reading.Correspondent]) -> dict[str, dict[str, object]]:
    return {address: each.summary() for address, each in found.items()}


def test_the_figures_are_those_counted_by_hand(maildir: Path) -> None:
    assert summaries(plain_reading.read(maildir, ME, ["Trash"])) == TRUTH


def test_a_folder_counts_unless_the_caller_leaves_it_out(maildir: Path) -> None:
    assert set(plain_reading.read(maildir, ME, [])) == {*TRUTH, "cem@example.net"}
    assert set(plain_reading.read(maildir, ME, ["Trash", "Sent", "INBOX"])) == {"ada@example.net"}


def test_folders_are_named_with_their_parents(maildir: Path) -> None:
    names = [name for name, _ in plain_reading.folders(maildir)]
    assert names == ["INBOX", "Archive/2026", "Sent", "Trash/old"]


def test_the_command_prints_the_same_figures(maildir: Path) -> None:
    mine = [word for address in ME for word in ("--me", address)]
    command = [sys.executable, plain_reading.__file__, str(maildir), *mine, "--skip-folder", "Trash"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert json.loads(printed) == TRUTH


def test_it_never_imports_what_it_checks() -> None:
    command = [sys.executable, "-c", "import plain_reading, sys; sys.exit('kith' in sys.modules)"]
    here = Path(plain_reading.__file__).parent
    assert subprocess.run(command, cwd=here, check=False).returncode == 0
