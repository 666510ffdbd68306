"""Size the fleets of a stage by simulation: the fewest train sets with which every flow keeps its promise.

All tries meet the same chance, so that a difference between two is that of their train sets. A try that fails says how
many more to take, one that holds takes away a few; the search ends where one fewer was seen to fail, or nearly so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import ceil, floor

from headway.expansion.asking import Asked, TrainSet, in_service, owned
from headway.expansion.bounds import Bounds
from headway.expansion.stages import Stage, available
from headway.expansion.verifying.evidence import Delivered, Evidence, Planned
from headway.model import OreFlow
from headway.units import DAY_S, exact_sum

_LEAST_GAIN = 0.4
"""More train sets bring at least this share of the tonnes that they would without queues; if not, the line is full."""

_STEP, _IDLE = 0.06, 0.6
"""By what share train sets are taken away at least while the promise holds, and what part of those that stand idle."""

_NEAR = 0.03
"""The answer is near enough if so few fewer were seen to fail, as a share of the train sets."""

_SPARE = 1.1
"""Train sets of the first try, as a multiple of what the timetable needs without queues and failures."""

_TRIES = 20


Short = Callable[[Stage, OreFlow, Delivered], str | None]
"""Tells what else than train sets a flow is short of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """The fleets of a stage.

    Parameters
    ----------
    sets
        How many of each option of train sets are in use.
    short
        The flow that is short however many train sets there are; None if all keep their promise.
    delivered
        What arrives of the flow that misses its promise for it: itself, or one that it feeds.
    """

    sets: Mapping[str, int]
    short: OreFlow | None = None
    delivered: Delivered | None = None


def idle(one: Delivered) -> float:
    """Return the share of the cycle in which train sets wait for ore and for the load-out."""
    cycle = exact_sum(one.doing_h.values())
    waits = one.doing_h.get("waits for ore", 0.0) + one.doing_h.get("waits for load-out", 0.0)
    return waits / cycle if cycle else 0.0


class Sizing:
    """Sizes the fleets of stages.

    Parameters
    ----------
    asked, bounds
        The plan, and what bounds its flows.
    evidence
        Asks simulations.
    seed
        Names the chance that all tries meet.
    short
        Tells what else than train sets a flow is short of; None if nothing is.
    """

    def __init__(self, asked: Asked, bounds: Bounds, evidence: Evidence, seed: int, short: Short) -> None:
        self.asked, self.bounds, self.evidence, self.seed, self.short = asked, bounds, evidence, seed, short
        self._worst: dict[int, list[int]] = {}
        self._last: dict[int, dict[str, int]] = {}
        self.flows = asked.base.scenario.flows
        self.options = {f.name: self._option(f) for f in self.flows}

    def sized(self, stage: Stage, least: Mapping[str, int], planned: Mapping[str, Planned]) -> Sized:
        """Return the fewest train sets with which a stage holds.

        Parameters
        ----------
        stage
            What is in use besides, what is built, and what is asked.
        least
            Train sets that are there in any case, by option.
        planned
            What the timetables say of each flow.
        """
        last = self._last.get(stage.first, {})
        now = {
            o.name: max(least.get(o.name, 0), last.get(o.name) or self._guess(stage, flow, planned[flow.name]))
            for flow, o in self._pairs()
        }
        failed: dict[str, tuple[int, float]] = {}
        held: dict[str, int] = {}
        for _ in range(_TRIES):
            self._last[stage.first] = now
            found = self._in_bad_years(stage, now)
            if (more := self._more(stage, now, found, failed)) is None:
                held = {name: min(held.get(name, each), each) for name, each in now.items()}
                fewer = self._fewer(stage, held, failed, least, found)
                if fewer != held:
                    now = fewer
                    continue
                now = dict(held)
                more = self._more(stage, now, self._in_every_year(stage, now), failed)
                if more is None:
                    return Sized(sets=now)
                held = {}
            if isinstance(more, Sized):
                return more
            now = more
        return Sized(sets=held or now)

    def _more(
        self, stage: Stage, now: dict[str, int], found: Mapping[str, Delivered], failed: dict[str, tuple[int, float]]
    ) -> dict[str, int] | Sized | None:
        """Return more train sets for the first flow that misses its promise, or what is short if these do not help.

        None if all keep their promise. A flow behind one that misses it may be short of its ore only.
        """
        for flow in self.flows:
            one = found[flow.name]
            if one.kept >= self.asked.promise.of_years:
                continue
            if self.short(stage, flow, one) is not None:
                return Sized(sets=now, short=flow, delivered=one)
            lever = self._feeding(one) or flow
            option = self.options[lever.name]
            if option is None or self._full(stage, lever, now[option.name], one, failed.get(option.name)):
                return Sized(sets=now, short=lever, delivered=one)
            reached = self._reached(one)
            failed[option.name] = (now[option.name], reached)
            runs = self._running(stage, lever, now[option.name])
            more = max(1, ceil(runs * (1 / max(reached, 0.8) - 1)))
            return {**now, option.name: self._level(stage, lever, runs + more)}
        return None

    def _in_bad_years(self, stage: Stage, now: Mapping[str, int]) -> dict[str, Delivered]:
        """Simulate the years that were worst before: what holds in these holds in the others, mostly."""
        spare = self._spare()
        worst = self._worst.get(stage.first, [])[: 2 * (spare + 1)]
        if not worst:
            return self._in_every_year(stage, now)
        levels = {**stage.levels, **now}
        found = self.evidence.delivered(levels, stage.demand, stage.building, self.seed, worst)
        # So many of these years may fail as of all.
        return {
            name: one if sum(t_y < one.promised for t_y in one.t_y) > spare else replace(one, t_y=(max(one.t_y),))
            for name, one in found.items()
        }

    def _in_every_year(self, stage: Stage, now: Mapping[str, int]) -> dict[str, Delivered]:
        """Simulate all years of the search, and note which are the worst."""
        levels = {**stage.levels, **now}
        every = range(self.asked.promise.searched_by)
        found = self.evidence.delivered(levels, stage.demand, stage.building, self.seed, every)
        orders = [sorted(every, key=one.t_y.__getitem__) for one in found.values()]
        self._worst[stage.first] = list(dict.fromkeys(year for years in zip(*orders, strict=True) for year in years))
        return found

    def _spare(self) -> int:
        """Return in how many of the years of the search the promise may be missed."""
        return floor((1 - self.asked.promise.of_years) * self.asked.promise.searched_by + 1e-9)

    def _fewer(
        self,
        stage: Stage,
        held: Mapping[str, int],
        failed: Mapping[str, tuple[int, float]],
        least: Mapping[str, int],
        found: Mapping[str, Delivered],
    ) -> dict[str, int]:
        """Return fewer train sets of one fleet that may still do, or the same if none may.

        Sets that wait for ore and for the load-out have time to spare, so part of them is taken away at once.
        """
        for flow, option in self._pairs():
            runs = self._running(stage, flow, held[option.name])
            there = max(0, least.get(option.name, 0))
            low = self._running(stage, flow, there)
            step = max(1, floor(max(_STEP, _IDLE * idle(found[flow.name])) * runs))
            if option.name in failed and failed[option.name][0] < held[option.name]:
                low = max(low, self._running(stage, flow, failed[option.name][0]) + 1)
                step = min(step, max(1, (runs - low + 1) // 2))
                if runs - low < max(1, floor(_NEAR * runs)):
                    continue
            if runs - step >= low:
                return {**held, option.name: max(there, self._level(stage, flow, runs - step))}
        return dict(held)

    def _running(self, stage: Stage, flow: OreFlow, level: int) -> int:
        """Return how many train sets run with so many more to own."""
        return in_service(self._there(flow) + level, self._available(stage, flow))

    def _level(self, stage: Stage, flow: OreFlow, runs: int) -> int:
        """Return how many more train sets to own so that so many run, as far as they can be had."""
        most = self._most(stage, flow)
        return next((n for n in range(most) if self._running(stage, flow, n) >= runs), most)

    def _most(self, stage: Stage, flow: OreFlow) -> int:
        """Return how many more can be had by a stage; none before the lead is over."""
        option = self.options[flow.name]
        return 0 if option is None or stage.first < option.lead_years else option.most

    def _available(self, stage: Stage, flow: OreFlow) -> float:
        return available(self.asked, self.asked.base.scenario.fleet(flow.fleet), stage.levels)

    def _full(self, stage: Stage, flow: OreFlow, now: int, one: Delivered, before: tuple[int, float] | None) -> bool:
        """Tell whether there are no more train sets, or those that were added at last brought much too little."""
        if now >= self._most(stage, flow):
            return True
        if before is None or now <= before[0]:
            return False
        expected = (self._there(flow) + now) / (self._there(flow) + before[0]) - 1
        return self._reached(one) / before[1] - 1 < _LEAST_GAIN * expected

    def _feeding(self, one: Delivered) -> OreFlow | None:
        """Return the flow whose ore a flow is short of, if that is its tightest part."""
        tightest = one.limits[0][0] if one.limits else ""
        return next((flow for flow in self.flows if f"ore from {flow.name}" in tightest), None)

    def _reached(self, one: Delivered) -> float:
        return one.quantile(self.asked.promise.of_years)

    def _guess(self, stage: Stage, flow: OreFlow, planned: Planned) -> int:
        """Return the train sets that the timetable needs, with some to spare."""
        option = self.options[flow.name]
        if option is None:
            return 0
        runs = planned.pairs * planned.stretch * self.bounds.cycle_s[flow.name] / DAY_S * _SPARE
        return self._level(stage, flow, ceil(runs * self.asked.promise.share))

    def _pairs(self) -> list[tuple[OreFlow, TrainSet]]:
        return [(flow, option) for flow in self.flows if (option := self.options[flow.name]) is not None]

    def _there(self, flow: OreFlow) -> int:
        return owned(self.asked.base.scenario.fleet(flow.fleet))

    def _option(self, flow: OreFlow) -> TrainSet | None:
        return next((o for o in self.asked.each if isinstance(o, TrainSet) and o.fleet == flow.fleet), None)
