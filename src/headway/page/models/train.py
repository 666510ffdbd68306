"""One train: its times, the chain of waits behind it, and its run over distance."""

from headway.page.models.base import Model
from headway.page.models.drawing import TrainView
from headway.page.models.plan import MoveView


class ChainLink(Model):
    """A wait in the chain behind a train's arrival."""

    train: str
    place: str
    begin_s: int
    until_s: int
    kind: str
    who: str
    where: str


class TrainRunView(Model):
    """Speed, limit, height and gradient over distance, with energy and fuel."""

    km: list[float]
    kmh: list[float]
    limit_kmh: list[float]
    height_m: list[float]
    gradient_permil: list[float]
    energy_kwh: float
    fuel_l: float | None
    running_s: int


class TrainDetail(Model):
    """A train of the plan in detail."""

    train: TrainView
    transit_s: int
    alone_s: int
    wait_s: int
    moved: MoveView | None
    chain: list[ChainLink]
    run: TrainRunView | None
