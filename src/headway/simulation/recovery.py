"""What a closure costs, and how long it takes to work off its backlog."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from headway.arguments import public
from headway.errors import InputError, did_you_mean
from headway.io import scenario_of
from headway.model import Closure, OreFlow, Scenario
from headway.shown import Shown
from headway.simulation.result import Record, Simulation
from headway.simulation.simulate import simulate
from headway.simulation.statistics import Interval, interval
from headway.units import DAY_S


@public
def closure_at(
    scenario: Scenario | str | Path,
    from_km: float,
    to_km: float,
    hours: float,
    starts_on: date,
    starts_at_s: float = 0.0,
    leg: str = "",
) -> Scenario:
    """Return a scenario with one more closure.

    The closure is on the leg that has both km posts, unless a leg is named.

    Raises
    ------
    InputError
        If no leg, or more than one, has these posts, or a value is out of range.
    """
    scenario = scenario_of(scenario)
    legs = {one.name: one for one in scenario.line.legs}
    if leg and leg not in legs:
        raise InputError([f'closure: "{leg}" is not a leg. {did_you_mean(leg, legs)}'])
    fits = [name for name, one in legs.items() if one.covers(from_km) and one.covers(to_km) and leg in ("", name)]
    if len(fits) != 1:
        which = f"several legs have ({', '.join(fits)}); add leg=NAME" if fits else "no leg has"
        raise InputError([f"closure: km {from_km:g} to {to_km:g} are posts that {which}"])
    name = f"closure {sum(isinstance(d, Closure) for d in scenario.disruptions) + 1}"
    closure = Closure(
        name=name,
        leg=fits[0],
        from_km=from_km,
        to_km=to_km,
        starts_on=starts_on,
        starts_at_s=starts_at_s,
        duration_s=hours * 3600,
    )
    return replace(scenario, disruptions=(*scenario.disruptions, closure))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Recovery(Shown):
    """What a disruption costs a flow, compared with the same days without it.

    Parameters
    ----------
    lost_kt
        Ore that is lost in the days that count, with the 95 % interval [kt].
    backlog_kt
        The furthest that deliveries fall behind [kt].
    days
        Days from the end of the disruption until deliveries are within one day's tonnes of what is lost for good.
    days_middle, days_nine
        In half and in nine tenths of the runs deliveries are back within so many days.
    never
        Share of the runs that end more than one day's tonnes behind: what they still lack is lost for good.
    stock_kt
        By how much the lowest level of the plant's stockpile sinks: so much more stock would have bridged the
        disruption [kt].
    """

    lost_kt: Interval
    backlog_kt: Interval
    days: Interval
    stock_kt: Interval
    days_middle: float
    days_nine: float
    never: float

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        return f"{self.lost_kt} kt lost; {self._gone}"

    @property
    def _gone(self) -> str:
        back = f"back {self.days_middle:.0f} days after the end in half of the runs, {self.days_nine:.0f} in nine of ten"
        return f"{back}; {self.never:.0%} end more than a day behind" if self.never else back

    def summary(self) -> str:
        """Return the result in some lines."""
        return "\n".join(
            [
                f"lost     {self.lost_kt} kt",
                f"backlog  {self.backlog_kt} kt at most",
                f"gone     {self._gone}",
                f"stock    {self.stock_kt} kt would have ridden through",
            ]
        )


@public
def recovery(
    scenario: Scenario | str | Path,
    disrupted: Scenario | str | Path,
    flow: OreFlow | str,
    *,
    ends_day: float,
    days: int = 365,
    seed: int = 0,
    replications: int = 20,
    jobs: int = 1,
) -> Recovery:
    """Compare a corridor with and without a disruption, day by day and with the same chance.

    Parameters
    ----------
    scenario, disrupted
        The scenario without and with the disruption.
    flow
        The flow whose delivery is compared.
    ends_day
        The day on which the disruption is over, counted from the first.
    days, seed, replications, jobs
        As for `simulate`.
    """
    scenario, disrupted = scenario_of(scenario), scenario_of(disrupted)
    flow = scenario.flow(flow)
    with_it, without = (
        simulate(one, days=days, seed=seed, replications=replications, jobs=jobs, record=Record.TOTALS)
        for one in (disrupted, scenario)
    )
    behind = _cumulated(without, flow.name) - _cumulated(with_it, flow.name)
    a_day = float(np.mean([o.delivered_kg[flow.name] for o in without.outcomes])) / days / 1e6
    pile = scenario.dumper(flow.dumper).stockpile
    sinks = [
        float((a.stock_kg[pile] - b.stock_kg[pile]).max()) / 1e6 for a, b in zip(without.outcomes, with_it.outcomes, strict=True)
    ]
    after = int(np.ceil(ends_day))
    gone = []
    for row in behind:
        late = np.flatnonzero(row[after:] > max(row[-1], 0.0) + a_day)
        gone.append(max(0.0, after + (late[-1] + 1 if late.size else 0) - ends_day))
    return Recovery(
        lost_kt=interval(behind[:, -1]),
        backlog_kt=interval(behind.max(axis=1)),
        days=interval(gone),
        stock_kt=interval(sinks),
        days_middle=float(np.quantile(gone, 0.5)),
        days_nine=float(np.quantile(gone, 0.9)),
        never=float(np.mean(behind[:, -1] > a_day)),
    )


def _cumulated(run: Simulation, flow: str) -> np.ndarray:
    """Return ``[replication, day]``: what was delivered by the end of each day that counts [kt]."""
    return np.array([o.dumped_kg[flow][run.warm_up_days :].cumsum() for o in run.outcomes]) / 1e6


def over_on_day(scenario: Scenario, closure: Closure) -> float:
    """Return the day on which a closure is over, counted from the first simulated day."""
    return (closure.starts_on - scenario.starts_on).days + (closure.starts_at_s + closure.duration_s) / DAY_S
