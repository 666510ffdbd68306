"""The JSON Schema of plan files accepts what the reader accepts, and refuses what it refuses."""

from pathlib import Path

import jsonschema
from ruamel.yaml import YAML

import headway
from headway.expansion.asking.reading import KEYS
from headway.expansion.asking.schema import plan_schema
from tests.expansion.test_bounds import OPTIONS
from tests.expansion.test_reading import PLAN


def _with_texts(value: object) -> object:
    """Return a document with years as texts, as JSON has keys."""
    return {str(key): _with_texts(one) for key, one in value.items()} if isinstance(value, dict) else value


def test_the_schema_accepts_plans() -> None:
    """The bundled plan and the plan of the tests fit the schema."""
    check = jsonschema.Draft202012Validator(plan_schema())
    bundled = Path(headway.__file__).parent / "scenarios" / "gara-djebilet-oran" / "plan.yaml"
    read = YAML(typ="safe", pure=True).load(bundled.read_text(encoding="utf-8"))
    read = _with_texts(read)
    for plan in (PLAN, {**PLAN, "options": OPTIONS}, read):
        assert [error.message for error in check.iter_errors(plan)] == []


def test_the_schema_refuses_slips() -> None:
    """A key that there is not, a kind that there is not, and a rate beyond its range do not fit."""
    check = jsonschema.Draft202012Validator(plan_schema())
    for slip in (
        {"curency": "EUR"},
        {"options": {"x": {"kind": "lop"}}},
        {"money": {"rate": -1.0}},
        {"years": [2027]},
    ):
        assert not check.is_valid({**PLAN, **slip}), slip


def test_every_key_is_described() -> None:
    """Editors show what each key means."""
    assert all(plan_schema()["properties"][key]["description"] for key in KEYS)
