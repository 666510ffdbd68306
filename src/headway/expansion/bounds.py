"""What each option lets a flow carry at most, proven: sections of line, fleets by Little's law, terminals.

Bounds of sections are separable: what is built in one section leaves those of all others as they are. So one scenario
with something built in every section at once tells what each of these does in its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from headway.errors import InputError, Problem
from headway.expansion.asking import (
    Asked,
    LongerTrains,
    MoreDumpers,
    MoreLoadOuts,
    OfSection,
    Option,
    OtherChange,
    Shop,
    TrainSet,
    owned,
)
from headway.expansion.programme import Resource, Way
from headway.expansion.stages import at_work
from headway.model import OreFlow, Scenario
from headway.throughput import fastest_cycle_s, section_bounds
from headway.units import DAY_S, YEAR_S

_MOST_TOGETHER = 32
"""Most ways in which options that change all trains of a flow may be combined."""

_Levels = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What bounds the flows, and what is known of them today.

    Parameters
    ----------
    resources
        What bounds each flow, with all ways to widen it.
    cycle_s
        The least time of a train set from one load to the next, by flow, as things are [s].
    """

    resources: tuple[Resource, ...]
    cycle_s: Mapping[str, float]


def bounds_of(asked: Asked, told: Callable[[str], None]) -> Bounds:
    """Return what bounds the flows of a plan, with every option and set of options that touches the same.

    Raises
    ------
    InputError
        If options do not fit together, or too many of them change all trains of a flow.
    """
    demand = {name: min(t_y) for name, t_y in asked.main.t_y.items()}
    local = _by_section(asked)
    widest = max([1, *(len(ways) for ways in local.values())])
    sections: dict[tuple[str, str], dict[tuple[tuple[str, int], ...], float]] = defaultdict(dict)
    others: dict[str, list[tuple[_Levels, Scenario]]] = defaultdict(list)
    known: dict[tuple[tuple[str, int], ...], Scenario] = {}
    for flow in asked.base.scenario.flows:
        for together in _together(asked, flow):
            for number in range(widest):
                chosen = {s: ways[number] for s, ways in local.items() if number < len(ways)}
                levels = {**together, **{name: level for way in chosen.values() for name, level in way.items()}}
                key = tuple(sorted(levels.items()))
                if key not in known:
                    told(f"bounds of sections, {len(known) + 1}")
                    known[key] = at_work(asked, levels, demand)
                _read(asked, known[key], flow, together, chosen, number, sections)
            others[flow.name].append((together, known[tuple(sorted(together.items()))]))
    resources = [
        Resource(
            name=f"section {section}",
            flow=flow,
            ways=_useful([Way(levels=dict(k), capacity=v) for k, v in ways.items()]),
            guided=True,
        )
        for (flow, section), ways in sections.items()
    ]
    cycles: dict[str, float] = {}
    for flow in asked.base.scenario.flows:
        cycles[flow.name] = fastest_cycle_s(others[flow.name][0][1], flow.name)
        resources += _fleet(asked, flow, others[flow.name])
        resources += _terminals(asked, flow, others[flow.name])
    return Bounds(resources=tuple(resources), cycle_s=cycles)


def _by_section(asked: Asked) -> dict[str, list[_Levels]]:
    """Return the ways to build in each section: none, and so many of each option."""
    found: dict[str, list[_Levels]] = defaultdict(lambda: [{}])
    for option in asked.each:
        if isinstance(option, OfSection):
            found[option.section] += [{option.name: level} for level in range(1, option.most + 1)]
    return found


def _together(asked: Asked, flow: OreFlow) -> Sequence[_Levels]:
    """Return the ways to combine the options that change all trains of a flow.

    Raises
    ------
    InputError
        If there are too many.
    """
    touching = [o for o in asked.each if _changes_trains(o, flow)]
    ways = [
        {o.name: level for o, level in zip(touching, levels, strict=True) if level}
        for levels in product(*(range(o.most + 1) for o in touching))
    ]
    ways = [way for way in ways if not any(other in way for o in touching if o.name in way for other in o.excludes)]
    if len(ways) > _MOST_TOGETHER:
        names = ", ".join(o.name for o in touching)
        message = f"{len(ways)} ways to combine {names}, which each change all trains of {flow.name}. Take some away"
        raise InputError([Problem(message, where="options")])
    return ways


def _changes_trains(option: Option, flow: OreFlow) -> bool:
    return isinstance(option, OtherChange) or (isinstance(option, LongerTrains) and option.fleet == flow.fleet)


def _read(
    asked: Asked,
    scenario: Scenario,
    flow: OreFlow,
    together: _Levels,
    chosen: Mapping[str, _Levels],
    number: int,
    sections: dict[tuple[str, str], dict[tuple[tuple[str, int], ...], float]],
) -> None:
    """Note what each section carries with what is built in it."""
    payload_t = scenario.train_consists(scenario.flow(flow.name))[0].payload_kg / 1000
    before = asked.base.scenario.line
    least: dict[str, float] = {}
    positions = {place.name: m for place, m in zip(scenario.line.places, scenario.line.positions_m, strict=True)}
    for row in section_bounds(scenario, flow.name).iter_rows(named=True):
        start = row["section"]
        inner = next(s for s in scenario.line.sections if s.name == start)
        middle = (positions[inner.start] + positions[inner.end]) / 2
        outer = before.sections[before.sections_between(middle, middle + 1e-6)[0]].name
        least[outer] = min(least.get(outer, float("inf")), row["bound"])
    for section, pairs in least.items():
        if number == 0 or section in chosen:
            levels = {**together, **chosen.get(section, {})}
            sections[flow.name, section][tuple(sorted(levels.items()))] = pairs * payload_t * YEAR_S / DAY_S


def _useful(ways: Iterable[Way]) -> tuple[Way, ...]:
    """Return the ways that no other betters with as little, such as a second loop that leaves the longest part as long."""
    kept: list[Way] = []
    for way in sorted(ways, key=lambda way: sum(way.levels.values())):
        if not any(
            one.capacity >= way.capacity and all(way.levels.get(name, 0) >= least for name, least in one.levels.items())
            for one in kept
        ):
            kept.append(way)
    return tuple(kept)


def _fleet(asked: Asked, flow: OreFlow, ways: Iterable[tuple[_Levels, Scenario]]) -> list[Resource]:
    """Return the fleet of a flow: by Little's law it makes no more trips than its hours allow at the least cycle."""
    fleet = asked.base.scenario.fleet(flow.fleet)
    sets = [o for o in asked.each if isinstance(o, TrainSet) and o.fleet == fleet.name]
    shops = [o for o in asked.each if isinstance(o, Shop) and o.fleet == fleet.name]
    found: list[Way] = []
    for together, scenario in ways:
        payload_t = scenario.train_consists(scenario.flow(flow.name))[0].payload_kg / 1000
        each = payload_t * YEAR_S / fastest_cycle_s(scenario, flow.name)
        for shop in (None, *shops):
            share = max(fleet.availability, shop.availability) if shop is not None else fleet.availability
            levels = {**together, **({shop.name: 1} if shop is not None else {})}
            base = each * (owned(fleet) * share if shop is not None or sets else fleet.sets)
            found.append(Way(levels=levels, capacity=base, per_unit={o.name: each * share for o in sets}))
    return [Resource(name=f"fleet {fleet.name}", flow=flow.name, ways=tuple(found))]


def _terminals(asked: Asked, flow: OreFlow, ways: Iterable[tuple[_Levels, Scenario]]) -> list[Resource]:
    """Return the load-out and the dumper of a flow: trains one after another, all the time, never broken down."""
    found: list[Resource] = []
    ways = list(ways)
    for name, kind in ((flow.load_out, MoreLoadOuts), (flow.dumper, MoreDumpers)):
        more = [o for o in asked.each if isinstance(o, kind) and o.terminal == name]
        terms: list[Way] = []
        for together, scenario in ways:
            here = scenario.flow(flow.name)
            station = scenario.load_out(name) if kind is MoreLoadOuts else scenario.dumper(name)
            load_kg = scenario.train_consists(here)[0].payload_kg
            each = load_kg / 1000 * YEAR_S / (station.positioning_s + load_kg / station.rate_kg_s)
            terms.append(Way(levels=together, capacity=each * station.trains, per_unit={o.name: each for o in more}))
        found.append(Resource(name=f"terminal {name}", flow=flow.name, ways=tuple(terms)))
    return found
