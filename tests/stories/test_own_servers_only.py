"""kith opens no connection but to the user's own servers, whatever strangers write, and runs without what the unit
forbids (threats C6 and the unit's MemoryDenyWriteExecute)."""

import os
import re
import shutil
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import SmtpSink, into_maildir
from helpers.world import World, today

STRACE = shutil.which("strace")
HOSTILE = (
    '<html><head><link rel="stylesheet" href="http://evil.example/a.css"><base href="http://evil.example/"></head><body>'
    '<img src="http://evil.example/pixel.gif"><style>@import url(http://evil.example/b.css)</style>'
    '<iframe src="//evil.example/x"></iframe><p style="background:url(http://evil.example/c)">When do we meet?</p>'
    "</body></html>"
)
PEER = re.compile(r"connect\(\d+, \{sa_family=(AF_\w+)(?:.*?sin6?_port=htons\((\d+)\))?")


@pytest.mark.skipif(
    STRACE is None and not os.environ.get("CI"), reason="strace is missing: apt-get install strace"
)
def test_it_connects_to_the_users_own_servers_alone(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    """Mail full of remote content, read, judged, quoted in a digest, with drafts placed and the digest sent."""
    world = World(mailbox, tmp_path, now=today())
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
    for number in range(20):
        letter = EmailMessage()
        letter["From"], letter["To"] = (
            f"Eve http://evil.example/{number} <eve{number}@evil.example>",
            "sam@example.org",
        )
        letter["Subject"], letter["Message-ID"] = (
            "See http://evil.example/?",
            f"<hostile-{number}@evil.example>",
        )
        letter["List-Unsubscribe"] = "<http://evil.example/unsubscribe>"
        letter["Reply-To"], letter["X-Face"] = "http://evil.example/", "http://evil.example/face"
        letter.set_content("When do we meet? http://evil.example/")
        letter.add_alternative(HOSTILE, subtype="html")
        mailbox.deliver(letter.as_bytes(), "INBOX", world.now)
    with SmtpSink(deliver_to=into_maildir(mailbox.root)) as sink:
        world.settings = f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n'
        traced = tmp_path / "connects"
        assert STRACE is not None
        for verb in (["run", "--once"], ["digest"], ["status"], ["preview", "--text"]):
            command = [
                STRACE,
                "-f",
                "-qq",
                "-A",
                "-e",
                "trace=connect",
                "-o",
                str(traced),
                *world.command(*verb),
            ]
            subprocess.run(command, env=world.process_environ, timeout=120, check=False, capture_output=True)
        assert sink.letters, "a digest was sent"
    peers = PEER.findall(traced.read_text())
    assert {port for family, port in peers if family != "AF_UNIX"} == {str(mailbox.port), str(sink.port)}
    assert 'inet_addr("127.0.0.1")' in traced.read_text()
    assert "evil.example" not in traced.read_text()


def test_no_library_with_callbacks_in_writable_code_is_in_the_daemons_process(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """cffi's callbacks need memory that is writable and executable at once (python-cffi/cffi#28)."""
    world = World(mailbox, tmp_path, now=today())
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
    code = (
        "import sys; from kith.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted(name for name in sys.modules if 'cffi' in name), 'imapclient' in sys.modules)"
    )
    command = [sys.executable, "-c", code, "--config", str(world.config_file()), "run", "--once"]
    done = subprocess.run(
        command, env=world.process_environ, timeout=120, check=False, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[] True", done.stderr
