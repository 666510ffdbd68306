"""Attack Headway with random corridors: plan them, simulate them with all disruptions, and let every referee judge.

    python -m benchmarks.attack.corridors [--seed 0] [--count 2000] [--jobs 2] [--only 17,204] [--days 14]

A corridor is drawn by its number. It has 2 to 16 places, loops too short for some trains, signals, and double track.
One to three ore flows have fleets of one to six sets. Fixed trains run on some weekdays, with due times and windows.
There are possessions that may overlap, closures of given dates, storms, failures, late trains, and times to set and to
clear that are not whole seconds.

A corridor fails if:

- a plan or a run has a violation, or a wait with a wrong cause;
- a bound lies above the cost of the plan that is printed;
- tonnes or people are lost;
- a train waits beyond its turns;
- a flow with nothing in its way delivers nothing;
- anything takes too long.
"""

import argparse
import sys
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from time import perf_counter

import numpy as np

import headway as hw
from headway.dispatch import MaxRounds
from headway.model import (
    BadOrder,
    Closure,
    Consist,
    Dumper,
    FixedPath,
    Fleet,
    Leg,
    Line,
    LoadOut,
    Locomotive,
    Mine,
    OreFlow,
    Place,
    Plant,
    Possession,
    Scenario,
    Section,
    SpeedLimit,
    Stockpile,
    Stop,
    Storm,
    Track,
    TrainFailure,
    Variation,
    Wagon,
)
from headway.units import DAY_S

_LONGEST_S = 20.0
"""Nothing that is done to a corridor may take longer [s]."""

_LOCO = Locomotive(name="diesel", mass_kg=120e3, length_m=20, axles=6, max_effort_n=400e3, power_w=3e6, max_speed_ms=33.0)
_HOPPER = Wagon(name="hopper", tare_kg=20e3, payload_kg=80e3, length_m=12.0, max_speed_ms=22.0)
_COACH = Wagon(name="coach", tare_kg=40e3, payload_kg=0, length_m=25.0, max_speed_ms=33.0)
_SETTINGS_S = (0.0, 30.0, 60.0, 60.0, 60.0000001, 45.5)
_YARDS_S = (1.0, 60.0, 120.0, 600.0, 600.0, 90.0000001)


def corridor(number: int) -> Scenario:
    """Return the corridor of a number."""
    return _Draw(np.random.default_rng([number, 1907])).scenario(number)


class _Draw:
    """Draws one corridor."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.length_m = float(rng.choice([300, 520, 1_000, 1_490]))

    def one(self, *choices):
        return choices[int(self.rng.integers(len(choices)))]

    def maybe(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def scenario(self, number: int) -> Scenario:
        line = self.line()
        consists = self.consists()
        flows, fleets, terminals = self.flows(line)
        fixed = self.fixed(line)
        if not flows and not fixed:
            return self.scenario(number)
        disruptions = self.disruptions(line, flows, fixed) if self.maybe(0.7) else ()
        return Scenario(
            title=f"corridor {number}",
            line=line,
            setting_s=self.one(*_SETTINGS_S),
            clearing_s=self.one(*_SETTINGS_S),
            yard_move_s=self.one(*_YARDS_S),
            locomotives=(_LOCO,),
            wagons=(_HOPPER, _COACH),
            consists=consists,
            fleets=fleets,
            services=(*fixed, *flows),
            terminals=terminals,
            possessions=tuple(self.possession(line, n) for n in range(self.one(0, 0, 1, 2))),
            disruptions=disruptions,
        )

    def line(self) -> Line:
        """A line whose ends hold every train; of its loops some are too short for the ore trains."""
        count = int(self.rng.integers(2, 17))
        kms = np.round(np.cumsum(self.rng.uniform(4, self.one(12, 40, 80), count)), 2)
        kms = [float(km) for km in kms - kms[0]]
        fits, short = self.length_m + 30, 0.6 * self.length_m
        places = []
        for i, km in enumerate(kms):
            end = i in (0, count - 1)
            lengths = (
                [2 * fits, self.one(fits, fits, short)]
                if end
                else [self.one(fits, fits, short) for _ in range(self.one(1, 2, 2, 3))]
            )
            places.append(
                Place(
                    name=f"P{i}",
                    km=km,
                    tracks=tuple(Track(name=str(n + 1), length_m=m) for n, m in enumerate(lengths)),
                    yard_trains=20 if end or self.maybe(0.3) else 0,
                    yard_move_s=self.one(*_YARDS_S) if self.maybe(0.2) else None,
                )
            )
        sections = []
        for a, b in pairwise(places):
            signals = tuple(round(a.km + (b.km - a.km) * share, 2) for share in self.one((), (), (), (0.5,), (0.3, 0.7)))
            sections.append(Section(start=a.name, end=b.name, tracks=self.one(1, 1, 1, 1, 2, 3), signals_km=signals))
        limit = SpeedLimit(from_km=0.0, to_km=kms[-1], speed_ms=80 / 3.6)
        leg = Leg(name="main", km_from=0.0, km_to=kms[-1], places=tuple(places), sections=tuple(sections), speed_limits=(limit,))
        return Line(legs=(leg,))

    def consists(self) -> tuple[Consist, ...]:
        hoppers = max(4, int((self.length_m - 40) // 12))
        ore = {"train_class": "ore", "locomotives": ((_LOCO, 2),), "wagons": ((_HOPPER, hoppers),), "braking_ms2": 0.2}
        return (
            Consist(name="loaded", loaded=True, **ore),
            Consist(name="empty", loaded=False, **ore),
            Consist(
                name="railcar",
                train_class="passenger",
                locomotives=((_LOCO, 1),),
                wagons=((_COACH, 2),),
                loaded=False,
                braking_ms2=0.5,
            ),
        )

    def flows(self, line: Line):
        """Ore between places with yards, one flow or several, some against each other."""
        yards = [p.name for p in line.places if p.yard_trains and p.longest_track_m >= self.length_m]
        flows, fleets, terminals = [], [], []
        left = 20
        for n in range(self.one(0, 1, 1, 1, 2, 3)):
            start, end = (yards[int(i)] for i in self.rng.choice(len(yards), size=2, replace=False))
            sets = int(self.rng.integers(1, 7))
            if not self._can_meet(line, start, end) or sets > left:
                continue
            left -= sets
            load = max(4, int((self.length_m - 40) // 12)) * 80e3
            mt = float(self.rng.uniform(0.5, 8)) * load / DAY_S
            fleets.append(
                Fleet(name=f"f{n}", sets=sets, loaded="loaded", empty="empty", inspection_at=start, inspection_s=3600.0)
            )
            flows.append(OreFlow(name=f"ore{n}", fleet=f"f{n}", load_out=f"lo{n}", dumper=f"du{n}", target_kg_s=mt))
            rate = self.one(3e6, 5e6, 8e6) / 3600
            terminals += [
                Mine(name=f"mine{n}", rate_kg_s=1.3 * mt, stockpile=f"mp{n}"),
                Stockpile(name=f"mp{n}", capacity_kg=12 * load, initial_kg=4 * load),
                LoadOut(
                    name=f"lo{n}", place=start, stockpile=f"mp{n}", rate_kg_s=rate, positioning_s=600.0, trains=self.one(1, 1, 2)
                ),
                Dumper(name=f"du{n}", place=end, stockpile=f"pp{n}", rate_kg_s=rate, positioning_s=600.0),
                Stockpile(name=f"pp{n}", capacity_kg=24 * load, initial_kg=2 * load),
                Plant(name=f"pl{n}", stockpile=f"pp{n}", rate_kg_s=1.5 * mt),
            ]
        return tuple(flows), tuple(fleets), tuple(terminals)

    def _can_meet(self, line: Line, start: str, end: str) -> bool:
        """Whether ore trains fit a loop on the way, if there is any, as a scenario must."""
        low, high = sorted((line.index(start), line.index(end)))
        loops = [p for p in line.places[low + 1 : high] if len(p.tracks) > 1]
        return not loops or any(p.longest_track_m >= self.length_m for p in loops)

    def fixed(self, line: Line) -> tuple[FixedPath, ...]:
        ends = [p for p in line.places if p.yard_trains or len(p.tracks) > 1]
        found = []
        for n in range(self.one(0, 1, 2, 3, 5)):
            a, b = (ends[int(i)] for i in self.rng.choice(len(ends), size=2, replace=False))
            consist = self.one("railcar", "railcar", "empty")
            fits = min(a.longest_track_m, b.longest_track_m) >= self.length_m and self._can_meet(line, a.name, b.name)
            if consist == "empty" and not fits:
                consist = "railcar"
            departs = float(60 * int(self.rng.integers(0, 1440)))
            far = abs(line.position_m(a.name) - line.position_m(b.name))
            due = departs + round(far / 22 * 1.6 + 1800) if self.maybe(0.3) else None
            window = departs + 3600.0 * self.one(1, 3) if self.maybe(0.2) else None
            between = line.places[min(line.index(a.name), line.index(b.name)) + 1 : max(line.index(a.name), line.index(b.name))]
            stops = [p for p in between if consist == "railcar" and self.maybe(0.1)]
            if line.index(a.name) > line.index(b.name):
                stops.reverse()
            found.append(
                FixedPath(
                    name=f"train {n}",
                    consist=consist,
                    origin=a.name,
                    destination=b.name,
                    departs_at_s=departs,
                    arrives_at_s=due,
                    latest_departure_at_s=window if due is None else None,
                    stops=tuple(Stop(place=p.name, dwell_s=self.one(60.0, 300.0, 90.5)) for p in stops),
                    weekdays=self.one((), (), (), (0, 2, 4), (6,)),
                    priority=self.one(1, 2, 4, 9),
                    passengers=self.one(0, 100) if consist == "railcar" else 0,
                )
            )
        return tuple(found)

    def stretch(self, line: Line) -> tuple[float, float]:
        """Some posts within one section."""
        i = int(self.rng.integers(len(line.sections)))
        a, b = line.places[i].km, line.places[i + 1].km
        return round(a + 0.2 * (b - a), 2), round(a + 0.6 * (b - a), 2)

    def possession(self, line: Line, n: int) -> Possession:
        low, high = self.stretch(line)
        dates = {}
        weekdays = self.one((), (0, 3), (6,))
        if self.maybe(0.2):
            dates, weekdays = (
                {"starts_on": Scenario.__dataclass_fields__["starts_on"].default + timedelta(days=self.one(0, 2, 5))},
                (),
            )
        return Possession(
            name=f"works {n}", leg="main", from_km=low, to_km=high, starts_at_s=3600.0 * int(self.rng.integers(24)),
            duration_s=3600.0 * self.one(1, 3, 5), weekdays=weekdays, **dates,
        )  # fmt: skip

    def disruptions(self, line: Line, flows, fixed):
        first = Scenario.__dataclass_fields__["starts_on"].default
        end = line.places[-1].km
        found = []
        if self.maybe(0.5):
            found.append(
                Storm(
                    name="sand",
                    leg="main",
                    from_km=0.0,
                    to_km=end,
                    per_year=self.one(50, 300),
                    extent_m=50_000.0,
                    lasts_s=10 * 3600.0,
                    slows_to=0.5,
                    closes=0.4,
                    closed_s=8 * 3600.0,
                    closed_cv=1.5,
                    passengers_only=self.maybe(0.3),
                )
            )
        for n in range(self.one(0, 0, 1, 2)):
            low, high = sorted(float(km) for km in np.round(self.rng.uniform(0, end, 2), 2))
            hours = self.one(5, 30, 72.25)
            found.append(
                Closure(
                    name=f"shut {n}",
                    leg="main",
                    from_km=low,
                    to_km=max(high, low + 0.01) if low + 0.01 <= end else end,
                    starts_on=first + timedelta(days=int(self.rng.integers(0, 10))),
                    starts_at_s=self.one(0.0, 7.5 * 3600),
                    duration_s=3600.0 * hours,
                )
            )
        found = [d for d in found if not isinstance(d, Closure) or d.from_km < d.to_km]
        for service in (*flows, *fixed):
            if self.maybe(0.4):
                late = {"late_s": 900.0, "cancelled": 0.05} if service in fixed else {}
                found.append(Variation(name=f"{service.name} varies", of=service.name, slower=0.05, **late))
            if self.maybe(0.3):
                found.append(TrainFailure(name=f"{service.name} fails", of=service.name, every_m=3e6, lasts_s=3600.0))
            if service in flows and self.maybe(0.3):
                found.append(BadOrder(name=f"{service.name} bad", of=service.name, every_wagon_m=2e8, lasts_s=2400.0))
        return tuple(found)


def faults_of(number: int, days: int = 14) -> list[str]:
    """Return what is wrong with the plans and runs of a corridor, in words; refusals with a sentence are none."""
    scenario = corridor(number)
    found: list[str] = []
    for name, judged in (("plan", _plan), ("run", _run)):
        began = perf_counter()
        try:
            found += [f"{name}: {fault}" for fault in judged(scenario, number, days)]
        except hw.InputError as error:
            if not any(word in str(error) for word in ("finds no path", "outgrew", "none runs on")):
                found.append(f"{name}: refused: {error}")
        except Exception:  # whatever ends without a sentence is a fault to be counted, and the next corridor goes on
            found.append(f"{name}: {traceback.format_exc(limit=-3)}")
        if perf_counter() - began > _LONGEST_S:
            found.append(f"{name}: took {perf_counter() - began:.0f} s")
    return found


def _plan(scenario: Scenario, number: int, _days: int) -> list[str]:
    """Plan a day by the plain rule or by a short search."""
    stop = MaxRounds(30) if number % 2 else None
    plan = hw.timetable(scenario, stop=stop, seed=number)
    faults = list(plan.violations)
    if plan.bound_s > plan.objective_s:
        faults.append(f"bound {plan.bound_s} above {plan.objective_s}")
    if plan.withdrawn_bound_s is not None:
        faults.append(f"a bound of {plan.withdrawn_bound_s} was withdrawn, the plan costs {plan.objective_s}")
    return faults


def _run(scenario: Scenario, number: int, days: int) -> list[str]:
    """Run some days."""
    dated = [d for d in scenario.disruptions if not isinstance(d, Closure) or (d.starts_on - scenario.starts_on).days < days]
    run = hw.simulate(replace(scenario, disruptions=tuple(dated)), days=days, seed=number)
    faults = list(run.violations)
    outcome = run.outcomes[0]
    if not run.balanced:
        faults.append(f"the books are out by {run.unbalanced_kg} kg, {outcome.unbalanced_people} people")
    if outcome.passed_over > outcome.passed_over_most:
        faults.append(f"a train was passed over by {outcome.passed_over} others, not at most {outcome.passed_over_most}")
    shut_s = sum(d.duration_s for d in dated if isinstance(d, Closure))
    if shut_s == 0 and not any(isinstance(d, Storm) for d in dated):
        for flow, kg in outcome.delivered_kg.items():
            if kg == 0:
                faults.append(f"{flow} delivers nothing in {days} days; longest wait {outcome.longest_wait_s / DAY_S:.1f} days")
    return faults


def main() -> None:
    """Draw, plan, run and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first corridor")
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="numbers of corridors, apart by commas")
    options = parser.parse_args()
    numbers = [int(n) for n in options.only.split(",")] if options.only else range(options.seed, options.seed + options.count)
    began, failed, kinds = perf_counter(), 0, Counter[str]()
    with ProcessPoolExecutor(options.jobs) as pool:
        for number, faults in zip(numbers, pool.map(faults_of, numbers, [options.days] * len(numbers), chunksize=8), strict=True):
            failed += bool(faults)
            kinds.update({fault.split(":")[0] for fault in faults})
            for fault in faults[:4]:
                print(f"corridor {number}: {fault}", flush=True)
    print(f"{len(numbers)} corridors in {perf_counter() - began:.0f} s: {failed} with faults {dict(kinds) or ''}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
