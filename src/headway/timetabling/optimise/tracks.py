"""Tracks: which train takes which track of a place or section, once all times are known."""

from collections import defaultdict
from dataclasses import replace

import numpy as np

from headway.timetabling.insertion import STOP, Planned, Rules, holdings
from headway.work import heeding


def on_free_tracks(trains: list[Planned], rules: Rules, period_s: int | None) -> list[Planned]:
    """Put every train on tracks that are free at its times.

    A train that stops takes the last free track that it fits; one that passes takes the first free track. Where no
    track is free, as where trains follow each other on a section, the train keeps its own track if it fits there.

    Parameters
    ----------
    trains
        Trains with their times. At a place or on a section there are never more of them than it has tracks.
    rules
        Times to set and to clear a route.
    period_s
        Period of a plan that repeats [s].
    """
    held: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for number, train in heeding(enumerate(trains)):
        for index, holding in enumerate(holdings(train.route, train.steps, rules)):
            rows = train.route.section if index % 2 else train.route.place
            begin, end = holding.begin.at(train.steps), holding.end.at(train.steps)
            held[int(rows[index // 2])].append((begin, end, number, index))
    steps = [list(train.steps) for train in trains]
    for spans in heeding(held.values()):
        free: dict[int, int] = {}
        again: dict[int, int] = {}
        for begin, end, number, index in _in_turn(spans, period_s):
            route, (k, runs) = trains[number].route, divmod(index, 2)
            tracks = list(range(int(route.section_tracks[k] if runs else route.place_tracks[k])))
            if not runs and steps[number][k].mode == STOP:
                tracks = np.flatnonzero(route.fits[k]).tolist()[::-1]
            own = steps[number][k].via if runs else steps[number][k].track
            kept = own if own in tracks else next(iter(tracks), own)
            track = next((t for t in tracks if free.get(t, begin) <= begin and end <= again.get(t, end)), kept)
            free[track] = end
            if period_s:
                again.setdefault(track, begin + period_s)
            steps[number][k] = replace(steps[number][k], via=track) if runs else replace(steps[number][k], track=track)
    return [replace(train, steps=own) for train, own in zip(trains, steps, strict=True)]


def _in_turn(spans: list[tuple[int, int, int, int]], period_s: int | None) -> list[tuple[int, int, int, int]]:
    """Sort spans by when they begin.

    In a plan that repeats the order starts at a moment when the fewest trains are there, and those come first.
    """
    if not period_s:
        return sorted(spans)

    def since(moment: int) -> list[tuple[int, int, int, int]]:
        turn: list[tuple[int, int, int, int]] = []
        for begin, end, number, index in spans:
            by = moment + (end - moment - 1) // period_s * period_s
            turn.append((begin - by, end - by, number, index))
        return sorted(turn)

    return min((since(end) for _, end, *_ in spans), key=lambda turn: sum(begin < 0 for begin, *_ in turn))
