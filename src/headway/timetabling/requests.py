"""Requests: the trains that want a path, from the services of a scenario."""

from dataclasses import dataclass, replace
from math import ceil

from headway.model import Consist, FixedPath, OreFlow, Scenario
from headway.units import DAY_S, numbered, whole_seconds

_HIGHEST_WEIGHT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A train that wants a path.

    Parameters
    ----------
    train, service
        Names.
    consist
        What runs.
    origin, destination
        Names of places.
    ready_s
        From when on it can leave [s].
    latest_s
        When it leaves at the latest [s]: it may leave at any time of the window from when it is ready, and its time counts from
        when it does. None: it should leave when it is ready.
    due_s
        When it should arrive [s]; it then runs as easily as that allows.
    halts
        Places where it must stop, with the shortest dwell [s].
    weight
        What a second of its delay costs, 1 or more; an ore train's costs 1.
    stands_from_s, stays_until_s
        From when on it stands on its origin's track, where it ended as another train, and until when it stays on that of its
        destination, where it goes on as another [s]; None where a yard takes it.
    """

    train: str
    service: str
    consist: Consist
    origin: str
    destination: str
    ready_s: int
    latest_s: int | None = None
    due_s: int | None = None
    halts: tuple[tuple[str, int], ...] = ()
    weight: int = 1
    stands_from_s: int | None = None
    stays_until_s: int | None = None

    @property
    def chooses(self) -> bool:
        """Whether when it leaves is free, and its time counts from there: it has a window and no due time."""
        return self.latest_s is not None and self.due_s is None

    def since_s(self, departs_s: int) -> int:
        """Return from when on its time counts: when it is ready, or with a window when it leaves [s]."""
        return self.ready_s if self.latest_s is None else departs_s


def fixed_requests(scenario: Scenario, days: range) -> list[Request]:
    """Return the fixed paths that depart on the given days, by priority and departure."""
    first_weekday = scenario.starts_on.weekday()
    found = [
        (service.priority, _fixed(scenario, service, day))
        for service in scenario.fixed_paths
        for day in days
        if not service.weekdays or (first_weekday + day) % 7 in service.weekdays
    ]
    return [request for _, request in sorted(found, key=lambda pair: (pair[0], pair[1].ready_s))]


def _fixed(scenario: Scenario, service: FixedPath, day: int) -> Request:
    ready = day * DAY_S + round(service.departs_at_s)
    stands = stays = None
    if any(other.then == service.name for other in scenario.fixed_paths):
        stands = ready - whole_seconds(scenario.yard_move_at(service.origin))
    if service.then:
        stays = ready + round(scenario.turns_after_s(service)) - whole_seconds(scenario.yard_move_at(service.destination))
    latest, due = (
        None if at_s is None else day * DAY_S + round(at_s) for at_s in (service.latest_departure_at_s, service.arrives_at_s)
    )
    return Request(
        train=f"{service.name} day {numbered(day)}",
        service=service.name,
        consist=scenario.consist(service.consist),
        origin=service.origin,
        destination=service.destination,
        ready_s=ready,
        stands_from_s=stands,
        stays_until_s=stays,
        latest_s=latest,
        due_s=due,
        halts=halts_of(service),
        weight=weight_of(service.priority),
    )


def halts_of(service: FixedPath | OreFlow) -> tuple[tuple[str, int], ...]:
    """Return where the trains of a service stop, with the shortest dwells [s]."""
    return tuple((stop.place, whole_seconds(stop.dwell_s)) for stop in service.stops)


def weight_of(priority: int) -> int:
    """Return what a second of delay costs by priority: 8 for the first, half of it for each one lower, 1 at least."""
    return max(1, _HIGHEST_WEIGHT >> max(0, priority - 1))


def ore_requests(scenario: Scenario, days: int, phase: float = 0.5, *, free: bool = False, before: int = 0) -> list[Request]:
    """Return the ore trains of all flows, evenly spread over the days and some before, by the time they are ready; see `pairs`.

    With ``free`` departures every train has a window from when it is ready: as long as the terminal serves one train, after
    which it could be the next, and so short that the terminal has time to serve each whenever they leave.
    """
    found = [
        request
        for flow in scenario.flows
        for request in pairs(scenario, flow, days, pairs_of(scenario, flow, days), phase, before=before)
    ]
    if free:
        found = [_free(scenario, request, days) for request in found]
    return sorted(found, key=lambda request: request.ready_s)


def _free(scenario: Scenario, request: Request, days: int) -> Request:
    """Return an ore train's request with a window of departure, if there is room for one."""
    flow = next(flow for flow in scenario.flows if flow.name == request.service)
    spacing_s = days * DAY_S / pairs_of(scenario, flow, days)
    station = scenario.load_out(flow.load_out) if request.consist.loaded else scenario.dumper(flow.dumper)
    load_kg = scenario.train_consists(flow)[0].payload_kg
    served_s = (station.positioning_s + load_kg / station.rate_kg_s) / station.trains
    window_s = int(min(served_s, spacing_s - served_s))
    return replace(request, latest_s=request.ready_s + window_s) if window_s > 0 else request


def pairs_of(scenario: Scenario, flow: OreFlow, days: int) -> int:
    """Return the whole number of pairs of trains that comes nearest to the target of a flow, one at least."""
    loaded, _ = scenario.train_consists(flow)
    return max(1, round(flow.target_kg_s * DAY_S * days / loaded.payload_kg))


def pairs(scenario: Scenario, flow: OreFlow, days: int, count: int, phase: float = 0.5, *, before: int = 0) -> list[Request]:
    """Return pairs of trains of a flow, evenly spread; an empty one leaves a phase, part of the spacing, after a loaded.

    Those of some days ``before`` the first are numbered from -1 downwards.
    """
    loaded, empty = scenario.train_consists(flow)
    origin, destination = scenario.ends(flow)
    spacing = days * DAY_S / count
    ways = ((loaded, origin, destination, "loaded", 0.0), (empty, destination, origin, "empty", phase))
    return [
        Request(
            train=f"{flow.name} {numbered(i)} {state}",
            service=flow.name,
            consist=consist,
            origin=start,
            destination=end,
            ready_s=round((i + phase) * spacing),
            halts=halts_of(flow),
        )
        for i in range(-ceil(before * DAY_S / spacing), count)
        for consist, start, end, state, phase in ways
    ]
