"""The staircase of a plan: what is asked of each flow in each year, and what it can carry."""

from collections.abc import Mapping
from dataclasses import dataclass

from headway.expansion.asking import Asked
from headway.expansion.bounds import Bounds
from headway.expansion.programme import Resource
from headway.expansion.verifying import Found
from headway.units import exact_sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A year of a flow.

    Parameters
    ----------
    year, flow
        The year and the flow.
    asked, promised
        What is asked, and the share of it that is promised [t/y].
    bound
        What no railway with these options can exceed: sections, fleet and terminals at their best [t/y].
    binding
        What binds there.
    verified
        What the pairs of its timetable carry if all of them run [t/y].
    simulated, low
        The mean of what arrives in fresh years, and what arrives in the promised share of them [t/y].
    """

    year: int
    flow: str
    asked: float
    promised: float
    bound: float
    binding: str
    verified: float
    simulated: float
    low: float


def staircase(asked: Asked, bounds: Bounds, found: Found) -> tuple[Step, ...]:
    """Return the steps of every flow, year by year."""
    steps: list[Step] = []
    for verified in found.stages:
        stage = verified.stage
        for planned, delivered in zip(verified.planned, verified.delivered, strict=True):
            able = {r.name: capacity_of(r, stage.levels) for r in bounds.resources if r.flow == planned.flow}
            binding = min(able, key=lambda name: able[name])
            steps += [
                Step(
                    year=asked.first + year,
                    flow=planned.flow,
                    asked=stage.demand[planned.flow],
                    promised=delivered.promised,
                    bound=able[binding],
                    binding=binding,
                    verified=stage.demand[planned.flow] if planned.carried else 0.0,
                    simulated=delivered.mean_t_y,
                    low=delivered.quantile(asked.promise.of_years) * delivered.promised,
                )
                for year in range(stage.first, stage.last + 1)
            ]
    return tuple(sorted(steps, key=lambda step: (step.flow, step.year)))


def capacity_of(resource: Resource, levels: Mapping[str, int]) -> float:
    """Return what a resource lets through with what is in use [t/y]."""
    return max(
        way.capacity + exact_sum(each * levels.get(name, 0) for name, each in way.per_unit.items())
        for way in resource.ways
        if all(levels.get(name, 0) >= least for name, least in way.levels.items())
    )
