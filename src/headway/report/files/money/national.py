"""The sheet of the country: benefits in place of revenue, and costs at what they are worth."""

from collections.abc import Callable

import numpy as np

from headway.economics import factors
from headway.expansion.worth import Appraisal
from headway.report.files.money.capital import CapitalSheet
from headway.report.files.money.figures import FigureSheet, discounted_by
from headway.report.files.money.grid import Grid
from headway.report.files.money.inputs import Inputs
from headway.report.files.money.operating import used
from headway.report.files.workbook import Workbook
from headway.units import YEAR_S

_BENEFITS, _BURDENS = ("in place of imports", "exported"), ("mining", "carbon")
_RATE = "money.national_rate"


class NationalSheet:
    """Writes the account of the country.

    Parameters
    ----------
    book, inputs, quantities, account, capital
        The workbook and its sheets.
    appraisal
        What the plan is worth.
    """

    def __init__(
        self, book: Workbook, inputs: Inputs, quantities: Grid, account: Grid, capital: CapitalSheet, appraisal: Appraisal
    ) -> None:
        self.inputs, self.quantities, self.account, self.capital, self.appraisal = inputs, quantities, account, capital, appraisal
        self.costs = tuple(appraisal.account.operating)
        names = (
            "mined", "displaces", *_BENEFITS, "benefits", *self.costs, *_BURDENS, "capital", "replacements", "residual", "costs",
            "worth", "cumulative", "discount factor", "discounted",
        )  # fmt: skip
        units = {"mined": "t", "displaces": "t", "discount factor": ""}
        self.grid = Grid(book, "National", appraisal.account, [(name, units.get(name, "M USD")) for name in names])

    def _fill(self, row: str, formula: Callable[[int], str], values: object) -> None:
        self.grid.fill(row, lambda i: f"={formula(i)}", np.asarray(values, dtype=np.float64))

    def write(self) -> None:
        """Write all rows."""
        self._benefits()
        self._costs()
        self._worth()

    def _benefits(self) -> None:
        values, inputs, grid = self.appraisal.values, self.inputs, self.grid
        flow = values.flows[0]
        mined = values.tonnes({})[flow]
        found = values.benefits({})
        self._fill("mined", lambda i: used(inputs, self.quantities, flow, "tonnes", i), mined)
        most = inputs["displaced_t_y"]
        displaces = np.minimum(mined, values.money.displaced_kg_s * YEAR_S / 1000)
        self._fill("displaces", lambda i: f"MIN({grid.at('mined', i)},{most})", displaces)
        at_ship, port, inland = (inputs[f"money.{name}_usd_per_t"] for name in ("import", "port", "inland"))
        parity = f"({at_ship}+{port}+{inland}-{inputs['money.discount_usd_per_t']})"
        place, exported = _BENEFITS
        self._fill(place, lambda i: f"{grid.at('displaces', i)}*{parity}/1000000", found[place])
        export = inputs["money.export_usd_per_t"]
        self._fill(exported, lambda i: f"({grid.at('mined', i)}-{grid.at('displaces', i)})*{export}/1000000", found[exported])
        total = self.appraisal.national.statement.rows["revenue"]
        self._fill("benefits", lambda i: f"{grid.at(place, i)}+{grid.at(exported, i)}", total)

    def _costs(self) -> None:
        inputs, grid, rows = self.inputs, self.grid, self.appraisal.national.statement.rows
        values = self.appraisal.values
        fuel, worth = inputs["costs.fuel_usd_per_l"], inputs["money.fuel_worth_usd_per_l"]
        factor = {"fuel": f"*IF({fuel}>0,{worth}/{fuel},1)", "crews": f"*{inputs['money.labour_factor']}"}
        for name in self.costs:
            self._fill(name, lambda i, n=name: f"{self.account.at(n, i)}{factor.get(n, '')}", rows[name])
        mining, carbon = _BURDENS
        price = inputs["money.mining_usd_per_t"]
        self._fill(mining, lambda i: f"{grid.at('mined', i)}*{price}/1000000", rows[mining])
        tonne = f"{inputs['money.carbon_usd_per_t']}*{inputs['money.co2_kg_per_l']}/1000/1000000"

        def litres(i: int) -> str:
            return "+".join(used(inputs, self.quantities, flow, "fuel_l", i) for flow in values.flows)

        self._fill(carbon, lambda i: f"({litres(i)})*{tonne}", rows[carbon])
        works = inputs["money.works_factor"]
        for name in ("capital", "replacements"):
            self._fill(name, lambda i, n=name: f"{self.account.at(n, i)}*{works}", rows[name])
        left = self.capital.total("left at the end, to the country [M]")
        last = values.years - 1
        self._fill("residual", lambda i: f"{left}*{works}" if i == last else "0", rows["residual"])
        spent = (*self.costs, *_BURDENS, "capital", "replacements")
        total = sum((rows[name] for name in spent), -rows["residual"])
        self._fill("costs", lambda i: "+".join(grid.at(name, i) for name in spent) + f"-{grid.at('residual', i)}", total)

    def _worth(self) -> None:
        grid, made = self.grid, self.appraisal.national.statement
        terms, years = made.account.terms, made.account.years
        factor = factors(terms.rate, years, terms.timing)
        self._fill("worth", lambda i: f"{grid.at('benefits', i)}-{grid.at('costs', i)}", made.rows["project"])
        self._fill("cumulative", lambda i: f"SUM({grid.span('worth', 0, i)})", made.rows["cumulative"])
        self._fill(
            "discount factor",
            lambda i: f"(1+{self.inputs[_RATE]})^(-({grid.year(i)}-{grid.year(0)}+{self.inputs['timing_offset']}))",
            factor,
        )
        self._fill(
            "discounted", lambda i: f"{grid.at('worth', i)}*{grid.at('discount factor', i)}", made.rows["project"] * factor
        )

    def figures(self, sheet: FigureSheet) -> None:
        """Write the figures of the country."""
        grid, national = self.grid, self.appraisal.national
        factor, how = grid.span("discount factor"), discounted_by(national.statement)
        sheet.add("net present value to the country", f"SUM({grid.span('discounted')})", float(national.npv), "M USD", how)
        sheet.rate_of_return("internal rate of return of the country", grid.span("worth"), national.irrs)
        gain, cost = (f"SUMPRODUCT({grid.span(name)},{factor})" for name in ("benefits", "costs"))
        sheet.add("benefits over costs", f"{gain}/{cost}", float(national.benefit_cost_ratio), "ratio", how)
