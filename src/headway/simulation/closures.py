"""Closures that one thinks of: where the line would be shut, when, and what that is called."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from headway.arguments import public
from headway.errors import InputError, did_you_mean
from headway.io import scenario_of
from headway.model import Closure, Scenario
from headway.units import DAY_S, HOUR_S


@public
def closure_of(
    scenario: Scenario | str | Path,
    from_km: float,
    to_km: float,
    hours: float,
    starts_on: date,
    starts_at_s: float = 0.0,
    leg: str = "",
) -> Closure:
    """Return a closure of a stretch of a scenario's line.

    Parameters
    ----------
    scenario
        The scenario whose line is shut.
    from_km, to_km
        The km posts between which it is shut, the lower one first.
    hours
        How long it is shut, more than 0 [h].
    starts_on, starts_at_s
        The day and the time of day at which that begins [s].
    leg
        The leg of the line; by default the one that has both km posts.

    Raises
    ------
    InputError
        If no leg, or more than one, has these posts, or a value is out of range.
    """
    scenario = scenario_of(scenario)
    legs = {one.name: one for one in scenario.line.legs}
    if leg and leg not in legs:
        raise InputError([f'closure: "{leg}" is not a leg. {did_you_mean(leg, legs)}'])
    fits = [name for name, one in legs.items() if one.covers(from_km) and one.covers(to_km) and leg in ("", name)]
    if len(fits) != 1:
        which = f"several legs have ({', '.join(fits)}); add leg=NAME" if fits else "no leg has"
        raise InputError([f"closure: km {from_km:g} to {to_km:g} are posts that {which}"])
    return Closure(
        name=f"closure {sum(isinstance(d, Closure) for d in scenario.disruptions) + 1}",
        leg=fits[0],
        from_km=from_km,
        to_km=to_km,
        starts_on=starts_on,
        starts_at_s=starts_at_s,
        duration_s=hours * HOUR_S,
    )


@public
def closure_at(
    scenario: Scenario | str | Path,
    from_km: float,
    to_km: float,
    hours: float,
    starts_on: date,
    starts_at_s: float = 0.0,
    leg: str = "",
) -> Scenario:
    """Return a scenario with one more closure.

    The closure is on the leg that has both km posts, unless a leg is named.

    Raises
    ------
    InputError
        If no leg, or more than one, has these posts, or a value is out of range.
    """
    scenario = scenario_of(scenario)
    return with_closures(scenario, [closure_of(scenario, from_km, to_km, hours, starts_on, starts_at_s, leg)])


def with_closures(scenario: Scenario, closures: Iterable[Closure]) -> Scenario:
    """Return a scenario with more closures; one whose name is taken has a number behind it.

    Raises
    ------
    InputError
        If a closure does not fit the line.
    """
    taken = {one.name for one in scenario.disruptions}
    named: list[Closure] = []
    for one in closures:
        name, number = one.name, 2
        while name in taken:
            name, number = f"{one.name} ({number})", number + 1
        taken.add(name)
        named.append(replace(one, name=name))
    return replace(scenario, disruptions=(*scenario.disruptions, *named))


def span_of(scenario: Scenario, closure: Closure) -> tuple[float, float]:
    """Return when a closure begins and ends, from the midnight that begins the first day [s]."""
    begins = (closure.starts_on - scenario.starts_on).days * DAY_S + closure.starts_at_s
    return begins, begins + closure.duration_s


def in_words(scenario: Scenario, closures: Sequence[Closure]) -> str:
    """Say where the line is shut, for how long and from when."""
    said: list[str] = []
    for one in closures:
        leg = f" of {one.leg}" if len(scenario.line.legs) > 1 else ""
        when = f"{one.starts_on.day} {one.starts_on:%b %Y}"
        said.append(f"km {one.from_km:g} to {one.to_km:g}{leg} shut for {one.duration_s / HOUR_S:g} h from {when}")
    return "; ".join(said)
