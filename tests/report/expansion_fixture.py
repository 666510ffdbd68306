"""A small plan made by hand on the line of three loops: no bound is worked out, nothing is planned or simulated."""

from dataclasses import replace
from functools import cache

import numpy as np

from headway.expansion.asking.reading import read_plan
from headway.expansion.bounds import Bounds
from headway.expansion.formulation import programme_of
from headway.expansion.futures import Deadline, Futures
from headway.expansion.programme.choices import unit_cost
from headway.expansion.programme.master import Decided, Guide
from headway.expansion.programme.problem import Resource, Way
from headway.expansion.result import Expansion
from headway.expansion.stages import Stage
from headway.expansion.verifying.evidence import Delivered, Planned
from headway.expansion.verifying.search import Found, Verified
from headway.expansion.worth.appraisal import Appraisal, appraise

YEARS = range(2027, 2037)
DEMAND = (4.0,) * 3 + (6.0,) * 3 + (9.0,) * 4
LONG = "second track for the trains of the mine past the old quarry"

PLAN = {
    "title": "Three loops grow",
    "scenario": "three-loops",
    "practice": "none",
    "years": [2027, 2036],
    "demand": {
        "ore": {2027: "4 Mt/y", 2030: "6 Mt/y", 2033: {"value": "9 Mt/y", "assumed": "a guess", "range": ["7 Mt/y", "10 Mt/y"]}}
    },
    "promise": {"share": 0.9, "of_years": 0.9},
    "money": {
        "rate": {"value": 0.08, "assumed": "usual", "range": [0.05, 0.12]},
        "national_rate": 0.06, "equity_rate": 0.12, "timing": "year-end", "line": "300 MUSD", "line_paid": False,
        "tariff_usd_per_1000_t_km": 300.0, "tax": 0.26, "working_capital_days": 45, "import_usd_per_t": 90, "port_usd_per_t": 6,
        "inland_usd_per_t": 9, "discount_usd_per_t": 12, "displaced": "5 Mt/y", "export_usd_per_t": 45, "mining_usd_per_t": 14,
        "fuel_worth_usd_per_l": 0.75, "labour_factor": 0.8, "works_factor": 0.9, "carbon_usd_per_t": 60,
    },
    "options": {
        "mine loops": {"kind": "loop", "leg": "main", "section": "every", "lead_years": 2},
        LONG: {
            "kind": "second-track", "leg": "main", "section": "Port - Loop A", "lead_years": 3, "spend": [0.2, 0.5, 0.3],
            "capex": {"value": "40 MUSD", "assumed": "a quotation", "range": ["30 MUSD", "60 MUSD"]},
        },
        "more sets": {"kind": "train-set", "fleet": "shuttle", "most": 30, "life_years": 4},
        "another dumper": {"kind": "dumper", "terminal": "port-dumper", "lead_years": 3, "opex": "2 MUSD/y"},
    },
}  # fmt: skip

_FROM: dict[str, dict[int, int]] = {
    "mine loops Loop A - Loop B": {2030: 1},
    "mine loops Loop B - Loop C": {2030: 1},
    LONG: {2033: 1},
    "more sets": {2028: 1, 2030: 3, 2033: 6},
    "another dumper": {2033: 1},
}


@cache
def expansion(*, several: bool = False) -> Expansion:
    """Return the plan; with several paths of demand and what they are worth if asked."""
    paths = {"paths": {"high": {"chance": 0.3, "from": 2033, "demand": {"ore": {2033: "12 Mt/y"}}}}} if several else {}
    asked = read_plan(PLAN | paths)
    bounds = Bounds(resources=(_sections(), _fleet()), cycle_s={"ore": 14_000.0})
    programme = programme_of(asked, bounds)
    levels = {choice.name: _levels(choice.name) for choice in programme.choices}
    cost = sum(
        (new - before) * unit_cost(programme, choice, year)
        for choice in programme.choices
        for year, (before, new) in enumerate(zip((0, *levels[choice.name]), levels[choice.name], strict=False))
    )
    decided = Decided(levels=levels, short={}, cost=cost, bound=cost, runtime_s=0.1)
    fewer = levels | {"more sets": tuple(min(one, 4) for one in levels["more sets"])}
    lower = replace(decided, levels=fewer, cost=0.8 * cost, bound=0.8 * cost)
    spans = ((0, 0, 4.0), (1, 2, 4.0), (3, 5, 6.0), (6, 9, 9.0))
    found = Found(
        decided=decided, guide=Guide(shares={("ore", 6): 0.8}, floors={("more sets", 6): 6}),
        stages=tuple(_verified(levels, *span) for span in spans),
        reasons=("2030: ore: no timetable of 6.0 pairs a day, ore trains would take 2.31 times their time alone",
                 "2033: ore: 97% of the promised 8.1 Mt/y in 90% of the years of fresh ones; 1 more of more sets"),
    )  # fmt: skip
    futures = _futures() if several else None
    return Expansion(asked=asked, bounds=bounds, programme=programme, lower=lower, found=found, futures=futures)


@cache
def appraisal() -> Appraisal:
    """Return what the plan is worth."""
    return appraise(expansion())


@cache
def of_two() -> Appraisal:
    """Return the same with a second line, which carries half as much and for which the dumper and the sets are bought."""
    plan = appraisal().values
    ore = plan.quantities[0]
    halves = {name: getattr(ore, name) / 2 for name in ("tonnes", "trips", "fuel_l", "crew_h", "wagon_km", "gross_t_km")}
    other = replace(ore, flow="the other line", km=25.0, **halves)
    bought = tuple(replace(one, flow=other.flow) if one.kind in ("terminals", "train sets") else one for one in plan.bought)
    upkeep = {ore.flow: 0 * plan.upkeep["ore"], other.flow: plan.upkeep["ore"]}
    values = replace(plan, quantities=(ore, other), bought=bought, upkeep=upkeep)
    return Appraisal(expansion=appraisal().expansion, values=values)


def _levels(name: str) -> tuple[int, ...]:
    steps = _FROM.get(name, {})
    return tuple(max([0, *(level for since, level in steps.items() if since <= year)]) for year in YEARS)


def _sections() -> Resource:
    ways = (Way(capacity=6.4e6), Way(levels={"mine loops Loop A - Loop B": 1, "mine loops Loop B - Loop C": 1}, capacity=9.1e6))
    both = Way(levels={**ways[1].levels, LONG: 1}, capacity=12.2e6)
    return Resource(name="section Loop A - Loop B", flow="ore", ways=(*ways, both), guided=True)


def _fleet() -> Resource:
    return Resource(name="fleet shuttle", flow="ore", ways=(Way(capacity=5.2e6, per_unit={"more sets": 2.5e6}),))


def _verified(levels: dict[str, tuple[int, ...]], first: int, last: int, mt_y: float) -> Verified:
    here = {name: each[first] for name, each in levels.items() if each[first]}
    stage = Stage(first=first, last=last, levels=here, building=frozenset(), demand={"ore": mt_y * 1e6})
    t_y = tuple(mt_y * 1e6 * (0.97 + 0.004 * i) for i in range(10))
    doing = {"runs loaded": 1.0, "runs empty": 0.8, "waits on the line": 0.3, "loading": 1.2, "unloading": 1.2, "inspection": 0.5}
    planned = Planned(
        flow="ore", pairs=mt_y * 1e6 / 3200 / 365, carried=True, kept=True, stretch=1.2 + mt_y / 30, bound=mt_y * 1.1,
        binding="Loop A - Loop B", violations=0,
    )  # fmt: skip
    delivered = Delivered(
        flow="ore", promised=0.9 * mt_y * 1e6, t_y=t_y, limits=(("line", 1.1e6 * mt_y),), doing_h=doing,
        trips=float(np.mean(t_y)) / 3200, hindered=0.0,
    )  # fmt: skip
    return Verified(stage=stage, planned=(planned,), delivered=(delivered,), violations=0, seed=1, years=10)


def _futures() -> Futures:
    deadlines = (
        Deadline(option="mine loops Loop A - Loop B", count=1, decided=2028, in_use=2030, paths=("main", "high")),
        Deadline(option="more sets", count=9, decided=2032, in_use=2033, paths=("high",)),
    )
    return Futures(
        paths={"main": 0.7, "high": 0.3}, expected=120.0, informed=112.0, for_all=131.0, value_of_flexibility=None,
        by_path={"main": 100.0, "high": 140.0}, deadlines=deadlines,
    )  # fmt: skip
