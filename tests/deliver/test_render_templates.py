"""The user's own templates: they come first, file by file, and a broken one never costs the digest."""

import shutil
from pathlib import Path

import pytest

from digests.cases import TEMPLATES, ZONE, build, render, told
from kith.deliver.render import Renderer
from kith.suggest.drafting import DraftPlan

CASE = told("one-person")
PLAN = DraftPlan("drafts/en/fading.txt.j2", {"first": "Karen", "own_name": "Sam", "pick": 0})


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return folder


def test_an_own_file_replaces_the_one_of_its_name_and_no_other(tmp_path: Path) -> None:
    own = write(tmp_path, "digest.subject.j2", "To do: {{ digest.todo }}\n")
    letter = render(CASE, own)
    assert letter.subject == "To do: 1 note to write"
    assert (letter.text, letter.faults) == (render(CASE).text, ())


def test_an_own_file_may_keep_the_built_in_one_and_change_a_block(tmp_path: Path) -> None:
    text = '{% extends "builtin/digest.txt.j2" %}{% block closing %}Yours, kith.{% endblock %}'
    letter = render(CASE, write(tmp_path, "digest.txt.j2", text))
    assert letter.faults == ()
    assert letter.text.endswith("Yours, kith.\n")
    assert "1. Karen Holm <karen@example.org>" in letter.text


@pytest.mark.parametrize("name", ["digest.txt.j2", "digest.html.j2"])
def test_whatever_block_is_replaced_the_line_that_answers_stand_above_stays(
    tmp_path: Path, name: str
) -> None:
    blocks = "opening person since_last_time not_shown health answering closing".split()
    own = "".join(f"{{% block {block} %}}{block}{{% endblock %}}" for block in blocks)
    letter = render(CASE, write(tmp_path, name, f'{{% extends "builtin/{name}" %}}{own}'))
    assert letter.faults == ()
    part = letter.text if "txt" in name else letter.html
    assert part.count("~~ answer-above-this-line ~~") == 1
    assert all(part.count(block) == 1 for block in blocks[2:])
    assert "After a number or a name" not in part


def test_an_own_block_may_use_the_words_of_the_page_it_extends(tmp_path: Path) -> None:
    block = "{% block health %}{{ section('How it went', digest.health) }}{% endblock %}"
    text = '{% extends "builtin/digest.html.j2" %}' + block
    letter = render(CASE, write(tmp_path, "digest.html.j2", text))
    assert letter.faults == ()
    assert "How it went</h2>" in letter.html


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{% if %}", "digest.txt.j2:1: Expected an expression"),
        ("one\n{{ nobody }}", "digest.txt.j2:2: 'nobody' is undefined"),
        ("{{ 1 // 0 }}", "digest.txt.j2:1: integer division or modulo by zero"),
        ("{{ digest.people.__class__.__mro__ }}", "access to attribute '__class__'"),
        ("{{ digest.health.append(1) }}", "digest.txt.j2:1"),
        ("{% include 'nowhere.j2' %}", "nowhere.j2"),
        ("{% include '../../pyproject.toml' %}", "pyproject.toml"),
        ("{% include 'digest.txt.j2' %}", "recursion"),
        ("{{ digest.todo | listed(3, 4) }}", "digest.txt.j2:1"),
    ],
)
def test_an_own_file_that_fails_is_named_under_health_and_the_built_in_one_is_used(
    tmp_path: Path, text: str, why: str
) -> None:
    letter = render(CASE, write(tmp_path, "digest.txt.j2", text))
    (fault,) = letter.faults
    assert why in fault
    flat = " ".join(letter.text.split())
    assert "HEALTH personal: last look today 07:28." in flat
    assert "Your template" in flat
    assert "Your template" in letter.html


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 9**(9**9) }}",
        "{% macro f(n) %}{{ f(n - 1) if n }}{{ f(n - 1) if n }}{% endmacro %}{{ f(60) }}",
    ],
)
def test_an_own_file_that_never_ends_is_stopped_and_no_other_is_tried(tmp_path: Path, text: str) -> None:
    own = write(write(tmp_path, "digest.txt.j2", text), "digest.html.j2", text)
    renderer = Renderer(TEMPLATES, own, seconds=0.6)
    letter = renderer.digest(build(CASE, Renderer(TEMPLATES)), ZONE)
    assert letter.faults == (
        "Your template digest.txt.j2 took longer than 0.6 seconds. kith's own was used.",
    )
    assert "1. Karen Holm" in letter.text
    assert "digest.txt.j2 took longer" in " ".join(letter.text.split())


def test_only_what_a_template_computes_counts_and_no_slow_start_of_its_process(tmp_path: Path) -> None:
    """To load Jinja alone takes longer than this limit, and on a busy machine many times as long."""
    own = write(tmp_path, "digest.subject.j2", "{% for a in range(99) %}{{ a }}{% endfor %}")
    renderer = Renderer(TEMPLATES, own, seconds=0.1)
    assert renderer.digest(build(CASE, Renderer(TEMPLATES)), ZONE).faults == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ 'x' * 10**10 }}", "MemoryError"),
        ("{{ 'x' | center(10**10) }}", "MemoryError"),
        ("{{ 'x' * 10**7 }}", "it gives more than 500,000 characters"),
        ("{% for a in range(90000) %}Karen Holm {% endfor %}", "it gives more than 500,000 characters"),
        ("{% for a in range(10**9) %}x{% endfor %}", "Range too big"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "recursion"),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "recursion"),
        ("   \n", "it gives nothing"),
        ("{% set x = 1 %}", "it gives nothing"),
        ("{{ 1 | nosuchfilter }}", "No filter named 'nosuchfilter'"),
        ("{% extends 'builtin/nothing.j2' %}", "builtin/nothing.j2"),
        (
            "{% extends 'builtin/digest.txt.j2' %}{% block closing %}{{ nobody.name }}{% endblock %}",
            "'nobody'",
        ),
        ("{{ ''.__class__ }}", "unsafe"),
        ("{{ digest.people[99].name }}", "no element 99"),
        ("{{ digest.people | sum }}", "unsupported operand"),
        ("{{ '%d' | format('x') }}", "number is required"),
    ],
)
def test_whatever_else_an_own_file_does_costs_a_sentence(tmp_path: Path, text: str, why: str) -> None:
    letter = render(CASE, write(tmp_path, "digest.txt.j2", text))
    (fault,) = letter.faults
    assert why in fault
    assert fault.startswith("Your template ")
    assert len(fault) < 500
    assert fault.endswith((". kith's own was used.", ". kith's own was."))
    assert ".." not in fault
    assert "1. Karen Holm" in letter.text


def test_an_own_draft_that_never_ends_leaves_kiths_own_letter(tmp_path: Path) -> None:
    own = write(
        tmp_path,
        PLAN.template,
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    )
    assert build(CASE, Renderer(TEMPLATES, own, seconds=0.6)) == build(CASE, Renderer(TEMPLATES))


def test_what_is_mended_counts_at_the_next_digest(tmp_path: Path) -> None:
    renderer = Renderer(TEMPLATES, write(tmp_path, "digest.subject.j2", "{{ nobody }}"))
    digest = build(CASE, Renderer(TEMPLATES))
    assert len(renderer.digest(digest, ZONE).faults) == 1
    write(tmp_path, "digest.subject.j2", "mended")
    mended = renderer.digest(digest, ZONE)
    assert (mended.subject, mended.faults) == ("mended", ())


def test_an_own_subject_is_one_line_and_cut_where_a_header_would_be(tmp_path: Path) -> None:
    letter = render(
        CASE, write(tmp_path, "digest.subject.j2", "Hello\nBcc: x@evil.example\n" + "long " * 999)
    )
    assert letter.subject.startswith("Hello Bcc: x@evil.example long")
    assert len(letter.subject) == 250
    assert letter.faults == ()


def test_a_template_has_no_way_to_files_modules_or_the_environment(tmp_path: Path) -> None:
    for text in ("{{ self.__init__ }}", "{{ cycler.__init__.__globals__ }}", "{{ lipsum.__globals__.os }}"):
        (fault,) = render(CASE, write(tmp_path, "digest.subject.j2", text)).faults
        assert "unsafe" in fault


def test_a_file_that_is_not_text_fails_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "digest.txt.j2").write_bytes(b"\xff\xfe")
    assert "can't decode" in render(CASE, tmp_path).faults[0]


def test_a_folder_that_is_not_there_is_as_good_as_empty(tmp_path: Path) -> None:
    assert render(CASE, tmp_path / "none") == render(CASE)


@pytest.mark.parametrize("text", ["Hello", "Subject: x", "Subject: x\nHi", "{{ unknown }}", ""])
def test_an_own_letter_without_subject_or_text_is_not_used(tmp_path: Path, text: str) -> None:
    renderer = Renderer(TEMPLATES, write(tmp_path, PLAN.template, text))
    digest = build(CASE, renderer)
    assert digest.suggestions[0].draft == build(CASE, Renderer(TEMPLATES)).suggestions[0].draft
    assert len(renderer.digest(digest, ZONE).faults) == 1


def test_an_own_letter_goes_out_as_it_was_written(tmp_path: Path) -> None:
    own = write(
        tmp_path, PLAN.template, "Subject: Hey {{ first }}\n\nHey!  \n\nLong line, kept.\n{{ own_name }}\n\n"
    )
    assert Renderer(TEMPLATES, own).draft(PLAN) == ("Hey Karen", "Hey!\n\nLong line, kept.\nSam")


GERMAN = DraftPlan(
    "drafts/de/again.txt.j2",
    {
        "first": "Karen", "greeting": "Moin Karen,", "goodbye": "", "own_name": "Sam", "formal": 0, "ago": "month",
        "month": "April", "year": "", "last_by": "me", "subject": "", "pick": 0,
    },
    instead=DraftPlan(
        "drafts/en/again.txt.j2",
        {
            "first": "Karen", "greeting": "", "goodbye": "", "own_name": "Sam", "formal": 0, "ago": "month",
            "month": "April", "year": "", "last_by": "me", "subject": "", "pick": 0,
        },
    ),
)  # fmt: skip


@pytest.mark.parametrize("missing", ["drafts/de/again.txt.j2", "drafts/de/phrases.txt.j2"])
@pytest.mark.parametrize("with_own", [True, False])
def test_where_a_language_lacks_a_file_the_english_letter_stands_and_health_says_so(
    tmp_path: Path, missing: str, with_own: bool
) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "kith")
    (tmp_path / "kith" / missing).unlink()
    own = write(tmp_path / "own", "digest.subject.j2", "x") if with_own else None
    renderer = Renderer(tmp_path / "kith", own)
    assert renderer.draft(GERMAN) == Renderer(TEMPLATES).draft(GERMAN.instead or GERMAN)
    assert renderer.digest(build(CASE, renderer), ZONE).faults == (
        f"There is no template {missing}, so a draft is in English.",
    )


def test_an_own_letter_stands_in_for_a_language_that_lacks_it(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "kith")
    (tmp_path / "kith" / GERMAN.template).unlink()
    own = write(tmp_path / "own", GERMAN.template, "Subject: Servus\n\nServus {{ first }} im {{ month }}")
    renderer = Renderer(tmp_path / "kith", own)
    assert renderer.draft(GERMAN) == ("Servus", "Servus Karen im April")
    assert renderer.digest(build(CASE, renderer), ZONE).faults == ()


def test_a_broken_own_letter_gives_way_to_the_one_in_its_language(tmp_path: Path) -> None:
    renderer = Renderer(TEMPLATES, write(tmp_path, GERMAN.template, "Subject: {{ since }}\n\nHallo"))
    assert renderer.draft(GERMAN) == Renderer(TEMPLATES).draft(GERMAN)
    assert len(renderer.digest(build(CASE, renderer), ZONE).faults) == 1


def test_a_long_draft_leaves_the_button_with_the_subject_and_says_so(tmp_path: Path) -> None:
    own = write(tmp_path, PLAN.template, "Subject: Long\n\n" + "word " * 400)
    letter = render(CASE, own)
    assert 'href="mailto:karen@example.org?subject=Long"' in letter.html
    assert "copy it from above" in letter.html


def test_a_digest_of_nobody_says_so() -> None:
    letter = render({**CASE, "person": []})
    assert letter.subject == "Nobody is due (30 Nov)"
    assert letter.text.startswith("Nobody is due.\n")
    assert "Nobody is due</h1>" in letter.html


def test_the_subject_differs_from_week_to_week() -> None:
    later = {**CASE, "as_of": CASE["as_of"].replace(day=23)}
    assert render(CASE).subject == "Karen: 1 note to write, about 2 minutes (30 Nov)"
    assert render(later).subject != render(CASE).subject
