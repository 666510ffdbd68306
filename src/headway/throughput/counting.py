"""Count how many ore trains a day a line can carry at most, so that no failure at a lower number hides a higher one.

The time that trains take does not rise evenly with their number: with a few more trains they may meet better. So a
number that fails says nothing about the numbers above it. The plain rule takes parts of a second, so it tries all
numbers from the bound downwards until the line carries one. A search takes many times as long. Above that number it
halves the range as if times rose evenly. Then it tries the next numbers above what it found, until three in a row fail.
A line that carries a number of trains carries fewer: leave trains out.

A possession can hide congestion, since trains that wait for it anyway do not lose more by waiting for other trains. And
the plain rule may by chance do better where it has less choice. Yet all that runs beside a possession can run without
it. So a number counts only if the line was found to carry it without the possession as well. Thus one more possession
never makes a line carry more, as long as there are few. Of many, a number counts if the line carries it without any.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, floor
from statistics import fmean

from headway.model import OreFlow, Possession, Scenario
from headway.throughput.bounds import line_bound
from headway.throughput.others import Others
from headway.timetabling import Timetable, plan_requests
from headway.timetabling.assembly import assembled
from headway.timetabling.insertion import Planned, Planner, total
from headway.timetabling.optimise import bound_of, plain, settled
from headway.timetabling.requests import Request, pairs
from headway.units import DAY_S
from headway.work import Stop

_HOPELESS = 4.0
"""No search begins where the plain rule makes ore trains lose more than this many times what they may.

Searches brought what the plain rule loses down to a third at best: Orex 2019 with 12 pairs, from 1.52 to 0.50 of the
time alone. The three loops carry the same with 2.1 or more, the flagship with 1.1, both Orex lines with 3.1.
"""

_ABOVE = 3
"""How many numbers in a row must fail above the largest that a search carries.

On the three loops 30 and 31 pairs fail, and 32 are carried.
"""

_EACH = 3
"""Up to this many possessions, a number must be carried without each of them, and of the rest, and so on: 8 lines.

Of more possessions only the last is left out each time, since the number of lines would double with every possession.
"""

_FEW = 8
"""Up to this many possessions, they are left out one after another; of more, which come from a practice, all at once."""


_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How a number of trains is tried.

    Parameters
    ----------
    flow
        The ore flow whose trains are counted.
    days, level
        Days of a plan, and the longest time that trains may take, as a multiple of their time by themselves.
    stop, seed, jobs
        When a search stops, its seed and its threads, where the plain rule does not carry a number; None: no search.
    told
        Called with every number that is tried.
    """

    flow: OreFlow
    days: int
    level: float
    stop: Stop | None
    seed: int
    jobs: int
    told: Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A number of trains that was tried.

    Parameters
    ----------
    carried
        Whether the line carries them: the other trains are kept, and the ore trains are not too slow.
    kept, stretch
        Whether the other trains are kept, and the mean time of the ore trains of the last day, as a multiple of their
        time alone.
    plan
        Their timetable.
    """

    carried: bool
    kept: bool
    stretch: float
    plan: Timetable


class Counted:
    """A line and the number of pairs of ore trains a day that it carries.

    Parameters
    ----------
    scenario, trial
        The corridor and how numbers are tried.
    known
        The same line with fewer possessions, as far as it was counted.
    """

    def __init__(self, scenario: Scenario, trial: Trial, known: "dict[tuple[Possession, ...], Counted] | None" = None) -> None:
        self.scenario, self.trial = scenario, trial
        self._known = {} if known is None else known
        self._ruled: dict[int, tuple[bool, float]] = {}
        self._searched: dict[int, Timetable | None] = {}

    def most(self) -> tuple[int, Timetable]:
        """Return the largest number of pairs a day that the line carries, and its timetable."""
        carried = next(n for n in range(self.found, -1, -1) if all(line.at_least(n) for line in self.fewer))
        if carried == 0:
            return 0, self.others.plan
        plan = self._searched.get(self.found) or self._planned(self.found, None)
        return carried, plan if carried == self.found else self._thinned(plan, self.found - carried)

    def tried(self, count: float) -> Tried:
        """Plan a number of pairs a day, which may be a fraction, and say whether the line carries them.

        The line is judged as it stands, whatever it carries with fewer possessions. Where the plain rule does not carry
        them, but comes near, a search looks for a better plan.
        """
        plans = (self._planned(count, stop) for stop in ((None,) if self.trial.stop is None else (None, self.trial.stop)))
        found: Tried | None = None
        for plan in plans:
            kept, stretch = self._judged(list(plan.trains))
            found = Tried(carried=self._good(kept, stretch), kept=kept, stretch=stretch, plan=plan)
            if found.carried or stretch - 1 > _HOPELESS * (self.trial.level - 1):
                break
        assert found is not None
        return found

    def at_least(self, count: int) -> bool:
        """Tell whether the line carries at least a number of pairs a day."""
        if count == 0:
            return True
        found = any(self._ruled_good(n) for n in range(count, self.top + 1)) or self.found >= count
        return found and all(line.at_least(count) for line in self.fewer)

    @cached_property
    def found(self) -> int:
        """The largest number of pairs a day with a good plan, whatever the line carries with fewer possessions."""
        best = next((n for n in range(self.top, 0, -1) if self._ruled_good(n)), 0)
        if self.trial.stop is None:
            return best
        near = [n for n in range(best + 1, self.top + 1) if self._near(n)]
        low, high = 0, len(near)
        while low < high:
            middle = (low + high) // 2
            if self._search(near[middle]) is None:
                high = middle
            else:
                best, low = near[middle], middle + 1
        while more := [n for n in [n for n in near if n > best][:_ABOVE] if self._search(n) is not None]:
            best = max(more)
        return best

    @cached_property
    def top(self) -> int:
        """The largest whole number of pairs a day that the bound allows."""
        return floor(line_bound(self.scenario, self.trial.flow))

    @cached_property
    def others(self) -> Others:
        """The other trains."""
        t = self.trial
        return Others(self.scenario, t.flow, t.days, t.level, stop=t.stop, seed=t.seed, jobs=t.jobs)

    @cached_property
    def fewer(self) -> list["Counted"]:
        """The lines with fewer possessions, which must carry a number as well."""
        every = self.scenario.possessions
        if len(every) > _FEW:
            return [self._with(())]
        left = [(*every[:i], *every[i + 1 :]) for i in range(len(every))]
        return [self._with(possessions) for possessions in (left if len(every) <= _EACH else left[-1:])]

    def mean_stretch(self, trains: list[Planned], from_s: int = 0) -> float:
        """Return the mean time of ore trains that are ready from a moment on, as a multiple of their time alone."""
        ore = [train for train in trains if train.request.service == self.trial.flow.name and train.request.ready_s >= from_s]
        return fmean(map(self.others.undisturbed.stretch, ore)) if ore else 1.0

    def _with(self, possessions: tuple[Possession, ...]) -> "Counted":
        if possessions not in self._known:
            self._known[possessions] = Counted(replace(self.scenario, possessions=possessions), self.trial, self._known)
        return self._known[possessions]

    def _ruled_good(self, count: int) -> bool:
        """Tell whether the plan of the plain rule is good."""
        return self._good(*self._by_rule(count))

    def _near(self, count: int) -> bool:
        """Tell whether the plan of the plain rule is close enough to a good one for a search."""
        return self._by_rule(count)[1] - 1 <= _HOPELESS * (self.trial.level - 1)

    def _by_rule(self, count: int) -> tuple[bool, float]:
        """Judge the plan of the plain rule."""
        if count not in self._ruled:
            self.trial.told(count)
            planner = Planner(self.scenario, 0, self.trial.days * DAY_S)
            self._ruled[count] = self._judged(plain(planner, self._requests(count)))
        return self._ruled[count]

    def _search(self, count: int) -> Timetable | None:
        """Search for a good plan; None if none was found."""
        if count not in self._searched:
            self.trial.told(count)
            plan = self._planned(count, self.trial.stop)
            self._searched[count] = plan if self._good(*self._judged(list(plan.trains))) else None
        return self._searched[count]

    def _judged(self, trains: list[Planned]) -> tuple[bool, float]:
        """Return whether the other trains are kept, and the mean stretch of the ore trains of the last day."""
        return self.others.kept(trains), self.mean_stretch(trains, (self.trial.days - 1) * DAY_S)

    def _good(self, kept: bool, stretch: float) -> bool:
        return kept and stretch <= self.trial.level

    def _planned(self, count: float, stop: Stop | None) -> Timetable:
        t = self.trial
        return plan_requests(self.scenario, self._requests(count), t.days, stop=stop, seed=t.seed, jobs=t.jobs)

    def _thinned(self, plan: Timetable, pairs_a_day: int) -> Timetable:
        """Return a timetable without the slowest trains of every day, loaded and empty alike; the rest is as before."""
        by_day: dict[tuple[int, bool], list[Planned]] = defaultdict(list)
        for train in plan.trains:
            if train.request.service == self.trial.flow.name:
                by_day[train.request.ready_s // DAY_S, train.request.consist.loaded].append(train)
        slow = [t for trains in by_day.values() for t in sorted(trains, key=self.others.undisturbed.stretch)[-pairs_a_day:]]
        out = {train.request.train for train in slow}
        trains = [train for train in plan.trains if train.request.train not in out]
        planner = Planner(self.scenario, 0, plan.days * DAY_S)
        for train in trains:
            planner.enter(train.request, train.route, train.steps)
        requests = [train.request for train in trains]
        plain_s = total(plain(Planner(self.scenario, 0, plan.days * DAY_S), requests))
        trains = settled(planner, trains)
        return assembled(
            self.scenario, plan.days, planner, trains, begins=plan.begins, bound=bound_of(planner, requests), plain_s=plain_s
        )

    def _requests(self, count: float) -> list[Request]:
        ore = pairs(self.scenario, self.trial.flow, self.trial.days, max(1, ceil(count * self.trial.days - _ROUNDING)))
        return [*self.others.requests, *sorted(ore, key=lambda request: request.ready_s)]
