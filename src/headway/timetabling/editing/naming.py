"""What edits name: trains, places and times of a plan, and what is said of names that are not there."""

from collections.abc import Iterator

from headway.errors import did_you_mean
from headway.timetabling.editing.bench import Plan
from headway.timetabling.insertion import Planned, Step
from headway.units import DAY_S, clock


def unknown(plan: Plan, *names: str) -> Iterator[str]:
    """Give trains that are not there, each with the nearest name."""
    trains = [train.request.train for train in plan.trains]
    yield from (f'"{name}" is not a train of the timetable. {did_you_mean(name, trains)}' for name in names if name not in trains)


def outside(plan: Plan, at_s: int) -> Iterator[str]:
    """Give a time more than a day outside those of a plan."""
    if not -DAY_S <= at_s < (plan.days + 1) * DAY_S:
        yield f"{at_s} s lies more than a day outside the timetable, which ends at {plan.days * DAY_S} s"


def at_the_same_time(plan: Plan, service: str, at_s: int, train: str = "") -> Iterator[str]:
    """Give another train of a fixed path that departs at the same time, in a plan that repeats in any of its runs."""
    if service not in (path.name for path in plan.scenario.fixed_paths):
        return
    period_s = plan.days * DAY_S if plan.repeats else 2**40
    for request in (one.request for one in plan.trains):
        if request.service == service and request.train != train and (request.ready_s - at_s) % period_s == 0:
            yield f"{request.train} of {service} departs at {clock(at_s % DAY_S)} already. Choose another time"


def elsewhere(plan: Plan, place: str, *names: str) -> Iterator[str]:
    """Give trains or a place that are not there, or trains that do not come through the place."""
    missing = list(unknown(plan, *names))
    yield from missing
    places = [p.name for p in plan.scenario.line.places]
    if place not in places:
        yield f'"{place}" is not a place of the line. {did_you_mean(place, places)}'
    elif not missing:
        for name in names:
            if place not in places_of(plan, name):
                yield f"{name} does not come through {place}"


def train_of(plan: Plan, name: str) -> Planned:
    """Return a train by its name."""
    return next(train for train in plan.trains if train.request.train == name)


def places_of(plan: Plan, name: str) -> list[str]:
    """Return the places of a train, from its origin to its destination."""
    line, request = plan.scenario.line, train_of(plan, name).request
    first, last = line.index(request.origin), line.index(request.destination)
    return [line.places[i].name for i in range(first, last + (1 if last > first else -1), 1 if last > first else -1)]


def step_of(plan: Plan, name: str, place: str) -> Step:
    """Return a train at one of its places."""
    return train_of(plan, name).steps[places_of(plan, name).index(place)]
