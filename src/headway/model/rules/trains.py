"""The rules of train lengths: a train fits a track wherever it stops, and can meet another."""

from collections.abc import Iterator

from headway.errors import Problem
from headway.model.consist import Consist
from headway.model.line import Line
from headway.model.rules.parts import Parts


def lengths(parts: Parts) -> Iterator[Problem]:
    """A train fits some track of the line."""
    if parts.line is None or not parts.whole_line:
        return
    longest = max(parts.line.places, key=lambda p: p.longest_track_m)
    for consist in parts.consists.values():
        if consist.length_m > longest.longest_track_m:
            yield Problem(
                f'train "{consist.name}" ({consist.length_m:,.0f} m) is longer than every track of the line (the longest, '
                f'{longest.longest_track_m:,.0f} m, is at "{longest.name}"). Lengthen tracks or shorten the train',
                where=f"consists.{consist.name}",
            )


def room(consist: Consist, line: Line, calls: list[str], where: str) -> Iterator[Problem]:
    """A train fits a track wherever it stops, and some passing place between its ends, or it can meet no train.

    Of a train that fits nowhere at all, only this is said.
    """
    known = {p.name: i for i, p in enumerate(line.places)}
    if all(consist.length_m > p.longest_track_m for p in line.places):
        return
    train = f'train "{consist.name}" ({consist.length_m:,.0f} m) is longer than every track'
    for call in calls:
        if call in known and consist.length_m > line.places[known[call]].longest_track_m:
            yield Problem(
                f'{train} of "{call}" ({line.places[known[call]].longest_track_m:,.0f} m), where it stops. '
                "Lengthen a track or shorten the train",
                where=where,
            )
    if calls[0] not in known or calls[-1] not in known:
        return
    low, high = sorted((known[calls[0]], known[calls[-1]]))
    for i in range(low, high):
        gap = line.positions_m[i + 1] - line.positions_m[i]
        if consist.length_m > gap:
            yield Problem(
                f'train "{consist.name}" ({consist.length_m:,.0f} m) is longer than section "{line.sections[i].name}" '
                f"({gap:,.0f} m); it would stand in two places. Make one place of the two",
                where=where,
            )
    loops = [p for p in line.places[low + 1 : high] if len(p.tracks) > 1]
    if loops and all(consist.length_m > p.longest_track_m for p in loops):
        longest = max(loops, key=lambda p: p.longest_track_m)
        yield Problem(
            f'{train} between "{calls[0]}" and "{calls[-1]}" (the longest, {longest.longest_track_m:,.0f} m, is at '
            f'"{longest.name}"): it can wait nowhere. Lengthen loops or shorten the train',
            where=where,
        )
