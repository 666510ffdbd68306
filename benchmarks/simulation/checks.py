"""Measure the simulation: exact cases, deadlock, speed, SimPy beside it, and the results of the flagship.

    python -m benchmarks.simulation [--only cases deadlock speed simpy replan flagship] [--scale 1] [--jobs 2]
        [--years 1000]

This takes long: the exact cases with standard errors below 0.5 % take eight minutes on one core, a thousand years up to
ten minutes.
"""

import argparse
import resource
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import hypot
from statistics import fmean
from time import perf_counter, process_time

import headway as hw
from benchmarks.simulation import cases as simulation_cases
from benchmarks.simulation import deadlock, plain_simpy
from benchmarks.truth.fuel import fuel_and_energy
from headway.model import Possession, Scenario, for_each_section
from headway.simulation import Outcome, Record, Replanning, Rules, Simulation, closure_at, closure_of, losses, recover
from headway.simulation.statistics import interval
from headway.units import HOUR_S

_BESIDE = (
    ("18 sets, the mine binds", 18, 1.0, 100),
    ("10 sets, the fleet binds", 10, 1.0, 100),
    ("30 sets and terminals four times as fast, the line binds", 30, 4.0, 40),
)
"""What is compared with SimPy: train sets, how much faster the terminals are, and days."""
_SEEDS = 12
"""Replications of each, here and in SimPy."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], choices=[*PARTS])
    parser.add_argument("--scale", type=float, default=1.0, help="length of the exact cases")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--years", type=int, default=1000)
    options = parser.parse_args()
    for name, part in PARTS.items():
        if not options.only or name in options.only:
            print(f"\n== {name}")
            part(options)


def cases(options: argparse.Namespace) -> None:
    """Print every exact case."""
    began = perf_counter()
    found: list[simulation_cases.Case] = []
    for case in simulation_cases.every(options.scale):
        print(f"  {case}{'' if case.sharp else '  (error above 0.5 %)'}", flush=True)
        found.append(case)
    missed, blurred = sum(not c.ok for c in found), sum(not c.sharp for c in found)
    print(f"  {len(found)} cases, {missed} missed, {blurred} with an error above 0.5 %, {perf_counter() - began:.0f} s")


def locks(_: argparse.Namespace) -> None:
    """Print the experiment on deadlock."""
    for shares in ((0.0, 0.0, 6), (0.5, 0.5, 5), (0.5, 0.5, 6), (0.3, 0.7, 6)):
        locked, admitted, unsafe = deadlock.experiment(2, shares, 300)
        print(f"  {shares}: banker locks {locked} of 300, admits {admitted:.1%} of safe moves and {unsafe} unsafe ones")
    safe, locked, unsafe = deadlock.random_lines(10_000)
    print(f"  10,000 random lines: {safe:,} safe starts, {locked} locked; {unsafe:,} that nothing saves")


def speed(options: argparse.Namespace) -> None:
    """Print seconds a year, train-kilometres a second, and the time of many years."""
    scenario = hw.load("gara-djebilet-50mt")
    hw.simulate(scenario, days=1, record=Record.TOTALS)
    began = process_time()
    run = hw.simulate(scenario, record=Record.TOTALS)
    took = process_time() - began
    trains = sum(s.trains for s in run.outcomes[0].services.values())
    km = trains * scenario.line.length_m / 1000
    events = run.outcomes[0].events
    print(f"  one year: {took:.2f} s on one core, {events:,} events, {km / took / 1e6:.1f} million train-km a second")
    began = perf_counter()
    run = hw.simulate(scenario, replications=options.years, jobs=options.jobs, record=Record.TOTALS)
    took = perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"  {options.years:,} years: {took:.0f} s with {options.jobs} jobs, {memory:.2f} GB, {run.delivered_mt_y('ore')} Mt/y")


def beside_simpy(_: argparse.Namespace) -> None:
    """Print tonnes and time of the same model here and in SimPy."""
    for what, sets, faster, days in _BESIDE:
        scenario = plain_simpy.flagship(sets=sets, faster=faster)
        warm_up = hw.simulate(scenario, days=1, record=Record.TOTALS).warm_up_days
        began = process_time()
        ours = hw.simulate(scenario, days=days, replications=_SEEDS, record=Record.TOTALS).delivered_mt_y("ore")
        ours_s = process_time() - began
        began = process_time()
        theirs = interval([plain_simpy.run(scenario, days, seed).mt_y for seed in range(_SEEDS)])
        theirs_s = process_time() - began
        apart, known, years = theirs.mean - ours.mean, hypot(theirs.half_width, ours.half_width), _SEEDS * (days + warm_up) / 365
        print(f"  {what}: {ours} Mt/y, SimPy {theirs}, apart {apart:+.2g} ± {known:.2g}")
        print(f"    a year takes {ours_s / years:.2f} s, SimPy {theirs_s / years:.1f} s: {theirs_s / ours_s:.1f} times as long",
              flush=True)  # fmt: skip


def replan(options: argparse.Namespace) -> None:
    """Print how late trains are by the plain rule and where the dispatcher plans every hour, on the long-term line."""
    calm = hw.load("gara-djebilet-50mt")
    plans = Rules(replanning=Replanning())
    day = calm.starts_on + timedelta(days=1)
    shut = [closure_at(calm, km, km + 40, hours, day) for km, hours in ((250, 8), (480, 12), (700, 10))]
    cases = [
        ("no chance", [calm], False, 1),
        ("closures of 8 to 12 h, no chance", shut, False, 1),
        ("all chance", [calm], True, 6),
    ]
    for name, scenarios, chance, often in cases:
        late: list[list[float]] = []
        for rules in (Rules(), plans):
            runs = [
                hw.simulate(
                    scenario, days=3, warm_up_days=2, seed=3, replications=often, jobs=options.jobs, rules=rules, chance=chance,
                    record=Record.TOTALS,
                )
                for scenario in scenarios
            ]  # fmt: skip
            late.append([_late_h(run.scenario, outcome, rules) / 3 for run in runs for outcome in run.outcomes])
        saved = interval([ours - rule for rule, ours in zip(*late, strict=True)])
        plain, planned = map(fmean, late)
        print(f"  {name}: weighted lateness {plain:.1f} h a day by the rule, {planned:.1f} re-planned, {saved} apart", flush=True)


def _late_h(scenario: Scenario, outcome: Outcome, rules: Rules) -> float:
    weights = {path.name: rules.weight_of(path) for path in scenario.fixed_paths}
    return sum(weights.get(name, 1.0) * service.late_s for name, service in outcome.services.items()) / HOUR_S


_STAGES = (
    ("gara-djebilet", (1, 2, 3)),
    ("gara-djebilet-12mt", (3, 4, 5, 6)),
    ("gara-djebilet-50mt", (14, 15, 16, 17, 18, 20, 22, 24, 26, 28)),
)
"""The stages of the flagship, and the train sets that are tried."""

_PRACTICES = ("none", "best", "conventional")


def flagship(options: argparse.Namespace) -> None:
    """Print the answers of docs/measured/flagship.md."""
    for name, fleets in _STAGES:
        for practice in _PRACTICES:
            scenario = hw.load(name, practice=practice)
            litres, _ = fuel_and_energy(scenario)
            print(f"  {name}, practice {practice}: {litres:.2f} L a tonne")
            for sets in fleets:
                run = hw.simulate(_with_sets(scenario, sets), replications=20, jobs=options.jobs, record=Record.TOTALS)
                print(f"    {sets} sets: {run.delivered_mt_y('ore')} Mt/y, {_passenger_trains(run)}", flush=True)
    line = hw.load("gara-djebilet-50mt")
    run = hw.simulate(line, replications=20, jobs=options.jobs, record=Record.TOTALS)
    print(f"  nothing shut, 18 sets: {run.delivered_mt_y('ore')} Mt/y, {_passenger_trains(run)}", flush=True)
    for often, hours, begins, sets in (
        (1, 4, 10, 18), (1, 4, 22, 18), (2, 4, 10, 18), (2, 4, 22, 18),
        (1, 8, 8, 18), (1, 8, 22, 18), (1, 8, 8, 20), (1, 8, 22, 20),
    ):  # fmt: skip
        shut = _with_sets(_with_possessions(line, often, hours, begins), sets)
        run = hw.simulate(shut, replications=20, jobs=options.jobs, record=Record.TOTALS)
        print(f"  every section shut {often} x {hours} h a week from {begins}:00, {sets} sets: {run.delivered_mt_y('ore')} Mt/y, "
              f"{_passenger_trains(run)}", flush=True)  # fmt: skip
    line = hw.load("gara-djebilet-oran")
    for hours in (72, 336):
        day = line.starts_on + timedelta(days=90)
        shut = closure_of(line, 270, 300, hours, day, leg="oued-tlelat-bechar")
        found = recover(line, [shut], replications=20, jobs=options.jobs)
        print(f"  Mécheria\n{found.summary()}", flush=True)
    for practice in _PRACTICES:
        for target, sets in ((4, 9), (4, 12), (7, 12), (7, 16), (7, 20), (7, 24)):
            run = hw.simulate(_old_line(target, sets, practice), replications=10, jobs=options.jobs, record=Record.TOTALS)
            print(
                f"  Béchar - Oran, {target} Mt/y, {sets} sets, practice {practice}: {run.delivered_mt_y('old-line-ore')} Mt/y. "
                f"{run.kpis.sentence}",
                flush=True,
            )
    for practice in _PRACTICES:
        found = losses(hw.load("gara-djebilet-50mt", practice=practice), "ore", replications=10, jobs=options.jobs)
        print(f"  losses, 18 sets, practice {practice}\n{found.summary()}", flush=True)


def _with_sets(scenario: Scenario, sets: int) -> Scenario:
    """Return a scenario with other train sets, and yards that hold them."""
    fleets = tuple(replace(f, sets=sets) for f in scenario.fleets)
    legs = tuple(
        replace(leg, places=tuple(replace(p, yard_trains=max(p.yard_trains, sets)) if p.yard_trains else p for p in leg.places))
        for leg in scenario.line.legs
    )
    return replace(scenario, line=replace(scenario.line, legs=legs), fleets=fleets)


def _with_possessions(scenario: Scenario, often: int, hours: int, begins: int) -> Scenario:
    """Close every section of the first leg so often a week, a seventh of them on each day, again three days later if twice."""
    leg = scenario.line.legs[0]
    kms = [leg.places[round(day * (len(leg.places) - 1) / 7)].km for day in range(8)]
    possessions = (
        Possession(
            name=f"part {day + 1}", leg=leg.name, from_km=a, to_km=b, starts_at_s=begins * HOUR_S, duration_s=hours * HOUR_S,
            weekdays=tuple((day + 3 * n) % 7 for n in range(often)),
        )
        for day, (a, b) in enumerate(pairwise(kms))
    )  # fmt: skip
    return replace(scenario, possessions=tuple(part for p in possessions for part in for_each_section(scenario.line, p)))


def _passenger_trains(run: Simulation) -> str:
    served = [o.services[name] for o in run.outcomes for name in run.kpis.punctual]
    trains, cancelled = sum(s.trains for s in served), sum(s.cancelled for s in served)
    punctual, late_min = sum(s.punctual for s in served) / (trains + cancelled), sum(s.late_s for s in served) / trains / 60
    each = cancelled / len(run.outcomes)
    return f"passenger trains {punctual:.0%} within 5 min, {late_min:.0f} min late in the mean, {each:.1f} a year cancelled"


def _old_line(target_mt_y: float, sets: int, practice: str) -> Scenario:
    """Return the corridor to the coast with another target for the old line; the mine line brings what it takes."""
    scenario = hw.load("gara-djebilet-oran", practice=practice)
    share = target_mt_y / 4
    terminals = tuple(
        replace(t, rate_kg_s=t.rate_kg_s * share) if t.name in ("mine", "bethioua-plant") else t for t in scenario.terminals
    )
    services = tuple(replace(s, target_kg_s=s.target_kg_s * share) if hasattr(s, "target_kg_s") else s for s in scenario.services)
    own = {"mine-sets": 2 if target_mt_y <= 4 else 3, "old-line-sets": sets}
    fleets = tuple(replace(f, sets=own[f.name]) for f in scenario.fleets)
    legs = tuple(
        replace(leg, places=tuple(replace(p, yard_trains=max(p.yard_trains, 40) if p.yard_trains else 0) for p in leg.places))
        for leg in scenario.line.legs
    )
    return replace(scenario, line=replace(scenario.line, legs=legs), terminals=terminals, services=services, fleets=fleets)


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "cases": cases,
    "deadlock": locks,
    "speed": speed,
    "simpy": beside_simpy,
    "replan": replan,
    "flagship": flagship,
}

if __name__ == "__main__":
    main()
