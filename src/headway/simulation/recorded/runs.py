"""The outcomes of all replications of a corridor, from which key figures are computed."""

from dataclasses import dataclass

from headway.model import Scenario
from headway.simulation.recorded.outcome import Outcome
from headway.simulation.statistics import Interval, interval
from headway.units import DAY_S, YEAR_S


@dataclass(frozen=True, slots=True)
class Runs:
    """The outcomes of every replication.

    Parameters
    ----------
    scenario, days
        The scenario that was run, and the days that count.
    outcomes
        The figures of each replication.
    """

    scenario: Scenario
    days: int
    outcomes: tuple[Outcome, ...]

    def delivered_mt_y(self, flow: str) -> Interval:
        """Return what a flow delivers, with its 95 % interval over the replications [Mt/y]."""
        window_s = self.days * DAY_S
        return interval([o.delivered_kg[flow] * YEAR_S / window_s / 1e9 for o in self.outcomes])
