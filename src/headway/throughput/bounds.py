"""Bounds on the trains that a line can carry: what its sections leave room for, whatever the timetable."""

from pathlib import Path

import polars as pl

from headway.arguments import public
from headway.io import scenario_of
from headway.model import OreFlow, Scenario
from headway.throughput.occupation import alone
from headway.timetabling.insertion import Routes, Rows, fastest_s
from headway.timetabling.requests import Request, fixed_requests, pairs, pairs_of
from headway.timetabling.sets import turnaround_s
from headway.timetabling.windows import closed_s, undated
from headway.units import DAY_S, YEAR_S

_WEEK = 7


@public
def section_bounds(scenario: Scenario | str | Path, flow: OreFlow | str) -> pl.DataFrame:
    """Return for every section how many pairs of ore trains a day it can carry at most, on average over a week.

    The week has no closures: a closure on given dates says nothing of the days on which it does not apply.

    Returns
    -------
    polars.DataFrame
        A row for every section that the flow uses: ``section``, ``length_km``, ``loaded_s`` and ``empty_s`` (least time
        that a train occupies it), ``others_s`` (time that other trains and possessions occupy it, a day), ``bound``
        (pairs a day).
    """
    scenario = scenario_of(scenario)
    flow = scenario.flow(flow)
    line = scenario.line
    routes = Routes(scenario, Rows(line))
    loaded, empty = (least_taken_s(scenario, request, routes) for request in pairs(scenario, flow, 1, 1))
    others = [0.0] * len(line.sections)
    for request in others_than(scenario, flow, _WEEK):
        for section, taken in least_taken_s(scenario, request, routes).items():
            others[section] += taken / _WEEK
    for section, closed in closed_s(undated(scenario), 0, _WEEK * DAY_S).items():
        others[section] += line.sections[section].tracks * closed / _WEEK
    rows = [
        (
            section.name,
            (line.positions_m[i + 1] - line.positions_m[i]) / 1000,
            loaded[i],
            empty[i],
            others[i],
            max(0.0, section.tracks * DAY_S - others[i]) / (loaded[i] + empty[i]),
        )
        for i, section in enumerate(line.sections)
        if i in loaded
    ]
    return pl.DataFrame(rows, schema=["section", "length_km", "loaded_s", "empty_s", "others_s", "bound"], orient="row")


def least_taken_s(scenario: Scenario, request: Request, routes: Routes) -> dict[int, int]:
    """Return the least time that a train occupies every section on its way, whatever runs before and behind it [s]."""
    held = alone(scenario, request, routes.of(request))
    return {section: blocking.gap_s or blocking.ends_s - blocking.begins_s for section, blocking in held}


@public
def line_bound(scenario: Scenario | str | Path, flow: OreFlow | str) -> float:
    """Return how many pairs of ore trains a day the binding section can carry at most."""
    scenario = scenario_of(scenario)
    flow = scenario.flow(flow)
    return min(section_bounds(scenario, flow)["bound"].to_list())


@public
def fastest_cycle_s(scenario: Scenario | str | Path, flow: OreFlow | str) -> int:
    """Return the least time of a train set from one load to the next: no other train, no queue, nothing failed [s].

    By Little's law a fleet makes no more trips in a year than its hours hold of these.
    """
    scenario = scenario_of(scenario)
    flow = scenario.flow(flow)
    routes = Routes(scenario, Rows(scenario.line))
    runs = sum(fastest_s(routes.of(request)) for request in pairs(scenario, flow, 1, 1))
    ends = (scenario.load_out(flow.load_out), scenario.dumper(flow.dumper))
    return runs + sum(turnaround_s(scenario, flow, station) for station in ends)


def others_than(scenario: Scenario, flow: OreFlow, days: int) -> list[Request]:
    """Return the trains of all services except one flow."""
    ore = [r for f in scenario.flows if f != flow for r in pairs(scenario, f, days, pairs_of(scenario, f, days))]
    return [*fixed_requests(scenario, range(days)), *ore]


def mt_per_year(payload_kg: float, pairs_a_day: float) -> float:
    """Return what a number of loaded trains a day carries in a year [Mt/y]."""
    return payload_kg * pairs_a_day * YEAR_S / DAY_S / 1e9
