"""Possessions: stretches that are shut for maintenance, again and again or on given dates."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from headway.errors import require
from headway.model.checked import checked
from headway.model.line import Line
from headway.model.weekdays import weekday_rules

_MOST_OF_A_NAME = 50


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Possession:
    """A stretch of a leg that is shut for maintenance.

    Parameters
    ----------
    leg, from_km, to_km
        Where; every section that the stretch touches is closed. It covers no place, whose tracks would stay open.
    starts_at_s
        Time of day at which it begins [s].
    duration_s
        How long it lasts [s].
    weekdays
        Days on which it begins, 0 for Monday; empty for every day.
    starts_on, ends_on
        The first and the last date on which it begins; with ``starts_on`` alone it begins on that day only. None: no
        date bounds it.
    """

    name: str
    leg: str
    from_km: float
    to_km: float
    starts_at_s: float
    duration_s: float
    weekdays: tuple[int, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None

    def __post_init__(self) -> None:
        require(
            (self.from_km < self.to_km, f"to_km: {self.to_km:g} must lie beyond from_km {self.from_km:g}"),
            (float(self.starts_at_s).is_integer(), "starts_at_s: a published time has whole seconds"),
            (float(self.duration_s).is_integer(), "duration_s: a possession lasts whole seconds"),
            *weekday_rules(self.weekdays),
            (
                self.ends_on is None or (self.starts_on is not None and self.starts_on <= self.ends_on),
                f"ends_on: {self.ends_on} must not lie before starts_on, {self.starts_on}, which it needs",
            ),
        )

    @property
    def dated(self) -> bool:
        """Whether dates bound it, so that it does not recur every week."""
        return self.starts_on is not None

    def begins_on(self, day: date) -> bool:
        """Tell whether it begins on a day."""
        if self.weekdays and day.weekday() not in self.weekdays:
            return False
        return self.starts_on is None or self.starts_on <= day <= (self.ends_on or self.starts_on)


def for_each_section(line: Line, possession: Possession) -> tuple[Possession, ...]:
    """Return a possession as several, one for each section that it touches.

    They close the same sections and cover no place.
    """
    inside = sorted(p.km for p in line.leg(possession.leg).places if possession.from_km < p.km < possession.to_km)
    if not inside:
        return (possession,)
    # With the km posts added, the name must still be no longer than a name may be.
    name = possession.name[:_MOST_OF_A_NAME]
    return tuple(
        replace(possession, name=f"{name} (km {a:g} to {b:g})", from_km=a, to_km=b)
        for a, b in pairwise([possession.from_km, *inside, possession.to_km])
    )
