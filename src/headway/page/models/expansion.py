"""The plan over years: what to build and buy, and what it is worth."""

from headway.page.models.base import Model


class CarriedStage(Model):
    """A year: what is asked for and carried [Mt], and what comes into use."""

    year: int
    demand_mt: float
    carried_mt: float
    bought: list[str]


class WorkView(Model):
    """A work from its decision until its first year of use."""

    name: str
    begin: int
    end: int
    cost: float
    currency: str


class MoneyFigure(Model):
    """A figure of money."""

    name: str
    value: float
    unit: str


class ExpansionView(Model):
    """The plan over years; ``kept``: it was planned, and everything below is known."""

    kept: bool
    headline: str
    summary: str
    stages: list[CarriedStage]
    works: list[WorkView]
    money: list[MoneyFigure]
    years: list[int]
    cash: list[float]
