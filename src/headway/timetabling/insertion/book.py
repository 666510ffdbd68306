"""The book says which train holds which track of a place or section, and when."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from headway.model import Line
from headway.timetabling.insertion.search import FOREVER, Bookings
from headway.units import DAY_S

_FIRST_ROOM = 64

_AROUND_S = 4 * DAY_S
"""A train of a plan that repeats is on the line at most this long after the period, and a quarter of it before [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One train or possession holds one resource; the fields are those of `Bookings`."""

    row: int
    begin: int
    end: int
    enter: int
    leave: int
    gap: int
    direction: int
    owner: int

    def moved(self, by: int) -> "Booking":
        """Return the same booking at a later time [s]."""
        times = {name: getattr(self, name) + by for name in ("begin", "end", "enter", "leave")}
        return replace(self, **times)


class Rows:
    """The resources of a line are numbered: first every track of every section, then every track of every place.

    Parameters
    ----------
    line
        The line.

    Attributes
    ----------
    section, place
        Number of the first track of every section and of every place.
    count
        How many resources there are.
    """

    def __init__(self, line: Line) -> None:
        section_tracks = np.array([s.tracks for s in line.sections], dtype=np.int64)
        place_tracks = np.array([len(p.tracks) for p in line.places], dtype=np.int64)
        self.section = np.concatenate([[0], np.cumsum(section_tracks)[:-1]]).astype(np.int64)
        self.place = (section_tracks.sum() + np.concatenate([[0], np.cumsum(place_tracks)[:-1]])).astype(np.int64)
        self.count = int(section_tracks.sum() + place_tracks.sum())


class Book:
    """All bookings of a line: for every resource a row, sorted by time.

    Parameters
    ----------
    rows
        The resources.
    period_s
        Period of a plan that repeats: every train is booked again in the periods before and after [s].
    """

    def __init__(self, rows: Rows, period_s: int | None = None) -> None:
        around = 0 if period_s is None else 2 - (-_AROUND_S // period_s)
        self.until_s = _AROUND_S + (period_s or 0)
        self.shifts = [0] if period_s is None else [k * period_s for k in range(-around, around + 1)]
        self._lay_out(np.zeros((7, rows.count, _FIRST_ROOM), dtype=np.int64), np.zeros(rows.count, dtype=np.int64))

    def copy(self) -> "Book":
        """Return a book with the same bookings, which may then differ."""
        other = copy(self)
        other._lay_out(self._entries.copy(), self.data.size.copy())
        return other

    def _lay_out(self, entries: NDArray[np.int64], size: NDArray[np.int64]) -> None:
        """Keep all fields in one array, so that a booking is moved or removed in all of them at once."""
        self._entries = entries
        self.data = Bookings(size, *entries)

    def add(self, booking: Booking) -> None:
        """Enter a booking in its row, sorted by time."""
        row, n = booking.row, int(self.data.size[booking.row])
        if n == self._entries.shape[2]:
            self._lay_out(np.concatenate([self._entries, np.zeros_like(self._entries)], axis=2), self.data.size)
        i = int(np.searchsorted(self.data.begin[row, :n], booking.begin, side="right"))
        entries = self._entries[:, row]
        entries[:, i + 1 : n + 1] = entries[:, i:n]
        entries[:, i] = booking.begin, booking.end, booking.enter, booking.leave, booking.gap, booking.direction, booking.owner
        self.data.size[row] = n + 1

    def hold(self, booking: Booking) -> None:
        """Enter a booking; in a plan that repeats, also in the periods before and after that its trains can reach."""
        for by in self.shifts:
            if by == 0 or (booking.end + by > -_AROUND_S // 4 and booking.begin + by < self.until_s):
                self.add(booking.moved(by) if by else booking)

    def binding(self, booking: Booking) -> tuple[int, int | None]:
        """Return how much sooner a train could hold a resource [s], and who keeps it from holding it sooner still.

        `FOREVER` and None where nobody holds the resource before it. Bookings of the same owner do not count.
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
        """Tell whether a booking overlaps another in the book, unless the trains follow each other at their headway."""
        begin, end, enter, leave, gap, direction, _ = self._of(booking.row)
        kept = np.where(enter <= booking.enter, gap, booking.gap)
        apart = np.minimum(np.abs(enter - booking.enter), np.abs(leave - booking.leave))
        ordered = (enter < booking.enter) == (leave < booking.leave)
        follow = (direction == booking.direction) & (np.minimum(gap, booking.gap) > 0) & ordered & (apart >= kept)
        return bool(((begin < booking.end) & (end > booking.begin) & ~follow).any())

    def _of(self, row: int) -> NDArray[np.int64]:
        """Return the bookings of a resource: one row for every field of `Bookings`, one column for every booking."""
        return self._entries[:, row, : int(self.data.size[row])]

    def owners(self, row: int, begin: int, end: int) -> set[int]:
        """Return the numbers of the trains that hold a resource at some time between two moments."""
        held = self._of(row)
        return {int(who) for who in held[-1, (held[0] < end) & (held[1] > begin)] if who >= 0}

    def held(self, owner: int) -> Iterator[Booking]:
        """Give every booking of a train."""
        for row in np.flatnonzero((self.data.owner == owner).any(axis=1)).tolist():
            for *times, gap, direction, whose in self._of(row).T.tolist():
                if whose == owner:
                    begin, end, enter, leave = times
                    yield Booking(
                        row=row, begin=begin, end=end, enter=enter, leave=leave, gap=gap, direction=direction, owner=owner
                    )

    def closed(self, row: int) -> list[tuple[int, int]]:
        """Return when possessions hold a resource: begin and end of each, in order [s]."""
        held = self._of(row)
        begin, end, *_ = held[:, held[-1] < 0].tolist()
        return list(zip(begin, end, strict=True))

    def shut(self, row: int, begin: int, end: int, owner: int) -> None:
        """Hold a resource for a while, whoever holds it in part of that time: what overlaps becomes one booking."""
        held = self._of(row)
        apart = (held[1] <= begin) | (held[0] >= end)
        if not apart.all():
            begin, end = min(begin, int(held[0, ~apart].min())), max(end, int(held[1, ~apart].max()))
            kept = held[:, apart]
            held[:, : kept.shape[1]] = kept
            self.data.size[row] = kept.shape[1]
        self.add(Booking(row=row, begin=begin, end=end, enter=begin, leave=end, gap=0, direction=0, owner=owner))

    def closures(self) -> dict[int, list[tuple[int, int]]]:
        """Return when possessions hold resources, for every row that one holds."""
        held = np.arange(self.data.owner.shape[1]) < self.data.size[:, None]
        rows = np.flatnonzero(((self.data.owner < 0) & held).any(axis=1)).tolist()
        return {row: self.closed(row) for row in rows}

    def remove(self, owner: int) -> None:
        """Remove every booking of a train."""
        for row in np.flatnonzero((self.data.owner == owner).any(axis=1)).tolist():
            held = self._of(row)
            kept = held[:, held[-1] != owner]
            held[:, : kept.shape[1]] = kept
            self.data.size[row] = kept.shape[1]
