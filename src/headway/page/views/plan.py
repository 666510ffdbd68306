"""The plan as the first screen shows it: five figures, what limits it, and what was wanted of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from headway.page.models import EditView, Figure, MoveView, PlanView, Said
from headway.page.said import said
from headway.page.views.limit import Limits, last_of_chain, planned_t_y, said_limit
from headway.page.wanted import as_asked
from headway.timetabling import Lock, Move, Timetable
from headway.timetabling.requests import fixed_requests, pairs_of
from headway.units import HOUR_S, YEAR_S, exact_sum

_GOOD, _NEAR = 0.995, 0.95
"""Shares of a target from which on a light is good, and near."""

_FEW_WAITS, _MANY_WAITS = 0.10, 0.20
"""Shares of their time on the way that trains wait, up to which a light is good, and near."""

_SMALL_GAP, _LARGE_GAP = 0.05, 0.20


def plan_view(
    plan: Timetable, version: int, bound_s: int | None, limits: tuple[Limits, ...], undo: Said | None, redo: Said | None
) -> PlanView:
    """Return a plan as the first screen shows it.

    Parameters
    ----------
    plan, version
        The plan and its version.
    bound_s
        No plan costs less [weighted s]; None while that is being computed.
    limits
        What limits the flows of its scenario.
    undo, redo
        What would be undone, and done again; None where there is nothing.
    """
    return PlanView(
        version=version,
        days=plan.days,
        begins=plan.begins.value,
        status=status_of(plan, bound_s),
        objective_s=plan.objective_s,
        bound_s=bound_s,
        figures=list(_figures(plan, bound_s)),
        limit=said_limit(plan, limits),
        violations=list(plan.violations),
        undo=undo,
        redo=redo,
        edits=[EditView(number=i, edit=as_asked(edit), text=str(edit)) for i, edit in enumerate(plan.edits, 1)],
        locked=[edit.train for edit in plan.edits if isinstance(edit, Lock)],
    )


def status_of(plan: Timetable, bound_s: int | None) -> Said:
    """Say how good a plan is known to be."""
    if plan.withdrawn_bound_s is not None:
        return said("status.withdrawn")
    if bound_s is None:
        return said("status.open")
    gap = _gap(plan, bound_s)
    return said("status.gap", gap_percent=round(100 * gap, 1)) if gap > 0 else said("status.optimal")


def moves_view(moved: Iterable[Move]) -> list[MoveView]:
    """Return which trains moved, and by how much."""
    return [
        MoveView(
            train=one.train,
            departs_by_s=one.departs_by_s,
            arrives_by_s=one.arrives_by_s,
            most_s=one.most_s,
            track_changes=one.track_changes,
            is_new=one.is_new,
        )
        for one in moved
    ]


def _gap(plan: Timetable, bound_s: int) -> float:
    """Return by what share a plan may be dearer than the best."""
    return max(0.0, plan.objective_s / bound_s - 1) if bound_s > 0 else 0.0


def _figures(plan: Timetable, bound_s: int | None) -> Iterator[Figure]:
    yield _tonnage(plan)
    yield _trains(plan)
    yield _waits(plan)
    yield _sets(plan)
    hours = plan.objective_s / HOUR_S
    if bound_s is None:
        yield Figure(key="weighted_time", value=hours, unit="h", target=None, light="none", note=None)
        return
    gap = _gap(plan, bound_s)
    yield Figure(
        key="weighted_time",
        value=hours,
        unit="h",
        target=bound_s / HOUR_S,
        light="good" if gap <= _SMALL_GAP else "near" if gap <= _LARGE_GAP else "bad",
        note=said("figure.gap", gap_percent=round(100 * gap, 1)),
    )


def _tonnage(plan: Timetable) -> Figure:
    flows = last_of_chain(plan.scenario)
    planned = exact_sum(planned_t_y(plan, flow) for flow in flows) / 1e6
    target = exact_sum(flow.target_kg_s for flow in flows) * YEAR_S / 1e9
    trains = sum(path.loaded and path.service in {flow.name for flow in flows} for path in plan.own)
    payloads = [plan.scenario.train_consists(flow)[0].payload_kg / 1000 for flow in flows]
    note = said("figure.tonnage", trains=trains, payload_t=round(payloads[0])) if len(set(payloads)) == 1 else None
    return Figure(
        key="tonnage", value=planned, unit="Mt/y", target=target if flows else None,
        light=_light(planned / target) if flows else "none", note=note,
    )  # fmt: skip


def _trains(plan: Timetable) -> Figure:
    scenario, count = plan.scenario, len(plan.own)
    wanted = len(fixed_requests(scenario, range(plan.days)))
    wanted += sum(2 * pairs_of(scenario, flow, plan.days) for flow in scenario.flows)
    late = [path for path in plan.own if path.late_s > 0]
    note = None
    if late:
        note = said("figure.trains_late", late=len(late), train=late[0].train)
    elif wanted > count:
        note = said("figure.trains_cancelled", cancelled=wanted - count)
    light = _light(count / wanted) if wanted else "none"
    return Figure(
        key="trains", value=float(count), unit="", target=float(wanted),
        light="near" if light == "good" and late else light, note=note,
    )  # fmt: skip


def _waits(plan: Timetable) -> Figure:
    own = plan.own
    waits = [(call.wait_s, path.train, call.place) for path in own for call in path.calls if call.wait_s > 0]
    on_way, way_s = sum(path.wait_s for path in own), sum(path.transit_s for path in own)
    share = on_way / way_s if way_s else 0.0
    note = said("figure.no_wait")
    if waits:
        longest, train, place = max(waits)
        note = said("figure.longest_wait", train=train, place=place, minutes=round(longest / 60))
    return Figure(
        key="waits", value=sum(wait for wait, _, _ in waits) / 60, unit="min", target=None,
        light="good" if share <= _FEW_WAITS else "near" if share <= _MANY_WAITS else "bad", note=note,
    )  # fmt: skip


def _sets(plan: Timetable) -> Figure:
    fleets = plan.circulations()
    needed, there = sum(one.needed for one in fleets), sum(one.there for one in fleets)
    short = next((one for one in fleets if one.needed > one.there), None)
    note = None if short is None else said("figure.sets_short", flow=short.flow, needed=short.needed, there=short.there)
    light = "none" if not fleets else "bad" if short else "good"
    return Figure(key="sets", value=float(needed), unit="", target=float(there) if fleets else None, light=light, note=note)


def _light(share: float) -> Any:
    return "good" if share >= _GOOD else "near" if share >= _NEAR else "bad"
