"""Slots: the window in which a train may leave, cut into parts for the dispatching problem.

A dispatching problem charges for late arrivals, not for time on the way. So a train that may choose its departure has ways of
its own for every slot, and is charged from the beginning of the slot in which it leaves.
"""

from dataclasses import dataclass
from itertools import pairwise

from headway.timetabling.requests import Request

_SHORTEST_S = 300
_MOST = 12


@dataclass(frozen=True, slots=True)
class Slot:
    """A span of time in which a train leaves [s].

    Parameters
    ----------
    begins_s, ends_s
        The first and the last moment; None for no last.
    """

    begins_s: int
    ends_s: int | None = None


def slots_of(request: Request) -> tuple[Slot, ...]:
    """Return the slots of a train: one, or where its time counts from its departure as many as its window has room for."""
    if request.latest_s is None or request.due_s is not None:
        return (Slot(request.ready_s, request.latest_s),)
    window = request.latest_s - request.ready_s
    count = max(1, min(_MOST, window // _SHORTEST_S))
    begins = [request.ready_s + window * i // count for i in range(count)]
    return (*(Slot(a, b - 1) for a, b in pairwise(begins)), Slot(begins[-1], request.latest_s))


def grain_s(request: Request) -> int:
    """Return how long after the beginning of its slot a train may leave, where it is charged from there [s]."""
    slots = slots_of(request)
    return max((slot.ends_s or slot.begins_s) - slot.begins_s for slot in slots) if len(slots) > 1 else 0


def slot_at(request: Request, departs_s: int) -> int:
    """Return the number of the slot in which a train leaves; a moment outside counts to the nearest."""
    return max((i for i, slot in enumerate(slots_of(request)) if slot.begins_s <= departs_s), default=0)
