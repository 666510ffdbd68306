"""How a practice fills what a scenario leaves open, and what it leaves as it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, fields
from itertools import pairwise
from math import ceil
from typing import Any

from headway.model.change import Change, in_short
from headway.model.practice import NONE, SUPPLEMENTS, TABLE, running_supplement
from headway.model.provenance import Provenance, field_label
from headway.model.scenario import Scenario
from headway.model.services import OreFlow
from headway.model.terminals import Station
from headway.model.weekdays import DAYS
from headway.units import dimension_of, parse_quantity, without_unit

_LONGEST_LEG = 40
_DAYS = tuple(day[:3] for day in DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A value that a practice would fill in: its address and its object's, what stands there, and what it would be."""

    where: str
    holder: str
    now: Any
    default: Any
    new: Any
    key: str


def fillings(scenario: Scenario, practice: str) -> tuple[Change, ...]:
    """Return the changes by which a practice fills what a scenario leaves open.

    A value is open where it is assumed, or stated nowhere. One with a source stays, and so does one that is given
    without saying where it comes from, or by a change.
    """
    found: list[Change] = []
    for item in _candidates(scenario, practice):
        if item.new is None or _si(item) == item.now or not _is_open(scenario, item):
            continue
        if isinstance(item.new, dict | list):  # objects that say themselves where they come from
            found.append(Change(where=_shown(item.where), value=item.new, by=practice))
            continue
        why, ends = TABLE[item.key].why, TABLE[item.key].range
        if item.key == "margin":
            why, ends = f"a margin and slow orders: {why}; {TABLE['slow_orders'].why}", SUPPLEMENTS
        found.append(
            Change(where=_shown(item.where), value=item.new, assumed=f"{practice} practice: {why}", range=ends, by=practice)
        )
    return tuple(found)


def _assumed(key: str, practice: str) -> dict[str, Any]:
    """Return a value of the table as a file holds it, with its origin."""
    figure = TABLE[key]
    return {"value": figure.of(practice), "assumed": f"{practice} practice: {figure.why}", "range": list(figure.range)}


def kept(scenario: Scenario) -> tuple[str, ...]:
    """Say what the practice of a scenario leaves as it is, since the scenario states it."""
    if scenario.practice == NONE:
        return ()
    filled = {change.where for change in scenario.changes if change.by}
    few = [
        f"services.{flow.name}.stops ({len(places)} of {count}: no other place where two of its trains fit)"
        for flow in scenario.flows
        for places, count in [_relief(scenario, flow, scenario.practice)]
        if len(places) < count and (not flow.stops or f"services.{flow.name}.stops" in filled)
    ]
    return (*few, *_left(scenario, filled))


def _left(scenario: Scenario, filled: set[str]) -> tuple[str, ...]:
    return tuple(
        f"{_shown(item.where)} {_in_words(item.now)}"
        for item in _candidates(scenario, scenario.practice)
        if _shown(item.where) not in filled and item.now != item.default and not _is_open(scenario, item)
    )


def _candidates(scenario: Scenario, practice: str) -> Iterator[_Candidate]:
    """Yield every value that a practice would fill in if it were open."""
    yield _of(scenario, "", "running_supplement", running_supplement(practice), "margin")
    yield _of(scenario, "", "yard_move_s", TABLE["yard_move"].of(practice), "yard_move")
    yield _of(scenario, "", "turnout_speed_ms", TABLE["turnout_speed"].of(practice), "turnout_speed")
    for fleet in scenario.fleets:
        yield _of(fleet, f"fleets.{fleet.name}", "inspection_s", TABLE["inspection"].of(practice), "inspection")
    for station in scenario.terminals:
        if isinstance(station, Station):
            yield _of(station, f"terminals.{station.name}", "positioning_s", TABLE["positioning"].of(practice), "positioning")
    for flow in scenario.flows:
        yield _of(flow, f"services.{flow.name}", "stops", _crew_stops(scenario, flow, practice) or None, "crew_stop")
    yield _of(scenario, "", "possessions", _possessions(scenario, practice) or None, "possession")


def _of(item: Any, where: str, field: str, new: Any, key: str) -> _Candidate:
    default = next(spec.default for spec in fields(item) if spec.name == field)
    assert default is not MISSING, "only values that need not be stated can be open"
    return _Candidate(
        where=f"{where}.{field}".lstrip("."), holder=where, now=getattr(item, field), default=default, new=new, key=key
    )


def _is_open(scenario: Scenario, item: _Candidate) -> bool:
    if any(not change.by and _same(change.where, item.where) for change in scenario.changes):
        return False
    origin = _origin(scenario, item)
    if origin is None or (origin.where != item.where and item.now == item.default):
        return item.now == item.default  # what holds it may have a source, and be silent on this
    return not origin.source


def _si(item: _Candidate) -> Any:
    """Return the new value as the model would hold it; a list or a mapping as it is."""
    quantity = dimension_of(item.where.rpartition(".")[2])
    return parse_quantity(item.new, quantity[1]) if quantity and isinstance(item.new, str) else item.new


def _origin(scenario: Scenario, item: _Candidate) -> Provenance | None:
    """Return the origin of a value, which may be stated for the object that holds it."""
    known = {p.where: p for p in scenario.provenance}
    return next((known[at] for at in (item.where, item.holder, item.holder.partition(".")[0]) if at in known), None)


def _same(address: str, where: str) -> bool:
    """Whether an address is that of a value or of a part of it, whatever the unit."""
    above, dot, field = address.rpartition(".")
    return any(f"{said}.".startswith(f"{_shown(where)}.") for said in (address, f"{above}{dot}{without_unit(field)}"))


def _shown(where: str) -> str:
    """Return an address without the unit of its field."""
    above, dot, field = where.rpartition(".")
    return f"{above}{dot}{field_label(field)}"


def _in_words(value: Any) -> str:
    return f"({len(value)} stated)" if isinstance(value, tuple) else "(stated)"


def _crew_stops(scenario: Scenario, flow: OreFlow, practice: str) -> list[dict[str, Any]]:
    """Return the stops for crews, evenly along the way, each at the nearest place where two of the trains fit.

    A place further off than half the way to the next stop is none; `kept` says where no place was found.
    """
    return [
        {"place": scenario.line.places[i].name, "dwell": _assumed("crew_stop", practice)}
        for i in _relief(scenario, flow, practice)[0]
    ]


def _relief(scenario: Scenario, flow: OreFlow, practice: str) -> tuple[list[int], int]:
    """Return the places where crews change, in the order of the loaded run, and how many there should be."""
    line, ends = scenario.line, [scenario.line.index(place) for place in scenario.ends(flow)]
    first, last = sorted(ends)
    length_m = line.positions_m[last] - line.positions_m[first]
    alone, reach = (parse_quantity(TABLE[key].of(practice), "m") for key in ("crew_alone", "crew_reach"))
    count = 0 if length_m <= alone else ceil(length_m / reach)
    longest = max(consist.length_m for consist in scenario.train_consists(flow))
    loops = [i for i in range(first + 1, last) if len([t for t in line.places[i].tracks if t.length_m >= longest]) > 1]
    apart = length_m / (count + 1)
    chosen: set[int] = set()
    for n in range(count):
        at = line.positions_m[first] + apart * (n + 1)
        near = [i for i in loops if abs(line.positions_m[i] - at) <= apart / 2]
        chosen |= {min(near, key=lambda i: abs(line.positions_m[i] - at))} if near else set()
    return sorted(chosen, reverse=ends[0] > ends[1]), count


def _possessions(scenario: Scenario, practice: str) -> dict[str, dict[str, Any]]:
    """Return weekly possessions of every section, a seventh of the sections on each day and again half a week later.

    Of a section with two tracks one stays open.
    """
    often = int(TABLE["possessions_a_week"].of(practice))
    double = {(section.start, section.end) for section in scenario.line.sections if section.tracks > 1}
    spans = [
        (leg.name, a.km, b.km) for leg in scenario.line.legs for a, b in pairwise(leg.places) if (a.name, b.name) not in double
    ]
    found: dict[str, dict[str, Any]] = {}
    for number, (leg, a, b) in enumerate(spans):
        first = number * len(_DAYS) // len(spans)
        low, high = sorted((a, b))
        name = f"{'' if len(scenario.line.legs) == 1 else leg[:_LONGEST_LEG]} km {low:g} to {high:g}".strip()
        while name in found:
            name += "'"
        found[name] = {
            "leg": leg, "from_km": low, "to_km": high, "starts_at": TABLE["possession_from"].of(practice),
            "duration": _assumed("possession", practice),
            "weekdays": [_DAYS[(first + 3 * n) % len(_DAYS)] for n in range(often)],
        }  # fmt: skip
    return found


def is_filled(scenario: Scenario, where: str) -> bool:
    """Tell whether the practice filled in what stands at an address."""
    return any(change.by and change.where == where for change in scenario.changes)


def in_words(changes: Iterable[Change]) -> str:
    """Say in one line what a practice filled in; empty if it filled nothing."""
    said: dict[str, list[str]] = {}
    for change in changes:
        if change.by:
            field = change.where.rpartition(".")[2].replace("_", " ")
            said.setdefault(field, []).append(filled(change))
    return "; ".join(f"{field} {', '.join(dict.fromkeys(values))}" for field, values in said.items())


def filled(change: Change) -> str:
    """Return what a practice filled in at an address, in words."""
    field, value = change.where.rpartition(".")[2], change.value
    if field == "possessions" and isinstance(value, dict):
        one = next(iter(value.values()))
        return f"{len(value)}, each section {len(one['weekdays'])} x {one['duration']['value']} a week from {one['starts_at']}"
    if field == "stops" and isinstance(value, list):
        return " and ".join(f"{stop['dwell']['value']} at {stop['place']}" for stop in value)
    return in_short(value)
