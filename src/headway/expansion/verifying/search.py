"""Find a plan whose stages are verified: the master proposes, plans and simulations judge, and what they say guides it.

Guides prove nothing. Where a timetable does not carry the trains of a flow, the master must open its line a little
wider than the tightest section of now. Where simulated years miss the promise whatever train sets there are, it must
buy one more of the terminal that is short, a larger pile, or a wider line. Then every line is opened step by step as
long as the train sets that this spares cost more. The lower bound stays that of the master without any guide.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from headway.errors import InputError, Problem
from headway.expansion.asking import Asked, BiggerPile, MoreDumpers, MoreLoadOuts, Option, TrainSet
from headway.expansion.bounds import Bounds
from headway.expansion.programme import Decided, Guide, Programme, solve
from headway.expansion.stages import Stage
from headway.expansion.verifying.evidence import Delivered, Evidence, Planned
from headway.expansion.verifying.short import refuse
from headway.expansion.verifying.sizing import Sizing
from headway.model import OreFlow
from headway.work import Stop

_WIDER = 1.02
"""By how much the tightest section must open each time that a timetable does not carry the trains."""

_FREER = 1.1
"""By how much it must open where simulated years fail for the waits on the line."""

_STEP = 1.15
"""By how much the tightest section is opened at once to see whether fewer train sets pay for it."""

_MOST_ROUNDS = 120

_TIGHT = 1.12
"""A terminal that could carry less than so many times the demand is short."""

_HINDERED = 0.02
"""A pile is too small if its dumper stands still for it for more than this share of the worst year."""

_WAITS = 1 / 3
"""A line is tight if trains wait for one another for more than this share of their running time."""

_NEARER, _MOST_VAIN = 0.002, 8
"""A promise that comes nearer by no more than this in so many remedies is refused."""

_SEARCHED, _CONFIRMED = 0, 1
"""Seeds of the years by which a plan is looked for, and of the first fresh ones; each failure takes the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A stage and what was found of it.

    Parameters
    ----------
    stage
        The stage.
    planned, delivered
        What timetables and fresh simulated years say of each flow.
    violations
        What the referees found in timetables and in four simulated weeks.
    seed, years
        The seed and the number of those years.
    """

    stage: Stage
    planned: tuple[Planned, ...]
    delivered: tuple[Delivered, ...]
    violations: int
    seed: int
    years: int

    def holds(self, of_years: float) -> bool:
        """Tell whether the promise is kept in so large a share of the years, and the referees found nothing."""
        return not self.violations and all(one.kept >= of_years for one in self.delivered)


@dataclass(kw_only=True)
class _Learnt:
    """What is known so far, and why."""

    shares: dict[tuple[str, int], float] = field(default_factory=dict[tuple[str, int], float])
    floors: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])
    reasons: list[str] = field(default_factory=list[str])
    tries: dict[tuple[str, int], tuple[float, int]] = field(default_factory=dict[tuple[str, int], tuple[float, int]])

    @property
    def guide(self) -> Guide:
        return Guide(shares=dict(self.shares), floors=dict(self.floors))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A verified plan.

    Parameters
    ----------
    decided, guide
        What the master decided at last, and the guide under which it did.
    stages
        Its stages, each with its evidence.
    reasons
        What plans and simulations asked for on the way, in words.
    """

    decided: Decided
    guide: Guide
    stages: tuple[Verified, ...]
    reasons: tuple[str, ...]


class Search:
    """Looks for a plan whose stages hold.

    Parameters
    ----------
    asked, programme, bounds
        The plan, and what it is in numbers, along the main path.
    evidence
        Asks plans and simulations.
    stop
        When to look no further for a cheaper plan, judged by the plans that were found.
    told
        Is told what is done.
    """

    def __init__(
        self, asked: Asked, programme: Programme, bounds: Bounds, evidence: Evidence, stop: Stop, told: Callable[[str], None]
    ) -> None:
        self.asked, self.programme, self.evidence, self.stop, self.told = asked, programme, evidence, stop, told
        self.sizing = Sizing(asked, bounds, evidence, _SEARCHED, self._short)
        self.flows: tuple[OreFlow, ...] = asked.base.scenario.flows
        self.sets = {option.name for option in asked.each if isinstance(option, TrainSet)}
        self.seed = _CONFIRMED

    def run(self) -> Found:
        """Return the cheapest plan that was found whose stages hold.

        Raises
        ------
        InputError
            If no set of options carries the demand, or none that holds was found.
        """
        learnt = _Learnt()
        decided = self._held(learnt)
        learnt, decided = self._opened(learnt, decided)
        while True:
            stages = stages_of(self.asked, self.programme, decided.levels)
            verified = self._confirmed(stages, learnt)
            if verified is not None:
                return Found(decided=decided, guide=learnt.guide, stages=verified, reasons=tuple(learnt.reasons))
            decided = self._solved(learnt)

    def _opened(self, learnt: _Learnt, decided: Decided) -> tuple[_Learnt, Decided]:
        """Open the line of each flow step by step for as long as the plan becomes cheaper."""
        tried = 0
        for flow in self.flows:
            while not self.stop(tried, 0.0):
                tried += 1
                wider = _Learnt(
                    shares=dict(learnt.shares),
                    floors={key: least for key, least in learnt.floors.items() if key[0] not in self.sets},
                    tries={},
                    reasons=[*learnt.reasons, f"{flow.name}: a line {_STEP - 1:.0%} wider spares train sets that cost more"],
                )
                if not self._open_by(wider, flow, decided):
                    break
                self.told(f"{flow.name}: would a wider line spare train sets?")
                try:
                    other = self._held(wider)
                except InputError:
                    break
                if other.cost >= decided.cost - 1e-6:
                    break
                learnt, decided = wider, other
        return learnt, decided

    def _open_by(self, learnt: _Learnt, flow: OreFlow, decided: Decided) -> bool:
        """Ask for a line that is a step wider in the years in which most is asked; False where that cannot be."""
        stages = stages_of(self.asked, self.programme, decided.levels)
        last = max(stages, key=lambda stage: stage.demand[flow.name])
        planned = self.evidence.planned(last.levels, last.demand, last.building, flow)
        self._widen(learnt, last, planned, _STEP)
        return solve(self.programme, learnt.guide) is not None

    # ------------------------------------------------------------------ a plan that holds

    def _held(self, learnt: _Learnt) -> Decided:
        """Return the cheapest plan, as far as is known, whose stages hold in the years of the search."""
        for _ in range(_MOST_ROUNDS):
            decided = self._solved(learnt)
            stages = stages_of(self.asked, self.programme, decided.levels)
            if self._all_hold(stages, learnt):
                again = self._solved(learnt)
                if again.levels == decided.levels:
                    return decided
        message = f"no plan that keeps its promise was found in {_MOST_ROUNDS} rounds; the last reason: {learnt.reasons[-1]}"
        raise InputError([Problem(f"{message}. Lower the promise, or add options", where="options")])

    def _solved(self, learnt: _Learnt) -> Decided:
        decided = solve(self.programme, learnt.guide)
        if decided is None:
            refuse(self.asked, self.programme, learnt.guide, learnt.reasons)
        self.told(f"a plan of {decided.cost:,.0f} M USD")
        return decided

    def _all_hold(self, stages: Sequence[Stage], learnt: _Learnt) -> bool:
        """Judge the stages in order; False as soon as one asks for anything but train sets."""
        least: dict[str, int] = {}
        for stage in stages:
            planned = {f.name: self.evidence.planned(stage.levels, stage.demand, stage.building, f) for f in self.flows}
            for one in planned.values():
                if not one.carried:
                    why = (
                        "other trains would be late"
                        if not one.kept
                        else f"ore trains would take {one.stretch:.2f} times their time alone"
                    )
                    self._because(learnt, stage, f"{one.flow}: no timetable of {one.pairs:.1f} pairs a day, {why}")
                    self._widen(learnt, stage, one, _WIDER)
                    return False
            sized = self.sizing.sized(stage, least, planned)
            if sized.short is not None and sized.delivered is not None:
                self._remedy(learnt, stage, sized.short, sized.delivered, planned)
                return False
            least = {name: max(least.get(name, 0), each) for name, each in sized.sets.items()}
            for year in range(stage.first, stage.last + 1):
                learnt.floors |= {(name, year): each for name, each in least.items()}
        return True

    def _confirmed(self, stages: list[Stage], learnt: _Learnt) -> tuple[Verified, ...] | None:
        """Confirm stages by fresh years; None where one fails, which then has more train sets."""
        years = self.asked.promise.confirmed_by
        found: list[Verified] = []
        for stage in stages:
            delivered = self.evidence.delivered(stage.levels, stage.demand, stage.building, self.seed, range(years))
            planned = {f.name: self.evidence.planned(stage.levels, stage.demand, stage.building, f) for f in self.flows}
            failing = next((f for f in self.flows if delivered[f.name].kept < self.asked.promise.of_years), None)
            if failing is not None:
                self._after_failing(learnt, stage, failing, delivered[failing.name], planned)
                return None
            violations = self.evidence.refereed(stage.levels, stage.demand, stage.building, self.seed)
            found.append(
                Verified(
                    stage=stage,
                    planned=tuple(planned.values()),
                    delivered=tuple(delivered[flow.name] for flow in self.flows),
                    violations=violations + sum(one.violations for one in planned.values()),
                    seed=self.seed,
                    years=years,
                )
            )
        return tuple(found)

    def _after_failing(
        self, learnt: _Learnt, stage: Stage, flow: OreFlow, one: Delivered, planned: Mapping[str, Planned]
    ) -> None:
        """Add a train set or two where fresh years fail, and take other fresh years; or what else is short."""
        self.seed += 1
        option = self.sizing.options[flow.name]
        if option is None or stage.levels.get(option.name, 0) >= option.most or one.hindered > _HINDERED:
            self._remedy(learnt, stage, flow, one, planned)
            return
        now = stage.levels.get(option.name, 0)
        more = max(1, round(0.03 * now))
        for year in self._from(stage, flow.name):
            key = (option.name, year)
            learnt.floors[key] = max(learnt.floors.get(key, 0), min(option.most, now + more))
        self._because(learnt, stage, f"{self._missed(one)} of fresh ones; {more} more of {option.name}")

    # ------------------------------------------------------------------ what is short

    def _remedy(self, learnt: _Learnt, stage: Stage, flow: OreFlow, one: Delivered, planned: Mapping[str, Planned]) -> None:
        """Ask for what the flow is short of besides train sets.

        Raises
        ------
        InputError
            If nothing is left that would help.
        """
        missed = self._missed(one)
        self._refuse_if_vain(learnt, stage, one)
        if (short := self._short(stage, flow, one)) is not None:
            for year in self._from(stage, flow.name):
                learnt.floors[short, year] = max(learnt.floors.get((short, year), 0), stage.levels.get(short, 0) + 1)
            self._because(learnt, stage, f"{missed}; {short} is short")
            return
        doing = one.doing_h
        waits = doing.get("waits on the line", 0.0) + doing.get("waits to depart", 0.0)
        if waits > _WAITS * (doing.get("runs loaded", 0.0) + doing.get("runs empty", 0.0)):
            self._because(learnt, stage, f"{missed}, and more train sets do not help: they wait {waits:.0f} h a cycle for others")
            self._widen(learnt, stage, planned[flow.name], _FREER)
            return
        if (pile := self._pile(stage, flow)) is not None:
            for year in self._from(stage, flow.name):
                learnt.floors[pile, year] = max(learnt.floors.get((pile, year), 0), stage.levels.get(pile, 0) + 1)
            self._because(learnt, stage, f"{missed}, and more train sets do not help; {pile} is made larger")
            return
        self._refuse(stage, one)

    def _refuse_if_vain(self, learnt: _Learnt, stage: Stage, one: Delivered) -> None:
        """Refuse a promise that has come no nearer for several remedies."""
        reached = one.quantile(self.asked.promise.of_years)
        best, vain = learnt.tries.get((one.flow, stage.first), (0.0, 0))
        vain = 0 if reached > best + _NEARER else vain + 1
        learnt.tries[one.flow, stage.first] = max(best, reached), vain
        if vain > _MOST_VAIN:
            self._refuse(stage, one)

    def _refuse(self, stage: Stage, one: Delivered) -> NoReturn:
        message = (
            f"in {self.asked.first + stage.first} {self._missed(one)}, and nothing that can be bought helps: "
            f"{one.limits[0][0]} is the tightest part. Promise less (promise.share), or add options"
        )
        raise InputError([Problem(message, where="promise")])

    def _missed(self, one: Delivered) -> str:
        reached = one.quantile(self.asked.promise.of_years)
        promised = f"the promised {one.promised / 1e6:.3g} Mt/y in {self.asked.promise.of_years:.0%} of the years"
        return f"{one.flow}: {reached:.0%} of {promised}"

    def _widen(self, learnt: _Learnt, stage: Stage, planned: Planned, by: float) -> None:
        """Ask for a line whose tightest section is so much wider than now, from then on; more demand is judged by itself."""
        promised = planned.pairs * self.asked.promise.share / stage.demand[planned.flow]
        for year in self._from(stage, planned.flow):
            key = (planned.flow, year)
            share = promised * self.asked.main.t_y[planned.flow][year] / (planned.bound * by)
            learnt.shares[key] = min(learnt.shares.get(key, 1.0), share)

    def _short(self, stage: Stage, flow: OreFlow, one: Delivered) -> str | None:
        """Return the option of the terminal or of the pile that a flow is short of; None if neither is, or can be had."""
        return self._short_terminal(stage, flow, one) or (self._pile(stage, flow) if one.hindered > _HINDERED else None)

    def _short_terminal(self, stage: Stage, flow: OreFlow, one: Delivered) -> str | None:
        """Return the option of a terminal that could hardly carry what is asked, if one can be had."""
        able = dict(one.limits)
        for name, kind in ((flow.load_out, MoreLoadOuts), (flow.dumper, MoreDumpers)):
            capacity = next((t_y for part, t_y in able.items() if part == name or part.endswith(f" {name}")), None)
            for option in self.asked.each:
                beside = isinstance(option, kind) and option.terminal == name and self._free(stage, option)
                if beside and capacity is not None and capacity < stage.demand[flow.name] * _TIGHT:
                    return option.name
        return None

    def _free(self, stage: Stage, option: Option) -> bool:
        """Tell whether one more of an option can be had by a stage."""
        return stage.first >= option.lead_years and stage.levels.get(option.name, 0) < option.most

    def _pile(self, stage: Stage, flow: OreFlow) -> str | None:
        """Return an option of the piles at the two ends of a flow that can still be had, that of the dumper first."""
        scenario = self.asked.base.scenario
        for pile in (scenario.dumper(flow.dumper).stockpile, scenario.load_out(flow.load_out).stockpile):
            for option in self.asked.each:
                if isinstance(option, BiggerPile) and option.terminal == pile and self._free(stage, option):
                    return option.name
        return None

    def _from(self, stage: Stage, flow: str) -> list[int]:
        """Return the years from a stage on in which as much is asked of a flow, or more."""
        t_y = self.asked.main.t_y[flow]
        return [year for year in range(stage.first, self.programme.years) if t_y[year] >= stage.demand[flow]]

    def _because(self, learnt: _Learnt, stage: Stage, text: str) -> None:
        self.told(text)
        learnt.reasons.append(f"{self.asked.first + stage.first}: {text}")


def stages_of(asked: Asked, programme: Programme, levels: Mapping[str, Sequence[int]]) -> list[Stage]:
    """Return the stages of a plan along the main path."""
    found: list[Stage] = []
    for year in range(programme.years):
        here = {name: each[year] for name, each in levels.items() if each[year]}
        demand = {flow: t_y[year] for flow, t_y in asked.main.t_y.items()}
        building = frozenset(
            choice.name
            for choice in programme.choices
            if any(
                levels[choice.name][use] > (levels[choice.name][use - 1] if use else 0)
                for use in range(year + 1, min(programme.years, year + choice.lead + 1))
            )
        )
        last = found[-1] if found else None
        if last is not None and last.levels == here and last.demand == demand:
            found[-1] = Stage(first=last.first, last=year, levels=here, building=last.building | building, demand=demand)
        else:
            found.append(Stage(first=year, last=year, levels=here, building=building, demand=demand))
    return found
