"""The account of a project: tonnes, revenue, costs and works of each year, and the terms of money. No railway is in it.

Every array of money has years as its last axis, and may have draws before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from headway.arguments import public
from headway.economics.figures import Array, Figures, read
from headway.economics.terms import Terms
from headway.errors import InputError, Problem, require

ROWS = (
    "tonnes", "revenue", "working_capital", "capital", "replacements", "residual", "depreciation", "interest",
    "capitalised_interest", "tax", "cfads", "project", "drawn", "principal", "equity", "debt", "dscr", "cumulative",
    "balance_check",
)  # fmt: skip
"""Names of the rows of every statement; a cost cannot have one of them."""


@public
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Capital:
    """Something bought or built, bought again whenever its life has ended.

    Parameters
    ----------
    name
        What it is.
    spend
        Money paid in each year of the account, positive, none after its first year of use.
    in_use
        Index of its first year of use.
    life_y
        Whole years from one purchase to the next.
    depreciation_y
        Years over which it is written off in equal parts; its life unless stated.
    replaced
        Whether it is bought again for the same sum, paid in the year that follows its last year of use.
    """

    name: str
    spend: Figures
    in_use: int
    life_y: int
    depreciation_y: int | None = None
    replaced: bool = True

    def __post_init__(self) -> None:
        (spend,) = read(spend=self.spend)
        object.__setattr__(self, "spend", spend)
        has_years = spend.ndim > 0 and 0 <= self.in_use < spend.shape[-1]
        require(
            (has_years, f"in_use: {self.in_use} is not the index of one of the years of the spend of {self.name}; count from 0"),
            (self.life_y >= 1, f"life_y: {self.name} needs a life of 1 year or more, not {self.life_y}"),
            (
                self.depreciation_y is None or self.depreciation_y >= 1,
                f"depreciation_y: {self.name} is written off over 1 year or more, not {self.depreciation_y}",
            ),
            (
                not has_years or not spend[..., self.in_use + 1 :].any(),
                f"spend: {self.name} is paid for after year {self.in_use}, its first of use; make the later part a Capital",
            ),
        )

    @property
    def purchases(self) -> range:
        """The years in which it, and what replaces it, is first used."""
        years = np.shape(self.spend)[-1]
        return range(self.in_use, years if self.replaced else self.in_use + 1, self.life_y)

    @property
    def price(self) -> Array:
        """All that the first purchase costs."""
        return np.asarray(np.sum(self.spend, axis=-1))


@public
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Account:
    """What a project sells, pays and builds in each of its years.

    Parameters
    ----------
    years
        Number of years.
    tonnes, revenue
        Output and income of each year.
    operating
        Costs of each year by name, positive.
    capital
        What is bought or built.
    terms
        The terms of money.
    first_operating_year
        Index of the first year of operation: works before it are financed by the loan.
    first_year
        The number of year 0 in tables, such as 2027.

    Raises
    ------
    InputError
        With everything whose years or draws do not fit the others.
    """

    years: int
    tonnes: Figures
    revenue: Figures
    terms: Terms
    operating: Mapping[str, Figures] = field(default_factory=dict[str, Figures])
    capital: Sequence[Capital] = ()
    first_operating_year: int = 0
    first_year: int = 0

    def __post_init__(self) -> None:
        tonnes, revenue = read(tonnes=self.tonnes, revenue=self.revenue)
        costs = dict(zip(self.operating, read(**self.operating), strict=True))
        for name, value in {"tonnes": tonnes, "revenue": revenue, "operating": costs, "capital": tuple(self.capital)}.items():
            object.__setattr__(self, name, value)
        money = {"tonnes": tonnes, "revenue": revenue, **costs, **{c.name: np.asarray(c.spend) for c in self.capital}}
        problems = [
            Problem(f"has {array.shape[-1] if array.ndim else 'no'} years, not the {self.years} of the account", where=name)
            for name, array in money.items()
            if array.ndim == 0 or array.shape[-1] != self.years
        ]
        problems += [
            Problem("is the name of a row of every statement; call this cost something else", where=name)
            for name in costs
            if name in ROWS
        ]
        problems += self._of_operation()
        if not problems:
            try:
                _ = self.draws_shape
            except ValueError:
                shapes = {name: array.shape[:-1] for name, array in money.items() if array.ndim > 1}
                problems.append(Problem(f"{shapes}: give all that vary the same number of draws", where="draws"))
        if problems:
            raise InputError(problems)

    def _of_operation(self) -> list[Problem]:
        debt, first = self.terms.debt, self.first_operating_year
        if not 0 <= first < self.years:
            return [Problem(f"{first} is not the index of one of the {self.years} years", where="first_operating_year")]
        last = first + debt.grace_y + debt.tenor_y if debt else 0
        if last > self.years:
            message = f"the last repayment is in year {last - 1}, after the last of the account, {self.years - 1}"
            return [Problem(f"{message}; shorten the tenor or the grace, or add years", where="debt")]
        return []

    @property
    def draws_shape(self) -> tuple[int, ...]:
        """The shape of the draws: ``()`` of a single account, ``(1000,)`` of a thousand draws."""
        terms, tax, debt = self.terms, self.terms.tax, self.terms.debt
        yearly = [self.tonnes, self.revenue, *self.operating.values(), *(c.spend for c in self.capital)]
        single = [terms.rate, terms.equity_rate, terms.working_capital_days, tax.rate if tax else None]
        single += [debt.share, debt.rate] if debt else []
        shapes = [np.shape(value)[:-1] for value in yearly] + [np.shape(value) for value in single if value is not None]
        return np.broadcast_shapes(*shapes)
