"""What limits the tonnage of a plan: what each part of the chain could carry if nothing else held it up.

A simulation counts breakdowns, queues and weather as well. A plan knows none of them, so these are the rates and times
of the scenario, and the least of them names the part to look at first.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from headway.model import LoadOut, OreFlow, Scenario, Station
from headway.page.models import Said
from headway.page.said import said
from headway.throughput import fastest_cycle_s, section_bounds
from headway.timetabling import Timetable
from headway.units import DAY_S, HOUR_S, YEAR_S, exact_sum

MET = 0.995
"""From this share of its target on a plan carries it: numbers of trains are whole, targets are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a part of the chain could carry: which kind of part, its name, and its capacity [t/y]."""

    kind: str
    part: str
    capacity_t_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What limits a flow whatever the plan, and the time of a cycle without any wait [s].

    Parameters
    ----------
    flow
        The flow.
    parts
        The parts of the chain but for the fleet, whose cycle depends on the plan.
    cycle_s
        The least time from one load to the next [s].
    """

    flow: OreFlow
    parts: tuple[Limit, ...]
    cycle_s: int


def limits_of(scenario: Scenario) -> tuple[Limits, ...]:
    """Return what limits the flows of a scenario; of a chain of flows each has its own."""
    return tuple(
        Limits(flow=flow, parts=tuple(_parts(scenario, flow)), cycle_s=fastest_cycle_s(scenario, flow)) for flow in scenario.flows
    )


def said_limit(plan: Timetable, limits: tuple[Limits, ...]) -> Said:
    """Return the sentence that names what limits the tonnage of a plan: of the flow that falls short most."""
    scenario = plan.scenario
    if not limits:
        return said("limit.none")
    worst = min(limits, key=lambda one: planned_t_y(plan, one.flow) / _target_t_y(one.flow))
    planned, target = planned_t_y(plan, worst.flow), _target_t_y(worst.flow)
    fleet = scenario.fleet(worst.flow.fleet)
    payload_t = _payload_t(scenario, worst.flow)
    cycle_s = worst.cycle_s + _waits_s(plan, worst.flow)
    by_fleet = Limit(kind="fleet", part=fleet.name, capacity_t_y=fleet.sets * payload_t * YEAR_S / cycle_s)
    least = min((*worst.parts, by_fleet), key=lambda one: one.capacity_t_y)
    numbers: dict[str, str | float] = {"part": least.part, "mt_y": _mt(least.capacity_t_y)}
    if least.capacity_t_y < target * MET:
        if least.kind == "fleet":
            return said("limit.fleet", **numbers, sets=fleet.sets, cycle_h=round(cycle_s / HOUR_S, 1))
        return said(f"limit.{least.kind}", **numbers)
    numbers["kind"] = least.kind
    if planned >= target * MET:
        return said("limit.target", **numbers, target_mt_y=_mt(target))
    return said("limit.plan", **numbers, planned_mt_y=_mt(planned), target_mt_y=_mt(target))


def planned_t_y(plan: Timetable, flow: OreFlow) -> float:
    """Return what the loaded trains of a flow carry if the plan is run again and again [t/y]."""
    trains = sum(path.loaded and path.service == flow.name for path in plan.own)
    return trains * _payload_t(plan.scenario, flow) * YEAR_S / (plan.days * DAY_S)


def last_of_chain(scenario: Scenario) -> tuple[OreFlow, ...]:
    """Return the flows whose ore no other flow carries on: adding up all would count the same tonne twice."""
    piles = {scenario.load_out(flow.load_out).stockpile for flow in scenario.flows}
    return tuple(flow for flow in scenario.flows if scenario.dumper(flow.dumper).stockpile not in piles)


def _mt(t_y: float) -> float:
    return round(t_y / 1e6, 2)


def _target_t_y(flow: OreFlow) -> float:
    return flow.target_kg_s * YEAR_S / 1000


def _payload_t(scenario: Scenario, flow: OreFlow) -> float:
    return scenario.train_consists(flow)[0].payload_kg / 1000


def _waits_s(plan: Timetable, flow: OreFlow) -> float:
    """Return how long a train set waits on the way of one cycle, a loaded and an empty train together [s]."""
    waits: dict[bool, list[int]] = {True: [], False: []}
    for path in plan.own:
        if path.service == flow.name:
            waits[path.loaded].append(path.wait_s)
    return exact_sum(sum(each) / len(each) for each in waits.values() if each)


def _parts(scenario: Scenario, flow: OreFlow) -> Iterator[Limit]:
    payload_t = _payload_t(scenario, flow)
    load_out, dumper = scenario.load_out(flow.load_out), scenario.dumper(flow.dumper)
    yield from _supply(scenario, load_out)
    for station, kind in ((load_out, "load_out"), (dumper, "dumper")):
        yield Limit(kind=kind, part=station.name, capacity_t_y=_served_t_y(station, payload_t))
    bounds = section_bounds(scenario, flow).sort("bound")
    tightest = bounds.row(0, named=True)
    carried = float(tightest["bound"]) * payload_t * YEAR_S / DAY_S
    yield Limit(kind="line", part=str(tightest["section"]), capacity_t_y=carried)
    plants = [plant for plant in scenario.plants if plant.stockpile == dumper.stockpile]
    if plants and flow in last_of_chain(scenario):
        names = " and ".join(plant.name for plant in plants)
        takes = exact_sum(plant.rate_kg_s for plant in plants) * YEAR_S / 1000
        yield Limit(kind="plant", part=names, capacity_t_y=takes)


def _supply(scenario: Scenario, load_out: LoadOut) -> Iterator[Limit]:
    mines = [mine for mine in scenario.mines if mine.stockpile == load_out.stockpile]
    feeders = [flow for flow in scenario.flows if scenario.dumper(flow.dumper).stockpile == load_out.stockpile]
    digs = exact_sum(mine.rate_kg_s for mine in mines) * YEAR_S / 1000
    brings = exact_sum(_target_t_y(flow) for flow in feeders)
    names = " and ".join([*(mine.name for mine in mines), *(flow.name for flow in feeders)])
    if names:
        yield Limit(kind="mine" if mines else "feeder", part=names, capacity_t_y=digs + brings)


def _served_t_y(station: Station, payload_t: float) -> float:
    each_s = station.positioning_s + payload_t * 1000 / station.rate_kg_s
    return station.trains * payload_t * YEAR_S / each_s
