"""Mutants: bundled scenarios as folders of YAML and CSV, and DISPLIB files, each damaged as its number says.

Most of the damage is gentle, such as a doubled number or two swapped values, so that it gets past the reader. The rest
is what editors, spreadsheets, people and disks do to files.
"""

import csv
import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import headway as hw
from headway.io.bundled import find
from headway.io.write import files_of

SCENARIO = "scenario.yaml"

RICH = Path(__file__).with_name("rich.yaml")
"""A small scenario with every part of the file format."""

_BASES = ("rich",) * 8 + ("three-loops",) * 6 + ("gara-djebilet",) * 2 + ("gara-djebilet-50mt", "gara-djebilet-oran")
"""What is damaged: mostly what is small, for it is quick."""

WILD: tuple[Any, ...] = (
    0, -1, 1, 0.5, -0.0, 1e-300, 1e-9, 1e-3, 59.9999999, 1e3, 1e6, 1e9, 1e12, 1e18, 2**31, 2**63, 2**64, 1e300, 10**400,
    float("nan"), float("inf"), float("-inf"), 5e-324, 86_399, 86_400, 0.1 + 0.2, 365, 1e5,
)  # fmt: skip
"""Numbers at which something gives way."""

_UNITS = (
    "s", "min", "h", "d", "y", "m", "km", "mm", "t", "kt", "Mt", "kg", "km/h", "m/s", "kN", "N", "kW", "MW", "t/h", "Mt/y", "C",
    "m2", "m/s2", "%", "furlongs", "",
)  # fmt: skip

_TEXTS = (
    "", " ", "null", "yes", "n/a", "plenty", "08:00", "24:00", "25:30", "47:59", "99:99", "-1:00", "08:00:30", "Mon",
    "\N{MINUS SIGN}3", "2 ‰", "2,5", "1_000", "0x10", "1e3", "3 x 800 m", "1000000000 x 1 m", "0 x 800 m", "2027-01-04",
    "2027-02-30", "0001-01-01", "9999-12-31", "2200-12-31", "1900-01-01", "04.01.2027", "places.csv", "/dev/null",
    "../scenario.yaml", "x" * 5_000,
)  # fmt: skip

_NAMES = (
    "http://x", "=1+1", "\ud800", "e\u0301", "\u200b", "\u202eabc", "\x1b[31mred", "x" * 31, "x" * 80, "x" * 81, ".hidden", "CON",
    "a.b", "a,b", "a;b", "a:b", "a?b*", "[x]", "[bold]", '"', "'", "</script>", "<b>", "&amp;", "{{x}}", "{x}", "%s", "$x$",
    "$_$", "$\\frac$", "\\", "History", "history", "main", "ore", "🚂", "null", "true", "1", "1.5", "-", "#", "~", "العربية",
    "Béchar", "BÉCHAR", "a\tb", "a\nb", "name", "value", "Calls", "to Port", "nan", "../x", " x", "x ", "@x", "!x",
)  # fmt: skip
"""Names that are harmless in one form of file and mean something in another."""


_YAML = ("&a [*a]", "*x", "!!python/object:os.system x", "'", "- -", "%", "\0", "{", "|", "!!binary x", "<<: *a")
"""What means something to YAML, or nothing."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A mutated scenario: its files by name, and what was done to them, in words."""

    files: dict[str, bytes]
    story: str

    def write(self, folder: Path) -> None:
        """Write the files into a folder."""
        for name, data in self.files.items():
            (folder / name).write_bytes(data)


def base_of(number: int) -> str:
    """Return which scenario is damaged."""
    return random.Random(f"base {number}").choice(_BASES)


def mutated_scenario(number: int) -> Folder:
    """Return the mutated scenario of a number."""
    draw = random.Random(f"scenario {number}")
    base = base_of(number)
    as_written = draw.random() < 0.5
    files = dict(_base(base, as_written=as_written))
    damage = _Damage(draw)
    if draw.random() < 0.9:
        files |= damage.values_of(deepcopy(_trees(base, as_written=as_written)))
    else:
        victim = draw.choice(sorted(files))
        data = damage.text(files[victim].decode())
        damage.told.append(f"{victim} as text")
        files[victim] = data
    return Folder(files, f"{base}: {'; '.join(damage.told)}")


@cache
def _base(name: str, *, as_written: bool) -> dict[str, bytes]:
    """Return a scenario's files: as they stand in the package, or as Headway writes them, resolved."""
    source = RICH if name == "rich" else find(name)
    if as_written:
        return {file: text.encode() for file, text in files_of(hw.load(source)).items()}
    if name == "rich":
        return {SCENARIO: source.read_bytes()}
    return {path.name: path.read_bytes() for path in source.parent.iterdir() if path.is_file()}


@cache
def _trees(name: str, *, as_written: bool) -> dict[str, Any]:
    """Return the trees of values of a scenario's files."""
    return {file: _parsed(file, data) for file, data in _base(name, as_written=as_written).items()}


class _Damage:
    """Damages trees of values and texts, and tells what it did."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.told: list[str] = []

    # ------------------------------------------------------------------ folders

    def values_of(self, trees: dict[str, Any]) -> dict[str, bytes]:
        """Damage the values of a folder's files in one to three places, and return the files."""
        for _ in range(self.draw.choice((1, 1, 1, 1, 2, 3))):
            if self.draw.random() < 0.15:
                trees = self.renamed(trees)
            else:
                # mostly the scenario itself: of a table of heights most cells are alike
                file = SCENARIO if SCENARIO in trees and self.draw.random() < 0.75 else self.draw.choice(sorted(trees))
                self.damage(trees, list(_places(trees[file], (file,))))
        return {name: self.dumped(name, tree) for name, tree in trees.items()}

    def dumped(self, name: str, tree: Any) -> bytes:
        """Return a tree as a file; YAML in JSON's form, which holds every text, surrogates and control characters too."""
        if name.endswith(".yaml"):
            text = json.dumps(tree, indent=1, default=str, ensure_ascii=False)
            text = re.sub(r"(?<![\w\"])(-?)(NaN|Infinity)\b", lambda m: f"{m[1]}.{m[2][:3].lower()}", text)
            return text.encode("utf-8", "backslashreplace")  # a lone surrogate stands as an escape
        stream = StringIO(newline="")
        rows = tree if isinstance(tree, list) else [tree]
        delimiter = ";" if self.draw.random() < 0.03 else ","
        csv.writer(stream, delimiter=delimiter, lineterminator="\n", escapechar="\\").writerows(
            row if isinstance(row, list) else [row] for row in rows
        )
        return stream.getvalue().encode("utf-8", "surrogatepass")

    def renamed(self, trees: dict[str, Any]) -> dict[str, Any]:
        """Give something an odd name wherever it is named, so that it is still found."""
        old = self.draw.choice(sorted(_names(trees)))
        new = self.draw.choice(_NAMES)
        self.told.append(f"{old!r} is called {new!r} everywhere")
        return {file: _replaced(tree, old, new) for file, tree in trees.items()}

    # ------------------------------------------------------------------ trees

    def damage(self, tree: Any, places: list[tuple[Any, ...]]) -> None:
        """Do one thing to one place of a tree."""
        ways: dict[Callable[[Any, tuple[Any, ...], list[tuple[Any, ...]]], None], int] = {
            self.nudge: 60, self.wild: 16, self.unit: 3, self.empty: 4, self.retype: 5, self.swap: 5, self.drop: 6,
            self.double: 4, self.text_for: 4, self.refer: 4,
        }  # fmt: skip
        way = self.draw.choices(list(ways), weights=list(ways.values()))[0]
        place = self.draw.choice(places)
        if way in (self.nudge, self.wild, self.unit):
            numbers = [p for p in places if _number(_at(tree, p)) is not None]
            place = self.draw.choice(numbers or places)
        before = _short(_at(tree, place))
        way(tree, place, places)
        after = _short(_at(tree, place, "gone"))
        self.told.append(f"{way.__name__} {'.'.join(map(str, place))}: {before} -> {after}")

    def nudge(self, tree: Any, place: tuple[Any, ...], _: Any) -> None:
        """Change a number by a little."""
        value = _at(tree, place)
        found = _number(value)
        number, unit = found if found is not None else (1.0, "")
        draw = self.draw
        new = draw.choice(
            (number + 1, number - 1, 2 * number, number / 2, 10 * number, number / 10, -number, 1.01 * number, number + 0.5,
             number * draw.uniform(0.3, 3), round(number * draw.uniform(0.5, 1.5)), number + 1e-7)
        )  # fmt: skip
        if isinstance(value, int) and draw.random() < 0.8:
            new = round(new)
        _put(tree, place, _alike(value, new, unit))

    def wild(self, tree: Any, place: tuple[Any, ...], _: Any) -> None:
        """Put a number that is huge, tiny or none."""
        value = _at(tree, place)
        found = _number(value)
        _put(tree, place, _alike(value, self.draw.choice(WILD), found[1] if found else ""))

    def unit(self, tree: Any, place: tuple[Any, ...], _: Any) -> None:
        """Write a number in another unit."""
        found = _number(_at(tree, place))
        number = found[0] if found else 1
        _put(tree, place, f"{number:g} {self.draw.choice(_UNITS)}".strip())

    def empty(self, tree: Any, place: tuple[Any, ...], _: Any) -> None:
        """Empty a value."""
        _put(tree, place, self.draw.choice((None, "", " ", {}, [])))

    def retype(self, tree: Any, place: tuple[Any, ...], _: Any) -> None:
        """Give a value another type."""
        value = _at(tree, place)
        inside = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
        choices = (
            [value],
            [[value]],
            {"x": value},
            {"value": value},
            {"value": value, "assumed": "x"},
            {"value": value, "source": "x", "range": [value, value]},
            inside[0] if inside else None,
            str(value),
            True,
            False,
            7,
        )
        _put(tree, place, self.draw.choice(choices))

    def swap(self, tree: Any, place: tuple[Any, ...], places: list[tuple[Any, ...]]) -> None:
        """Let two values change places."""
        value = _at(tree, place)
        others = [p for p in places if type(_at(tree, p)) is type(value) and p[: len(place)] != place and place[: len(p)] != p]
        if others:
            other = self.draw.choice(others)
            there = _at(tree, other)
            _put(tree, place, there)
            _put(tree, other, value)

    def drop(self, tree: Any, place: tuple[Any, ...], _: Any) -> None:
        """Take a value away, with its key or its line."""
        del _at(tree, place[:-1])[place[-1]]

    def double(self, tree: Any, place: tuple[Any, ...], _: Any) -> None:
        """Give a value twice: the next row of a list, or an object of another name."""
        parent, value = _at(tree, place[:-1]), json.loads(json.dumps(_at(tree, place), default=str))
        if isinstance(parent, list):
            parent[place[-1] : place[-1]] = [value] * self.draw.choice((1, 1, 2, 10))
        else:
            parent[f"{place[-1]} {self.draw.choice(('copy', '2', ''))}"] = value

    def text_for(self, tree: Any, place: tuple[Any, ...], _: Any) -> None:
        """Put a text: a time, a date, a number as people write it, or nonsense."""
        _put(tree, place, self.draw.choice((*_TEXTS, *_NAMES)))

    def refer(self, tree: Any, place: tuple[Any, ...], places: list[tuple[Any, ...]]) -> None:
        """Let a text name something else of the tree, or nothing."""
        texts = [p for p in places if isinstance(_at(tree, p), str)]
        keys = [str(p[-1]) for p in places]
        if texts:
            place = self.draw.choice(texts)
        _put(tree, place, self.draw.choice((*keys, *(_at(tree, p) for p in texts), "nobody")))

    # ------------------------------------------------------------------ texts and bytes

    def text(self, text: str) -> bytes:
        """Damage a text, line by line, as editors and disks do."""
        draw = self.draw
        for _ in range(draw.choice((1, 1, 2, 3))):
            lines = text.split("\n")
            i, j = draw.randrange(len(lines)), draw.randrange(len(lines))
            match draw.randrange(8):
                case 0:
                    del lines[i]
                case 1:
                    lines.insert(i, lines[j])
                case 2:
                    lines[i], lines[j] = lines[j], lines[i]
                case 3:
                    lines[i] = lines[i][: draw.randrange(len(lines[i]) + 1)]
                case 4:
                    lines[i] = " " * draw.randint(1, 5) + lines[i]
                case 5:
                    lines = lines[: i + 1]
                case 6:
                    key, colon, _rest = lines[i].partition(":")
                    lines[i] = f"{key}{colon} {draw.choice(_YAML)}"
                case _:
                    old, new = draw.choice((",", ".", " ", ":", "-", "0", "1")), draw.choice((",", ";", "\t", "", "9", '"'))
                    lines[i] = lines[i].replace(old, new)
            text = "\n".join(lines)
        return self.bytes_of(text.encode())

    def bytes_of(self, data: bytes) -> bytes:
        """Damage bytes now and then: one that is another, another encoding, other ends of lines."""
        draw = self.draw
        match draw.randrange(20):
            case 0 if data:
                at = draw.randrange(len(data))
                return data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
            case 1:
                return data.decode().encode("latin-1", "replace")
            case 2:
                return data.decode().encode("utf-16")
            case 3:
                return b"\xef\xbb\xbf" + data
            case 4:
                return data.replace(b"\n", b"\r\n")
            case 5:
                return data.replace(b"\n", b"\r")
            case _:
                return data


# ---------------------------------------------------------------------- DISPLIB


def mutated_problem(number: int) -> tuple[bytes, str]:
    """Return the DISPLIB file of a number, plain or gzipped, and what was done to it."""
    draw = random.Random(f"displib {number}")
    tree = json.loads(_planned_problem()) if draw.random() < 0.2 else small_problem(draw)
    return mutated_json(tree, draw)


def mutated_json(tree: Any, draw: random.Random) -> tuple[bytes, str]:
    """Return a tree of JSON as a damaged file, and what was done to it."""
    damage = _Damage(draw)
    holder = {"": tree}
    if draw.random() < 0.8:
        for _ in range(draw.choice((1, 1, 1, 2, 2, 3))):
            damage.damage(holder, list(_places(holder)))
    text = json.dumps(holder.get(""), indent=draw.choice((None, 1)))
    data = text.encode()
    if draw.random() < 0.15:
        damage.told.append("damaged as text")
        data = damage.text(text)
    if draw.random() < 0.25:
        data = gzip.compress(data, mtime=0)
        damage.told.append("gzipped")
        if draw.random() < 0.7:
            at = draw.randrange(len(data))
            damage.told.append(f"damaged at byte {at}")
            data = data[:at] if draw.random() < 0.4 else data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]
    return data, "; ".join(damage.told) or "as it was"


def small_problem(draw: random.Random) -> dict[str, Any]:
    """Return a small DISPLIB problem: a few trains over a few blocks, some with a loop on the way."""
    blocks = draw.randint(2, 5)
    trains: list[Any] = []
    objective: list[Any] = []
    for train in range(draw.randint(1, 4)):
        way = list(range(blocks)) if draw.random() < 0.5 else list(reversed(range(blocks)))
        operations: list[dict[str, Any]] = []
        for block in way:
            uses = [{"resource": f"b{block}", "release_time": draw.choice((0, 0, 1, 3))}] if draw.random() < 0.9 else []
            operation: dict[str, Any] = {"min_duration": draw.randint(0, 10), "resources": uses}
            if not operations:
                operation["start_lb"] = draw.randint(0, 20)
            if draw.random() < 0.1:
                operation["start_ub"] = draw.randint(20, 200)
            operations.append(operation)
        operations.append({"min_duration": 0, "resources": []})
        for i, _pair in enumerate(pairwise(operations)):
            operations[i]["successors"] = [i + 1]
        operations[-1]["successors"] = []
        if len(way) > 2 and draw.random() < 0.5:  # a loop beside the second block
            operations.insert(2, {"min_duration": 2, "resources": [{"resource": f"loop{train % 2}"}], "successors": [3]})
            for i, operation in enumerate(operations):
                operation["successors"] = [i + 1] if i + 1 < len(operations) else []
            operations[0]["successors"] = [1, 2]
            operations[1]["successors"] = [3]
        trains.append(operations)
        cost = {"type": "op_delay", "train": train, "operation": len(operations) - 1, "threshold": draw.randint(0, 60)}
        objective.append({**cost, "coeff": draw.choice((0, 1, 3)), "increment": draw.choice((0, 0, 5))})
    return {"trains": trains, "objective": objective}


@cache
def _planned_problem() -> str:
    """Return the day of the three loops as Headway writes it."""
    from tempfile import TemporaryDirectory

    from headway.report import write_displib

    with TemporaryDirectory() as folder:
        return write_displib(hw.timetable(hw.load("three-loops")), Path(folder) / "day.json").read_text()


# ---------------------------------------------------------------------- trees


def _parsed(name: str, data: bytes) -> Any:
    if name.endswith(".yaml"):
        return YAML(typ="safe").load(data)
    return list(csv.reader(StringIO(data.decode())))


def _places(tree: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the address of everything in a tree below its files."""
    if len(at) > 1:
        yield at
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield from _places(value, (*at, key))


def _at(tree: Any, place: tuple[Any, ...], missing: Any = None) -> Any:
    try:
        for key in place:
            tree = tree[key]
    except (KeyError, IndexError, TypeError):
        return missing
    return tree


def _put(tree: Any, place: tuple[Any, ...], value: Any) -> None:
    _at(tree, place[:-1])[place[-1]] = value


def _number(value: Any) -> tuple[float, str] | None:
    """Return the number that a value begins with, and its unit."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return (value, "") if abs(value) < 1e300 else None  # what is greater, or no number, cannot be counted with
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?)(?:\s+(\S.*))?", value) if isinstance(value, str) else None
    return (float(match[1]), match[2] or "") if match else None


def _alike(value: Any, number: Any, unit: str) -> Any:
    """Return a number as the value before it was written: as a number, or as a text with its unit."""
    if not isinstance(value, str):
        return number
    text = f"{number:d}" if isinstance(number, int) else f"{number:.12g}"
    return f"{text} {unit}".strip()


def _names(trees: dict[str, Any]) -> set[str]:
    """Return the names of the objects and places of a scenario."""
    root = trees.get(SCENARIO)
    found: set[str] = set()
    for value in root.values() if isinstance(root, dict) else ():
        if isinstance(value, dict):
            found |= {name for name in value if isinstance(name, str)}
    for place in _places(trees):
        if place[-1] in ("name", "train_class", "title") and isinstance(_at(trees, place), str):
            found.add(_at(trees, place))
    for name, rows in trees.items():
        if name.endswith("places.csv") and isinstance(rows, list):
            found |= {row[0] for row in rows[1:] if isinstance(row, list) and row and isinstance(row[0], str)}
    return found or {"nobody"}


def _replaced(tree: Any, old: str, new: str) -> Any:
    if isinstance(tree, dict):
        return {new if key == old else key: _replaced(value, old, new) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_replaced(value, old, new) for value in tree]
    return new if tree == old else tree


def _short(value: Any) -> str:
    try:
        text = repr(value)
    except ValueError:  # an integer of more digits than Python writes
        text = "an integer of thousands of digits"
    return text if len(text) <= 60 else f"{text[:57]}..."
