"""The money of a plan as arrays over its years: quantities times prices, of which some may be otherwise.

Every price, cost and demand for which the plan or the cost library gives a range is an input. A figure of the account is
a function of the inputs, for many draws at once: arrays have draws first and years last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from headway.economics import Capital, Distribution, Triangular, Uniform
from headway.expansion.asking import Asked, Money, UnitCosts
from headway.expansion.programme import Programme
from headway.expansion.verifying import Found
from headway.expansion.worth.bought import Bought, purchases, upkeep_of
from headway.expansion.worth.quantities import Quantities, quantities_of
from headway.units import YEAR_S, dimension_of, parse_quantity

Floats = NDArray[np.float64]

_MUSD = 1e6
_LINE = "the line so far"


@dataclass(frozen=True, kw_only=True)
class Values:
    """The quantities and prices of a plan.

    Parameters
    ----------
    asked, quantities, bought, upkeep
        The plan, what its trains use, what it buys, and the yearly cost of its options by flow [M USD].
    base, ranges
        The inputs that may be otherwise: their values, and their lowest and highest.
    """

    asked: Asked
    quantities: tuple[Quantities, ...]
    bought: tuple[Bought, ...]
    upkeep: Mapping[str, Floats]
    base: Mapping[str, float]
    ranges: Mapping[str, tuple[float, float]]

    @property
    def money(self) -> Money:
        """The money around the plan."""
        return self.asked.money

    @property
    def costs(self) -> UnitCosts:
        """What things cost."""
        return self.asked.costs

    @property
    def years(self) -> int:
        """How many years there are."""
        return len(self.asked.years)

    @property
    def first(self) -> int:
        """The first year."""
        return self.asked.first

    @property
    def flows(self) -> tuple[str, ...]:
        """The flows; the first is that of the mine."""
        return tuple(q.flow for q in self.quantities)

    @cached_property
    def distributions(self) -> dict[str, Distribution]:
        """How each input is distributed: triangular over its range, with the plan's value as the likeliest."""
        found: dict[str, Distribution] = {}
        for name, (low, high) in self.ranges.items():
            mode = self.base[name]
            found[name] = Triangular(low=low, mode=mode, high=high) if low <= mode <= high else Uniform(low=low, high=high)
        return found

    def input(self, name: str, inputs: Mapping[str, Floats]) -> Floats:
        """Return an input: as drawn, or as the plan says."""
        if name in inputs:
            return np.asarray(inputs[name], dtype=np.float64)
        group, _, field = name.partition(".")
        return np.asarray(getattr(self.costs if group == "costs" else self.money, field), dtype=np.float64)

    def tonnes(self, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return what each flow delivers [t/y]: what the plan was simulated to carry, or less where less is asked."""
        return {q.flow: q.tonnes * self._scale(q.flow, inputs) for q in self.quantities}

    def _scale(self, flow: str, inputs: Mapping[str, Floats]) -> Floats:
        """Return how much of its tonnes a flow delivers if demand is otherwise; a plan carries no more than it was made for."""
        factor = np.asarray(inputs.get(f"demand.{flow}", 1.0), dtype=np.float64)
        return np.minimum(factor, 1.0)[..., None]

    def operating(self, inputs: Mapping[str, Floats], flow: str) -> dict[str, Floats]:
        """Return the operating costs of a flow by name [M USD/y]."""
        q = next(one for one in self.quantities if one.flow == flow)
        scale = self._scale(flow, inputs) / _MUSD

        def price(name: str) -> Floats:
            return self.input(f"costs.{name}", inputs)[..., None]

        found = {
            "fuel": q.fuel_l * price("fuel_usd_per_l") * scale,
            "crews": q.crew_h * price("crew_usd_per_h") * scale,
            "locomotives": q.locomotive_km * price("locomotive_usd_per_km") * scale,
            "wagons": q.wagon_km * price("wagon_usd_per_km") * scale,
            "track, whatever runs": q.track_km * price("track_usd_per_km_y") / _MUSD,
            "track, by use": q.gross_t_km / 1000 * price("track_usd_per_1000_gt_km") * scale,
            "loading and dumping": q.tonnes * price("terminal_usd_per_t") * scale,
            "upkeep of options": self.upkeep[flow] * np.ones_like(scale),
        }
        total: Floats = np.sum(np.stack(np.broadcast_arrays(*found.values())), axis=0)
        found["overhead"] = total * price("overhead")
        return {name: cost for name, cost in found.items() if np.any(cost)}

    def capital_by_kind(self, inputs: Mapping[str, Floats], flow: str) -> dict[str, list[Capital]]:
        """Return what is bought for a flow by kind [M USD]; the line so far where it is not paid."""
        found: dict[str, list[Capital]] = {}
        if not self.money.line_paid and flow == self.flows[0] and self.money.line_usd > 0:
            spend = np.zeros(self.years)
            spend[0] = 1.0
            line = spend * self.input("money.line_usd", inputs)[..., None] / _MUSD
            found[_LINE] = [Capital(name=_LINE, spend=line, in_use=0, life_y=round(self.costs.line_life_years))]
        for one in self.bought:
            if one.flow == flow:
                dearer = self._dearer(one, inputs)
                name = f"{one.name}, {self.first + one.in_use}"
                capital = Capital(name=name, spend=one.spend * dearer[..., None], in_use=one.in_use, life_y=one.years)
                found.setdefault(one.kind, []).append(capital)
        return found

    def _dearer(self, one: Bought, inputs: Mapping[str, Floats]) -> Floats:
        """Return by what factor something is dearer than the plan says."""
        if one.own:
            return np.asarray(inputs.get(one.own, self.base[one.own]), dtype=np.float64) / self.base[one.own]
        factor = np.asarray(1.0)
        for name, weight in one.weights.items():
            now = float(getattr(self.costs, name.removeprefix("costs.")))
            if now > 0:
                factor = factor + weight * (self.input(name, inputs) / now - 1)
        return factor

    def revenue(self, inputs: Mapping[str, Floats]) -> Floats:
        """Return what the railway earns [M USD/y]."""
        tariff = self.input("money.tariff_usd_per_1000_t_km", inputs)[..., None]
        carried = sum((q.tonnes * q.km * self._scale(q.flow, inputs) for q in self.quantities), np.zeros(self.years))
        return tariff * carried / 1000 / _MUSD

    def benefits(self, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return what the ore is worth to the country [M USD/y]: in place of imports, and beyond that exported."""
        mined = self.tonnes(inputs)[self.flows[0]]
        displaces = np.minimum(mined, self.money.displaced_kg_s * YEAR_S / 1000)
        parity = (
            self.input("money.import_usd_per_t", inputs)
            + self.input("money.port_usd_per_t", inputs)
            + self.input("money.inland_usd_per_t", inputs)
            - self.input("money.discount_usd_per_t", inputs)
        )[..., None]
        export = self.input("money.export_usd_per_t", inputs)[..., None]
        return {"in place of imports": displaces * parity / _MUSD, "exported": (mined - displaces) * export / _MUSD}

    def burdens(self, inputs: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return what else the country bears [M USD/y]: mining, and the carbon of the fuel."""
        mined = self.tonnes(inputs)[self.flows[0]]
        carbon = self.input("money.carbon_usd_per_t", inputs)[..., None] * self.money.co2_kg_per_l / 1000
        litres = sum((q.fuel_l * self._scale(q.flow, inputs) for q in self.quantities), np.zeros(self.years))
        return {
            "mining": mined * self.input("money.mining_usd_per_t", inputs)[..., None] / _MUSD,
            "carbon": litres * carbon / _MUSD,
        }


def values_of(asked: Asked, programme: Programme, found: Found) -> Values:
    """Return the quantities and prices of a plan, with the inputs that may be otherwise."""
    base: dict[str, float] = {}
    ranges: dict[str, tuple[float, float]] = {}
    for origin in asked.provenance:
        value, field = _input(asked, origin.where)
        ends = None if value is None else _ends(field, origin.range)
        if value is not None and ends is not None and ends[0] < ends[1]:
            base[origin.where], ranges[origin.where] = value, ends
    for name, ends in _demand_ranges(asked).items():
        base[name], ranges[name] = 1.0, ends
    return Values(
        asked=asked,
        quantities=quantities_of(asked, found),
        bought=purchases(asked, programme, found, frozenset(base)),
        upkeep=upkeep_of(asked, programme, found),
        base=base,
        ranges=ranges,
    )


def _input(asked: Asked, where: str) -> tuple[float | None, str]:
    """Return the value of an input by its address, and its field; None for what is no input."""
    group, _, field = where.partition(".")
    if group in ("costs", "money"):
        value = getattr(asked.costs if group == "costs" else asked.money, field, None)
        usable = isinstance(value, int | float) and not isinstance(value, bool) and not field.endswith("_years")
        return (float(value) if usable and isinstance(value, int | float) else None), field
    name, _, field = field.rpartition(".")
    option = next((o for o in asked.options if group == "options" and o.name == name and field == "capex_usd"), None)
    return (None if option is None else option.capex_usd), field


def _ends(field: str, given: tuple[str, ...]) -> tuple[float, float] | None:
    """Return the ends of a range as numbers, in the units of the field."""
    if len(given) != 2:
        return None
    split = dimension_of(field)
    try:
        low, high = (parse_quantity(end, split[1]) if split is not None else float(end) for end in given)
    except ValueError:
        return None
    return low, high


def _demand_ranges(asked: Asked) -> dict[str, tuple[float, float]]:
    """Return how far the demand of each flow may lie from what the plan says: by the widest of its ranges."""
    found: dict[str, tuple[float, float]] = {}
    for origin in asked.provenance:
        group, _, rest = origin.where.partition(".")
        flow, _, year = rest.rpartition(".")
        ends = _ends("target_kg_s", origin.range)
        if group != "demand" or ends is None or not year.isdigit():
            continue
        asked_kg_s = asked.main.t_y[flow][int(year) - asked.first] * 1000 / YEAR_S
        low, high = ends[0] / asked_kg_s, ends[1] / asked_kg_s
        before = found.get(f"demand.{flow}", (1.0, 1.0))
        found[f"demand.{flow}"] = min(before[0], low), max(before[1], high)
    return found
