"""Header bytes to text: what a stranger writes can make a value empty or odd, it cannot raise."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mailparser.utils import get_addresses

from helpers.hostile_headers import ADDRESS_LISTS, ENCODED_WORDS, HEADERS, SPECS
from kith.mail import headers
from kith.model import Address
from kith.people.address import normalise


def specs(value: str) -> list[str]:
    return [address.spec for address in headers.addresses(value)]


@given(st.one_of(st.binary(), HEADERS))
def test_any_bytes_give_fields(block: bytes) -> None:
    for name, value in headers.fields(block).items():
        assert name == name.lower()
        assert name.isascii()
        assert "\0" not in value
        assert "\n" not in value or name in headers.ADDRESS_FIELDS


@given(st.one_of(st.text(), ADDRESS_LISTS))
def test_any_text_gives_addresses_and_words(value: str) -> None:
    headers.unquote_words(value)
    for address in headers.addresses(value):
        assert normalise(address.spec) == address.spec != ""
        assert address.name.isprintable()
        assert len(address.name) <= headers.LONGEST_NAME


@given(st.one_of(ADDRESS_LISTS, st.text(alphabet="ab@.,<>\"():; \\\t'")))
@example("a@b.c \xa0")
def test_no_address_is_found_that_the_structural_scanner_does_not_find(value: str) -> None:
    """But for dots: `c..hall@` and `.x@` are real mailboxes, and mail-parser refuses them. Of semicolons, any may
    separate. And the only `@` there is, behind the only bracket, up to the closing one or the end."""
    confirmed = set[str]()
    bare = value.lstrip("\ufeff \t")
    for sign in (";", ",", ";,"):
        confirmed |= {normalise(spec) for _, spec in get_addresses(bare.replace(";", sign))}
    if bare.count("@") == bare.count("<") == 1 and not set(bare) & set('"()[]\\'):
        confirmed.add(normalise(bare.partition("<")[2].partition(">")[0].strip(" \t")))
    for spec in specs(value):
        assert spec in confirmed or _oddly_dotted(spec)


def _oddly_dotted(spec: str) -> bool:
    return any(part == "" for half in spec.split("@") for part in half.split("."))


@given(
    st.one_of(
        ADDRESS_LISTS,
        st.tuples(SPECS, st.text(alphabet="ab .'-_\t", max_size=9)).map("{0[0]} ({0[1]})".format),
    )
)
@example("a@b.c (Karen Holm)")
@example("a@b.c (), b@c.d")
@example("a@b.c (Karen")
@example("a@b.c (Karen\t, b@c.d")
def test_the_strict_form_of_a_list_says_what_the_structural_scanner_says(value: str) -> None:
    plain = headers._plain_address_list(value)
    if plain is not None and not any(_oddly_dotted(address.spec) for address in plain):
        assert plain == headers._odd_address_list(value)


@given(st.one_of(ENCODED_WORDS, st.text(max_size=40), ADDRESS_LISTS))
@example("=?utf-8?q?AAAA=?=")
@example("=?utf-8?b?eHB0bw?=")
def test_the_strict_form_of_an_encoded_word_says_what_the_library_says(value: str) -> None:
    assert headers.unquote_words(value) == headers._unquoted(value)


@pytest.mark.parametrize("value", ["=?UTF-8?B?U2Now7ZuZQ==?=", "=?utf-8?q?Sch=C3=B6ne?="])
def test_the_usual_encoded_words_are_strict(value: str) -> None:
    assert headers._ONE_WORD.fullmatch(value)


@given(SPECS, SPECS, st.sampled_from(['"{}" <{}>', "{} <{}>", "({}) {}", "'{}' <{}>", '"\\"{}" <{}>']))
def test_a_display_name_never_becomes_an_address(name: str, spec: str, form: str) -> None:
    assert set(specs(form.format(name, spec))) <= {normalise(spec.strip("<>"))}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("ada@example.org", [Address("ada@example.org")]),
        ("Ada Lovelace <ADA@Example.org>", [Address("ada@example.org", "Ada Lovelace")]),
        ('"Holm, Karen" <k@b.c>, r@b.c', [Address("k@b.c", "Holm, Karen"), Address("r@b.c")]),
        ("=?utf-8?q?J=C3=B6?= =?utf-8?q?rg?= <j@example.org>", [Address("j@example.org", "Jörg")]),
        ("=?utf-8?b?4oI=?= =?utf-8?b?rCA1?= <e@example.org>", [Address("e@example.org", "€ 5")]),  # a split sign
        ("=?utf-8*en?q?J=C3=B6rg?= <j@example.org>", [Address("j@example.org", "Jörg")]),  # RFC 2231 section 5
        ("=?unknown?q?J=C3=B6rg?= <j@example.org>", [Address("j@example.org", "Jörg")]),
        ("'Ada' <'ada@example.org'>", [Address("ada@example.org", "Ada")]),
        ("Team: a@example.org, b@example.org;", [Address("a@example.org"), Address("b@example.org")]),
        ("<@one.example,@two.example:a@example.org>", [Address("a@example.org")]),
        ("a@example.org (Ada)", [Address("a@example.org", "Ada")]),
        ("undisclosed-recipients:;", []),
        ("Karen <k@b.c>; Bob <r@b.c>", [Address("k@b.c", "Karen"), Address("r@b.c", "Bob")]),  # as Outlook has them
        ('"Holm; K" <k@b.c>;r@b.c;', [Address("k@b.c", "Holm; K"), Address("r@b.c")]),
        ("(a; b) k@b.c; r@b.c", [Address("k@b.c", "a; b"), Address("r@b.c")]),
        ("k@b.c; Us: a@b.c, b@b.c; r@b.c", [Address("k@b.c"), Address("a@b.c"), Address("b@b.c"), Address("r@b.c")]),
        ("=?utf-8?q?a=3B_b?= <k@b.c>; r@b.c", [Address("k@b.c", "a; b"), Address("r@b.c")]),
        ("Karen: Home <k@b.c>", [Address("k@b.c", "Karen: Home")]),
        ("<k@b.c> Karen", [Address("k@b.c", "Karen")]),
        ("Karen <k@b.c", [Address("k@b.c", "Karen")]),
        ("\ufeffk@b.c", [Address("k@b.c")]),
        ("\ufeffKaren <k@b.c>", [Address("k@b.c", "Karen")]),
        # Whose these are is anybody's guess.
        ("Karen <k@b.c and more", []),
        ("Karen <k@b.c, r@b.c", []),
        ("Karen <k@b.c; Bob <r@b.c>", []),
        ('"Karen <k@b.c>', []),
        ("<k@b.c> <r@b.c>", []),
        ("Karen <k@[10.0.0.1]", []),
        (f"{'Karen ' * 99}<k@b.c", []),  # it may have been cut
        ("", []),
        (", ,", []),
    ],
)  # fmt: skip
def test_address_lists_are_read(value: str, found: list[Address]) -> None:
    assert list(headers.addresses(value)) == found


def test_an_address_is_listed_once_under_its_first_name() -> None:
    assert headers.addresses("Ada <a@b.c>, A <A@B.C>\na@b.c") == (Address("a@b.c", "Ada"),)


def test_a_name_is_one_printable_line() -> None:
    (address,) = headers.addresses("=?utf-8?q?Ada=0d=0aBcc=3A_x=40y=E2=80=AE?= <a@b.c>")
    assert address.name == "Ada Bcc: x@y"


def test_at_most_so_many_addresses_are_kept() -> None:
    many = [
        ", ".join(f"a{number}@b.c" for number in range(start, start + 100)) for start in range(0, 900, 100)
    ]
    assert len(headers.addresses("\n".join(many))) == headers.MOST_ADDRESSES


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_fields_are_unfolded_whatever_the_line_ends(end: bytes) -> None:
    block = end.join([b"To: a@b.c,", b"\td@e.f", b"Subject : two", b"  words", b"", b""])
    assert headers.fields(block) == {"to": "a@b.c,\td@e.f", "subject": "two  words"}


def test_only_lines_that_begin_with_a_name_are_fields() -> None:
    """What a line says further on is not a field: neither `see From: ...` nor a From_ line of an mbox file."""
    block = (
        b"From evil@x.y Sun Mar 1 11:00:00 2026\nplease see From: evil@x.y\n folded To: evil@x.y\nTo: a@b.c\n"
    )
    assert headers.fields(block) == {"to": "a@b.c"}


def test_of_a_repeated_name_the_topmost_counts_but_all_of_addresses() -> None:
    assert headers.fields(b"To: one\nX: y\nTO: two\nx: z\n") == {"to": "one\ntwo", "x": "y"}


@given(HEADERS)
def test_a_repeated_name_changes_nothing_of_the_others(block: bytes) -> None:
    found = headers.fields(b"X-Odd: 1\r\n" + block)
    assert headers.fields(b"X-Odd: 1\r\nX-Odd: 1\r\n" + block) == found


def test_nul_bytes_are_dropped() -> None:
    assert headers.fields(b"Sub\0ject: o\0ne\n") == {"subject": "one"}


def test_a_list_that_is_too_long_is_cut_between_two_entries() -> None:
    """Half an address would be somebody else's."""
    value = ", ".join(f"ü{number:05}@example.org" for number in range(1000))
    found = headers.addresses(headers.fields(f"To: {value}".encode())["to"])
    assert 300 < len(found) <= 500
    assert all(address.spec.startswith("ü") and address.spec.endswith("@example.org") for address in found)


def test_a_list_with_semicolons_is_cut_between_two_entries_as_well() -> None:
    value = ";".join(f"ü{number:05}@example.org" for number in range(1000))
    found = headers.addresses(headers.fields(f"To: {value}".encode())["to"])
    assert 300 < len(found) <= 500
    assert all(address.spec.endswith("@example.org") for address in found)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("plain", "plain"),
        ("Gru\u0308ße", "Grüße"),  # NFC
        ("=?iso-8859-1?q?Gr=FC=DFe?=", "Grüße"),
        ("Jö =?utf-8?q?M=C3=BCller?= €", "Jö Müller €"),
        ("=?utf-8?b?not base64!?=", "=?utf-8?b?not base64!?="),
        ("=?rot13?q?abc?=", "abc"),  # a codec that is not for text
    ],
)
def test_encoded_words_are_decoded_where_they_can_be(value: str, words: str) -> None:
    assert headers.unquote_words(value) == words
