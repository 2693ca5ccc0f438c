"""What a digest says of answers, and that none of its own lines orders anything when it comes back in one.

Two guards of `kith.mail.answer` stand between a digest that is quoted and the grammar. Asserted here is what holds
without them: no line outside of the people's cards, and no sentence of kith's own wording wherever it is broken, is a
command; not even a note. Within a card stand subjects, names and drafts, so a line there may be one ("3 of 4 times you
are back in touch" is a note about number 3): of these it is asserted that the second guard knows each of them, alone
and without the first.
"""

import re
import textwrap
from collections.abc import Callable
from datetime import date
from functools import cache
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from deliver.test_render_static import Page, links
from digests.cases import BUILT_IN, LETTER, NAMES, SECRET, TO, ZONE, build, render, told
from helpers.answered import marked, torn, wrapped
from kith.commands.command import Called, Command, Names
from kith.commands.grammar import parse
from kith.commands.table import MAYBE, NOBODY, SOMEBODY, TABLE, Declared
from kith.commands.tokens import OFFERED, Offer, offers, valid
from kith.commands.wording import in_digest
from kith.deliver import answering
from kith.deliver.view import letter
from kith.digest import Digest, Order, Suggestion
from kith.mail import words
from kith.mail.answer import answer, named, sentinel
from kith.mail.ids import letter_id
from kith.mail.links import LONGEST, read_action
from kith.mail.words import text_of_html
from kith.suggest.naming import first_name

TODAY = date(2026, 11, 30)
TOLD_OTHERWISE = {"accept", "undo", "less", "more", "why", "help"}  # or not at all, under SINCE LAST TIME
SENT = [name for name in NAMES if told(name).get("person")]


@cache
def digest(name: str) -> Digest:
    return build(told(name), BUILT_IN)


def texts(name: str) -> tuple[str, str]:
    """The text part, and the other as a mail program would write it."""
    rendered = render(told(name))
    return rendered.text, text_of_html(rendered.html)


@cache
def known(name: str) -> list[str]:
    """What kith knows of a digest when an answer to it comes."""
    return [line for text in texts(name) for line in text.splitlines()]


@cache
def people(name: str) -> Names:
    """Those who can be meant in an answer to it."""
    found = digest(name).suggestions
    called = [
        Called((one.person.addresses[0],), one.person.name, tuple(filter(None, _names(one)))) for one in found
    ]
    return Names(tuple(called), {one.number: one.person.addresses[0] for one in found})


def _names(one: Suggestion) -> tuple[str, str]:
    return one.person.name, first_name(one.person.name, one.person.addresses[0])


def obeyed(line: str, names: Names) -> list[Command]:
    return [one for one in parse(line, TODAY, names) if isinstance(one, Command)]


def outside(text: str) -> list[str]:
    """The lines above the first card and below the last."""
    above = re.split(r"^1\. ", text, maxsplit=1, flags=re.MULTILINE)[0]
    below = re.split(
        r"^(?=SINCE LAST|NOT SHOWN|HEALTH)", text, maxsplit=1, flags=re.MULTILINE | re.IGNORECASE
    )[1]
    return [*above.splitlines(), *below.splitlines()]


@pytest.mark.parametrize("name", SENT)
def test_the_sentinel_is_the_first_line_of_the_text_and_of_what_a_page_shows(name: str) -> None:
    rendered = render(told(name))
    assert rendered.text.startswith(f"{sentinel(LETTER)}\n\n")
    seen = [
        data
        for data, parents in Page(rendered.html).texts
        if not any("display:none" in attributes.get("style", "") for _, attributes in parents)
    ]
    assert seen[0] == sentinel(LETTER)
    assert [named(text) for text in texts(name)] == [LETTER, LETTER]


def test_a_digest_that_is_never_sent_has_nothing_about_answers() -> None:
    rendered = render(told("nobody-due"))
    for part in (rendered.text, rendered.html):
        assert "~~" not in part
        assert "answer" not in part.lower()
    assert links(rendered.html, "order") == []


@pytest.mark.parametrize("name", SENT)
def test_no_line_outside_of_the_cards_is_a_command_even_without_any_guard(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "LONGEST_HTML", 10**6)  # the whole page, also of seven people
    for text in texts(name):
        lines = outside(text)
        assert len(lines) >= 8
        assert [line for line in lines if obeyed(line, people(name))] == []


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("width", [24, 30, 40, 60, 72, 76, 90])
def test_kiths_own_wording_is_no_command_wherever_a_program_breaks_it(name: str, width: int) -> None:
    said = letter(digest(name), ZONE)
    opening = f"{said.heading}, about {said.minutes}."
    own = [
        said.sentinel,
        opening,
        said.heading,
        f"About {said.minutes}. {said.how}",
        said.how,
        said.answering,
    ]
    own += [said.commands, f"kith wrote this on {said.written}, from your mail. It wrote to nobody else."]
    own += [f"{one.says} {one.called}" for entry in said.people for one in entry.orders]
    for sentence in own:
        for line in textwrap.wrap(sentence, width, break_long_words=False):
            assert obeyed(line, people(name)) == [], line


def test_with_three_people_no_number_at_the_beginning_of_a_sentence_is_one_of_theirs() -> None:
    case = told("three-people") | {"messages_read": 3, "not_shown": 2, "dormant": 0}
    rendered = render(case)
    lines = [*rendered.text.splitlines(), *text_of_html(rendered.html).splitlines()]
    counting = [line for line in lines if re.search(r"messages\.|notes to write|are due", line)]
    assert len(counting) == 6
    assert [line for line in counting if obeyed(line, people("three-people"))] == []


@pytest.mark.parametrize(
    "one", [one for one in TABLE if one.verb not in TOLD_OTHERWISE], ids=lambda one: one.usage
)
def test_what_was_obeyed_is_told_in_words_that_are_not_obeyed_again(one: Declared) -> None:
    names = people("three-people")
    who = f"{names.people[0].names[1]} " if one.about == SOMEBODY else ""
    (command,) = obeyed(f"{who}{one.example.partition(' ')[2] if who else one.example}", names)
    assert command.verb == one.verb
    assert obeyed(in_digest(command, "Karen Holm", TODAY), names) == []


@pytest.mark.parametrize("name", SENT)
def test_what_a_line_of_a_card_might_order_is_known_as_the_digests_own(name: str) -> None:
    for text in texts(name):
        for line in text.splitlines():
            assert answer(line, known(name)) == [], line


SHAPES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "marked": lambda text: marked(text.splitlines()),
    "wrapped": lambda text: "\n".join(wrapped(text, 60)),
    "wrapped, then marked": lambda text: marked(wrapped(text, 60)),
    "marked, then wrapped": lambda text: torn(text, 60),
}


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bare", [False, True], ids=["with the sentinel", "without"])
@pytest.mark.parametrize("part", [0, 1], ids=["text", "html"])
def test_a_digest_that_comes_back_whole_orders_nothing(name: str, shape: str, bare: bool, part: int) -> None:
    text = texts(name)[part]
    text = text.replace(sentinel(LETTER), "") if bare else text
    assert answer(SHAPES[shape](text), known(name)) == []


@pytest.mark.parametrize("name", SENT)
def test_an_order_above_a_digest_is_the_only_one_found(name: str) -> None:
    for text in texts(name):
        assert [one.text for one in answer(f"1 done\n\n{text}", known(name))] == ["1 done"]


@pytest.mark.parametrize("part", [0, 1], ids=["text", "html"])
@pytest.mark.parametrize("one", TABLE, ids=lambda one: one.usage)
def test_every_command_is_named_with_those_it_belongs_to(one: Declared, part: int) -> None:
    flat = " ".join(texts("one-person")[part].split())
    behind, alone = flat.split("After a number or a name: ")[1].split("; on their own: ")
    alone = alone.split(". ")[0]
    for about, said in (((SOMEBODY, MAYBE), behind), ((NOBODY, MAYBE), alone)):
        assert (f'"{one.verb}"' in said) or one.about not in about
    assert 'An answer that says "help" is answered at once' in flat


def test_the_words_the_opening_offers_are_commands() -> None:
    offered = re.findall(r'"([^"]+)"', answering.HOW)
    assert len(offered) == 3
    for order in offered:
        (found,) = parse(f"1 {order}", TODAY, people("one-person"))
        assert isinstance(found, Command)
        assert found.verb != "note"


@pytest.mark.parametrize("name", SENT)
def test_the_links_about_each_person_are_orders_of_the_reader_about_that_person(name: str) -> None:
    it = digest(name)
    found = links(render(told(name)).html, "order")
    assert len(found) == len(OFFERED) * len(it.suggestions)
    made = [(one, order) for one in it.suggestions for order in OFFERED]
    for (one, order), link in zip(made, found, strict=True):
        parts = urlsplit(link)
        keys = parse_qs(parts.query, strict_parsing=True)
        read = read_action(keys["subject"][0])
        assert (parts.scheme, unquote(parts.path), list(keys)) == ("mailto", TO, ["subject", "body"])
        assert len(link) <= LONGEST
        assert read
        assert read.order == order
        offer = Offer(it.letter, one.person.addresses[0], read.verb, it.as_of)
        assert offer in offers(it.letter, one.person.addresses[0], it.as_of)
        assert valid(read.token, SECRET, offer, it.as_of + 86_400)
        (command,) = parse(read.order, TODAY, Names(people(name).people, {}, one.person.addresses[0]))
        assert isinstance(command, Command)
        assert command.person == one.person.addresses[0]


def test_each_link_says_what_it_does_and_the_one_that_matters_about_whom() -> None:
    shown = text_of_html(render(told("three-people")).html)
    for whom in ("Karen", "Júlia", "Ravi"):
        line = f"We talked · Later (2 weeks) · Never suggest {whom}"
        assert line in [" ".join(one.split()) for one in shown.splitlines()]
    assert set(answering._SAID) == set(OFFERED)


def test_the_text_part_has_the_words_and_no_link() -> None:
    for name in SENT:
        assert "mailto:" not in texts(name)[0]
        assert "(2 weeks)" not in texts(name)[0]


def test_an_order_of_another_version_is_said_as_it_is() -> None:
    one = digest("one-person").suggestions[0]
    kept = Suggestion(1, one.person, (), (), "mail", one.draft, orders=(Order("skip", "k7q2vmxa"),))
    (link,) = answering.links(kept, TO, "Karen")
    assert (link.says, link.called) == ("Skip", "Karen")


def test_where_an_address_is_too_long_for_a_link_everything_else_stands() -> None:
    long = f"{'s' * 1700}@example.org"
    rendered = render(told("one-person") | {"to": long})
    assert links(rendered.html, "order") == []
    assert len(links(rendered.html)) == 1
    assert "We talked" not in rendered.html
    assert rendered.text == render(told("one-person")).text


def test_the_id_of_a_letter_gives_its_message_id_not_away() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", LETTER)
    assert letter_id("<another@example.org>") != LETTER
