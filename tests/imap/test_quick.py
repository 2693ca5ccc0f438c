"""The pattern for plain FETCH answers against the library's parser: the same message, or none at all."""

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.imap_answers import HEADER, fetch_line
from kith.imap import answers, quick
from kith.imap.answers import Fetched

FIELDS = b"BODY[HEADER.FIELDS (DATE FROM)]<0>"


def by_the_library(line: bytes, header: bytes) -> list[Fetched] | None:
    """What the careful way makes of an answer; None where it cannot be taken apart. As imaplib hands it over."""
    opening = line.removeprefix(b"* ").removesuffix(b"\r\n")
    number, _, rest = opening.partition(b" FETCH ")
    try:
        return list(answers.messages([(number + b" " + rest, header), b")"]))
    except answers.UNPARSABLE:
        return None


def assert_the_same(line: bytes, header: bytes) -> bool:
    """Was it read by the pattern? If so, it must be what the library reads."""
    opening = quick.OPENING.fullmatch(line)
    if not opening or int(opening[quick.SIZE]) != len(header):
        return False
    read = quick.message(opening, header)
    if read is not None:
        assert by_the_library(line, header) == [read]
    return read is not None


numbers = st.integers(0, 2**70).map(lambda number: b"%d" % number) | st.sampled_from(
    [b"0", b"007", b"1" * 30]
)
words = st.sampled_from(
    [rb"\Seen", rb"\Answered", rb"\*", b"$Forwarded", b"NIL", b"nil", b"12", b"012", b"a%b", b"{3}", b"[x]", b"a]b",
     b'"', b"\\", b"", b"&BB4-", b"\xc3\xbc", b"(x)", rb"\Draft"]
)  # fmt: skip
quotable = st.text('aB \\"[](){}%\x01ü3', max_size=8).map(str.encode)
labels = words | quotable.map(lambda text: b'"%b"' % text) | quotable.map(
    lambda text: b'"%b"' % text.replace(b"\\", rb"\\").replace(b'"', rb"\"")
)  # fmt: skip
dates = (
    st.sampled_from([b"02-Nov-2026 09:30:00 +0000", b" 2-nov-2026 09:30:00 -0700", b"NIL", b""]) | quotable
)
items = st.one_of(
    numbers.map(lambda number: b"UID " + number),
    numbers.map(lambda number: b"RFC822.SIZE " + number),
    numbers.map(lambda number: b"MODSEQ (" + number + b")"),
    st.lists(words, max_size=4).map(lambda flags: b"FLAGS (" + b" ".join(flags) + b")"),
    st.lists(labels, max_size=4).map(lambda some: b"X-GM-LABELS (" + b" ".join(some) + b")"),
    dates.map(lambda date: b'INTERNALDATE "' + date + b'"'),
    st.sampled_from([b"INTERNALDATE NIL", b"FLAGS NIL", b"uid 7", b"BODY[] NIL", b"X 1", b"UID  7", b""]),
)
plain_words = st.lists(st.sampled_from([rb"\Seen", b"$Junk", b"12", b"012", b"NIL", b"&BB4-"]), max_size=3)
plain = st.one_of(
    st.integers(1, 2**32).map(lambda number: b"UID %d" % number),
    st.integers(0, 10**7).map(lambda number: b"RFC822.SIZE %d" % number),
    plain_words.map(lambda some: b"FLAGS (" + b" ".join(some) + b")"),
    st.lists(
        plain_words.map(lambda some: b'"' + b" ".join(some).replace(b"\\", rb"\\") + b'"'), max_size=3
    ).map(lambda some: b"X-GM-LABELS (" + b" ".join(some) + b")"),
    st.sampled_from([b'INTERNALDATE "02-Nov-2026 09:30:00 +0000"']),
)
keys = st.sampled_from(
    [*[FIELDS] * 5, b"BODY[HEADER]", b"body[header]<0>", b"BODY[NULL]", b'BODY[HEADER.FIELDS ("FROM")]<0>',
     b"RFC822.HEADER", b"BODY[\x01]", b"BODY[x", b"BODY[]<0.65536>"]
)  # fmt: skip


@settings(max_examples=2000, deadline=None)
@given(
    st.lists(plain, min_size=1, max_size=6) | st.lists(plain | items, min_size=1, max_size=6),
    keys,
    st.binary(max_size=40),
)
@example([b"UID 1", b'X-GM-LABELS ("BODY[x] y")'], FIELDS, b"")
@example([b"UID 1", b"UID 2", b"FLAGS (NIL)"], FIELDS, b"")
@example([b"UID 1", rb'X-GM-LABELS ("\\Inbox" \Sent "a\\\\b" "" 12 "12" "NIL")'], FIELDS, b"")
def test_a_generated_answer_is_read_as_the_library_reads_it_or_not_at_all(
    some: list[bytes], key: bytes, header: bytes
) -> None:
    """Rows 5, 10 and 20: never another answer."""
    assert_the_same(b"* 12 FETCH (%b %b {%d}\r\n" % (b" ".join(some), key, len(header)), header)


@settings(max_examples=1500, deadline=None)
@given(st.data())
def test_an_answer_with_a_byte_changed_is_read_as_the_library_reads_it_or_not_at_all(
    data: st.DataObject,
) -> None:
    more = rb'X-GM-LABELS ("\\Inbox" "a b" Work) '
    line = fetch_line(7, b"", more=more)[: -len(b")\r\n")]
    place = data.draw(st.integers(0, len(line) - 1))
    change = data.draw(st.binary(max_size=2))
    assert_the_same(line[:place] + change + line[place + data.draw(st.integers(0, 2)) :], b"")


@pytest.mark.parametrize(
    "line",
    [
        b'* 1 FETCH (UID 1 FLAGS (\\Seen $Junk) INTERNALDATE "02-Nov-2026 09:30:00 +0000" RFC822.SIZE 9 %b {%d}\r\n',
        b'* 1 FETCH (FLAGS () RFC822.SIZE 9 INTERNALDATE " 2-Nov-2026 09:30:00 +0000" UID 4294967295 %b {%d}\r\n',
        b"* 1 FETCH (UID 1 %b {%d}\r\n", b"* 1 FETCH (MODSEQ (12) UID 1 %b {%d}\r\n",
        b'* 1 FETCH (X-GM-LABELS ("\\\\Important" "[Imap]/x" Work) UID 1 %b {%d}\r\n',
    ],
)  # fmt: skip
def test_what_dovecot_gmail_and_others_send_is_plain(line: bytes) -> None:
    assert assert_the_same(line % (FIELDS, len(HEADER)), HEADER)


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace(b"UID 7 ", b""), lambda line: line.replace(b"UID 7", b"UID 07"),
        lambda line: line.replace(b"FETCH", b"fetch"), lambda line: line.replace(rb"(\Seen)", b"(NIL)"),
        lambda line: line.replace(b"* 7", b"* x"), lambda line: line.replace(b'"', b""),
        lambda line: line.replace(b"<0>", b"<0.65536>"), lambda line: line.replace(b"\r\n", b"\n"),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_library(change: Callable[[bytes], bytes]) -> None:
    line = fetch_line(7, b"")[: -len(b")\r\n")]
    assert assert_the_same(line, b"")
    assert not assert_the_same(change(line), b"")
