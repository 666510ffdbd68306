"""The inputs of a plan: prices, money, demand and lengths, and by what factor each purchase is dearer if they change."""

from dataclasses import fields

from headway.economics import Capital
from headway.expansion.worth import Appraisal, Bought, Values
from headway.report.files.money.capital import Item
from headway.report.files.money.inputs import Inputs, add_terms
from headway.report.files.money.operating import COSTS
from headway.units import YEAR_S

_IN_TERMS = (
    "rate", "equity_rate", "timing", "residual", "tax", "debt_share", "interest", "tenor_years", "grace_years",
    "working_capital_days", "line_paid", "displaced_kg_s",
)  # fmt: skip
"""Money that stands among the terms of the account already, or in another unit."""

LINE = "the line so far"


def write_inputs(inputs: Inputs, appraisal: Appraisal) -> None:
    """Write all inputs of a plan."""
    values = appraisal.values
    ranges = values.ranges
    add_terms(inputs, appraisal.statement, ranges.get("money.rate", ()))
    for field in fields(values.money):
        if field.name not in _IN_TERMS:
            name = f"money.{field.name}"
            inputs.add(name, getattr(values.money, field.name), _said(field.name), "", ranges.get(name, ()))
    mined = values.money.displaced_kg_s * YEAR_S / 1000
    inputs.add("displaced_t_y", mined, "most ore that takes the place of imports", "t a year")
    prices = [price for _, price, _, _ in COSTS.values()]
    prices += ["overhead", *(name.removeprefix("costs.") for one in values.bought for name in one.weights)]
    for price in dict.fromkeys(prices):
        name = f"costs.{price}"
        inputs.add(name, float(getattr(values.costs, price)), _said(price), "", ranges.get(name, ()))
    for name in dict.fromkeys(one.own for one in values.bought if one.own):
        inputs.add(name, values.base[name], "the price of this option", "USD", ranges.get(name, ()))
    for q in values.quantities:
        name = f"demand.{q.flow}"
        what = "what is asked, as a multiple of the plan; more than the plan carries does not count"
        inputs.add(name, values.base.get(name, 1.0), what, "ratio", ranges.get(name, ()))
        inputs.add(f"length.{q.flow}", q.km, "length of its line", "km")


def items_of(inputs: Inputs, values: Values) -> list[Item]:
    """Return what is bought, with the kind, the flow and the price factor of each, in the order of the account."""
    bought = {f"{one.name}, {values.first + one.in_use}": one for one in values.bought}
    found: list[Item] = []
    for flow in values.flows:
        for kind, capital in values.capital_by_kind({}, flow).items():
            found += [Item(capital=one, kind=kind, flow=flow, factor=_factor(inputs, values, one, bought)) for one in capital]
    return found


def _factor(inputs: Inputs, values: Values, capital: Capital, bought: dict[str, Bought]) -> str:
    if capital.name == LINE:
        return f"{inputs['money.line_usd']}/{inputs.before('money.line_usd')}"
    one = bought[capital.name]
    if one.own:
        return f"{inputs[one.own]}/{inputs.before(one.own)}"
    parts = [
        f"{weight!r}*({inputs[name]}/{inputs.before(name)}-1)"
        for name, weight in one.weights.items()
        if float(getattr(values.costs, name.removeprefix("costs."))) > 0
    ]
    return "+".join(["1", *parts])


def _said(field: str) -> str:
    """Return the name of a field in words, with its unit."""
    words = field.replace("_usd_per_", " [USD per ").replace("_usd", " [USD").replace("_", " ")
    return f"{words}]" if "[" in words else words
