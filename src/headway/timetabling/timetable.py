"""The timetable: all services of one or more days, planned together."""

from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from headway.about import About, chance_of, days_of, known_of
from headway.dispatch import Dispatching
from headway.model import Scenario
from headway.shown import Shown
from headway.timetabling.editing import Edit
from headway.timetabling.explanation import Link, chain, explanation
from headway.timetabling.insertion import Planned, fastest_s
from headway.timetabling.moves import Move
from headway.timetabling.optimise import problem_of
from headway.timetabling.paths import TrainPath, departures_to_frame, path_of, paths_to_frame, waits_to_frame
from headway.timetabling.piles import PileCourse, levels_to_frame, pile_courses
from headway.timetabling.requests import Request
from headway.timetabling.sets import Circulation, circulations, turns_to_frame
from headway.timetabling.windows import undated
from headway.timetabling.wording import in_turn
from headway.units import DAY_S, hours_minutes, weekday_names

_MOST_MOVED = 8
"""Most trains that a summary names of those that an edit moved; `Timetable.moved` has all."""


class Begins(StrEnum):
    """Which trains are on the line when a timetable begins."""

    REPEATS = "repeats"
    """Its own trains of the run before: it can be run again and again."""
    EVENING_BEFORE = "evening before"
    """The trains of the days before, which are planned with it."""
    EMPTY = "empty"
    """None."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Timetable(Shown):
    """A conflict-free plan.

    Parameters
    ----------
    scenario, days
        The corridor, and how many days of departures were planned.
    begins
        Which trains are on the line when it begins.
    trains
        The trains with their requests, routes and steps.
    paths
        The train paths, in the order of their departures.
    objective_s
        The cost of all trains together [weighted s]. A train costs its weight times its time from when it was ready, or
        from its departure if it has a window, until it arrived, or until it was due if that is later. With a due time
        the lateness of its departure counts as well.
    bound_s
        No plan costs less [weighted s].
    withdrawn_bound_s
        A bound above the cost of this very plan, which therefore was wrong and was withdrawn [weighted s]; None, as it
        should be, if there was no such bound.
    plain_s
        The cost of the plan that the plain rule makes, one train after another by priority [weighted s]; None if it
        finds none.
    violations
        What the referees found wrong; empty in a sound plan.
    edits
        The changes that a planner wanted; see `edit`.
    moved, kept_orders
        The trains that the last of them moved, and whether all trains kept their tracks, stops and orders.
    seed, stop, interrupted
        The seed of the search, when it was to end in words, and whether it was interrupted before that.
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
    moved: tuple[Move, ...] = ()
    kept_orders: bool = True
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
    def repeats(self) -> bool:
        """Whether it can be run again and again."""
        return self.begins is Begins.REPEATS

    @property
    def requests(self) -> tuple[Request, ...]:
        """The trains as they asked for a path."""
        return tuple(train.request for train in self.trains)

    def path(self, train: str) -> TrainPath:
        """Return the path of a train; an `InputError` offers the nearest name."""
        return path_of(self.paths, train)

    @property
    def gap(self) -> float:
        """How much cheaper the best plan may be at most, as a share of the cost of this one."""
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
        """Return which train set runs which train of every ore flow if the plan repeats, with the fewest sets."""
        return circulations(self.scenario, self.own, self.days * DAY_S)

    def train_sets(self) -> pl.DataFrame:
        """Return a row for every ore train: the set that runs it, when the set is ready again, and its next train.

        Columns ``flow``, ``train_set``, ``train``, ``departs_s``, ``arrives_s``, ``place``, ``ready_s``, ``then``,
        ``then_departs_s``, ``spare_s``. Times are in seconds; that of the next train is on the day when the set runs
        it.
        """
        return turns_to_frame(self.circulations())

    def piles(self) -> tuple[PileCourse, ...]:
        """Return the level of every stockpile over time if the plan repeats, and the least that feeds all trains."""
        return pile_courses(self.scenario, self.own, self.days * DAY_S)

    def stocks_frame(self) -> pl.DataFrame:
        """Return the levels of all stockpiles: ``stockpile``, ``time_s``, ``level_t``; straight lines between rows."""
        return levels_to_frame(self.piles())

    def problem(self) -> Dispatching:
        """Return the trains at their chosen departures, and the possessions of their time, as a dispatching problem."""
        return problem_of(self.scenario, self.trains)

    def delay_s(self, path: TrainPath) -> int:
        """Return how much longer a train takes than alone on the line, from when its time counts [s]."""
        train = next(train for train in self.trains if train.request.train == path.train)
        return path.arrives_s - path.since_s - fastest_s(train.route)

    def stretch(self, path: TrainPath) -> float:
        """Return how long a train takes, from when its time counts, as a multiple of its time alone on the line."""
        taken = path.arrives_s - path.since_s
        return taken / (taken - self.delay_s(path))

    def departures(self) -> pl.DataFrame:
        """Return a row for every train: its window of departure, its departure and arrival, and when it is due [s]."""
        return departures_to_frame(self.paths)

    def waits(self) -> pl.DataFrame:
        """Return all waits, the longest first, with train, place, times and cause; see `waits_to_frame`."""
        return waits_to_frame(self.paths)

    def chain(self, train: str = "") -> tuple[Link, ...]:
        """Return the chain of waits behind a train's arrival; by default of the train that waits longest."""
        return chain(self.paths, train)

    def explain(self) -> str:
        """Return a text: all waits with causes, the chain of the train that waits longest, and trains short of ore."""
        return explanation(self.paths, self.scenario.starts_on, self.piles())

    def _span(self) -> str:
        """Say which days the timetable covers, and what is on the line when they begin."""
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
        lines += self._edited()
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

    def _edited(self) -> list[str]:
        """Say how many edits the plan keeps, and which trains the last of them moved."""
        if not self.edits:
            return []
        orders = "" if self.kept_orders else ", some in other orders or on other tracks"
        more = len(self.moved) - _MOST_MOVED
        return [
            f"  edits             {len(self.edits)}; the last moved {len(self.moved)} of {len(self.paths)} trains{orders}",
            *(f"  moved             {move}" for move in self.moved[:_MOST_MOVED]),
            *([f"  moved             and {more} more, by less"] if more > 0 else []),
        ]

    def to_frame(self) -> pl.DataFrame:
        """Return the plan as a table, one row per train and place."""
        return paths_to_frame(self.paths, self.scenario.line)
