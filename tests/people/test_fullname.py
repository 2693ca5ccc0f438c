"""When two display names are one full name, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.people.fullname import full_name, made_of_name


@pytest.mark.parametrize(
    "names",
    [
        [
            "Karen Holm",
            "karen holm",
            "Holm, Karen",
            "Dr. Karen Holm",
            "'Kären Holm'",
            "Ｋaren Holm",
            "KAREN  HOLM",
        ],
        ["Łukasz Øberg", "Lukasz Oberg"],
        ["Jean-Luc O’Neil", "Jean-Luc O'Neil"],
    ],
)
def test_one_full_name_has_one_form(names: list[str]) -> None:
    assert len(set(map(full_name, names))) == 1
    assert full_name(names[0])


@pytest.mark.parametrize(
    "name",
    ["", "Karen", "K. Holm", "Customer Service", "Holm Support", "Karen Holm via DocuSign", "karen@holm.example",
     "Karen Hоlm", "Karen\u200b Holm", "Karen and Tom Holm", "Holm, Karen, Tom", "Agent 007 Bond",
     "Karen Holm (Initech)", "Initech Ltd", "Karen | Initech"],
)  # fmt: skip
def test_what_is_no_plain_full_name_is_none(name: str) -> None:
    assert full_name(name) == ()


def test_generations_and_initials_keep_people_apart() -> None:
    names = ["John Smith", "John Smith Jr", "John A. Smith", "John B. Smith", "Smith John", "John Smith III"]
    assert len(set(map(full_name, names))) == len(names)


@given(st.text(max_size=60))
def test_any_text_has_a_name_or_none(text: str) -> None:
    key = full_name(text)
    assert key == () or (len(key) >= 2 and full_name(" ".join(key)) in {key, ()})


@pytest.mark.parametrize(
    "local", "karen.holm kholm holmk karenh karen holm k.holm k-holm1 holm.karen".split()
)
def test_a_local_part_made_of_the_name_is_anybodys(local: str) -> None:
    assert made_of_name(local, ("karen", "holm"))
    assert not made_of_name("sparky", ("karen", "holm"))
