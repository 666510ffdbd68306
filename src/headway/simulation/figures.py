"""The figures of a simulation, each with its value in every replication: means and paired differences are made of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.simulation.recorded import Outcome
from headway.simulation.result import Simulation
from headway.simulation.statistics import Interval, interval
from headway.units import DAY_S, HOUR_S, YEAR_S

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """A figure of a simulation.

    Parameters
    ----------
    group, of, figure, unit
        To which part it belongs (Delivered, Cycle, Trains, Terminals, Piles), of which flow, service, terminal or pile
        it is, what it is, and its unit.
    values
        One for every replication, not a number where a replication has none; a single one for what is the same in all.
    fixed
        Whether it is the same in all replications, or made of all of them, so that no replication has one of its own.
    """

    group: str
    of: str
    figure: str
    unit: str
    values: Floats
    fixed: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from other figures of a run."""
        return self.group, self.of, self.figure

    @property
    def name(self) -> str:
        """What people call it, with its unit: ``ore, delivered [Mt/y]``."""
        return f"{self.of}, {self.figure}{f' [{self.unit}]' if self.unit else ''}"

    @property
    def interval(self) -> Interval | None:
        """The mean with its 95 % interval over the replications that have a value; None if none has."""
        known = self.values[np.isfinite(self.values)]
        return interval(known) if known.size else None


def figures(run: Simulation) -> tuple[Figure, ...]:
    """Return the figures of a simulation: what is delivered, cycles, trains, terminals and piles."""
    return tuple(figure for part in (_delivered, _cycle, _trains, _terminals, _piles) for figure in part(run))


def _delivered(run: Simulation) -> Iterator[Figure]:
    for flow, kpis in zip(run.scenario.flows, run.kpis.flows, strict=True):
        yield _fixed("Delivered", flow.name, "target", "Mt/y", kpis.target_t_y / 1e6)
        payload_kg, days = run.scenario.train_consists(flow)[0].payload_kg, run.days
        delivered = [outcome.delivered_kg[flow.name] * YEAR_S / (days * DAY_S) / 1e9 for outcome in run.outcomes]
        yield Figure(group="Delivered", of=flow.name, figure="delivered", unit="Mt/y", values=np.array(delivered))
        loaded = [outcome.loaded_kg[flow.name] / payload_kg / days for outcome in run.outcomes]
        yield Figure(group="Delivered", of=flow.name, figure="loaded trains", unit="per day", values=np.array(loaded))
        for figure, value in (
            ("train sets in service", kpis.sets),
            ("train sets needed at least", kpis.sets_needed),
            ("train sets to own", kpis.sets_to_own),
            ("wagons needed at least", kpis.wagons_needed),
            ("locomotives needed at least", kpis.locomotives_needed),
        ):
            yield _fixed("Delivered", flow.name, figure, "", float("nan") if value is None else float(value))


def _cycle(run: Simulation) -> Iterator[Figure]:
    """Yield the hours of a train set per loaded train, by what it does; a replication without a trip has none."""
    for flow, kpis in zip(run.scenario.flows, run.kpis.flows, strict=True):
        payload_kg = run.scenario.train_consists(flow)[0].payload_kg
        trips = [o.delivered_kg[flow.name] / payload_kg for o in run.outcomes]
        if not any(trips):
            continue
        spent = [outcome.spent_s[flow.name] for outcome in run.outcomes]
        kinds = {"cycle time": [sum(each.values()) for each in spent]}
        kinds |= {kind: [each.get(kind, 0.0) for each in spent] for kind in kpis.cycle_h}
        for kind, each_s in kinds.items():
            hours = [s / n / HOUR_S if n else float("nan") for s, n in zip(each_s, trips, strict=True)]
            yield Figure(group="Cycle", of=flow.name, figure=kind, unit="h", values=np.array(hours))


def _trains(run: Simulation) -> Iterator[Figure]:
    parts: tuple[tuple[str, str, Callable[[Outcome, str], float]], ...] = (
        ("trains that arrived", "per run", lambda o, name: o.services[name].trains),
        ("cancelled", "per run", lambda o, name: o.services[name].cancelled),
        ("mean delay", "min", lambda o, name: o.services[name].late_s / max(1, o.services[name].trains) / 60),
        ("9 of 10 trains are late by at most", "min", lambda o, name: o.services[name].late_quantile_min(0.9)),
    )
    for service, outcome in run.outcomes[0].services.items():
        for figure, unit, value in parts:
            yield _of(run, "Trains", service, figure, unit, value)
        if outcome.timed:
            yield _of(run, "Trains", service, "on time", "%", _on_time)


def _on_time(outcome: Outcome, service: str) -> float:
    """Return the share of the trains that were to run and arrived within five minutes of their time [%]."""
    trains = outcome.services[service]
    due = trains.trains + trains.cancelled
    return 100 * trains.punctual / due if due else float("nan")


def _terminals(run: Simulation) -> Iterator[Figure]:
    parts: tuple[tuple[str, str, Callable[[Outcome, str], float]], ...] = (
        ("moved", "kt", lambda o, name: o.amounts[name].moved_kg / 1e6),
        ("at work, at the full rate", "h", lambda o, name: o.amounts[name].busy_s / HOUR_S),
        ("stood still for a full or empty pile", "h", lambda o, name: o.amounts[name].hindered_s / HOUR_S),
        ("broken down", "h", lambda o, name: o.amounts[name].down_s / HOUR_S),
        ("trains served", "per run", lambda o, name: o.amounts[name].served),
        ("trains in its queue", "train-hours", lambda o, name: o.amounts[name].queue_s / HOUR_S),
    )
    for terminal in run.outcomes[0].amounts:
        for figure, unit, value in parts:
            yield _of(run, "Terminals", terminal, figure, unit, value)


def _piles(run: Simulation) -> Iterator[Figure]:
    for pile in run.scenario.stockpiles:
        yield _fixed("Piles", pile.name, "holds", "kt", pile.capacity_kg / 1e6)
        yield _fixed("Piles", pile.name, "at the start, before the warm-up", "kt", pile.initial_kg / 1e6)
        levels_kt = run.stock_history(pile.name) / 1000
        for figure, values in (
            ("mean of the midnights", levels_kt.mean(axis=1)),
            ("least at a midnight", levels_kt.min(axis=1)),
            ("most at a midnight", levels_kt.max(axis=1)),
            ("at the end", levels_kt[:, -1]),
        ):
            yield Figure(group="Piles", of=pile.name, figure=figure, unit="kt", values=np.asarray(values, dtype=float))


def _of(run: Simulation, group: str, of: str, figure: str, unit: str, value: Callable[[Outcome, str], float]) -> Figure:
    values = np.array([value(outcome, of) for outcome in run.outcomes], dtype=float)
    return Figure(group=group, of=of, figure=figure, unit=unit, values=values)


def _fixed(group: str, of: str, figure: str, unit: str, value: float) -> Figure:
    """Return a figure that is the same in all replications, or that is made of all of them."""
    return Figure(group=group, of=of, figure=figure, unit=unit, values=np.array([value]), fixed=True)
