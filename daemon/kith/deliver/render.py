"""Templates to words: the digest's subject, text and HTML, the drafts, and kith's answers.

Promises: what others wrote is only ever a value, never a template; a file in the user's own folder comes before
the built-in one of the same name; an own template that fails, hangs or swells costs a sentence in the digest, never
the digest. Refuses: code in templates (sandbox), undefined names (they would print as nothing).

A folder of one's own may hold any of the files under templates/. `{% extends "builtin/digest.html.j2" %}` keeps the
built-in file and replaces single blocks of it.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from jinja2 import TemplateNotFound

from kith.deliver import confined
from kith.deliver.pages import Pages
from kith.deliver.reply import Reply
from kith.deliver.view import letter
from kith.digest import Digest
from kith.suggest.drafting import DraftPlan

LONGEST_SUBJECT = 250
_T = TypeVar("_T")


class Rendered(NamedTuple):
    """A digest in words. `faults`: one sentence for each own template that could not be used."""

    subject: str
    text: str
    html: str
    faults: tuple[str, ...]


class Renderer:
    """The templates in `builtin`, overlaid file by file with those in `own`."""

    def __init__(self, builtin: Path, own: Path | None = None, seconds: float = confined.SECONDS) -> None:
        """`seconds`: the most that one of the user's own templates may take."""
        self._builtin, self._own, self._seconds = builtin, own, seconds
        self._pages = _built_in(builtin)
        self._faults: dict[str, str] = {}  # since the last digest, by template
        self._hangs = False

    def digest(self, digest: Digest, zone: ZoneInfo, *, plain_subject: bool = False) -> Rendered:
        """The whole letter, its times in `zone`. Faults met on the way, drafts' included, stand under HEALTH.

        With `plain_subject` neither the subject nor what a lock screen shows after it names anybody.
        """
        try:
            rendered = self._digest(digest, zone, plain_subject)
            return self._digest(digest, zone, plain_subject) if rendered.faults else rendered
        finally:
            self._faults, self._hangs = {}, False  # for the next one they may have been mended

    def reply(self, reply: Reply) -> str:
        """The text of an answer to a mail of the user's."""
        return self._render("answer.txt.j2", {"reply": reply}, _page)

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

    def _digest(self, digest: Digest, zone: ZoneInfo, plain: bool) -> Rendered:
        values = {"digest": letter(digest, zone, tuple(self._faults.values()), plain=plain)}
        return Rendered(
            self._render("digest.subject.j2", values, _subject),
            self._render("digest.txt.j2", values, _page),
            self._render("digest.html.j2", values, _page),
            tuple(self._faults.values()),
        )

    def _render(self, name: str, values: Mapping[str, object], finish: Callable[[str], _T]) -> _T:
        """What failed is not tried again before the next digest, and nothing is once something hung."""
        if self._own and name not in self._faults and not self._hangs and self._changed(name):
            try:
                folders = [self._own, self._builtin]
                return finish(confined.render(folders, name, values, self._seconds))
            except confined.TemplateFault as exc:
                self._hangs = isinstance(exc, confined.TemplateHangs)
                self._faults[name] = f"Your template {exc}. kith's own was used."
            except ValueError as exc:
                self._faults[name] = f"Your template {name} was not used: {exc}. kith's own was."
        return finish(self._pages.render(name, values))

    def _changed(self, name: str) -> bool:
        """Whether the user has that file, or one that the built-in one is made with; yes where nobody may look."""
        if self._own is None:
            return False
        try:
            return any((self._own / one).exists() for one in self._pages.sources(name))
        except OSError:
            return True


@cache
def _built_in(folder: Path) -> Pages:
    """kith's own templates, compiled once in a process however many digests it makes; a changed file is read again."""
    return Pages([folder])


def _page(text: str) -> str:
    if not text.strip():
        raise ValueError("it gives nothing")
    return f"{text.strip()}\n"


def _subject(text: str) -> str:
    subject = " ".join(text.split())
    if not subject:
        raise ValueError("it gives nothing")
    return subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1] + "…"


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
