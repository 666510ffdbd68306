"""Put what real lines publish beside what the model says of them: as designed, and under the two practices.

    python -m benchmarks.truth [--jobs 2] [--days 112] [--replications 4] [--only orex-1998 ...]

Every line runs with chance, for mine and port that never bind. Where its wagons are published it has the train sets that
they make; otherwise it has as many as carry most. With the sets given, tonnes, trains a day and cycle are one number of
ours, and several that are published. A figure is met if it lies between the design and the practice of its operator's
kind, or within 15 % of that practice. Takes a minute.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil, floor
from pathlib import Path

import headway as hw
from benchmarks.truth.fuel import fuel_and_energy
from benchmarks.truth.published import AVAILABLE, LINES, Published, RealLine
from headway.model import Consist, Scenario
from headway.simulation import Record, Simulation

_FILES = Path(__file__).parents[1] / "lines"
_AMPLE = "150 Mt/y"
_FLEETS = (8, 12, 16, 20, 26)
"""Train sets that are tried where none are published."""

_NEAR = 0.15
"""How far a figure may lie from what the practice says."""

_KINDS = ("none", "best", "conventional")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--days", type=int, default=112)
    parser.add_argument("--replications", type=int, default=4)
    parser.add_argument("--only", nargs="*", default=[line.name for line in LINES])
    options = parser.parse_args()
    print("| line | figure | published | design | best | conventional | kind | error of design | error of kind | met |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    met, missed = 0, list[str]()
    for line in LINES:
        if line.name not in options.only:
            continue
        ours = {kind: Ours(line, kind, options) for kind in _KINDS}
        for figure, published in line.figures.items():
            found = {kind: FIGURES[figure](one) for kind, one in ours.items()}
            low, high = sorted((found["none"], found[line.kind]))
            between = low <= published.high and published.low <= high
            off, design_off = _off(found[line.kind], published), _off(found["none"], published)
            good = between or abs(off) <= _NEAR
            met += good
            missed += [] if good else [f"{line.name}, {figure}: {published.why or 'NO REASON IS GIVEN'}"]
            print(
                f"| {line.name} | {figure} | {published} | {found['none']:.3g} | {found['best']:.3g} | "
                f"{found['conventional']:.3g} | {line.kind} | {design_off:+.0%} | {off:+.0%} | "
                f"{'between' if between else 'near' if good else 'no'} |",
                flush=True,
            )
    print(f"\n{met} met, {len(missed)} not:")
    print("\n".join(f"- {why}" for why in missed))


def _off(ours: float, published: Published) -> float:
    """Return how far a value lies outside a published range, as a share of the nearer end."""
    near = min(max(ours, published.low), published.high)
    return ours / near - 1


def _tonnes(run: Simulation) -> float:
    return run.delivered_mt_y("ore").mean


def _loaded_h(run: Simulation) -> float:
    spent = run.kpis.flows[0].cycle_h
    return spent["runs loaded"] + spent["waits on the line"] / 2


@dataclass
class Ours:
    """What the model says of a line under a practice."""

    line: RealLine
    practice: str
    options: argparse.Namespace
    runs: dict[int, Simulation] = field(default_factory=dict[int, Simulation])

    @cached_property
    def scenario(self) -> Scenario:
        """The line, with mine and port that never bind and yards for any fleet."""
        scenario = hw.load(_FILES / f"{self.line.name}.yaml", practice=self.practice)
        yards = {f"legs.line.places.{place}.yard_trains": 60 for place in scenario.ends(scenario.flows[0])}
        rates = dict.fromkeys(("terminals.mine.rate", "terminals.port.rate", "services.ore.target"), _AMPLE)
        return hw.changed(scenario, {**rates, **yards})

    def with_sets(self, sets: int) -> Simulation:
        """Simulate so many train sets, once."""
        if sets not in self.runs:
            self.runs[sets] = self._simulated(sets)
        return self.runs[sets]

    def _simulated(self, sets: int) -> Simulation:
        fleets = tuple(replace(fleet, sets=sets) for fleet in self.scenario.fleets)
        return hw.simulate(
            replace(self.scenario, fleets=fleets), days=self.options.days, warm_up_days=14, jobs=self.options.jobs,
            replications=self.options.replications, record=Record.TOTALS,
        )  # fmt: skip

    def of_fleet(self, figure: Callable[[Simulation], float]) -> float:
        """Return a figure of the published fleet, straight between whole numbers of train sets, or of what carries most."""
        if self.line.wagons is None:
            return figure(max(map(self.with_sets, _FLEETS), key=_tonnes))
        all_wagons, of_a_train = self.line.wagons
        sets = AVAILABLE * all_wagons / of_a_train
        below, above = figure(self.with_sets(floor(sets))), figure(self.with_sets(ceil(sets)))
        return below + (above - below) * (sets - floor(sets))

    @property
    def tonnes(self) -> float:
        """Tonnes carried [Mt/y]."""
        return self.of_fleet(_tonnes)

    @property
    def trains_a_day(self) -> float:
        """Loaded trains a day."""
        return self.tonnes * 1e9 / 365 / self._loaded.payload_kg

    @property
    def cycle_h(self) -> float:
        """The whole cycle of a train set [h]."""
        return self.of_fleet(lambda run: sum(run.kpis.flows[0].cycle_h.values()))

    @property
    def loaded_h(self) -> float:
        """From departure to arrival of a loaded train: its run, and half of what a train set waits on the line [h]."""
        return self.of_fleet(
            lambda run: run.kpis.flows[0].cycle_h["runs loaded"] + run.kpis.flows[0].cycle_h["waits on the line"] / 2
        )

    def sets_for(self, mt_y: float) -> float:
        """How many train sets carry a tonnage, straight between whole numbers."""
        before = 0.0
        for sets in range(1, 60):
            now = _tonnes(self.with_sets(sets))
            if now >= mt_y:
                return sets - 1 + (mt_y - before) / (now - before)
            before = now
        return float("inf")

    @cached_property
    def fuel_and_energy(self) -> tuple[float, float]:
        """Diesel [L] and work at the wheel [kWh] of a round trip, a tonne of load."""
        return fuel_and_energy(self.scenario)

    @property
    def _loaded(self) -> Consist:
        return self.scenario.train_consists(self.scenario.flows[0])[0]


FIGURES: dict[str, Callable[[Ours], float]] = {
    "Mt/y": lambda ours: ours.tonnes,
    "trains a day": lambda ours: ours.trains_a_day,
    "cycle, h": lambda ours: ours.cycle_h,
    "loaded run, h": lambda ours: ours.loaded_h,
    "sets for 25 Mt/y": lambda ours: ours.sets_for(24.8),
    "L a tonne": lambda ours: ours.fuel_and_energy[0],
    "L per 1,000 net t-km": lambda ours: ours.fuel_and_energy[0] / ours.scenario.line.length_m * 1e6,
    "kWh a tonne": lambda ours: ours.fuel_and_energy[1],
}
"""How the model says each figure."""

if __name__ == "__main__":
    main()
