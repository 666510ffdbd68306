"""Turnback: how many train sets a timetable takes if it is run again and again."""

from collections.abc import Iterable

from headway.model import OreFlow, Scenario, Station
from headway.timetabling.paths import TrainPath
from headway.units import whole_seconds


def sets_needed(scenario: Scenario, flow: OreFlow, paths: Iterable[TrainPath], period_s: int) -> int:
    """Return the train sets that the trains of a flow take if they run again after every period.

    At each end a set is unloaded or loaded, moved from and to the yard, inspected where that is done, and goes on as the next
    train that departs after that, first come, first served. Queues at the terminals are not in it.

    Parameters
    ----------
    scenario, flow, paths
        The corridor, the flow, and a timetable with as many loaded as empty trains of it.
    period_s
        When the timetable begins again [s].
    """
    trains = [path for path in paths if path.service == flow.name]
    loaded, empty = [p for p in trains if p.loaded], [p for p in trains if not p.loaded]
    taken = sum(path.transit_s for path in trains)
    for arriving, leaving, station in (
        (loaded, empty, scenario.dumper(flow.dumper)),
        (empty, loaded, scenario.load_out(flow.load_out)),
    ):
        turn = turnaround_s(scenario, flow, station)
        ready = sorted((path.arrives_s + turn) % period_s for path in arriving)
        departs = sorted(path.departs_s % period_s for path in leaving)
        count = len(ready)
        # Kept in their order, sets may go on as the next train, or as the one after it, and so on: the first that all can reach.
        waits = (sum((departs[(i + by) % count] - ready[i]) % period_s for i in range(count)) for by in range(count))
        taken += turn * count + min(waits, default=0)
    return round(taken / period_s)


def turnaround_s(scenario: Scenario, flow: OreFlow, station: Station) -> int:
    """Return the least time from a train's arrival until its set can depart again [s]."""
    fleet = scenario.fleet(flow.fleet)
    served = station.positioning_s + scenario.consist(fleet.loaded).payload_kg / station.rate_kg_s
    inspected = fleet.inspection_s if fleet.inspection_at == station.place else 0.0
    return whole_seconds(served + inspected + 2 * scenario.yard_move_s)
