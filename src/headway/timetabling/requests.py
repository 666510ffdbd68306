"""Requests: the trains that need a path, made from the services of a scenario."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from math import ceil

from headway.model import Consist, FixedPath, OreFlow, Scenario
from headway.units import DAY_S, numbered, whole_seconds

_HIGHEST_WEIGHT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A train that needs a path.

    Parameters
    ----------
    train, service
        Names of the train and of its service.
    consist
        The consist that runs.
    origin, destination
        Names of places.
    ready_s
        From when on the train can leave [s].
    latest_s
        When it leaves at the latest [s]. It may leave at any time of the window that begins when it is ready, and its
        time counts from its departure. None: it should leave when it is ready.
    due_s
        When it should arrive [s]; the train then runs as slowly as that allows.
    halts
        Places where it must stop, with the shortest dwell [s].
    weight
        What a second of its delay costs, 1 or more; for an ore train 1.
    stands_from_s, stays_until_s
        For a train that turns back on a track instead of in a yard: from when on it holds the track of its origin,
        where it arrived as another train, and until when it holds the track of its destination, where it goes on as
        another [s]. None where a yard takes it.
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
        """Whether the train chooses its departure, and its time counts from then: it has a window and no due time."""
        return self.latest_s is not None and self.due_s is None

    def since_s(self, departs_s: int) -> int:
        """Return from when on its time counts: from when it is ready, or with a window from its departure [s]."""
        return self.ready_s if self.latest_s is None else departs_s


def fixed_requests(scenario: Scenario, days: range) -> list[Request]:
    """Return the trains of fixed paths that depart on the given days, by priority and departure."""
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


def on_its_day(scenario: Scenario, request: Request, ready_s: int) -> Request:
    """Return the request of a train that a planner lets leave at another time: it has no window, and is due on its day."""
    service = next((s for s in scenario.fixed_paths if s.name == request.service), None)
    due_s = None
    if service is not None and service.arrives_at_s is not None:
        due_s = ready_s // DAY_S * DAY_S + round(service.arrives_at_s)
    return replace(request, ready_s=ready_s, latest_s=None, due_s=due_s)


def extra_request(
    scenario: Scenario, service: FixedPath | OreFlow, ready_s: int, names: Collection[str], *, loaded: bool = True
) -> Request:
    """Return the request of one more train of a service; of an ore flow it is loaded or empty.

    ``names`` are those of the trains that there are.
    """
    number = 1
    while any(name.startswith(f"{service.name} extra {number}") for name in names):
        number += 1
    name = f"{service.name} extra {number}"
    if isinstance(service, FixedPath):
        consist, ends, weight = (
            scenario.consist(service.consist),
            (service.origin, service.destination),
            weight_of(service.priority),
        )
    else:
        consists, ends, weight = scenario.train_consists(service), scenario.ends(service), 1
        name += " loaded" if loaded else " empty"
        consist, ends = (consists[0], ends) if loaded else (consists[1], ends[::-1])
    request = Request(
        train=name, service=service.name, consist=consist, origin=ends[0], destination=ends[1], ready_s=ready_s,
        halts=halts_of(service), weight=weight,
    )  # fmt: skip
    return on_its_day(scenario, request, ready_s)


def halts_of(service: FixedPath | OreFlow) -> tuple[tuple[str, int], ...]:
    """Return the places where the trains of a service stop, with their shortest dwells [s]."""
    return tuple((stop.place, whole_seconds(stop.dwell_s)) for stop in service.stops)


def weight_of(priority: int) -> int:
    """Return what a second of delay costs: 8 for priority 1, half as much for each priority below, at least 1."""
    return max(1, _HIGHEST_WEIGHT >> max(0, priority - 1))


def ore_requests(scenario: Scenario, days: int, phase: float = 0.5, *, free: bool = False, before: int = 0) -> list[Request]:
    """Return the ore trains of all flows, evenly spread over the days and some before, as they are ready; see `pairs`.

    With ``free`` departures every train has a window that begins when it is ready. The window is as long as the
    terminal needs to serve one train. It is shorter where the terminal would otherwise not have the time to serve every
    train whenever the trains leave.
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
    """Return an ore train's request with a window of departure, if the terminal leaves time for one."""
    flow = next(flow for flow in scenario.flows if flow.name == request.service)
    spacing_s = days * DAY_S / pairs_of(scenario, flow, days)
    station = scenario.load_out(flow.load_out) if request.consist.loaded else scenario.dumper(flow.dumper)
    load_kg = scenario.train_consists(flow)[0].payload_kg
    served_s = (station.positioning_s + load_kg / station.rate_kg_s) / station.trains
    window_s = int(min(served_s, spacing_s - served_s))
    return replace(request, latest_s=request.ready_s + window_s) if window_s > 0 else request


def pairs_of(scenario: Scenario, flow: OreFlow, days: int) -> int:
    """Return how many pairs of trains come nearest to the target of a flow, at least one."""
    loaded, _ = scenario.train_consists(flow)
    return max(1, round(flow.target_kg_s * DAY_S * days / loaded.payload_kg))


def pairs(scenario: Scenario, flow: OreFlow, days: int, count: int, phase: float = 0.5, *, before: int = 0) -> list[Request]:
    """Return pairs of a loaded and an empty train of a flow, evenly spread over the days.

    The empty train is ready ``phase`` after the loaded one, as a share of the time between two loaded trains. Pairs of
    some days ``before`` the first are numbered from -1 downwards.
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
