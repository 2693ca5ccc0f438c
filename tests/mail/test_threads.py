"""What makes an answer an answer (RFC 5322 sections 3.6.4 and 3.6.5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.mail.threads import LONGEST_CHAIN, again, chain, ids, is_id, shortened

FIELD = st.text(st.sampled_from("<>@ab. \t\r\n\0é\u2028="), max_size=80)


@pytest.mark.parametrize(
    ("references", "in_reply_to", "before"),
    [
        ("<1@a> <2@a>", "<2@a>", ("<1@a>", "<2@a>")),
        ("", "<2@a>", ("<2@a>",)),
        ("", "<1@a> <2@a>", ()),  # whose parent is which cannot be told
        ("", "", ()),
        ("<1@a><1@a>\t<2@a>", "", ("<1@a>", "<2@a>")),
        ("nonsense <no-at> <a b@c> <2@a>", "", ("<2@a>",)),
    ],
)
def test_an_answer_refers_to_all_that_its_parent_refers_to(
    references: str, in_reply_to: str, before: tuple[str, ...]
) -> None:
    assert chain(references, in_reply_to) == before


def test_of_an_endless_thread_the_first_and_the_newest_are_kept() -> None:
    endless = [f"<{number}@a>" for number in range(500)]
    kept = shortened(endless)
    assert (len(kept), kept[0], kept[-1]) == (LONGEST_CHAIN, "<0@a>", "<499@a>")


@given(FIELD, FIELD)
def test_nothing_but_whole_ids_comes_out_of_a_strangers_field(references: str, in_reply_to: str) -> None:
    for one in chain(references, in_reply_to):
        assert is_id(one)
        assert one.isascii()
        assert one.isprintable()
        assert one[0] + one[-1] == "<>"
        assert " " not in one


def test_an_id_too_long_for_a_line_is_left_out() -> None:
    assert ids(f"<{'a' * 900}@b.example> <1@b.example>") == ("<1@b.example>",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Handover notes", "Re: Handover notes"),
        ("Re: Handover notes", "Re: Handover notes"),
        ("AW: RE: Handover\n notes", "Re: Handover notes"),
        ("Re[2]: Fwd: Lunch?", "Re: Fwd: Lunch?"),
        ("Regarding lunch", "Re: Regarding lunch"),
        ("", "Re:"),
    ],
)
def test_an_answer_stands_under_the_old_subject_with_one_mark(old: str, new: str) -> None:
    assert again(old) == new
