"""What a class of the model refuses before its own rules run: values of a wrong type, unusable texts and numbers."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, TypeVar, cast, get_origin, get_type_hints

from headway.arguments import fits, quoted, words
from headway.errors import InputError, Problem
from headway.model.naming import fault_of_name, fault_of_prose
from headway.model.ranges import Range, fault_of_range, range_of

T = TypeVar("T")

_PROSE = {"title", "description", "where", "value", "source", "assumed", "range", "was", "by"}
"""Texts that name nothing."""

_WITH_SLASHES = {"Place", "Track", "Stop", "Section"}
_PLACES = {"origin", "destination", "place", "inspection_at"}
"""Classes whose names may have slashes, and fields that may refer to such names: those of places and their tracks."""


def checked(cls: type[T]) -> type[T]:
    """Let a dataclass of the model refuse, in words, values that no scenario can hold, before its own rules see them.

    The decorator stands below ``@dataclass``. Every field must have a value of its type, a number within its range
    (`headway.model.ranges`) and a text that can be read (`headway.model.naming`).
    """
    own = cast("Callable[[Any], None] | None", getattr(cls, "__post_init__", None))

    def refuse_or_go_on(self: Any) -> None:
        if faults := list(_faults(self)):
            raise InputError(faults)
        if own is not None:
            own(self)

    cast("Any", cls).__post_init__ = refuse_or_go_on
    return cls


def fault_of_text(cls: type, field: str, value: Any) -> str:
    """Say what is wrong with the text of a field, and what to do; empty if the value is no text or is sound."""
    if isinstance(value, tuple):
        items = cast("tuple[Any, ...]", value)
        return next((fault for item in items if (fault := fault_of_text(cls, field, item))), "")
    if not isinstance(value, str):
        return ""
    if field in _PROSE:
        return fault_of_prose(value)
    if not value and field in _may_be_empty(cls):
        return ""
    return fault_of_name(value, slashes=field in _PLACES or (cls.__name__ in _WITH_SLASHES))


def _faults(item: Any) -> Iterator[Problem]:
    cls = type(item)
    for field, hint, allowed in _fields(cls):
        value = getattr(item, field)
        if allowed is not None and type(value) is hint and value in allowed:
            continue  # the most common case, at once
        if not fits(value, hint, finite=True):
            fault = f"{quoted(value)} is not {words(hint)}{_advice(value, hint)}"
        else:
            fault = fault_of_text(cls, field, value) or fault_of_range(cls, field, value)
        if fault:
            yield Problem(f"{_object(item)}: {fault}", where=field)


@cache
def _fields(cls: type) -> tuple[tuple[str, Any, Range | None], ...]:
    """Return the fields of a class, each with its type and the range of its numbers."""
    hints = get_type_hints(cls)
    return tuple((f.name, hints[f.name], range_of(cls, f.name)) for f in fields(cast("Any", cls)))


@cache
def _may_be_empty(cls: type) -> frozenset[str]:
    return frozenset(f.name for f in fields(cast("Any", cls)) if f.default is not MISSING and f.default == "")


def _advice(value: Any, hint: Any) -> str:
    if isinstance(value, list) and get_origin(hint) is tuple:
        return ". Write tuple(...) around the list"
    return ""


def _object(item: Any) -> str:
    """Name an object by its class and its name, such as ``wagon "hopper"``."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in type(item).__name__).strip()
    name = getattr(item, "name", None)
    return f'{words} "{unicodedata.normalize("NFC", name)[:60]}"' if isinstance(name, str) and name else words
