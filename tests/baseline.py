"""The results of every bundled scenario, small enough to keep and large enough to notice when one of them changes.

    python -m tests.baseline [SCENARIO ...]

writes ``tests/baseline.json`` anew, whole or for some scenarios; whoever does so says *results change* in the changelog. Searches
are stopped by rounds and have one job, so that they find the same on every machine.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import headway as hw
from headway.simulation import Record
from headway.work import MaxRounds

FILE = Path(__file__).with_suffix(".json")
SCENARIOS = ("gara-djebilet", "gara-djebilet-12mt", "gara-djebilet-50mt", "gara-djebilet-oran", "three-loops")
_SEARCH = MaxRounds(250)


def train_runs(scenario: hw.Scenario) -> dict[str, Any]:
    """Return time, energy and fuel of every train over the whole line, both ways; what it says where it cannot."""
    first, last = scenario.line.places[0].name, scenario.line.places[-1].name
    found: dict[str, Any] = {}
    for consist in scenario.consists:
        for origin, destination in ((first, last), (last, first)):
            try:
                run = hw.train_run(scenario, consist.name, origin, destination)
                told: Any = [run.duration_s, run.energy_j, run.fuel_l]
            except hw.InputError as error:
                told = str(error)
            found[f"{consist.name}, {origin} - {destination}"] = told
    return found


def timetable(scenario: hw.Scenario) -> dict[str, Any]:
    """Return the plan of a day that begins on an empty line."""
    return _plan(hw.timetable(scenario, empty_line=True, stop=_SEARCH, seed=1, jobs=1))


def repeating_day(scenario: hw.Scenario) -> dict[str, Any]:
    """Return the plan of a day that can be run every day."""
    return _plan(hw.repeating_day(scenario, stop=_SEARCH, seed=1, jobs=1))


def capacity(scenario: hw.Scenario) -> dict[str, Any]:
    """Return the largest number of ore trains that the plain rule carries, and its bound."""
    found = hw.capacity(scenario, days=2, stop=None)
    sections = {row["section"]: row["bound"] for row in found.sections.iter_rows(named=True)}
    return {"pairs": found.pairs, "bound": found.bound, "binding": found.binding, "stretch": found.stretch, "sections": sections}


def years(scenario: hw.Scenario) -> dict[str, Any]:
    """Return what three simulated years deliver and take, one by one, and their key figures."""
    run = hw.simulate(scenario, days=365, seed=1, replications=3, record=Record.TOTALS)
    told = [[o.delivered_kg, {name: float(kg.sum()) for name, kg in o.dumped_kg.items()}] for o in run.outcomes]
    return json.loads(json.dumps({"years": told, "kpis": asdict(run.kpis)}))


RESULTS: dict[str, Callable[[hw.Scenario], dict[str, Any]]] = {
    "train runs": train_runs,
    "timetable": timetable,
    "repeating day": repeating_day,
    "capacity": capacity,
    "years": years,
}


def _plan(plan: hw.Timetable) -> dict[str, Any]:
    """Return what a plan costs, and for every train when it leaves each place and on which track."""
    trains = {path.train: [[call.departs_s, call.track] for call in path.calls] for path in plan.paths}
    return {"cost": plan.objective_s, "bound": plan.bound_s, "plain rule": plan.plain_s, "trains": trains}


def main() -> None:
    """Write the results of the scenarios that are named, by default of all."""
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for name in sys.argv[1:] or SCENARIOS:
        kept[name] = {kind: find(hw.load(name)) for kind, find in RESULTS.items()}
    parts = {name: ",\n".join(f'  "{kind}": {json.dumps(found)}' for kind, found in kept[name].items()) for name in SCENARIOS}
    lines = [f'"{name}": {{\n{part}\n}}' for name, part in parts.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
