"""tests/digests/hostile-inputs.tsv, line by line: what a stranger writes, in every form in which it leaves kith."""

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from deliver.test_render_hostile import attacked, shape
from deliver.test_render_static import Page, links
from digests.cases import BUILT_IN, FOLDER, TO, ZONE, build, render, told
from kith.commands.tokens import OFFERED
from kith.deliver.pages import FSI, PDI
from kith.deliver.render import Rendered
from kith.deliver.view import Entry, letter
from kith.mail.compose import compose
from kith.mail.links import LONGEST, read_action

TABLE = FOLDER / "hostile-inputs.tsv"
ACCEPT = bool(os.environ.get("KITH_ACCEPT"))
FIELDS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Kith", "MIME-Version", "Content-Type",
]  # fmt: skip
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
ISOLATES = str.maketrans("", "", FSI + PDI)


class Row(NamedTuple):
    """One line of the table; see its head."""

    field: str
    written: str
    shown: str
    said: str


def table() -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(TABLE.read_text().splitlines(), start=1):
        if not line.startswith(("#", "field\t")):
            field, written, times, shown, said = line.split("\t")
            yield number, Row(field, json.loads(written) * int(times), json.loads(shown), json.loads(said))


ROWS = dict(table())


def entry(case: dict[str, Any]) -> Entry:
    return letter(build(case, BUILT_IN), ZONE).people[0]


def mailed(case: dict[str, Any], rendered: Rendered) -> tuple[bytes, EmailMessage]:
    """The finished letter, and how a mail program reads it."""
    raw = compose(
        own_address="sam@example.org",
        own_name=case["own_name"],
        to="sam@example.org",
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id="<0123456789abcdef@example.org>",
        as_of=1796020260,
    )
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return raw, message


def outcome(row: Row) -> tuple[str, str]:
    """What is shown, and what is said elsewhere, as the head of the table has it."""
    case = attacked(row.field, row.written)
    one = entry(case)
    match row.field:
        case "name":
            return one.name or one.address, one.called
        case "subject":
            quoted = re.search(r'(?:about|"\w+:) "(.*?)"', " ".join(one.lines))
            return one.last[0], quoted[1] if quoted else ""
        case "own_name":
            _, message = mailed(case, render(case))
            return one.lines[-1], str(message["From"].addresses[0].display_name)
        case _:
            return one.address, one.called


@pytest.mark.parametrize("number", ROWS)
def test_what_was_written_becomes_what_the_table_says(number: int) -> None:
    row = ROWS[number]
    found = outcome(row)
    if ACCEPT:
        lines = TABLE.read_text().split("\n")
        cells = lines[number - 1].split("\t")[:3]
        lines[number - 1] = "\t".join([*cells, *(json.dumps(cell, ensure_ascii=False) for cell in found)])
        TABLE.write_text("\n".join(lines))
    else:
        assert found == (row.shown, row.said)


@pytest.mark.parametrize("number", ROWS)
def test_it_keeps_its_place_in_subject_text_html_link_and_letter(number: int) -> None:
    row = ROWS[number]
    case = attacked(row.field, row.written)
    rendered, one = render(case), entry(case)
    assert_plain(rendered)
    assert_shown(rendered, one)
    assert_link(rendered, one)
    raw, message = mailed(case, rendered)
    assert_letter(raw, message, rendered)


def assert_plain(rendered: Rendered) -> None:
    """No character nobody sees, no line of its own, and a page of the same elements as any other."""
    for part in rendered[:3]:
        assert {char for char in part if unicodedata.category(char) in UNSEEN} <= {"\n", FSI, PDI}
    assert "\n" not in rendered.subject
    assert max(map(len, rendered.text.split("\n"))) <= 76
    assert shape(rendered.html) == shape(render(attacked("name", "benign")).html)


def assert_shown(rendered: Rendered, one: Entry) -> None:
    """The name stands in its three places, each time beside or above the address it belongs to."""
    assert rendered.subject.translate(ISOLATES) == f"{one.called}: 1 note to write, about 2 minutes (30 Nov)"
    flat = re.sub(r"\s", "", rendered.text.translate(ISOLATES))
    who = f"{one.name}<{one.address}>" if one.name else one.address
    assert re.sub(r"\s", "", f"1.{who}WHYNOW") in flat
    assert flat.count("WHYNOW3of4") == flat.count("ADDALINE?") == 1
    titles = [
        data
        for data, parents in Page(rendered.html).texts
        if parents[-1][0] == "bdi" and parents[-2][0] == "h2"
    ]
    assert "".join(titles) == (one.name or one.address)


def assert_link(rendered: Rendered, one: Entry) -> None:
    """One button, to the one address that is shown, with a subject and a body and nothing else; and three links, to
    the user, whose subjects are read back as what was offered."""
    (link,) = links(rendered.html)
    parts = urlsplit(link)
    keys = parse_qs(parts.query, strict_parsing=True)
    assert (parts.scheme, unquote(parts.path), parts.fragment) == ("mailto", one.address, "")
    assert set(keys) == {"subject", "body"}
    assert keys["subject"] == [one.subject]
    assert keys["body"] == ["\r\n".join(one.lines)]
    assert link.isascii()
    orders = links(rendered.html, "order")
    for order, link in zip(OFFERED, orders, strict=True):
        parts = urlsplit(link)
        keys = parse_qs(parts.query, strict_parsing=True)
        assert (parts.scheme, unquote(parts.path), parts.fragment) == ("mailto", TO, "")
        assert set(keys) == {"subject", "body"}
        found = read_action(keys["subject"][0])
        assert found
        assert found.order == order
        assert link.isascii()
        assert len(link) <= LONGEST


def assert_letter(raw: bytes, message: EmailMessage, rendered: Rendered) -> None:
    """RFC 5322: our fields once each, short ASCII lines, one recipient, and both parts unharmed."""
    assert message.keys() == FIELDS
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    for field in ("From", "To"):
        assert [one.addr_spec for one in message[field].addresses] == ["sam@example.org"]
    plain, page = message.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == rendered.text
    assert page.get_content().replace("\r\n", "\n") == rendered.html
    sent = rendered.subject.replace("=?", "= ?")
    assert re.sub(r"\s", "", str(message["Subject"])) == re.sub(
        r"\s", "", sent
    )  # a long word is folded by a blank
    assert str(message["Subject"])[:20] == sent[:20]


def test_the_table_covers_every_kind_of_attack() -> None:
    written = [row.written for row in ROWS.values()]
    for kind in (
        "<script>",
        "\u202e",
        "\u200b",
        "\0",
        "\u200d",
        "\r\nBcc:",
        "=?utf-8?q?",
        "{{",
        '" on',
        "http",
        "mailto:",
    ):
        assert any(kind in text for text in written), kind
    assert max(map(len, written)) >= 10_000
    assert {row.field for row in ROWS.values()} == {"name", "subject", "address", "own_name"}
    assert told("one-person")["person"][0]["name"] == "Karen Holm"
