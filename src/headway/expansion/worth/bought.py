"""What a plan buys, for which flow, and which inputs its prices hang on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.expansion.asking import (
    Asked,
    BiggerPile,
    LongerTrains,
    Loop,
    MoreDumpers,
    MoreLoadOuts,
    OfFleet,
    OfSection,
    OfTerminal,
    Option,
    SecondTrack,
    Shop,
    Signals,
    TrainSet,
    consists_of,
)
from headway.expansion.programme import Choice, Programme
from headway.expansion.verifying import Found
from headway.model import OreFlow
from headway.units import exact_sum

Floats = NDArray[np.float64]

_KIND_OF: Mapping[type[Option], str] = {
    Loop: "line works", SecondTrack: "line works", Signals: "line works", TrainSet: "train sets", LongerTrains: "train sets",
    MoreDumpers: "terminals", MoreLoadOuts: "terminals", BiggerPile: "terminals", Shop: "shops",
}  # fmt: skip
"""Kinds of capital, by option."""

_PRICED_BY: Mapping[type[Option], tuple[str, ...]] = {
    Loop: ("loop_usd",), SecondTrack: ("second_track_km_usd",), Signals: ("signals_km_usd",),
    TrainSet: ("locomotive_usd", "wagon_usd"), LongerTrains: ("locomotive_usd", "wagon_usd"),
    MoreDumpers: ("dumper_usd",), MoreLoadOuts: ("load_out_usd",), BiggerPile: ("stockyard_usd",), Shop: ("shop_usd",),
}  # fmt: skip
"""The costs of the library that price each kind of option."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bought:
    """Something that a plan buys in a year.

    Parameters
    ----------
    name, kind, flow
        The option, its kind of capital, and the flow for which it is bought.
    in_use, years
        Index of the first year of use, and its life.
    spend
        ``spend[year]``: what is paid at the plan's prices [M USD].
    weights
        Which share of the price each input of the library accounts for; none where the plan states the price.
    own
        The input that is its own price, where the plan states that with a range; empty otherwise.
    """

    name: str
    kind: str
    flow: str
    in_use: int
    years: int
    spend: Floats
    weights: Mapping[str, float]
    own: str = ""


def purchases(asked: Asked, programme: Programme, found: Found, inputs: frozenset[str]) -> tuple[Bought, ...]:
    """Return what a plan buys; ``inputs`` are the names of those that may be otherwise."""
    return tuple(one for choice in programme.choices for one in _bought(asked, programme, found, choice, inputs))


def _bought(asked: Asked, programme: Programme, found: Found, choice: Choice, inputs: frozenset[str]) -> Iterator[Bought]:
    """Yield what a plan buys of a choice, year by year."""
    option = option_of(asked, choice.name)
    levels = found.decided.levels[choice.name]
    group = next((o.name for o in asked.options if option.name == o.name or option.name.startswith(f"{o.name} ")), option.name)
    own = f"options.{group}.capex_usd"
    for year in range(programme.years):
        new = levels[year] - (levels[year - 1] if year else 0)
        if not new:
            continue
        spend = np.zeros(programme.years)
        for number, share in enumerate(choice.spend):
            spend[year - choice.lead + number] += share * choice.price * new
        yield Bought(
            name=choice.name,
            kind=_KIND_OF.get(type(option), "other options"),
            flow=flow_of(asked, option).name,
            in_use=year,
            years=max(1, round(choice.life)),
            spend=spend,
            weights={} if option.capex_usd is not None else _weights(asked, option),
            own=own if option.capex_usd is not None and own in inputs else "",
        )


def option_of(asked: Asked, name: str) -> Option:
    """Return the option of a choice; lengthened train sets belong to longer trains."""
    return next(o for o in asked.each if name == o.name or (isinstance(o, LongerTrains) and name.startswith(f"{o.name}, ")))


def flow_of(asked: Asked, option: Option) -> OreFlow:
    """Return the flow for which an option is bought; the first where it serves all."""
    scenario = asked.base.scenario
    for flow in scenario.flows:
        low, high = sorted(scenario.line.position_m(place) for place in scenario.ends(flow))
        if isinstance(option, OfFleet) and option.fleet == flow.fleet:
            return flow
        if isinstance(option, OfTerminal):
            piles = (scenario.load_out(flow.load_out).stockpile, scenario.dumper(flow.dumper).stockpile)
            if option.terminal in (flow.load_out, flow.dumper, *piles):
                return flow
        if isinstance(option, OfSection):
            middle = exact_sum(scenario.line.span_m(option.leg, km, km)[0] for km in option.ends_km(scenario)) / 2
            if low <= middle <= high:
                return flow
    return scenario.flows[0]


def _weights(asked: Asked, option: Option) -> dict[str, float]:
    """Return which share of an option's price each cost of the library accounts for."""
    if isinstance(option, OfFleet) and isinstance(option, TrainSet | LongerTrains):
        consist, _ = consists_of(asked.base.scenario, asked.base.scenario.fleet(option.fleet))
        locomotives, wagons = consist.locomotive_count, consist.wagon_count
        if isinstance(option, LongerTrains):
            locomotives, wagons = option.locomotives_a_train - locomotives, option.wagons_a_train - wagons
        parts = (locomotives * asked.costs.locomotive_usd, wagons * asked.costs.wagon_usd)
        total = exact_sum(parts) or 1.0
        return {"costs.locomotive_usd": parts[0] / total, "costs.wagon_usd": parts[1] / total}
    return {f"costs.{name}": 1.0 for name in _PRICED_BY.get(type(option), ())}


def upkeep_of(asked: Asked, programme: Programme, found: Found) -> dict[str, Floats]:
    """Return the yearly cost of the options in use, by flow [M USD]."""
    result = {flow.name: np.zeros(programme.years) for flow in asked.base.scenario.flows}
    for choice in programme.choices:
        if choice.opex:
            result[flow_of(asked, option_of(asked, choice.name)).name] += choice.opex * np.array(
                found.decided.levels[choice.name]
            )
    return result
