"""Lines of bash as far as they are typed: read as bash reads them, and given back so that bash reads the same."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.cli.completion.bash_line import read

BREAKS = " \t\n\"'@><=;|&(:"  # bash's own, with @ for names of hosts
HOSTILE = ["$(touch x)", "`touch x`", "a'b", 'a"b', "a\\b", "a b", "*", "~", "#a", "a;b", "a&&b", "{a,b}", "!x",
           "田中 太郎", "a:b=c@d", "<(touch x)", "-", "[a-z]?", "a|b", "é", "$'a'",
           "$HOME"]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)
)


@pytest.mark.parametrize(
    ("typed", "words", "word", "kept"),
    [
        ("kith why", ("kith",), "why", ""),
        ("kith why ", ("kith", "why"), "", ""),
        ('kith why "Karen Ho', ("kith", "why"), "Karen Ho", ""),
        ("kith why Karen\\ Ho", ("kith", "why"), "Karen Ho", ""),
        ("kith why 'O'\\''Br", ("kith", "why"), "O'Br", "O'"),
        ('kith do "a \\$x \\b" y', ("kith", "do", "a $x \\b"), "y", ""),
        ("kith why karen@exa", ("kith", "why"), "karen@exa", "karen"),
        ("kith --config=/et", ("kith",), "--config=/et", "--config="),
        ("kith why a\\:b", ("kith", "why"), "a:b", ""),
        ("kith why a:b", ("kith", "why"), "a:b", "a:"),
        ("kith '' x", ("kith", ""), "x", ""),
        ("kith why x\\", ("kith", "why"), "x", ""),
        ("kith status > fi", ("kith", "status"), "fi", ""),
    ],
)
def test_a_line_is_taken_apart_as_bash_does(typed: str, words: tuple[str, ...], word: str, kept: str) -> None:
    line = read(typed, BREAKS)
    assert (line.words, line.word, line.kept) == (words, word, kept)


@given(VALUES, st.sampled_from(["", "'", '"']))
def test_what_is_put_in_is_read_back_as_the_value(value: str, quote: str) -> None:
    inserted = read(f"kith why {quote}", BREAKS).inserted(value)
    if inserted is None:
        assert quote == '"'
        assert "!" in value
    else:
        assert read(f"kith why {quote}{inserted}{quote} ", BREAKS).words == ("kith", "why", value)


@given(st.text(max_size=40), st.text(max_size=5))
def test_whatever_is_typed_can_be_read(typed: str, breaks: str) -> None:
    line = read(typed, breaks)
    assert line.word.startswith(line.kept)


def test_bash_itself_reads_the_values_back() -> None:
    script, expected = [], []
    for value in HOSTILE:
        for quote in ("", "'", '"'):
            inserted = read(f"kith why {quote}", BREAKS).inserted(value)
            if inserted is not None:
                script.append(f"{quote}{inserted}{quote}")
                expected.append(value)
    ran = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {' '.join(script)}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout.split("\0")[:-1] == expected
    assert ran.stderr == ""
