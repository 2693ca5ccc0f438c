"""A page taken apart by the standard library's parser: its elements, their shape, its words."""

from html.parser import HTMLParser

Element = tuple[str, dict[str, str]]
# What differs from page to page by right: numbers of a drawing, and of a row; the policy holds the hash of the style.
_FREE = {"d", "id", "aria-labelledby", "content"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def elements(html: str) -> list[Element]:
    """Every element with its attributes, in order."""
    return _read(html).elements


def words(html: str) -> str:
    """All text, with the style's."""
    return "".join(_read(html).words)


def shape(html: str) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    """The kinds of elements there are: tags with their attributes, but for what differs by right."""
    return {
        (tag, tuple((key, "" if key in _FREE else value) for key, value in attributes.items()))
        for tag, attributes in elements(html)
        if tag != "bdi"
    }
