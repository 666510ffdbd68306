"""Congestion: how delay grows with the number of trains, when they are ready at random times."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from headway.arguments import public
from headway.errors import require
from headway.io import scenario_of
from headway.model import OreFlow, Scenario
from headway.shown import Shown
from headway.throughput.bounds import others_than
from headway.throughput.undisturbed import Undisturbed
from headway.timetabling import plan_requests
from headway.timetabling.requests import Request, pairs
from headway.units import DAY_S


@dataclass(frozen=True, slots=True, repr=False)
class DelayCurve(Shown):
    """Delay against the number of trains, and the curve ``A exp(B V)`` through the mean delays.

    Parameters
    ----------
    table
        A row for every volume: ``pairs`` a day, ``trains`` measured, ``mean_s`` and ``p90_s`` (delays beyond the time
        of a train by itself, possessions included).
    a_s, b
        The curve: delay without traffic [s], and growth for each pair a day.
    r2
        Share of the variance of the logarithm that the curve explains.
    """

    table: pl.DataFrame
    a_s: float
    b: float
    r2: float

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        law = f"delay = {self.a_s / 60:.1f} min x exp({self.b:.3f} x pairs)"
        return f"{law}, R2 {self.r2:.2f}, knee at {self.knee:.1f} pairs a day"

    @property
    def knee(self) -> float:
        """Pairs a day at which one more adds as much delay as the trains had at the lowest volume measured."""
        lowest = float(self.table["mean_s"][0])
        return float(np.log(max(lowest, 1.0) / (self.a_s * self.b)) / self.b) if self.b > 0 else float("inf")

    def summary(self) -> str:
        """Return the curve in words, and its table."""
        rows = [
            f"  {row['pairs']:>3} pairs a day   mean {row['mean_s'] / 60:7.1f} min   90 % below {row['p90_s'] / 60:7.1f} min"
            for row in self.table.iter_rows(named=True)
        ]
        return "\n".join([self.headline, *rows])

    def to_frame(self) -> pl.DataFrame:
        """Return the table."""
        return self.table


@public
def delay_curve(
    scenario: Scenario | str | Path,
    volumes: Iterable[int],
    *,
    flow: OreFlow | str = "",
    days: int = 2,
    replications: int = 5,
    seed: int = 1,
) -> DelayCurve:
    """Measure how the delay of ore trains grows with their number, with random departures and the plain rule.

    Parameters
    ----------
    scenario
        The corridor; other trains run as published.
    volumes
        Numbers of pairs of ore trains a day, at least two different ones.
    flow
        The ore flow; by default the first.
    days, replications, seed
        Days of departures, uniform over the time; number of tries; and seed of the random numbers, the same for every
        volume.

    Raises
    ------
    InputError
        If there are fewer than two volumes, if days or replications are not whole numbers above zero, or if there is no
        such flow.
    """
    scenario = scenario_of(scenario)
    numbers = sorted(set(volumes))
    require(
        (
            len(numbers) >= 2 and all(map(_counts, numbers)),
            f"volumes: two different whole numbers of pairs or more, each 1 or more, not {numbers}",
        ),
        (_counts(days), f"days: a whole number, 1 or more, not {days:g}"),
        (_counts(replications), f"replications: a whole number, 1 or more, not {replications:g}"),
    )
    chosen = scenario.flow(flow)
    rows: list[tuple[int, int, float, float]] = []
    for number in numbers:
        delays = np.array([d for r in range(replications) for d in _delays(scenario, chosen, number, days, (seed, r))])
        rows.append((number, delays.size, float(delays.mean()), float(np.quantile(delays, 0.9))))
    table = pl.DataFrame(rows, schema=["pairs", "trains", "mean_s", "p90_s"], orient="row")
    x, y = np.array(numbers, dtype=np.float64), np.log(np.maximum(table["mean_s"].to_numpy(), 1.0))
    b, a = np.polyfit(x, y, 1)
    left = float(((y - (a + b * x)) ** 2).sum())
    whole = float(((y - y.mean()) ** 2).sum())
    return DelayCurve(table, float(np.exp(a)), float(b), 1 - left / whole if whole else 1.0)


def _delays(scenario: Scenario, flow: OreFlow, number: int, days: int, seed: tuple[int, int]) -> list[int]:
    """Return the delays of the ore trains of one try [s]."""
    rng = np.random.default_rng(seed)
    ore = [_at(request, int(rng.integers(days * DAY_S))) for request in pairs(scenario, flow, days, number * days)]
    requests = [*others_than(scenario, flow, days), *sorted(ore, key=lambda request: request.ready_s)]
    plan = plan_requests(scenario, requests, days, stop=None, seed=0, jobs=1)
    undisturbed = Undisturbed(scenario, days)
    return [undisturbed.delay_s(train) for train in plan.trains if train.request.service == flow.name]


def _counts(number: float) -> bool:
    return float(number).is_integer() and number >= 1


def _at(request: Request, ready_s: int) -> Request:
    return replace(request, ready_s=ready_s)
