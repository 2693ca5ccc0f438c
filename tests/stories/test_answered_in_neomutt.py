"""A whole week: the digest arrives by mail, the user answers it in a real mail program, kith obeys, and tells of it."""

import email
import email.policy
import os
import threading
from pathlib import Path

from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import Accepted, SmtpSink
from helpers.world import SAM, World
from helpers.writing import digest, letters, look, since, text
from stories.test_neomutt import PATIENCE, needs_a_terminal, neomuttrc, run_in_terminal, terminal

__all__ = ["needs_a_terminal"]

SAID = "1 called yesterday\n2 snooze 3w\n3 every 6w\nsnoze everybody"


def reply_in_neomutt(folder: Path, mailbox: MailboxOnDisk, sink: SmtpSink) -> None:
    """Open INBOX, answer its newest message with `SAID` above the quoted text, send, and leave."""
    rc = neomuttrc(folder, mailbox, sink)
    editor = folder / "editor"
    lines = "\\n".join(SAID.splitlines())
    editor.write_text(f'#!/bin/sh\nprintf "{lines}\\n\\n" | cat - "$1" >"$1.new" && mv "$1.new" "$1"\n')
    more = """
set include = yes
set fast_reply = yes
set recall = no
set quit = yes
set sort = mailbox-order
unset mark_old
send2-hook . 'push y<quit>'
"""
    rc.write_text(rc.read_text().replace("send2-hook . 'push y'\n", more))
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm", "LANG": "C.UTF-8"}
    command = ["neomutt", "-n", "-F", str(rc), "-f", "+INBOX", "-e", 'push "<last-entry><reply>"']
    with terminal(folder) as tmux:
        run_in_terminal(tmux, command, environ)


def test_a_digest_answered_in_neomutt_is_obeyed_and_told(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    for name, use in (("Drafts", r"\Drafts"), ("Sent", r"\Sent"), ("Archive", r"\Archive")):
        mailbox.folder(name, use)
    arrived = threading.Event()

    def drop(accepted: Accepted) -> None:
        """Mail to Sam comes into Sam's INBOX, unread."""
        if accepted.recipients == (SAM,):
            mailbox.deliver(accepted.content.replace(b"\r\n", b"\n"), "INBOX", world.clock.now(), flags="")
            arrived.set()

    with SmtpSink(after_reply=drop) as sink:
        way_out = f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n'
        world = World(mailbox, tmp_path, settings=f'[digest]\ntimezone = "Europe/Prague"\n{way_out}')
        world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
        world.friends("Ravi Patel <ravi@example.net>", 300, 270, 240, 210, 150)
        world.friends("Júlia Fernández <julia@example.net>", 330, 300, 280, 250, 160)
        world.scan()
        sent = digest(world)
        assert arrived.wait(PATIENCE)
        arrived.clear()
        reply_in_neomutt(tmp_path, mailbox, sink)
        assert arrived.wait(PATIENCE)
        arrived.clear()
        (mine,) = [raw for raw in mailbox.messages("Sent") if b"snoze" in raw]
        reply = email.message_from_bytes(mine, policy=email.policy.SMTP)
        assert reply["In-Reply-To"] == sent["Message-ID"]
        world.clock.at = max(world.clock.at, email.utils.parsedate_to_datetime(reply["Date"]))

        results = look(world)
        assert [one.understood for one in results] == [True, True, True, False]
        assert arrived.wait(PATIENCE)

    told = since(world)
    assert len(told) == 4
    assert "unsent: Karen Holm (you called), Ravi Patel (put off)." in told[-1]
    assert any("you called" in sentence for sentence in told)
    assert any("Put off" in sentence for sentence in told)
    assert any("every 6 weeks" in sentence for sentence in told)
    answer = letters(world)[-1]
    assert answer["In-Reply-To"] == reply["Message-ID"]
    assert '"snoze everybody"' in text(answer)
    archived = mailbox.messages("Archive")
    assert len(archived) == 1
    assert b"snoze" in archived[0]
    assert look(world) == [], "and never again"
