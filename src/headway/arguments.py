"""What a function says of an argument of a wrong type: which argument, what was given, and what is wanted."""

import math
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import wraps
from inspect import Parameter, Signature, isabstract, signature
from numbers import Integral, Number, Real
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from headway.errors import InputError, Problem

F = TypeVar("F", bound=Callable[..., Any])

_PLAIN: dict[Any, tuple[type | tuple[type, ...], str]] = {
    float: (Real, "a number"),
    int: (Integral, "a whole number"),
    str: (str, "a text"),
    bool: (bool, "True or False"),
    date: (date, "a date, such as date(2027, 1, 4)"),
    type(None): (type(None), "None"),
}

_SUCH_AS = {
    "Driving": "such as FastestRun()",
    "Edit": "such as Depart(...)",
    "Progress": "a function of (share, text)",
    "Stop": "such as MaxSeconds(60)",
}
"""Values that satisfy a protocol or an abstract class; a message names them in place of it."""

_WITHIN = {"jobs": (1, 1_024, "1 to 1,024 at once"), "seed": (0, 2**53, "0 to 2^53")}
"""What an argument of this name means everywhere, and so its range."""

_SHOWN = (str, Number, date, type(None), Enum, list, tuple, Path)
"""Types whose values a message quotes; of any other value the type says more."""


def public(asked: F) -> F:
    """Let a function, or the class of a value, refuse arguments of wrong types: in words, and all at once.

    The types are those of its signature. Where an iterable is asked for, one that can be read only once may be given;
    it is read whole before it is checked.
    """
    if not isinstance(asked, type):
        return cast("F", _checking(asked, asked))
    made: Any = asked
    made.__init__ = _checking(made.__init__, asked)
    return cast("F", made)


def _checking(called: Callable[..., Any], hinted: Any) -> Callable[..., Any]:
    known: list[tuple[Signature, dict[str, Any]]] = []  # only looked up at the first call: imports stay light

    @wraps(called)
    def checks(*args: Any, **kwargs: Any) -> Any:
        if not known:
            known.append((signature(called), get_type_hints(hinted)))
        form, hints = known[0]
        try:
            given = form.bind(*args, **kwargs)
        except TypeError:
            return called(*args, **kwargs)  # Python says which argument is missing or too many
        problems: list[Problem] = []
        for name in given.arguments.keys() & hints.keys():
            if _read_once(given.arguments[name], hints[name]):
                given.arguments[name] = tuple(given.arguments[name])
        for name, value in given.arguments.items():
            several = form.parameters[name].kind is Parameter.VAR_POSITIONAL
            faults = [_fault(one, hints.get(name, Any)) or _outside_range(name, one) for one in (value if several else [value])]
            problems += [Problem(fault, where=name) for fault in faults if fault]
        if problems:
            raise InputError(problems)
        return called(*given.args, **given.kwargs)

    return checks


def _read_once(value: Any, hint: Any) -> bool:
    """Tell whether a value can be read only once, and whether a type asks for no more."""
    return isinstance(value, Iterator) and any(get_origin(kind) is Iterable for kind in _kinds(hint))


def _fault(value: Any, hint: Any) -> str:
    """Say what is wrong with a value for a type; empty if it fits."""
    if fits(value, hint):
        return ""
    for kind in _kinds(hint):
        # In a list with one wrong item, name that item.
        if _holds_items(value, kind) and (wrong := [item for item in value if not fits(item, get_args(kind)[0])]):
            return f"{quoted(wrong[0])} is not {words(get_args(kind)[0])}; wanted is {words(hint)}"
    return f"{quoted(value)} is not {words(hint)}"


def _outside_range(name: str, value: Any) -> str:
    """Say that a value is outside the range of its name; empty if it is within, or has no range."""
    low, high, range_ = _WITHIN.get(name, (-math.inf, math.inf, ""))
    return "" if not range_ or low <= value <= high else f"{range_}, not {value}"


def fits(value: Any, hint: Any, *, finite: bool = False) -> bool:
    """Tell whether a value is of a type.

    Neither not-a-number nor True is a number, nor infinity where a number must be finite.
    """
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any or isinstance(hint, TypeVar):
        return True
    if origin in (Union, types.UnionType):
        return any(fits(value, arg, finite=finite) for arg in args)
    if origin is Literal:
        return value in args
    if origin is tuple and args[-1] is not Ellipsis:
        items = cast("tuple[Any, ...]", value)
        if not isinstance(value, tuple) or len(items) != len(args):
            return False
        return all(fits(item, arg, finite=finite) for item, arg in zip(items, args, strict=True))
    if origin is Mapping:
        return isinstance(value, Mapping) and all(
            fits(key, args[0]) and fits(item, args[1]) for key, item in cast("Mapping[Any, Any]", value).items()
        )
    if origin is not None:
        return _holds_items(value, hint) and all(fits(item, args[0], finite=finite) for item in value)
    if getattr(hint, "_is_protocol", False):
        wanted = [name for name in vars(hint) if name == "__call__" or not name.startswith("_")]
        return not isinstance(value, type) and all(hasattr(value, name) for name in wanted)
    if hint not in _PLAIN:
        # The text of a StrEnum is as good as its member.
        return isinstance(value, hint) or (issubclass(hint, StrEnum) and isinstance(value, str) and value in list(hint))
    if isinstance(value, bool) and hint is not bool:
        return False
    if not isinstance(value, _PLAIN[hint][0]) or isinstance(value, datetime):
        return False
    return hint is not float or (-math.inf < value < math.inf if finite else value == value)


def _kinds(hint: Any) -> tuple[Any, ...]:
    """Return the types that a value may have."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def _holds_items(value: Any, kind: Any) -> bool:
    """Tell whether a value is a list as a type such as ``Sequence[str]`` means it; a text and a table are not."""
    origin = get_origin(kind)
    if not (isinstance(origin, type) and issubclass(origin, Iterable)) or isinstance(value, str | bytes | Mapping):
        return False
    return isinstance(value, origin) and isinstance(value, Collection) and not hasattr(value, "columns")


def words(hint: Any) -> str:
    """Write a type in words."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _choice(args)
    if origin is tuple and args[-1] is not Ellipsis:
        return f"a pair of {' and '.join(words(arg) for arg in args)}"
    if origin is tuple:
        return f"a tuple, each item {words(args[0])}"
    if origin is Literal:
        return f"one of {', '.join(map(repr, args))}"
    if origin is Mapping:
        return f"a mapping of {words(args[0])} to {words(args[1])}"
    if origin is not None:
        return f"a list, each item {words(args[0])}"
    if hint in _PLAIN:
        return _PLAIN[hint][1]
    if issubclass(hint, Enum):
        return f"one of {', '.join(str(member) for member in hint)}"
    stands_for_others = getattr(hint, "_is_protocol", False) or isabstract(hint)
    return f"{_a(hint.__name__)}{f', {_SUCH_AS[hint.__name__]}' if stands_for_others and hint.__name__ in _SUCH_AS else ''}"


def _choice(kinds: Sequence[Any]) -> str:
    """Write a choice of types in words; a text beside a path, or beside what a file holds, stands for where that is."""
    if str not in kinds or Path not in kinds:
        return " or ".join(words(kind) for kind in kinds)
    others = [kind for kind in kinds if kind not in (str, Path)]
    ways = ["a text or a Path"] if all(kind is type(None) for kind in others) else ["the name or the path of one"]
    return ", or ".join([" or ".join(words(kind) for kind in others), *ways] if others else ways)


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def quoted(value: Any) -> str:
    """Write a value for a message, kept short."""
    if not isinstance(value, _SHOWN):
        return f"the class {value.__name__}" if isinstance(value, type) else f"a value of type {type(value).__name__}"
    try:
        text = repr(value)
    except Exception:  # a repr of somebody else's class, or an integer of too many digits
        text = "..."
    return f"{text[:60]}{'...' if len(text) > 60 else ''} ({type(value).__name__})"
