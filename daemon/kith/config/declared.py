"""Reading the declarations themselves: what stands at a place of the file, and in which form it is wanted.

A place is a `loc` as pydantic has it: ("accounts", "work", "port"). Names of accounts and numbers of list
entries are free; "*" stands for any of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from kith.config.forms import Form
from kith.config.settings import Settings

Loc = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """The type at one place, and the marks that stand beside it."""

    kind: Any
    marks: tuple[Any, ...] = ()

    @property
    def section(self) -> type[BaseModel] | None:
        """The model, where this is one table with declared keys."""
        return self.kind if isinstance(self.kind, type) and issubclass(self.kind, BaseModel) else None

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.section.model_fields) if self.section else ()

    @property
    def entry(self) -> "Declared | None":
        """What each entry of a list, or each table under a free name, is."""
        origin, inner = get_origin(self.kind), get_args(self.kind)
        return bare(inner[origin is dict]) if origin in {dict, tuple} else None

    @property
    def holds_tables(self) -> bool:
        """Whether this is a table, or a list or a family of tables, rather than a value."""
        return bool(self.section or (self.entry and self.entry.section))

    @property
    def choices(self) -> tuple[str, ...]:
        return get_args(self.kind) if get_origin(self.kind) is Literal else ()

    @property
    def span(self) -> str:
        """The range of a number, as "1 to 20"; "" without one."""
        lowest = [mark.ge for mark in self.marks if hasattr(mark, "ge")]
        highest = [mark.le for mark in self.marks if hasattr(mark, "le")]
        return f"{lowest[0]} to {highest[0]}" if lowest and highest else ""

    @property
    def form(self) -> str:
        """What is wanted here, as a person reads it behind the word "want"."""
        for mark in self.marks:
            if isinstance(mark, Form):
                return mark.text
        if self.choices:
            *most, last = (f'"{choice}"' for choice in self.choices)
            return f"{', '.join(most)} or {last}"
        if self.kind is bool:
            return "true or false"
        return f"a whole number, {self.span}" if self.kind is int else "a table"


def bare(kind: Any, *marks: Any) -> Declared:
    """A type without `Annotated` and `| None` around it, its marks collected, the outer ones first."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return bare(inner[0], *marks, *inner[1:])
    if origin in {Union, UnionType}:
        return bare(next(each for each in inner if each is not type(None)), *marks)
    return Declared(kind, marks)


def at(loc: Loc) -> Declared:
    """What is declared at `loc`; KeyError where nothing is."""
    here = Declared(Settings)
    for part in loc:
        if here.section:
            field = here.section.model_fields[str(part)]
            here = bare(field.annotation, *field.metadata)
        elif here.entry:
            here = here.entry
        else:
            raise KeyError(part)
    return here


def sections(loc: Loc = ()) -> Iterator[tuple[Loc, Declared]]:
    """Every table there can be, with its place: the file itself first, then as they are declared."""
    here = at(loc)
    yield loc, here
    for key in here.keys:
        inside = at((*loc, key))
        if inside.section:
            yield from sections((*loc, key))
        elif inside.entry and inside.entry.section:
            yield from sections((*loc, key, "*"))
