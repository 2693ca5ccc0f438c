"""The words of a message are read from any bytes, or their beginning; what is no word of its writer is left out."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.effort import within
from kith.mail.words import LONGEST, LONGEST_HTML, text_of, text_of_html

HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"


def test_the_plain_part_is_taken_where_there_are_both() -> None:
    raw = (
        b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHi Karen,\r\n"
        b"-- \r\nSam\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Other</p>\r\n--b--\r\n"
    )
    assert text_of(raw) == "Hi Karen,\n-- \nSam"


def test_html_alone_becomes_lines_and_its_quotes_are_marked() -> None:
    page = "<head><title>T</title><style>p{}</style></head><p>Hi&nbsp;Karen,</p>yes<br>no"
    page += "<blockquote>old<div>older</div></blockquote>now"
    assert text_of(HTML + page.encode()) == "Hi Karen,\n\nyes\nno\n> old\n> older\nnow"


def test_gmails_quote_ends_where_its_own_element_ends() -> None:
    page = '<div>a</div><div class="gmail_quote x"><div>b</div>c</div><div>d</div>'
    assert text_of_html(page) == "a\n> b\n> c\nd"


def test_an_empty_plain_part_gives_way_to_html() -> None:
    raw = (
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n"
        b"--b\nContent-Type: text/html\n\n<p>Words</p>\n--b--\n"
    )
    assert text_of(raw).strip() == "Words"


def test_attachments_and_forwarded_messages_are_not_the_writers_words() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nMine\n"
        b"--b\nContent-Type: message/rfc822\n\nSubject: x\n\nTheirs\n"
        b"--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nA file\n--b--\n"
    )
    assert text_of(raw).strip() == "Mine"


@pytest.mark.parametrize("cut", range(1, 9))
def test_base64_cut_anywhere_gives_the_text_up_to_there(cut: int) -> None:
    body = base64.encodebytes("Grüße aus Brno, und bis bald".encode() * 9)
    raw = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + body[:-cut]
    assert text_of(raw).startswith("Grüße aus Brno, und bis baldGrüße")


@pytest.mark.parametrize("charset", ["no-such", "utf-16", "idna", "rot13", "hex", "\xff"])
def test_an_odd_charset_gives_text_all_the_same(charset: str) -> None:
    raw = b"Content-Type: text/plain; charset=" + charset.encode("latin-1") + b"\n\nHi Karen, how are you\n"
    assert isinstance(text_of(raw), str)


@pytest.mark.parametrize(
    "bomb",
    [
        HTML + b"<a" * LONGEST,
        HTML + b"<!--" * LONGEST,
        HTML + b"<![CDATA[" * LONGEST,
        HTML + b"<blockquote>" * LONGEST,
        HTML + b"&#" * LONGEST,
        HTML + b"<style>" * LONGEST,
        HTML + b"<a b='" * LONGEST,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * LONGEST,
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(3000)),
        b"A:\n" * LONGEST,
        b"Content-Type: text/plain;" + b"a*0*=b;" * LONGEST,
        b"Content-Type: " * LONGEST,
    ],
    ids=lambda bomb: repr(bomb[-12:]),
)
def test_a_bomb_costs_seconds_at_most(bomb: bytes) -> None:
    with within(10):
        assert len(text_of(bomb)) <= 2 * LONGEST


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", HTML, b"Content-Type: multipart/mixed; boundary=a\n\n--a\n"]),
)
def test_no_bytes_raise(raw: bytes, start: bytes) -> None:
    text = text_of(start + raw)
    assert "\r" not in text
    text.encode()


@given(st.text(alphabet="<>/!-[]&;#=\"' abqdivbrstyle\n", max_size=200))
def test_no_html_raises(page: str) -> None:
    text_of_html(page).encode()


@pytest.mark.parametrize("over", range(1, 40, 3))
def test_a_page_cut_within_a_tag_gives_no_piece_of_that_tag_as_words(over: int) -> None:
    tag = '<p style="color:#5a5a5a;margin:0">'
    page = "x" * (LONGEST_HTML - over) + tag + "y" * 99
    assert set(text_of_html(page)) <= {"x", "y", "\n"}


def test_no_message_of_the_torture_corpus_raises_whole_or_cut(corpus: Callable[[str], Path]) -> None:
    files = [path for path in sorted(corpus("torture").rglob("*")) if path.is_file()]
    assert len(files) > 1000
    for path in files:
        raw = path.read_bytes()
        for part in (raw, raw[: len(raw) * 2 // 3]):
            text_of(part).encode()


def test_nothing_that_a_stranger_wrote_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    text_of(b"X-Secret: secret\nContent-Type: text/secret; charset=secret\n\nwords\n")
    text_of(b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/secret\n\nwords\n--b--")
    assert caplog.text == ""
