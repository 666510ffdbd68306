"""The bracket of the old line: proven bounds, shares of them, and a line on which timetables carry every stage."""

from argparse import Namespace
from dataclasses import replace
from time import perf_counter

from headway.economics import Residual, Timing
from headway.expansion import Choice, Guide, Programme, Resource, Way, read_plan, solve
from headway.expansion.bounds import bounds_of
from headway.expansion.programme.master import Decided
from headway.expansion.programme.problem import Node
from headway.expansion.verifying.evidence import Evidence
from headway.store import PlanFolder

_DEMAND = (4, 4, 5, 6, 8, 8, 9, 10, 11, 12, 12, 13, 14, 14, 15, 16, 16, 17, 18, 18, 19, 20, 20, 20, 20)
"""Mt/y of 25 years."""

_SHARES = {1.0: 218.567, 0.8: 238.4325, 0.65: 264.3102, 0.53: 333.0597}
"""Shares of the bound, and what they cost when the case was first computed [M USD], with the running times of that day."""

_FLOW = "old-line-ore"
_WIDER = 1.04
"""By how much the tightest section is opened where no timetable carries the trains."""

_PLAN = {
    "scenario": "gara-djebilet-oran",
    "practice": "none",
    "years": [2027, 2051],
    "demand": {"ore": {"2027": "4 Mt/y"}, _FLOW: {"2027": "4 Mt/y"}},
    "promise": {"share": 1.0, "level": 2.0},
    "options": {
        "loops": {
            "kind": "loop",
            "leg": "oued-tlelat-bechar",
            "section": "every",
            "most": 3,
            "lead_years": 2,
            "capex": "10 MUSD",
        },
        "coast": {
            "kind": "loop",
            "leg": "oued-tlelat-bethioua",
            "section": "every",
            "most": 3,
            "lead_years": 2,
            "capex": "10 MUSD",
        },
    },
}


def bracket(options: Namespace) -> None:
    """Print what the bracket costs."""
    asked = read_plan(_PLAN)
    began = perf_counter()
    bounds = bounds_of(asked, lambda _: None)
    programme = _programme(tuple(r for r in bounds.resources if r.flow == _FLOW and r.guided))
    print(f"bounds of all sections and loops: {perf_counter() - began:.1f} s", flush=True)
    low: Decided | None = None
    for share, expected in _SHARES.items():
        found = solve(programme, Guide(shares={(_FLOW, year): share for year in range(len(_DEMAND))}))
        assert found is not None
        low = low or found
        print(
            f"{share:.0%} of the bound: {found.cost:.2f} M USD, {_loops(found)} loops ({expected}), {found.runtime_s:.2f} s",
            flush=True,
        )
    assert low is not None
    evidence = Evidence(asked, PlanFolder(None), "", options.jobs, lambda _: None, search=None)
    found, rounds = _verified(programme, evidence)
    gap = (found.cost - low.bound) / found.cost
    took = perf_counter() - began
    print(f"on timetables: {found.cost:.2f} M USD, {_loops(found)} loops, {rounds} rounds; gap {gap:.1%}; {took:.0f} s")


def _programme(sections: tuple[Resource, ...]) -> Programme:
    names = sorted({name for section in sections for way in section.ways for name in way.levels})
    loops = tuple(Choice(name=name, most=3, price=10.0, lead=2, spend=(1.0,), life=50.0) for name in names)
    sets = Choice(name="set", most=60, price=11.59, life=25.0)
    fleet = Resource(name="fleet", flow=_FLOW, ways=(Way(capacity=0.0, per_unit={"set": 0.6e6}),))
    nodes = tuple(Node(year=t, parent=t - 1, probability=1.0, demand={_FLOW: 1e6 * asked}) for t, asked in enumerate(_DEMAND))
    return Programme(
        nodes=nodes,
        choices=(*loops, sets),
        resources=(*sections, fleet),
        rate=0.08,
        timing=Timing.START,
        residual=Residual.ANNUITY,
        shortfall=60e-6,
    )


def _loops(found: Decided) -> int:
    return sum(levels[-1] for name, levels in found.levels.items() if name != "set")


def _verified(programme: Programme, evidence: Evidence) -> tuple[Decided, int]:
    """Open the line until timetables carry the trains of every year, and return the last plan."""
    asked = evidence.asked
    flow = asked.base.scenario.flow(_FLOW)
    shares: dict[tuple[str, int], float] = {}
    hard = replace(programme, shortfall=None)
    rounds = 0
    while True:
        rounds += 1
        found = solve(hard, Guide(shares=shares))
        assert found is not None
        for year, demand in enumerate(_DEMAND):
            levels = {name: each[year] for name, each in found.levels.items() if name != "set" and each[year]}
            planned = evidence.planned(levels, {"ore": 4e6, _FLOW: demand * 1e6}, frozenset(), flow)
            if not planned.carried:
                what = f"year {year}: {planned.pairs:.1f} pairs a day are not carried, {planned.bound:.1f} by the bound"
                print(f"  {what}; stretch {planned.stretch:.2f}, others {'kept' if planned.kept else 'late'}", flush=True)
                for later in range(year, len(_DEMAND)):
                    share = planned.pairs / (planned.bound * _WIDER)
                    shares[_FLOW, later] = min(shares.get((_FLOW, later), 1.0), share)
                break
        else:
            return found, rounds
