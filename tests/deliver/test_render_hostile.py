"""Whatever strangers write, the digest keeps its shape: threats C2 to C4 of docs/design.md."""

import unicodedata
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliver.test_render_static import Page, links
from digests.cases import render, told
from kith.deliver.pages import FSI, PDI

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><a href="javascript:alert(1)">x</a>',
    "' style='background:url(//evil.example)", "</td></tr></table>", "<!--", "-->", "<style>*{display:none}</style>",
    "javascript:alert(1)", "&lt;b&gt;", "&#60;b&#62;", "{{7*7}}", "{% for x in range(9**9) %}{% endfor %}",
    "{{ ''.__class__.__mro__ }}", "{{ digest.__init__.__globals__ }}", "{# x #}", "<b\x00>", "\u202e<b>\u202c",
    "\u2028<b>", "\r\nBcc: x@evil.example", "%0D%0Abcc=x", "&body=x", "?bcc=x", "#", "\ufeff<b>", "\ud800", "𝕏" * 400,
]  # fmt: skip
# Ways out of where a payload stands, what is to be had outside, and ways to hide the rest: 10 x 10 x 5 of them.
OUT = ["", '"', "'", '">', "'>", "</p>", "</td></tr></table>", "-->", "</style>", '\\"']
OUTSIDE = [
    "<script>x</script>", "<img src=//evil.example>", "<svg/onload=x>", " onmouseover=x ", " style=background:url(//e)",
    '<a href="https://evil.example">', "<base href=//evil.example>", "<form action=//e>", "<meta http-equiv=refresh>",
    "<iframe srcdoc=x>",
]  # fmt: skip
REST = ["", "<!--", '<x y="', "<style>", "<textarea>"]
COMBINED = ["".join(parts) for parts in product(OUT, OUTSIDE, REST)]
SLOTS = [
    "name",
    "address",
    "why",
    "rhythm",
    "subject",
    "account",
    "failure",
    "suspended",
    "since",
    "own_name",
    "placed",
    "reworded",
]


def attacked(slot: str, payload: str) -> dict[str, Any]:
    """The one-person digest with `payload` in one place a stranger can reach."""
    case = told("one-person") | {"suspended": ["x"], "since_last_time": ["x"]}
    case["account"][0]["failure"] = "x"
    person, account = case["person"][0], case["account"][0]
    match slot:
        case "subject":
            person["last"]["subject"] = payload
        case "account":
            account["name"] = payload
        case "failure":
            account["failure"] = payload
        case "suspended":
            case["suspended"] = [payload]
        case "since":
            case["since_last_time"] = [payload]
        case "own_name":
            case["own_name"] = payload
        case _:
            person[slot] = payload
    return case


def attacked_everywhere(payload: str) -> dict[str, Any]:
    """The same with `payload` in all these places at once."""
    everywhere = attacked("name", payload)
    for slot in SLOTS:
        one = attacked(slot, payload)
        for key in ("own_name", "suspended", "since_last_time"):
            if payload in one.get(key, ""):
                everywhere[key] = one[key]
        for table in ("person", "account"):
            for key, value in one[table][0].items():
                if payload in (value, value.get("subject") if isinstance(value, dict) else None):
                    everywhere[table][0][key] = value
    return everywhere


def shape(html: str) -> list[tuple[str, list[str]]]:
    """Tags and attributes with what they lead to, but the few that rightly come and go."""
    found = [
        (tag, [key if key in {"style", "href"} else f"{key}={value}" for key, value in attributes.items()])
        for tag, attributes in Page(html).elements
        if tag != "br"
    ]
    return [element for index, element in enumerate(found) if element not in found[:index]]


@pytest.mark.parametrize("slot", SLOTS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_changes_words_but_never_the_page(slot: str, payload: str) -> None:
    benign, hostile = (render(attacked(slot, value)).html for value in ("benign", payload))
    assert shape(hostile) == shape(benign)
    assert [link.partition(":")[0] for link in links(hostile)] == ["mailto"]
    assert {link.partition("?")[0] for link in links(hostile, "order")} == {"mailto:sam@example.org"}


def test_five_hundred_payloads_in_every_place_at_once_change_words_but_never_the_page() -> None:
    """C2."""
    assert len(set(COMBINED)) == 500
    benign = render(attacked_everywhere("benign")).html
    assert benign.count("benign") >= len(SLOTS)
    for payload in COMBINED:
        hostile = render(attacked_everywhere(payload)).html
        assert shape(hostile) == shape(benign), payload
        assert [link.partition(":")[0] for link in links(hostile)] == ["mailto"], payload
        assert {link.partition("?")[0] for link in links(hostile, "order")} == {"mailto:sam@example.org"}, (
            payload
        )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_number_a_profile_or_a_point_changes_words_but_never_the_page(payload: str) -> None:
    pages = []
    for words in ("benign", payload):
        case = told("all-channels")
        for person in case["person"][:4]:  # all but the one that is mailed
            person |= {"to": words, "points": [words], "subject": "", "body": words}
        pages.append(render(case).html)
    benign, hostile = pages
    assert shape(hostile) == shape(benign)
    assert [link.partition(":")[0] for link in links(hostile)] == ["mailto"]
    assert {link.partition("?")[0] for link in links(hostile, "order")} == {"mailto:sam@example.org"}


@pytest.mark.parametrize("slot", SLOTS)
@given(payload=st.text(max_size=80))
@settings(max_examples=25, deadline=None)
def test_no_control_or_format_character_of_a_stranger_reaches_the_user(slot: str, payload: str) -> None:
    letter = render(attacked(slot, payload))
    for part in (letter.subject, letter.text, letter.html):
        unseen = {
            char for char in part if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        }
        assert unseen <= {"\n", FSI, PDI}
    assert "\n" not in letter.subject
    assert max(map(len, letter.text.split("\n"))) <= 76


def test_a_page_that_a_server_or_kith_names_is_read_and_not_clicked() -> None:
    """A provider's page of app passwords stands in kith's own advice under HEALTH; links are the digest's alone."""
    letter = render(
        attacked("failure", "refused: make one at https://www.myaccount.example/app HTTP://evil.example")
    )
    for part in (letter.text, letter.html):
        assert "make one at myaccount.example/app" in " ".join(part.split())
        assert "http" not in part.lower().replace("http-equiv", "")


def test_template_code_in_mail_is_printed_not_run() -> None:
    letter = render(attacked("why", "{{7*7}} {% include '/etc/passwd' %}"))
    assert "{{7*7}} {% include '/etc/passwd' %}" in letter.text
    assert "{{7*7}}" in letter.html


def test_a_name_that_looks_like_an_address_cannot_hide_the_real_one() -> None:
    letter = render(attacked("name", "ceo@bank.example"))
    assert "ceo@bank.example <karen@example.org>" in letter.text
    assert "Hi Ceo" not in letter.text


def test_right_to_left_names_are_isolated_from_what_follows() -> None:
    letter = render(told("right-to-left"))
    assert f"1. {FSI}דוד כהן{PDI} <david@example.org>" in letter.text
    assert "<bdi>דוד כהן</bdi>" in letter.html
    assert FSI not in render(told("three-people")).text
