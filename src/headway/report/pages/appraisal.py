"""The page of what a plan is worth: cost of a tonne, worth to owner and country, cash, and how sure all that is."""

from collections.abc import Sequence
from pathlib import Path

from headway.arguments import public
from headway.economics import Bar
from headway.expansion.worth import FIGURES, Appraisal, Drawn
from headway.report.pages.html_page import write_html
from headway.report.pages.worth import cost_figures, discounted_by, worth_rows
from headway.report.screen import Figure, cash_graph, money_tornado, variance_bars, worth_fan
from headway.report.tables import input_names

_HIDDEN = ("balance_check", "dscr")
_OF_A_LOAN = ("interest", "capitalised_interest", "drawn", "principal", "debt", "equity")


@public
def write_appraisal_page(
    appraisal: Appraisal, path: str | Path, bars: Sequence[Bar] | None = None, drawn: Drawn | None = None, *, figure: str = "npv"
) -> Path:
    """Write the page of what a plan is worth.

    Parameters
    ----------
    appraisal
        What the plan is worth.
    path
        The HTML file to write.
    bars
        How far each input moves a figure, as `Appraisal.tornado` says.
    drawn
        A figure over draws of the inputs, as `Appraisal.drawn` says.
    figure
        The figure that the bars are of.
    """
    figures: dict[str, Figure] = {**cost_figures(appraisal), "cash": cash_graph(appraisal)}
    if bars:
        figures["tornado"] = money_tornado(bars, FIGURES[figure], base=float(appraisal.figure(figure, {})))
    if drawn is not None:
        figures["fan"] = worth_fan(drawn)
        if drawn.shares:
            figures["shares"] = variance_bars(drawn)
    account, money = appraisal.account, appraisal.values.money
    asked = appraisal.expansion.asked
    return write_html(
        path, "appraisal.html", figures, appraisal=appraisal, plan=appraisal.expansion, worth=worth_rows(appraisal),
        costs=appraisal.cost_per_tonne, discounted=discounted_by(money.rate, money.timing.value), figure=FIGURES[figure],
        count=drawn.values.size if drawn is not None else 0, loss=f"{drawn.loss:.1%}" if drawn is not None and drawn.loss else "",
        switching=_switching(appraisal), years=[account.first_year + i for i in range(account.years)], rows=_account(appraisal),
        assumed=[p for p in asked.provenance if p.range or p.assumed],
    )  # fmt: skip


def _switching(appraisal: Appraisal) -> list[dict[str, str]]:
    """Return at which value of each input the project is worth nothing, the nearest to its range first."""
    values = appraisal.values
    found = appraisal.switching() if values.ranges else {}
    names = dict(zip(values.ranges, input_names(values.ranges), strict=True))
    rows: list[tuple[float, dict[str, str]]] = []
    for name, at in found.items():
        low, high = values.ranges[name]
        if at is None:
            continue
        row = {
            "name": names[name], "base": _number(values.base[name]), "at": _number(at),
            "range": f"{_number(low)} to {_number(high)}", "inside": "yes" if low <= at <= high else "no",
        }  # fmt: skip
        rows.append((abs(at - values.base[name]) / (high - low), row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _number(value: float) -> str:
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def _account(appraisal: Appraisal) -> list[tuple[str, list[str]]]:
    """Return the rows of the account that say anything, as texts."""
    loan = appraisal.account.terms.debt is not None
    found: list[tuple[str, list[str]]] = []
    for name, values in appraisal.statement.rows.items():
        if name in _HIDDEN or (name in _OF_A_LOAN and not loan) or not values.any():
            continue
        found.append(
            (
                name.replace("_", " "),
                [f"{value:,.1f}" if abs(value) >= 0.05 or value == 0 else f"{value:,.3f}" for value in values],
            )
        )
    return found
