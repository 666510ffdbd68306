"""Holding the rest: an edit moves as few trains as it must, and all others stay as they are.

First all orders and tracks are kept, and only times change (`orders`). Where that cannot be, the trains that the edit
is about look for new paths between all others; and where they find none, so do those that are in their way.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from headway.timetabling.editing.bench import Bench, same_path
from headway.timetabling.editing.edit import Edit
from headway.timetabling.editing.edits import Depart, Lock
from headway.timetabling.editing.orders import Wanted, pushed
from headway.timetabling.editing.reroute import rerouted
from headway.timetabling.insertion import Planned


@dataclass(frozen=True, slots=True)
class Held:
    """A plan that keeps its edits, with the rest held.

    Parameters
    ----------
    bench
        The plan.
    kept_orders
        Whether all trains keep their tracks, their stops, and their places in every order.
    """

    bench: Bench
    kept_orders: bool


def held(before: Bench, old: Sequence[Edit], new: Sequence[Edit]) -> Held | None:
    """Return a plan with new edits that moves as few trains as it must; None if none is found.

    Parameters
    ----------
    before
        The plan so far; it stays as it is.
    old, new
        The edits that it keeps, and those that are wanted besides.
    """
    asked = before.copy()
    for change in new:
        asked = change.laid(asked)
    edits = [*old, *new]
    without_path = [number for number, train in enumerate(asked.trains) if not train.steps]
    cut = asked.clashing()
    kept = not without_path and _in_time(before, asked, edits, new)
    found = Held(kept, kept_orders=True) if kept else None
    locked = {change.train for change in edits if isinstance(change, Lock)}
    choices = list(_choices(asked, new, [*cut, *without_path]))
    departs_s = {change.train: change.at_s for change in new if isinstance(change, Depart)}
    # Trains that are in the way join only where nothing else helps, the most that an edit is about at first.
    for out, widening in [*((out, False) for out in choices), *((out, True) for out in choices[-1:])]:
        if widening and found is not None:
            break
        other = rerouted(asked, edits, out, locked, widening=widening)
        if other is not None and sound(before, other, edits) and (found is None or _beats(before, other, found.bench, departs_s)):
            found = Held(other, kept_orders=False)
    return found


def _in_time(before: Bench, asked: Bench, edits: Sequence[Edit], new: Sequence[Edit]) -> Bench | None:
    """Return the plan with all orders and tracks kept, at the nearest later times; None if that cannot be."""
    flows = {flow.name for flow in asked.scenario.flows}
    # The window of an ore train is not published: the train may leave after it.
    requests = ((number, train.request) for number, train in enumerate(asked.trains) if train.request.service not in flows)
    wanted = Wanted(latest_s={number: request.latest_s for number, request in requests if request.latest_s is not None})
    for change in edits:
        change.wish(asked, wanted, new=change in new and (change.asks or not _is_kept(change, asked)))
    planner = asked.planner
    trains = pushed(asked.trains, planner.book, planner.rules, asked.period_s, wanted)
    if trains is None:
        return None
    bench = asked.copy()
    for number, train in enumerate(trains):
        if train is not asked.trains[number]:
            bench.put(number, in_its_window(train, flows))
    return bench if sound(before, bench, edits) else None


def in_its_window(train: Planned, flows: set[str]) -> Planned:
    """Return a train; an ore train that leaves after its window then has no window."""
    request = train.request
    late = request.service in flows and request.latest_s is not None and train.steps[0].departs > request.latest_s
    return replace(train, request=replace(request, latest_s=None)) if late else train


def sound(before: Bench, bench: Bench, edits: Sequence[Edit]) -> bool:
    """Tell whether a plan keeps its edits, locked trains their paths, and whether all trains keep out of possessions."""
    known = {train.request.train: train.steps for train in before.trains}
    locked = {change.train for change in edits if isinstance(change, Lock)}
    stays = all(same_path(known[name], bench.trains[bench.number(name)].steps) for name in locked)
    return stays and not bench.clashing() and all(change.kept(bench) for change in edits)


def _beats(before: Bench, other: Bench, found: Bench, departs_s: Mapping[str, int]) -> bool:
    """Tell whether a plan disturbs the one before less than another, or as much and costs less."""
    return (_disturbance(before, other, departs_s), other.cost) < (_disturbance(before, found, departs_s), found.cost)


def _disturbance(before: Bench, bench: Bench, departs_s: Mapping[str, int]) -> int:
    """Return the sum of the squares of how far each train is at most from where it is wanted [s2].

    A train is wanted where it was before, and one that shall leave at another time as many minutes sooner or later all
    the way. Squares, since a planner would rather have several trains a few minutes late than one of them hours.
    """
    known = {train.request.train: train.steps for train in before.trains}
    found = 0
    for train in bench.trains:
        name = train.request.train
        if was := known.get(name):
            by = departs_s.get(name, was[0].departs) - was[0].departs
            arrivals = [abs(a.arrives + by - b.arrives) for a, b in zip(was[1:], train.steps[1:], strict=True)]
            departures = [abs(a.departs + by - b.departs) for a, b in zip(was, train.steps, strict=True)]
            found += max(*arrivals, *departures) ** 2
    return found


def _is_kept(change: Edit, bench: Bench) -> bool:
    """Tell whether a plan keeps an edit; none is kept whose trains have no path yet."""
    return all(bench.trains[bench.number(name)].steps for name in change.trains()) and change.kept(bench)


def _choices(asked: Bench, new: Sequence[Edit], must: Collection[int]) -> Iterator[list[int]]:
    """Give the trains that may look for new paths, in the order in which they do.

    Of two trains that an edit is about either may do, or both.
    """
    pairs = [[asked.number(name) for name in change.trains()] for change in new if change.asks or not _is_kept(change, asked)]
    single = [*must, *(pair[0] for pair in pairs if len(pair) == 1)]
    first = sorted(
        dict.fromkeys(single), key=lambda number: (not asked.trains[number].steps, asked.trains[number].request.ready_s)
    )
    either = [pair for pair in pairs if len(pair) > 1]
    if len(either) == 1:
        one, two = either[0]
        yield from ([*first, one], [*first, two], [*first, one, two], [*first, two, one])
    elif first or either:
        yield list(dict.fromkeys([*first, *(number for pair in either for number in pair)]))
