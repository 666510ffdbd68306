"""Spells of weather in a run, from its record: which sections they shut, and where trains ran slowly."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from headway.model import HeatOrder, Storm
from headway.simulation.corridor import Corridor
from headway.simulation.engine import World
from headway.timetabling.paths import Shut


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow:
    """A spell of weather that slowed down the trains that entered some sections while it lasted.

    Parameters
    ----------
    name
        Name of the storm or heat order.
    heat
        Whether it was heat; otherwise it was a storm.
    sections
        Names of the sections.
    begin_s, end_s
        Time at which it began and ended [s].
    share
        The share of their usual speed at which trains ran.
    """

    name: str
    heat: bool
    sections: tuple[str, ...]
    begin_s: int
    end_s: int
    share: float


def shuts_of(corridor: Corridor, w: World) -> tuple[Shut, ...]:
    """Return what weather shut, in the order of time: the whole seconds within which no train may enter."""
    return tuple(
        Shut(
            name=weather.name,
            sections=sections,
            begin_s=ceil(row["begin"]),
            end_s=floor(row["shut_until"]),
            passengers_only=bool(w.weathers[row["weather"]]["passengers_only"]),
        )
        for row, weather, sections in _spells(corridor, w)
        if row["shut_until"] > row["begin"]
    )


def slows_of(corridor: Corridor, w: World) -> tuple[Slow, ...]:
    """Return where weather slowed trains down, in the order of time, in whole seconds."""
    return tuple(
        Slow(
            name=weather.name,
            heat=isinstance(weather, HeatOrder),
            sections=sections,
            begin_s=ceil(row["begin"]),
            end_s=floor(row["until"]),
            share=weather.slows_to,
        )
        for row, weather, sections in _spells(corridor, w)
        if weather.slows_to < 1
    )


def _spells(corridor: Corridor, w: World) -> Iterator[tuple[Any, Storm | HeatOrder, tuple[str, ...]]]:
    """Yield the recorded rows, each with its storm or heat order and the names of its sections."""
    weathers = [d for d in corridor.scenario.disruptions if isinstance(d, Storm | HeatOrder)]
    names = [section.name for section in corridor.scenario.line.sections]
    for row in w.spells[: w.clock[0]["spells"]]:
        yield row, weathers[row["weather"]], tuple(names[row["first"] : row["last"] + 1])
