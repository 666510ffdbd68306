"""A plan over years: what is asked and carried in each, what is built, and what it is worth."""

from headway.expansion import Appraisal, Asked, Expansion, Purchase
from headway.page.models import CarriedStage, ExpansionView, MoneyFigure, WorkView
from headway.report.tables import works_table
from headway.units import exact_sum

_CURRENCY = "M USD"


def no_expansion(asked: Asked) -> ExpansionView:
    """Return a plan over years that was not planned yet: what it asks."""
    demand = [
        CarriedStage(
            year=year, demand_mt=exact_sum(t_y[number] for t_y in asked.main.t_y.values()) / 1e6, carried_mt=0.0, bought=[]
        )
        for number, year in enumerate(asked.years)
    ]
    return ExpansionView(
        kept=False, headline=asked.title, summary="", stages=demand, works=[], money=[], years=list(asked.years), cash=[]
    )


def expansion_view(found: Expansion, worth: Appraisal) -> ExpansionView:
    """Return a plan over years as it was found, and what it is worth."""
    stages = [
        CarriedStage(
            year=year,
            demand_mt=exact_sum(step.asked for step in found.steps if step.year == year) / 1e6,
            carried_mt=exact_sum(step.simulated for step in found.steps if step.year == year) / 1e6,
            bought=[_bought(one) for one in found.purchases if one.in_use == year],
        )
        for year in found.asked.years
    ]
    works = [
        WorkView(name=work.what, begin=work.decided, end=work.in_use, cost=work.cost, currency=_CURRENCY)
        for row in works_table(found)
        for work in row.works
    ]
    cash = worth.statement.rows["project"]
    return ExpansionView(
        kept=True,
        headline=found.headline,
        summary=f"{found.summary()}\n\n{worth.summary()}",
        stages=stages,
        works=works,
        money=[*_money(found, worth)],
        years=[found.asked.first + i for i in range(len(cash))],
        cash=[float(value) for value in cash],
    )


def _bought(one: Purchase) -> str:
    return f"{one.count} x {one.option}" if one.count > 1 else one.option


def _money(found: Expansion, worth: Appraisal) -> list[MoneyFigure]:
    costs = [
        MoneyFigure(name=f"{flow}, cost of a tonne", value=exact_sum(kinds.values()), unit="USD/t")
        for flow, kinds in worth.cost_per_tonne.items()
    ]
    return [
        MoneyFigure(name="works and purchases in present money", value=found.cost, unit=_CURRENCY),
        MoneyFigure(name="no plan of these options costs less than", value=found.lower.bound, unit=_CURRENCY),
        MoneyFigure(name="net present value", value=float(worth.statement.project_npv), unit=_CURRENCY),
        MoneyFigure(name="net present value to the country", value=float(worth.national.npv), unit=_CURRENCY),
        *costs,
    ]
