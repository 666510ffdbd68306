"""The sheets of quantities and of what they cost: what the trains of each flow use, times the prices of the inputs."""

from collections.abc import Mapping

import numpy as np

from headway.economics import Statement
from headway.expansion.worth import Values
from headway.report.files.money.grid import Grid
from headway.report.files.money.inputs import Inputs
from headway.report.files.workbook import Workbook

_SCALED = True
COSTS: Mapping[str, tuple[str, str, float, bool]] = {
    "fuel": ("fuel_l", "fuel_usd_per_l", 1.0, _SCALED),
    "crews": ("crew_h", "crew_usd_per_h", 1.0, _SCALED),
    "locomotives": ("locomotive_km", "locomotive_usd_per_km", 1.0, _SCALED),
    "wagons": ("wagon_km", "wagon_usd_per_km", 1.0, _SCALED),
    "track, whatever runs": ("track_km", "track_usd_per_km_y", 1.0, not _SCALED),
    "track, by use": ("gross_t_km", "track_usd_per_1000_gt_km", 1000.0, _SCALED),
    "loading and dumping": ("tonnes", "terminal_usd_per_t", 1.0, _SCALED),
}
"""Operating costs: the quantity, its price, for how much of it, and whether it follows demand."""

UPKEEP, OVERHEAD, CARRIED = "upkeep of options", "overhead", "carried"

QUANTITIES = {
    "tonnes": "t", "trips": "1/y", "fuel_l": "L", "crew_h": "h", "locomotive_km": "km", "wagon_km": "km", "gross_t_km": "t km",
    "track_km": "km",
}  # fmt: skip


def named(flow: str, what: str) -> str:
    """Return the name of a row of a flow."""
    return f"{flow}: {what}"


def write_quantities(book: Workbook, values: Values, made: Statement) -> Grid:
    """Write what the trains of every flow use in each year."""
    rows = [(named(q.flow, name), unit) for q in values.quantities for name, unit in QUANTITIES.items()]
    rows += [(named(q.flow, UPKEEP), "M USD") for q in values.quantities]
    grid = Grid(book, "Quantities", made.account, rows)
    for q in values.quantities:
        for name in QUANTITIES:
            grid.give(named(q.flow, name), getattr(q, name))
        grid.give(named(q.flow, UPKEEP), values.upkeep[q.flow])
    return grid


def carried(inputs: Inputs, flow: str) -> str:
    """Return the share of its tonnes that a flow carries if demand is otherwise; no more than the plan was made for."""
    return f"MIN({inputs[f'demand.{flow}']},1)"


def used(inputs: Inputs, quantities: Grid, flow: str, name: str, year: int, *, follows: bool = True) -> str:
    """Return a quantity of a year, as far as it follows demand."""
    at = quantities.at(named(flow, name), year)
    return f"{at}*{carried(inputs, flow)}" if follows else at


def write_operating(book: Workbook, inputs: Inputs, quantities: Grid, values: Values, made: Statement) -> Grid:
    """Write what every flow carries in each year, and its operating costs: quantity times price."""
    names = (*COSTS, UPKEEP, OVERHEAD)
    rows = [(named(flow, name), "M t" if name == CARRIED else "M USD") for flow in values.flows for name in (CARRIED, *names)]
    grid = Grid(book, "Operating", made.account, rows)
    for flow in values.flows:
        tonnes = values.tonnes({})[flow] / 1e6
        grid.fill(named(flow, CARRIED), lambda i, f=flow: f"={used(inputs, quantities, f, 'tonnes', i)}/1000000", tonnes)
        found = values.operating({}, flow)
        for name in names:
            known = found.get(name, np.zeros(values.years))
            grid.fill(named(flow, name), lambda i, f=flow, n=name: f"={_cost(inputs, quantities, grid, f, n, i)}", known)
    return grid


def _cost(inputs: Inputs, quantities: Grid, grid: Grid, flow: str, name: str, year: int) -> str:
    if name == UPKEEP:
        return quantities.at(named(flow, UPKEEP), year)
    if name == OVERHEAD:
        others = "+".join(grid.at(named(flow, other), year) for other in (*COSTS, UPKEEP))
        return f"({others})*{inputs['costs.overhead']}"
    quantity, price, of, follows = COSTS[name]
    amount = used(inputs, quantities, flow, quantity, year, follows=follows)
    return f"{amount}{'' if of == 1.0 else f'/{of:g}'}*{inputs[f'costs.{price}']}/1000000"
