"""The rules for where fixed trains end: a yard takes them, or they go on as another train; none vanishes."""

from collections.abc import Iterator, Mapping

from headway.errors import Problem, did_you_mean
from headway.model.line import Line, Place
from headway.model.services import FixedPath, Service


def ends_of_trains(line: Line, services: Mapping[str, Service]) -> Iterator[Problem]:
    """A fixed train goes on as another only where it ends on a place's only track and no yard takes it."""
    fixed = {name: service for name, service in services.items() if isinstance(service, FixedPath)}
    places = {place.name: place for place in line.places}
    for service in fixed.values():
        place = places.get(service.destination)
        if place is None:
            continue
        where = f"services.{service.name}"
        if not service.then:
            if _keeps(place):
                after = [s.name for s in fixed.values() if s.origin == place.name and s.consist == service.consist]
                hint = f" ({' or '.join(after)})" if after else ""
                yield Problem(
                    f'its trains end on the only track of "{place.name}", which has no yard: they would vanish, or stand in the '
                    f"way of all others. Give the place yard_trains, or say as which service they go on{hint}: then: SERVICE",
                    where=f"{where}.destination",
                )
        elif not _keeps(place):
            yield Problem(
                f'"{place.name}" has a yard or more than one track, which takes its trains; take then away',
                where=f"{where}.then",
            )
        else:
            yield from _goes_on(service, fixed, f"{where}.then")


def _keeps(place: Place) -> bool:
    """Tell whether a train that ends at a place stands there in the way of others.

    A yard move time of the place itself means that a track leads onto another line.
    """
    return len(place.tracks) == 1 and place.yard_trains == 0 and place.yard_move_s is None


def _goes_on(service: FixedPath, fixed: Mapping[str, FixedPath], where: str) -> Iterator[Problem]:
    """A train goes on as one fixed path only: from where it ends, with the same vehicles, on the same days."""
    after = fixed.get(service.then)
    if after is None:
        yield Problem(f'"{service.then}" is not a fixed path. {did_you_mean(service.then, fixed)}', where=where)
        return
    if after.origin != service.destination:
        yield Problem(
            f'"{after.name}" begins at "{after.origin}", not at "{service.destination}", from where it goes on', where=where
        )
    if after.consist != service.consist:
        yield Problem(f'"{after.name}" runs as {after.consist}; the train goes on as it is, as {service.consist}', where=where)
    if rivals := [s.name for s in fixed.values() if s.then == after.name and s.name != service.name]:
        yield Problem(f'"{after.name}" is what "{rivals[0]}" goes on as already; a train is one train only', where=where)
    overnight = (service.arrives_at_s or service.departs_at_s) >= after.departs_at_s
    days = {(day + overnight) % 7 for day in service.weekdays}
    if days != set(after.weekdays):
        yield Problem(f'"{after.name}" must run on the days on which its train comes, and on no others', where=where)
    seen = {service.name}
    while after is not None and after.then:
        if after.name in seen:
            yield Problem(
                "trains that go on as each other in a circle never come out of a yard; let one of them end in one", where=where
            )
            return
        seen.add(after.name)
        after = fixed.get(after.then)
