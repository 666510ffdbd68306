"""What a graph of stockpiles shows, as tables: levels from the initial ones on, and capacities."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from headway.model import Stockpile
from headway.report.tables.dates import moment
from headway.simulation import Simulation
from headway.timetabling import Timetable
from headway.units import DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class PileLine:
    """A stockpile in a graph.

    Parameters
    ----------
    name
        Name of the stockpile.
    capacity_kt, initial_kt
        Most ore that it holds, and the ore on it at the beginning [kt].
    corners
        Dates and levels [kt], from the beginning on; the level is a straight line between them.
    """

    name: str
    capacity_kt: float
    initial_kt: float
    corners: tuple[tuple[datetime, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PileTable:
    """What a graph of stockpiles shows.

    Parameters
    ----------
    piles
        The piles whose levels are known.
    begins, counts, ends
        When the levels begin, when the days that count begin after the warm-up, and when they end.
    """

    piles: tuple[PileLine, ...]
    begins: datetime
    counts: datetime
    ends: datetime

    @property
    def most_kt(self) -> float:
        """The highest level or capacity of all piles [kt]."""
        return max((max(pile.capacity_kt, *(level for _, level in pile.corners)) for pile in self.piles), default=1.0)

    @property
    def least_kt(self) -> float:
        """The lowest level of all piles; below zero where a timetable's trains lack ore [kt]."""
        return min((level for pile in self.piles for _, level in pile.corners), default=0.0)


def pile_table(result: Simulation | Timetable) -> PileTable:
    """Return what a graph of the stockpiles of a simulation or a timetable shows.

    The levels of a simulation begin before its warm-up, with the initial ore of each pile; those of a timetable at its
    first midnight.
    """
    scenario = result.scenario
    begins_s, ends_s = _span(result)
    frame = result.stocks_frame().filter(pl.col("time_s").is_between(begins_s, ends_s))
    courses = {
        str(name): part.select("time_s", "level_t") for (name,), part in frame.partition_by("stockpile", as_dict=True).items()
    }
    return PileTable(
        piles=tuple(
            PileLine(
                name=pile.name,
                capacity_kt=pile.capacity_kg / 1e6,
                initial_kt=pile.initial_kg / 1e6,
                corners=_corners(result, pile, courses[pile.name]),
            )
            for pile in scenario.stockpiles
            if pile.name in courses
        ),
        begins=moment(scenario, begins_s),
        counts=moment(scenario, 0),
        ends=moment(scenario, ends_s),
    )


def _corners(result: Simulation | Timetable, pile: Stockpile, course: pl.DataFrame) -> tuple[tuple[datetime, float], ...]:
    """Return the corners of a level, from the initial one until the last midnight."""
    begins_s, ends_s = _span(result)
    levels = [(begins_s, pile.initial_kg / 1e6), *((t, level_t / 1000) for t, level_t in course.rows())]
    if isinstance(result, Simulation):
        levels.append((ends_s, float(result.outcomes[0].stock_kg[pile.name][-1]) / 1e6))
    return tuple((moment(result.scenario, t), level_kt) for t, level_kt in levels)


def _span(result: Simulation | Timetable) -> tuple[int, int]:
    """Return the times at which the levels begin and end [s]."""
    return -result.warm_up_days * DAY_S if isinstance(result, Simulation) else 0, result.days * DAY_S
