"""Write docs/keys.md: every key of a scenario's files.

The page is made from the fields of the model, so it says what the reader does.
"""

import re
from dataclasses import MISSING, fields
from enum import Enum
from pathlib import Path
from typing import Any

from headway.expansion.asking.asked import Promise
from headway.expansion.asking.kinds import KINDS as OPTIONS
from headway.expansion.asking.prices import Money, UnitCosts
from headway.expansion.asking.shutting import Shut
from headway.io.fields import FieldSpec, fields_of
from headway.io.json_schema import texts_of
from headway.io.read import COLLECTIONS, KINDS, Header
from headway.io.records import ROWS
from headway.model import Scenario
from headway.model.ranges import amount, in_words, range_of
from headway.units import units_of

_SI = re.compile(r" \[(s|kg|m|N|W|W/s|m/s|m/s2|m2|kg/s|C|USD|USD/y)\]")
"""Units of the model in its texts; files have a column of units of their own."""

PAGE = Path(__file__).parents[1] / "docs" / "keys.md"

_HEAD = """# Every key

All keys of `scenario.yaml`, of its tables, and of the parts of `plan.yaml`: what each means, its units, its default and
its range.

- How the files hang together: [scenario files](scenarios.md).
- A line of your own step by step: [your own line](your-own-line.md).
- What plan files say besides: [plans](plan.md).

The unit stands in the value (`length: 2.1 km`) or at the end of the key (`length_km: 2.1`). Times of day are "HH:MM".
`python tools/make_keys.py` writes this page from the fields of the model; a test fails where it is out of date.
"""


def page() -> str:
    """Return the whole page."""
    sections = [_section("scenario.yaml, at the top", Header, named=False, about=Scenario)]
    for key, cls in COLLECTIONS.items():
        sections.append(_section(key, cls))
    for key, kinds in KINDS.items():
        sections += [_section(f"{key}, `kind: {kind}`", cls) for kind, cls in kinds.items()]
    sections += [_section(f"Rows: {cls.__name__}", cls, named=False) for cls in ROWS]
    for key, cls in (("promise", Promise), ("possessions", Shut), ("costs", UnitCosts), ("money", Money)):
        sections.append(_section(f"plan.yaml, {key}", cls, named=False))
    sections += [_section(f"plan.yaml, options, `kind: {kind}`", cls) for kind, cls in OPTIONS.items()]
    return "\n".join([_HEAD, *sections])


def _section(title: str, cls: type, *, named: bool = True, about: type | None = None) -> str:
    """Return the table of one class, required keys first; a name is left out where it is the key above the object."""
    summary = "" if about else f"{(cls.__doc__ or '').split(chr(10))[0]}\n\n"
    texts = texts_of(about or cls)
    specs = [spec for spec in fields_of(cls).values() if not (named and spec.name == "name")]
    specs.sort(key=lambda spec: not spec.required)
    rows = [_row(cls, spec, texts.get(spec.name, ""), about or cls) for spec in specs]
    return "\n".join(
        [f"## {title}\n", f"{summary}| key | units | default | range | meaning |", "|---|---|---|---|---|", *rows, ""]
    )


def _row(cls: type, spec: FieldSpec, text: str, ranged: type) -> str:
    units = "HH:MM" if spec.is_clock else ", ".join(units_of(spec.dimension)) if spec.dimension else ""
    allowed = range_of(ranged, spec.name)
    default = "**required**" if spec.required else _default(cls, spec)
    span = in_words(spec.name, allowed) if allowed else ""
    if isinstance(spec.hint, type) and issubclass(spec.hint, Enum):
        span = ", ".join(str(choice.value) for choice in spec.hint)
    return f"| `{spec.base}` | {units} | {default} | {span} | {_SI.sub('', text).replace('``', '`')} |"


def _default(cls: type, spec: FieldSpec) -> str:
    """Return the default of a field as a file would give it."""
    value: Any = next(f.default for f in fields(cls) if f.name == spec.name)
    if value is MISSING or value is None or value in ((), ""):
        return "none"
    if spec.name == "tracks" and isinstance(value, tuple):
        return ", ".join(f"{track.length_m:g} m" for track in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    return amount(spec.name, value) if isinstance(value, int | float) else str(value)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
