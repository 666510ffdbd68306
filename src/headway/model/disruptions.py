"""Disruptions: what chance does to terminals, trains and the line, and closures on given dates.

A mean comes with a coefficient of variation (cv), the standard deviation as a share of the mean. Durations follow a
lognormal law, whose tail is heavy if the cv is above one. Times between failures follow a Weibull law, which is the
exponential law for a cv of one.
"""

from dataclasses import dataclass
from datetime import date

from headway.errors import require
from headway.model.checked import checked

_MONTHS = 12


def _stretch(from_km: float, to_km: float) -> tuple[bool, str]:
    return from_km < to_km, f"to_km: {to_km:g} must lie beyond from_km {from_km:g}"


def _season(season: tuple[float, ...]) -> tuple[bool, str]:
    return (
        not season or (len(season) == _MONTHS and max(season) > 0),
        "season: twelve shares, January first, not all of them zero; leave it away for the same chance all year",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Breakdown:
    """A terminal breaks down and is repaired.

    Parameters
    ----------
    of
        The name of a mine, load-out, dumper or plant.
    every_s, every_cv
        Time between a repair and the next breakdown: its mean [s] and coefficient of variation.
    lasts_s, lasts_cv
        Time to repair it [s].
    by_calendar
        Whether it breaks by the calendar; otherwise only its work wears it out.
    """

    name: str
    of: str
    every_s: float
    lasts_s: float
    every_cv: float = 1.0
    lasts_cv: float = 1.0
    by_calendar: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class TrainFailure:
    """A train fails on the way and blocks its section until it runs again.

    Parameters
    ----------
    of
        The name of a fixed path or an ore flow.
    every_m
        Mean distance of a train between failures [m].
    lasts_s, lasts_cv
        How long it stands [s].
    """

    name: str
    of: str
    every_m: float
    lasts_s: float
    lasts_cv: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class BadOrder:
    """A wagon goes bad: the train stops at the next place where it fits and sets it out.

    The wagon is made good at the next inspection; its load stays with the train in the books.

    Parameters
    ----------
    of
        The name of an ore flow.
    every_wagon_m
        Mean distance of a wagon between faults [m].
    lasts_s, lasts_cv
        How long setting it out takes [s].
    """

    name: str
    of: str
    every_wagon_m: float
    lasts_s: float
    lasts_cv: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Storm:
    """Sand, snow or flood: comes by season, covers a stretch, slows trains down, and may shut the line.

    Parameters
    ----------
    leg, from_km, to_km
        Where its centre lies, anywhere with the same chance.
    extent_m
        Length of line that one storm covers [m].
    per_year
        Mean number of storms a year.
    season
        Twelve shares of the year by month, January first; empty for the same chance all year.
    lasts_s, lasts_cv
        How long trains run slowly [s].
    slows_to
        The share of their speed at which they run meanwhile.
    closes
        The chance that it shuts the line as well, from its beginning on.
    closed_s, closed_cv
        For how long [s].
    passengers_only
        Whether only trains without freight are kept from a line that is shut.
    """

    name: str
    leg: str
    from_km: float
    to_km: float
    per_year: float
    lasts_s: float
    extent_m: float = 50_000.0
    season: tuple[float, ...] = ()
    lasts_cv: float = 1.0
    slows_to: float = 1.0
    closes: float = 0.0
    closed_s: float = 0.0
    closed_cv: float = 1.0
    passengers_only: bool = False

    def __post_init__(self) -> None:
        require(_stretch(self.from_km, self.to_km), _season(self.season))


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class HeatOrder:
    """A speed restriction through the hot hours of hot days.

    Parameters
    ----------
    leg, from_km, to_km
        Where.
    starts_at_s, duration_s
        The hours [s].
    chance
        The chance of it on each day, by month, January first.
    slows_to
        The share of their speed at which trains run meanwhile.
    """

    name: str
    leg: str
    from_km: float
    to_km: float
    starts_at_s: float
    duration_s: float
    chance: tuple[float, ...]
    slows_to: float

    def __post_init__(self) -> None:
        require(
            _stretch(self.from_km, self.to_km),
            (len(self.chance) == _MONTHS, "chance: twelve chances between 0 and 1, January first"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Variation:
    """What varies from train to train: running times, departures, or the rate of a terminal.

    Parameters
    ----------
    of
        The name of a fixed path, an ore flow, a load-out or a dumper.
    slower, cv
        Running over a section takes longer by this share in the mean, with this coefficient of variation. A terminal is
        neither faster nor slower in the mean; cv is that of its time for a train.
    late_s, late_cv
        How late a train of a fixed path is ready [s].
    cancelled
        The share of a fixed path's trains that are cancelled.
    """

    name: str
    of: str
    slower: float = 0.0
    cv: float = 1.0
    late_s: float = 0.0
    late_cv: float = 1.0
    cancelled: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Closure:
    """A stretch of the line that is shut once, at a given time; trains do not enter it if they could not leave in time.

    Parameters
    ----------
    leg, from_km, to_km
        Where; every section that the stretch touches is shut.
    starts_on, starts_at_s
        The day and the time of day at which it begins.
    duration_s
        How long it lasts [s].
    """

    name: str
    leg: str
    from_km: float
    to_km: float
    starts_on: date
    duration_s: float
    starts_at_s: float = 0.0

    def __post_init__(self) -> None:
        require(_stretch(self.from_km, self.to_km))


Disruption = Breakdown | TrainFailure | BadOrder | Storm | HeatOrder | Variation | Closure
