"""A year of a plan as a scenario: what is in use, what is being built, and what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from headway.expansion.asking import Asked, OfSection, Shop, TrainSet, in_service, owned, possessions
from headway.model import Fleet, Scenario
from headway.units import YEAR_S, exact_sum

Levels = Mapping[str, int]
"""How many of each option are in use, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Years in which the same is in use and the same is asked.

    Parameters
    ----------
    first, last
        Its first and its last year, by number.
    levels, building
        What is in use, and what is being built in any of its years.
    demand
        What is asked of each flow [t/y].
    """

    first: int
    last: int
    levels: Levels
    building: frozenset[str]
    demand: Mapping[str, float]


def at_work(asked: Asked, levels: Levels, demand: Mapping[str, float], building: frozenset[str] = frozenset()) -> Scenario:
    """Return the scenario of a year of a plan.

    Parameters
    ----------
    asked
        The plan.
    levels
        What is in use.
    demand
        What is asked of each flow [t/y].
    building
        Names of the options that are being built, with the possessions that this takes.

    Raises
    ------
    InputError
        If the options do not fit the scenario together.
    """
    changes = {**asked.changes, **built(asked, levels), **fleets(asked, levels), **wanted(asked, demand)}
    works = [option for option in asked.each if option.name in building and option.works_s]
    if asked.shut is None and not works:
        return asked.base.variant(changes)
    line = asked.base.variant(changes)
    if asked.shut is not None:
        changes |= possessions(line, asked.shut)
    for option in works:
        if isinstance(option, OfSection):
            changes |= _each_part(line, option.works(asked.base.scenario))
    return asked.base.variant(changes)


def built(asked: Asked, levels: Levels) -> dict[str, Any]:
    """Return what the options in use change, train sets apart."""
    today = asked.base.scenario
    found: dict[str, Any] = {}
    for option in asked.each:
        if level := levels.get(option.name, 0):
            found |= option.changes(today, level)
    return found


def fleets(asked: Asked, levels: Levels) -> dict[str, Any]:
    """Return how many train sets of each fleet run: those of all that are owned which are available."""
    found: dict[str, Any] = {}
    for fleet in asked.base.scenario.fleets:
        more = sum(levels.get(o.name, 0) for o in asked.each if isinstance(o, TrainSet) and o.fleet == fleet.name)
        share = available(asked, fleet, levels)
        if more or share > fleet.availability:
            found[f"fleets.{fleet.name}.sets"] = in_service(owned(fleet) + more, share)
    return found


def available(asked: Asked, fleet: Fleet, levels: Levels) -> float:
    """Return the share of a fleet's train sets that is in service, with the shops that are in use."""
    shops = [o.availability for o in asked.each if isinstance(o, Shop) and o.fleet == fleet.name and levels.get(o.name, 0)]
    return max([fleet.availability, *shops])


def wanted(asked: Asked, demand: Mapping[str, float]) -> dict[str, Any]:
    """Return the targets of the flows, and what keeps up with them."""
    found: dict[str, Any] = {f"services.{flow}.target": _rate(t_y) for flow, t_y in demand.items()}
    for where, shares in asked.follows.items():
        found[where] = _rate(max(2.0, exact_sum(share * demand.get(flow, 0.0) for flow, share in shares.items())))
    return found


def _rate(t_y: float) -> str:
    return f"{t_y * 1000 / YEAR_S * 3.6:.9g} t/h"


def _each_part(scenario: Scenario, works: Mapping[str, Any]) -> dict[str, Any]:
    """Return possessions of a stretch as one for each section that it has by now."""
    found: dict[str, Any] = {}
    for where, shut in works.items():
        places = [p for p in scenario.line.leg(shut["leg"]).places if shut["from_km"] <= p.km <= shut["to_km"]]
        for number, (a, b) in enumerate(pairwise(places), 1):
            low, high = sorted((a.km, b.km))
            found[f"{where}, part {number}"] = {**shut, "from_km": low, "to_km": high}
    return found
