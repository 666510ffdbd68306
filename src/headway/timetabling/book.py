"""The book of who holds which track of which place or section, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from headway.model import Line
from headway.timetabling.search import FOREVER, Bookings
from headway.units import DAY_S

_FIRST_ROOM = 64

_AROUND_S = 4 * DAY_S
"""So long after its period no train of what repeats is on its way, and less before [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One resource held by one train: the fields of `Bookings`."""

    row: int
    begin: int
    end: int
    enter: int
    leave: int
    gap: int
    way: int
    owner: int

    def moved(self, by: int) -> "Booking":
        """Return it some time later [s]."""
        times = {name: getattr(self, name) + by for name in ("begin", "end", "enter", "leave")}
        return replace(self, **times)


class Rows:
    """The numbers of a line's resources: one for every track of every section, then of every place.

    Parameters
    ----------
    line
        The line.

    Attributes
    ----------
    section, place
        The first number of every section and of every place.
    count
        How many there are.
    """

    def __init__(self, line: Line) -> None:
        section_tracks = np.array([s.tracks for s in line.sections], dtype=np.int64)
        place_tracks = np.array([len(p.tracks) for p in line.places], dtype=np.int64)
        self.section = np.concatenate([[0], np.cumsum(section_tracks)[:-1]]).astype(np.int64)
        self.place = (section_tracks.sum() + np.concatenate([[0], np.cumsum(place_tracks)[:-1]])).astype(np.int64)
        self.count = int(section_tracks.sum() + place_tracks.sum())


class Book:
    """All bookings of a line: a sorted row for every resource.

    Parameters
    ----------
    rows
        The resources.
    period_s
        For a day that repeats: trains are booked again so much earlier and later [s].
    """

    def __init__(self, rows: Rows, period_s: int | None = None) -> None:
        around = 0 if period_s is None else 2 - (-_AROUND_S // period_s)
        self.until_s = _AROUND_S + (period_s or 0)
        self.shifts = [0] if period_s is None else [k * period_s for k in range(-around, around + 1)]
        self.data = Bookings(
            np.zeros(rows.count, dtype=np.int64), *(np.zeros((rows.count, _FIRST_ROOM), dtype=np.int64) for _ in range(7))
        )

    def add(self, booking: Booking) -> None:
        """Enter a booking at its place in time."""
        data, row = self.data, booking.row
        n = int(data.size[row])
        if n == data.begin.shape[1]:
            wider = (np.concatenate([a, np.zeros_like(a)], axis=1) for a in data[1:])
            self.data = data = Bookings(data.size, *wider)
        i = int(np.searchsorted(data.begin[row, :n], booking.begin, side="right"))
        values = (booking.begin, booking.end, booking.enter, booking.leave, booking.gap, booking.way, booking.owner)
        for array, value in zip(data[1:], values, strict=True):
            array[row, i + 1 : n + 1] = array[row, i:n]
            array[row, i] = value
        data.size[row] = n + 1

    def hold(self, booking: Booking) -> None:
        """Enter what a train holds; where the day repeats, on the days around as well, as far as trains of the day come."""
        for by in self.shifts:
            if by == 0 or (booking.end + by > -_AROUND_S // 4 and booking.begin + by < self.until_s):
                self.add(booking.moved(by) if by else booking)

    def binding(self, booking: Booking) -> tuple[int, int | None]:
        """Return by how much sooner somebody could hold a resource [s], and the owner of what is in the way then.

        Forever and None where nothing is. The owner of the booking itself is not in its own way.
        """
        data, row = self.data, booking.row
        room, owner = FOREVER, None
        for i in np.flatnonzero(data.owner[row, : int(data.size[row])] != booking.owner).tolist():
            begin, end, enter, leave, gap, way, other = (int(array[row, i]) for array in data[1:])
            if (enter, begin) > (booking.enter, booking.begin):
                continue
            apart = booking.begin - end
            if way == booking.way and min(gap, booking.gap) > 0:
                apart = min(booking.enter - enter, booking.leave - leave) - gap
            if apart < room:
                room, owner = apart, other
        return room, owner

    def clashes(self, booking: Booking) -> bool:
        """Tell whether somebody else holds a resource at that time, or is too close ahead or behind."""
        data, row = self.data, booking.row
        for i in range(int(data.size[row])):
            if data.begin[row, i] >= booking.end or data.end[row, i] <= booking.begin:
                continue
            gap = int(data.gap[row, i] if data.enter[row, i] <= booking.enter else booking.gap)
            apart = min(abs(data.enter[row, i] - booking.enter), abs(data.leave[row, i] - booking.leave))
            ordered = (data.enter[row, i] < booking.enter) == (data.leave[row, i] < booking.leave)
            if data.way[row, i] != booking.way or min(gap, booking.gap, data.gap[row, i]) == 0 or not ordered or apart < gap:
                return True
        return False

    def held(self, owner: int) -> Iterator[Booking]:
        """Give all that a train holds."""
        data = self.data
        for row in np.flatnonzero((data.owner == owner).any(axis=1)).tolist():
            for i in np.flatnonzero(data.owner[row, : int(data.size[row])] == owner).tolist():
                begin, end, enter, leave, gap, way, _ = (int(array[row, i]) for array in data[1:])
                yield Booking(row=row, begin=begin, end=end, enter=enter, leave=leave, gap=gap, way=way, owner=owner)

    def closed(self, row: int) -> list[tuple[int, int]]:
        """Return from when until when possessions hold a resource, one after another."""
        data = self.data
        found = np.flatnonzero(data.owner[row, : int(data.size[row])] < 0)
        return [(int(data.begin[row, i]), int(data.end[row, i])) for i in found]

    def remove(self, owner: int) -> None:
        """Take out all that a train holds."""
        data = self.data
        for row in np.flatnonzero((data.owner == owner).any(axis=1)).tolist():
            n = int(data.size[row])
            kept = np.flatnonzero(data.owner[row, :n] != owner)
            for array in data[1:]:
                array[row, : kept.size] = array[row, kept]
            data.size[row] = kept.size
