"""Losses: what takes the tonnes away, cause by cause, so that the parts add up to the gap.

The causes are removed one after another, with the same chance in every step: first the weather, then what practice
takes (possessions, stops, inspections, slower running), then what breaks down, last the line, the fleet and the mine.
What a step adds is the loss by its cause once the causes before it are gone. The order is stated, since causes hide one
another. The sum of all steps is exactly the gap between the target and what is delivered.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from headway.arguments import public
from headway.io import scenario_of
from headway.model import (
    BadOrder,
    Breakdown,
    Closure,
    HeatOrder,
    Line,
    Mine,
    OreFlow,
    Scenario,
    Station,
    Storm,
    TrainFailure,
    Variation,
)
from headway.model.ranges import range_of
from headway.shown import Shown
from headway.simulation.result import Record, Simulation
from headway.simulation.rules import Rules
from headway.simulation.simulate import simulate
from headway.simulation.statistics import Interval, interval
from headway.units import DAY_S, YEAR_S
from headway.work import Progress

_AMPLE = 4

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Losses(Shown):
    """The steps from the target of a flow's dumper down to what the flow delivers.

    Parameters
    ----------
    flow
        Name of the flow.
    target_mt_y, delivered_mt_y
        Target of the flow, and what it delivers [Mt/y].
    by_cause
        What each cause takes, in the order in which causes were removed, with the 95 % interval [Mt/y]; negative where
        removing a cause lost something.
    each
        The same in every replication, for comparing replication by replication [Mt/y].
    """

    flow: str
    target_mt_y: float
    delivered_mt_y: float
    by_cause: dict[str, Interval]
    each: dict[str, NDArray[np.float64]] = field(default_factory=dict[str, NDArray[np.float64]], repr=False, compare=False)

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        return f"{self.flow}: {self.delivered_mt_y:.2f} of {self.target_mt_y:.2f} Mt/y, {len(self.by_cause)} causes"

    def to_frame(self) -> pl.DataFrame:
        """Return the steps of the waterfall as a table, from the target down to what is delivered."""
        rows = [("target", self.target_mt_y, 0.0)]
        rows += [(cause, -loss.mean, loss.half_width) for cause, loss in reversed(self.by_cause.items())]
        rows += [("delivered", self.delivered_mt_y, 0.0)]
        return pl.DataFrame(rows, schema=["step", "mt_y", "half_width"], orient="row")

    def summary(self) -> str:
        """Return the waterfall as a few lines."""
        rows = self.to_frame().rows()
        width = max(len(step) for step, _, _ in rows)
        # A loss that is rounded to nothing has no sign.
        shown = [(step, round(value, 3) + 0.0, half) for step, value, half in rows]
        return "\n".join(f"  {step:<{width}}  {value:8.3f}" + (f" ± {half:.3f}" if half else "") for step, value, half in shown)


@public
def losses(
    scenario: Scenario | str | Path,
    flow: OreFlow | str,
    *,
    days: int = 365,
    seed: int = 0,
    replications: int = 10,
    jobs: int = 1,
    warm_up_days: int = 7,
    rules: Rules | None = None,
    progress: Progress | None = None,
) -> Losses:
    """Find what takes the tonnes of a flow away.

    Parameters
    ----------
    scenario, flow
        The corridor and the flow.
    days, seed, replications, jobs, warm_up_days, rules
        As for `simulate`; every step meets the same chance.
    progress
        Is told which cause is being removed.

    An interruption (Ctrl-C) raises `KeyboardInterrupt`, since only some of the steps would say nothing.
    """
    scenario = scenario_of(scenario)
    flow = scenario.flow(flow)
    target = flow.target_kg_s * YEAR_S / 1e9

    causes = list(_steps())

    def delivered(variant: Scenario, rules: Rules, done: int, text: str) -> np.ndarray:
        run: Simulation = simulate(
            variant, days=days, seed=seed, replications=replications, jobs=jobs, warm_up_days=warm_up_days, rules=rules,
            record=Record.TOTALS, progress=progress and partial(_step, progress, done, len(causes) + 1, text),
        )  # fmt: skip
        if run.interrupted:
            raise KeyboardInterrupt
        return np.array([o.delivered_kg[flow.name] for o in run.outcomes]) * YEAR_S / (days * DAY_S) / 1e9

    rules = rules or Rules()
    first = before = delivered(scenario, rules, 0, "with all causes")
    found: dict[str, NDArray[np.float64]] = {}
    for done, (cause, without) in enumerate(causes, 1):
        less, freer = without(scenario), replace(rules, alone=rules.alone or cause == _LINE)
        # What is not there takes nothing, and the same run would give the same tonnes.
        after = before if (less, freer) == (scenario, rules) else delivered(less, freer, done, f"without {cause}")
        scenario, rules = less, freer
        found[cause] = after - before
        before = after
    found["plant full"] = target - before
    by_cause = {cause: interval(lost) for cause, lost in found.items()}
    return Losses(flow=flow.name, target_mt_y=target, delivered_mt_y=float(first.mean()), by_cause=by_cause, each=found)


def _step(progress: Progress, done: int, count: int, text: str, share: float, _text: str) -> None:
    """Report how far one of several steps is, as a share of all steps."""
    progress((done + share) / count, text)


_LINE = "line: trains meet"


def _steps() -> Iterator[tuple[str, Callable[[Scenario], Scenario]]]:
    """Yield the causes in the order in which they are removed, each with a function that removes it."""
    yield "weather and closures", lambda s: _without(s, Storm, HeatOrder, Closure)
    yield "possessions", lambda s: replace(s, possessions=())
    yield "stops on the way", lambda s: _with_flows(s, stops=())
    yield "inspections", _no_inspections
    yield "slower running and slow turnouts", Scenario.at_full_speed
    yield "stoppages of mine, plant and terminals", _smooth_terminals
    yield "failures and variation of trains", _smooth_trains
    yield _LINE, lambda s: s
    yield "fleet too small", _more_sets
    yield "load-outs and dumpers too slow", _more_stations
    yield "mine empty", _more_ore


def _without(scenario: Scenario, *kinds: type) -> Scenario:
    return replace(scenario, disruptions=tuple(d for d in scenario.disruptions if not isinstance(d, kinds)))


def _smooth_terminals(scenario: Scenario) -> Scenario:
    services = {s.name for s in scenario.services}
    kept = (
        d for d in scenario.disruptions if not (isinstance(d, Breakdown) or (isinstance(d, Variation) and d.of not in services))
    )
    return replace(scenario, disruptions=tuple(kept))


def _smooth_trains(scenario: Scenario) -> Scenario:
    fleets = tuple(replace(f, shop_every_s=0.0, shared_locomotives=0) for f in scenario.fleets)
    return replace(_without(scenario, TrainFailure, BadOrder, Variation), fleets=fleets)


def _with_flows(scenario: Scenario, **other: Any) -> Scenario:
    """Return a scenario whose ore flows have other values."""
    services = tuple(replace(s, **other) if isinstance(s, OreFlow) else s for s in scenario.services)
    return replace(scenario, services=services)


def _no_inspections(scenario: Scenario) -> Scenario:
    return replace(scenario, fleets=tuple(replace(f, inspection_s=0.0) for f in scenario.fleets))


def _with_more(item: T, field: str) -> T:
    """Return an object with amply more of something, up to what its range allows."""
    allowed = range_of(type(item), field)
    more = getattr(item, field) * _AMPLE
    return replace(cast("Any", item), **{field: more if allowed is None else min(more, allowed.high)})


def _more_sets(scenario: Scenario) -> Scenario:
    legs = tuple(replace(leg, places=tuple(_with_more(p, "yard_trains") for p in leg.places)) for leg in scenario.line.legs)
    fleets = tuple(_with_more(f, "sets") for f in scenario.fleets)
    return replace(scenario, line=Line(legs=legs), fleets=fleets)


def _more_stations(scenario: Scenario) -> Scenario:
    wide = (_with_more(t, "trains") if isinstance(t, Station) else t for t in scenario.terminals)
    return replace(scenario, terminals=tuple(wide))


def _more_ore(scenario: Scenario) -> Scenario:
    rich = (_with_more(t, "rate_kg_s") if isinstance(t, Mine) else t for t in scenario.terminals)
    return replace(scenario, terminals=tuple(rich))
