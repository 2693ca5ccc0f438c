"""What a signature says of somebody's work: a position below their own name, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.mail.positions import LONGEST, another, no_news, position_of

KAREN = "Karen Holm"


@pytest.mark.parametrize(
    ("signature", "position"),
    [
        ("-- \nKaren Holm\nHead of Tides\nTidewater Ltd\n+44 20 7946 0018", "Head of Tides, Tidewater Ltd"),
        ("--\n*Karen Holm*\nHead of Tides, Tidewater Ltd\nwww.tidewater.example", "Head of Tides, Tidewater Ltd"),
        ("Karen Holm | Head of Tides | Tidewater\nT: 020", "Head of Tides | Tidewater"),
        ("Best\nKaren\n\nKaren Holm, Senior Engineer\nTidewater", "Senior Engineer, Tidewater"),
        ("Dr. Karen Holm\n\nLeiterin Gezeiten\nGezeiten GmbH", "Leiterin Gezeiten, Gezeiten GmbH"),
        ("Karen Holm\nDirectrice des marées\nMarées SA", "Directrice des marées, Marées SA"),
        ("HOLM, Karen\nDirectora de Mareas", "Directora de Mareas"),
        ("Karen Holm\nResponsabile maree\nMaree Srl", "Responsabile maree, Maree Srl"),
        ("Karen Holm\nDiretora de Marés\nMarés Lda", "Diretora de Marés, Marés Lda"),
        ("Karen Holm\nHoofd getijden\nGetij BV", "Hoofd getijden, Getij BV"),
        ("Karen Holm\nUniversity of Tides\nProfessor of Coasts", "Professor of Coasts"),
        # nothing to be glad of, nobody's position, or somebody else's
        ("Karen Holm", ""),
        ("Karen Holm\n+44 20 7946 0018\nHead of Tides", ""),
        ("Karen Holm\nformer Head of Tides", ""),
        ("Karen Holm\nProfessor emerita of Coasts", ""),
        ("Karen Holm\nEngineer, open to work", ""),
        ("Karen Holm\nEngineer\nlooking for a new harbour", ""),
        ("Karen Holm\nDid you see what the new director wrote about the harbour and the two boats last Monday?", ""),
        ("Karen\nHead of Tides", ""),
        ("Ravi Patel\nHead of Tides\nTidewater Ltd", ""),
        ("See you\n\nOn Mon, 3 Nov 2026 at 10:00, Sam <sam@x.example> wrote:\n> Karen Holm\n> Head of Tides", ""),
        ("Karen Holm\nHead of Tides?", ""),
    ],
)  # fmt: skip
def test_the_position_in_a_signature(signature: str, position: str) -> None:
    assert position_of(f"Hi Sam,\n\nsee you on Friday.\n\n{signature}\n", KAREN) == position


@pytest.mark.parametrize(
    "words",
    ["Looking for new opportunities", "Unemployed", "Head of Tides (laid off)", "retired", "former CEO", "Rentnerin",
     "Ingénieure, en recherche", "desempleado", "Career break", "Homemaker"],
)  # fmt: skip
def test_what_is_nothing_to_be_glad_of(words: str) -> None:
    assert no_news(words)
    assert not no_news("Head of Tides, Tidewater Ltd")


def test_who_has_no_full_name_has_no_position() -> None:
    assert position_of("Karen\nHead of Tides\n", "Karen") == ""
    assert position_of("Billing\nHead of Tides\n", "Billing Department") == ""


@pytest.mark.parametrize(
    ("one", "other", "news"),
    [
        ("Head of Tides, Acme", "Engineer, Tidewater", True),
        ("Head of Tides, Acme", "Head of Tides, Tidewater", True),
        ("Engineer, Tidewater", "Engineer, Tidewater Ltd", False),
        ("Engineer", "Senior Engineer, Tidewater", False),
        ("Director of the Tides", "Director, Tides", False),
        (
            "Leiterin Gezeiten, Tidewater",
            "Head of Tides, Tidewater",
            False,
        ),  # another language, perhaps the same
        ("", "Engineer", False),
    ],
)
def test_what_is_another_position(one: str, other: str, news: bool) -> None:
    assert another(one, other) == another(other, one) == news


@given(st.text(), st.text())
def test_any_text_gives_one_short_line(text: str, name: str) -> None:
    for whose in (name, KAREN):
        found = position_of(f"{text}\nKaren Holm\n{text}", whose)
        assert len(found) <= LONGEST
        assert not {"\n", "\x1b"} & set(found)
