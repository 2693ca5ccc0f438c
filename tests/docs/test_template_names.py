"""docs/templates.md names everything that a template may use, and no more; and what it shows works as it stands."""

from dataclasses import fields
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digests.cases import TEMPLATES, render, told
from docs.pages import Block, blocks, first_cells, text
from helpers.persons import NOW, person
from kith.clock import instant
from kith.deliver.answering import OrderLink
from kith.deliver.render import Renderer
from kith.deliver.view import Entry, Letter
from kith.suggest.drafting import DraftPlan, plan

OF_THE_DIGEST, _, _REST = text("templates.md").partition("Each of `digest.people`:")
OF_A_PERSON, _, OF_A_DRAFT = _REST.partition("## The drafts")
SHOWN = blocks("templates.md", "jinja")
CASE = told("one-person")


def names(part: str) -> list[str]:
    """What the tables of a part of the page name."""
    return [cell.strip("`") for cell in first_cells(part)]


def a_draft() -> DraftPlan:
    ada = person(sent=[40], received=[41])
    return plan(ada, (), None, instant(NOW), ZoneInfo("Europe/Prague"), "Sam")


def own(folder: Path, name: str, words: str) -> Path:
    """A folder of the user's with one template."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words)
    return folder


def test_the_page_names_what_the_code_gives_and_no_more() -> None:
    assert names(OF_THE_DIGEST) == sorted(
        (field.name for field in fields(Letter)), key=names(OF_THE_DIGEST).index
    )
    assert names(OF_A_PERSON) == sorted((field.name for field in fields(Entry)), key=names(OF_A_PERSON).index)
    assert set(names(OF_A_DRAFT)) == set(a_draft().variables)
    assert [name for name in OrderLink._fields if f"`{name}`" not in OF_A_PERSON] == []


def test_a_digest_that_prints_every_name_is_written(tmp_path: Path) -> None:
    whole = "".join(f"{name}: {{{{ digest.{name} }}}}\n" for name in names(OF_THE_DIGEST))
    each = "".join(f"{name}: {{{{ one.{name} }}}}\n" for name in names(OF_A_PERSON))
    link = "".join(f"{{{{ link.{name} }}}}\n" for name in OrderLink._fields)
    links = f"{{% for link in one.orders %}}{link}{{% endfor %}}"
    words = f"{whole}{{% for one in digest.people %}}{each}{links}{{% endfor %}}"
    letter = render(CASE, own(tmp_path, "digest.txt.j2", words))
    assert letter.faults == ()
    assert "called: Karen\n" in letter.text


def test_a_draft_that_prints_every_name_is_written(tmp_path: Path) -> None:
    words = "Subject: All\n\n" + "".join(f"{name}: {{{{ {name} }}}}\n" for name in names(OF_A_DRAFT))
    draft = a_draft()
    renderer = Renderer(TEMPLATES, own(tmp_path, draft.template, words))
    subject, body = renderer.draft(draft)
    assert (subject, "first: Ada" in body) == ("All", True)


@pytest.mark.parametrize("block", SHOWN, ids=[block.about for block in SHOWN])
def test_the_example_works(block: Block, tmp_path: Path) -> None:
    folder = own(tmp_path, block.about, block.text)
    if block.about.startswith("digest."):
        letter, usual = render(CASE, folder), render(CASE)
        assert letter.faults == ()
        assert (letter.subject, letter.text) != (usual.subject, usual.text)
    else:
        draft = a_draft()
        assert block.about == draft.template
        assert Renderer(TEMPLATES, folder).draft(draft) != Renderer(TEMPLATES).draft(draft)


def test_what_is_said_of_a_broken_one_is_so(tmp_path: Path) -> None:
    letter = render(CASE, own(tmp_path, "digest.txt.j2", "one\n{{ nobody }}"))
    (fault,) = letter.faults
    assert f"`{fault.replace(str(tmp_path), '~/.config/kith/templates')}`" in text("templates.md")
