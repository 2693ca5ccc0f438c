"""A real mail program opens the draft that kith placed, and sends it: the thread survives, and kith is not in it."""

import email
import email.policy
import os
import shlex
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import SmtpSink
from helpers.tended import later, since_last_time, tend
from helpers.world import World, today
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched

ASKED, BEFORE = "<asked@letters.example>", ("<one@letters.example>", "<two@letters.example>")
PATIENCE = 60  # seconds
# Of neomutt's own making, besides what stood in the draft.
MAILERS_OWN = {"User-Agent", "Content-Disposition"}


@pytest.fixture(autouse=True)
def needs_a_terminal() -> None:
    """Skip where the programs are missing; on the build machine that is a failure, or nobody would ever notice."""
    missing = [name for name in ("neomutt", "tmux") if not shutil.which(name)]
    if missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"apt-get install {' '.join(missing)}")


@contextmanager
def terminal(folder: Path) -> Iterator[list[str]]:
    """A tmux server of the test's own; gives how to call it."""
    tmux = ["tmux", "-S", str(folder / "tmux"), "-f", "/dev/null"]
    try:
        yield tmux
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)


def run_in_terminal(tmux: list[str], command: list[str], environ: dict[str, str]) -> None:
    """Run a program that wants a screen, until it ends by itself; what it showed last is told if it does not."""
    told = f"{shlex.join(command)}; {shlex.join([*tmux, 'wait-for', '-S', 'ended'])}"
    subprocess.run(
        [*tmux, "new-session", "-d", "-x", "100", "-y", "40", "sh", "-c", told], check=True, env=environ
    )
    try:
        subprocess.run([*tmux, "wait-for", "ended"], check=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        screen = subprocess.run([*tmux, "capture-pane", "-p"], capture_output=True, text=True, check=False)
        pytest.fail(f"neomutt has not ended; it shows:\n{screen.stdout}")


def neomuttrc(folder: Path, mailbox: MailboxOnDisk, sink: SmtpSink, keys: str = "y") -> Path:
    """`keys` are typed when the editor has ended: y sends."""
    editor = folder / "editor"
    editor.write_text('#!/bin/sh\necho "PS: one line of my own." >>"$1"\n')
    editor.chmod(0o755)
    rc = folder / "neomuttrc"
    rc.write_text(
        f"""
set folder = "imap://{mailbox.host}:{mailbox.port}/"
set spoolfile = "+INBOX"
set postponed = "+Drafts"
set record = "+Sent"
set imap_user = "{mailbox.user}"
set imap_pass = "{mailbox.password}"
set ssl_starttls = no
set ssl_force_tls = no
set smtp_url = "smtp://{sink.host}:{sink.port}/"
set from = "sam@example.org"
set realname = "Sam Okafor"
set editor = "{editor}"
set recall = yes
set abort_unmodified = no
set header_cache = ""
set confirmappend = no
send2-hook . 'push {keys}'
"""
    )
    return rc


def with_a_draft(mailbox: MailboxOnDisk, folder: Path) -> World:
    """Karen's answer lies in Drafts since an hour ago; neomutt asks the system's clock."""
    for name, use in (("Drafts", r"\Drafts"), ("Sent", r"\Sent")):
        mailbox.folder(name, use)
    world = World(mailbox, folder, now=today() - timedelta(hours=1))
    world.friends("Karen Holm <karen@example.net>", 100, 70, 40)
    world.received(
        "Karen Holm <karen@example.net>", 10, subject="Is Brno still hiring?", Message_ID=ASKED,
        References=" ".join(BEFORE),
    )  # fmt: skip
    world.scan()
    with world.kith() as place:
        digester = place.digester(place.reader(Unwatched()))
        assert digester.claim(digester.compose(world.now))
        assert post(place, Unwatched()) == []
    return world


def recall(tmux: list[str], folder: Path, rc: Path) -> None:
    """Open the draft in neomutt; what it does then is in `rc`."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm", "LANG": "C.UTF-8"}
    run_in_terminal(tmux, ["neomutt", "-n", "-F", str(rc), "-p"], environ)


def test_neomutt_opens_the_placed_draft_and_sends_it_with_its_thread(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with_a_draft(mailbox, tmp_path)
    (draft,) = (email.message_from_bytes(raw) for raw in mailbox.messages("Drafts"))

    sent = threading.Event()
    with SmtpSink(after_reply=lambda _: sent.set()) as sink, terminal(tmp_path) as tmux:
        rc = neomuttrc(tmp_path, mailbox, sink)
        recall(tmux, tmp_path, rc)
        assert sent.wait(PATIENCE)
    (letter,) = sink.letters
    assert letter.recipients == ("karen@example.net",)
    message = email.message_from_bytes(letter.content, policy=email.policy.SMTP)
    assert message["In-Reply-To"] == ASKED
    assert message["References"].split() == [*BEFORE, ASKED]
    assert message["Subject"] == draft["Subject"] == "Re: Is Brno still hiring?"
    assert set(message.keys()) <= {*draft.keys(), *MAILERS_OWN}
    assert b"kith" not in letter.content.lower()
    assert "Karen" in message.get_content()
    assert len(mailbox.messages("Sent")) == 4
    assert mailbox.messages("Drafts") == []


def test_what_neomutt_has_sent_is_known_as_sent_and_nothing_is_left(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = with_a_draft(mailbox, tmp_path)
    sent = threading.Event()
    with SmtpSink(after_reply=lambda _: sent.set()) as sink, terminal(tmp_path) as tmux:
        recall(tmux, tmp_path, neomuttrc(tmp_path, mailbox, sink))
        assert sent.wait(PATIENCE)
    later(world, hours=1, minutes=5)
    assert tend(world) == {"karen@example.net": "sent"}
    assert mailbox.messages("Drafts") == []
    assert since_last_time(world) == "You wrote to Karen Holm."


def test_what_neomutt_has_edited_and_postponed_again_is_the_users_for_good(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = with_a_draft(mailbox, tmp_path)
    with SmtpSink() as sink, terminal(tmp_path) as tmux:
        recall(tmux, tmp_path, neomuttrc(tmp_path, mailbox, sink, keys="Pq"))
    later(world, hours=6)
    assert tend(world) == {"karen@example.net": "edited"}
    later(world, days=30)
    world.received("Karen Holm <karen@example.net>", 1)
    assert tend(world) == {"karen@example.net": "edited"}
    (kept,) = mailbox.messages("Drafts")
    assert b"one line of my own" in kept
