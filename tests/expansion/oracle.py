"""The master problem written a second time, plainly: as arrays for HiGHS, and as an enumeration of all timings."""

import itertools
import json
import math
import subprocess
import sys
from collections.abc import Iterator

from headway.expansion.programme.choices import unit_cost
from headway.expansion.programme.problem import Programme

_HIGHS = """
import json, sys
import numpy as np
from scipy.optimize import LinearConstraint, Bounds, milp
problems = json.load(sys.stdin)
found = []
for p in problems:
    n = len(p["cost"])
    rows = np.zeros((len(p["rows"]), n))
    for i, row in enumerate(p["rows"]):
        for j, value in row:
            rows[i, j] += value
    low = [-np.inf if x is None else x for x in p["low"]]
    high = [np.inf if x is None else x for x in p["high"]]
    limits = [LinearConstraint(rows, low, high)] if len(rows) else []
    top = [np.inf if x is None else x for x in p["top"]]
    result = milp(p["cost"], integrality=p["whole"], bounds=Bounds(p["bottom"], top), constraints=limits,
                  options={"mip_rel_gap": 1e-9})
    found.append(None if result.x is None else result.fun + p["constant"])
print(json.dumps(found))
"""


def by_highs(programmes: list[Programme]) -> list[float | None]:
    """Return the least cost of programmes by HiGHS, in a process of its own: it cannot stand beside OR-Tools."""
    text = json.dumps([_Arrays(programme).written() for programme in programmes])
    done = subprocess.run([sys.executable, "-c", _HIGHS], input=text, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])  # HiGHS says things of its own before


class _Arrays:
    """A programme along one path as arrays: levels by choice and year, what is carried, and which way is taken."""

    def __init__(self, programme: Programme) -> None:
        self.p = programme
        self.cost: list[float] = []
        self.whole: list[int] = []
        self.bottom: list[float] = []
        self.top: list[float | None] = []
        self.rows: list[list[tuple[int, float]]] = []
        self.low: list[float | None] = []
        self.high: list[float | None] = []
        self.constant = 0.0

    def written(self) -> dict[str, object]:
        p, years = self.p, self.p.years
        level = {(c.name, t): self.variable(1, 0, c.most if t >= c.lead else 0) for c in p.choices for t in range(years)}
        for c in p.choices:
            each = [unit_cost(p, c, t) for t in range(years)]
            for t in range(years):
                self.cost[level[c.name, t]] += each[t] - (each[t + 1] if t + 1 < years else 0.0)
                if t:
                    self.row([(level[c.name, t], 1.0), (level[c.name, t - 1], -1.0)], 0.0, None)
            for other in c.requires:
                for t in range(years):
                    self.row([(level[other, t], float(c.most)), (level[c.name, t], -1.0)], 0.0, None)
        pairs = {tuple(sorted((c.name, other))) for c in p.choices for other in c.excludes}
        ever = {name: self.variable(1, 0, 1) for name in {name for pair in pairs for name in pair}}
        for name, used in ever.items():
            self.row([(used, float(p.by_name[name].most)), (level[name, years - 1], -1.0)], 0.0, None)
        for one, other in pairs:
            self.row([(ever[one], 1.0), (ever[other], 1.0)], None, 1.0)
        for t, node in enumerate(p.nodes):
            for flow, asked in node.demand.items():
                carried = self.variable(0, asked if p.shortfall is None else 0.0, asked)
                if p.shortfall is not None:
                    weight = p.shortfall * (1 + p.rate) ** -(t + p.shortfall_timing.offset)
                    self.cost[carried] -= weight
                    self.constant += weight * asked
                for resource in (r for r in p.resources if r.flow == flow):
                    taken = [self.variable(1, 0, 1) for _ in resource.ways]
                    self.row([(one, 1.0) for one in taken], 1.0, 1.0)
                    for way, one in zip(resource.ways, taken, strict=True):
                        for name, least in way.levels.items():
                            self.row([(level[name, t], 1.0), (one, -float(least))], 0.0, None)
                        # carried <= capacity + per unit, if this way is taken
                        row = [(carried, 1.0), (one, asked)]
                        row += [(level[name, t], -each) for name, each in way.per_unit.items()]
                        self.row(row, None, way.capacity + asked)
        for year, most in p.budgets.items():
            spent: list[tuple[int, float]] = []
            for c in p.choices:
                for t in range(years):
                    for number, share in enumerate(c.spend):
                        if t - c.lead + number == year:
                            spent.append((level[c.name, t], share * c.price))
                            if t:
                                spent.append((level[c.name, t - 1], -share * c.price))
            self.row(spent, None, most)
        names = ("cost", "whole", "bottom", "top", "rows", "low", "high", "constant")
        return {name: getattr(self, name) for name in names}

    def variable(self, whole: int, low: float, high: float | None) -> int:
        self.cost.append(0.0)
        self.whole.append(whole)
        self.bottom.append(low)
        self.top.append(high)
        return len(self.cost) - 1

    def row(self, row: list[tuple[int, float]], low: float | None, high: float | None) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)


def by_enumeration(programme: Programme) -> float | None:
    """Return the least cost of all timings, each tried by itself; choices are bought one at a time, demand is hard."""
    timings = [list(_timings(programme, choice.name)) for choice in programme.choices]
    best = math.inf
    for levels in itertools.product(*timings):
        named = {choice.name: each for choice, each in zip(programme.choices, levels, strict=True)}
        cost = sum(
            unit_cost(programme, choice, t) * (named[choice.name][t] - (named[choice.name][t - 1] if t else 0))
            for choice in programme.choices
            for t in range(programme.years)
        )
        if cost < best and _fits(programme, named):
            best = cost
    return None if math.isinf(best) else best


def _timings(programme: Programme, name: str) -> Iterator[tuple[int, ...]]:
    choice, years = programme.by_name[name], programme.years
    starts = [*range(choice.lead, years), years]
    for begun in itertools.combinations_with_replacement(starts, choice.most):
        yield tuple(sum(year >= begin for begin in begun) for year in range(years))


def _fits(programme: Programme, named: dict[str, tuple[int, ...]]) -> bool:
    last = programme.years - 1
    for choice in programme.choices:
        if named[choice.name][last] and any(named[other][last] for other in choice.excludes):
            return False
        for t in range(programme.years):
            if named[choice.name][t] and any(not named[other][t] for other in choice.requires):
                return False
    for t, node in enumerate(programme.nodes):
        for resource in programme.resources:
            able = max(
                (
                    way.capacity + sum(each * named[name][t] for name, each in way.per_unit.items())
                    for way in resource.ways
                    if all(named[name][t] >= least for name, least in way.levels.items())
                ),
                default=-math.inf,
            )
            if able < node.demand[resource.flow] * (1 - 1e-9):
                return False
    return True
