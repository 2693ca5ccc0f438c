"""What the sample mailbox is made of: proper mail, of invented people, dated relative to the day it is asked for."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from kith.sample.letters import messages
from kith.sample.stanzas import Misprint
from sample.reading import ME, NOW, parsed, people, plain, sample

WORLD = """\
== people
me: Me <me@home.example>
ada: Ada <ada@byron.example>
== first
Age: 12d 09:15
From: ada
Subject: Hello

Hi.
"""
ANSWER = """\
== second
Age: 11d 09:15
From: me
To: ada
Re: first

Hi.
"""


def find(fragment: str):
    """The one message whose Message-ID begins like this."""
    (found,) = [
        m for m in sample() if parsed(m)["Message-ID"].startswith(f"<{fragment}@") and m.folder != "Archive"
    ]
    return parsed(found)


def test_the_same_text_and_day_give_the_same_bytes():
    assert sample(NOW + timedelta(hours=3)) == sample()


def test_a_day_later_every_letter_is_a_day_later_and_otherwise_the_same():
    for today, tomorrow in zip(sample(), sample(NOW + timedelta(days=1)), strict=True):
        assert tomorrow.at - today.at == timedelta(days=1)
        assert parsed(tomorrow)["Message-ID"] == parsed(today)["Message-ID"]


@pytest.mark.parametrize(
    "now", [datetime(2026, 11, 22, 23, 30, tzinfo=UTC), datetime(2028, 2, 29, 0, 0, tzinfo=UTC)]
)
def test_no_letter_comes_from_the_future_and_all_from_the_last_three_years(now):
    moments = [message.at for message in sample(now)]
    assert moments == sorted(moments)
    assert moments[-1] < now
    assert moments[0] > now - timedelta(days=3 * 366)


def test_every_message_parses_as_what_it_is():
    for message in sample():
        mail = parsed(message)
        assert mail.defects == []
        assert parsedate_to_datetime(mail["Date"]) == message.at
        assert message.at.tzinfo is UTC
        assert len(people(mail, "From")) == 1
        assert people(mail, "To")
        assert re.fullmatch(r"<[a-z0-9.-]+@[a-z0-9.-]+>", mail["Message-ID"])
        assert plain(mail["Subject"]).strip()
        assert mail.get_payload()


def test_every_message_is_seven_bit_lines_of_bearable_length_ended_by_crlf():
    for message in sample():
        assert message.raw.isascii()
        assert message.raw.endswith(b"\r\n")
        lines = message.raw.split(b"\r\n")
        assert not any(b"\n" in line or b"\r" in line for line in lines)
        assert max(map(len, lines)) <= 78


def test_letters_say_what_was_written():
    letter = find("lena-buch-re").get_payload(decode=True).decode("utf-8")
    assert letter.replace("\r\n", "\n").startswith("Hallo Lena,\n\nwie schön! Das zweite")
    assert plain(find("hanako-visit")["From"]).startswith("佐藤 花子")


def test_no_address_or_identifier_belongs_to_a_domain_that_could_exist():
    for message in sample():
        for domain in re.findall(rb"@([\w.=-]+)", message.raw.replace(b"=\r\n", b"")):
            assert re.fullmatch(rb"(?:.+\.)?example\.?", domain), domain


def test_one_message_id_is_one_message_also_where_it_lies_in_two_folders():
    by_id = {}
    for message in sample():
        assert by_id.setdefault(parsed(message)["Message-ID"], message.raw) == message.raw
    copies = Counter(parsed(message)["Message-ID"] for message in sample())
    assert [identity for identity, copies in copies.items() if copies > 1] == [
        "<camille-train@laurent.example>"
    ]


def test_threads_hold_together():
    known = {parsed(message)["Message-ID"]: message.at for message in sample()}
    answers = [(message, parsed(message)) for message in sample() if "In-Reply-To" in parsed(message)]
    assert len(answers) > 50
    for message, mail in answers:
        assert mail["References"].split()[-1] == mail["In-Reply-To"]
        assert all(known[reference] < message.at for reference in mail["References"].split())


def test_a_reply_takes_the_subject_of_what_it_answers_once():
    again = ANSWER.replace("first", "second").replace("== second", "== third").replace("11d", "10d")
    subjects = [parsed(message)["Subject"] for message in messages(WORLD + ANSWER + again, NOW)]
    assert subjects == ["Hello", "Re: Hello", "Re: Hello"]


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("Re: first", "Re: zeroth", "no letter called 'zeroth'"),
        ("Age: 11d", "Age: 12d", "is not newer than first"),
    ],
)
def test_an_answer_needs_an_older_letter_to_answer(right, wrong, complaint):
    with pytest.raises(Misprint, match=f"line 10: .*{complaint}"):
        messages(WORLD + ANSWER.replace(right, wrong), NOW)


def test_the_mailbox_is_large_enough_to_be_believed_and_small_enough_to_be_quick():
    made = sample()
    assert 150 <= len(made) <= 250
    assert {message.folder for message in made} == {
        "INBOX",
        "Sent",
        "Archive",
        "Freunde",
        "Drafts",
        "Junk",
        "Trash",
    }
    assert len({spec for message in made for _, spec in people(parsed(message), "From")}) >= 30


def test_every_trap_that_was_promised_is_there():
    assert "Auto-Submitted" in find("ana-away")
    assert find("ravi-bounce").get_content_type() == "multipart/report"
    assert [part.get_content_type() for part in find("ravi-bounce").get_payload()] == [
        "text/plain",
        "message/delivery-status",
        "text/rfc822-headers",
    ]
    assert find("hugo-thanks")["Bcc"] == "Ngozi Okafor <ngozi@okafor.example>"
    assert len(people(find("farewell"), "To")) == 9
    assert find("wojtek-tyres")["Delivered-To"] == "sam@okafor.example"
    assert people(find("note-to-self"), "From")[0][1] in ME
    assert people(find("juergen-shelf"), "To") == [("Jürgen Müller", "juergen@xn--mller-kva.example")]
    assert find("riders-bell")["List-Post"] == "<mailto:riders@lists.example>"
    assert {spec for _, spec in people(find("marek-lecture-re"), "To")} == {
        "marek@dvorak.example",
        "dvorak@botany.university.example",
    }


def test_a_letter_from_the_old_address_lies_outside_sent():
    outside = {
        people(parsed(message), "From")[0][1] for message in sample() if message.folder == "Archive"
    } & ME
    assert outside == {"sam@initech.example"}
