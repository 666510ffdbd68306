"""The book of who holds which track of which place or section, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from headway.model import Line
from headway.timetabling.insertion.search import FOREVER, Bookings
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
    direction: int
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
        self._lay_out(np.zeros((7, rows.count, _FIRST_ROOM), dtype=np.int64), np.zeros(rows.count, dtype=np.int64))

    def _lay_out(self, entries: NDArray[np.int64], size: NDArray[np.int64]) -> None:
        """Use these arrays: one of all fields, since what is done to a booking is done to each of them."""
        self._entries = entries
        self.data = Bookings(size, *entries)

    def add(self, booking: Booking) -> None:
        """Enter a booking at its place in time."""
        row, n = booking.row, int(self.data.size[booking.row])
        if n == self._entries.shape[2]:
            self._lay_out(np.concatenate([self._entries, np.zeros_like(self._entries)], axis=2), self.data.size)
        i = int(np.searchsorted(self.data.begin[row, :n], booking.begin, side="right"))
        entries = self._entries[:, row]
        entries[:, i + 1 : n + 1] = entries[:, i:n]
        entries[:, i] = booking.begin, booking.end, booking.enter, booking.leave, booking.gap, booking.direction, booking.owner
        self.data.size[row] = n + 1

    def hold(self, booking: Booking) -> None:
        """Enter what a train holds; where the day repeats, on the days around as well, as far as trains of the day come."""
        for by in self.shifts:
            if by == 0 or (booking.end + by > -_AROUND_S // 4 and booking.begin + by < self.until_s):
                self.add(booking.moved(by) if by else booking)

    def binding(self, booking: Booking) -> tuple[int, int | None]:
        """Return by how much sooner somebody could hold a resource [s], and the owner of what is in the way then.

        Forever and None where nothing is. The owner of the booking itself is not in its own way.
        """
        begin, end, enter, leave, gap, direction, owner = self._of(booking.row)
        sooner = (enter < booking.enter) | ((enter == booking.enter) & (begin <= booking.begin))
        apart = booking.begin - end
        if booking.gap > 0:
            behind = np.minimum(booking.enter - enter, booking.leave - leave) - gap
            apart = np.where((direction == booking.direction) & (gap > 0), behind, apart)
        rooms = np.where(sooner & (owner != booking.owner), apart, FOREVER)
        least = int(rooms.argmin()) if rooms.size else 0
        return (int(rooms[least]), int(owner[least])) if rooms.size and rooms[least] < FOREVER else (FOREVER, None)

    def clashes(self, booking: Booking) -> bool:
        """Tell whether somebody else holds a resource at that time, or is too close ahead or behind."""
        begin, end, enter, leave, gap, direction, _ = self._of(booking.row)
        kept = np.where(enter <= booking.enter, gap, booking.gap)
        apart = np.minimum(np.abs(enter - booking.enter), np.abs(leave - booking.leave))
        ordered = (enter < booking.enter) == (leave < booking.leave)
        follow = (direction == booking.direction) & (np.minimum(gap, booking.gap) > 0) & ordered & (apart >= kept)
        return bool(((begin < booking.end) & (end > booking.begin) & ~follow).any())

    def _of(self, row: int) -> NDArray[np.int64]:
        """Return the bookings of a resource, a line for every field."""
        return self._entries[:, row, : int(self.data.size[row])]

    def held(self, owner: int) -> Iterator[Booking]:
        """Give all that a train holds."""
        for row in np.flatnonzero((self.data.owner == owner).any(axis=1)).tolist():
            for *times, gap, direction, whose in self._of(row).T.tolist():
                if whose == owner:
                    begin, end, enter, leave = times
                    yield Booking(
                        row=row, begin=begin, end=end, enter=enter, leave=leave, gap=gap, direction=direction, owner=owner
                    )

    def closed(self, row: int) -> list[tuple[int, int]]:
        """Return from when until when possessions hold a resource, one after another."""
        held = self._of(row)
        begin, end, *_ = held[:, held[-1] < 0].tolist()
        return list(zip(begin, end, strict=True))

    def remove(self, owner: int) -> None:
        """Take out all that a train holds."""
        for row in np.flatnonzero((self.data.owner == owner).any(axis=1)).tolist():
            held = self._of(row)
            kept = held[:, held[-1] != owner]
            held[:, : kept.shape[1]] = kept
            self.data.size[row] = kept.shape[1]
