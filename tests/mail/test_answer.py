"""Of an answer to a digest exactly the user's own lines are taken, in every shape that mail programs give it.

`KITH_ACCEPT=1 pytest tests/mail/test_answer.py` writes the table of docs/design.md anew, from tests/answers.
"""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.answered import (
    ALL,
    ID,
    SHAPES,
    Sent,
    Shape,
    marked,
    orders,
    sent,
    torn,
    without_sentinel,
    wrapped,
)
from helpers.corpora import FOLDER as CORPORA
from kith.mail import answer as module
from kith.mail.answer import AnswerLine, answer, named, sentinel
from kith.mail.words import text_of, text_of_html

DESIGN = Path(__file__).parents[2] / "docs" / "design.md"
TOP = "| program | language | what is special | orders |\n|---|---|---|---|\n"
REAL = ["1 done", "2 snooze 2w", "3 called him, he is at Acme now"]
DIGEST = sent("three-people")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_of_every_shape_the_users_own_lines_are_taken(shape: Shape) -> None:
    assert shape.orders() == shape.expected


def test_there_are_shapes_of_many_programs_in_many_languages() -> None:
    assert len(SHAPES) >= 25
    assert len({shape.language for shape in SHAPES}) >= 6
    assert {shape.program for shape in SHAPES} >= set(
        "Gmail|Apple Mail|Outlook|Thunderbird|Yahoo|Proton|neomutt|GMX|K-9|Samsung".split("|")
    )


def test_the_table_of_the_design_is_what_the_shapes_say() -> None:
    rows = [
        f"| {shape.program} | {shape.language} | {shape.special} |"
        f" {', '.join(f'`{order}`' for order in shape.orders()).replace('|', ':') or 'none'} |\n"
        for shape in SHAPES
    ]
    table = TOP + "".join(sorted(rows, key=str.lower))
    page = DESIGN.read_text("utf-8")
    before, _, rest = page.partition(TOP)
    after = re.split(r"^(?!\|)", rest, maxsplit=1, flags=re.MULTILINE)[-1]
    if os.environ.get("KITH_ACCEPT"):
        DESIGN.write_text(before + table + after, "utf-8")
    assert page == before + table + after


QUOTES: list[Callable[[str, int], str]] = [
    torn,
    lambda text, width: "\n".join(wrapped(text, width)),
    lambda text, width: marked(wrapped(text, width)),
    lambda text, width: marked(wrapped(text, width), "> > "),
    lambda text, width: marked(wrapped(text, width), "| "),
    lambda text, width: marked(wrapped(text, width), " " * (width % 12)),
    lambda text, width: "\n\n".join(wrapped(text, width)),
    lambda text, width: " ".join(text.split()),
    lambda text, width: re.sub(r"\n(?=\S)", " ", text),
    lambda text, width: text.replace(" ", "\u00a0").replace("-", "\u2011"),
    lambda text, width: text.upper(),
    lambda text, width: text.replace("\n", "\r\n"),
    lambda text, width: text.replace('"', "\u201c").replace("'", "\u2019"),
]


@pytest.mark.parametrize("shape", range(len(QUOTES)))
@given(st.sampled_from(ALL), st.integers(36, 90), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_digest_that_is_quoted_back_in_any_shape_orders_nothing(
    shape: int, name: str, width: int, html: bool, bare: bool
) -> None:
    it = sent(name)
    text = text_of_html(it.html) if html else it.text
    assert orders(QUOTES[shape](without_sentinel(text) if bare else text, width), it.lines) == []


@given(
    st.sampled_from(ALL), st.integers(20, 90), st.sampled_from(QUOTES[1:]), st.sampled_from(["> ", ">", ""])
)
@settings(max_examples=150, deadline=None)
def test_behind_a_sentinel_a_digest_that_kith_no_longer_has_orders_nothing(
    name: str, width: int, quote: Callable[[str, int], str], mark: str
) -> None:
    text = f"{sentinel(ID)}\n{without_sentinel(sent(name).text)}"
    assert orders(marked(quote(text, width).split("\n"), mark), []) == []


OWN = st.lists(
    st.sampled_from(["done", "later 2w", "never", "called her", "prefers text", "every 6w"]), min_size=1, max_size=5
)  # fmt: skip


@given(OWN, st.sampled_from(ALL), st.integers(40, 90), st.booleans())
@settings(deadline=None)
def test_orders_above_and_below_a_quoted_digest_are_all_found(
    said: list[str], name: str, width: int, below: bool
) -> None:
    written = [f"{number} {order}" for number, order in enumerate(said, 1)]
    quoted = marked(wrapped(sent(name).text, width))
    parts = [quoted, *written] if below else [*written, "", quoted]
    assert orders("\n".join(parts), sent(name).lines) == written


@given(OWN, st.integers(30, 90))
def test_an_order_below_a_quoted_heading_is_about_it_however_that_is_wrapped(
    said: list[str], width: int
) -> None:
    heading = "2. Júlia Fernández <julia@example.net>"
    text = "\n".join([marked(wrapped(heading, width)), *said])
    assert orders(text, DIGEST.lines) == [f"2| {order}" for order in said]
    assert orders(text, []) == [f"2| {order}" for order in said]


def test_what_stands_below_the_end_of_the_last_suggestion_is_about_nobody() -> None:
    text = f"{marked(DIGEST.text.splitlines())}\ndone\n"
    assert orders(text, DIGEST.lines) == ["done"]


def test_a_numbered_line_that_is_no_heading_of_the_digest_changes_nothing() -> None:
    text = "> 1. Karen Holm <karen@example.org>\n>     2. Buy milk\ndone\n> 9. Nobody\nskip"
    assert orders(text, DIGEST.lines) == ["1| done", "1| skip"]


def test_a_line_knows_its_number_in_the_mail() -> None:
    assert answer("\nHi,\n> x\n\n1   done\u200b \n", []) == [
        AnswerLine("Hi,", None, 2), AnswerLine("1 done", None, 5),
    ]  # fmt: skip


def test_a_long_line_that_a_program_broke_with_a_blank_at_its_end_is_one_order() -> None:
    long = "1 note he is at Acme now, in the same building as Karen, and goes "
    text = (
        f"{long}\nclimbing with Petr who has moved to Brno for good, as I should have \nknown\n2 done \n3 met"
    )
    assert answer(text, []) == [
        AnswerLine(
            f"{long}climbing with Petr who has moved to Brno for good, as I should have known", None, 1
        ),
        AnswerLine("2 done", None, 4),
        AnswerLine("3 met", None, 5),
    ]
    assert orders(f"{long}\n\n2 done", []) == [long.strip(), "2 done"]


@pytest.mark.parametrize("word", ["thanks", "Thanks!", "quit", " THANK YOU. ", "Danke", "díky", "ありがとう"])
def test_thanks_are_no_order_and_what_stands_below_may_be_a_signature(word: str) -> None:
    assert answer(f"1 done\n{word}\n2 never", []) == [
        AnswerLine("1 done", None, 1),
        AnswerLine("2 never", None, 3, parting=True),
    ]
    assert [line.parting for line in answer(f"{word}\n> quoted\n2 never", [])] == [False]
    assert orders(f"1 {word}\n2 never", []) == [f"1 {' '.join(word.split())}", "2 never"]


def test_a_text_that_is_signed_is_read_without_its_armour() -> None:
    signed = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n1 skip\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n"
    )
    assert orders(signed, []) == ["1 skip"]


def test_comments_are_none_but_numbers_with_a_cross_are() -> None:
    assert orders("# done\n#1 done\n#done", []) == ["#1 done"]


def test_the_rest_of_a_link_that_was_broken_in_two_is_no_order() -> None:
    text = "1 done\nLater <mailto:sam@example.org?\nsubject=kith%3A%20later%202w%2C%20Karen%20%28k7q2vmxa%29>"
    assert orders(text, []) == ["1 done"]


@pytest.mark.parametrize(
    "element", ["blockquote", 'div class="x gmail_quote"', 'div class="protonmail_quote"', 'div name="quote"',
                'div class="yahoo_quoted"', 'div class="zmail_extra"', 'div class="tutanota_quote"']
)  # fmt: skip
def test_an_order_below_what_a_program_quotes_in_html_is_own_and_the_quote_is_not(element: str) -> None:
    page = f"<{element}><div>1. Karen Holm</div><p>never</p></{element.split()[0]}><div>done</div>"
    assert orders(text_of_html(page), []) == ["1| done"]


def test_below_a_page_of_nothing_no_order_is_looked_for() -> None:
    assert orders("# x\n" * 400 + "1 done", []) == ["1 done"]
    assert orders("# x\n" * 600 + "1 done", []) == []


def test_a_page_of_text_gives_no_more_lines_than_anybody_needs() -> None:
    found = answer("Dear diary,\n" * 10_000 + "x" * 10_000, DIGEST.lines)
    assert len(found) == module.MOST
    assert len(answer("x" * 10_000, [])[0].text) == module.LONGEST


@pytest.mark.parametrize(
    "written",
    [
        sentinel(ID),
        f"> {sentinel(ID)}",
        f"  >> *{sentinel(ID)}*",
        f"1 done\n> ~~ answer-above-this-line ~~\n> kith-{ID} ~~",
        f"answer-above-\n  this-line kith-{ID}",
        sentinel(ID).replace("-", "\u2011"),
        sentinel(ID).upper(),
    ],
)
def test_the_digest_is_known_by_its_sentinel_however_a_program_turns_it(written: str) -> None:
    assert named(f"1 done\n\n{written}\n\nand more") == ID
    assert orders(f"1 done\n\n{written}\n\n2 never", [])[:1] == ["1 done"]


@pytest.mark.parametrize(
    "line", ["", "1. ~~ answer-above-this-line ~~ kith-2026w01", "answer above this line kith-2026w01", "kith-2026w01",
             "~~ answer-above-this-line ~~ kith-", f"~~ answer-above-this-line ~~ kith-{'x' * 200}"]
)  # fmt: skip
def test_what_stands_in_a_name_or_is_torn_names_no_digest(line: str) -> None:
    assert named(line) == ""


def test_a_digest_may_be_named_in_two_halves() -> None:
    assert named(sentinel("2026w48-k7q2vmxa")) == "2026w48-k7q2vmxa"


PIECES = st.sampled_from(
    ["1 done", "> 1. Karen Holm", "", "-- ", sentinel(ID), "From: a", "To: b", "Subject: c", "On 3 Mar 2025", "wrote:",
     "thanks", "\r", "#", "answer", "above-", "\u3000>", "| x", "a" * 999, "\ud800", "\0", "\u2028", *DIGEST.lines[:20]]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES).map("\n".join)), st.lists(st.one_of(PIECES, st.text())))
@example("\ud800", ["\ud800"])
def test_no_answer_to_no_digest_raises_and_lines_stay_clean_and_in_order(
    text: str, digest: list[str]
) -> None:
    found = answer(text, digest)
    assert [one.line for one in found] == sorted({one.line for one in found})
    assert all(one.text.isprintable() and one.text.strip() == one.text != "" for one in found)
    named(text)


@pytest.mark.parametrize(
    "line", ["1 done", "a", "> 1. Karen Holm", "> x", "answer", "~~ answer-above-", "On 3 Mar 2025 a", "#",
             "WHY NOW   You had 12", "Best wishes,", "x" * 2000]
)  # fmt: skip
def test_time_grows_with_the_length_and_no_faster(line: str) -> None:
    told = sent("very-long").lines

    def seconds(lines: int) -> float:
        text = f"{line}\n" * lines
        began = time.process_time()
        answer(text, told)
        named(text)
        return time.process_time() - began

    assert seconds(40_000) < 25 * max(seconds(4_000), 0.02)


def test_of_replies_that_mail_programs_really_sent_the_orders_are_taken() -> None:
    folder = CORPORA / "replies-from-clients"
    if not folder.exists():
        pytest.skip(f"no {folder}: real mail is not part of the project")
    for name in ("sent_007", "sent_009", "sent_010"):
        text = text_of((folder / f"{name}.eml").read_bytes())
        assert [one.text for one in answer(text, [])] == REAL
        assert named(text) == ("" if name == "sent_007" else "2026w48")


def test_a_digest_in_the_place_of_what_real_replies_quote_orders_nothing(
    corpus: Callable[[str], Path],
) -> None:
    """What is taken of the replies in other projects' test sets does not grow by a digest below them."""
    folder = corpus("replies") / "email_reply_trimmer"
    checked = 0
    for path in sorted((folder / "emails").iterdir()):
        reply = path.read_text("utf-8", "replace")
        alone, below = orders(reply, []), orders(f"{reply}\n{DIGEST.text}", DIGEST.lines)
        assert below == alone[: len(below)], path.name
        checked += len(alone) > 0
    assert checked >= 50


def test_a_digest_without_any_line_is_no_digest() -> None:
    assert Sent("", "").lines == []
    assert orders("1 done\n", []) == ["1 done"]
