"""What may be said aloud of a display name and of a subject."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.suggest.naming import LONGEST_SUBJECT, first_name, shared_subject


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Karen Holm", "Karen"),
        ("Holm, Karen", "Karen"),
        ("von Holm, Karen", "Karen"),
        ("Karen", "Karen"),
        ("karen holm", "Karen"),
        ("KAREN HOLM", "Karen"),
        ("HOLM Karen", "Karen"),
        ("Dr. Karen Holm", "Karen"),
        ("Prof. Dr.-Ing. Hans Müller", "Hans"),
        ("Ing. Petr Novák, CSc.", "Petr"),
        ("Karen Holm, PhD", "Karen"),
        ("Holm, Dr. Karen (Initech)", "Karen"),
        ("Karen Holm (Initech)", "Karen"),
        ("Karen Holm (Initech 2)", "Karen"),
        ("Karen (2)", "Karen"),
        ("Karen Holm(2)", "Karen"),
        ("Karen Holm; PhD", "Karen"),
        ("<b>Karen</b>", "Karen"),
        ("Karen Holm <karen@initech.example>", "Karen"),
        ("Karen | Initech", "Karen"),
        ("'Karen Holm' via Friends", "Karen"),
        ("🌸 Karen 🌸", "Karen"),
        ("Anne-Marie O'Neil", "Anne-Marie"),
        ("ANNE-MARIE", "Anne-Marie"),
        ("J. Edgar Hoover", "Edgar"),
        ("JP Holm", "JP"),
        ("Élodie", "Élodie"),
        ("सुनीता शर्मा", "सुनीता"),
        ("山田 太郎", "山田 太郎"),
        ("Nguyễn Thị Minh", "Nguyễn Thị Minh"),
    ],
)
def test_the_first_name_is_found_however_the_name_is_written(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Dr. Holm",
        "K. Holm",
        "J.R.R. Tolkien",
        "ravi77",
        "Initech Support",
        "[Karen]",
        "Kar\u200ben",
        ", ,",
        "@",
        "Karen\r\nBcc: x@evil.example",
        "A" * 21,
        "<script>alert(1)</script>",
        "<b>alert('Karen')</b> Holm",
        "<i>x=1</i>",
        "Karen <br>; drop",
        "alert(1)",
        "main()",
    ],
)
def test_where_nobody_can_tell_no_first_name_is_said(name: str) -> None:
    assert first_name(name, "x@example.org") == ""


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("karen.holm@example.org", "Karen"),
        ("k.holm@example.org", ""),
        ("info.team@example.org", ""),
        ("kh@x.org", ""),
    ],
)
def test_an_address_alone_gives_a_first_name_only_in_the_shape_first_dot_last(
    address: str, first: str
) -> None:
    assert first_name("", address) == first
    assert first_name(address, address) == first


@given(st.text(), st.text())
def test_a_first_name_is_letters_or_nothing(name: str, address: str) -> None:
    first = first_name(name, address)
    assert all(unicodedata.category(char)[0] in "LM" or char in "'’‐- " for char in first)


@pytest.mark.parametrize(
    ("subject", "shared"),
    [
        ("handover notes", "handover notes"),
        ("Re: AW: Fwd:  handover notes", "handover notes"),
        ("RE[2]: SV: handover notes.", "handover notes"),
        ("回复：计划", "计划"),
        ("Regarding: lunch", "Regarding: lunch"),
        ('the "new" office', "the 'new' office"),
    ],
)
def test_a_subject_loses_its_marks_of_an_answer(subject: str, shared: str) -> None:
    assert shared_subject(subject) == shared


@pytest.mark.parametrize(
    "subject",
    [
        None,
        "",
        " ",
        "Re: AW: Fwd:",
        "...",
        "[JIRA-1] lunch",
        "{{ 7*7 }}",
        "x" * (LONGEST_SUBJECT + 1),
        "Lunch\u202e",
        "Lu\u200bnch",
        "Lunch\r\nBcc: x",
        "see https://evil.example",
        "www.evil.example",
        "Re:" * 999,
    ],
)
def test_a_subject_unfit_for_a_letter_is_left_out(subject: str | None) -> None:
    assert shared_subject(subject) == ""


@given(st.text(max_size=80))
def test_a_shared_subject_is_one_plain_line(subject: str) -> None:
    shared = shared_subject(subject)
    assert len(shared) <= LONGEST_SUBJECT
    assert not set(shared) & set('[]{}<>"\n')
    assert all(unicodedata.category(char)[0] != "C" for char in shared)
    assert shared_subject(f"Re: {shared}") == shared
