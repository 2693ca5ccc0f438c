"""Templates to words: the digest's subject, text and HTML, and the drafts.

Promises: what others wrote is only ever a value, never a template; a file in the user's own folder comes before
the built-in one of the same name; an own template that fails costs a sentence in the digest, never the digest.
Refuses: code in templates (sandbox), undefined names (they would print as nothing).

A folder of one's own may hold any of the files under templates/. `{% extends "builtin/digest.html.j2" %}` keeps the
built-in file and replaces single blocks of it.
"""

import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kith.deliver.view import letter
from kith.digest import Digest
from kith.suggest.drafting import DraftPlan
from kith.suggest.wording import listed

WIDTH = 76  # of the text part; format=flowed is honoured too rarely to lean on
FSI, PDI = "\u2068", "\u2069"  # Unicode UAX #9: FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE
_RTL = (
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"  # Hebrew, Arabic, …
)
_RIGHT_TO_LEFT = re.compile(rf"{_RTL}(?:(?:{_RTL}|[\W\d_])*{_RTL})?")

# Whatever a template of the user's own can raise while it is read or run. MemoryError and the like included.
_FAULTS = (
    TemplateError, ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip
_T = TypeVar("_T")


class Rendered(NamedTuple):
    """A digest in words. `faults`: one sentence for each own template that could not be used."""

    subject: str
    text: str
    html: str
    faults: tuple[str, ...]


class Renderer:
    """The templates in `builtin`, overlaid file by file with those in `own`."""

    def __init__(self, builtin: Path, own: Path | None = None) -> None:
        self._builtin = _environments([builtin])
        self._overlaid = _environments([own, builtin]) if own else None
        self._faults: dict[str, str] = {}

    def digest(self, digest: Digest, zone: ZoneInfo) -> Rendered:
        """The whole letter, its times in `zone`. Faults met on the way, drafts' included, stand under HEALTH."""
        rendered = self._digest(digest, zone)
        return self._digest(digest, zone) if rendered.faults else rendered

    def draft(self, plan: DraftPlan) -> tuple[str, str]:
        """Subject and body of a draft: paragraphs on one line each, `\\n` between lines, none at the end."""
        return self._written(plan, _subject_and_body)

    def message(self, plan: DraftPlan) -> str:
        """A short message: on one line, without a subject."""
        return self._written(plan, _one_line)

    def _written(self, plan: DraftPlan, finish: Callable[[str], _T]) -> _T:
        """Where the plan's language lacks a file, it is the English one, and a sentence under HEALTH says so."""
        try:
            return self._render(plan.template, plan.variables, finish)
        except TemplateNotFound as exc:
            if plan.instead is None:
                raise
            self._faults[plan.template] = f"There is no template {exc.name}, so a draft is in English."
            return self._written(plan.instead, finish)

    def _digest(self, digest: Digest, zone: ZoneInfo) -> Rendered:
        values = {"digest": letter(digest, zone, tuple(self._faults.values()))}
        return Rendered(
            self._render("digest.subject.j2", values, lambda text: " ".join(text.split())),
            self._render("digest.txt.j2", values, lambda text: f"{text.strip()}\n"),
            self._render("digest.html.j2", values, lambda text: f"{text.strip()}\n"),
            tuple(self._faults.values()),
        )

    def _render(self, name: str, values: object, finish: Callable[[str], _T]) -> _T:
        kind = "html" if name.endswith(".html.j2") else "text"
        if self._overlaid:
            try:
                return finish(self._overlaid[kind].get_template(name).render(values))
            except _FAULTS as exc:
                place, why = _place(exc) or name, " ".join(str(exc).split())
                self._faults[name] = (
                    f"Your template {place} was not used, kith's own was: {why or type(exc).__name__}"
                )
        return finish(self._builtin[kind].get_template(name).render(values))


def _environments(folders: list[Path]) -> dict[str, Environment]:
    """One environment that escapes and one that does not: `select_autoescape` does not know `.html.j2`."""
    files = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    loader = ChoiceLoader([files, PrefixLoader({"builtin": FileSystemLoader(folders[-1])})])
    return {kind: _environment(loader, kind == "html") for kind in ("html", "text")}


def _environment(loader: ChoiceLoader, autoescape: bool) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"hang": hang, "indented": indented, "isolated": isolated, "listed": listed}
    return environment


def hang(text: str, margin: int) -> str:
    """Wrapped to `WIDTH`; the first line begins `margin` columns in, the others are indented that far."""
    lines = textwrap.wrap(text, WIDTH - margin, break_on_hyphens=False)
    return f"\n{' ' * margin}".join(lines)


def indented(text: str, margin: int) -> str:
    """Wrapped to `WIDTH` with every line indented; "" stays an empty line."""
    return " " * margin + hang(text, margin) if text else ""


def isolated(text: str) -> str:
    """Text in which right-to-left words cannot turn their surroundings around, by FSI…PDI.

    Only where there are such words: a terminal shows the marks as rubbish, and without right-to-left letters
    (direction controls never come this far) they change nothing.
    """
    return _RIGHT_TO_LEFT.sub(rf"{FSI}\g<0>{PDI}", text)


def _subject_and_body(text: str) -> tuple[str, str]:
    """A rendered draft taken apart: `Subject: …`, an empty line, the letter."""
    head, _, body = text.strip().partition("\n\n")
    key, colon, subject = head.partition(":")
    if key != "Subject" or not colon or "\n" in head or not body.strip():
        raise ValueError('it must begin with "Subject: …", an empty line, and the letter')
    return subject.strip(), "\n".join(line.rstrip() for line in body.strip().split("\n"))


def _one_line(text: str) -> str:
    """A rendered message; a subject in it would be sent as part of the text."""
    text = re.sub(r"[ \n]+", " ", text).strip()  # not the no-break spaces that belong into a French sentence
    if not text or text.startswith("Subject:"):
        raise ValueError('it must be the message alone, without "Subject: …"')
    return text


def _place(exc: BaseException) -> str:
    """File and line of a template's fault: Jinja writes both into the traceback."""
    if isinstance(exc, TemplateSyntaxError):
        return f"{exc.filename or exc.name}:{exc.lineno}"
    place, step = "", exc.__traceback__
    while step:
        if step.tb_frame.f_code.co_filename.endswith(".j2"):
            place = f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}"
        step = step.tb_next
    return place
