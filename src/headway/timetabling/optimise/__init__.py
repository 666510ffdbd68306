"""The search plans all trains of a timetable together: where they meet, when, and on which tracks.

It also proves a bound: no plan costs less.
"""

from headway.timetabling.optimise.beginning import one_by_one, plain, together
from headway.timetabling.optimise.compile import Compiled, compile_trains, holding, problem_of
from headway.timetabling.optimise.decode import moments_of, solution_of, steps_of
from headway.timetabling.optimise.operations import Doing, Kind
from headway.timetabling.optimise.periodic import better, improved
from headway.timetabling.optimise.polishing import booked, improved_at_last, moved_together, settled
from headway.timetabling.optimise.resources import section_names, track_name
from headway.timetabling.optimise.search import Optimised, alone_cost, better_meets, bound_of, optimise, search

__all__ = [
    "Compiled",
    "Doing",
    "Kind",
    "Optimised",
    "alone_cost",
    "better",
    "better_meets",
    "booked",
    "bound_of",
    "compile_trains",
    "holding",
    "improved",
    "improved_at_last",
    "moments_of",
    "moved_together",
    "one_by_one",
    "optimise",
    "plain",
    "problem_of",
    "search",
    "section_names",
    "settled",
    "solution_of",
    "steps_of",
    "together",
    "track_name",
]
