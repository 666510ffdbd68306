"""Clashes of edits: which of them, of the possessions, the windows and the lengths of trains cannot be kept together."""

from collections.abc import Sequence
from time import perf_counter

from headway.timetabling.clashes import smallest
from headway.timetabling.editing.bench import Bench
from headway.timetabling.editing.edit import Edit
from headway.timetabling.editing.hold import held
from headway.timetabling.editing.requirements import Requirement, relaxed, requirements
from headway.work import Stop

_LONGEST_S = 0.8
"""What is known after this time is told [s]: a planner waits for it, and fewer parts are not worth the wait."""


def clashing(before: Bench, old: Sequence[Edit], new: Sequence[Edit], stop: Stop) -> list[Requirement]:
    """Return requirements that cannot be kept together; mostly none of them could be spared.

    That they clash is judged as the edit itself was: with the rest held.

    Parameters
    ----------
    before, old, new
        The plan so far, the edits that it keeps, and those that cannot be added to it.
    stop
        Ends the search for fewer parts.
    """
    began = perf_counter()

    def clash(kept: Sequence[Requirement]) -> bool:
        spent_s = perf_counter() - began
        if spent_s > _LONGEST_S or stop(0, spent_s):
            return False
        wanted = [requirement.edit for requirement in kept if requirement.edit is not None]
        return held(relaxed(before, kept), [e for e in old if e in wanted], [e for e in new if e in wanted]) is None

    every = requirements(before, [*old, *new])
    edits = [requirement for requirement in every if requirement.edit is not None]
    return smallest(edits if clash(edits) else every, clash)
