"""Labels along an axis that do not overlap: moved apart a little, or the less important ones left out."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from math import inf
from typing import NamedTuple


def spread(
    wanted: Sequence[float],
    room: float,
    *,
    reach: float,
    low: float = -inf,
    high: float = inf,
    rank: Sequence[float] = (),
) -> list[float | None]:
    """Move labels apart by as much as they need, each as little as can be, keep their order, and leave out what has no room.

    Parameters
    ----------
    wanted
        Where the labels should stand, sorted.
    room
        What a label takes along the axis.
    reach
        How far a label may be moved.
    low, high
        Between which they stand.
    rank
        How important each is, 0 for the most important; of equals that which is nearest to another is left out first.

    Returns
    -------
    list of float or None
        Where they stand: neighbours at least the room apart, each within reach of where it should stand; None for one that is
        left out. Labels that touch form a group around the mean of where its members should stand.

    Examples
    --------
    >>> spread([0.0, 1.0, 50.0], 10.0, reach=5.0)
    [-4.5, 5.5, 50.0]
    >>> spread([0.0, 1.0, 2.0], 10.0, reach=5.0, rank=[1, 0, 0])
    [None, -3.5, 6.5]
    """
    ranks = list(rank) or [0.0] * len(wanted)
    kept = list(range(len(wanted)))
    while True:
        at = [wanted[i] for i in kept]
        groups = _groups(at, room, low, high)
        crowded = [group for group in groups if group.moves(at, room) > reach + 1e-6 * room]  # a millionth is rounding
        if not crowded:
            break
        gaps = [inf, *(b - a for a, b in pairwise(at)), inf]
        for group in reversed(crowded):
            members = range(group.first, group.first + group.size)
            kept.pop(max(members, key=lambda k: (ranks[kept[k]], -min(gaps[k], gaps[k + 1]), k)))
    found: list[float | None] = [None] * len(wanted)
    for group in groups:
        for k in range(group.first, group.first + group.size):
            found[kept[k]] = group.stands(k, room)
    return found


class _Group(NamedTuple):
    """Labels that touch: the first of them and how many, and where label 0 would stand if all up to them touched."""

    first: int
    size: int
    origin: float

    def stands(self, k: int, room: float) -> float:
        """Return where a label of the group stands."""
        return self.origin + k * room

    def moves(self, wanted: Sequence[float], room: float) -> float:
        """Return how far the label of the group is moved that is moved furthest."""
        return max(abs(self.stands(k, room) - wanted[k]) for k in range(self.first, self.first + self.size))


def _groups(wanted: Sequence[float], room: float, low: float, high: float) -> list[_Group]:
    """Return the groups of labels that are moved by the least sum of squares, at least the room apart and between two ends."""
    if wanted and (len(wanted) - 1) * room > high - low:
        return [_Group(0, len(wanted), inf)]
    # Pool adjacent violators: what each label would have without the room of those before it must not fall.
    groups: list[_Group] = []
    for number, place in enumerate(wanted):
        group = _Group(number, 1, place - number * room)
        while groups and groups[-1].origin > group.origin:
            before = groups.pop()
            count = before.size + group.size
            group = _Group(before.first, count, (before.origin * before.size + group.origin * group.size) / count)
        groups.append(group)
    last = high - (len(wanted) - 1) * room
    ends = [group._replace(origin=min(max(group.origin, low), last)) for group in groups]
    together = [list(same) for _, same in groupby(ends, key=lambda group: group.origin)]
    return [_Group(same[0].first, sum(group.size for group in same), same[0].origin) for same in together]
