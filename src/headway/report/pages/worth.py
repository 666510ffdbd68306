"""What a plan is worth, as rows of a page: every figure with its rate and its timing beside it."""

from headway.expansion.worth import Appraisal
from headway.report.screen import Figure, cost_waterfall


def discounted_by(rate: float, timing: str) -> str:
    """Return a rate and a timing in words."""
    part = {"start": "the start", "mid": "the middle", "end": "the end"}
    when = part.get(timing.removeprefix("year-").removesuffix("-year"), timing)
    return f"at {rate:.2%} a year, money of {when} of the year"


def cost_figures(appraisal: Appraisal) -> dict[str, Figure]:
    """Return what a tonne costs on each line, as figures of a page."""
    return {f"cost {flow}": cost_waterfall(appraisal, flow) for flow in appraisal.cost_per_tonne}


def worth_rows(appraisal: Appraisal) -> list[dict[str, str]]:
    """Return the figures of the project, of its owners and of the country."""
    made, national, money = appraisal.statement, appraisal.national, appraisal.values.money
    timing = money.timing.value
    how, theirs, country = (discounted_by(rate, timing) for rate in (money.rate, money.equity_rate, money.national_rate))
    million = "M USD"
    rows = [
        _row("net present value of the project", f"{float(made.project_npv):,.1f}", million, how, made.project_irrs),
        _row("net present value of the owners", f"{float(made.equity_npv):,.1f}", million, theirs, made.equity_irrs),
        _row("net present value to the country", f"{float(national.npv):,.1f}", million, country, national.irrs),
        _row("benefits over costs, to the country", f"{float(national.benefit_cost_ratio):.2f}", "ratio", country),
    ]
    rows += [
        _row(f"levelised cost of a tonne, {flow}", f"{sum(kinds.values()):,.2f}", "USD/t", f"before tax and interest, {how}")
        for flow, kinds in appraisal.cost_per_tonne.items()
    ]
    cover = float(made.min_dscr)
    if cover == cover:
        rows.append(_row("lowest debt service cover ratio", f"{cover:.2f}", "ratio", "cash over debt service of the year"))
    return rows


def _row(name: str, value: str, unit: str, how: str, irrs: tuple[float, ...] | None = None) -> dict[str, str]:
    rates = "" if irrs is None else ", ".join(f"{rate:.2%}" for rate in irrs) or "none"
    return {"name": name, "value": value, "unit": unit, "how": how, "irr": rates}
