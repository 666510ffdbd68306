"""Labels along an axis that do not overlap: they are moved apart a little, or the less important ones are left out."""

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
    """Move labels apart as far as needed, each as little as possible, in their order; leave out those without room.

    Parameters
    ----------
    wanted
        Where the labels should stand, in rising order.
    room
        Space that a label takes along the axis.
    reach
        How far a label may be moved.
    low, high
        Limits between which the labels stand.
    rank
        Importance of each label, 0 for the most important. Of equal labels the one nearest to another is left out
        first.

    Returns
    -------
    list of float or None
        Where the labels stand: neighbours are at least the room apart, and each is within reach of where it should
        stand. None for a label that is left out. Labels that touch form a group, around the mean of where its members
        should stand.

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
    """Labels that touch: the first, how many, and where label 0 would stand if all labels up to them touched."""

    first: int
    size: int
    origin: float

    def stands(self, k: int, room: float) -> float:
        """Return where a label of the group stands."""
        return self.origin + k * room

    def moves(self, wanted: Sequence[float], room: float) -> float:
        """Return how far that label of the group is moved that is moved furthest."""
        return max(abs(self.stands(k, room) - wanted[k]) for k in range(self.first, self.first + self.size))


def _groups(wanted: Sequence[float], room: float, low: float, high: float) -> list[_Group]:
    """Return the groups of labels for the least sum of squared moves, with labels a room apart and between two ends."""
    if wanted and (len(wanted) - 1) * room > high - low:
        return [_Group(0, len(wanted), inf)]
    # Pool adjacent violators: each label's wish, less the room of the labels before it, must not fall.
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
