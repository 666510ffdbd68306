"""Times of a result as dates, and the span of time that a figure shows."""

from datetime import datetime, time, timedelta

from headway.errors import InputError
from headway.model import Scenario
from headway.simulation import Simulation
from headway.timetabling import Timetable
from headway.units import DAY_S


def moment(scenario: Scenario, time_s: float) -> datetime:
    """Return a time of the simulation as a date."""
    return datetime.combine(scenario.starts_on, time()) + timedelta(seconds=time_s)


def span(result: Simulation | Timetable, day: int | None, days: int | None) -> tuple[int, int]:
    """Return the span of time of a figure [s].

    Parameters
    ----------
    result
        What is drawn; a timetable lasts until its last train has arrived.
    day, days
        The first day, 1 being the first that counts, and how many. With neither, all days; with one of them, the other
        is 1.

    Raises
    ------
    InputError
        If the days lie outside the result.
    """
    last = result.days
    if isinstance(result, Timetable):
        last = max([last, *(-(-path.arrives_s // DAY_S) for path in result.paths)])
    if day is None and days is None:
        return 0, last * DAY_S
    first, number = day or 1, days or 1
    if not (1 <= first <= last and number >= 1):
        raise InputError([f"day: the result has days 1 to {last}, not {day}"])
    return (first - 1) * DAY_S, min(first - 1 + number, last) * DAY_S
