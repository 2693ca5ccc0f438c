"""Reports that mail came back: who failed for good, in which message; hostile bytes say nothing and raise nothing."""

import email
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reports import report
from kith.mail import facts
from kith.mail.bounces import LONGEST, MOST, Failure, failures, is_report
from kith.mail.ids import number_of

SENT = "<a-letter-of-mine@example.org>"
NOW = datetime(2026, 11, 30, tzinfo=UTC)


def test_who_failed_for_good_is_known_with_the_message_that_came_back() -> None:
    (found,) = failures(report("karen@example.net", SENT))
    assert found == Failure(
        "karen@example.net", "5.1.1", "550 5.1.1 <karen@example.net> User unknown", number_of(SENT)
    )


@pytest.mark.parametrize(
    ("action", "status", "failed"),
    [("failed", "5.1.1", True), ("FAILED", "5.1.1", True), ("failed (bad)", "5.1.10", True), ("failed", "4.2.2", False),
     ("failed", "5.1.7", False), ("failed", "5.1.8", False), ("failed", "5.1.90", False), ("failed", "5.4.6", False),
     ("failed", "5.7.1", False), ("failed", "5.2.2", False), ("failed", "5.3.4", False), ("failed", "5.2.1", True),
     ("delayed", "4.4.1", False), ("delayed", "5.4.1", False), ("relayed", "2.1.5", False), ("", "5.1.1", False),
     ("delivered", "2.0.0", False)],
)  # fmt: skip
def test_a_delay_a_full_mailbox_and_a_refused_letter_say_nothing_about_whom_it_was_for(
    action: str, status: str, failed: bool
) -> None:
    assert bool(failures(report("karen@example.net", SENT, action=action, status=status))) is failed


@pytest.mark.parametrize(
    ("status", "said", "gone"),
    [("5.0.0", "550 User unknown", True), ("5.0.0", "550 No such recipient here", True), ("", "550 no mailbox", True),
     ("5.0.0", "550 invalid HELO", False), ("5.0.0", "550 unknown reverse DNS", False),
     ("5.0.0", "554 rejected", False), ("5.0.0", "550 Sender domain not found", False),
     ("5.1.0", "550 5.1.0 sender rejected", False),
     ("5.1.0", "550 5.1.0 Address unknown", True), ("5.1.1", "550 5.1.1 you reached your daily limit", False),
     ("5.0.0", "5.1.0 - Unknown address error 550-'5.2.2 Mailbox Full'", False)],
)  # fmt: skip
def test_a_code_that_is_said_of_anything_is_judged_by_its_words(status: str, said: str, gone: bool) -> None:
    assert bool(failures(report("karen@example.net", SENT, status=status, said=f"smtp; {said}"))) is gone


def test_of_a_returned_letter_that_brings_another_its_own_number_is_taken() -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\nMessage-ID: <an-older-one@example.org>\r\n\r\nHello\r\n"
    raw = report("karen@example.net", SENT).replace(b"--=b--", b"--=b\r\n" + inner + b"--=b--")
    assert [one.returned for one in failures(raw)] == [number_of(SENT)]


def test_without_the_message_that_came_back_nothing_is_believed() -> None:
    assert failures(report("karen@example.net", "")) == ()


@pytest.mark.parametrize(
    "said",
    [
        "552 mailbox karen unavailable: over quota",
        "552 5.0.0 mailbox full, user unavailable",
        "Storage exceeded: no mailbox",
        "account unavailable, try again later",
        "user unknown: temporary directory failure",
    ],
)
def test_a_full_mailbox_and_trouble_of_a_day_say_nothing(said: str) -> None:
    assert failures(report("karen@example.net", SENT, status="5.0.0", said=f"smtp; {said}")) == ()


def test_what_a_server_says_is_kept_without_its_links() -> None:
    said = "smtp; 550-5.1.1 no such user. Learn more at https://support.example/mail?p=NoSuchUser or www.x.example now"
    (found,) = failures(report("karen@example.net", SENT, said=said))
    assert found.because == "550-5.1.1 no such user. Learn more at or now"


def test_both_the_address_written_to_and_the_one_it_was_forwarded_to_are_named() -> None:
    raw = report("k.holm@forwarded.example", SENT, original="Karen@Example.NET")
    assert [one.address for one in failures(raw)] == ["karen@example.net", "k.holm@forwarded.example"]


def test_a_status_that_is_missing_is_read_off_what_the_server_said() -> None:
    (found,) = failures(report("k@example.net", SENT, status="", said="smtp; 550 #5.4.4 no such domain"))
    assert found.status == "5.4.4"


def test_one_report_names_so_many_and_what_a_server_says_is_short_and_clean() -> None:
    others, told = (f"p{n}@example.net" for n in range(30)), "smtp; 550 \x1b[31m\u202e" + "x" * 900
    raw = report("k@example.net", SENT, *others, said=told)
    found = failures(raw)
    assert len(found) == MOST
    assert all(len(one.because) <= LONGEST and one.because.isprintable() for one in found)


def test_what_looks_like_a_report_by_its_header() -> None:
    def looks(header: str) -> bool:
        return is_report(facts.read(header.encode() + b"\r\n\r\n", NOW, 0, NOW))

    report_type = "\r\nContent-Type: multipart/report; report-type=delivery-status"
    for server in (
        "MAILER-DAEMON@b.example",
        "postmaster@b.example",
        "MicrosoftExchange329e71ec88ae@b.example",
        "",
    ):
        assert looks(f"From: {server}{report_type}")
    assert looks("From: MAILER-DAEMON@b.example")
    assert not looks(f"From: bob@b.example{report_type}"), "another recipient of the letter"
    failed = "Authentication-Results: mx.example.org; dmarc=fail header.from=b.example\r\n"
    assert not looks(f"{failed}From: MAILER-DAEMON@b.example{report_type}")
    assert not looks(
        "From: a@b.example\r\nContent-Type: multipart/report; report-type=disposition-notification"
    )
    assert not looks("From: a@b.example\r\nContent-Type: multipart/mixed")


@given(st.binary(max_size=2000) | st.integers(0, 1500).map(lambda cut: report("k@example.net", SENT)[:cut]))
def test_no_bytes_raise(raw: bytes) -> None:
    for one in failures(raw):
        assert one.address.count("@") == 1


@given(st.lists(st.sampled_from([
    b"Action: failed\n", b"Status: 5.1.1\n", b"Final-Recipient: rfc822; k@example.net\n", b"\n",
    b"Content-Type: message/delivery-status\n", b"Content-Type: multipart/report; boundary=b\n", b"--b\n", b"--b--\n",
    b"Message-ID: <xxxxxxxxxxxx@example.org>\n", b"Final-Recipient: ;;;\n", b"Content-Type: message/rfc822\n",
]), max_size=40))  # fmt: skip
def test_no_order_of_its_parts_raises(lines: list[bytes]) -> None:
    failures(b"".join(lines))


_NOBODY_THERE = re.compile(rb"^status: *5\.(?:1\.(?:1|2|3|6|10)|4\.4|4\.310|2\.1)\b", re.MULTILINE)


def test_of_real_reports_those_of_addresses_that_are_gone_are_read(
    corpus: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Truth by a plain look at the text: Action failed, a Status that is about the address, a message returned."""
    figures = Counter[str]()
    messages = (path for name in ("torture", "persons-vs-robots") for path in sorted(corpus(name).rglob("*")))
    for path in filter(Path.is_file, messages):
        text = path.read_bytes().replace(b"\r\n", b"\n").lower()
        if b"\ncontent-type: message/delivery-status" not in text:
            continue
        gone = b"\naction: failed" in text or b"\naction:failed" in text
        gone &= bool(_NOBODY_THERE.search(text)) and b"\nmessage-id:" in text.partition(b"\n\n")[2]
        unsure = (
            re.search(rb"^status: *5\.(?:0\.0|1\.0|4\.[01])\b", text, re.MULTILINE)
            or b"\nstatus:" not in text
        )
        truth = "gone" if gone else "unsure" if unsure else "not gone"
        figures[f"{truth}, {'read' if failures(path.read_bytes()) else 'not read'}"] += 1
    with capsys.disabled():
        print("\nreports that mail came back:", dict(sorted(figures.items())))
    assert figures["gone, read"] >= 50
    assert figures["gone, not read"] <= 5
    assert figures["not gone, read"] == 0


def test_the_made_up_report_is_one_to_the_library_too() -> None:
    assert email.message_from_bytes(report("k@example.net", SENT)).get_content_type() == "multipart/report"
