"""Prove how much delay trains must have on the line of 950 km with 40 sidings.

Trains leave both ends at once, evenly spread over the day.

    python -m benchmarks.timetable.sidings_proof [--count 12] [--speed 60] [--time 300] [--jobs 2]

The benchmark has a CP-SAT model of that line alone. It shares nothing with the planner but the running times over a
section. The model lets a siding hold any number of trains, so what it proves holds for every plan. It also leaves out
that trains overtake others like them. That gains nothing, since the two could change places in the plan.

The model assumes a total delay, a quarter of an hour more each time. Then no train can be very late, and opposing
trains can meet at few places. The benchmark prints the largest total for which there is no plan.
"""

import argparse
from itertools import pairwise, product
from time import perf_counter
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from benchmarks.timetable.days import with_sidings
from headway.timetabling.insertion.planner import Planner
from headway.timetabling.insertion.search import PASS, STOP
from headway.timetabling.requests import fixed_requests
from headway.units import HOUR_S

_STEP_S = HOUR_S // 4


class Pace(NamedTuple):
    """What trains take [s]: over a section, more by starting and by braking there, and until the way behind is set for others.

    That is ``clear`` after a train has stopped at a place, and by its length, ``tail``, later after it has come by.
    """

    section: int
    start: int
    brake: int
    clear: int
    tail: int

    @property
    def meet(self) -> int:
        """What two trains lose by a meet at least: one stops, from before the other's way is set until the other is clear."""
        return self.start + self.brake + 2 * self.clear + self.tail


class Train(NamedTuple):
    """When a train could arrive if alone [s], and for every place of its way when it comes and leaves, and whether it stops."""

    soonest: int
    comes: list[Any]
    leaves: list[Any]
    stops: list[Any]

    def clear(self, k: int, pace: Pace) -> Any:
        """When the way that it has come to a place is set for others."""
        return self.comes[k] + pace.clear + pace.tail - pace.tail * self.stops[k]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=12, help="trains a day each way")
    parser.add_argument("--speed", type=int, default=60, choices=(60, 70), help="speed limit [km/h]")
    parser.add_argument("--time", type=float, default=300, help="seconds for every total")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    pace, ready, places = line_of(options.count, options.speed)
    proven = sum(meets(pace, ready, places).values()) * pace.meet
    named = f"{options.count} + {options.count} trains at {options.speed} km/h"
    print(f"{named}: a meet costs {pace.meet} s at least, all of them {proven / HOUR_S:.2f} h")
    while True:
        total = (proven // _STEP_S + 1) * _STEP_S
        began = perf_counter()
        if not none_within(total, pace, ready, places, options.time, options.jobs):
            break
        proven = total
        print(f"  no plan within {proven / HOUR_S:.2f} h: proven in {perf_counter() - began:.1f} s", flush=True)
    print(f"  {total / HOUR_S:.2f} h: not proven in {options.time:g} s")


def line_of(count: int, speed: int) -> tuple[Pace, list[int], int]:
    """Return what trains take, when those of each way are ready, and how many places there are."""
    scenario = with_sidings(count, speed, free=False)
    planner, requests = Planner(scenario, 0, 1), fixed_requests(scenario, range(1))
    route, rules = planner.routes.of(requests[0]), planner.rules
    run = route.run_s[1:-1].min(axis=0)
    fastest = int(run[PASS, PASS])
    pace = Pace(
        section=fastest,
        start=int(run[STOP, PASS]) - fastest,
        brake=int(run[PASS, STOP]) - fastest,
        clear=rules.setting_s + rules.clearing_s,
        tail=int(route.tail_s[1:-1, PASS].min()),
    )
    return pace, sorted({request.ready_s for request in requests}), len(scenario.line.places)


def run_s(pace: Pace, places: int) -> int:
    """Return what a train takes alone [s]."""
    return (places - 1) * pace.section + pace.start + pace.brake


def meets(pace: Pace, ready: list[int], places: int) -> dict[int, int]:
    """Return how many trains of the other way a train meets if all leave when they are ready, by when it is."""
    alone = run_s(pace, places)
    return {at: sum(abs(at - other) < alone for other in ready) for at in ready}


def none_within(total: int, pace: Pace, ready: list[int], places: int, seconds: float, jobs: int) -> bool:
    """Say whether it is proven that no plan has so little delay in all [s]."""
    model = cp_model.CpModel()
    met = meets(pace, ready, places)
    # All meets of others cost something: what is left of the total is the most that one train can lose.
    late = {at: total - (sum(met.values()) - met[at]) * pace.meet for at in ready}
    ups, downs = ([_train(model, at, late[at], pace, places) for at in ready] for _ in range(2))
    for up, down in product(ups, downs):
        _meet(model, up, down, pace, places)
    for ahead, behind in (*pairwise(ups), *pairwise(downs)):
        for k in range(places - 1):
            model.add(behind.leaves[k] >= ahead.clear(k + 1, pace))
    model.add(sum(train.comes[-1] - train.soonest for train in (*ups, *downs)) <= total)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = jobs
    solver.parameters.max_time_in_seconds = seconds
    return solver.solve(model) == cp_model.INFEASIBLE


def _train(model: cp_model.CpModel, at: int, late: int, pace: Pace, places: int) -> Train:
    """Add a train that is never later than so much."""
    soonest = [at + k * pace.section + (pace.start if k else 0) + (pace.brake if k == places - 1 else 0) for k in range(places)]
    leaves = [model.new_int_var(moment, moment + late, "") for moment in soonest]
    comes = [leaves[0], *(model.new_int_var(moment, moment + late, "") for moment in soonest[1:-1]), leaves[-1]]
    stops = [1, *(model.new_bool_var("") for _ in soonest[1:-1]), 1]
    for k in range(1, places - 1):
        model.add(leaves[k] >= comes[k])
        model.add(leaves[k] == comes[k]).only_enforce_if(~stops[k])
    for k in range(places - 1):
        model.add(comes[k + 1] == leaves[k] + pace.section + pace.start * stops[k] + pace.brake * stops[k + 1])
    return Train(soonest[-1], comes, leaves, stops)


def _meet(model: cp_model.CpModel, up: Train, down: Train, pace: Pace, places: int) -> None:
    """Two opposing trains meet at one place: each goes on when the other is clear of the way ahead, and one of them stops."""
    where = []
    for up_at, down_at in zip(range(places), reversed(range(places)), strict=True):
        here = model.new_bool_var("")
        where.append(here)
        if up_at < places - 1:
            model.add(up.leaves[up_at] >= down.clear(down_at, pace)).only_enforce_if(here)
        if down_at < places - 1:
            model.add(down.leaves[down_at] >= up.clear(up_at, pace)).only_enforce_if(here)
        if 0 < up_at < places - 1:
            model.add(up.stops[up_at] + down.stops[down_at] >= 1).only_enforce_if(here)
    model.add_exactly_one(where)


if __name__ == "__main__":
    main()
