"""The file format as a JSON Schema, for editors that complete and check YAML."""

import inspect
import re
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter

from headway.io.fields import FieldSpec, fields_of
from headway.io.read import COLLECTIONS, KINDS, SCHEMA, Header
from headway.io.records import ROWS, VEHICLES
from headway.model import Track
from headway.model.ranges import in_words, range_of
from headway.units import from_si

_BLOCKS = re.compile(r"^(\S.*)\n((?:[ ]+.*\n?)+)", re.MULTILINE)
"""A numpydoc parameter: one or several names at the margin, and the indented text below."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of ``scenario.yaml``."""
    header = object_schema(Header)
    properties: dict[str, Any] = {
        "schema": {"const": SCHEMA, "description": "Number of the file format."},
        "extends": {"type": "string", "description": "A bundled name or a path; this file holds the differences."},
        **header["properties"],
        "changes": {
            "type": "object",
            "description": "Other values by their addresses, such as fleets.mine-sets.sets; laid over all the rest.",
        },
        "changed": {
            "type": "object",
            "description": "What was changed before the file was written: a record, which changes nothing.",
        },
    }
    for key, cls in COLLECTIONS.items():
        properties[key] = annotated({"type": "object", "additionalProperties": annotated(object_schema(cls, named=True))})
    for key, kinds in KINDS.items():
        choices = [object_schema(cls, named=True, kind=kind) for kind, cls in kinds.items()]
        properties[key] = annotated({"type": "object", "additionalProperties": annotated({"anyOf": choices})})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Headway scenario",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


@cache
def object_schema(cls: type, *, named: bool = False, kind: str = "") -> dict[str, Any]:
    """Return the schema of an object; nothing is required in it, since a file may hold only differences from a base."""
    properties: dict[str, Any] = {"kind": {"const": kind}} if kind else {}
    if cls in ROWS:
        properties |= {key: {"type": "string"} for key in ("source", "assumed", "remarks")}
    texts = texts_of(cls)
    for spec in fields_of(cls).values():
        if spec.name == "name" and named:
            continue
        for key, unit in spec.keys.items():
            properties[key] = {"description": _text(cls, spec, texts), **annotated(_value(cls, spec, unit))}
    summary = (inspect.getdoc(cls) or "").splitlines()[0]
    return {"type": "object", "description": summary, "properties": properties, "additionalProperties": False}


def texts_of(cls: type) -> dict[str, str]:
    """Return what the docstrings of a class and its bases say of each field."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__[:-1]):
        _, _, parameters = inspect.cleandoc(base.__doc__ or "").partition("Parameters\n----------\n")
        for block in _BLOCKS.findall(parameters):
            names, text = block[0].split(", "), " ".join(block[1].split())
            found |= dict.fromkeys(names, text)
    return found


def _text(cls: type, spec: FieldSpec, texts: dict[str, str]) -> str:
    """Return what the docstrings say of a field, with the range of its numbers."""
    allowed = range_of(cls, spec.name)
    said = f"Range: {in_words(spec.name, allowed)}." if allowed else ""
    return f"{texts.get(spec.name, '')} {said}".strip()


def _bounds(cls: type, spec: FieldSpec, unit: str = "") -> dict[str, Any]:
    """Return the range of a field's numbers in a unit.

    The schema judges numbers by this range, and leaves texts to the reader.
    """
    allowed = range_of(cls, spec.name)
    if allowed is None:
        return {}
    low = 0 if allowed.or_zero else allowed.low
    ends = [from_si(end, unit, spec.dimension) if unit else end for end in (low, allowed.high)]
    return {"minimum": ends[0], "maximum": ends[1]}


def _value(cls: type, spec: FieldSpec, unit: str) -> dict[str, Any]:
    if spec.dimension:
        return {"type": ["number", "string"]} | _bounds(cls, spec, unit) if unit else {"type": "string"}
    args = get_args(spec.hint)
    if get_origin(spec.hint) is tuple and args[0] in ROWS:
        rows = {"type": "array", "items": object_schema(args[0]), "minItems": 1}
        return (
            {"anyOf": [rows, {"type": "string"}]}
            if args[0] is Track
            else {"anyOf": [rows, {"type": "string", "pattern": r"\.[cC][sS][vV]$"}]}
        )
    if spec.hint in VEHICLES:
        return {"type": "string"}
    if spec.name in ("locomotives", "wagons"):
        return {"type": "object", "additionalProperties": {"type": "integer"} | _bounds(cls, spec)}
    if spec.name == "weekdays":
        return {"type": "array", "items": {"type": ["string", "integer"]}, "minItems": 1}
    schema = TypeAdapter(spec.hint).json_schema()
    if get_origin(spec.hint) is tuple:
        return schema | {"minItems": 1, "items": schema["items"] | _bounds(cls, spec)}
    return schema | _bounds(cls, spec)


def annotated(value: dict[str, Any]) -> dict[str, Any]:
    """Allow a value bare or with its origin, and also null, which removes what a base scenario gives."""
    origin = {
        "type": "object",
        "properties": {
            "value": value,
            "source": {"type": "string"},
            "assumed": {"type": "string"},
            "range": {"type": "array", "minItems": 2, "maxItems": 2},
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [value, origin, {"type": "null"}]}
