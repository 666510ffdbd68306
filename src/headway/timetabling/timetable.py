"""The timetable: all services of one or more days, planned together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from headway.dispatch import Dispatching, MaxRounds, Stop
from headway.dispatch.solve import Progress
from headway.errors import InputError, did_you_mean
from headway.model import Scenario
from headway.timetabling.beginning import plain, together
from headway.timetabling.circulation import Circulation, turns_to_frame
from headway.timetabling.compile import compile_trains
from headway.timetabling.edits import Depart, Edit
from headway.timetabling.optimise import Optimised, bound_of, optimise
from headway.timetabling.paths import TrainPath, paths_to_frame
from headway.timetabling.piles import PileCourse, pile_courses
from headway.timetabling.planned import Planned, total
from headway.timetabling.planner import Planner
from headway.timetabling.requests import Request, fixed_requests, ore_requests
from headway.timetabling.routes import fastest_s, rules_of
from headway.timetabling.steps import Explainer
from headway.timetabling.turnback import circulation
from headway.timetabling.verify import verify
from headway.timetabling.verify_sets import verify_sets
from headway.units import DAY_S, hours_minutes

_MOST_DAYS = 366

_A_WHILE = MaxRounds(5_000)


@dataclass(frozen=True, slots=True)
class Link:
    """A wait in a chain: who, where, since when and for how long [s], and what for."""

    train: str
    place: str
    from_s: int
    wait_s: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A conflict-free plan.

    Parameters
    ----------
    scenario, days
        What was planned, for how many days of departures.
    trains
        The trains with their requests, routes and steps.
    paths
        The train paths, in the order of their departures.
    objective_s
        What all trains cost together: the time of each from when it was ready, or left in its window, until it arrived, or
        until it was due, if that is later, times its weight; with a due time the lateness of its departure as well [s].
    bound_s
        No plan costs less [s].
    plain_s
        What the plan of the plain rule costs, trains one after another by priority [s]; None where it finds none.
    violations
        What the referee found wrong; empty.
    edits
        What a planner wanted otherwise: values of `edits`.
    """

    scenario: Scenario
    days: int
    trains: tuple[Planned, ...] = field(repr=False)
    paths: tuple[TrainPath, ...]
    objective_s: int
    bound_s: int
    plain_s: int | None
    violations: tuple[str, ...]
    edits: tuple[Edit, ...] = ()

    @property
    def requests(self) -> tuple[Request, ...]:
        """The trains that wanted a path."""
        return tuple(train.request for train in self.trains)

    def path(self, train: str) -> TrainPath:
        """Return the path of a train; an `InputError` offers the nearest name."""
        for path in self.paths:
            if path.train == train:
                return path
        raise InputError([f'"{train}" is not a train of the timetable. {did_you_mean(train, (p.train for p in self.paths))}'])

    @property
    def gap(self) -> float:
        """How far the plan may be from the best one, as a share of its own cost."""
        return 1 - self.bound_s / self.objective_s if self.objective_s else 0.0

    @property
    def status(self) -> str:
        """Say how good the plan is."""
        return "Optimal: no plan costs less." if self.gap <= 0 else f"Feasible; stopped before a proof. Gap {self.gap:.1%}."

    def circulations(self) -> tuple[Circulation, ...]:
        """Return which train set runs which train of every ore flow if the plan is run again and again, with the fewest sets."""
        return circulations(self.scenario, self.paths, self.days)

    def train_sets(self) -> pl.DataFrame:
        """Return a row for every ore train: the set that runs it, when that can leave again, and as which train it does.

        Columns ``flow``, ``train_set``, ``train``, ``departs_s``, ``arrives_s``, ``place``, ``ready_s``, ``then``,
        ``then_departs_s``, ``spare_s``; times in seconds, those of the next train on the day when the set runs it.
        """
        return turns_to_frame(self.circulations())

    def piles(self) -> tuple[PileCourse, ...]:
        """Return what lies on every stockpile if the plan is run again and again, and the least that feeds every train."""
        return pile_courses(self.scenario, self.paths, self.days * DAY_S)

    def stocks_frame(self) -> pl.DataFrame:
        """Return the course of every stockpile: ``stockpile``, ``time_s``, ``level_t``; straight lines between the rows."""
        rows = [(course.pile.name, moment, level / 1000) for course in self.piles() for moment, level in course.levels]
        return pl.DataFrame(rows, schema={"stockpile": pl.String, "time_s": pl.Int64, "level_t": pl.Float64}, orient="row")

    def problem(self) -> Dispatching:
        """Return the trains, with the departures that are chosen, and the possessions of their time as a dispatching problem."""
        routes = [train.route for train in self.trains]
        return compile_trains(self.scenario, [train.settled() for train in self.trains], routes, rules_of(self.scenario)).problem

    def delay_s(self, path: TrainPath) -> int:
        """Return how much longer than alone on the line a train takes, from when its time counts [s]."""
        train = next(train for train in self.trains if train.request.train == path.train)
        return path.arrives_s - path.since_s - fastest_s(train.route)

    def stretch(self, path: TrainPath) -> float:
        """Return how long a train takes, from when its time counts, as a multiple of its time alone."""
        taken = path.arrives_s - path.since_s
        return taken / (taken - self.delay_s(path))

    def departures(self) -> pl.DataFrame:
        """Return a row for every train: from when until when it may leave, when it leaves and arrives, and when it is due [s]."""
        names = ("train", "service", "ready_s", "latest_s", "departs_s", "arrives_s", "due_s")
        rows = [tuple(getattr(path, name) for name in names) for path in self.paths]
        types = [pl.String, pl.String, *[pl.Int64] * 5]
        return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")

    def waits(self) -> pl.DataFrame:
        """Return every wait for others, longest first: who, where, from when, how long, whom for, and why."""
        found = self.to_frame().filter(pl.col("wait_s") > 0)
        since = (pl.col("departs_s") - pl.col("wait_s")).alias("from_s")
        return found.select("train", "place", since, "wait_s", "waits_for", "reason").sort(
            "wait_s", "train", descending=[True, False]
        )

    def chain(self, train: str = "") -> tuple[Link, ...]:
        """Return what binds a train's arrival: its last wait, the last wait of whom it waited for before that, and so on back.

        Parameters
        ----------
        train
            Its name; by default the train that waits longest.
        """
        waits = self.waits()
        if not train:
            if waits.is_empty():
                return ()
            train = str(waits.group_by("train").agg(pl.col("wait_s").sum()).sort("wait_s", "train").row(-1)[0])
        links: list[Link] = []
        who, until = train, self.path(train).arrives_s
        while who in (path.train for path in self.paths) and who not in (link.train for link in links):
            stops = [call for call in self.path(who).calls if call.wait_s > 0 and call.departs_s <= until]
            if not stops:
                break
            call = stops[-1]
            links.append(Link(who, call.place, call.departs_s - call.wait_s, call.wait_s, call.reason))
            who, until = call.waits_for, call.departs_s
        return tuple(links)

    def explain(self) -> str:
        """Return every wait with what it is for, the chain that binds the train that waits longest, and trains that lack ore."""
        lines = [
            f"{hours_minutes(row['wait_s']):>12}  {row['train']} at {row['place']} {row['reason']}"
            for row in self.waits().iter_rows(named=True)
        ]
        chain = [
            f"{'' if i else 'Binding: '}{link.train} waits {hours_minutes(link.wait_s)} at {link.place}, since it {link.reason}"
            for i, link in enumerate(self.chain())
        ]
        short = [f"{course.pile.name}: {shortage}" for course in self.piles() for shortage in course.shortages]
        waits = [*lines, "", *chain] if lines else ["No train waits for another."]
        return "\n".join([*waits, *(["", *short] if short else [])])

    def summary(self) -> str:
        """Return the plan in a few lines."""
        waits = sorted(((c.wait_s, p.train, c) for p in self.paths for c in p.calls if c.wait_s > 0), key=lambda w: w[:2])
        held = sum(p.calls[0].wait_s for p in self.paths)
        lines = [
            f"{self.scenario.title}: {len(self.paths)} trains in {self.days} day{'s' if self.days != 1 else ''}",
            f"  {self.status}",
            f"  weighted time     {hours_minutes(self.objective_s)}; no plan is below {hours_minutes(self.bound_s)}, "
            f"the plain rule {'finds none' if self.plain_s is None else f'comes to {hours_minutes(self.plain_s)}'}",
            f"  waits for others  {len(waits)}, together {hours_minutes(sum(w for w, _, _ in waits))}, "
            f"{hours_minutes(held)} of it before departure",
        ]
        if waits:
            wait, train, call = waits[-1]
            lines.append(f"  longest wait      {train} at {call.place}, {hours_minutes(wait)}: {call.reason}")
        lines += [
            f"  train sets        {sets.flow}: {sets.needed} if this is run again and again, {sets.there} there"
            for sets in self.circulations()
        ]
        lines += [f"  {course.pile.name:<17} {course}" for course in self.piles()]
        late = [p for p in self.paths if p.late_s > 0]
        lines.append(f"  late trains       {len(late)}" + (f", first {late[0].train}" if late else ""))
        lines.append("  referee           " + ("no violation" if not self.violations else f"{len(self.violations)} VIOLATIONS"))
        return "\n".join(lines)

    def to_frame(self) -> pl.DataFrame:
        """Return the plan as a table, one row per train and place."""
        return paths_to_frame(self.paths, self.scenario.line)


def timetable(
    scenario: Scenario,
    *,
    days: int = 1,
    stop: Stop | None = _A_WHILE,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Timetable:
    """Plan all services of a number of days together, so that their weighted time is least.

    A train costs its time from when it is ready until it arrives, or until it is due, if that is later, times its weight: 8
    for fixed paths of priority 1, 4 and 2 for the next, 1 for all others and for ore trains. With a due time the
    lateness of its departure costs as much. A train with a window leaves when that is best for all within it, and its time
    counts from when it leaves. An ore flow runs the whole
    number of pairs that comes nearest to its target, one at least, not tied to train sets: the simulation is. They are evenly
    spread, and each is free to leave within a window that lets the terminal serve one after another; where the line is
    too full for that, an ore train leaves later, and its time counts from when it was ready.

    Parameters
    ----------
    scenario
        The corridor.
    days
        Days of departures, 1 or more.
    stop
        When to end the search: `MaxSeconds`, `MaxRounds`, or any call of (rounds, seconds). With None there is no search, but
        the plain rule: one train after another, by priority.
    seed, jobs
        Random numbers and threads of the search; with one job, a seed and a number of rounds always give the same plan.
    progress
        Called with every improvement and the bound.

    Raises
    ------
    InputError
        If days is below 1 or a train finds no path.
    """
    if not 1 <= days <= _MOST_DAYS:
        raise InputError([f"days: a timetable covers 1 to {_MOST_DAYS} days, not {days}"])
    requests = [*fixed_requests(scenario, range(days)), *ore_requests(scenario, days, free=True)]
    return plan_requests(scenario, requests, days, stop=stop, seed=seed, jobs=jobs, progress=progress)


def plan_requests(
    scenario: Scenario,
    requests: list[Request],
    days: int,
    *,
    stop: Stop | None,
    seed: int,
    jobs: int,
    progress: Progress | None = None,
) -> Timetable:
    """Plan given trains together; parameters are those of `timetable`."""
    planner = Planner(scenario, 0, days * DAY_S)
    plain_s: int | None = None
    try:
        begun = plain(planner, requests)
        plain_s = total(begun)
    except InputError:
        if stop is None or (begun := together(planner, requests, stop=stop, seed=seed)) is None:
            raise
    found = Optimised(begun, bound_of(planner, requests))
    if stop is not None and found.cost > found.bound:
        found = optimise(planner, begun, bound=found.bound, stop=stop, seed=seed, jobs=jobs, progress=progress)
    return assembled(scenario, days, planner, found.trains, bound=found.bound, plain_s=plain_s)


def assembled(
    scenario: Scenario,
    days: int,
    planner: Planner,
    trains: list[Planned],
    *,
    bound: int,
    plain_s: int | None,
    edits: tuple[Edit, ...] = (),
) -> Timetable:
    """Return the timetable of trains that are booked, explained and judged."""
    names = [train.request.train for train in trains]
    explainer = Explainer(scenario, planner.book, planner.rules, names)
    paths = [explainer.path(train.request, train.route, train.steps) for train in trains]
    return Timetable(
        scenario=scenario,
        days=days,
        trains=tuple(trains),
        paths=tuple(sorted(paths, key=lambda p: p.departs_s)),
        objective_s=sum(train.cost for train in trains),
        bound_s=bound,
        plain_s=plain_s,
        violations=judged(
            scenario, paths, days, moved={change.train: change.at_s for change in edits if isinstance(change, Depart)}
        ),
        edits=edits,
    )


def circulations(scenario: Scenario, paths: Iterable[TrainPath], days: int) -> tuple[Circulation, ...]:
    """Return the train sets of every ore flow with as many loaded as empty trains if those of some days run again and again."""
    plan = list(paths)
    counts = {flow.name: Counter(path.loaded for path in plan if path.service == flow.name) for flow in scenario.flows}
    even = [flow for flow in scenario.flows if counts[flow.name][True] == counts[flow.name][False]]
    return tuple(circulation(scenario, flow, plan, days * DAY_S) for flow in even)


def judged(scenario: Scenario, paths: list[TrainPath], days: int, moved: Mapping[str, int] | None = None) -> tuple[str, ...]:
    """Return what the referees find wrong with the trains of some days and with the sets that run them."""
    found = verify(scenario, paths, moved=moved)
    return (*found, *verify_sets(scenario, paths, circulations(scenario, paths, days), days * DAY_S))
