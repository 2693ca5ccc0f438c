"""What every digest must be, measured on the sample digests: sizes, tables, links, colours."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from digests.cases import NAMES, TEMPLATES, ZONE, build, render, told
from kith.deliver.render import Renderer
from kith.deliver.view import letter

PREVIEW = 140  # characters at most that lock screens show below a subject
VOID = {"meta", "br"}
LAYOUT = {"html", "head", "body", "meta", "title", "style", "table", "tr", "td", "div"}
WORDS = {"h1", "h2", "p", "a", "b", "br", "bdi"}


class Page(HTMLParser):
    """Every element of a page with its attributes and the elements it stands in; every text with the same."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, list[tuple[str, dict[str, str]]]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, {key: value or "" for key, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open and self.open[-1][0] not in {"style", "title"}:
            self.texts.append((data, list(self.open)))


def links(html: str, kind: str = "push") -> list[str]:
    """Where the buttons of a page lead, or with "order" the links that order something of kith."""
    elements = Page(html).elements
    return [one["href"] for tag, one in elements if tag == "a" and one["class"] == kind]


@pytest.fixture(params=NAMES)
def html(request: pytest.FixtureRequest) -> str:
    return render(told(request.param)).html


def test_only_the_elements_mail_programs_keep_are_used(html: str) -> None:
    page = Page(html)
    assert not page.open, "every element is closed"
    assert {tag for tag, _ in page.elements} <= LAYOUT | WORDS
    assert dict(page.elements)["html"]["lang"] == "en"


def test_every_table_is_for_layout_and_says_so(html: str) -> None:
    tables = [attributes for tag, attributes in Page(html).elements if tag == "table"]
    assert tables
    assert all(table["role"] == "presentation" and table["border"] == "0" for table in tables)
    assert [table["style"] for table in tables if table.get("width") == "600"] == [
        "width:100%;max-width:600px;text-align:left"
    ]


def test_padding_stands_on_cells_only_and_each_background_is_said_twice(html: str) -> None:
    for tag, attributes in Page(html).elements:
        style = attributes.get("style", "")
        assert tag in {"td", "body"} or "padding" not in style
        background = re.search(r"background-color:(#\w+)", style)
        assert attributes.get("bgcolor") == (background and background[1])


def test_nothing_is_fetched_and_nothing_leads_to_the_web(html: str) -> None:
    for _, attributes in Page(html).elements:
        assert set(attributes) & {"src", "background", "srcset", "action"} == set()
        assert attributes.get("href", "mailto:").partition(":")[0] in {"mailto", "sms", "tel"}
    assert not re.search(r"url\(|@import|<script|<img|<link", html)
    for template in TEMPLATES.glob("**/*.j2"):
        assert not re.search(r"https?:", template.read_text())


def test_a_digest_of_five_stays_below_30_kilobytes() -> None:
    assert len(render(told("five-people")).html.encode()) < 30_000


def test_the_style_block_is_small_enough_for_gmail(html: str) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert len(style) < 16_000


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_the_text_part_is_too_long_or_holds_markup(name: str) -> None:
    text = render(told(name)).text
    assert max(map(len, text.split("\n"))) <= 76
    assert not [line for line in text.split("\n") if line != line.rstrip()]
    assert not re.search(r"\n\n\n\n|&\w+;|<(br|td|p)\b", text)


@pytest.mark.parametrize("name", NAMES)
def test_both_parts_say_the_same(name: str) -> None:
    rendered = render(told(name))
    page = _words("".join(data for data, _ in Page(rendered.html).texts))
    said = letter(build(told(name), Renderer(TEMPLATES)), ZONE)
    sentences = [
        said.minutes,
        said.how,
        said.written,
        said.late,
        said.not_shown,
        said.encouragement,
        said.trouble,
    ]
    sentences += [*said.since_last_time, *said.health]
    for entry in said.people:
        sentences += [entry.name, entry.address, entry.why, *entry.also, *entry.last, entry.prompt]
        sentences += [entry.label, entry.head, entry.subject, *entry.notes, *entry.lines, *entry.points]
    for sentence in sentences:
        assert _words(sentence) in page
        assert _words(sentence) in _words(rendered.text)


def _words(text: str) -> str:
    """Letters and digits only: spacing, wrapping, quotes and capitals of labels differ by right."""
    return re.sub(r"[\W_]", "", text).lower()


def test_the_buttons_open_the_drafts_that_are_shown() -> None:
    case = told("three-people")
    rendered = render(case)
    for person, link in zip(case["person"], links(rendered.html), strict=True):
        keys = parse_qs(urlsplit(link).query, strict_parsing=True)
        assert unquote(urlsplit(link).path) == person["address"]
        assert set(keys) == {"subject", "body"}
        for paragraph in keys["body"][0].split("\r\n"):
            assert paragraph in re.sub(r"\n *(?=\S)", " ", rendered.text)


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_subject_and_what_a_lock_screen_shows_below_it_name_nobody(name: str) -> None:
    case = told(name) | {"plain": True}
    rendered = render(case)
    page = " ".join(" ".join(data for data, _ in Page(rendered.html).texts).split())
    said = letter(build(case, Renderer(TEMPLATES)), ZONE)
    for person in said.people:
        for shown in (rendered.subject, page[:PREVIEW], " ".join(rendered.text.split())[:PREVIEW]):
            assert person.called not in shown
            assert (person.name or person.address) not in shown
    assert not said.people or rendered.subject == f"{said.todo} ({said.dated})"


def test_each_channel_has_the_button_that_fits_it_and_what_it_needs_in_view() -> None:
    rendered = render(told("all-channels"))
    buttons = links(rendered.html)
    assert [link.partition(":")[0] for link in buttons] == ["sms", "tel", "mailto"]
    assert buttons[0].startswith("sms:+442079460018?body=Hi%20Karen%2C%20")
    assert buttons[1] == "tel:+420601555018"
    words = "".join(
        data
        for data, parents in Page(rendered.html).texts
        if any(attributes.get("class") == "push" for _, attributes in parents)
    )
    assert words == "Text KarenCall PetrOpen draft to Lena"
    for part in (rendered.text, rendered.html):
        for needed in (
            "+44 20 7946 0018",
            "+420 601 555 018",
            "how they have been.",
            "linkedin.com/in/ravi-patel",
        ):
            assert needed in part
        assert "http" not in part
        assert "www." not in part


def test_a_reply_a_placed_draft_and_a_reworded_one_say_so_in_both_parts() -> None:
    for name, note in (
        ("threaded-reply", "a reply in the same thread, in your Drafts folder"),
        ("all-channels", 'in your folder "Entwürfe"'),
        ("reworded", "in your Drafts folder, reworded by llama3.2:3b"),
    ):
        rendered = render(told(name))
        assert _words(note) in _words(rendered.text)
        assert _words(note) in _words("".join(data for data, _ in Page(rendered.html).texts))


def test_a_draft_too_long_for_its_link_is_to_be_had_elsewhere_and_the_button_says_where() -> None:
    rendered = render(told("long-draft"))
    assert links(rendered.html)[0] == "mailto:karen@example.org?subject=A%20long%20letter"
    assert "too long for the button: all of it is in your folder &#34;Entwürfe&#34;." in rendered.html
    assert "too long for the button: copy it from above." in rendered.html


def test_a_number_nobody_can_dial_gets_no_button() -> None:
    case = told("one-call")
    case["person"][0]["to"] = "ask Karen; she knows"
    rendered = render(case)
    assert links(rendered.html) == []
    assert "ask Karen; she knows" in rendered.text


def test_the_encouragement_is_said_in_the_first_digest_alone() -> None:
    first = render(told("first-digest"))
    later = render(told("first-digest") | {"first": False})
    for part, other in zip(first[1:3], later[1:3], strict=True):
        assert part.count("people underestimate how welcome") == 1
        assert "underestimate" not in other


def test_the_text_part_goes_from_name_over_reason_last_contact_and_draft_to_the_line_to_add() -> None:
    text = render(told("three-people")).text
    for card in text.split("\n\n\n")[1:4]:
        places = [card.index(label) for label in ("@", "WHY NOW", "LAST", "DRAFT", "Hi ", "ADD A LINE?")]
        assert places == sorted(places)


def contrast(ink: str, paper: str) -> float:
    """WCAG 2.2 contrast ratio of two #rrggbb colours."""
    lighter, darker = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def painted(html: str, dark: bool) -> Iterator[tuple[str, str, str]]:
    """Each text with its colour and the background it stands on."""
    block = html.partition("(prefers-color-scheme:dark){")[2].partition("</style>")[0]
    rules = dict(re.findall(r"\.(\w+)\{([^}]*)\}", block)) if dark else {}
    for data, parents in Page(html).texts:
        found: dict[str, str] = {}
        for _, attributes in parents:
            style = attributes.get("style", "") + ";" + rules.get(attributes.get("class", ""), "")
            for key, colour in re.findall(r"(?:^|;)(color|background-color):(#\w{6})", style):
                found[key] = colour
        yield data, found["color"], found["background-color"]


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_stands_out_from_its_background(html: str, dark: bool) -> None:
    faint = [(data, ink, paper) for data, ink, paper in painted(html, dark) if contrast(ink, paper) < 4.5]
    assert faint == []


def test_the_contrast_is_computed_as_the_guideline_has_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#5a5a5a", "#ffffff") == pytest.approx(6.9, abs=0.05)
