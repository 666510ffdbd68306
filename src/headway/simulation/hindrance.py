"""What closures do to trains: those of the timetable that are cancelled or late, and all that are held by what is shut."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from headway.simulation.recorded import Outcome
from headway.simulation.result import Simulation
from headway.simulation.statistics import in_short, interval
from headway.timetabling.causes import CauseKind
from headway.units import HOUR_S, hours_minutes

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hindrance:
    """By how much more the trains of a fixed path are cancelled or late with closures than without.

    Parameters
    ----------
    service
        The fixed path.
    trains
        Trains of a run without the closures, the cancelled ones too, in the mean.
    carries
        Whether passengers travel by them.
    cancelled, late_min, stayed
        ``[run]``: how many trains more are cancelled, how many minutes more all trains that arrive are late together
        [min], and how many passengers more stay behind because their train is cancelled. Below zero where it is less.
    """

    service: str
    trains: float
    carries: bool
    cancelled: Floats
    late_min: Floats
    stayed: Floats

    @property
    def any(self) -> bool:
        """Whether the closures change anything in any run."""
        return bool(self.cancelled.any() or self.late_min.round(6).any() or self.stayed.any())

    def in_words(self) -> str:
        """Say in one line what the closures do to these trains."""
        if not self.any:
            return f"as without, {self.trains:,.0f} trains"
        said = [
            f"{in_short(interval(self.cancelled), _whole)} of {self.trains:,.0f} trains cancelled",
            f"{in_short(interval(self.late_min), _whole)} min late, all trains together",
        ]
        if self.carries:
            said.append(f"{in_short(interval(self.stayed), _whole)} passengers stay behind")
        return ", ".join(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The trains of a service that had to wait because of closures, in the first run.

    Parameters
    ----------
    service
        The fixed path or ore flow.
    trains
        How many trains waited for a closure to end, in their yard, where they were loaded, or on the line.
    hours, longest_h
        How long all of them waited for it, and the longest that one of them did [h].
    """

    service: str
    trains: int
    hours: float
    longest_h: float

    def in_words(self) -> str:
        """Say in one line how many trains were held, and how long."""
        many = f"{self.trains:,} train{'' if self.trains == 1 else 's'}"
        if self.trains == 1:
            return f"{many}, for {hours_minutes(self.hours * HOUR_S)}"
        return f"{many}, {self.hours:,.0f} h together, the longest {hours_minutes(self.longest_h * HOUR_S)}"


def _whole(value: float) -> str:
    """Write a number as a whole one."""
    return f"{round(value) + 0:,}"


def hindrances(without: Simulation, shut: Simulation) -> tuple[Hindrance, ...]:
    """Return what closures do to the trains of each fixed path, run by run with the same chance."""
    pairs = list(zip(without.outcomes, shut.outcomes, strict=True))

    def more(name: str, value: str) -> Floats:
        return np.array([_of(b, name, value) - _of(a, name, value) for a, b in pairs], dtype=float)

    found: list[Hindrance] = []
    for path in without.scenario.fixed_paths:
        each = [o.services[path.name] for o in without.outcomes]
        found.append(
            Hindrance(
                service=path.name,
                trains=float(np.mean([one.trains + one.cancelled for one in each])),
                carries=any(one.passengers.came for one in each),
                cancelled=more(path.name, "cancelled"),
                late_min=more(path.name, "late_s") / 60,
                stayed=more(path.name, "stayed"),
            )
        )
    return tuple(found)


def _of(outcome: Outcome, service: str, value: str) -> float:
    found = outcome.services[service]
    return float(found.passengers.stayed if value == "stayed" else getattr(found, value))


def held(shut: Simulation, closures: Collection[str]) -> tuple[Held, ...]:
    """Return the trains that waited for closures of some names, by service, in the first run.

    A train that waits behind another one that is held, or in a queue at a terminal, is not among them; nor is one that
    is cancelled, or that does not arrive within four days after the days that count.
    """
    services = {path.train: path.service for path in shut.paths}
    waits = shut.waits().filter((pl.col("cause") == CauseKind.CLOSURE.value) & pl.col("waits_for").is_in(list(closures)))
    by_train = waits.group_by("train", maintain_order=True).agg(pl.col("wait_s").sum())
    hours: dict[str, list[float]] = {}
    for train, wait_s in by_train.rows():
        hours.setdefault(services[train], []).append(wait_s / HOUR_S)
    return tuple(
        Held(service=name, trains=len(each), hours=float(np.sum(each)), longest_h=max(each))
        for name, each in sorted(hours.items())
    )
