"""Prices for a country: import parity, displaced imports, gains of users, carbon, and foreign exchange at its shadow price."""

from dataclasses import dataclass

import numpy as np

from headway.arguments import public
from headway.economics.figures import Array, Figures, above_zero, read
from headway.errors import require


@public
def carbon_cost(tonnes_co2: Figures, price: Figures) -> Array:
    """Return the cost of emissions in each year.

    Parameters
    ----------
    tonnes_co2
        Emissions of each year [t]; negative where they are avoided.
    price
        Money per tonne of each year, or one for all.
    """
    emitted, priced = read(tonnes_co2=tonnes_co2, price=price)
    return emitted * priced


@public
def rule_of_half(cost_before: Figures, cost_after: Figures, traffic_before: Figures, traffic_after: Figures) -> Array:
    """Return what users gain by a lower cost: all of it those who came before, half of it on average those who are new.

    Parameters
    ----------
    cost_before, cost_after
        Generalised cost to the user of a unit of traffic.
    traffic_before, traffic_after
        Traffic, zero or more.

    Notes
    -----
    ``(c0 - c1) (q0 + q1) / 2``, exact where demand is a straight line between the two (EU Guide to cost-benefit
    analysis, 2008).
    """
    c0, c1, q0, q1 = read(
        cost_before=cost_before, cost_after=cost_after, traffic_before=traffic_before, traffic_after=traffic_after
    )
    require(
        (bool((q0 >= 0).all()), "traffic_before: cannot be negative"),
        (bool((q1 >= 0).all()), "traffic_after: cannot be negative"),
    )
    return (c0 - c1) * (q0 + q1) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Parity:
    """What a tonne of domestic ore may cost before importing is cheaper.

    Parameters
    ----------
    at_plant
        An imported tonne at the plant.
    quality_discount
        What the lower iron content of domestic ore takes off.
    at_mine
        What is left at the mine after transport.
    """

    at_plant: float
    quality_discount: float
    at_mine: float


@public
def import_parity(
    cif: float, port: float, inland: float, own_transport: float, grade_import: float, grade_own: float, premium: float
) -> Parity:
    """Return the import parity price of domestic ore at the plant and at the mine, in money per tonne.

    Parameters
    ----------
    cif
        Import price at the port, with freight and insurance.
    port, inland
        Handling at the port, and transport from there to the plant.
    own_transport
        Transport from the mine to the plant.
    grade_import, grade_own
        Shares of iron, above 0 and at most 1.
    premium
        Money per tonne for each per cent of iron.
    """
    read(cif=cif, port=port, inland=inland, own_transport=own_transport, premium=premium)
    require(
        (0 < grade_import <= 1, f"grade_import: above 0 and at most 1, not {grade_import:g}; write 65 % as 0.65"),
        (0 < grade_own <= 1, f"grade_own: above 0 and at most 1, not {grade_own:g}; write 58 % as 0.58"),
    )
    at_plant = cif + port + inland
    discount = (grade_import - grade_own) * 100 * premium
    return Parity(at_plant=at_plant, quality_discount=discount, at_mine=at_plant - discount - own_transport)


@public
def displaced_tonnes(saving: Figures, price: Figures, yield_: Figures = 1.0) -> Array:
    """Return the tonnes of ore that must be mined to save some money of imports.

    Parameters
    ----------
    saving
        Money of imports saved.
    price
        Money per imported tonne, above zero.
    yield_
        Share of the mined ore that becomes what was imported, above 0 and at most 1.
    """
    saved, priced, share = read(saving=saving, price=price, yield_=yield_)
    require(
        above_zero("price", priced, " per tonne"),
        (bool(((share > 0) & (share <= 1)).all()), "yield_: must be a share above 0 and at most 1"),
    )
    return saved / priced / share


@public
def at_shadow_exchange_rate(money: Figures, foreign_share: Figures, factor: float) -> Array:
    """Return money with its foreign exchange valued at a shadow exchange rate.

    Parameters
    ----------
    money
        At the official exchange rate.
    foreign_share
        Share of it that is foreign exchange, 0 to 1.
    factor
        Shadow over official exchange rate, above zero: 1.1 for a premium of 10 %.
    """
    value, share = read(money=money, foreign_share=foreign_share)
    require(
        (bool(((share >= 0) & (share <= 1)).all()), "foreign_share: must be a share from 0 to 1"),
        (0 < factor < np.inf, f"factor: must be above zero, not {factor:g}; 1.1 is a premium of 10 %"),
    )
    return value * (1 - share + share * factor)


@public
def domestic_resource_cost(
    benefit: Figures, cost: Figures, foreign_share_benefit: Figures = 1.0, foreign_share_cost: Figures = 0.0
) -> Array:
    """Return domestic money spent for each unit of foreign exchange earned net, at the official rate.

    Below the shadow over the official exchange rate, foreign exchange is earned cheaply.

    Parameters
    ----------
    benefit, cost
        Money at the official exchange rate; present values of several years.
    foreign_share_benefit, foreign_share_cost
        Shares of them that are foreign exchange, 0 to 1.
    """
    gain, spent, earned, imported = read(
        benefit=benefit, cost=cost, foreign_share_benefit=foreign_share_benefit, foreign_share_cost=foreign_share_cost
    )
    net = gain * earned - spent * imported
    require((bool((net > 0).all()), "benefit: earns no foreign exchange net; the ratio needs some"))
    return (spent * (1 - imported) - gain * (1 - earned)) / net
