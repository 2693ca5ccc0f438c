"""Jinja as kith uses it: a sandbox, undefined names are errors, and filters for lines of text.

Promises: what others wrote is only ever a value, never a template; `*.html.j2` escapes its values, all others do
not (`select_autoescape` does not know these names).
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.meta import find_referenced_templates
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from kith.suggest.wording import listed

WIDTH = 76  # of the text part; format=flowed is honoured too rarely to lean on
SHORT = 3  # characters
_TIED = "\u00a0"  # where textwrap breaks no line
FSI, PDI = "\u2068", "\u2069"  # Unicode UAX #9: FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE
_RTL = (
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"  # Hebrew, Arabic, …
)
_RIGHT_TO_LEFT = re.compile(rf"{_RTL}(?:(?:{_RTL}|[\W\d_])*{_RTL})?")


class Pages:
    """The templates in `folders`, the first that has a file winning; "builtin/…" are those of the last folder."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._files = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
        loader = ChoiceLoader([self._files, PrefixLoader({"builtin": FileSystemLoader(folders[-1])})])
        self._html, self._text = _environment(loader, autoescape=True), _environment(loader, autoescape=False)

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """One template in words. Raises whatever a template can raise."""
        environment = self._html if name.endswith(".html.j2") else self._text
        return environment.get_template(name).render(values)

    def sources(self, name: str) -> set[str]:
        """`name`, and the files it is made with by `import`, `include`, `extends`, as far as they are found."""
        found, waiting = set[str](), [name]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self._referenced(one)
        return found

    def _referenced(self, name: str) -> list[str]:
        try:
            source, _, _ = self._files.get_source(self._text, name)
        except TemplateNotFound:  # a file only the user has
            return []
        return [other for other in find_referenced_templates(self._text.parse(source)) if other]


def _environment(loader: ChoiceLoader, autoescape: bool) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "hang": hang,
        "indented": indented,
        "isolated": isolated_in_html if autoescape else isolated,
        "listed": listed,
        "tied": tied,
    }
    return environment


def hang(text: str, margin: int) -> str:
    """Wrapped to `WIDTH`; the first line begins `margin` columns in, the others are indented that far."""
    lines = textwrap.wrap(tied(text), WIDTH - margin, break_on_hyphens=False)
    return f"\n{' ' * margin}".join(lines).replace(_TIED, " ")


def indented(text: str, margin: int) -> str:
    """Wrapped to `WIDTH` with every line indented; "" stays an empty line."""
    return " " * margin + hang(text, margin) if text else ""


def tied(text: str) -> str:
    """Text whose last line is never a short word alone, such as the "7." of "it has been 7."."""
    most, blank, end = text.rpartition(" ")
    return f"{most}{_TIED}{end}" if blank and len(end) <= SHORT else text


def isolated(text: str) -> str:
    """Text in which right-to-left words cannot turn their surroundings around, by FSI…PDI.

    Only where there are such words: a terminal shows the marks as rubbish, and without right-to-left letters
    (direction controls never come this far) they change nothing.
    """
    return _RIGHT_TO_LEFT.sub(rf"{FSI}\g<0>{PDI}", text)


def isolated_in_html(text: str) -> Markup:
    """The same by `<bdi>`, escaped."""
    return Markup(_RIGHT_TO_LEFT.sub(r"<bdi>\g<0></bdi>", str(escape(text))))  # noqa: S704


def place(exc: BaseException) -> str:
    """File and line of a template's fault, "" where unknown: Jinja writes both into the traceback."""
    if isinstance(exc, TemplateSyntaxError):
        return f"{exc.filename or exc.name}:{exc.lineno}"
    found, step = "", exc.__traceback__
    while step:
        if step.tb_frame.f_code.co_filename.endswith(".j2"):
            found = f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}"
        step = step.tb_next
    return found
