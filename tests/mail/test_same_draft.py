"""Whether a draft is still the very one: servers may spell it otherwise, people may change nothing in it."""

import email
import email.policy
from collections.abc import Callable

import pytest

from kith.mail.draft_letter import draft_letter
from kith.mail.same_draft import LONGEST, digest, meaning, same

ID = "<8a2f0c4e-0000-4000-8000-000000000000@example.org>"


def a_draft(**more: object) -> bytes:
    what = {
        "own_address": "sam@example.org",
        "own_name": "Sam Okafor",
        "to": "karen@example.net",
        "to_name": "Júlia Holm",
        "subject": "Schöne Grüße, und ein Betreff, der so lang ist, dass er gefaltet werden muss: ja, wirklich",
        "body": "Hi Júlia,\n\nhow have things been?  \nA line that is so long that it has to be broken softly by "
        "whoever encodes it, which is after 76 characters.\n\nCheers,\nSam\n",
        "message_id": ID,
        "written_at": 1_700_000_000,
        "in_reply_to": "<asked@letters.example>",
        "references": ["<one@letters.example>"],
        **more,
    }
    return draft_letter(**what)  # type: ignore[arg-type]


DRAFT = a_draft()


def is_same(found: bytes) -> bool:
    return same(found, ID, digest(DRAFT), meaning(DRAFT))


def by_exchange(raw: bytes) -> bytes:
    """The text as base64, fields in another order and of its own, other line ends in the text."""
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    text = message.get_content()  # type: ignore[attr-defined]
    fields = sorted((name, str(value)) for name, value in message.items() if "content" not in name.lower())
    again = email.message.EmailMessage(policy=email.policy.SMTP)
    again["Received"] = "from a.outlook.example by b.outlook.example; Mon, 23 Nov 2026 08:00:00 +0000"
    for name, value in fields:
        if name != "MIME-Version":
            again[name] = value
    again["X-MS-Exchange-Organization-AuthSource"] = "a.outlook.example"
    again["Thread-Index"] = "AdJ"
    again.set_content(text, cte="base64")
    return again.as_bytes()


SERVERS: dict[str, Callable[[bytes], bytes]] = {
    "as it was": lambda raw: raw,
    "with bare line feeds": lambda raw: raw.replace(b"\r\n", b"\n"),
    "with a field of its own": lambda raw: b"X-Server: yes\r\n" + raw,
    "without the last line end": lambda raw: raw.rstrip(),
    "with an empty line more": lambda raw: raw + b"\r\n\r\n",
    "written anew": by_exchange,
    "with another date": lambda raw: raw.replace(b"Nov 2023", b"Dec 2023"),
}


@pytest.mark.parametrize("server", SERVERS)
def test_as_a_server_keeps_it_is_the_same(server: str) -> None:
    assert is_same(SERVERS[server](DRAFT))


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "a word": lambda raw: raw.replace(b"things", b"dinner"),
    "a comma": lambda raw: raw.replace(b"Cheers,", b"Cheers"),
    "a line more": lambda raw: raw + b"PS: hello\r\n",
    "the subject": lambda raw: a_draft(subject="Hello"),
    "the recipient": lambda raw: raw.replace(b"karen@example.net", b"karin@example.net"),
    "the name of the recipient": lambda raw: a_draft(to_name="Karen"),
    "another recipient": lambda raw: raw.replace(b"<karen@", b"<tom@example.net>, <karen@"),
    "a second To": lambda raw: b"To: tom@example.net\r\n" + raw,
    "somebody in Cc": lambda raw: b"Cc: tom@example.net\r\n" + raw,
    "somebody in Bcc": lambda raw: b"Bcc: tom@example.net\r\n" + raw,
    "where answers go": lambda raw: b"Reply-To: tom@example.net\r\n" + raw,
    "the sender": lambda raw: raw.replace(b"sam@example.org", b"me@example.org"),
    "what it answers": lambda raw: a_draft(in_reply_to=""),
    "an attachment": lambda raw: _with_a_part(raw),
    "only an attachment": lambda raw: b"Content-Disposition: attachment; filename=a.txt\r\n" + raw,
    "HTML": lambda raw: raw.replace(b"text/plain", b"text/html"),
    "a charset nobody knows": lambda raw: raw.replace(b'"utf-8"', b'"klingon"'),
    "its Message-ID": lambda raw: raw.replace(b"8a2f0c4e", b"8a2f0c4f"),
    "nothing left": lambda raw: b"",
    "too long": lambda raw: raw + b"\r\n" * LONGEST,
    "a huge header": lambda raw: b"X-Long: " + b";" * 200_000 + b"\r\n" + raw,
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_makes_it_another(change: str) -> None:
    assert not is_same(CHANGES[change](DRAFT))


def _with_a_part(raw: bytes) -> bytes:
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    message.add_attachment(b"data", maintype="application", subtype="pdf", filename="cv.pdf")  # type: ignore[attr-defined]
    return message.as_bytes()


def test_where_only_the_bytes_are_known_nothing_else_counts() -> None:
    """Drafts that an older kith has placed."""
    assert same(DRAFT, ID, digest(DRAFT), b"")
    assert same(DRAFT.replace(b"\r\n", b"\n"), ID, digest(DRAFT), b"")
    assert not same(by_exchange(DRAFT), ID, digest(DRAFT), b"")


def test_every_draft_that_kith_writes_has_a_meaning() -> None:
    assert meaning(DRAFT)
    assert meaning(a_draft(to="júlia@example.net"))
    assert meaning(a_draft(body="", subject=""))
