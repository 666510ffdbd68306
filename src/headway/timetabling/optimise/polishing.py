"""Polishing: every train of a plan in turn looks for a better path between all others; then all move to better times.

Every function here ends with the trains of its result in the planner's book, each under its number.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from headway.timetabling.insertion import STOP, Planned, Planner, Step, bookings, to_next_stop, total
from headway.timetabling.optimise.retiming import retimed
from headway.work import attempted, heed, heeding

_POLISHES = 4
"""Times that every train in turn may look for something better between all others.

With 8 the plans of the long-term day differ by less than 0.1 %, and with 1 they cost 0.3 % more on average; two seeds
differ by 0.2 % (`python -m benchmarks.constants --only optimise.polishing.POLISHES`).
"""


def polished(planner: Planner, trains: list[Planned]) -> list[Planned] | None:
    """Let every train in turn look for a better path, or for slower running if it is due later; book the result.

    First, a train that clashes with one before it looks for another path: others may run slower than the search
    foresaw. None if it finds no path. An interruption ends this and all other functions here; when the time of the search
    is over, trains look once more and not again.
    """
    best = list(trains)
    for number in booked(planner, trains):
        if (found := planner.path_or_none(best[number].request)) is None:
            return None
        best[number] = Planned(best[number].request, *found)
        enter_again(planner, number, best[number])
    for _ in range(_POLISHES):
        before = total(best)
        for number in sorted(range(len(best)), key=lambda n: -best[n].cost):
            if planner.interrupted:
                return best
            planner.book.remove(number)
            # The search of orders knows paths that the search of one train does not find. A train then keeps its own.
            found = planner.path_or_none(best[number].request)
            other = best[number] if found is None else Planned(best[number].request, *found)
            if other.cost <= best[number].cost:
                best[number] = other
            enter_again(planner, number, best[number])
        if total(best) == before or planner.late:
            break
    return best


def moved_together(planner: Planner, trains: list[Planned]) -> list[Planned]:
    """Move all trains to the best times in their orders, and polish the result; repeat while that saves anything.

    Do this after the searches that move one train at a time, and after every search of meets. Searches of one train do
    worse from such times, since they choose departures from a grid.
    """
    best = trains
    while not planner.interrupted:
        moved = retimed(best, planner.book, planner.rules)
        if moved is None or total(moved) >= total(best):
            break
        remove(planner, moved)
        if (better := polished(planner, moved)) is None:
            break
        best = better
        if planner.late:
            break
    enter_instead(planner, best)
    return best


def improved_at_last(planner: Planner, trains: list[Planned], improve: Callable[[list[Planned]], list[Planned]]) -> list[Planned]:
    """Book a plan and improve it once more, unless the search was interrupted; return what is booked then."""
    enter_instead(planner, trains)
    if planner.interrupted:
        return trains
    better = attempted(partial(improve, trains), None)
    if better is None:
        enter_instead(planner, trains)
    return better or trains


def settled(planner: Planner, trains: list[Planned], kept: Collection[str] = ()) -> list[Planned]:
    """Let every train leave every place as soon as it can get to its next stop; book the result.

    Searches and linear programs leave a train spare time wherever it costs nothing: before a stop at which it waits
    anyway, or before its due time. It then stands though nobody holds it. This moves such time on to the next stop, and
    at last to the end of the run, so that every train that still waits is held by something. Orders, tracks and stops
    stay, and no train costs more.

    Parameters
    ----------
    planner, trains
        The planner and the trains that are booked.
    kept
        Names of the trains that stay as they are.
    """
    best, moved = list(trains), True
    while moved:
        moved = False
        for number in sorted(range(len(best)), key=lambda n: best[n].steps[0].departs):
            heed()
            train = best[number]
            if train.request.train in kept:
                continue
            sooner = _left_sooner(planner, train, number)
            if sooner != train.steps:
                planner.book.remove(number)
                best[number] = replace(train, steps=sooner)
                enter_again(planner, number, best[number])
                moved = True
    return best


def _left_sooner(planner: Planner, train: Planned, number: int) -> list[Step]:
    """Return the steps of a train that leaves each stop as soon as it can run to the next between all others."""
    steps, route = list(train.steps), train.route
    for k in range(len(steps) - 1):
        if steps[k].mode != STOP:
            continue
        soonest = steps[k].arrives + int(route.dwell_s[k]) if k else train.request.since_s(steps[0].departs)
        rooms = [planner.book.binding(held)[0] for _, _, held in to_next_stop(route, steps, planner.rules, k, number)]
        by = min(steps[k].departs - soonest, *rooms)
        if by <= 0:
            continue
        stop = next(j for j in range(k + 1, len(steps)) if steps[j].mode == STOP)
        steps[k] = replace(steps[k], departs=steps[k].departs - by)
        for j in range(k + 1, stop):
            steps[j] = replace(steps[j], arrives=steps[j].arrives - by, departs=steps[j].departs - by)
        arrives, ends = steps[stop].arrives - by, stop == len(steps) - 1
        steps[stop] = replace(steps[stop], arrives=arrives, departs=arrives if ends else steps[stop].departs)
    return steps


def booked(planner: Planner, trains: list[Planned]) -> list[int]:
    """Book trains under their numbers, except those that clash with one before or leave after their window.

    Returns the numbers of the trains that are not booked.
    """
    clashing: list[int] = []
    for number, train in heeding(enumerate(trains)):
        held = list(bookings(train.route, train.steps, planner.rules, number))
        late = train.request.latest_s is not None and train.steps[0].departs > train.request.latest_s
        if late or any(planner.book.clashes(booking) for booking in held):
            clashing.append(number)
            continue
        for booking in held:
            planner.book.hold(booking)
    return clashing


def enter_again(planner: Planner, number: int, train: Planned) -> None:
    """Book a train under its number."""
    heed()
    for booking in bookings(train.route, train.steps, planner.rules, number):
        planner.book.hold(booking)


def enter_instead(planner: Planner, by: list[Planned]) -> None:
    """Book trains on these paths, in place of the paths that the same trains have in the book."""
    remove(planner, by)
    for number, train in enumerate(by):
        enter_again(planner, number, train)


def remove(planner: Planner, trains: list[Planned]) -> None:
    """Remove these trains from the book, by their numbers."""
    for number in range(len(trains)):
        planner.book.remove(number)
