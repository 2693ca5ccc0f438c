"""Whatever bytes come, nothing raises that was not promised; and every find of `scripts/fuzz` stays a case.

A find lies in tests/fuzz, in the folder of its target (tests/helpers/fuzzed.py).
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.fuzzed import TARGETS
from helpers.hostile_headers import HEADERS

FOLDER = Path(__file__).parent / "fuzz"
FINDS = sorted(FOLDER.glob("*/*"))
PIECES = st.sampled_from(
    [
        b"From: Karen <karen@example.org>\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n",
        b"\r\n\r\n",
        b"--x\r\n",
        b"> ",
        b"On Mon, 3 Nov 2026 at 10:00, Sam <sam@example.org> wrote:\n",
        b"-- \n",
        b"Karen Holm\n",
        b"1 done\n",
        b"BEGIN:VCARD\n",
        b"END:VCARD\n",
        b"BDAY:--0229\n",
        b"FN;ENCODING=QUOTED-PRINTABLE:=C3\n",
        b"Name,Email\n",
        b"[accounts.a]\n",
        b"host = 1\n",
        b'"""',
        b'<incomingServer type="imap"><port>993</port><socketType>SSL</socketType>',
        b"<hostname>imap.example.org</hostname></incomingServer>",
        b"* 1 FETCH (UID 7 ",
        b"BODY[HEADER] {3}",
        b'"',
        b"\\",
        b"(",
        b")",
        b"=?utf-8?q?=0d=0a?=",
        b"\x00",
        b"\xff",
        "\u202e".encode(),
        "\u2028".encode(),
        b"2w",
        b"karen ",
        b"snooze until ",
        b"leaving Initech on 2026-12-31, reach me at a@b.example",
        b"READY=1\nWATCHDOG=trigger\n",
        b"Sun, 01 Mar 2026 ",
    ]
)
BYTES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(PIECES | st.binary(max_size=8), max_size=12).map(b"".join),
    HEADERS,
)


@pytest.mark.parametrize("name", TARGETS)
@given(raw=BYTES)
def test_no_bytes_break_what_reads_them(name: str, raw: bytes) -> None:
    TARGETS[name](raw)


@pytest.mark.parametrize("find", FINDS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once_is_mended(find: Path) -> None:
    TARGETS[find.parent.name](find.read_bytes())


def test_every_find_belongs_to_a_target() -> None:
    assert {find.parent.name for find in FINDS} <= set(TARGETS)
