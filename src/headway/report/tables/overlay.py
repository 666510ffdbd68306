"""What a train graph of several results shows: the trains of all, over the places and the dates of the first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from headway.io.side_by_side import LETTERS
from headway.report.tables.axes import Axis, corridor
from headway.report.tables.dates import when
from headway.report.tables.graph_table import GraphTable, graph_table
from headway.simulation import Simulation
from headway.timetabling import Timetable

_MOST_NAMED = 4
"""Most places that a sentence names."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrainLine:
    """A train as one line of a graph.

    Parameters
    ----------
    train
        Its name.
    light
        Whether it is an empty ore train, which is drawn thin.
    x_ms, y_km
        Corners of the line: milliseconds as browsers count them, and positions; not a number where the line is broken.
    when
        From when until when it is on the graph, in words.
    """

    train: str
    light: bool
    x_ms: NDArray[np.float64]
    y_km: NDArray[np.float64]
    when: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Overlay:
    """Several train graphs over each other.

    Parameters
    ----------
    axis
        The places of the first.
    tables
        What the graph of each shows, by its letter; without those that cannot be laid over the first.
    names
        What each of these is called.
    notes
        What a reader must know: which trains are left out, and where lines and dates differ. Whole sentences.
    """

    axis: Axis
    tables: dict[str, GraphTable]
    names: dict[str, str]
    notes: tuple[str, ...]

    def lines(self, letter: str) -> list[TrainLine]:
        """Return the trains of one of them that leave on the days shown, or are on the line when these begin."""
        table = self.tables[letter]
        own = table.strokes.filter((pl.col("kind") != "turns") & ~pl.col("later"))
        return [_line(part) for part in own.partition_by("train", maintain_order=True)]


def overlay(results: Mapping[str, Simulation | Timetable], *, day: int | None = None, days: int | None = None) -> Overlay:
    """Return what a train graph of several results shows.

    Places that the first lacks stand where they lie between those that both have. Results that begin on another date
    are moved, so that their first day lies on that of the first.

    Parameters
    ----------
    results
        The results, by what they are called; the first gives the places and the dates.
    day, days
        As for `graph_table`.

    Raises
    ------
    InputError
        If the days lie outside a result.
    """
    tables: dict[str, GraphTable] = {}
    notes: list[str] = []
    given = dict(zip(LETTERS, results.items(), strict=False))
    axis = corridor(next(iter(results.values())).scenario)
    for letter, (_, result) in given.items():
        own = corridor(result.scenario)
        drawn = _on(axis, own)
        notes += _notes(letter, axis, own, drawn)
        if drawn is not None:
            tables[letter] = graph_table(result, day=day, days=days, axes=[drawn])
    first = tables["A"].midnight
    moved = [letter for letter, table in tables.items() if table.midnight != first]
    if moved:
        notes.append(f"{_listed(moved)} begin{'s' if len(moved) == 1 else ''} on another date: day 1 of each lies on day 1 of A.")
    return Overlay(
        axis=axis,
        tables={letter: _moved(table, first - table.midnight, axis) for letter, table in tables.items()},
        names={letter: given[letter][0] for letter in tables},
        notes=tuple(notes),
    )


def _on(axis: Axis, other: Axis) -> Axis | None:
    """Return the axis of another line with the positions of the first, as far as they have places in common.

    None if they have fewer than two, or have them in another order.
    """
    at = axis.positions()
    common = [(km, at[place.name]) for place, km in zip(other.places, other.positions_km, strict=True) if place.name in at]
    if len(common) < 2 or any(b <= a for (_, a), (_, b) in pairwise(common)):
        return None
    own, theirs = zip(*common, strict=True)
    kept = [(p, km) for p, km in zip(other.places, other.positions_km, strict=True) if own[0] <= km <= own[-1]]
    positions = np.interp([km for _, km in kept], own, theirs)
    return Axis(name=axis.name, places=tuple(place for place, _ in kept), positions_km=tuple(float(km) for km in positions))


def _notes(letter: str, axis: Axis, own: Axis, drawn: Axis | None) -> list[str]:
    """Say where a line differs from the first."""
    if drawn is None:
        return [f"The line of {letter} has no two places in common with that of A, in the same order: its trains are not drawn."]
    at = axis.positions()
    beyond = [place.name for place in own.places if place not in drawn.places]
    more = [place.name for place in drawn.places if place.name not in at]
    found: list[str] = []
    if more:
        found.append(f"{letter} has places that A lacks ({_listed(more)}); they stand where they lie between the others.")
    if beyond:
        found.append(f"The line of {letter} goes on beyond that of A ({_listed(beyond)}); what is there is not drawn.")
    offsets = {round(km - at[place.name], 3) for place, km in zip(own.places, own.positions_km, strict=True) if place.name in at}
    if len(offsets) > 1:
        found.append(f"Distances along the line of {letter} are not those of A; places stand where they stand in A.")
    return found


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _moved(table: GraphTable, by: timedelta, axis: Axis) -> GraphTable:
    """Return a table on the first axis and at other dates, without names of trains, which would stand over each other."""
    strokes = table.strokes.with_columns(pl.col("x0", "x1") + by)
    return replace(table, axes=(axis,), midnight=table.midnight + by, strokes=strokes, names=table.names.clear())


def _line(part: pl.DataFrame) -> TrainLine:
    """Return the strokes of a train as one line, which is broken where one stroke does not begin at the end of another."""
    rows = part.select("x0", "y0", "x1", "y1").with_columns(pl.col("x0", "x1").dt.epoch("ms").cast(pl.Float64)).rows()
    corners = [rows[0][:2]]
    for x0, y0, x1, y1 in rows:
        if (x0, y0) != corners[-1]:
            corners += [(float("nan"), float("nan")), (x0, y0)]
        corners.append((x1, y1))
    x_ms, y_km = np.array(corners, dtype=float).T
    first = part.row(0, named=True)
    return TrainLine(
        train=first["train"],
        light=first["ore"] and not first["loaded"],
        x_ms=x_ms,
        y_km=y_km.round(3),
        when=when(first["x0"], part["x1"][-1]),
    )
