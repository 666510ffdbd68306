"""Rerouting: some trains look for new paths, while all others hold theirs."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from headway.timetabling.editing.bench import Bench
from headway.timetabling.editing.edit import Edit
from headway.timetabling.insertion import Planned, bookings
from headway.timetabling.optimise import settled
from headway.work import heeding

_ROUNDS = 4
"""How often trains that are in the way join those that look for new paths."""


def rerouted(asked: Bench, edits: Sequence[Edit], out: list[int], locked: Collection[str], *, widening: bool) -> Bench | None:
    """Return a plan with new paths for some trains between all others; None if there are none.

    Parameters
    ----------
    asked
        The plan, with what edits ask for laid over it.
    edits
        Everything that is to be kept.
    out
        Numbers of the trains that look for new paths, in the order in which they do.
    locked
        Names of trains that stay as they are.
    widening
        Whether trains that are in the way look for new paths as well, a few more at a time.
    """
    if any(asked.trains[number].request.train in locked for number in out):
        return None
    out = list(dict.fromkeys(out))
    for _ in range(_ROUNDS):
        for turn in (out, out[::-1]):
            if (found := _one_after_another(asked, edits, turn)) is not None:
                return found
        more = _in_the_way(asked, edits, out, locked) if widening else set[int]()
        if not more:
            return None
        out += sorted(more, key=lambda number: asked.trains[number].request.ready_s)
    return None


def _one_after_another(asked: Bench, edits: Sequence[Edit], out: Sequence[int]) -> Bench | None:
    """Return the plan with new paths for these trains, one after another; None if one finds none."""
    bench = asked.copy()
    for number in out:
        _take_out(bench, number)
    for number in heeding(out):
        if (train := _with_path(bench, edits, number)) is None:
            return None
        bench.put(number, train)
    names = {bench.trains[number].request.train for number in out}
    trains = settled(bench.planner, bench.trains, {name for name in bench.names() if name not in names})
    if trains != bench.trains:
        sooner = bench.copy()
        sooner.trains[:] = trains
        if all(change.kept(sooner) for change in edits if change.kept(bench)):
            return sooner
        for number in out:
            bench.put(number, bench.trains[number])
    return bench


def _take_out(bench: Bench, number: int) -> None:
    bench.planner.book.remove(number)
    bench.trains[number] = replace(bench.trains[number], steps=[])


def _with_path(bench: Bench, edits: Sequence[Edit], number: int) -> Planned | None:
    """Return a train on its best path through what is booked that keeps the edits, or None if there is none."""
    planner, train = bench.planner, bench.trains[number]
    if bars := [bar for change in edits for bar in change.bars(bench, number)]:
        planner = planner.copy()
        for bar in bars:
            planner.book.shut(bar.row, bar.begin, bar.end, len(bench.trains))
    asked = [train.request]
    if train.request.latest_s is not None and train.request.service in {flow.name for flow in bench.scenario.flows}:
        asked.append(replace(train.request, latest_s=None))
    for request in asked:
        if (found := planner.path_or_none(request)) is not None:
            return Planned(request, *found)
    return None


def _in_the_way(asked: Bench, edits: Sequence[Edit], out: Sequence[int], locked: Collection[str]) -> set[int]:
    """Return the trains that are in the way of the paths that some would take if only locked trains ran besides."""
    bench = asked.anew(asked.scenario, [])
    bench.trains[:] = [replace(train, steps=[]) if number in out else train for number, train in enumerate(asked.trains)]
    for number, train in enumerate(bench.trains):
        if train.request.train in locked:
            bench.put(number, train)
    found: set[int] = set()
    for number in heeding(out):
        if (train := _with_path(bench, edits, number)) is not None:
            for booking in bookings(train.route, train.steps, bench.planner.rules, number):
                found |= asked.planner.book.owners(booking.row, booking.begin, booking.end)
    return {number for number in found if number not in out and asked.trains[number].request.train not in locked}
