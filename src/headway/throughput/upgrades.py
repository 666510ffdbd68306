"""Upgrades: what one more passing loop, or trains of another length, would do to the capacity of a line."""

from collections.abc import Iterable
from dataclasses import replace
from math import ceil
from pathlib import Path

import polars as pl

from headway.arguments import public
from headway.errors import InputError
from headway.io import scenario_of
from headway.model import Consist, Leg, Line, Locomotive, OreFlow, Place, Scenario, Section, Track, for_each_section
from headway.throughput.bounds import line_bound, mt_per_year

_FACTORS = (0.75, 1.0, 1.25, 1.5, 2.0)


@public
def new_loops(scenario: Scenario | str | Path, flow: OreFlow | str) -> pl.DataFrame:
    """Return what a new passing loop in the middle of every section would do to the bound.

    Returns
    -------
    polars.DataFrame
        A row for every section: ``section``, ``bound`` (pairs a day of the line with that loop) and ``gain``.
    """
    scenario = scenario_of(scenario)
    flow = scenario.flow(flow)
    before = line_bound(scenario, flow)
    bounds = [
        (section.name, line_bound(_on_line(scenario, with_loop(scenario.line, number)), flow))
        for number, section in enumerate(scenario.line.sections)
    ]
    rows = [(name, bound, bound - before) for name, bound in bounds]
    return pl.DataFrame(rows, schema=["section", "bound", "gain"], orient="row")


def _on_line(scenario: Scenario, line: Line) -> Scenario:
    """Return a scenario on a line with more places; its possessions close as much of the line as before."""
    possessions = tuple(part for possession in scenario.possessions for part in for_each_section(line, possession))
    return replace(scenario, line=line, possessions=possessions)


@public
def with_loop(line: Line, section: int) -> Line:
    """Return a line with one more passing loop in the middle of a section.

    The loop has two tracks, as long as the line's longest.
    """
    low, high = line.positions_m[section], line.positions_m[section + 1]
    km = line.km((low + high) / 2)
    longest = max(place.longest_track_m for place in line.places)
    loop = Place(name=f"New loop km {km:g}", km=km, tracks=tuple(Track(name=str(i), length_m=longest) for i in (1, 2)))
    wanted = line.leg_of_section(section)
    return Line(legs=tuple(_with_place(leg, loop) if leg.name == wanted.name else leg for leg in line.legs))


def _with_place(leg: Leg, loop: Place) -> Leg:
    places = tuple(sorted((*leg.places, loop), key=lambda place: leg.offset_m(place.km)))
    number = places.index(loop)
    ends = places[number - 1].name, places[number + 1].name
    sections: list[Section] = []
    for section in leg.sections:
        if (section.start, section.end) != ends:
            sections.append(section)
            continue
        middle = leg.offset_m(loop.km)
        before, behind = ([km for km in section.signals_km if (leg.offset_m(km) < middle) == first] for first in (True, False))
        sections.append(replace(section, end=loop.name, signals_km=tuple(before)))
        sections.append(replace(section, start=loop.name, signals_km=tuple(km for km in behind if leg.offset_m(km) > middle)))
    return replace(leg, places=places, sections=tuple(sections))


@public
def train_lengths(scenario: Scenario | str | Path, flow: OreFlow | str, factors: Iterable[float] = _FACTORS) -> pl.DataFrame:
    """Return what trains of other lengths would carry, with locomotives in proportion.

    Returns
    -------
    polars.DataFrame
        A row for every factor: ``wagons``, ``length_m``, ``payload_t``, ``fits`` (share of the places where the train
        can wait), ``bound`` (pairs a day) and ``mt_per_year``. Trains that could not run, or could wait nowhere, are
        left out.
    """
    scenario = scenario_of(scenario)
    flow = scenario.flow(flow)
    loaded, empty = scenario.train_consists(flow)
    rows: list[tuple[int, float, float, float, float, float]] = []
    for factor in factors:
        sized = {consist.name: _scaled(consist, factor) for consist in (loaded, empty)}
        train = sized[loaded.name]
        try:
            other = replace(scenario, consists=tuple(sized.get(c.name, c) for c in scenario.consists))
            bound = line_bound(other, flow)
        except InputError:
            continue
        fits = [place.longest_track_m >= train.length_m for place in scenario.line.places]
        carried = mt_per_year(train.payload_kg, bound)
        rows.append((train.wagon_count, train.length_m, train.payload_kg / 1000, sum(fits) / len(fits), bound, carried))
    schema = ["wagons", "length_m", "payload_t", "fits", "bound", "mt_per_year"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _scaled(consist: Consist, factor: float) -> Consist:
    """Return a train with a multiple of its wagons, and with as many more locomotives as that takes."""
    if factor == 1.0:
        return consist
    blocks = tuple(
        replace(b, number=max(1, ceil(b.number * factor) if isinstance(b.vehicle, Locomotive) else round(b.number * factor)))
        for b in consist.blocks
    )
    return replace(consist, locomotives=(), wagons=(), formation=blocks)
