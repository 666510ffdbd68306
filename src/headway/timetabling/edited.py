"""Editing a timetable: hold the rest or plan around the planner's edits, or say which edits cannot be kept together."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from headway.arguments import public
from headway.errors import InputError
from headway.timetabling.assembly import assembled
from headway.timetabling.editing import Bench, Edit, bench_of, clashing, held, keep_bench, planned_around
from headway.timetabling.moves import moves
from headway.timetabling.optimise import alone_cost, bound_of
from headway.timetabling.timetable import Timetable
from headway.work import MaxRounds, Progress, Stop, going, in_words, keep, say

_DEFAULT_STOP = MaxRounds(2_000)


class Rest(StrEnum):
    """What the trains do that an edit is not about."""

    HOLD = "hold"
    """They stay as they are, but for the few that must move."""
    AROUND = "around"
    """They are planned anew around the edit, for the least cost."""


@public
def edit(
    plan: Timetable,
    *edits: Edit,
    rest: Rest = Rest.HOLD,
    stop: Stop = _DEFAULT_STOP,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Timetable:
    """Change a timetable. By default the rest is held: as few trains move as must.

    With the rest held, all trains first keep their tracks, their stops and their places in every order, and only times
    change, to the nearest later ones. Where that cannot be, or disturbs the plan more, the trains that the edit is about
    look for new paths between all others. Where they find none, so do those in their way.
    Without an edit, and for an edit that the plan keeps already, the plan is the same.

    Parameters
    ----------
    plan
        The timetable, with the edits made before; they are kept.
    edits
        The changes: `Depart`, `Dwell`, `UseTrack`, `Meet`, `NoMeet`, `Lock`, `Close`, `Add`, `Copy`, `Cancel`.
    rest
        `Rest.HOLD`, or `Rest.AROUND`: all trains but locked ones may move, so that the plan costs as little as can be
        found.
    stop, seed, jobs, progress
        As for `timetable`, of a search around the edits.

    Returns
    -------
    Timetable
        The plan, with the trains that moved (`Timetable.moved`) and whether all kept their orders
        (`Timetable.kept_orders`). The bound of a plan whose rest was held is that of trains alone on the line;
        `bounded` finds a better one.

    Raises
    ------
    InputError
        If an edit names something that is not there, or if edits clash. The error then names edits, windows,
        possessions and lengths of trains that cannot be kept together.
    """
    rest = Rest(rest)
    if problems := [text for change in edits for text in change.problems(plan)]:
        raise InputError(problems)
    new = list(dict.fromkeys(edits))
    old = [before for before in plan.edits if not any(change.replaces(before, plan) for change in new)]
    if not new and rest is Rest.HOLD:
        return plan
    before = bench_of(plan)
    with going(stop, progress) as work:
        say(work, "holding the rest")
        found = held(before, old, new)
        bench = None if found is None else found.bench
        if rest is Rest.AROUND:
            if found is not None:
                keep(work)
            say(work, "planning around the edits")
            asked = before.copy()
            for change in new:
                asked = change.laid(asked)
            bench = planned_around(before, asked, [*old, *new], bench, stop=work, seed=seed, jobs=jobs)
        if bench is None:
            say(work, "looking for the edits that clash")
            listed = "; ".join(requirement.text for requirement in clashing(before, old, new, work))
            raise InputError([f"no timetable was found that keeps this: {listed}. Take one back or change it"])
        kept_orders = found is not None and found.kept_orders and bench is found.bench
        answer = _answer(plan, bench, (*old, *new), bounded=rest is Rest.AROUND, kept_orders=kept_orders)
        if rest is Rest.HOLD:
            return answer
        return replace(answer, seed=seed, stop=in_words(stop), interrupted=work.interrupted)


def _answer(plan: Timetable, bench: Bench, edits: Sequence[Edit], *, bounded: bool, kept_orders: bool) -> Timetable:
    """Return the timetable of an edited plan."""
    requests = [train.request for train in bench.trains]
    bound = bound_of if bounded else alone_cost
    departures = {r.train: r.ready_s for r in requests if any(change.sets(r) for change in edits)}
    answer = assembled(
        bench.scenario,
        bench.days,
        bench.planner,
        bench.trains,
        begins=plan.begins,
        bound=bound(bench.planner, requests),
        plain_s=plan.plain_s,
        edits=tuple(edits),
        departures=departures,
    )
    keep_bench(answer, bench)
    return replace(answer, moved=moves(plan.paths, answer.paths), kept_orders=kept_orders, seed=plan.seed, stop=plan.stop)


@public
def bounded(plan: Timetable) -> Timetable:
    """Return an edited timetable with the bound of its trains; the plan is the same."""
    bench = bench_of(plan)
    bound = bound_of(bench.planner, [train.request for train in plan.trains])
    return replace(plan, bound_s=max(plan.bound_s, bound)) if bound <= plan.objective_s else plan


@public
def released(plan: Timetable, *edits: Edit) -> Timetable:
    """Return the same timetable without some of its edits: its trains are free again, and a possession is gone.

    Raises
    ------
    InputError
        If the plan has no such edit.
    """
    if missing := [change for change in edits if change not in plan.edits]:
        raise InputError([f"the timetable has no edit that says: {change}" for change in missing])
    scenario = plan.scenario
    for change in edits:
        scenario = change.opened(scenario)
    return replace(plan, scenario=scenario, edits=tuple(e for e in plan.edits if e not in edits), moved=())


@public
def broken(edits: Iterable[Edit], plan: Timetable) -> list[str]:
    """Return the edits that a timetable does not keep, in words."""
    return [str(change) for change in edits if not change.kept(plan)]
