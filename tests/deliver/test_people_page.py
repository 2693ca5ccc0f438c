"""The page of `kith people --html FILE`: what it holds, what strangers cannot do to it, what a browser shows of it."""

import base64
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliver.test_hostile_inputs import ROWS
from deliver.test_render_hostile import PAYLOADS
from deliver.test_render_static import contrast
from helpers.browser import DARK, Browser, browser_before, why_not
from helpers.persons import NOW, PEOPLE, look, person, said
from kith.deliver.people_page import HEADINGS, people_page
from kith.deliver.timeline import HEIGHT, WIDTH, axis, timeline
from kith.model import Person
from kith.suggest.assessing import Assessment, Known, assess_all
from kith.suggest.closeness import Closeness
from pages.cast import TEMPLATES, ZONE, cast, held, people
from pages.parsed import elements, shape

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def page(found: list[Assessment], most: int = 200) -> str:
    return people_page(TEMPLATES, found, NOW, ZONE, most)


def page_of(*one: Person) -> str:
    return page(assess_all(one, Known(), NOW))


@pytest.fixture(scope="module")
def html() -> str:
    return page(cast())


def test_the_page_of_the_cast(html: str) -> None:
    held("people.html", html)


def test_every_group_is_there_with_its_people(html: str) -> None:
    for heading, meaning in HEADINGS.values():
        assert f"{heading} <small>" in html
        assert meaning in html
    names = [one.name for one in people()]
    assert len(re.findall(r'<th role="rowheader"', html)) == len(names)


def test_the_policy_lets_nothing_in_but_the_one_style_by_its_hash(html: str) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', html)
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    rules = dict(rule.strip().split(" ", 1) for rule in policy.replace("&#39;", "'").split(";"))
    assert rules == {
        "default-src": "'none'", "style-src": f"'sha256-{digest}'", "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip
    assert html.index("Content-Security-Policy") < html.index("<style>"), "it holds for what follows"


def test_nothing_is_fetched_and_links_lead_to_its_own_sections_alone(html: str) -> None:
    found = elements(html)
    identifiers = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    for tag, attributes in found:
        assert tag not in {"script", "img", "link", "object", "iframe", "form", "base", "use", "image"}
        assert not set(attributes) & {"src", "style", "srcset", "action", "background", "xlink:href"}
        assert not [key for key in attributes if key.startswith("on")]
        assert attributes.get("href", "#due")[1:] in identifiers
        assert attributes.get("href", "#").startswith("#")
        assert not {*attributes.get("aria-labelledby", "").split()} - {*identifiers}
    assert not re.search(r"url\(|@import|https?:", html)


def test_each_picture_says_in_words_what_it_shows(html: str) -> None:
    pictures = re.findall(r'<svg [^>]*role="img"[^>]*><title[^>]*>(.*?)</title>', html)
    assert len(pictures) == html.count("<svg ") == len(people()) + 1
    (karen,) = (title for title in pictures if title.startswith("Karen Holm"))
    assert karen == (
        "Karen Holm: you wrote 25, they wrote 25. quiet for 7 months; a gap of 6 weeks is usual."
    )


def test_tables_are_tables_to_whoever_cannot_see_them(html: str) -> None:
    found = elements(html)
    roles = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
    for tag, attributes in found:
        if tag in roles:
            assert attributes["role"] == roles[tag]
        if tag == "th":
            assert (attributes["role"], attributes["scope"]) in {
                ("columnheader", "col"),
                ("rowheader", "row"),
            }
    assert dict(found)["html"]["lang"] == "en"


def colours(dark: bool) -> dict[str, str]:
    style = (TEMPLATES / "people.css.j2").read_text()
    light, night, _ = re.findall(r":root\{color-scheme:[^}]*\}|:root\{--page[^}]*\}", style)
    return dict(re.findall(r"--([\w-]+):(#\w{6})", night if dark else light))


@pytest.mark.parametrize("dark", [False, True])
def test_words_and_pictures_stand_out_from_what_is_behind_them(dark: bool) -> None:
    found = colours(dark)
    for ink in ("ink", "soft"):
        for paper in ("page", "card"):
            assert contrast(found[ink], found[paper]) >= 4.5, (ink, paper)
    assert contrast(found["accent"], found["card"]) >= 4.5
    assert contrast(found["on-badge"], found["badge"]) >= 4.5
    for drawn in ("sent", "received", "past", "soft", "ink"):
        assert contrast(found[drawn], found["card"]) >= 3, drawn


def test_a_page_for_many_is_bounded_and_says_who_is_missing() -> None:
    many = [
        person(f"p{number}@example.org", sent=[5, 40, 80 + number], received=[6, 41])
        for number in range(1000)
    ]
    html = page(assess_all(many, Known(), NOW))
    assert len(html.encode()) < 700_000
    assert html.count('<th role="rowheader"') == 200
    assert "800 of them found no room here" in html
    assert "kith people WORDS --html FILE" in html
    assert "--most NUMBER" in html
    assert page(assess_all(many, Known(), NOW), most=1000).count('<th role="rowheader"') == 1000


def test_nobody_is_a_page_too() -> None:
    html = page([])
    assert "0 people" in html
    assert "kith scan" in html


def hostile(written: str) -> Person:
    """Everything that comes from others or from cards is this."""
    return person(
        "ada@example.org", sent=[300, 200, 100], received=[300, 200], name=written, groups=(written,), channel="mail"
    )  # fmt: skip


BENIGN = shape(page_of(hostile("Karen")))


@pytest.mark.parametrize(
    "written", [*PAYLOADS, *(row.written for row in ROWS.values() if row.field != "address")]
)
def test_what_strangers_write_changes_words_and_nothing_else(written: str) -> None:
    html = page_of(hostile(written))
    if "".join(unicodedata.normalize("NFC", written).split()):
        assert shape(html) - {("span", ())} <= BENIGN
    assert not {char for char in html if unicodedata.category(char) in UNSEEN} - {"\n"}


def quoting(subject: str) -> str:
    """The page of somebody who asked something, which the reason quotes."""
    ada = person("ada@example.org", sent=[90, 60], received=[5])
    asking = look(ada, exchanges=[said(f"{subject} Are you in?", 5)])
    assert asking.lead == "owed reply"
    return page([asking])


@pytest.mark.parametrize("subject", PAYLOADS)
def test_a_subject_that_a_reason_quotes_is_only_ever_words(subject: str) -> None:
    html = quoting(subject)
    assert shape(html) == shape(quoting("Karen,"))
    assert not {char for char in html if unicodedata.category(char) in UNSEEN} - {"\n"}


@pytest.mark.parametrize("number", [number for number, row in ROWS.items() if row.field == "address"])
def test_an_address_is_only_ever_a_word(number: int) -> None:
    html = page_of(person(ROWS[number].written, sent=[300, 200, 100], received=[300, 200], name="Karen"))
    assert shape(html) <= BENIGN
    assert "mailto" not in re.sub(r"<[^>]*>", "", html) or "mailto" in ROWS[number].written


@given(st.text(max_size=80))
def test_no_name_can_put_in_an_element_an_attribute_or_a_character_nobody_sees(name: str) -> None:
    html = page_of(hostile(name or "x"))
    assert shape(html) - {("span", ())} <= BENIGN
    assert not {char for char in html if unicodedata.category(char) in UNSEEN} - {"\n"}


@given(PEOPLE)
def test_what_is_drawn_lies_within_the_picture_and_counts_every_touch(everybody: list[Person]) -> None:
    along = axis(everybody, NOW, ZONE)
    for one in everybody:
        drawn = timeline(one, 30.0, along)
        numbers = [
            int(number) for path in (drawn.sent, drawn.received) for number in re.findall(r"M(\d+)", path)
        ]
        assert all(0 <= number <= WIDTH for number in [*numbers, drawn.today])
        for top, high in re.findall(r"M\d+ (\d+)h\d+v(\d+)", drawn.sent + drawn.received):
            assert 0 <= int(top) <= int(top) + int(high) <= HEIGHT
        assert bool(drawn.sent) is any(at >= along.begins[0] for at in one.sent)
        assert drawn.earlier == sum(at < along.begins[0] for at in one.times)
        last = one.last_touch
        assert bool(drawn.past) is (last is not None and NOW - last[0] > 30.2 * 86_400) or (
            last is not None and abs(NOW - last[0] - 30 * 86_400) < 4 * 86_400
        )


@pytest.fixture(scope="module")
def browser(html: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if reason := why_not():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with browser_before(html, tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.mark.parametrize(("flags", "paper"), [((), "rgb(243, 244, 245)"), ((DARK,), "rgb(21, 21, 21)")])
def test_chromium_shows_all_of_it_at_any_width_and_asks_nobody_for_anything(
    browser: Browser, flags: tuple[str, ...], paper: str
) -> None:
    for seen in browser.measured((320, 390, 500, 1200), *flags):
        assert seen["wanted"] <= seen["width"], "nobody has to scroll sideways"
        assert seen["paper"] == paper, "the style is let through by its hash"
        assert len(seen["headings"]) == len(Closeness)
        assert len(seen["names"]) == len(seen["pictures"]) == len(people())
        assert "Karen Holm" in seen["names"]
        assert any("<script>alert(1)</script>" in name for name in seen["names"])
        assert all(width > 150 and high > 20 for width, high, _ in seen["pictures"])
        assert max(seen["beside"]) < 2, "the word today stands under its line"
        assert seen["stops"]
        assert all(seen["stops"]), "each link can be reached with the keyboard"
        assert seen["scripts"] == 0
    assert browser.asked == []


def test_a_page_that_would_fetch_something_is_found_out(browser: Browser, tmp_path: Path) -> None:
    with browser_before('<style>@import "http://evil.example/x.css"</style><h2>x</h2>', tmp_path) as other:
        other.measured((320,))
    assert other.asked == ["http://evil.example/x.css"]


@pytest.mark.parametrize("dark", [False, True])
def test_a_screenshot_has_the_colours_of_the_picture(browser: Browser, dark: bool) -> None:
    seen = browser.pictured(*([DARK] if dark else []))
    found, painted = colours(dark), seen.colours()
    assert (seen.width, seen.height) == (600, 640)
    for drawn in ("page", "card", "sent", "received", "past", "usual"):
        assert painted.get(found[drawn], 0) > 20, drawn
    assert browser.asked == []
