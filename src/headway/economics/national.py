"""What a project is worth to a country: its account at shadow prices, apart from the financial one.

Taxes, loans and working capital are transfers or timing between residents; they are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from headway.arguments import public
from headway.economics.account import Account
from headway.economics.discounting import benefit_cost_ratio
from headway.economics.figures import Array, Figures, read
from headway.economics.reckoning import statement
from headway.economics.results import Statement
from headway.errors import InputError, Problem, did_you_mean, require


@public
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shadow:
    """Shadow prices: by what each market price is multiplied to be its cost to the country.

    Parameters
    ----------
    operating
        Factor of operating costs by name, zero or more: 3.3 of subsidised fuel, 0.7 of labour that would be idle. A cost
        without a factor counts at its market price.
    capital
        Factor of things bought or built by name.
    revenue
        Factor of the revenue where it measures the benefit; 0 where `benefits` of `economic` replace it.
    rate
        Social discount rate per year; that of the account unless stated.
    """

    operating: Mapping[str, Figures] = field(default_factory=dict[str, Figures])
    capital: Mapping[str, Figures] = field(default_factory=dict[str, Figures])
    revenue: Figures = 1.0
    rate: Figures | None = None

    def __post_init__(self) -> None:
        given = {**self.operating, **self.capital, "revenue": self.revenue}
        named = dict(zip(given, read(**given), strict=True))
        rule = "a factor cannot be negative; 1 leaves the market price"
        require(*((bool((factor >= 0).all()), f"{name}: {rule}") for name, factor in named.items()))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Economic:
    """The economic account of a project.

    Parameters
    ----------
    statement
        The rows at shadow prices; benefits are its revenue.
    """

    statement: Statement

    @property
    def npv(self) -> Array:
        """Economic net present value at the social rate."""
        return self.statement.project_npv

    @property
    def irrs(self) -> tuple[float, ...]:
        """All economic internal rates of return (EIRR); of a single account only."""
        return self.statement.project_irrs

    @property
    def irr(self) -> Array:
        """The economic internal rate of return; not a number where there is none or more than one."""
        return self.statement.project_irr

    @property
    def benefit_cost_ratio(self) -> Array:
        """Present value of benefits over that of costs; residual values lessen the costs."""
        rows, account = self.statement.rows, self.statement.account
        costs = rows["capital"] + rows["replacements"] - rows["residual"]
        for name in account.operating:
            costs = costs + rows[name]
        return benefit_cost_ratio(account.terms.rate, rows["revenue"], costs, account.terms.timing)


@public
def economic(
    account: Account,
    shadow: Shadow,
    benefits: Mapping[str, Figures] | None = None,
    costs: Mapping[str, Figures] | None = None,
) -> Economic:
    """Return the account at shadow prices, without taxes, loans and working capital.

    Parameters
    ----------
    account
        The financial account.
    shadow
        Factors of its costs.
    benefits
        More benefits of each year by name, such as the savings of users.
    costs
        More costs of each year by name, such as that of carbon (`carbon_cost`).

    Raises
    ------
    InputError
        Where a factor names no cost of the account.
    """
    items = {item.name for item in account.capital}
    problems = [
        Problem(f'"{name}" is not one of the {kind} of the account. {did_you_mean(name, known)}', where=f"{field_}.{name}")
        for field_, kind, given, known in (
            ("operating", "operating costs", shadow.operating, set(account.operating)),
            ("capital", "things bought or built", shadow.capital, items),
        )
        for name in given
        if name not in known
    ]
    problems += [
        Problem("is the name of a cost of the account already; call it something else", where=f"costs.{name}")
        for name in costs or {}
        if name in account.operating
    ]
    if problems:
        raise InputError(problems)
    gain = _times(account.revenue, shadow.revenue)
    for extra in read(**(benefits or {})):
        gain = gain + extra
    operating = {name: _times(cost, shadow.operating.get(name, 1.0)) for name, cost in account.operating.items()}
    capital = [replace(item, spend=_times(item.spend, shadow.capital.get(item.name, 1.0))) for item in account.capital]
    rate = account.terms.rate if shadow.rate is None else shadow.rate
    terms = replace(account.terms, rate=rate, equity_rate=None, tax=None, debt=None, working_capital_days=0.0)
    revalued = replace(account, revenue=gain, operating={**operating, **(costs or {})}, capital=capital, terms=terms)
    return Economic(statement=statement(revalued))


def _times(money: Figures, factor: Figures) -> Array:
    return np.asarray(money, dtype=np.float64) * np.asarray(factor, dtype=np.float64)[..., None]
