"""Retiming: find the best times of all trains together, while they keep their orders, their tracks and their stops.

A search that moves one train at a time gets stuck where several would have to move by the same minutes. With all orders
kept, the best times are a linear program of differences of times. Its best corner lies on whole seconds.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from headway.parallel import solved
from headway.timetabling.insertion import FOREVER, PASS, STANDS, Book, Moment, Planned, Rules, Step, holdings
from headway.timetabling.requests import Request
from headway.work import heeding

_Moment = tuple[mathopt.Variable | None, int]
"""A moment as a variable and how long after it, or as a fixed time without a variable [s].

Sums of MathOpt's own would take most of the time of the whole: a week has some hundred thousand moments.
"""


class _Held(NamedTuple):
    """A train or a possession holds a resource from ``begin`` until ``end``; a train enters and leaves it in between.

    ``own`` are the trains that are planned. Possessions are not, nor, in a plan that repeats, are the trains of the
    periods before and after. ``enter_s`` is when the train enters in the plan so far [s].
    """

    own: bool
    enter_s: int
    begin: _Moment
    end: _Moment
    enter: _Moment
    leave: _Moment
    gap: int
    direction: int


@dataclass(frozen=True, slots=True)
class _Times:
    """The variables of when a train arrives at every place and leaves it; one and the same where it passes."""

    arrives: list[mathopt.Variable]
    departs: list[mathopt.Variable]

    def at(self, moment: Moment, by: int) -> _Moment:
        """Return a moment of the train in terms of its variables, some time later."""
        if moment.place == STANDS:
            return None, moment.after_s + by
        times = self.departs if moment.leaves else self.arrives
        return times[moment.place], moment.after_s + by

    def steps(self, train: Planned, value: dict[mathopt.Variable, int]) -> list[Step]:
        """Return the steps of the train at the times of the solution."""
        return [
            replace(step, arrives=value[arrives], departs=value[departs])
            for step, arrives, departs in zip(train.steps, self.arrives, self.departs, strict=True)
        ]


def retimed(trains: list[Planned], book: Book, rules: Rules) -> list[Planned] | None:
    """Return all trains at the times that cost least together, or None if the solver finds no times.

    Parameters
    ----------
    trains
        A plan without conflicts. No train will run slower over a section than it does in this plan.
    book
        Holds the possessions, and knows whether the plan repeats.
    rules
        Times to set and to clear a route.
    """
    model = mathopt.Model()
    times = [_times(model, train) for train in heeding(trains)]
    model.minimize(mathopt.fast_sum(_cost(model, train.request, own) for train, own in zip(trains, times, strict=True)))
    rows: dict[int, list[_Held]] = defaultdict(list)
    for train, own in heeding(zip(trains, times, strict=True)):
        for held in holdings(train.route, train.steps, rules):
            enter_s = held.enter.at(train.steps)
            for by in book.shifts:
                begin, end, enter, leave = (own.at(moment, by) for moment in held[1:5])
                rows[held.row].append(_Held(by == 0, enter_s + by, begin, end, enter, leave, held.gap, train.route.direction))
    for row, held in heeding(rows.items()):
        closed = (
            _Held(False, begin, (None, begin), (None, end), (None, begin), (None, end), 0, 0) for begin, end in book.closed(row)
        )
        _keep_order(model, sorted([*held, *closed], key=lambda one: one.enter_s))
    end = SolveInterrupter()
    found = solved(lambda: mathopt.solve(model, mathopt.SolverType.GLOP, interrupter=end), end.interrupt)
    if not found.has_primal_feasible_solution():
        return None
    value = {variable: round(time) for variable, time in found.variable_values().items()}
    return [replace(train, steps=own.steps(train, value)) for train, own in heeding(zip(trains, times, strict=True))]


def _times(model: mathopt.Model, train: Planned) -> _Times:
    """Add the times of a train: it leaves within its window, runs no faster than it can, and stops for its dwells."""
    request, route, steps = train.request, train.route, train.steps
    last = len(steps) - 1
    departs = [model.add_variable(lb=request.ready_s) for _ in steps]
    if request.latest_s is not None:
        departs[0].upper_bound = request.latest_s
    arrives = [
        departs[k] if k in (0, last) or step.mode == PASS else model.add_variable(lb=request.ready_s)
        for k, step in enumerate(steps)
    ]
    for k, step in enumerate(steps[1:last], 1):
        if step.mode != PASS:
            model.add_linear_constraint(departs[k] - arrives[k] >= int(route.dwell_s[k]))
    if route.stays_until_s > -FOREVER:
        departs[last].upper_bound = route.stays_until_s - route.to_yard_s
    for k, (step, ahead) in enumerate(pairwise(steps)):
        least = int(route.run_s[k, step.mode, ahead.mode])
        model.add_linear_constraint(lb=least, ub=max(least, ahead.arrives - step.departs), expr=arrives[k + 1] - departs[k])
    return _Times(arrives, departs)


def _cost(model: mathopt.Model, request: Request, times: _Times) -> mathopt.LinearBase:
    """Return the cost of a train's times, without the part that is the same in every plan."""
    left, arrives = times.departs[0], times.arrives[-1]
    if request.due_s is not None:
        late = model.add_variable(lb=request.due_s)
        model.add_linear_constraint(late - arrives >= 0)
        arrives = late
        return request.weight * (arrives + (left if request.latest_s is None else 0))
    return request.weight * (arrives - (left if request.latest_s is not None else 0))


def _keep_order(model: mathopt.Model, held: list[_Held]) -> None:
    """Keep the order in which trains hold a resource; a train that follows another on a section keeps its headway."""
    for number, one in enumerate(held):
        for other in reversed(held[:number]):
            follows = one.direction == other.direction and min(one.gap, other.gap) > 0
            if follows and (one.own or other.own):
                _apart(model, other.enter, one.enter, other.gap)
                _apart(model, other.leave, one.leave, other.gap)
            elif one.own or other.own:
                _apart(model, other.end, one.begin, 0)
            if not follows:
                break


def _apart(model: mathopt.Model, before: _Moment, after: _Moment, least_s: int) -> None:
    """Let a moment lie at least some time after another."""
    (early, by), (late, ahead) = before, after
    row = model.add_linear_constraint(lb=least_s + by - ahead)
    if late is not early:
        if late is not None:
            row.set_coefficient(late, 1.0)
        if early is not None:
            row.set_coefficient(early, -1.0)
