"""Where what somebody says ends and their signature begins, without a "-- " between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.mail.signature import unsigned


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Lovely.\n\nKaren Holm\nInitech Ltd, T: +44 20 7946 0018", "Lovely.\n"),
        ("Lovely.\nKaren", "Lovely."),
        ("Lovely.\nHOLM, Karen | Initech", "Lovely."),
        ("Lovely.\n\nBest wishes,\nK.\nCall +44 20 7946 0018", "Lovely.\n"),
        ("Schön.\n\nLiebe Grüße\nK.", "Schön.\n"),
        ("Karen\n\nP.S. text me", "P.S. text me"),
        ("Karen,\nlovely to hear from you", "Karen,\nlovely to hear from you"),
        ("Best of all was the boat", "Best of all was the boat"),
        ("Ravi\nwas here too", "Ravi\nwas here too"),
    ],
)
def test_a_name_or_a_goodbye_near_the_end_begins_it(words: str, left: str) -> None:
    assert unsigned(words, "Karen Holm") == left


def test_without_a_name_only_a_goodbye_does() -> None:
    assert unsigned("Lovely.\nCheers\nKaren", "") == "Lovely."
    assert unsigned("Lovely.\nKaren", "") == "Lovely.\nKaren"


@given(st.text(max_size=300), st.text(max_size=20))
def test_what_is_left_is_lines_of_what_was_written(words: str, name: str) -> None:
    lines = words.split("\n")
    left = unsigned(words, name)
    assert left == "" or all(line in lines for line in left.split("\n"))
