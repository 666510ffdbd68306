"""The timetable: all services of one or more days, planned together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

import polars as pl

from headway.about import About, chance_of, days_of, known_of
from headway.arguments import public
from headway.dispatch import Dispatching
from headway.errors import InputError, did_you_mean
from headway.io import scenario_of
from headway.model import Scenario
from headway.shown import Shown
from headway.timetabling.beginning import plain, together
from headway.timetabling.causes import Cause
from headway.timetabling.circulation import Circulation, turns_to_frame
from headway.timetabling.compile import compile_trains
from headway.timetabling.edits import Depart, Edit, Lock
from headway.timetabling.optimise import Optimised, alone_cost, bound_of, optimise
from headway.timetabling.paths import Call, TrainPath, paths_to_frame, waits_to_frame
from headway.timetabling.piles import PileCourse, pile_courses
from headway.timetabling.planned import Planned, total
from headway.timetabling.planner import Planner
from headway.timetabling.polishing import settled
from headway.timetabling.requests import Request
from headway.timetabling.routes import fastest_s, rules_of
from headway.timetabling.turnback import circulation
from headway.timetabling.verify import verify
from headway.timetabling.verify_causes import verify_causes
from headway.timetabling.verify_sets import verify_sets
from headway.timetabling.windows import undated
from headway.timetabling.wording import in_turn, words
from headway.units import DAY_S, day_and_clock, hours_minutes, weekday_names
from headway.work import Stop, keep


class Begins(StrEnum):
    """What is on the line when a timetable begins."""

    REPEATS = "repeats"
    """The trains of the time before, since it can be run again and again."""
    EVENING_BEFORE = "evening before"
    """The trains of the days before, planned with it."""
    EMPTY = "empty"
    """Nobody."""


@dataclass(frozen=True, slots=True)
class Link:
    """A wait in a chain: who, where, since when and for how long [s], and what binds it."""

    train: str
    place: str
    from_s: int
    wait_s: int
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Timetable(Shown):
    """A conflict-free plan.

    Parameters
    ----------
    scenario, days
        What was planned, for how many days of departures.
    begins
        What is on the line when it begins.
    trains
        The trains with their requests, routes and steps.
    paths
        The train paths, in the order of their departures.
    objective_s
        What all trains cost together: the time of each from when it was ready, or left in its window, until it arrived, or
        until it was due, if that is later, times its weight; with a due time the lateness of its departure as well [s].
    bound_s
        No plan costs less [s].
    withdrawn_bound_s
        A bound that was found above the cost of this very plan, and so was none; None where, as it should be, there was none [s].
    plain_s
        What the plan of the plain rule costs, trains one after another by priority [s]; None where it finds none.
    violations
        What the referee found wrong; empty.
    edits
        What a planner wanted otherwise: values of `edits`.
    seed, stop, interrupted
        Of the search, when it was to end, in words, and whether it was interrupted before.
    """

    scenario: Scenario
    days: int
    begins: Begins
    trains: tuple[Planned, ...] = field(repr=False)
    paths: tuple[TrainPath, ...]
    objective_s: int
    bound_s: int
    plain_s: int | None
    violations: tuple[str, ...]
    edits: tuple[Edit, ...] = ()
    withdrawn_bound_s: int | None = None
    seed: int = 0
    stop: str = ""
    interrupted: bool = False

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        trains = f"{len(self.own)} train{'s' if len(self.own) != 1 else ''}"
        return f"{self.scenario.title}: {trains} in {self._span()}"

    @property
    def about(self) -> About:
        """What was planned, and how."""
        said = [
            days_of(self.scenario, self.days),
            chance_of(self.scenario, chance=False),
            *known_of(undated(self.scenario) if self.begins is Begins.REPEATS else self.scenario, self.days),
            ("search", self._search()),
        ]
        values = {"days": self.days, "begins": self.begins.value, "seed": self.seed, "stop": self.stop}
        return About(title=self.scenario.title, said=tuple(said), values=values)

    def _search(self) -> str:
        interrupted = ", interrupted" if self.interrupted else ""
        return f"at most {self.stop}, seed {self.seed}{interrupted}" if self.stop else "none: the plain rule"

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
        if self.withdrawn_bound_s is not None:
            return "Feasible; a bound above its cost was withdrawn, which is a fault of Headway."
        return "Optimal: no plan costs less." if self.gap <= 0 else f"Feasible; stopped before a proof. Gap {self.gap:.1%}."

    @property
    def own(self) -> tuple[TrainPath, ...]:
        """The trains of its days, without those of the days before."""
        return tuple(path for path in self.paths if path.ready_s >= 0)

    def circulations(self) -> tuple[Circulation, ...]:
        """Return which train set runs which train of every ore flow if the plan is run again and again, with the fewest sets."""
        return circulations(self.scenario, self.own, self.days)

    def train_sets(self) -> pl.DataFrame:
        """Return a row for every ore train: the set that runs it, when that can leave again, and as which train it does.

        Columns ``flow``, ``train_set``, ``train``, ``departs_s``, ``arrives_s``, ``place``, ``ready_s``, ``then``,
        ``then_departs_s``, ``spare_s``; times in seconds, those of the next train on the day when the set runs it.
        """
        return turns_to_frame(self.circulations())

    def piles(self) -> tuple[PileCourse, ...]:
        """Return what lies on every stockpile if the plan is run again and again, and the least that feeds every train."""
        return pile_courses(self.scenario, self.own, self.days * DAY_S)

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
        """Return every wait, longest first: who, where, from when until when, and the cause; see `waits_to_frame`."""
        return waits_to_frame(self.paths)

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
            stops = [(call, call.binds) for call in self.path(who).calls if call.binds and call.departs_s <= until]
            if not stops:
                break
            call, cause = stops[-1]
            links.append(Link(who, call.place, call.departs_s - call.wait_s, call.wait_s, cause))
            who, until = cause.who, call.departs_s
        return tuple(links)

    def explain(self) -> str:
        """Return every wait with what it is for, the chain that binds the train that waits longest, and trains that lack ore."""
        at = partial(day_and_clock, self.scenario.starts_on)
        stands = sorted(((c.wait_s, p.train, c) for p in self.paths for c in p.calls if c.causes), key=lambda s: (-s[0], s[1]))
        lines = [
            f"{hours_minutes(wait):>12}  {train} at {call.place} from {at(call.departs_s - wait)}: {in_turn(call.causes)}"
            for wait, train, call in stands
        ]
        chain = [
            f"{'' if i else 'Binding: '}{link.train} waits {hours_minutes(link.wait_s)} at {link.place}: it {words(link.cause)}"
            for i, link in enumerate(self.chain())
        ]
        short = [f"{course.pile.name}: {shortage}" for course in self.piles() for shortage in course.shortages]
        waits = [*lines, "", *chain] if lines else ["No train waits for another."]
        return "\n".join([*waits, *(["", *short] if short else [])])

    def _span(self) -> str:
        """Say which days it covers, and what is on the line when they begin."""
        days = "a day" if self.days == 1 else "a week" if self.days == 7 else f"{self.days} days"
        if self.begins is Begins.REPEATS:
            return f"{days} that can be run again and again"
        before = len(self.paths) - len(self.own)
        if self.begins is Begins.EVENING_BEFORE:
            trains = f"{before or 'no'} train{'' if before == 1 else 's'}"
            return f"{days} that cannot be run again and again, with {trains} of the evening before"
        return f"{days} that begin{'s' if self.days in (1, 7) else ''} on an empty line"

    def summary(self) -> str:
        """Return the plan in a few lines."""
        waits = sorted(((c.wait_s, p.train, c) for p in self.paths for c in p.calls if c.wait_s > 0), key=lambda w: w[:2])
        held = sum(p.calls[0].wait_s for p in self.paths)
        lines = [
            self.headline,
            *self.about.lines(17),
            f"  {self.status}",
            f"  weighted time     {hours_minutes(self.objective_s)}; proven: no timetable takes less than "
            f"{hours_minutes(self.bound_s)}; the plain rule "
            f"{'finds no timetable' if self.plain_s is None else f'takes {hours_minutes(self.plain_s)}'}",
            f"  waits for others  {len(waits)}, together {hours_minutes(sum(w for w, _, _ in waits))}, "
            f"{hours_minutes(held)} of it before departure",
        ]
        if waits:
            wait, train, call = waits[-1]
            lines.append(f"  longest wait      {train} at {call.place}, {hours_minutes(wait)}: {in_turn(call.causes)}")
        lines += [
            f"  train sets        {sets.flow}: {sets.needed} needed to repeat it, {sets.there} in the fleet"
            for sets in self.circulations()
        ]
        lines += [f"  {course.pile.name:<17} {course}" for course in self.piles()]
        idle = [s for s in self.scenario.fixed_paths if s.name not in {p.service for p in self.own}]
        lines += [f"  not on these days {s.name}, which runs on {weekday_names(s.weekdays)}" for s in idle]
        late = [p for p in self.paths if p.late_s > 0]
        lines.append(f"  late trains       {len(late)}" + (f", first {late[0].train}" if late else ""))
        lines.append("  referee           " + ("no violation" if not self.violations else f"{len(self.violations)} VIOLATIONS"))
        return "\n".join(lines)

    def to_frame(self) -> pl.DataFrame:
        """Return the plan as a table, one row per train and place."""
        return paths_to_frame(self.paths, self.scenario.line)


@public
def plan_requests(
    scenario: Scenario | str | Path,
    requests: list[Request],
    days: int,
    *,
    begins: Begins = Begins.EMPTY,
    stop: Stop | None,
    seed: int,
    jobs: int,
) -> Timetable:
    """Plan given trains together, with nobody else on the line; parameters are those of `timetable`."""
    scenario = scenario_of(scenario)
    planner = Planner(scenario, 0, days * DAY_S, stop=stop)
    plain_s: int | None = None
    try:
        begun = plain(planner, requests)
        plain_s = total(begun)
    except InputError:
        if stop is None or (begun := together(planner, requests, stop=stop, seed=seed)) is None:
            raise
    found = Optimised(begun, bound_of(planner, requests))
    keep(stop)
    if stop is not None and found.cost > found.bound:
        found = optimise(planner, begun, bound=found.bound, stop=stop, seed=seed, jobs=jobs)
    return assembled(scenario, days, planner, found.trains, begins=begins, bound=found.bound, plain_s=plain_s)


def assembled(
    scenario: Scenario,
    days: int,
    planner: Planner,
    trains: list[Planned],
    *,
    begins: Begins,
    bound: int,
    plain_s: int | None,
    edits: tuple[Edit, ...] = (),
) -> Timetable:
    """Return the timetable of trains that are booked, settled, explained and judged."""
    trains = settled(planner, trains, {change.train for change in edits if isinstance(change, Lock)})
    explainer = planner.explainer([train.request.train for train in trains])
    paths = [explainer.path(train.request, train.route, train.steps) for train in trains]
    cost, withdrawn_s = total(trains), None
    if bound > cost:
        withdrawn_s, bound = bound, alone_cost(planner, [train.request for train in trains])
    return Timetable(
        scenario=scenario,
        days=days,
        begins=begins,
        trains=tuple(trains),
        paths=tuple(sorted(paths, key=lambda p: p.departs_s)),
        objective_s=cost,
        bound_s=bound,
        withdrawn_bound_s=withdrawn_s,
        plain_s=plain_s,
        violations=judged(
            scenario, paths, days, begins, moved={change.train: change.at_s for change in edits if isinstance(change, Depart)}
        ),
        edits=edits,
    )


def circulations(scenario: Scenario, paths: Iterable[TrainPath], days: int) -> tuple[Circulation, ...]:
    """Return the train sets of every ore flow with as many loaded as empty trains if those of some days run again and again."""
    plan = list(paths)
    counts = {flow.name: Counter(path.loaded for path in plan if path.service == flow.name) for flow in scenario.flows}
    even = [flow for flow in scenario.flows if counts[flow.name][True] == counts[flow.name][False]]
    return tuple(circulation(scenario, flow, plan, days * DAY_S) for flow in even)


def judged(
    scenario: Scenario, paths: list[TrainPath], days: int, begins: Begins, moved: Mapping[str, int] | None = None
) -> tuple[str, ...]:
    """Return what the referees find wrong with the trains of some days and with the sets that run them.

    What can be run again and again is run several times for that: one of them has all others around it that its trains meet.
    """
    if begins is not Begins.REPEATS:
        found = [*verify(scenario, paths, moved=moved), *verify_causes(scenario, paths)]
        own = [path for path in paths if path.ready_s >= 0]
        return (*found, *verify_sets(scenario, own, circulations(scenario, own, days), days * DAY_S))
    again, around = undated(scenario), 1 + max((path.arrives_s // (days * DAY_S) for path in paths), default=0)
    runs = [[_later(path, turn * days) for path in paths] for turn in range(2 * around + 1)]
    named = [replace(path, train=f"{path.train} +{turn}") if turn else path for turn, run in enumerate(runs) for path in run]
    causes = verify_causes(again, runs[around], among=[path for run in runs for path in run])
    sets = circulations(again, named, len(runs) * days)
    return (*verify(again, named, moved=moved), *causes, *verify_sets(again, named, sets, len(runs) * days * DAY_S))


def _later(path: TrainPath, days: int) -> TrainPath:
    """Return a path some days later."""
    by = days * DAY_S

    def call_later(call: Call) -> Call:
        causes = tuple(replace(cause, until_s=cause.until_s + by) for cause in call.causes)
        return replace(call, arrives_s=call.arrives_s + by, departs_s=call.departs_s + by, causes=causes)

    return replace(
        path,
        ready_s=path.ready_s + by,
        latest_s=None if path.latest_s is None else path.latest_s + by,
        due_s=None if path.due_s is None else path.due_s + by,
        calls=tuple(call_later(call) for call in path.calls),
    )
