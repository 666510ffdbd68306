"""The figures of a plan, as plans are put side by side by them."""

from collections.abc import Iterator
from dataclasses import dataclass

from headway.timetabling.encounters import encounters
from headway.timetabling.paths import TrainPath
from headway.timetabling.timetable import Begins, Timetable
from headway.units import DAY_S, HOUR_S


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigure:
    """A figure of a plan.

    Parameters
    ----------
    group, of, figure, unit
        To which part it belongs (Plan, Services, Train sets, Piles), of which service, flow or pile it is, what it is,
        and its unit.
    value
        The figure.
    """

    group: str
    of: str
    figure: str
    unit: str
    value: float

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from other figures of a plan."""
        return self.group, self.of, self.figure


def figures(plan: Timetable) -> tuple[PlanFigure, ...]:
    """Return the figures of a plan: of the whole, of its services, its train sets and its piles."""
    return tuple(figure for part in (_whole, _services, _sets, _piles) for figure in part(plan))


def waits_s(path: TrainPath) -> int:
    """Return how long a train waits for others, at its origin and on its way [s]."""
    return sum(call.wait_s for call in path.calls)


def _whole(plan: Timetable) -> Iterator[PlanFigure]:
    own = plan.own
    meets, overtakings = encounters(plan.scenario.line, own, plan.days * DAY_S if plan.begins is Begins.REPEATS else 0)
    waits = [waits_s(path) for path in own]
    for figure, unit, value in (
        ("trains", "", len(own)),
        ("latest arrival, from the first midnight", "h", max((path.arrives_s for path in own), default=0) / HOUR_S),
        ("waits for others, all trains", "min", sum(waits) / 60),
        ("waits before departure, all trains", "min", sum(path.calls[0].wait_s for path in own) / 60),
        ("longest wait of a train", "min", max(waits, default=0) / 60),
        ("trains that wait", "", sum(wait > 0 for wait in waits)),
        ("late trains", "", sum(path.late_s > 0 for path in own)),
        ("meets", "", meets),
        ("overtakings", "", overtakings),
        ("weighted time", "h", plan.objective_s / HOUR_S),
        ("proven: no plan takes less than", "h", plan.bound_s / HOUR_S),
        ("gap", "%", 100 * plan.gap),
        ("violations that the referee finds", "", len(plan.violations)),
    ):
        yield PlanFigure(group="Plan", of="", figure=figure, unit=unit, value=float(value))


def _services(plan: Timetable) -> Iterator[PlanFigure]:
    """Yield the figures of every service, of an ore flow apart for its loaded and its empty trains."""
    flows = {flow.name for flow in plan.scenario.flows}
    found: dict[str, list[TrainPath]] = {}
    for path in plan.own:
        loaded = " loaded" if path.loaded else " empty"
        found.setdefault(f"{path.service}{loaded if path.service in flows else ''}", []).append(path)
    for service, paths in found.items():
        for figure, unit, value in (
            ("trains", "", len(paths)),
            ("mean wait for others", "min", sum(map(waits_s, paths)) / len(paths) / 60),
            ("mean time on the way", "h", sum(path.transit_s for path in paths) / len(paths) / HOUR_S),
        ):
            yield PlanFigure(group="Services", of=service, figure=figure, unit=unit, value=float(value))


def _sets(plan: Timetable) -> Iterator[PlanFigure]:
    for one in plan.circulations():
        yield PlanFigure(group="Train sets", of=one.flow, figure="needed to repeat the plan", unit="", value=float(one.needed))
        yield PlanFigure(group="Train sets", of=one.flow, figure="in the fleet", unit="", value=float(one.there))


def _piles(plan: Timetable) -> Iterator[PlanFigure]:
    for course in plan.piles():
        for figure, unit, value in (
            ("at the start", "kt", course.pile.initial_kg / 1e6),
            ("needed at the start", "kt", course.least_initial_kg / 1e6),
            ("more at the end", "kt", course.change_kg / 1e6),
            ("trains short of ore", "", len(course.shortages)),
        ):
            yield PlanFigure(group="Piles", of=course.pile.name, figure=figure, unit=unit, value=float(value))
