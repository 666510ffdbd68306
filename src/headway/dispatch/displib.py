"""DISPLIB files, the public JSON of dispatching problems and solutions: reading with every mistake, and writing."""

import gzip
import json
import os
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from headway.arguments import public
from headway.dispatch.problem import DelayCost, Dispatching, Operation, Use
from headway.dispatch.solution import Event, Solution
from headway.errors import InputError, Problem, did_you_mean
from headway.whole import whole

_OPERATION = {"min_duration", "start_lb", "start_ub", "resources", "successors"}
_MOST_BYTES = 1 << 28
"""The longest file that is read, after unpacking: the longest public problem has a sixtieth of that."""

_TOO_LONG = f"it is longer than {_MOST_BYTES >> 20} MB, which no problem is; look whether it is the right file"

_MOST_DIGITS = 40

_MOST_LETTERS = 200

_COST = {"type", "train", "operation", "threshold", "coeff", "increment"}


@public
def read_problem(path: Path | str) -> Dispatching:
    """Read a DISPLIB problem, plain or gzipped.

    Raises
    ------
    InputError
        With every mistake: where it stands, what is wrong, what to do.
    """
    data, found = _parsed(Path(path)), _Found()
    top = found.table(data, "", {"trains", "objective"}, ("trains",))
    trains = tuple(
        tuple(_operation(found, item, f"trains.{k}.{i}") for i, item in enumerate(found.list(train, f"trains.{k}")))
        for k, train in enumerate(found.list(top.get("trains", []), "trains"))
    )
    costs = tuple(
        _cost(found, item, f"objective.{j}") for j, item in enumerate(found.list(top.get("objective", []), "objective"))
    )
    found.refuse(path)
    try:
        return Dispatching(trains, costs)
    except InputError as error:
        raise InputError(_in_file(error, path)) from None


def problem_of(given: Dispatching | str | Path) -> Dispatching:
    """Return a problem as it is, or read it if a path is given; every function that takes a problem begins here."""
    return given if isinstance(given, Dispatching) else read_problem(given)


@public
def read_solution(path: Path | str) -> Solution:
    """Read a DISPLIB solution, plain or gzipped. To learn whether it solves a problem, `verify` it.

    Raises
    ------
    InputError
        With every mistake.
    """
    data, found = _parsed(Path(path)), _Found()
    top = found.table(data, "", {"objective_value", "events"}, ("objective_value", "events"))
    events: list[Event] = []
    for i, item in enumerate(found.list(top.get("events", []), "events")):
        event = found.table(item, f"events.{i}", {"time", "train", "operation"}, ("time", "train", "operation"))
        events.append(Event(*(found.integer(event, key, f"events.{i}") for key in ("time", "train", "operation"))))
    value = found.integer(top, "objective_value", "")
    found.refuse(path)
    return Solution(value, tuple(events))


@public
def write_problem(problem: Dispatching, path: Path | str) -> None:
    """Write a problem as DISPLIB JSON, gzipped if the name of the file says so."""
    trains = [[_operation_json(operation) for operation in train] for train in problem.trains]
    costs = [
        {
            "type": "op_delay",
            "train": cost.train,
            "operation": cost.operation,
            "threshold": cost.threshold,
            "coeff": cost.coeff,
            "increment": cost.increment,
        }
        for cost in problem.costs
    ]
    _write({"trains": trains, "objective": costs}, Path(path))


@public
def write_solution(solution: Solution, path: Path | str) -> None:
    """Write a solution as DISPLIB JSON, gzipped if the name of the file says so."""
    events = [{"time": event.time, "train": event.train, "operation": event.operation} for event in solution.events]
    _write({"objective_value": solution.objective, "events": events}, Path(path))


def _operation_json(operation: Operation) -> dict[str, Any]:
    upper = {} if operation.start_ub is None else {"start_ub": operation.start_ub}
    uses = [{"resource": use.resource, "release_time": use.release_time} for use in operation.uses]
    return {
        "start_lb": operation.start_lb,
        **upper,
        "min_duration": operation.min_duration,
        "resources": uses,
        "successors": list(operation.successors),
    }


def _write(data: dict[str, Any], path: Path) -> None:
    text = json.dumps(data).encode()
    whole(path, lambda draft: draft.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text))


def _parsed(path: Path) -> Any:
    repeated: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        repeated.extend(key for key in dict.fromkeys(keys) if keys.count(key) > 1)
        return dict(items)

    try:
        data = json.loads(_text(path), object_pairs_hook=pairs, parse_int=_integer, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise InputError([Problem(f"this is not JSON: {error.msg}", file=_named(path), line=error.lineno)]) from None
    except RecursionError:
        raise InputError(
            [Problem("lists stand inside lists too deep to be a problem or a solution", file=_named(path))]
        ) from None
    except _NoNumberError as error:
        problem = Problem(f"{error} is not a number of JSON; times and costs are whole numbers", file=_named(path))
        raise InputError([problem]) from None
    if repeated:
        raise InputError(
            Problem(f"key {_shown(key)} stands twice in one object; keep one", file=_named(path)) for key in repeated
        )
    return data


def _text(path: Path) -> str:
    """Return the text of a file, unpacked if need be, up to the longest that a problem can be."""
    if not str(path).isprintable():
        raise InputError([Problem("no file has such a name; it cannot be printed", file=_named(path))])
    try:
        if path.exists() and not path.is_file():
            kind = "folder" if path.is_dir() else "device or a pipe"
            raise InputError([Problem(f"this is a {kind}; name a file", file=_named(path))])
        if path.stat().st_size > _MOST_BYTES:
            raise InputError([Problem(_TOO_LONG, file=_named(path))])
        raw = path.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            with gzip.open(BytesIO(raw)) as file:
                raw = file.read(_MOST_BYTES + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError([Problem(f"it cannot be unpacked, it is damaged: {error}; fetch it anew", file=_named(path))]) from None
    except OSError as error:
        raise InputError([Problem(f"it cannot be read: {os.strerror(error.errno or 0)}", file=_named(path))]) from None
    if len(raw) > _MOST_BYTES:
        raise InputError([Problem(_TOO_LONG, file=_named(path))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([Problem(f"this is not JSON: it is not UTF-8 from byte {error.start} on", file=_named(path))]) from None


class _NoNumberError(ValueError):
    """Raised for a word such as NaN that stands for a number and that JSON does not know."""


def _no_number(word: str) -> Any:
    raise _NoNumberError(word)


@dataclass(frozen=True, slots=True)
class _Vast:
    """A whole number with more digits than are worth reading; the reader refuses it where it stands."""

    digits: str

    def __str__(self) -> str:
        return f"{self.digits[:8]}... ({len(self.digits.lstrip('-'))} digits)"


def _integer(digits: str) -> int | _Vast:
    return int(digits) if len(digits) <= _MOST_DIGITS else _Vast(digits)


def _named(path: Path) -> str:
    """Return a path as text that can be printed."""
    text = str(path)
    return text if text.isprintable() else ascii(text)


def _in_file(error: InputError, path: Path | str) -> list[Problem]:
    return [Problem(problem.message, problem.where, _named(Path(path))) for problem in error.problems]


class _Found:
    """Collects mistakes; every method returns a usable value whatever it meets."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, message: str, where: str) -> None:
        self.problems.append(Problem(message, where=where))

    def refuse(self, path: Path | str) -> None:
        if self.problems:
            raise InputError(_in_file(InputError(self.problems), path))

    def list(self, value: Any, where: str) -> list[Any]:
        if isinstance(value, list):
            return cast("list[Any]", value)
        self.add(f"{_shown(value)} is not a list", where)
        return []

    def table(self, value: Any, where: str, known: set[str], required: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.add(f"{_shown(value)} is not an object with the keys {', '.join(sorted(known))}", where)
            return {}
        for key in [key for key in value if key not in known]:
            self.add(f"unknown key {_shown(key)}. {did_you_mean(key, known)}", where)
        for key in required:
            if key not in value:
                self.add(f'key "{key}" is missing', where)
        return cast("dict[str, Any]", value)

    def integer(self, table: dict[str, Any], key: str, where: str, default: int = 0) -> int:
        value = table.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**40:
            return value
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**40:
            return int(value)
        self.add(f"{key} {_shown(value)} is not a whole number below 2^40", where)
        return default


def _shown(value: Any) -> str:
    text = str(value) if isinstance(value, _Vast) else json.dumps(value, default=str)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _operation(found: _Found, item: Any, where: str) -> Operation:
    table = found.table(item, where, _OPERATION, ("min_duration", "successors"))
    uses: list[Use] = []
    for j, entry in enumerate(found.list(table.get("resources", []), f"{where}.resources")):
        at = f"{where}.resources.{j}"
        use = found.table(entry, at, {"resource", "release_time"}, ("resource",))
        name = use.get("resource", "")
        if not isinstance(name, str):
            found.add(f"resource {_shown(name)} is not a name; resources are named by text", at)
            name = ""
        elif not name.isprintable() or len(name) > _MOST_LETTERS:
            found.add(f"resource {_shown(name)}: a name has at most {_MOST_LETTERS} letters, all of which can be printed", at)
        uses.append(Use(name, found.integer(use, "release_time", at)))
    successors = found.list(table.get("successors", []), f"{where}.successors")
    return Operation(
        found.integer(table, "min_duration", where),
        found.integer(table, "start_lb", where),
        found.integer(table, "start_ub", where) if "start_ub" in table else None,
        tuple(uses),
        tuple(found.integer({"successor": j}, "successor", where) for j in successors),
    )


def _cost(found: _Found, item: Any, where: str) -> DelayCost:
    table = found.table(item, where, _COST, ("type", "train", "operation"))
    if table.get("type", "op_delay") != "op_delay":
        found.add(f'type {_shown(table["type"])} is unknown; the only type is "op_delay"', where)
    return DelayCost(*(found.integer(table, key, where) for key in ("train", "operation", "threshold", "coeff", "increment")))
