"""Records: a timetable as plain values that can be kept as JSON, and the same timetable again, bit for bit."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from types import UnionType
from typing import Any

import numpy as np

from headway.arguments import public
from headway.errors import InputError
from headway.io import scenario_of
from headway.model import Scenario
from headway.timetabling.assembly import assembled
from headway.timetabling.editing import EDITS, Edit, bench_with
from headway.timetabling.insertion import Planned, Planner, Route, Step
from headway.timetabling.moves import Move
from headway.timetabling.requests import Request
from headway.timetabling.timetable import Begins, Timetable

_VERSION = 1

_SIMPLE: dict[str, type | UnionType] = {
    "days": int, "objective_s": int, "bound_s": int, "withdrawn_bound_s": int | None, "plain_s": int | None, "kept_orders": bool,
    "seed": int, "stop": str, "interrupted": bool,
}  # fmt: skip
"""Fields of a timetable that are plain values, each with its type."""

_MOST_DAYS = 366


@public
def plan_record(plan: Timetable) -> dict[str, Any]:
    """Return a timetable as plain values, without its scenario: ``json.dumps`` takes them.

    What edits shut is in the edits, so the scenario to keep beside the record is the one that the plan was made of.
    """
    routes = Planner(plan.scenario, 0, 0).routes
    return {
        "record": _VERSION,
        "begins": plan.begins.value,
        **{name: getattr(plan, name) for name in _SIMPLE},
        "moved": [asdict(move) for move in plan.moved],
        "edits": [edit_record(change) for change in plan.edits],
        "trains": [_train_record(train, routes.of(train.request)) for train in plan.trains],
    }


@public
def plan_of_record(scenario: Scenario | str | Path, record: Mapping[str, Any]) -> Timetable:
    """Return the timetable that a record was made of.

    Parameters
    ----------
    scenario
        The corridor that the plan was made of, before any edit.
    record
        What `plan_record` returned.

    Raises
    ------
    InputError
        If this is no record of a timetable, or one of another corridor.
    """
    scenario = scenario_of(scenario)
    if record.get("record") != _VERSION:
        raise InputError(["this is no record of a timetable, or one that another version of Headway made"])
    try:
        return _plan(scenario, record)
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise InputError([f"this record of a timetable cannot be read, or belongs to another corridor: {error!r}"]) from error


def _plan(scenario: Scenario, record: Mapping[str, Any]) -> Timetable:
    for name, kind in _SIMPLE.items():
        if not isinstance(record[name], kind) or (kind is int and isinstance(record[name], bool)):
            raise ValueError(f"{name} is {record[name]!r}")
    begins, days = Begins(record["begins"]), record["days"]
    if not 1 <= days <= _MOST_DAYS:
        raise ValueError(f"days is {days}, not 1 to {_MOST_DAYS}")
    repeats = begins is Begins.REPEATS
    edits = tuple(edit_of_record(values) for values in record["edits"])
    bench = bench_with(scenario, days, repeats, [])
    for change in edits:
        shut = change.shut(bench)
        bench = bench.anew(replace(bench.scenario, possessions=(*bench.scenario.possessions, *shut)), [])
    for values in record["trains"]:
        bench.add(_train(bench.scenario, bench.planner, values))
    requests = [train.request for train in bench.trains]
    plan = assembled(
        bench.scenario,
        days,
        bench.planner,
        bench.trains,
        begins=begins,
        bound=record["bound_s"],
        plain_s=record["plain_s"],
        edits=edits,
        departures={r.train: r.ready_s for r in requests if any(change.sets(r) for change in edits)},
    )
    moved = tuple(Move(**values) for values in record["moved"])
    return replace(plan, moved=moved, **{name: record[name] for name in _SIMPLE if name != "objective_s"})


@public
def edit_record(change: Edit) -> dict[str, Any]:
    """Return an edit as plain values: its ``kind`` and its fields."""
    kind = next(kind for kind, its in EDITS.items() if its is type(change))
    return {"kind": kind, **{name: getattr(change, name) for name in change.__slots__}}


@public
def edit_of_record(record: Mapping[str, Any]) -> Edit:
    """Return the edit that a record was made of.

    Raises
    ------
    InputError
        If there is no such kind of edit, or its values do not fit it.
    """
    values = dict(record)
    kind = values.pop("kind", "")
    if kind not in EDITS:
        raise InputError([f'"{kind}" is no kind of edit; there are {", ".join(EDITS)}'])
    try:
        return EDITS[kind](**values)
    except TypeError as error:
        raise InputError([f"an edit of kind {kind} has other values: {error}"]) from error


def _train_record(train: Planned, route: Route) -> dict[str, Any]:
    request = train.request
    times = None
    if not np.array_equal(train.route.run_s, route.run_s):
        # A train with a due time runs more slowly than it could.
        times = {"run_s": train.route.run_s.tolist(), "tail_s": train.route.tail_s.tolist()}
    values = {field.name: getattr(request, field.name) for field in fields(request) if field.name != "consist"}
    values["halts"] = [list(halt) for halt in request.halts]
    return {
        **values,
        "consist": request.consist.name,
        "times": times,
        "steps": [[s.arrives, s.departs, s.mode, s.track, s.via] for s in train.steps],
    }


def _train(scenario: Scenario, planner: Planner, values: Mapping[str, Any]) -> Planned:
    asked: dict[str, Any] = {key: value for key, value in values.items() if key not in ("times", "steps")}
    asked["halts"] = tuple((place, dwell_s) for place, dwell_s in asked["halts"])
    asked["consist"] = scenario.consist(asked["consist"])
    request = Request(**asked)
    route = planner.routes.of(request)
    if times := values["times"]:
        route = route._replace(run_s=np.array(times["run_s"], np.int64), tail_s=np.array(times["tail_s"], np.int64))
    return Planned(request, route, [Step(*step) for step in values["steps"]])
