"""Editing a timetable: plan the rest around the planner's edits, or say which edits cannot be kept together."""

from collections.abc import Iterable
from dataclasses import replace

from headway.arguments import public
from headway.errors import InputError
from headway.timetabling import editing
from headway.timetabling.assembly import assembled
from headway.timetabling.editing import Edit, clashing, planned_around
from headway.timetabling.timetable import Begins, Timetable
from headway.work import MaxRounds, Progress, Stop, going, in_words

_DEFAULT_STOP = MaxRounds(2_000)


@public
def edit(
    plan: Timetable,
    *edits: Edit,
    stop: Stop = _DEFAULT_STOP,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Timetable:
    """Change a timetable and plan the rest around the change; the search begins with the plan's tracks and orders.

    Parameters
    ----------
    plan
        The timetable, with the edits made before.
    edits
        The changes: `Depart`, `Lock`, `UseTrack`, `Meet`, `NoMeet`.
    stop, seed, jobs, progress
        As for `timetable`.

    Raises
    ------
    InputError
        If an edit names something that is not there, or if edits clash. The error then names a smallest set of edits,
        windows, possessions and lengths of trains that cannot be kept together.
    """
    wanted = (*plan.edits, *edits)
    if problems := [text for change in edits for text in change.problems(plan)]:
        raise InputError(problems)
    with going(stop, progress) as work:
        found = planned_around(plan.scenario, plan.days, plan.trains, wanted, stop=work, seed=seed, jobs=jobs)
        if found is not None:
            around = assembled(
                plan.scenario,
                plan.days,
                found.planner,
                list(found.trains),
                begins=Begins.EMPTY,
                bound=found.bound,
                plain_s=plan.plain_s,
                edits=wanted,
            )
            return replace(around, seed=seed, stop=in_words(stop), interrupted=work.interrupted)
        work.keeps = False
        listed = "; ".join(requirement.text for requirement in clashing(plan, plan.days, wanted, seed))
        raise InputError([f"no timetable was found that keeps this: {listed}. Take one back or change it"])


@public
def broken(edits: Iterable[Edit], plan: Timetable) -> list[str]:
    """Return the edits that a timetable does not keep, in words."""
    return editing.broken(edits, plan)
