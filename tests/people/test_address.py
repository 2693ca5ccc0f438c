"""One normal form for one mailbox."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.hostile_headers import SPECS
from kith.people.address import LONGEST, Me, _normalised, domain_of, match_key, normalise

AROUND = st.sampled_from(["", "'", " ", ".", "mailto:", "MAILTO:", "'.", "\xa0", "''", ".'.", "\u200b"])
WRAPPED = st.tuples(AROUND, AROUND, SPECS | st.text(max_size=20), AROUND, AROUND).map("".join)


@given(st.one_of(st.text(), WRAPPED, st.tuples(st.text(min_size=1), st.text(min_size=1)).map("@".join)))
@example("a@b.'.")
@example("mailto:'a@b.c'")
@example("ada@evil.example＠example.org")  # IDNA makes an @ of the full-width one
@example("a@b。")
@example("a@ß.example")
@example("a@" + "ü" * 120 + ".example")
@example("İ@b.c")
@example("'@'\u200b")  # IDNA drops what cannot be seen
@example("a@b＇")
def test_the_normal_form_is_one_clean_address_and_stays_as_it_is(spec: str) -> None:
    found = normalise(spec)
    assert normalise(found) == found
    assert found == found.lower()
    assert found.isprintable()
    assert len(found) <= LONGEST
    assert found == "" or (found.count("@") == 1 and "" not in found.split("@"))


@given(st.one_of(st.text(), WRAPPED, st.from_regex(r"[A-Za-z0-9_.+='-]+@[A-Za-z0-9.-]+", fullmatch=True)))
@example("a" * 250 + "@b.c")
def test_the_strict_form_says_what_the_whole_rule_says(spec: str) -> None:
    assert normalise(spec) == (_normalised(spec) if len(spec) <= 2 * LONGEST else "")


@pytest.mark.parametrize(
    ("spec", "normal"),
    [
        ("Karen.Holm@Example.ORG", "karen.holm@example.org"),
        ("'karen@example.org'", "karen@example.org"),
        (" karen@example.org. ", "karen@example.org"),
        ("MailTo:karen@example.org", "karen@example.org"),
        ("jö@Exämple.org", "jö@xn--exmple-cua.org"),
        ("jo\u0308@EXA\u0308MPLE.org", "jö@xn--exmple-cua.org"),
        (
            "a@faß.example",
            "a@xn--fa-hia.example",
        ),  # not fass.example, which is somebody else: IDNA 2008, UTS 46
        ("a@XN--FA-HIA.example", "a@xn--fa-hia.example"),
        ("a@fass.example", "a@fass.example"),
        ("a@βόλος.example", "a@xn--nxasmm1c.example"),  # the final sigma as well
        ("a@Ex_Ä.example", "a@ex_ä.example"),  # IDNA refuses the stroke
        ("c..hall@example.com", "c..hall@example.com"),
        ("karen+news@example.org", "karen+news@example.org"),
    ],
)
def test_spellings_of_one_mailbox_have_one_form(spec: str, normal: str) -> None:
    assert normalise(spec) == normal


@pytest.mark.parametrize(
    "spec",
    ["", "karen", "@example.org", "karen@", "a@b@c", "a b@c.d", "karen@example.org, x@y.z", "k\u200b@example.org",
     "/O=EXAMPLE/CN=KAREN", f"{'k' * 250}@example.org", "k\0@b.c", "<k@b.c>", '"k r"@b.c'],
)  # fmt: skip
def test_what_is_no_address_is_empty(spec: str) -> None:
    assert normalise(spec) == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("karen+news@example.org", "karen@example.org", True),
        ("k.a.ren@gmail.com", "karen@googlemail.com", True),
        ("k.aren@example.org", "karen@example.org", False),  # only Gmail ignores dots
        ("karen@example.org", "karen@example.com", False),
        ("+1@example.org", "+2@example.org", False),  # nothing but a tag is no tag
    ],
)
def test_one_mailbox_may_be_spelled_in_several_ways(one: str, other: str, same: bool) -> None:
    assert (match_key(one) == match_key(other)) is same


def test_me_is_every_spelling_of_my_addresses_and_every_address_of_my_domains() -> None:
    me = Me(["Sam@Example.org", "*@Exämple.net", "s.j@gmail.com"])
    for mine in ["sam@example.org", "sam+todo@example.org", "x@xn--exmple-cua.net", "sj+a@googlemail.com"]:
        assert mine in me
    for other in ["samuel@example.org", "sam@sub.example.org", "x@example.net", "", "@"]:
        assert other not in me


def test_an_unreadable_address_of_mine_makes_nobody_me() -> None:
    assert not any(spec in Me(["no address"]) for spec in ["", "no address", "ada@example.org"])


def test_the_domain_is_what_follows_the_last_at() -> None:
    assert domain_of("ada@example.org") == "example.org"
