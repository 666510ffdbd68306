"""The drawing: what stands on a train graph. Positions are km along the way that is drawn."""

from headway.page.models.base import Model


class TrackView(Model):
    """A track of a place."""

    name: str
    length_m: float


class PlaceView(Model):
    """A place on a way, with its km post."""

    name: str
    y: float
    post: str
    tracks: list[TrackView]


class WayView(Model):
    """A way through the line that can be drawn."""

    name: str
    km: float
    places: list[PlaceView]


class CauseView(Model):
    """Why a train waits, and until when."""

    kind: str
    until_s: int
    who: str
    where: str


class CallView(Model):
    """A train at a place; ``least_s`` is the shortest dwell that its service asks for."""

    place: str
    y: float
    track: str
    arrives_s: int
    departs_s: int
    stops: bool
    wait_s: int
    least_s: int
    causes: list[CauseView]


class TrainView(Model):
    """A train as one line; ``before`` marks one of the evening before."""

    name: str
    label: str
    service: str
    train_class: str
    loaded: bool
    ore: bool
    ready_s: int
    latest_s: int | None
    due_s: int | None
    before: bool
    calls: list[CallView]


class RestrictionView(Model):
    """A stretch and a time that is shut; ``edit`` is the number of the edit that shuts it."""

    kind: str
    name: str
    begin_s: int
    end_s: int
    y0: float
    y1: float
    edit: int | None


class TurnbackView(Model):
    """A train set from its arrival until it departs again."""

    train_set: str
    train: str
    then: str
    place: str
    y: float
    begin_s: int
    end_s: int


class Graph(Model):
    """Everything on the train graph of a way."""

    version: int
    midnight: str
    from_s: int
    until_s: int
    to_s: int
    ways: list[str]
    way: WayView
    trains: list[TrainView]
    restrictions: list[RestrictionView]
    turnbacks: list[TurnbackView]


class Ghost(Model):
    """The old lines of the trains that run otherwise than in version ``of``."""

    version: int
    of: int
    trains: list[TrainView]


class Block(Model):
    """A train's blocking time of a section."""

    train: str
    section: str
    track: int
    y0: float
    y1: float
    begin_s: int
    end_s: int


class Conflict(Model):
    """Two trains that hold a section at once; a sound plan has none."""

    train: str
    other: str
    section: str
    y0: float
    y1: float
    begin_s: int
    end_s: int


class Occupation(Model):
    """Blocking times beneath the lines."""

    version: int
    blocks: list[Block]
    conflicts: list[Conflict]


class PileView(Model):
    """The level of a stockpile by its corners: seconds and kt, straight between."""

    name: str
    capacity_kt: float
    corners: list[tuple[int, float]]


class Piles(Model):
    """The stockpiles through the time of the plan."""

    version: int
    begins_s: int
    ends_s: int
    piles: list[PileView]
