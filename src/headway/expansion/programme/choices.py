"""Choices: what can be bought, and what one costs in present money by the year in which it is first used."""

from dataclasses import dataclass
from typing import Protocol

from headway.economics import Residual, Timing, capital_recovery_factor
from headway.economics import residual as residual_value
from headway.units import exact_sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that can be bought, once or several times.

    Parameters
    ----------
    name
        What it is called.
    most
        How often it can be bought.
    price
        What one costs, whenever it is bought.
    spend
        Which share of the price is paid in each year, the first ``lead`` years before the first year of use; adds up
        to 1.
    lead
        Years from the decision to the first year of use.
    life
        Years that one can be used.
    opex
        What one costs in each year of use.
    requires, excludes
        Other choices: one of each must be in use with this one, or none may ever be.
    """

    name: str
    most: int
    price: float
    spend: tuple[float, ...] = (1.0,)
    lead: int = 0
    life: float = 25.0
    opex: float = 0.0
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


class Terms(Protocol):
    """How money of different years is compared."""

    @property
    def years(self) -> int:
        """How many years there are."""
        ...

    @property
    def rate(self) -> float:
        """Yearly discount rate."""
        ...

    @property
    def timing(self) -> Timing:
        """When in the year money is paid."""
        ...

    @property
    def residual(self) -> Residual:
        """What a choice is worth at the end of the last year."""
        ...


def unit_cost(terms: Terms, choice: Choice, year: int) -> float:
    """Return the present cost of one choice that is first used in a year: price, renewals and upkeep, less residual."""
    years, rate, timing = terms.years, terms.rate, terms.timing
    paid = exact_sum(
        share * choice.price * discount(rate, year - choice.lead + number, timing) for number, share in enumerate(choice.spend)
    )
    upkeep = exact_sum(choice.opex * discount(rate, t, Timing.END) for t in range(year, years))
    if terms.residual is Residual.NONE:
        return paid + upkeep
    if terms.residual is Residual.ANNUITY:
        # Renewed whenever its life is over, and given back at the end, it costs its annuity for the years of use, and
        # the interest of what is paid before the first of them.
        each = choice.price * float(capital_recovery_factor(rate, choice.life))
        held = exact_sum(each * discount(rate, t + 1, timing) for t in range(year, years))
        return paid - choice.price * discount(rate, year, timing) + held + upkeep
    return paid + upkeep + _renewed(terms, choice, year)


def _renewed(terms: Terms, choice: Choice, year: int) -> float:
    """Return the present cost of renewals at the end of each life, less what the last is worth at the end."""
    rate, timing, years = terms.rate, terms.timing, terms.years
    cost, begun = 0.0, float(year)
    while begun + choice.life < years:
        begun += choice.life
        cost += choice.price * discount(rate, begun, timing)
    left = float(residual_value(choice.price, choice.life, years - begun, rate, terms.residual))
    return cost - left * discount(rate, years, timing)


def discount(rate: float, year: float, timing: Timing) -> float:
    """Return what money paid in a year is worth at the start of year 0."""
    return float((1.0 + rate) ** -(year + timing.offset))
