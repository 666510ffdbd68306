"""Piles: the level of every stockpile under a timetable, and how much must lie there to load all trains in time.

A stockpile ties two flows together if one brings the ore that the other takes away. A train begins to load when its
whole load lies there, as late as its departure allows. It begins to unload when it has arrived in the yard. Queues at
the terminals are left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from headway.arguments import public
from headway.io import scenario_of
from headway.model import Scenario, Station, Stockpile
from headway.shown import Shown
from headway.timetabling.paths import TrainPath
from headway.units import day_and_clock, exact_sum


@dataclass(frozen=True, slots=True)
class Shortage:
    """A train that cannot be loaded in time, since the stockpile lacks ore.

    Parameters
    ----------
    train
        Name of the train.
    at_s
        When it must begin to load [s].
    lacks_kg
        How much of its load the stockpile lacks then [kg].
    starts_on
        The date of the first day.
    """

    train: str
    at_s: int
    lacks_kg: float
    starts_on: date

    def __str__(self) -> str:
        at = day_and_clock(self.starts_on, self.at_s)
        return f"{self.train} must begin to load on {at}, and lacks {self.lacks_kg / 1e6:,.1f} kt"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PileCourse(Shown):
    """The level of a stockpile over the time of a timetable that is run again and again.

    Parameters
    ----------
    pile
        The stockpile.
    brings, takes
        Names of the flows that bring ore to it and take ore from it.
    levels
        Moments from the midnight of the first day [s] and the ore that lies there then, without the loads that trains
        have claimed [kg]; straight lines between. Below zero where trains lack ore. The capacity of the stockpile does
        not limit the level.
    least_initial_kg
        How much must lie there at that midnight so that every train is loaded in time and no plant is short of ore
        [kg].
    change_kg
        How much more lies there at the end than at the beginning [kg].
    shortages
        The trains that are not loaded in time, with the ore that lies there at the beginning.
    """

    pile: Stockpile
    brings: tuple[str, ...]
    takes: tuple[str, ...]
    levels: tuple[tuple[int, float], ...]
    least_initial_kg: float
    change_kg: float
    shortages: tuple[Shortage, ...]

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        return f"{self.pile.name}: {self}"

    @property
    def ties(self) -> bool:
        """Whether trains of one flow take the ore that trains of another bring."""
        return bool(self.brings and self.takes)

    @property
    def most_kg(self) -> float:
        """The highest level, as if the stockpile had room for it [kg]."""
        return max(level for _, level in self.levels)

    def __str__(self) -> str:
        """Say whether the stockpile feeds the trains."""
        kt = 1e6
        text = (
            f"{self.pile.initial_kg / kt:,.1f} kt at the start, {self.least_initial_kg / kt:,.1f} kt needed there; "
            f"{self.change_kg / kt:+,.1f} kt at the end"
        )
        if self.most_kg > self.pile.capacity_kg:
            text += f"; {self.most_kg / kt:,.1f} kt at most, above the {self.pile.capacity_kg / kt:,.1f} kt that it holds"
        for first in self.shortages[:1]:
            text += f". Short of ore: {first}" + (f", and {len(self.shortages) - 1} more" if self.shortages[1:] else "")
        return text


@dataclass(frozen=True, slots=True)
class _Move:
    """Ore that moves at a steady rate [kg/s] over a span [s], or all at once [kg] where a train claims its load."""

    begins_s: float
    ends_s: float
    kg: float
    train: str = ""


@public
def pile_courses(scenario: Scenario | str | Path, paths: Iterable[TrainPath], period_s: int) -> tuple[PileCourse, ...]:
    """Return the level over time of every stockpile to which trains bring ore or from which they take it.

    Parameters
    ----------
    scenario, paths
        The corridor and its timetable.
    period_s
        After how long the timetable begins again [s]; ore that moves after that counts at the beginning.
    """
    scenario = scenario_of(scenario)
    plan = list(paths)
    found: list[PileCourse] = []
    for pile in scenario.stockpiles:
        brings = tuple(f.name for f in scenario.flows if scenario.dumper(f.dumper).stockpile == pile.name)
        takes = tuple(f.name for f in scenario.flows if scenario.load_out(f.load_out).stockpile == pile.name)
        if brings or takes:
            moves = [part for move in _moves(scenario, pile, plan, period_s) for part in _within(move, period_s)]
            found.append(_course(pile, brings, takes, moves, period_s, scenario.starts_on))
    return tuple(found)


def _moves(scenario: Scenario, pile: Stockpile, plan: list[TrainPath], period_s: int) -> Iterator[_Move]:
    """Give all ore that comes to a stockpile and goes from it."""
    for mine in scenario.mines:
        if mine.stockpile == pile.name:
            yield _Move(0, period_s, mine.rate_kg_s * period_s)
    for plant in scenario.plants:
        if plant.stockpile == pile.name:
            yield _Move(0, period_s, -plant.rate_kg_s * period_s)
    flows = {flow.name: flow for flow in scenario.flows}
    for path in plan:
        if path.service not in flows or not path.loaded:
            continue
        flow = flows[path.service]
        load = scenario.consist(path.consist).payload_kg
        load_out, dumper = scenario.load_out(flow.load_out), scenario.dumper(flow.dumper)
        if load_out.stockpile == pile.name:
            claims = int(path.departs_s - scenario.yard_move_at(load_out.place) - _served_s(load_out, load))
            yield _Move(claims, claims, -load, path.train)
        if dumper.stockpile == pile.name:
            ends = path.arrives_s + scenario.yard_move_at(dumper.place) + _served_s(dumper, load)
            yield _Move(ends - load / dumper.rate_kg_s, ends, load)


def _served_s(station: Station, load_kg: float) -> float:
    """Return how long a station takes to load or unload a train, without a queue [s]."""
    return station.positioning_s + load_kg / station.rate_kg_s


def _within(move: _Move, period_s: int) -> Iterator[_Move]:
    """Shift a move into the period; the part beyond the end counts from the beginning."""
    begins = move.begins_s % period_s
    ends = begins + move.ends_s - move.begins_s
    if ends <= period_s:
        yield _Move(begins, ends, move.kg, move.train)
        return
    rate = move.kg / (ends - begins)
    yield _Move(begins, period_s, rate * (period_s - begins))
    yield from _within(_Move(0, ends - period_s, rate * (ends - period_s)), period_s)


def _course(
    pile: Stockpile, brings: tuple[str, ...], takes: tuple[str, ...], moves: list[_Move], period_s: int, starts_on: date
) -> PileCourse:
    """Add up the moves of a stockpile from corner to corner of its level."""
    corners = sorted({0.0, float(period_s), *(m.begins_s for m in moves), *(m.ends_s for m in moves)})
    steady = [move for move in moves if move.ends_s > move.begins_s]
    claims = sorted((move for move in moves if move.train), key=lambda move: move.begins_s)
    level, before = pile.initial_kg, 0.0
    levels: list[tuple[int, float]] = []
    shortages: list[Shortage] = []
    for corner in corners:
        level += exact_sum(
            move.kg * (corner - before) / (move.ends_s - move.begins_s)
            for move in steady
            if move.begins_s <= before and corner <= move.ends_s
        )
        levels.append((round(corner), level))
        for claim in claims:
            if claim.begins_s == corner:
                # Ore that one train lacks is not counted as lacking for the next as well.
                lacks = min(-claim.kg, -level - claim.kg)
                level += claim.kg
                levels.append((round(corner), level))
                if lacks > 0:
                    shortages.append(Shortage(claim.train, round(corner), lacks, starts_on))
        before = corner
    return PileCourse(
        pile=pile,
        brings=brings,
        takes=takes,
        levels=tuple(levels),
        least_initial_kg=max(0.0, pile.initial_kg - min(level for _, level in levels)),
        change_kg=levels[-1][1] - pile.initial_kg,
        shortages=tuple(shortages),
    )


def levels_to_frame(courses: Iterable[PileCourse]) -> pl.DataFrame:
    """Return the levels of all stockpiles: ``stockpile``, ``time_s``, ``level_t``; straight lines between the rows."""
    rows = [(course.pile.name, moment, level / 1000) for course in courses for moment, level in course.levels]
    return pl.DataFrame(rows, schema={"stockpile": pl.String, "time_s": pl.Int64, "level_t": pl.Float64}, orient="row")
