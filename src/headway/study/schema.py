"""Study files as a JSON Schema, for editors that complete and check YAML."""

from typing import Any

from headway.study.reading import KEYS

_NUMBER_OR_SHARE = {
    "anyOf": [{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, {"type": "string", "pattern": "%$"}]
}
_NAME = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 1}


def study_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a study file."""
    values = {
        "vary": {"anyOf": [{"const": "assumptions"}, {"type": "object", "additionalProperties": _axis(), "minProperties": 1}]},
        "without": {"type": "array", "items": _NAME, "minItems": 1},
        "points": {"anyOf": [{"const": "grid"}, *map(_points, ("latin-hypercube", "sobol", "indices")), _walks()]},
        "replications": {"anyOf": [_COUNT, _precise()]},
        "days": {"type": "integer", "minimum": 1, "maximum": 36_600},
        "warm_up_days": {"type": "integer", "minimum": 0, "maximum": 36_600},
        "seed": {"type": "integer", "minimum": 0, "maximum": 2**53},
        "chance": {"type": "boolean"},
        "practice": {"enum": ["none", "best", "conventional"]},
        "figures": {"type": "array", "items": _NAME, "minItems": 1},
        "search": _search(),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Headway study",
        "type": "object",
        "properties": {key: {"description": text, **values.get(key, _NAME)} for key, text in KEYS.items()},
        "required": ["base", "vary"],
        "additionalProperties": False,
    }


def _axis() -> dict[str, Any]:
    whole = {"type": "string", "pattern": r"^\s*-?\d+\s*\.\.\s*-?\d+(\s+by\s+\d+)?\s*$"}
    ends = {"type": "array", "minItems": 2, "maxItems": 2}
    numbers = {"type": "object", "properties": {"range": ends}, "required": ["range"], "additionalProperties": False}
    options = {"type": "object", "additionalProperties": {"type": ["object", "null"]}, "minProperties": 1}
    return {"anyOf": [{"type": "array", "minItems": 1}, whole, numbers, options]}


def _points(kind: str) -> dict[str, Any]:
    return {"type": "object", "properties": {kind: _COUNT}, "required": [kind], "additionalProperties": False}


def _walks() -> dict[str, Any]:
    both = {"indices": ["of"], "of": ["indices"]}
    properties = {"morris": _COUNT, "indices": _COUNT, "of": _COUNT}
    return {
        "type": "object",
        "properties": properties,
        "required": ["morris"],
        "dependentRequired": both,
        "additionalProperties": False,
    }


def _precise() -> dict[str, Any]:
    properties = {"half_width": _NUMBER_OR_SHARE, "of": _NAME, "most": {"type": "integer", "minimum": 2}}
    return {"type": "object", "properties": properties, "required": ["half_width"], "additionalProperties": False}


def _search() -> dict[str, Any]:
    indifference = {"type": "number", "minimum": 0}
    goal = {
        "type": "object",
        "properties": {"least": _NAME, "most": _NAME, "indifference": indifference},
        "oneOf": [{"required": ["least"]}, {"required": ["most"]}],
    }
    limit = {"type": "string", "pattern": r"^\s*(>=|<=)"}
    properties: dict[str, Any] = {
        "least": _NAME,
        "most": _NAME,
        "pareto": {"type": "array", "items": {**goal, "additionalProperties": False}, "minItems": 2},
        "subject_to": {"type": "object", "additionalProperties": limit, "minProperties": 1},
        "confidence": _NUMBER_OR_SHARE,
        "indifference": indifference,
    }
    one_of = [{"required": [key]} for key in ("least", "most", "pareto")]
    return {"type": "object", "properties": properties, "oneOf": one_of, "additionalProperties": False}
