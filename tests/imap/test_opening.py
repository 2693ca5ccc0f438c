"""The first words on a line: nothing is asked that was told already."""

from helpers.scripted_imap import ScriptedImap
from imap.logins import session_at


def test_what_is_told_unasked_is_not_asked_for(scripted_imap: ScriptedImap):
    """imap.md 2.1: the capabilities in the greeting and with the login, the response in the line of AUTHENTICATE, and
    ID and NAMESPACE at once: two round trips."""
    told = b"[CAPABILITY " + scripted_imap.capabilities + b"]"
    scripted_imap.greeting = b"* OK " + told + b" ready\r\n"
    scripted_imap.rules.append((rb"^AUTHENTICATE PLAIN \S+$", b"TAG OK " + told + b" welcome\r\n"))
    with session_at(scripted_imap) as session:
        assert "NAMESPACE" in session.capabilities
        assert [line.split()[0] for line in scripted_imap.commands()] == [
            b"AUTHENTICATE",
            b"ID",
            b"NAMESPACE",
        ]


def test_capabilities_told_beside_the_login_are_those_of_the_session(scripted_imap: ScriptedImap):
    """Gmail tells them before its OK; and what was offered before the login counts no more."""
    scripted_imap.capabilities = b"IMAP4rev1"
    scripted_imap.rules.append((rb"^LOGIN", b"* CAPABILITY IMAP4rev1 ESEARCH\r\nTAG OK welcome\r\n"))
    with session_at(scripted_imap) as session:
        assert session.capabilities == {"IMAP4REV1", "ESEARCH"}
        assert scripted_imap.commands()[-1] == b'LIST "" ""'
