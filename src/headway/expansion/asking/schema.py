"""Plan files as a JSON Schema, for editors that complete and check YAML."""

from typing import Any

from headway.expansion.asking.asked import Promise
from headway.expansion.asking.kinds import KINDS
from headway.expansion.asking.prices import Money, UnitCosts
from headway.expansion.asking.reading import KEYS
from headway.expansion.asking.shutting import Shut
from headway.io.json_schema import annotated, object_schema

_NAME = {"type": "string"}
_YEAR = "^[0-9]{4}$"


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a plan file."""
    by_year = {"type": "object", "patternProperties": {_YEAR: annotated({"type": "string"})}, "additionalProperties": False}
    demand = {"type": "object", "additionalProperties": annotated(by_year)}
    path = {
        "type": "object",
        "properties": {
            "chance": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            "from": {"type": "integer"},
            "demand": demand,
        },
        "required": ["chance", "from", "demand"],
        "additionalProperties": False,
    }
    shares = {"type": "object", "additionalProperties": {"type": "number"}, "minProperties": 1}
    kinds = [object_schema(cls, named=True, kind=kind) for kind, cls in KINDS.items()]
    values: dict[str, dict[str, Any]] = {
        "years": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
        "practice": {"enum": ["none", "best", "conventional"]},
        "demand": demand,
        "paths": {"type": "object", "additionalProperties": path},
        "follows": {"type": "object", "additionalProperties": shares},
        "changes": {"type": "object"},
        "possessions": object_schema(Shut),
        "promise": object_schema(Promise),
        "costs": object_schema(UnitCosts),
        "money": object_schema(Money),
        "options": {"type": "object", "additionalProperties": {"anyOf": kinds}, "minProperties": 1},
        "budgets": {"type": "object", "patternProperties": {"^[0-9]{4}$": _NAME}, "additionalProperties": False},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Headway plan",
        "type": "object",
        "properties": {key: {"description": text, **values.get(key, _NAME)} for key, text in KEYS.items()},
        "required": ["years", "demand", "options"],
        "additionalProperties": False,
    }
