"""What a tonne costs, capital and all, when costs and tonnes are discounted alike."""

import numpy as np

from headway.arguments import public
from headway.economics.discounting import Timing, npv
from headway.economics.figures import Array, Figures, rate_rule, read, years_rule
from headway.errors import require


@public
def levelised_cost(costs: Figures, tonnes: Figures, rate: Figures, timing: Timing, capital: Figures = 0.0) -> Array:
    """Return the even price of a tonne, or of any other unit of output, at which costs are just recovered.

    Parameters
    ----------
    costs
        Money spent in each year, positive; less any residual value in its last year.
    tonnes
        Output of each year, the same years.
    rate
        Discount rate per year, above -1.
    timing
        When in its year costs are paid and tonnes carried. There is no default: at year end instead of year start, with
        capital paid at the start, the result is some per cent higher. Print it beside the figure.
    capital
        Money paid at the start of the first year, whatever the timing.

    Notes
    -----
    ``(capital + PV(costs)) / PV(tonnes)``.
    """
    spent, output, rates, first = read(costs=costs, tonnes=tonnes, rate=rate, capital=capital)
    require(years_rule("costs", spent), years_rule("tonnes", output), rate_rule("rate", rates))
    require(
        (
            spent.shape[-1] == output.shape[-1],
            f"tonnes: {output.shape[-1]} years, but costs have {spent.shape[-1]}; give both for the same years",
        ),
        (bool((output >= 0).all()), "tonnes: cannot be negative in any year"),
        (bool((np.sum(output, axis=-1) > 0).all()), "tonnes: are zero in every year; a cost per tonne needs tonnes"),
    )
    return (first + npv(rates, spent, timing)) / npv(rates, output, timing)
