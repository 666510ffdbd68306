"""The timetable: all services of one or more days, by a plain priority rule."""

from dataclasses import dataclass

import polars as pl

from headway.errors import InputError
from headway.model import OreFlow, Scenario
from headway.timetabling.paths import TrainPath, paths_to_frame
from headway.timetabling.planner import Planner, Request
from headway.timetabling.verify import verify
from headway.units import DAY_S, hours_minutes

_MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A conflict-free plan.

    Parameters
    ----------
    scenario, days
        What was planned, for how many days of departures.
    paths
        The train paths, in the order of their departures.
    objective_s
        Time of all trains together, from when each was ready until it arrived; until it was due, if that is later [s].
    bound_s
        The same with every train alone on the line: no plan is better [s].
    violations
        What the referee found wrong; empty.
    """

    scenario: Scenario
    days: int
    paths: tuple[TrainPath, ...]
    objective_s: int
    bound_s: int
    violations: tuple[str, ...]

    @property
    def gap(self) -> float:
        """How far the plan may be from the best one, as a share of the bound."""
        return self.objective_s / self.bound_s - 1 if self.bound_s else 0.0

    def summary(self) -> str:
        """Return the plan in a few lines."""
        waits = sorted(((c.wait_s, p.train, c) for p in self.paths for c in p.calls if c.wait_s > 0), key=lambda w: w[:2])
        held = sum(p.calls[0].wait_s for p in self.paths)
        lines = [
            f"{self.scenario.title}: {len(self.paths)} trains in {self.days} day{'s' if self.days != 1 else ''}",
            f"  ready to arrival  {hours_minutes(self.objective_s)}; alone on the line {hours_minutes(self.bound_s)} "
            f"(the bound; gap {self.gap:.1%})",
            f"  waits for others  {len(waits)}, together {hours_minutes(sum(w for w, _, _ in waits))}, "
            f"{hours_minutes(held)} of it before departure",
        ]
        if waits:
            wait, train, call = waits[-1]
            lines.append(f"  longest wait      {train} at {call.place}, {hours_minutes(wait)}: {call.reason}")
        late = [p for p in self.paths if p.late_s > 0]
        lines.append(f"  late trains       {len(late)}" + (f", first {late[0].train}" if late else ""))
        lines.append("  referee           " + ("no violation" if not self.violations else f"{len(self.violations)} VIOLATIONS"))
        return "\n".join(lines)

    def to_frame(self) -> pl.DataFrame:
        """Return the plan as a table, one row per train and place."""
        return paths_to_frame(self.paths, self.scenario.line)


def timetable(scenario: Scenario, *, days: int = 1) -> Timetable:
    """Plan all services of a number of days: fixed paths by priority, then the ore trains, evenly spread.

    Every train takes the earliest path that those before it leave free. An ore flow runs the whole number of pairs that
    comes nearest to its target, one at least, evenly spread and not tied to train sets: the simulation is.

    Parameters
    ----------
    scenario
        The corridor.
    days
        Days of departures, 1 or more.

    Raises
    ------
    InputError
        If days is below 1 or a train finds no path.
    """
    if not 1 <= days <= _MOST_DAYS:
        raise InputError([f"days: a timetable covers 1 to {_MOST_DAYS} days, not {days}"])
    planner = Planner(scenario, 0, days * DAY_S)
    requests = [request for _, request in planner.fixed_requests(range(days))]
    ore = [request for flow in scenario.flows for request in _pairs(scenario, flow, days)]
    requests += sorted(ore, key=lambda r: r.ready_s)
    paths = [planner.plan(request) for request in requests]
    return Timetable(
        scenario=scenario,
        days=days,
        paths=tuple(sorted(paths, key=lambda p: p.departs_s)),
        objective_s=sum(_time_s(r, path.arrives_s) for path, r in zip(paths, requests, strict=True)),
        bound_s=sum(_time_s(r, r.ready_s + planner.fastest_s(r)) for r in requests),
        violations=tuple(verify(scenario, paths)),
    )


def _time_s(request: Request, arrives_s: int) -> int:
    """Time from when a train is ready until it arrives, or until it is due: being early earns nothing."""
    return max(arrives_s, request.due_s or arrives_s) - request.ready_s


def _pairs(scenario: Scenario, flow: OreFlow, days: int) -> list[Request]:
    """The loaded and empty trains of a flow, evenly spread over the days."""
    loaded, empty = scenario.train_consists(flow)
    origin, destination = scenario.ends(flow)
    count = max(1, round(flow.target_kg_s * DAY_S * days / loaded.payload_kg))
    spacing = days * DAY_S / count
    ways = ((loaded, origin, destination, "loaded", 0.0), (empty, destination, origin, "empty", 0.5))
    return [
        Request(
            train=f"{flow.name} {i + 1} {state}",
            service=flow.name,
            consist=consist,
            origin=start,
            destination=end,
            ready_s=round((i + phase) * spacing),
        )
        for i in range(count)
        for consist, start, end, state, phase in ways
    ]
