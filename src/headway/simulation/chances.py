"""The disruptions of a scenario, turned into laws of chance that the kernel draws from."""

from collections.abc import Iterator
from typing import Any, TypeVar

from headway.model import BadOrder, Breakdown, Consist, Disruption, HeatOrder, Scenario, Storm, TrainFailure, Variation
from headway.simulation.engine import Draft
from headway.simulation.engine import tables as t
from headway.units import YEAR_S, exact_sum

D = TypeVar("D", bound=Disruption)

_EVENLY = (1.0,) * 12


def of(scenario: Scenario, kind: type[D], name: str) -> Iterator[D]:
    """Yield the disruptions of one kind that concern a terminal or service."""
    for d in scenario.disruptions:
        if isinstance(d, kind) and getattr(d, "of", name) == name:
            yield d


def add_weather(scenario: Scenario, draft: Draft) -> None:
    """Add storms and heat."""
    for d in scenario.disruptions:
        if isinstance(d, Storm):
            low, high = scenario.line.span_m(d.leg, d.from_km, d.to_km)
            mean = exact_sum(d.season) / len(d.season) if d.season else 1.0
            draft.weather(
                name=d.name, season=[s / mean for s in d.season] or _EVENLY, rate=d.per_year / YEAR_S, low=low, high=high,
                extent_m=d.extent_m, slow=1 / d.slows_to, closes=d.closes, passengers_only=int(d.passengers_only),
                duration_law=draft.law("lognormal", d.lasts_s, d.lasts_cv),
                closure_law=draft.law("lognormal", d.closed_s, d.closed_cv),
            )  # fmt: skip
        elif isinstance(d, HeatOrder):
            low, high = scenario.line.span_m(d.leg, d.from_km, d.to_km)
            draft.weather(
                name=d.name, season=d.chance, rate=1.0, low=low, high=high, extent_m=4 * (high - low), slow=1 / d.slows_to,
                daily=1, at=d.starts_at_s, duration_law=draft.law("constant", d.duration_s),
            )  # fmt: skip


def add_breakdowns(scenario: Scenario, draft: Draft, terminal: str, machine: int) -> None:
    """Add the breakdowns of a terminal."""
    for d in of(scenario, Breakdown, terminal):
        up, down = draft.law("weibull", d.every_s, d.every_cv), draft.law("lognormal", d.lasts_s, d.lasts_cv)
        draft.breakdown(machine, up=up, down=down, wears=not d.by_calendar, name=d.name)


def rate_law(scenario: Scenario, draft: Draft, terminal: str) -> int:
    """Return the law of a terminal's time for a train, as a share of the mean; none where the time does not vary."""
    for d in of(scenario, Variation, terminal):
        return draft.law("lognormal", 1.0, d.cv)
    return int(t.NONE)


def running_law(scenario: Scenario, draft: Draft, service: str) -> int:
    """Return the law of how much longer running takes than planned; none where it does not vary."""
    for d in of(scenario, Variation, service):
        if d.slower > 0:
            return draft.law("lognormal", d.slower, d.cv)
    return int(t.NONE)


def departures(scenario: Scenario, draft: Draft, service: str) -> dict[str, Any]:
    """Return by which law the trains of a fixed path leave late, and the chance that one is cancelled."""
    for d in of(scenario, Variation, service):
        late = draft.law("lognormal", d.late_s, d.late_cv) if d.late_s > 0 else t.NONE
        return {"late_law": late, "cancelled": d.cancelled}
    return {}


def troubles(scenario: Scenario, draft: Draft, service: str, consist: Consist) -> dict[str, int]:
    """Return the laws of a service's train failures on the way and of its bad-order wagons."""
    laws: dict[str, int] = {}
    for d in of(scenario, TrainFailure, service):
        laws |= {"fail_law": draft.law("exponential", d.every_m, 1), "repair_law": draft.law("lognormal", d.lasts_s, d.lasts_cv)}
    for d in of(scenario, BadOrder, service):
        every_m = d.every_wagon_m / max(1, consist.wagon_count)
        laws |= {
            "wagon_law": draft.law("exponential", every_m, 1),
            "set_out_law": draft.law("lognormal", d.lasts_s, d.lasts_cv),
        }
    return laws
