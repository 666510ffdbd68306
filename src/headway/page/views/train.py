"""A train in detail: its times, the waits behind its arrival, and its run over distance."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from headway.errors import InputError
from headway.model import Stop
from headway.page.models import ChainLink, TrainDetail, TrainRunView
from headway.page.views.drawing import trains, way_of
from headway.page.views.plan import moves_view
from headway.physics import train_run
from headway.timetabling import Timetable, TrainPath, moves
from headway.timetabling.insertion import fastest_s
from headway.units import J_PER_KWH

_MOST_POINTS = 1_500
"""More than there are pixels on a wide screen would only be sent."""


def train_detail(plan: Timetable, before: Timetable | None, name: str, way: str) -> TrainDetail:
    """Return a train in detail.

    Parameters
    ----------
    plan, before
        The plan, and the version before it, against which the train may have moved.
    name, way
        The train, and the way on which its calls are given; empty for the corridor.

    Raises
    ------
    InputError
        If the plan has no such train, or the train never touches the way.
    """
    path = plan.path(name)
    drawn = list(trains(plan, [path], way_of(plan.scenario, way)))
    if not drawn:
        raise InputError([f"{name} does not run on {way}"])
    moved = [] if before is None else [one for one in moves(before.paths, plan.paths) if one.train == name]
    alone_s = next(fastest_s(train.route) for train in plan.trains if train.request.train == name)
    detail: dict[str, Any] = {
        "train": drawn[0],
        "transit_s": path.transit_s,
        "alone_s": alone_s,
        "wait_s": sum(call.wait_s for call in path.calls),
        "moved": next(iter(moves_view(moved)), None),
        "chain": [
            ChainLink(
                train=link.train,
                place=link.place,
                begin_s=link.from_s,
                until_s=link.from_s + link.wait_s,
                kind=link.cause.kind.value,
                who=link.cause.who,
                where=link.cause.where,
            )
            for link in plan.chain(name)
        ],
        "run": _run(plan, path),
    }
    return TrainDetail.model_validate(detail)


def _run(plan: Timetable, path: TrainPath) -> TrainRunView | None:
    """Return the fastest run of a train with its stops; None where it cannot be run alone."""
    stops = [
        Stop(place=call.place, dwell_s=float(call.departs_s - call.arrives_s))
        for call in path.calls[1:-1]
        if call.stops and call.departs_s > call.arrives_s
    ]
    try:
        run = train_run(plan.scenario, path.consist, path.calls[0].place, path.calls[-1].place, stops=stops)
    except InputError:
        return None
    step = max(1, len(run.ahead_m) // _MOST_POINTS)

    def thin(values: NDArray[np.float64], digits: int) -> list[float]:
        return [float(value) for value in np.round(values[::step], digits)]

    return TrainRunView(
        km=thin(run.ahead_m / 1000, 3),
        kmh=thin(run.speed_ms * 3.6, 1),
        limit_kmh=thin(run.limit_ms * 3.6, 1),
        height_m=thin(run.elevation_m, 1),
        gradient_permil=thin(run.grade_permille, 2),
        energy_kwh=run.energy_j / J_PER_KWH,
        fuel_l=run.fuel_l if run.fuel_l > 0 else None,
        running_s=round(run.duration_s - sum(round(stop.dwell_s) for stop in stops)),
    )
