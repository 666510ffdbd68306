"""Services: the trains that shall run, as fixed paths or as ore flows."""

from dataclasses import dataclass

from headway.errors import require
from headway.model.checked import checked
from headway.model.weekdays import weekday_rules


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Stop:
    """A stop on the way.

    Parameters
    ----------
    place
        Where.
    dwell_s
        Shortest time at rest [s].
    """

    place: str
    dwell_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class FixedPath:
    """A train with a published departure, such as a passenger or a goods train.

    Parameters
    ----------
    consist
        The name of the consist.
    origin, destination
        Names of places.
    departs_at_s
        Time of day of the departure [s]; with a latest departure, the earliest.
    latest_departure_at_s
        End of the window in which it departs, counted from the same midnight [s]; the plan chooses when, and keeps to
        the window. None: it departs at its time, or later where other trains hold it.
    arrives_at_s
        Time of the arrival, counted from the midnight before the departure [s]; the train runs as easily as this
        allows. None: as fast as it can.
    stops
        In the order of the run.
    weekdays
        Days on which it runs, 0 for Monday; empty for every day.
    priority
        Lower numbers are planned first; ore trains come after all fixed paths.
    then
        The fixed path as which its train goes on from where it ends. Needed where that is a place's only track and
        there is no yard: the train stands there until then, and no other train can come.
    passengers
        People who want to travel by each of its trains, all from its origin to its destination; simulations count them.
    """

    name: str
    consist: str
    origin: str
    destination: str
    departs_at_s: float
    latest_departure_at_s: float | None = None
    arrives_at_s: float | None = None
    stops: tuple[Stop, ...] = ()
    weekdays: tuple[int, ...] = ()
    priority: int = 1
    passengers: int = 0
    then: str = ""

    def __post_init__(self) -> None:
        require(
            (self.origin != self.destination, "destination: must differ from the origin"),
            (float(self.departs_at_s).is_integer(), "departs_at_s: a published time has whole seconds"),
            (float(self.arrives_at_s or 0).is_integer(), "arrives_at_s: a published time has whole seconds"),
            (float(self.latest_departure_at_s or 0).is_integer(), "latest_departure_at_s: a published time has whole seconds"),
            (
                self.latest_departure_at_s is None or 0 < self.latest_departure_at_s - self.departs_at_s < 86_400,
                "latest_departure_at_s: must be later than the earliest, within a day; write 25:30 for half past one at night",
            ),
            (
                self.arrives_at_s is None or self.arrives_at_s > self.departs_at_s,
                "arrives_at_s: must be later than the departure; write 25:30 for half past one on the next day",
            ),
            *weekday_rules(self.weekdays),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class OreFlow:
    """Ore from a load-out to a dumper, which the train sets of one fleet carry; it takes paths that fixed trains leave.

    Parameters
    ----------
    fleet, load_out, dumper
        Their names.
    target_kg_s
        The tonnage to deliver [kg/s].
    stops
        Where its trains stop on the way, loaded and empty, such as for a change of crews or a brake test.
    """

    name: str
    fleet: str
    load_out: str
    dumper: str
    target_kg_s: float
    stops: tuple[Stop, ...] = ()


Service = FixedPath | OreFlow
