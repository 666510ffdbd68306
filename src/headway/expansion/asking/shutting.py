"""Possessions that a plan states for every section of the line, in place of those of a practice."""

from dataclasses import dataclass
from typing import Any

from headway.model import Scenario
from headway.model.checked import checked
from headway.units import DAY_S, HOUR_S

_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_APART = ("Mon", "Wed", "Fri", "Tue", "Thu", "Sat", "Sun")
"""Days of the week in the order in which a section has them, so that they lie apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Shut:
    """Possessions of every section of the line, in place of those of the practice.

    Parameters
    ----------
    duration_s
        How long a section is shut each time [s].
    days_a_week
        On how many days of the week; neighbouring sections have other days as far as there are any.
    starts_at_s
        Time of day at which it begins [s].
    """

    duration_s: float
    days_a_week: int = 7
    starts_at_s: float = 36_000.0


def undotted(name: str) -> str:
    """Return a name that an address can end in: a dot would begin the next part."""
    return name.replace(".", ",")


def possessions(scenario: Scenario, shut: Shut) -> dict[str, Any]:
    """Return possessions of every section as changes, and take away those that there are."""
    found: dict[str, Any] = {f"possessions.{one.name}": None for one in scenario.possessions}
    hours, minutes = divmod(int(shut.starts_at_s % DAY_S) // 60, 60)
    for number, section in enumerate(scenario.line.sections):
        leg = scenario.line.leg_of_section(number)
        low, high = sorted(place.km for place in leg.places if place.name in (section.start, section.end))
        shut_for: dict[str, Any] = {
            "leg": leg.name,
            "from_km": low,
            "to_km": high,
            "starts_at": f"{hours:02d}:{minutes:02d}",
            "duration": f"{shut.duration_s / HOUR_S:g} h",
        }
        if shut.days_a_week < len(_WEEK):
            chosen = _APART[: shut.days_a_week] if number % 2 == 0 else _APART[-shut.days_a_week :]
            shut_for["weekdays"] = [day for day in _WEEK if day in chosen]
        found[f"possessions.{undotted(f'maintenance of {section.name}')}"] = shut_for
    return found
