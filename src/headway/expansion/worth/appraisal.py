"""What a plan is worth: its account for the owner and for the country, what a tonne costs, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from headway.about import About
from headway.arguments import public
from headway.economics import (
    Account,
    Bar,
    Capital,
    Economic,
    Shadow,
    Share,
    Statement,
    Tax,
    Terms,
    draws,
    economic,
    levelised_cost,
    probability_below,
    statement,
    switching_value,
    tornado,
    variance_shares,
)
from headway.errors import InputError, did_you_mean
from headway.expansion.conduct import expand
from headway.expansion.result import Expansion
from headway.expansion.worth.values import Values, values_of
from headway.shown import Shown, aligned
from headway.units import exact_sum

Floats = NDArray[np.float64]

_MUSD = 1e6

FIGURES: Mapping[str, str] = {
    "npv": "net present value [M USD]",
    "national": "net present value to the country [M USD]",
    "cost": "cost of a tonne [USD/t]",
}
"""Figures that can be asked about, with what they are."""

_POINTS = 256
"""Base points of the shares of the variance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A figure over draws of prices, costs and demand.

    Parameters
    ----------
    figure
        Which, of `FIGURES`.
    inputs, values
        The draws by input, and the figure of each.
    shares
        Which share of the variance each input accounts for, the largest first.
    """

    figure: str
    inputs: Mapping[str, Floats]
    values: Floats
    shares: tuple[Share, ...]

    @property
    def loss(self) -> float:
        """The chance that the figure is below zero."""
        return float(probability_below(self.values))

    def quantiles(self, *chances: float) -> tuple[float, ...]:
        """Return quantiles of the figure."""
        return tuple(float(q) for q in np.quantile(self.values, chances))


@dataclass(frozen=True, kw_only=True, repr=False)
class Appraisal(Shown):
    """What a plan is worth.

    Parameters
    ----------
    expansion
        The plan.
    values
        Its quantities and prices, and which of them may be otherwise.
    """

    expansion: Expansion
    values: Values

    @cached_property
    def account(self) -> Account:
        """The account of the project [M USD]."""
        return account_of(self.values, {})

    @cached_property
    def statement(self) -> Statement:
        """The account of the project, row by row [M USD]."""
        return statement(self.account)

    @cached_property
    def national(self) -> Economic:
        """The account of the country [M USD]."""
        return national_of(self.values, {}, self.account)

    @cached_property
    def cost_per_tonne(self) -> dict[str, dict[str, float]]:
        """What a tonne costs on each line, by kind of cost, levelised [USD/t]; the line so far apart."""
        return {flow: self._costs(flow) for flow in self.values.flows}

    def _costs(self, flow: str) -> dict[str, float]:
        values, terms = self.values, self.account.terms
        tonnes = values.tonnes({})[flow]
        kinds: dict[str, Floats] = dict(values.operating({}, flow).items())
        for kind, capital in values.capital_by_kind({}, flow).items():
            rows = statement(
                Account(
                    years=values.years,
                    tonnes=tonnes,
                    revenue=np.zeros(values.years),
                    terms=terms_of(values, {}, plain=True),
                    capital=capital,
                )
            ).rows
            kinds[kind] = rows["capital"] + rows["replacements"] - rows["residual"]
        return {name: float(levelised_cost(cost, tonnes / _MUSD, terms.rate, terms.timing)) for name, cost in kinds.items()}

    def under(self, **money: Any) -> "Appraisal":
        """Return the same plan appraised under other terms of money, such as ``line_paid=False`` or ``rate=0.05``."""
        asked = replace(self.values.asked, money=replace(self.values.money, **money))
        return replace(self, values=replace(self.values, asked=asked))

    def _otherwise(self) -> tuple[str, dict[str, float]] | None:
        """Return what a tonne costs if the line so far counts, or does not; None where it is not known what it cost."""
        money = self.values.money
        if money.line_usd <= 0:
            return None
        said = "the line so far counted" if money.line_paid else "the line so far paid"
        other = self.under(line_paid=not money.line_paid)
        return said, {flow: exact_sum(kinds.values()) for flow, kinds in other.cost_per_tonne.items()}

    def figure(self, name: str, inputs: Mapping[str, Floats]) -> Floats:
        """Return a figure for other inputs, all draws at once.

        Raises
        ------
        InputError
            If there is no such figure.
        """
        account = account_of(self.values, inputs)
        if name == "npv":
            return np.asarray(statement(account).project_npv)
        if name == "cost":
            return np.asarray(statement(account).levelised_cost)
        if name == "national":
            return np.asarray(national_of(self.values, inputs, account).npv)
        raise InputError([f'"{name}" is not a figure. {did_you_mean(name, FIGURES)}'])

    def tornado(self, figure: str = "npv") -> tuple[Bar, ...]:
        """Return how far each input moves a figure over its range, the farthest first."""
        return tornado(lambda inputs: self.figure(figure, inputs), self.values.base, self.values.ranges)

    def drawn(self, count: int = 10_000, seed: int = 0, figure: str = "npv") -> Drawn:
        """Draw prices, costs and demand within their ranges, and return a figure with the share of each in its variance."""
        inputs = draws(self.values.distributions, count, seed)
        shares = variance_shares(lambda given: self.figure(figure, given), self.values.distributions, _POINTS, seed)
        return Drawn(
            figure=figure, inputs=inputs, values=self.figure(figure, inputs), shares=tuple(sorted(shares, key=lambda s: -s.total))
        )

    def switching(self, figure: str = "npv") -> dict[str, float | None]:
        """Return for each input the value at which a figure is zero; None where none in four times its range is."""
        found: dict[str, float | None] = {}
        for name, (low, high) in self.values.ranges.items():
            base = self.values.base[name]
            wide = (max(0.0, base - 4 * (base - low)), base + 4 * (high - base))
            found[name] = switching_value(lambda inputs: self.figure(figure, inputs), self.values.base, name, wide)
        return found

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        costs = ", ".join(f"{flow} {exact_sum(kinds.values()):.2f}" for flow, kinds in self.cost_per_tonne.items())
        paid = "the line so far paid" if self.values.money.line_paid else "the line so far counted"
        return f"{self.expansion.asked.title}: a tonne costs {costs} USD ({paid}, {self._discounted})"

    @property
    def _discounted(self) -> str:
        money = self.values.money
        return f"{money.rate:.1%} a year, {money.timing.value}"

    @property
    def about(self) -> About:
        """What was appraised, and how."""
        return self.expansion.about

    def summary(self) -> str:
        """Return the account on a screen: what a tonne costs, both net present values, and what they rest on."""
        lines = [self.headline, *self.about.lines(17), ""]
        names = list(dict.fromkeys(name for kinds in self.cost_per_tonne.values() for name in kinds))
        rows = [("cost of a tonne [USD/t]", *self.cost_per_tonne)]
        rows += [(name, *(f"{kinds.get(name, 0.0):.2f}" for kinds in self.cost_per_tonne.values())) for name in names]
        rows.append(("together", *(f"{exact_sum(kinds.values()):.2f}" for kinds in self.cost_per_tonne.values())))
        if (other := self._otherwise()) is not None:
            rows.append((other[0], *(f"{cost:.2f}" for cost in other[1].values())))
        lines += [*aligned(rows), "", *(f"  {name:<22}{value}, {note}" for name, value, note in self._worth())]
        lines += [f"  {warning}" for warning in self.statement.warnings]
        return "\n".join(lines)

    def _worth(self) -> list[tuple[str, str, str]]:
        one, other, money = self.statement, self.national, self.values.money
        irrs = ", ".join(f"{rate:.1%}" for rate in one.project_irrs) or "none"
        national = ", ".join(f"{rate:.1%}" for rate in other.irrs) or "none"
        return [
            ("worth of the project", f"{float(one.project_npv):,.0f} M USD", f"at {self._discounted}; internal rate {irrs}"),
            (
                "worth to the country",
                f"{float(other.npv):,.0f} M USD",
                f"at {money.national_rate:.1%} a year, {money.timing.value}; internal rate {national}",
            ),
            (
                "benefits over costs",
                f"{float(other.benefit_cost_ratio):.2f}",
                "to the country: ore in place of imports, the rest exported, less mining; fuel at its worth, carbon",
            ),
        ]

    def to_frame(self) -> pl.DataFrame:
        """Return the account of the project: a row for each year [M USD, t]."""
        return self.statement.to_frame()


def terms_of(values: Values, inputs: Mapping[str, Floats], *, plain: bool = False) -> Terms:
    """Return the terms of money; plain ones know no tax, loan or working capital."""
    money = values.money
    rate = inputs.get("money.rate", np.asarray(money.rate))
    if plain:
        return Terms(rate=rate, timing=money.timing, residual=money.residual)
    return Terms(
        rate=rate, equity_rate=money.equity_rate, timing=money.timing, residual=money.residual,
        working_capital_days=money.working_capital_days, tax=Tax(rate=money.tax) if money.tax else None,
    )  # fmt: skip


def account_of(values: Values, inputs: Mapping[str, Floats]) -> Account:
    """Return the account of the project for some inputs, the others as the plan says [M USD, t]."""
    tonnes = values.tonnes(inputs)
    operating: dict[str, Floats] = {}
    for flow in values.flows:
        for name, cost in values.operating(inputs, flow).items():
            operating[name] = operating[name] + cost if name in operating else cost
    capital: list[Capital] = [
        one for flow in values.flows for each in values.capital_by_kind(inputs, flow).values() for one in each
    ]
    return Account(
        years=values.years, tonnes=tonnes[values.flows[0]] / _MUSD, revenue=values.revenue(inputs), operating=operating,
        capital=capital, terms=terms_of(values, inputs), first_year=values.first,
    )  # fmt: skip


def national_of(values: Values, inputs: Mapping[str, Floats], account: Account) -> Economic:
    """Return the account of the country: benefits in place of revenue, costs at what they are worth."""
    money = values.money
    fuel = values.input("costs.fuel_usd_per_l", inputs)
    worth = values.input("money.fuel_worth_usd_per_l", inputs)
    factors = {
        "fuel": np.where(fuel > 0, worth / np.where(fuel > 0, fuel, 1.0), 1.0),
        "crews": np.asarray(money.labour_factor),
    }
    shadow = Shadow(
        operating={name: factor for name, factor in factors.items() if name in account.operating},
        capital={one.name: money.works_factor for one in account.capital},
        revenue=0.0,
        rate=money.national_rate,
    )
    return economic(account, shadow, benefits=values.benefits(inputs), costs=values.burdens(inputs))


@public
def appraise(
    plan: Expansion | Mapping[str, Any] | str | Path, *, practice: str | None = None, folder: str | Path | None = None
) -> Appraisal:
    """Return what a plan is worth, to its owner and to the country, and what a tonne costs.

    Parameters
    ----------
    plan
        The plan as it was found, or what `expand` takes, which is then planned first.
    practice, folder
        As for `expand`.

    Raises
    ------
    InputError
        As `expand` does.
    """
    expansion = plan if isinstance(plan, Expansion) else expand(plan, practice=practice, folder=folder)
    return Appraisal(expansion=expansion, values=values_of(expansion.asked, expansion.programme, expansion.found))
