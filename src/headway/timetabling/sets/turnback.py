"""Turnback: assign the fewest train sets to the trains of a timetable that is run again and again."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from headway.arguments import public
from headway.io import scenario_of
from headway.model import OreFlow, Scenario, Station
from headway.timetabling.paths import TrainPath
from headway.timetabling.sets.circulation import Circulation, Turn
from headway.units import whole_seconds
from headway.work import heeding

_Link = tuple[TrainPath, TrainPath, int]
"""An arriving train, the train that its set runs next, and when the set is ready for that [s]."""


@public
def circulation(scenario: Scenario | str | Path, flow: OreFlow | str, paths: Iterable[TrainPath], period_s: int) -> Circulation:
    """Return which train set runs which train of a flow, if its trains run again after every period.

    At each end a set is unloaded or loaded, moved from and to the yard, and inspected where that is done. Then it runs
    the next train that departs, first come, first served. Queues at the terminals are left out.

    Parameters
    ----------
    scenario, flow, paths
        The corridor, the flow, and a timetable with as many loaded as empty trains of it.
    period_s
        When the timetable begins again [s].
    """
    scenario = scenario_of(scenario)
    flow = scenario.flow(flow)
    fleet = scenario.fleet(flow.fleet)
    trains = [path for path in paths if path.service == flow.name]
    loaded, empty = [p for p in trains if p.loaded], [p for p in trains if not p.loaded]
    links: dict[str, _Link] = {}
    for arriving, leaving, station in (
        (loaded, empty, scenario.dumper(flow.dumper)),
        (empty, loaded, scenario.load_out(flow.load_out)),
    ):
        turn_s = turnaround_s(scenario, flow, station)
        links.update((link[0].train, link) for link in _links(arriving, leaving, turn_s, period_s))
    runs, needed = _sets(trains, links, period_s)
    turns = [
        Turn(
            train_set=f"{fleet.name} {runs[path.train]}",
            train=path.train,
            departs_s=path.departs_s,
            arrives_s=path.arrives_s,
            place=path.calls[-1].place,
            ready_s=ready_s,
            then=then.train,
            then_departs_s=_next_s(ready_s, then, period_s),
        )
        for path, then, ready_s in links.values()
    ]
    ordered = sorted(turns, key=lambda turn: (runs[turn.train], turn.departs_s))
    return Circulation(flow=flow.name, needed=needed, there=fleet.sets, turns=tuple(ordered))


def circulations(scenario: Scenario, paths: Iterable[TrainPath], period_s: int) -> tuple[Circulation, ...]:
    """Return the circulation of every ore flow that has as many loaded as empty trains; see `circulation`."""
    plan = list(paths)
    counts = {flow.name: Counter(path.loaded for path in plan if path.service == flow.name) for flow in scenario.flows}
    even = [flow for flow in scenario.flows if counts[flow.name][True] == counts[flow.name][False]]
    return tuple(circulation(scenario, flow, plan, period_s) for flow in even)


def _next_s(ready_s: int, path: TrainPath, period_s: int) -> int:
    """Return when a train next departs, at ``ready_s`` or later [s]."""
    return ready_s + (path.departs_s - ready_s) % period_s


def _links(arriving: list[TrainPath], leaving: list[TrainPath], turn_s: int, period_s: int) -> Iterator[_Link]:
    """Join arriving and leaving trains at one end so that the sets stand as short as they can.

    Sets leave in the order in which they are ready: to change the order of two sets never saves time. All run the next
    train, or all the one after it, and so on, whichever lets them stand least.
    """
    arriving = sorted(arriving, key=lambda path: (path.arrives_s + turn_s) % period_s)
    leaving = sorted(leaving, key=lambda path: path.departs_s % period_s)
    n = len(arriving)

    def joined(by: int) -> list[_Link]:
        return [(path, leaving[(i + by) % n], path.arrives_s + turn_s) for i, path in enumerate(arriving)]

    def stands_s(links: list[_Link]) -> int:
        return sum(_next_s(ready_s, then, period_s) - ready_s for _, then, ready_s in links)

    yield from min((joined(by) for by in range(n)), key=stands_s, default=[])


def _sets(trains: list[TrainPath], links: dict[str, _Link], period_s: int) -> tuple[dict[str, int], int]:
    """Number the sets by their first departures; return every train's set in the first period, and how many there are.

    A set runs one train after another until it comes back to its first, some periods later. As many sets as these
    periods follow each other round the same trains. A train that this set runs some periods later, another of them runs
    now.
    """
    behind: dict[str, tuple[int, int]] = {}
    needed = 0
    for number, first in heeding(enumerate(trains)):
        if first.train in behind:
            continue
        path, periods, way = first, 0, dict[str, int]()
        while path.train not in way:
            way[path.train] = periods
            _, then, ready_s = links[path.train]
            periods += (_next_s(ready_s, then, period_s) - then.departs_s) // period_s
            path = then
        needed += periods
        behind.update((train, (number, -later % periods)) for train, later in way.items())
    numbers = count(1)
    known: dict[tuple[int, int], int] = {}
    for path in sorted(trains, key=lambda path: path.departs_s):
        if behind[path.train] not in known:
            known[behind[path.train]] = next(numbers)
    return {train: known[which] for train, which in behind.items()}, needed


def turnaround_s(scenario: Scenario, flow: OreFlow, station: Station) -> int:
    """Return the shortest time from a train's arrival until its set can depart again [s]."""
    fleet = scenario.fleet(flow.fleet)
    served = station.positioning_s + scenario.consist(fleet.loaded).payload_kg / station.rate_kg_s
    inspected = fleet.inspection_s if fleet.inspection_at == station.place else 0.0
    return whole_seconds(served + inspected + 2 * scenario.yard_move_at(station.place))
