"""What plans and simulations say of a stage: whether the line carries its trains, and what arrives in how many years."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from headway.expansion.asking import Asked, LongerTrains, OfSection, OtherChange
from headway.expansion.stages import Levels, at_work, built, fleets, wanted
from headway.model import OreFlow, Scenario
from headway.model.services import Service
from headway.parallel import mapped
from headway.simulation import Record, Simulation, simulate
from headway.store import PlanFolder
from headway.throughput import section_bounds
from headway.throughput.counting import Counted, Trial
from headway.units import DAY_S, YEAR_S, exact_sum
from headway.work import MaxRounds, Stop

Told = Callable[[str], None]

_PLANNED_DAYS = 4
"""Days of a timetable that a stage is judged by; as `capacity` plans them."""

_SEARCH = MaxRounds(300)

_REFEREED_DAYS = 28
"""Days of a simulation whose train paths the referee judges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Whether the line carries the trains of a flow.

    Parameters
    ----------
    flow, pairs
        The flow, and the pairs of its trains a day that are wanted.
    carried
        Whether there is a timetable that keeps the other trains and in which the ore trains are not too slow.
    kept, stretch
        Whether it keeps the other trains, and the time of the ore trains as a multiple of their time alone.
    bound, binding
        The pairs a day that no timetable exceeds, and the section that binds.
    violations
        What the referee found.
    """

    flow: str
    pairs: float
    carried: bool
    kept: bool
    stretch: float
    bound: float
    binding: str
    violations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What arrives of a flow in simulated years.

    Parameters
    ----------
    flow, promised
        The flow, and the tonnes a year that are promised.
    t_y
        Tonnes delivered in each simulated year.
    limits
        The parts of its chain and what each could carry by itself [t/y], the tightest first.
    doing_h
        Hours of a train set for each loaded train, by what it does.
    trips
        Loaded trains a year, on average.
    hindered
        The share of the time that the dumper stood still for a full pile, in the worst of the years.
    """

    flow: str
    promised: float
    t_y: tuple[float, ...]
    limits: tuple[tuple[str, float], ...]
    doing_h: Mapping[str, float]
    trips: float
    hindered: float

    @property
    def mean_t_y(self) -> float:
        """What arrives in a year on average [t]."""
        return _mean(self.t_y)

    @property
    def kept(self) -> float:
        """The share of the years in which the promise was kept."""
        return float(np.mean(np.array(self.t_y) >= self.promised))

    def quantile(self, of_years: float) -> float:
        """Return what is delivered in so large a share of the years, as a share of the promise."""
        return float(np.quantile(np.array(self.t_y), 1 - of_years, method="lower")) / self.promised


class Evidence:
    """Asks plans and simulations, and remembers what they said.

    Parameters
    ----------
    asked, folder
        The plan, and where what is found is kept.
    jobs
        Threads.
    told
        Is told what is being found out.
    base
        The hash of the scenario before the first year.
    search
        How long a search for orders takes where the plain rule does not carry the trains; None: there is none.
    """

    def __init__(
        self, asked: Asked, folder: PlanFolder, base: str, jobs: int, told: Told, *, search: Stop | None = _SEARCH
    ) -> None:
        self.asked, self.folder, self.base, self.jobs, self.told, self.search = asked, folder, base, jobs, told, search
        self._scenarios: dict[str, Scenario] = {}

    def planned(self, levels: Levels, demand: Mapping[str, float], building: frozenset[str], flow: OreFlow) -> Planned:
        """Plan the trains that a flow needs to deliver what is asked, and have the referee judge the plan."""
        level = self.asked.promise.level
        what = ["timetable", flow.name, level, _PLANNED_DAYS, str(self.search)]
        key = [*self._key(self._of_trains(levels), demand, building), *what]
        if (kept := self.folder.found(key)) is not None:
            return Planned(**kept)
        scenario = self.scenario(levels, demand, building)
        here = scenario.flow(flow.name)
        pairs = demand[flow.name] * 1000 / scenario.train_consists(here)[0].payload_kg / (YEAR_S / DAY_S)
        self.told(f"{flow.name}: a timetable of {pairs:.1f} pairs a day")
        scenario = _beside(scenario, here)
        sections = section_bounds(scenario, here).sort("bound")
        trial = Trial(flow=here, days=_PLANNED_DAYS, level=level, stop=self.search, seed=1, jobs=self.jobs, told=lambda _: None)
        tried = Counted(scenario, trial).tried(pairs)
        found = Planned(
            flow=flow.name, pairs=pairs, carried=tried.carried and not tried.plan.violations, kept=tried.kept,
            stretch=tried.stretch, bound=float(sections["bound"][0]), binding=str(sections["section"][0]),
            violations=len(tried.plan.violations),
        )  # fmt: skip
        self.folder.keep(key, asdict(found))
        return found

    def delivered(
        self, levels: Levels, demand: Mapping[str, float], building: frozenset[str], seed: int, years: Sequence[int]
    ) -> dict[str, Delivered]:
        """Simulate years of a stage, by their numbers; those of one seed meet the same chance whatever the stage."""
        key = self._key(levels, demand, building)
        keys = {number: [*key, "year", seed, number] for number in years}
        known = {number: self.folder.found(one) for number, one in keys.items()}
        missing = [number for number, found in known.items() if found is None]
        if missing:
            scenario = self.scenario(levels, demand, building)
            asked = ", ".join(f"{flow} {t_y / 1e6:.3g}" for flow, t_y in demand.items())
            self.told(f"{len(missing)} year{'s' if len(missing) > 1 else ''} of {asked} Mt/y")
            for number, found in zip(missing, mapped(partial(_year, scenario, seed), missing, jobs=self.jobs), strict=True):
                self.folder.keep(keys[number], found)
                known[number] = found
        share = self.asked.promise.share
        each = [found for number in years if (found := known[number]) is not None]
        return {name: _together(name, share * demand[name], [found[name] for found in each]) for name in demand}

    def refereed(self, levels: Levels, demand: Mapping[str, float], building: frozenset[str], seed: int) -> int:
        """Return how many violations the referees find in the train paths of four simulated weeks."""
        key = [*self._key(levels, demand, building), "referee", seed, _REFEREED_DAYS]
        if (kept := self.folder.found(key)) is not None:
            return int(kept["violations"])
        self.told("the referee judges four weeks")
        scenario = self.scenario(levels, demand, building)
        run = simulate(scenario, days=_REFEREED_DAYS, seed=seed, record=Record.PATHS)
        found = len(run.violations) + (not run.balanced)
        self.folder.keep(key, {"violations": found})
        return found

    def scenario(self, levels: Levels, demand: Mapping[str, float], building: frozenset[str]) -> Scenario:
        """Return the scenario of a stage; the last ones are remembered."""
        key = str(self._key(levels, demand, building))
        if key not in self._scenarios:
            if len(self._scenarios) > 8:
                self._scenarios.clear()
            self._scenarios[key] = at_work(self.asked, levels, demand, building)
        return self._scenarios[key]

    def _of_trains(self, levels: Levels) -> Levels:
        """Return the levels on which a timetable of pairs depends: what changes the line or the trains."""
        kept = {o.name for o in self.asked.each if isinstance(o, OfSection | LongerTrains | OtherChange)}
        return {name: level for name, level in levels.items() if name in kept}

    def _key(self, levels: Levels, demand: Mapping[str, float], building: frozenset[str]) -> list[Any]:
        """Return what the scenario of a stage depends on."""
        asked = self.asked
        changes = {**asked.changes, **built(asked, levels), **fleets(asked, levels), **wanted(asked, demand)}
        works = {o.name: o.works(asked.base.scenario) for o in asked.each if o.name in building and o.works_s}
        return [self.base, asked.base.scenario.practice, changes, str(asked.shut), works]


def _beside(scenario: Scenario, flow: OreFlow) -> Scenario:
    """Return the scenario without the trains that share no section with a flow."""
    low, high = sorted(scenario.line.position_m(place) for place in scenario.ends(flow))

    def shares(service: Service) -> bool:
        ends = scenario.ends(service) if isinstance(service, OreFlow) else (service.origin, service.destination)
        first, last = sorted(scenario.line.position_m(place) for place in ends)
        return first < high and last > low

    services = tuple(service for service in scenario.services if shares(service))
    gone = {service.name for service in scenario.services if service not in services}
    kept = tuple(one for one in scenario.disruptions if getattr(one, "of", "") not in gone)
    return replace(scenario, services=services, disruptions=kept)


def _year(scenario: Scenario, seed: int, number: int) -> dict[str, Any]:
    """Simulate one year, and return what it says of each flow, as a file holds it."""
    run = simulate(scenario, days=365, seed=seed, first=number, replications=1, record=Record.TOTALS)
    return {flow.name: _of_flow(run, flow) for flow in scenario.flows}


def _of_flow(run: Simulation, flow: OreFlow) -> dict[str, Any]:
    outcome = run.outcomes[0]
    kpis = next(each for each in run.kpis.flows if each.flow == flow.name)
    year = YEAR_S / (run.days * DAY_S)
    return {
        "t_y": outcome.delivered_kg[flow.name] / 1000 * year,
        "limits": {limit.part: limit.capacity_t_y for limit in kpis.limits},
        "doing_h": dict(kpis.cycle_h),
        "trips": outcome.trips[flow.name] * year,
        "hindered": outcome.amounts[flow.dumper].hindered_s / (run.days * DAY_S),
    }


def _together(flow: str, promised: float, years: Sequence[Mapping[str, Any]]) -> Delivered:
    """Return what several years say of a flow together."""
    parts = dict.fromkeys(part for year in years for part in year["limits"])
    limits = {part: _mean([year["limits"][part] for year in years if part in year["limits"]]) for part in parts}
    doings = dict.fromkeys(doing for year in years for doing in year["doing_h"])
    return Delivered(
        flow=flow, promised=promised, t_y=tuple(year["t_y"] for year in years),
        limits=tuple(sorted(limits.items(), key=lambda limit: limit[1])),
        doing_h={doing: _mean([year["doing_h"].get(doing, 0.0) for year in years]) for doing in doings},
        trips=_mean([year["trips"] for year in years]), hindered=max(year["hindered"] for year in years),
    )  # fmt: skip


def _mean(values: Sequence[float]) -> float:
    return exact_sum(values) / len(values)
