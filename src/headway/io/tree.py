"""Files as trees of values that remember the file and the line where each was written."""

import csv
import io
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from headway.errors import Problem, did_you_mean
from headway.model.naming import composed
from headway.units import without_unit

if TYPE_CHECKING:
    from _csv import Reader

_MOST_NODES = 200_000
_MOST_ROWS = 20_000
_MOST_BYTES = 5_000_000
"""Most values, rows and bytes of a file, far above any line.

A thousand kilometres with a gradient for every hundred metres are ten thousand rows of 20 bytes.
"""
_OF_A_SCENARIO = re.compile(r"""(?:^|[{,])\s*["']?(?:schema|extends)["']?\s*:""", re.MULTILINE)
_DEEPEST = 60
_FIELDS = (0, 2)
"""Depths of a scenario at which keys are fields, with units; at all other depths they are names."""


@dataclass(slots=True)
class Node:
    """A value and where it was written; ``comma`` says that decimals have a comma, as in a table with semicolons."""

    value: Any
    file: Path
    line: int
    comma: bool = False

    @property
    def mapping(self) -> "dict[str, Node] | None":
        """The value as a mapping, or None."""
        return cast("dict[str, Node]", self.value) if isinstance(self.value, dict) else None

    @property
    def sequence(self) -> "list[Node] | None":
        """The value as a list, or None."""
        return cast("list[Node]", self.value) if isinstance(self.value, list) else None

    def plain(self) -> Any:
        """Return the value without positions."""
        if (mapping := self.mapping) is not None:
            return {key: child.plain() for key, child in mapping.items()}
        if (sequence := self.sequence) is not None:
            return [child.plain() for child in sequence]
        return self.value


def shown(path: Path) -> str:
    """Return a path as a user would type it, relative to the working folder if it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def beside(file: Path, name: str) -> Path:
    """Return the path of a file that another file names, however the accents of its name are composed on disk."""
    forms = [file.parent / unicodedata.normalize(form, name) for form in ("NFC", "NFD")]
    with suppress(OSError, ValueError):
        return next((path for path in forms if path.exists()), forms[0])
    return forms[0]


def read_yaml(path: Path, problems: list[Problem], *, extended: bool = False) -> Node | None:
    """Read a YAML 1.2 file; if it cannot be read, add a problem and return None.

    A file that a scenario extends must look like a scenario; the contents of any other file are not shown.
    """
    text = _text(path, problems)
    if text is None:
        return None
    if extended and not _OF_A_SCENARIO.search(text):
        problems.append(Problem("is no scenario: it has neither schema nor extends. Name another", file=shown(path)))
        return None
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(str(part) for part in (error.context, error.problem) if part)
        problems.append(
            Problem(f"not valid YAML: {reason}. Correct it here or above", file=shown(path), line=mark.line + 1 if mark else 0)
        )
        return None
    except (YAMLError, ValueError) as error:
        problems.append(Problem(f"not valid YAML: {' '.join(str(error).split())}. Correct the file", file=shown(path)))
        return None
    except RecursionError:
        problems.append(Problem("nested too deeply. Correct the file", file=shown(path)))
        return None
    if root is None:
        problems.append(Problem("the file is empty", file=shown(path)))
        return None
    return _Composer(path, problems).node(root, 0)


class _Composer:
    """Turns ruamel's nodes into nodes of this module, and reports what YAML allows but a scenario does not."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.count = 0

    def node(self, source: Any, depth: int) -> Node:
        line = int(source.start_mark.line) + 1
        self.count += 1
        if depth > _DEEPEST or self.count > _MOST_NODES:
            if self.count <= _MOST_NODES or self.count == _MOST_NODES + 1:
                self.problems.append(Problem("nested or repeated too deeply; remove the alias", file=shown(self.path), line=line))
            return Node(None, self.path, line)
        if isinstance(source, MappingNode):
            return Node(self._mapping(source, depth), self.path, line)
        if isinstance(source, SequenceNode):
            return Node([self.node(child, depth + 1) for child in source.value], self.path, line)
        return Node(_scalar(source), self.path, line)

    def _mapping(self, source: Any, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, child in source.value:
            line = int(key.start_mark.line) + 1
            name = composed(str(key.value)) if isinstance(key, ScalarNode) else ""
            if not name:
                self.problems.append(Problem("a key must be plain text", file=shown(self.path), line=line))
                continue
            if name in found:
                message = f'"{name}" is given twice; the first is on line {found[name].line}. Keep one'
                self.problems.append(Problem(message, file=shown(self.path), line=line))
                continue
            node = self.node(child, depth + 1)
            node.line = line
            found[name] = node
        shared = found.pop("<<", None)
        return found if shared is None else {**self._merged(shared), **found}

    def _merged(self, shared: Node) -> dict[str, Node]:
        """Return the keys that a merge key brings, from a mapping or a list of mappings, of which earlier ones win."""
        sources = shared.sequence if shared.sequence is not None else [shared]
        found: dict[str, Node] = {}
        for source in sources:
            if source.mapping is None:
                given = "a list" if source.sequence is not None else f'"{str(source.value)[:60]}"'
                message = f'"<<" merges a mapping or a list of mappings, not {given}. Write <<: *name or <<: [*name, *other]'
                self.problems.append(Problem(message, file=shown(self.path), line=source.line))
                return {}
            found = {**source.mapping, **found}
        return found


def _scalar(source: Any) -> str | int | float | bool | None:
    """Return the value of a scalar by the core schema of YAML 1.2."""
    text, tag = composed(str(source.value)), str(source.tag)
    kind = tag.rpartition(":")[2]
    try:
        if kind == "int":
            return int(text.replace("_", ""), 0)
        if kind == "float":
            return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text
    if kind == "bool":
        return text.lower() == "true"
    return None if kind == "null" else text


def _text(path: Path, problems: list[Problem]) -> str | None:
    try:
        # A device or a pipe may never end; opening a pipe waits until another process writes.
        if not stat.S_ISREG(path.stat().st_mode):
            problems.append(Problem("is no plain file. Name a file", file=shown(path)))
            return None
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            most = f"a file of a scenario has at most {_MOST_BYTES / 1e6:g} MB"
            problems.append(Problem(f"is too large: {most}. Leave away what it need not hold", file=shown(path)))
            return None
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(
            Problem(
                f'cannot be read as UTF-8 text (byte {error.start}). Save it as UTF-8, in Excel as "CSV UTF-8"', file=shown(path)
            )
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problems.append(Problem(f"cannot be read: {reason}. Check the name and the permissions", file=shown(path)))
    return None


def read_table(path: Path, problems: list[Problem]) -> list[Node] | None:
    """Read a CSV table with a header as a list of mappings; empty cells, rows and columns at the right are left out.

    Cells are separated by commas, or by semicolons if the header has one; decimals then have a comma.
    """
    text = _text(path, problems)
    if text is None:
        return None
    before = len(problems)
    text = composed(text)
    comma = ";" in text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=";" if comma else ",")
    try:
        header = [_column(cell) for cell in _without_empty_end(next(reader, []))]
        if fault := _bad_header(header):
            problems.append(Problem(fault, file=shown(path), line=1))
            return None
        rows = [Node(cells, path, line, comma) for line, cells in _rows(path, header, comma, reader, problems)]
        if len(rows) > _MOST_ROWS:
            problems.append(Problem(f"{len(rows):,} rows; a table has at most {_MOST_ROWS:,}. Join rows", file=shown(path)))
    except csv.Error as error:
        problems.append(Problem(f"not a valid CSV table: {error}", file=shown(path), line=reader.line_num))
        return None
    return rows if len(problems) == before else None


def _without_empty_end(row: list[str]) -> list[str]:
    """Return the cells of a row without the empty ones at its right, which spreadsheets keep."""
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _column(cell: str) -> str:
    """Return the name of a column in the way that fields are written: "Speed km/h" becomes ``speed_km_h``."""
    return re.sub(r"[ /]+", "_", cell.lower())


def _bad_header(header: list[str]) -> str:
    """Say what is wrong with the header of a table; empty if nothing is."""
    if not header:
        return "the first line must name the columns"
    if len(header) == 1 and any(mark in header[0] for mark in "\t|"):
        return "separate the cells by commas, decimals written with a point, or by semicolons, decimals written with a comma"
    if len(set(header)) < len(header) or "" in header:
        return f"the header has an empty or repeated column: {', '.join(header)}. Name every column once"
    return ""


def _rows(
    path: Path, header: list[str], comma: bool, reader: "Reader", problems: list[Problem]
) -> Iterator[tuple[int, dict[str, Node]]]:
    """Yield the cells of every row that has any, by column, with the line of the row."""
    for row in reader:
        line, cells = reader.line_num, _without_empty_end(row)
        if len(cells) > len(header):
            message = f"{len(cells)} cells under {len(header)} columns. Name the column in the header or take the cell away"
            problems.append(Problem(message, file=shown(path), line=line))
        elif cells:
            yield line, {name: Node(cell, path, line, comma) for name, cell in zip(header, cells, strict=False) if cell}


def merge(base: Node, over: Node, problems: list[Problem], depth: int = 0) -> Node:
    """Lay one scenario over another: mappings merge key by key, null takes a key away, all else replaces.

    A quantity replaces the same quantity in another unit: ``rate_kt_h`` takes the place of ``rate``. A mapping that
    changes a part of a value drops the origin of the whole value. Null for a key that does not exist adds a problem.
    """
    old, new = base.mapping, over.mapping
    if old is not None and new is not None and depth > 1 and "value" in old and "value" not in new:
        base = old["value"]
        old = base.mapping
    if old is None or new is None:
        return over
    merged = dict(old)
    for key, child in new.items():
        if depth in _FIELDS:
            for rival in [k for k in old if k not in new and without_unit(k) == without_unit(key)]:
                merged.pop(rival, None)
        if child.value is None and key in old:
            merged.pop(key, None)
        elif child.value is None:
            message = f'null takes "{key}" away, but the scenario that this one extends has none. {did_you_mean(key, old)}'
            problems.append(Problem(message, file=shown(child.file), line=child.line))
        elif key in merged and not (depth > 0 and _replaces(child)):
            merged[key] = merge(merged[key], child, problems, depth + 1)
        else:
            merged[key] = child
    return Node(merged, over.file, over.line)


def _replaces(node: Node) -> bool:
    """Tell whether a value has an origin, so that it replaces the old value as a whole, without mixing parts."""
    return node.mapping is not None and "value" in node.mapping
