"""Compiling: the trains of a timetable as a dispatching problem.

`TrainOperations` builds the operations of each train. A possession is a train that holds its sections at a fixed time.

The problem is at times stricter than the referee: it makes a train hold a route before it enters it, which the referee
does not ask. That serves the search for a plan, but gives no bound. So the same trains are compiled in a *relaxed* way
as well, which admits every plan that the referee does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from headway.dispatch import DelayCost, Dispatching, Operation, Train, Use
from headway.model import Scenario
from headway.timetabling.insertion import Planned, Route, Rules, fastest_s, rules_of
from headway.timetabling.optimise.operations import Doing, Kind, TrainOperations, departures
from headway.timetabling.optimise.resources import section_names
from headway.timetabling.requests import Request
from headway.timetabling.windows import closed_spans
from headway.units import DAY_S
from headway.work import heeding

_POSSESSIONS_S = 4 * DAY_S
"""How far beyond the last train's fastest arrival possessions are compiled [s]."""


@dataclass(frozen=True)
class Compiled:
    """A timetable's dispatching problem and what its operations mean.

    Parameters
    ----------
    problem
        The problem; its trains are those of the requests, then the possessions.
    requests, routes
        The trains and their routes.
    doings
        The meaning of every train's operations.
    zero_s
        The moment that is time 0 of the problem [s].
    fixed_cost
        No plan costs less than this [weighted s]. The time of a train counts from when it is ready, or from the last
        departure that it may choose, until it could arrive, or until it is due if that is later.
    admits_all
        Whether every plan of these trains that the referee admits is one of the problem, so that its bound is one for
        all.
    """

    problem: Dispatching
    requests: tuple[Request, ...]
    routes: tuple[Route, ...]
    doings: tuple[tuple[Doing, ...], ...]
    zero_s: int
    fixed_cost: int
    admits_all: bool


def compile_trains(
    scenario: Scenario, requests: list[Request], routes: list[Route], rules: Rules, *, relaxed: bool = False
) -> Compiled:
    """Compile trains with their routes, and the possessions of their time, into a dispatching problem.

    A train that chooses its departure has one operation for each that it may choose.

    ``relaxed`` admits all that the referee does: no route is held beyond a place where a train cannot stand, which it
    passes on any track; times of blocks are rounded in its favour; and a track is free for a train that draws out of a
    yard as soon as the yard move allows.
    """
    pairs = list(zip(requests, routes, strict=True))
    zero = min(request.ready_s - route.from_yard_s for request, route in pairs) - rules.setting_s
    builders = [TrainOperations(scenario, request, route, rules, zero, relaxed=relaxed) for request, route in heeding(pairs)]
    trains = [builder.operations() for builder in heeding(builders)]
    last = max(request.ready_s + fastest_s(route) for request, route in pairs)
    trains += _possessions(scenario, rules, zero, last + _POSSESSIONS_S)
    costs = [cost for number, builder in heeding(enumerate(builders)) for cost in _costs(number, builder)]
    return Compiled(
        problem=Dispatching(trains=tuple(trains), costs=tuple(costs)),
        requests=tuple(requests),
        routes=tuple(routes),
        doings=tuple(tuple(builder.doings) for builder in builders),
        zero_s=zero,
        fixed_cost=sum(_fixed_cost(request, route) for request, route in pairs),
        admits_all=all(builder.admits_all for builder in builders),
    )


def problem_of(scenario: Scenario, trains: Sequence[Planned]) -> Dispatching:
    """Return planned trains, at the departures that they chose, and possessions as a dispatching problem."""
    requests, routes = [train.settled() for train in trains], [train.route for train in trains]
    return compile_trains(scenario, requests, routes, rules_of(scenario)).problem


def _target_s(request: Request, route: Route) -> int:
    """Return when a train could arrive, alone on the line, or when it is due, if that is later [s]."""
    soonest = request.ready_s + fastest_s(route)
    return soonest if request.due_s is None else max(soonest, request.due_s)


def _fixed_cost(request: Request, route: Route) -> int:
    """Return the cost of a train that no plan can avoid: its time until it could arrive, or is due [weighted s].

    For a train that chooses its departure the time counts from the last one, since every earlier one has a cost of its
    own.
    """
    since = departures(request)[-1] if request.chooses else request.ready_s
    return request.weight * (_target_s(request, route) - since)


def _costs(number: int, train: TrainOperations) -> Iterator[DelayCost]:
    """Give the costs of a train: of a late arrival, of the departure that it chooses, and of a late departure.

    A train arrives late if it is gone late; one that stays at its destination, to go on as another train, if it comes
    to rest late. Each departure that it may choose costs what the last one would spare it. A departure is late only
    where a train has a due time and no window.
    """
    request, weight = train.request, train.request.weight
    operations = list(enumerate(train.doings))
    stays = request.stays_until_s is not None
    threshold = _target_s(request, train.route) - train.zero + (0 if stays else train.route.to_yard_s)
    for operation, doing in operations:
        if doing.kind == (Kind.ARRIVE if stays else Kind.LEAVE):
            yield DelayCost(number, operation, threshold=threshold, coeff=weight)
    if request.chooses:
        choices = departures(request)
        for operation, doing in operations:
            if doing.kind == Kind.CHOOSE:
                yield DelayCost(number, operation, increment=weight * (choices[-1] - choices[doing.block]))
    if request.due_s is not None and request.latest_s is None:
        for operation, doing in operations:
            if doing.kind == Kind.DEPART and doing.place == 0:
                yield DelayCost(number, operation, threshold=request.ready_s - train.zero, coeff=weight)


def _possessions(scenario: Scenario, rules: Rules, zero: int, until: int) -> Iterator[Train]:
    """Give a train for every span of possessions: it holds all tracks of the sections that are closed just then.

    One for every window would not do: two trains cannot hold a section together where windows overlap.
    """
    closures: dict[tuple[int, int], list[int]] = {}
    for section, spans in closed_spans(scenario, zero, until).items():
        for span in spans:
            closures.setdefault((span.begin, span.end), []).append(section)
    for (begin, end), sections in sorted(closures.items()):
        # A train lets go of a section only a setting time after it is free, which a possession does not need.
        start = max(0, begin - zero + rules.setting_s)
        uses = [Use(name, rules.setting_s) for section in sections for name in section_names(scenario, section)]
        yield holding(uses, start, max(0, end - zero - start))


def holding(uses: Iterable[Use], start: int, lasts: int) -> Train:
    """Return a train that holds resources from a time of the problem on, for a while, and does nothing else."""
    held = Operation(lasts, start_lb=start, start_ub=start, uses=tuple(uses), successors=(2,))
    return Operation(0, successors=(1,)), held, Operation(0)
