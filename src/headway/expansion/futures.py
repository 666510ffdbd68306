"""What several paths of demand are worth: a plan for all of them, waiting, flexibility, and knowing which one comes.

The paths are judged by the master problem under what timetables and simulated years of the main path taught, carried
over to other demands: a line is as far from its bound as at the nearest demand that was verified, and train sets grow
in proportion between demands. No stage of another path is planned or simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from headway.expansion.asking import MAIN, Asked, Path, TrainSet
from headway.expansion.bounds import Bounds
from headway.expansion.formulation import certain, programme_of
from headway.expansion.programme import Decided, Guide, Programme, solve
from headway.expansion.verifying import Found
from headway.units import exact_sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A decision with its deadline.

    Parameters
    ----------
    option, count
        What is decided, and how many.
    decided, in_use
        The year by which, and the first year of use.
    paths
        The paths on which it is bought.
    """

    option: str
    count: int
    decided: int
    in_use: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Futures:
    """What several paths of demand are worth.

    Parameters
    ----------
    paths
        Their names with their chances.
    expected
        Expected cost of the plan that decides on each path once it is known [M USD].
    informed
        Expected cost if the path were known from the first year.
    for_all
        Cost of one plan that serves all paths whichever comes.
    value_of_flexibility
        What it is worth to plan for all paths at first, in place of the mean demand, mended once the path is known (the
        value of the stochastic solution); a tonne that cannot be carried in time costs `SHORT`. None where nothing
        mends it.
    by_path
        Cost of each path with the plan.
    deadlines
        The decisions, each with the paths on which it is taken.
    """

    paths: Mapping[str, float]
    expected: float
    informed: float
    for_all: float | None
    value_of_flexibility: float | None
    by_path: Mapping[str, float]
    deadlines: tuple[Deadline, ...]

    @property
    def value_of_information(self) -> float:
        """What it is worth to know the path from the first year [M USD]."""
        return self.expected - self.informed

    @property
    def value_of_waiting(self) -> float | None:
        """What it is worth to decide on each path once it is known, in place of one plan for all [M USD]."""
        return None if self.for_all is None else self.for_all - self.expected

    def lines(self) -> list[str]:
        """Return the values in some lines."""
        paths = ", ".join(f"{name} {chance:.0%}" for name, chance in self.paths.items())
        common = [d for d in self.deadlines if len(d.paths) == len(self.paths)]
        rows = [
            ("expected cost", f"{self.expected:,.1f} M USD", f"paths {paths}"),
            ("value of information", f"{self.value_of_information:,.1f} M USD", "to know the path from the first year"),
            ("value of waiting", _amount(self.value_of_waiting), "over one plan that serves all paths"),
            ("value of flexibility", _amount(self.value_of_flexibility), "over a plan for the mean demand, mended later"),
            ("taken on all paths", f"{len(common)} of {len(self.deadlines)} decisions", _first(common)),
        ]
        return [f"  {name:<22}{value}{f', {note}' if note else ''}" for name, value, note in rows]


def _amount(value: float | None) -> str:
    return "none can be given" if value is None else f"{round(value, 1) + 0.0:,.1f} M USD"


def _first(common: Sequence[Deadline]) -> str:
    if not common:
        return ""
    return "first " + ", ".join(f"{d.count} x {d.option} by {d.decided}" for d in sorted(common, key=lambda d: d.decided)[:2])


def futures_of(asked: Asked, bounds: Bounds, found: Found) -> Futures | None:
    """Return what the paths of a plan are worth; None where there is one only, or not all can be served."""
    if len(asked.paths) < 2:
        return None
    tree = programme_of(asked, bounds, asked.paths)
    lessons = _Lessons(asked, found)
    decided = solve(tree, lessons.guide(tree))
    alone = {path.name: _alone(asked, bounds, lessons, path) for path in asked.paths}
    if decided is None or any(one is None for one in alone.values()):
        return None
    informed = exact_sum(path.chance * one.cost for path in asked.paths if (one := alone[path.name]) is not None)
    highest = Path(name=MAIN, chance=1.0, parts_in=asked.first, t_y=_over(asked, max))
    for_all = _alone(asked, bounds, lessons, highest)
    return Futures(
        paths={path.name: path.chance for path in asked.paths},
        expected=decided.cost,
        informed=informed,
        for_all=None if for_all is None else for_all.cost,
        value_of_flexibility=_flexibility(asked, bounds, lessons, tree),
        by_path={name: one.cost for name, one in alone.items() if one is not None},
        deadlines=tuple(_deadlines(asked, tree, decided)),
    )


class _Lessons:
    """What the main path taught, by demand."""

    def __init__(self, asked: Asked, found: Found) -> None:
        self.asked, self.guide_of_main = asked, found.guide
        self.sets = {option.name: option.fleet for option in asked.each if isinstance(option, TrainSet)}
        self.flow_of = {flow.fleet: flow.name for flow in asked.base.scenario.flows}

    def guide(self, programme: Programme) -> Guide:
        """Return a guide for any programme of the plan."""
        shares: dict[tuple[str, int], float] = {}
        floors: dict[tuple[str, int], int] = {}
        options = {name for name, _ in self.guide_of_main.floors}
        for number, node in enumerate(programme.nodes):
            for flow, demand in node.demand.items():
                shares[flow, number] = self._share(flow, demand)
            for option in options:
                least = self._floor(option, node.demand)
                choice = programme.by_name[option]
                if least > 0 and node.year >= choice.lead:
                    floors[option, number] = min(choice.most, least)
        return Guide(shares=shares, floors=floors)

    def _known(self, flow: str) -> list[tuple[float, int]]:
        share = self.asked.promise.share
        return sorted((share * t_y, year) for year, t_y in enumerate(self.asked.main.t_y[flow]))

    def _share(self, flow: str, demand: float) -> float:
        """Return the share of the bound that counts: the least at demands up to this one."""
        below = [self.guide_of_main.shares.get((flow, year), 1.0) for d, year in self._known(flow) if d <= demand * (1 + 1e-9)]
        return min(below, default=1.0)

    def _floor(self, option: str, demand: Mapping[str, float]) -> int:
        """Return the fewest of an option at a demand: in proportion between demands for train sets, else by steps."""
        flow = self.flow_of.get(self.sets.get(option, ""), "")
        if flow:
            points = {d: self.guide_of_main.floors.get((option, year), 0) for d, year in self._known(flow)}
            x = np.array(list(points))
            return int(np.ceil(np.interp(demand[flow], x, np.array(list(points.values()))) - 1e-9))
        found = 0
        for year in range(len(self.asked.years)):
            asked = {name: self.asked.promise.share * t_y[year] for name, t_y in self.asked.main.t_y.items()}
            if all(asked[name] <= demand[name] * (1 + 1e-9) for name in asked):
                found = max(found, self.guide_of_main.floors.get((option, year), 0))
        return found


SHORT = 100e-6
"""What a tonne costs that a plan for the mean demand cannot carry in time [M USD]: about its worth."""


def _alone(asked: Asked, bounds: Bounds, lessons: _Lessons, path: Path) -> Decided | None:
    """Return the plan of one path that is known from the first year."""
    programme = programme_of(asked, bounds, (certain(path),))
    return solve(programme, lessons.guide(programme))


def _over(asked: Asked, how: object) -> dict[str, tuple[float, ...]]:
    """Return the highest or the mean demand over the paths, by flow and year."""
    found: dict[str, tuple[float, ...]] = {}
    for flow in asked.main.t_y:
        each = np.array([path.t_y[flow] for path in asked.paths])
        chances = np.array([path.chance for path in asked.paths])
        found[flow] = tuple(map(float, each.max(axis=0) if how is max else chances @ each))
    return found


def _flexibility(asked: Asked, bounds: Bounds, lessons: _Lessons, tree: Programme) -> float | None:
    """Return what deciding for the mean demand until the paths part costs more than a plan for all of them."""
    mean = Path(name=MAIN, chance=1.0, parts_in=asked.first, t_y=_over(asked, min))
    first = _alone(asked, bounds, lessons, mean)
    if first is None:
        return None
    parts = min(path.parts_in for path in asked.paths if path.name != MAIN) - asked.first
    guide = lessons.guide(tree)
    fixed: dict[tuple[str, int], int] = {}
    floors = dict(guide.floors)
    for choice in tree.choices:
        for number, node in enumerate(tree.nodes):
            if choice.lead <= node.year < parts + choice.lead:
                level = first.levels[choice.name][node.year]
                fixed[choice.name, number] = level
                floors[choice.name, number] = level
    # Train sets that a path needs and the mean does not have are short for as long as their lead, in either plan.
    soft = replace(tree, shortfall=SHORT, shortfall_timing=tree.timing)
    free = {key: least for key, least in floors.items() if key in fixed}
    mended = solve(soft, Guide(shares=guide.shares, floors=free), fixed=fixed)
    best = solve(soft, Guide(shares=guide.shares))
    return None if mended is None or best is None else mended.cost - best.cost


def _deadlines(asked: Asked, tree: Programme, decided: Decided) -> list[Deadline]:
    """Return the decisions of a plan over all paths."""
    found: dict[tuple[str, int], dict[str, int]] = {}
    for choice in tree.choices:
        for leaf in tree.leaves():
            path = tree.path_to(leaf)
            for before, node in zip([-1, *path], path, strict=False):
                new = decided.levels[choice.name][node] - (decided.levels[choice.name][before] if before >= 0 else 0)
                if new:
                    names = tree.nodes[leaf].path
                    found.setdefault((choice.name, tree.nodes[node].year), {})[names] = new
    return sorted(
        (
            Deadline(
                option=name,
                count=max(by.values()),
                decided=asked.first + year - tree.by_name[name].lead,
                in_use=asked.first + year,
                paths=tuple(sorted(by)),
            )
            for (name, year), by in found.items()
        ),
        key=lambda d: (d.decided, d.option),
    )
