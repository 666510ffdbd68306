"""Polishing a plan: its trains, one after another between all others, look for better paths, and all move together.

Whatever is done here ends with the trains of the result in the planner's book, each under its number.
"""

from collections.abc import Collection
from dataclasses import replace

from headway.timetabling.planned import Planned, total
from headway.timetabling.planner import Planner
from headway.timetabling.retiming import retimed
from headway.timetabling.search import STOP
from headway.timetabling.steps import Step, bookings, to_next_stop

_POLISHES = 4
"""Times that every train in turn may look for something better between all others.

With 8 the plans of the long-term day differ by less than 0.1 %, and with 1 they cost 0.3 % more on average; two seeds
differ by 0.2 % (`python -m benchmarks.constants --only polishing.POLISHES`).
"""


def polished(planner: Planner, trains: list[Planned]) -> list[Planned] | None:
    """Let every train in turn look for a better path, or for easier running, between all others; book the result.

    A train that clashes with one before it, since others ran slower than was foreseen, looks for another path first; None if it
    finds none within its window. An interruption ends it; so it does all that follows here.
    """
    best = list(trains)
    for number in booked(planner, trains):
        if (found := planner.sought(best[number].request)) is None:
            return None
        best[number] = Planned(best[number].request, *found)
        enter_again(planner, number, best[number])
    for _ in range(_POLISHES):
        before = total(best)
        for number in sorted(range(len(best)), key=lambda n: -best[n].cost):
            if planner.interrupted:
                return best
            planner.book.remove(number)
            # The search of orders knows ways that the search of one path does not: with none of these a train keeps its own.
            found = planner.sought(best[number].request)
            other = best[number] if found is None else Planned(best[number].request, *found)
            if other.cost <= best[number].cost:
                best[number] = other
            enter_again(planner, number, best[number])
        if total(best) == before:
            break
    return best


def moved_together(planner: Planner, trains: list[Planned]) -> list[Planned]:
    """Move all trains to the times that are best for all in their orders, and polish the result, as long as that saves anything.

    Searches that move one train at a time do worse from such times, since they choose departures from a grid: it is done after
    them, and after every search of meets.
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
    enter_instead(planner, best)
    return best


def settled(planner: Planner, trains: list[Planned], kept: Collection[str] = ()) -> list[Planned]:
    """Let every train leave every place as soon as it can get to its next stop; book the result.

    Searches and linear programs leave time where it costs nothing: before a stop that is waited at anyway, or before a due time.
    A train then stands somewhere for no one. Here such time moves on to the next stop, and at last to the end of the run, so that
    whoever still waits is held by somebody. Orders, tracks and stops stay, and nothing costs more.

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
    """Return the steps of a train that leaves each of its stops as soon as it can get to the next between all others."""
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
    """Book trains under their numbers; return those that are not booked: they clash with others before, or left their window."""
    clashing: list[int] = []
    for number, train in enumerate(trains):
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
    for booking in bookings(train.route, train.steps, planner.rules, number):
        planner.book.hold(booking)


def enter_instead(planner: Planner, by: list[Planned]) -> None:
    """Book these paths instead of those that the same trains have."""
    remove(planner, by)
    for number, train in enumerate(by):
        enter_again(planner, number, train)


def remove(planner: Planner, trains: list[Planned]) -> None:
    """Take these trains out of the book."""
    for number in range(len(trains)):
        planner.book.remove(number)
