"""Times of a result as dates, and spans of time: which span a figure shows, which overlap, how they are written."""

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
        The first day, 1 for the first day that counts, and how many days. If neither is given, all days; if one is
        given, the other is 1.

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


def overlaps(begin_s: float, end_s: float, from_s: float, to_s: float) -> bool:
    """Tell whether two spans of time have more than a moment in common [s]."""
    return end_s > from_s and begin_s < to_s


def when(begins: datetime, ends: datetime) -> str:
    """Write a span of time; the second date is written only where it differs from the first."""
    second = f"{ends:%H:%M:%S}" if begins.date() == ends.date() else f"{ends:%a %d %b %H:%M:%S}"
    return f"{begins:%a %d %b %Y %H:%M:%S} - {second}"
