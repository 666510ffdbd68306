"""What a plan is worth as a workbook with live formulas: change a price or a rate, and every figure follows."""

from pathlib import Path

import numpy as np

from headway.arguments import public
from headway.economics import npv
from headway.expansion.worth import Appraisal
from headway.report.files.money.account import AccountSheet, Formula, account_grid
from headway.report.files.money.capital import CapitalSheet
from headway.report.files.money.figures import FigureSheet, discounted_by, write_figures
from headway.report.files.money.grid import Grid
from headway.report.files.money.inputs import Inputs
from headway.report.files.money.national import NationalSheet
from headway.report.files.money.operating import CARRIED, COSTS, OVERHEAD, UPKEEP, named, used, write_operating, write_quantities
from headway.report.files.money.prices import items_of, write_inputs
from headway.report.files.workbook import Workbook, write_workbook
from headway.units import exact_sum


@public
def write_appraisal_excel(appraisal: Appraisal, path: str | Path) -> Path:
    """Write what a plan is worth as a workbook with live formulas.

    Sheets: what was planned; inputs; quantities of every flow by year; their cost; what is bought; the account of the
    project; that of the country; and the figures. Every cell that is worked out holds its formula and what the engine found.

    Parameters
    ----------
    appraisal
        What the plan is worth.
    path
        The file, .xlsx.
    """
    made, values = appraisal.statement, appraisal.values

    def fill(book: Workbook) -> None:
        book.about(appraisal.about)
        inputs = Inputs(book)
        write_inputs(inputs, appraisal)
        quantities = write_quantities(book, values, made)
        operating = write_operating(book, inputs, quantities, values, made)
        grid = account_grid(book, made)
        capitalised = grid.span("capitalised_interest") if made.account.terms.debt is not None else ""
        items = items_of(inputs, values)
        capital = CapitalSheet(book, inputs, made, items, capitalised, values.money.national_rate)
        AccountSheet(grid, inputs, capital, made, _given(appraisal, inputs, quantities, operating)).write()
        national = NationalSheet(book, inputs, quantities, grid, capital, appraisal)
        national.write()
        figures = FigureSheet(book)
        write_figures(figures, made, grid, inputs)
        national.figures(figures)
        _tonne(figures, appraisal, grid, operating, capital)

    return write_workbook(path, fill)


def _given(appraisal: Appraisal, inputs: Inputs, quantities: Grid, operating: Grid) -> dict[str, Formula]:
    """Return the formulas of tonnes, revenue and operating costs of the account."""
    values = appraisal.values
    tariff = inputs["money.tariff_usd_per_1000_t_km"]

    def revenue(i: int) -> str:
        carried = (f"{used(inputs, quantities, flow, 'tonnes', i)}*{inputs[f'length.{flow}']}" for flow in values.flows)
        return f"{tariff}*({'+'.join(carried)})/1000/1000000"

    def cost(name: str) -> Formula:
        return lambda i: "+".join(operating.at(named(flow, name), i) for flow in values.flows)

    found: dict[str, Formula] = {name: cost(name) for name in (*COSTS, UPKEEP, OVERHEAD)}
    found["tonnes"] = lambda i: f"{used(inputs, quantities, values.flows[0], 'tonnes', i)}/1000000"
    found["revenue"] = revenue
    return found


def _tonne(sheet: FigureSheet, appraisal: Appraisal, grid: Grid, operating: Grid, capital: CapitalSheet) -> None:
    """Write what a tonne costs on each line, by kind of cost."""
    values, terms = appraisal.values, appraisal.account.terms
    factor, how = grid.span("discount factor"), discounted_by(appraisal.statement)
    present = capital.present_costs()
    for flow in values.flows:
        sheet.line("")
        sheet.line(f"cost of a tonne, {flow}", bold=True)
        tonnes = f"SUMPRODUCT({operating.span(named(flow, CARRIED))},{factor})"
        carried = float(npv(terms.rate, values.tonnes({})[flow] / 1e6, terms.timing))
        first = sheet.row
        costs = values.operating({}, flow)
        for name in (*COSTS, UPKEEP, OVERHEAD):
            value = float(npv(terms.rate, costs.get(name, np.zeros(values.years)), terms.timing)) / carried
            sum_ = f"SUMPRODUCT({operating.span(named(flow, name))},{factor})"
            sheet.add(f"  {name}", f"{sum_}/{tonnes}", value, "USD/t", how)
        for (kind, of), cost in present.items():
            if of == flow:
                sheet.add(f"  capital: {kind}", f"{capital.present(kind, flow)}/{tonnes}", cost / carried, "USD/t", how)
        total = exact_sum(float(npv(terms.rate, cost, terms.timing)) for cost in costs.values())
        total += exact_sum(cost for (_, of), cost in present.items() if of == flow)
        sheet.add("  together", f"SUM($B${first + 1}:$B${sheet.row})", total / carried, "USD/t", how)
