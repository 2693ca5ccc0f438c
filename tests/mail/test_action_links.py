"""Links by which the user orders something: what they open is harmless, and is read back whatever happens to it."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.effort import within
from kith.commands.tokens import ALPHABET, LENGTH
from kith.mail.links import LONGEST, Action, action, note, read_action

TOKEN = "k7q2vmxa"
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
TOKENS = st.text(st.sampled_from(ALPHABET), min_size=LENGTH, max_size=LENGTH)
ORDERS = st.sampled_from(["later 2w", "done", "never", "talked", "skip", "later until 5 dec", "prefers text"])
HOSTILE = [
    "x\r\nBcc: all@evil.example",
    "&bcc=all@evil.example",
    "?cc=x#y",
    "%0D%0ABcc:x",
    f"({TOKEN[::-1]})",
    "=?utf-8?q?=0D=0ABcc:_x?=",
    ", never (aaaaaaaa)",
    "\u202eneraK",
    "日" * 300,
    "😀" * 300,
    "(" * 300,
    "",
    ",",
]


def parsed(uri: str) -> tuple[str, str, str]:
    """Address, subject, body; nothing else is in it."""
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("mailto", "", "")
    assert parts.query.count("&") == 1
    keys = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    assert list(keys) == ["subject", "body"]
    [subject], [body] = keys["subject"], keys["body"]
    return unquote(parts.path), subject, body


def test_a_link_opens_a_mail_to_oneself_that_can_be_read() -> None:
    assert parsed(action("sam@example.org", "later 2w", 1, "Karen", TOKEN)) == (
        "sam@example.org",
        "kith: later 2w, Karen (k7q2vmxa)",
        "Send this mail as it is: kith reads its subject, which is about number 1.",
    )


@settings(max_examples=1000)
@given(ORDERS, st.integers(1, 99), st.one_of(NAMES, st.sampled_from(HOSTILE)), TOKENS)
def test_whatever_a_name_is_the_order_and_the_token_are_read_back(
    order: str, number: int, name: str, token: str
) -> None:
    uri = action("sam@example.org", order, number, name, token)
    address, subject, body = parsed(uri)
    assert address == "sam@example.org"
    assert subject.isprintable()
    assert body.isprintable()
    assert "=?" not in subject
    found = read_action(subject)
    assert found is not None
    assert (found.order, found.token, found.verb) == (order, token, order.split()[0])


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("local", ["sam", "x" * 64, "日" * 110, "s?bcc=x&y#%"])
def test_no_link_is_longer_than_mail_programs_take(name: str, local: str) -> None:
    uri = action(f"{local}@{'d' * 180}.example", "later until 5 december", 20, name, TOKEN)
    assert len(uri) <= LONGEST
    assert parsed(uri)[0] == f"{local}@{'d' * 180}.example"
    assert uri.isascii()


def test_an_address_that_leaves_no_room_gets_no_link() -> None:
    assert action(f"{'日' * 200}@example.org", "never", 1, "Karen", TOKEN) == ""


def test_what_would_part_an_order_is_taken_out_of_it() -> None:
    _, subject, _ = parsed(action("sam@example.org", "note milk, bread (aaaaaaaa)", 1, "Karen", TOKEN))
    assert read_action(subject) == Action("note milk bread aaaaaaaa", "Karen", TOKEN)


@given(st.text(max_size=80), st.text(max_size=80))
@example("later (aaaaaaaa), 2w", "Karen")
def test_not_even_an_order_can_add_a_parameter_or_a_header(order: str, name: str) -> None:
    _, subject, _ = parsed(action("sam@example.org", order, 1, name, TOKEN))
    assert subject.isprintable()
    found = read_action(subject)
    assert found is None or found.token == TOKEN


@pytest.mark.parametrize(
    "subject",
    [
        "kith: later 2w, Karen (k7q2vmxa)",
        "Kith: later 2w, Karen (K7Q2VMXA)",
        "KITH : later 2w, Karen (k7q2vmxa)",
        "Re: kith: later 2w, Karen (k7q2vmxa)",
        "AW: Re: kith: later 2w, Karen (k7q2vmxa)",
        "Re[2]: kith: later 2w, Karen (k7q2vmxa)",
        "回复：kith：later 2w，Karen（k7q2vmxa）",
        "[EXTERNAL] kith: later 2w, Karen (k7q2vmxa)",
        "kith:\u00a0later\u00a02w,\u00a0Karen\u00a0(k7q2vmxa)",
        "  kith:  later  2w , Karen  ( k7q2vmxa ) . ",
        "kith: later 2w, Karen (k7q2vmxa",
        "kith later 2w, Karen [k7q2vmxa]",
        "kith: later 2w, Karen\r\n (k7q2vmxa)",
        "\ufeffkith: later 2w, Karen\u200b (k7q2vmxa)",
    ],
)
def test_a_subject_is_read_whatever_programs_and_telephones_do_to_it(subject: str) -> None:
    assert read_action(subject) == Action("later 2w", "Karen", TOKEN)


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("kith: later 2w (k7q2vmxa)", ""),
        ("kith: later 2w, (k7q2vmxa)", ""),
        ("kith: later 2w, Somebody Else, PhD (she) (k7q2vmxa)", "Somebody Else, PhD (she)"),
    ],
)
def test_the_name_may_be_changed_or_gone(subject: str, name: str) -> None:
    assert read_action(subject) == Action("later 2w", name, TOKEN)


@pytest.mark.parametrize(
    "subject",
    ["", "kith", "kith: later 2w, Karen", "kith: met Karen Anderson", "later 2w, Karen (k7q2vmxa)", "kith: (k7q2vmxa)",
     "kith: later (k7q2vmx)", "kith: later (k7q2vmxaa)", "kithara: later (k7q2vmxa)", "kith's: later (k7q2vmxa)",
     "kith@example.org: later (k7q2vmxa)", "What kith: later (k7q2vmxa)", "kith-2026w48: later (k7q2vmxa)"],
)  # fmt: skip
def test_what_is_no_order_with_a_token_is_none(subject: str) -> None:
    assert read_action(subject) is None


@pytest.mark.parametrize(
    ("subject", "order"),
    [("kith", ""), ("Kith: called Karen today", "called Karen today"), ("kith, met Petr", "met Petr"),
     ("kith met Petr", None), ("Kith and kin", None), ("Re: kith", None),
     ("Fwd: kith: pause", None), ("kithara concert", None), ("my kith", None), ("", None)],
)  # fmt: skip
def test_a_note_to_kith_is_known_by_how_its_subject_begins(subject: str, order: str | None) -> None:
    assert note(subject) == order


@given(st.text())
def test_no_subject_raises(subject: str) -> None:
    found = read_action(subject)
    assert found is None or (found.order and len(found.token) == LENGTH)


@pytest.mark.parametrize("piece", ["Re: ", "kith: ", "(", "[a] ", "kith: later,", "a:", " "])
def test_a_long_subject_takes_no_time(piece: str) -> None:
    with within(2):
        read_action(piece * 200_000)
