"""Loans: drawn while works go on, with their interest added, then repaid evenly, in level payments, or as cash allows."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from headway.arguments import public
from headway.economics.annuities import capital_recovery_factor
from headway.economics.discounting import Timing, npv
from headway.economics.figures import Array, Figures, rate_rule, read, years_rule
from headway.errors import require

_DUST = 1e-10
"""A share of the loan that rounding leaves after the last repayment; it is no debt, and no service is due on it."""


class Repayment(StrEnum):
    """How the principal is repaid.

    ``equal-principal`` repays the same each year, ``annuity`` pays the same with interest, ``sculpted`` pays the same
    share of each year's cash flow available for debt service.
    """

    EQUAL_PRINCIPAL = "equal-principal"
    ANNUITY = "annuity"
    SCULPTED = "sculpted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """A loan year by year; every array has years as its last axis.

    Parameters
    ----------
    drawn
        Money received.
    capitalised
        Interest added to the balance before the first year of service.
    interest
        Interest paid.
    principal
        Principal repaid.
    balance
        What is owed at the end of the year.
    """

    drawn: Array
    capitalised: Array
    interest: Array
    principal: Array
    balance: Array

    @property
    def service(self) -> Array:
        """Interest and principal paid."""
        return self.interest + self.principal

    def to_frame(self) -> pl.DataFrame:
        """Return a row for each year: ``year`` from 0, and the columns of the loan; of a loan without draws only."""
        require((self.balance.ndim == 1, "loan: has an axis of draws; take the arrays of one draw for a table"))
        names = ("drawn", "capitalised", "interest", "principal", "service", "balance")
        return pl.DataFrame({"year": range(self.balance.size), **{name: getattr(self, name) for name in names}})


@public
def construction_loan(
    draws: Figures,
    rate: Figures,
    tenor_y: int,
    repayment: Repayment = Repayment.ANNUITY,
    grace_y: int = 0,
    timing: Timing = Timing.MID,
    cfads: Figures | None = None,
) -> Loan:
    """Return the schedule of a loan drawn during works, with its interest then added, and repaid afterwards.

    Parameters
    ----------
    draws
        Money received in each year of works; years are the last axis.
    rate
        Interest per year, above -1.
    tenor_y
        Years of repayment, 1 or more, after the years of grace.
    repayment
        How the principal is repaid.
    grace_y
        Years after the works in which interest alone is paid.
    timing
        When in a year of works money is received; mid-year bears half a year of simple interest in that year.
    cfads
        Cash flow available for debt service of each year of repayment; only and always for sculpted repayment.
    """
    drawn, rates = read(draws=draws, rate=rate)
    require(years_rule("draws", drawn), rate_rule("rate", rates), *_terms(tenor_y, grace_y))
    works = drawn.shape[-1]
    years = works + grace_y + tenor_y
    require(((cfads is not None) == (repayment == Repayment.SCULPTED), "cfads: give it for sculpted repayment, and for no other"))
    cash = None
    if cfads is not None:
        (given,) = read(cfads=cfads)
        fits = given.ndim > 0 and given.shape[-1] == tenor_y
        require((fits, f"cfads: must have the {tenor_y} years of repayment, and no others"))
        cash = np.concatenate([np.zeros((*given.shape[:-1], years - tenor_y)), given], axis=-1)
    padded = np.concatenate([drawn, np.zeros((*drawn.shape[:-1], years - works))], axis=-1)
    return schedule(padded, rates, works, grace_y, tenor_y, Repayment(repayment), Timing(timing), cash)


def _terms(tenor_y: int, grace_y: int) -> tuple[tuple[bool, str], ...]:
    return (
        (tenor_y >= 1, f"tenor_y: 1 year or more, not {tenor_y}"),
        (grace_y >= 0, f"grace_y: cannot be negative, but is {grace_y}"),
    )


def schedule(
    drawn: Array, rate: Array, start: int, grace_y: int, tenor_y: int, repayment: Repayment, timing: Timing, cfads: Array | None
) -> Loan:
    """Return the schedule of a loan over all years of its draws; it is serviced from year ``start`` on."""
    years, first = drawn.shape[-1], start + grace_y
    shape = np.broadcast_shapes(drawn.shape, (*rate.shape, years), () if cfads is None else cfads.shape)
    drawn = np.broadcast_to(drawn, shape)
    capitalised, interest, principal, balance = (np.zeros(shape) for _ in range(4))
    owed = np.zeros(shape[:-1])
    dscr = np.ones(shape[:-1])
    borrowed = owed
    for t in range(years):
        due = rate * (owed + ((1 - timing.offset) * drawn[..., t] if t < start else 0.0))
        if t < start:
            capitalised[..., t] = due
            owed = owed + drawn[..., t] + due
        else:
            if t == first:
                borrowed = owed
                dscr = _cover(cfads, rate, first, tenor_y, owed)
            interest[..., t] = due
            if first <= t < first + tenor_y:
                if repayment == Repayment.EQUAL_PRINCIPAL:
                    principal[..., t] = borrowed / tenor_y
                elif repayment == Repayment.ANNUITY:
                    principal[..., t] = borrowed * capital_recovery_factor(rate, tenor_y) - due
                elif cfads is not None:
                    principal[..., t] = cfads[..., t] / dscr - due
            owed = owed - principal[..., t]
            if t == first + tenor_y - 1:
                owed = np.where(np.abs(owed) <= _DUST * borrowed, 0.0, owed)
        balance[..., t] = owed
    return Loan(drawn=drawn, capitalised=capitalised, interest=interest, principal=principal, balance=balance)


def _cover(cfads: Array | None, rate: Array, first: int, tenor_y: int, owed: Array) -> Array:
    """Return how many times the cash flows of the tenor are worth what is owed at its start; 1 where nothing is."""
    if cfads is None:
        return np.ones_like(owed)
    worth = npv(rate, cfads[..., first : first + tenor_y], Timing.END)
    cover = np.divide(worth, owed, out=np.ones(np.broadcast_shapes(worth.shape, owed.shape)), where=owed != 0)
    return np.where(cover == 0, 1.0, cover)


@public
def sculpted_debt(cfads: Figures, dscr: float, rate: Figures) -> Array:
    """Return the debt that cash flows bear at the same debt service cover ratio in each year.

    Parameters
    ----------
    cfads
        Cash flow available for debt service at the end of each year; years are the last axis.
    dscr
        The cover ratio, above zero.
    rate
        Interest per year, above -1.
    """
    cash, rates = read(cfads=cfads, rate=rate)
    require(years_rule("cfads", cash), rate_rule("rate", rates), (dscr > 0, f"dscr: must be above zero, not {dscr:g}"))
    return npv(rates, cash, Timing.END) / dscr


@public
def cover_ratios(cfads: Figures, service: Figures) -> Array:
    """Return the debt service cover ratio of each year; not a number where nothing is to be paid.

    Parameters
    ----------
    cfads, service
        Cash flow available for debt service, and interest and principal due, of each year.
    """
    cash, due = read(cfads=cfads, service=service)
    cash, due = np.broadcast_arrays(cash, due)
    return np.divide(cash, due, out=np.full(cash.shape, np.nan), where=due > 0)


@public
def loan_life_cover(cfads: Figures, rate: Figures, debt: Figures) -> Array:
    """Return the present value of the cash flows over the life of a loan, as a multiple of the debt at its start.

    Parameters
    ----------
    cfads
        Cash flow available for debt service at the end of each year from the date of the debt to the last repayment.
    rate
        Interest of the loan per year, above -1.
    debt
        What is owed at that date; not a number comes back where it is nothing.
    """
    cash, rates, owed = read(cfads=cfads, rate=rate, debt=debt)
    require(years_rule("cfads", cash), rate_rule("rate", rates))
    worth, owed = np.broadcast_arrays(npv(rates, cash, Timing.END), owed)
    return np.divide(worth, owed, out=np.full(worth.shape, np.nan), where=owed > 0)[()]
