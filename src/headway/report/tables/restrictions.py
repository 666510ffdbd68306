"""What restricts the line on a train graph: stretches that are shut, and stretches where weather slows trains down."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise

import polars as pl

from headway.model import Closure, Scenario
from headway.report.tables.axes import Axis
from headway.report.tables.dates import moment, overlaps, when
from headway.simulation import Simulation
from headway.timetabling import Timetable
from headway.timetabling.windows import shutting, windows

RESTRICTIONS = {
    "axis": pl.String, "kind": pl.String, "name": pl.String, "x0": pl.Datetime("us"), "x1": pl.Datetime("us"),
    "y0": pl.Float64, "y1": pl.Float64, "when": pl.String,
}  # fmt: skip

Restriction = tuple[str, str, str, datetime, datetime, float, float, str]
"""A row of the table: axis, kind, name, begin, end, from and to where on the axis [km], and the times in words."""

_Restriction = tuple[str, str, int, int, Sequence[str]]
"""A restriction: kind, name, begin and end [s], and the names of its sections."""


def restrictions(result: Simulation | Timetable, axes: Sequence[Axis], from_s: int, to_s: int) -> Iterator[Restriction]:
    """Yield a row for every stretch and time with a restriction; neighbouring sections make one stretch.

    ``kind`` is possession, closure, storm, or ``storm, passenger trains only`` where the line is shut. It is ``storm,
    slow trains`` or ``heat, slow trains`` where the line is open and trains run slowly.
    """
    scenario = result.scenario
    found = [*_known(scenario, from_s, to_s), *(_weather(result) if isinstance(result, Simulation) else ())]
    for kind, name, begin, end, sections in found:
        if not overlaps(begin, end, from_s, to_s):
            continue
        times = moment(scenario, begin), moment(scenario, end)
        for axis in axes:
            for low, high in _stretches(axis, set(sections)):
                yield axis.name, kind, name, *times, low, high, when(*times)


def _known(scenario: Scenario, from_s: int, to_s: int) -> Iterator[_Restriction]:
    """Yield possessions and closures; the sections that one of them shuts at the same time go together."""
    names = [section.name for section in scenario.line.sections]
    shuts = shutting(scenario)
    together: dict[tuple[int, int, int], list[str]] = {}
    for window in windows(scenario, from_s, to_s):
        together.setdefault((window.number, window.begin, window.end), []).append(names[window.section])
    for (number, begin, end), sections in together.items():
        kind = "closure" if isinstance(shuts[number], Closure) else "possession"
        yield kind, shuts[number].name, begin, end, sections


def _weather(run: Simulation) -> Iterable[_Restriction]:
    """Yield the effects of weather: slow stretches first, so that shut ones are drawn over them."""
    for slow in run.slows:
        kind = "heat, slow trains" if slow.heat else "storm, slow trains"
        yield kind, f"{slow.name}, {slow.share:.0%} of speed", slow.begin_s, slow.end_s, slow.sections
    for shut in run.shuts:
        kind = "storm, passenger trains only" if shut.passengers_only else "storm"
        yield kind, shut.name, shut.begin_s, shut.end_s, shut.sections


def _stretches(axis: Axis, sections: set[str]) -> Iterator[tuple[float, float]]:
    """Yield the stretches of an axis that the sections of these names cover."""
    pairs = list(pairwise(zip(axis.places, axis.positions_km, strict=True)))
    for covered, run in groupby(pairs, key=lambda pair: f"{pair[0][0].name} - {pair[1][0].name}" in sections):
        if covered:
            steps = list(run)
            yield steps[0][0][1], steps[-1][1][1]
