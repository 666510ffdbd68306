"""Resources: which tracks and blocks along its route a train may use, what they are called, and how long it holds them.

From its departure until its tail is clear it holds the track and the section ahead, then the section alone, until it
has arrived. Intermediate signals cut a section into blocks. Before a place where it cannot stand it holds the route to
the next place where it can.
"""

from collections.abc import Iterator
from itertools import accumulate, pairwise, product
from math import ceil

from headway.dispatch import Use
from headway.model import Scenario, Section
from headway.timetabling.insertion import PASS, STOP, Route, Rules
from headway.units import whole_seconds


class Resources:
    """The tracks and blocks along the route of one train; places and sections are counted from its origin.

    Parameters
    ----------
    scenario, origin, route, rules
        The corridor, the origin of the train, its route and the times of the signalling.
    relaxed
        Whether the train may do all that the referee admits; see `compile_trains`.

    Attributes
    ----------
    last
        The number of its destination.
    stands
        Whether it may stand at a place.
    """

    def __init__(self, scenario: Scenario, origin: str, route: Route, rules: Rules, *, relaxed: bool) -> None:
        self.scenario, self.route, self.rules, self.relaxed = scenario, route, rules, relaxed
        self.last = len(route.place) - 1
        self._first = scenario.line.index(origin)
        self._names = [scenario.line.places[self._first + k * route.direction].name for k in range(self.last + 1)]
        self._blocks = [self._blocks_of(k) for k in range(self.last)]
        self.stands = [k in (0, self.last) or self._may_stand(k) for k in range(self.last + 1)]

    @property
    def admits_all(self) -> bool:
        """Whether the train may take every path that the referee admits."""
        if self.relaxed:
            return True
        quick = any(self._yard_s(k) < self.rules.setting_s for k in range(self.last + 1))
        return all(self.stands) and all(len(blocks) == 1 for blocks in self._blocks) and not quick

    def may_run(self, k: int, start: int, end: int) -> bool:
        """Whether the train may run over a section from rest or passing, to rest or passing."""
        if end == PASS and (k + 1 == self.last or self.route.halt[k + 1]):
            return False
        if end == STOP and not self.stands[k + 1]:
            return False
        return int(self.route.run_s[k, start, end]) >= 0

    def tracks(self, k: int, mode: int) -> list[int]:
        """Return the tracks that the train may use: those that it fits at rest, any where it could also stop."""
        tracks = range(int(self.route.place_tracks[k]))
        if mode == STOP:
            return [track for track in tracks if self.route.fits[k, track]]
        return list(tracks) if self.stands[k] or self.relaxed else [0]

    def at_rest(self, k: int, track: int) -> Use:
        """Return the use of a track by a train that goes on: it lasts until the route is set anew for others."""
        return Use(self._track_name(k, track), self.rules.clearing_s + self._setting_s(k))

    def at_end(self, track: int) -> Use:
        """Return the use of a track of the destination, which the train leaves for the yard or as another train."""
        return Use(self._track_name(self.last, track), self._setting_s(self.last))

    def leaving(self, k: int, track: int) -> Iterator[tuple[int, tuple[Use, ...]]]:
        """Give the tracks of the section ahead, each with what the train holds until its tail has left the place.

        It holds the track of the place, the first block ahead, and all from there to the next place where it may stand.
        """
        stop = k + 1
        while not (self.stands[stop] or self.relaxed):
            stop += 1
        tracks = [range(int(self.route.section_tracks[j])) for j in range(k, stop)]
        for via, *beyond in product(*tracks):
            uses = [self.at_rest(k, track), Use(self._block_name(k, via, 0))]
            for j, track_beyond in enumerate(beyond, k + 1):
                uses.append(Use(self._track_name(j, 0)))
                uses += [Use(self._block_name(j, track_beyond, block)) for block in range(len(self._blocks[j]))]
            yield via, tuple(uses)

    def running(self, k: int, via: int, start: int, end: int) -> Iterator[tuple[int, Use]]:
        """Give the running time over each block of a section, and the use of the block, until the tail has left it."""
        free_s = self.rules.clearing_s + self.rules.setting_s
        times = zip(self._block_times_s(k, start, end), self._block_tails_s(k, start, end), strict=True)
        for block, (run_s, tail_s) in enumerate(times):
            yield run_s, Use(self._block_name(k, via, block), tail_s + free_s)

    def _block_times_s(self, k: int, start: int, end: int) -> list[int]:
        """Return the running times of the blocks of a section [s].

        The first counts from when the tail has left the place. Relaxed times are rounded in favour of the train.
        """
        run_s, done = int(self.route.run_s[k, start, end]), int(self.route.tail_s[k, start])
        *shares, _ = accumulate(self._blocks[k])
        in_favour_s = 1 if self.relaxed and shares else 0
        times: list[int] = []
        for until in (*(int(share * run_s) for share in shares), run_s):
            times.append(max(0, until - done - in_favour_s))
            done = max(done, until)
        return times

    def _block_tails_s(self, k: int, start: int, end: int) -> list[int]:
        """Return the time from when the head leaves each block of a section until the tail does, 0 at a stop [s]."""
        cover_s = self.route.cover[k] * int(self.route.run_s[k, start, end])
        within = int(cover_s) if self.relaxed else ceil(cover_s)
        return [within] * (len(self._blocks[k]) - 1) + [int(self.route.tail_s[k + 1, PASS]) if end == PASS else 0]

    def _may_stand(self, k: int) -> bool:
        """Whether the train may stop at a place on its way: it fits a track and can start again."""
        return bool(self.route.fits[k].any()) and self.route.run_s[k, STOP].max() >= 0

    def _yard_s(self, k: int) -> int:
        """How long a train stands at a place on its way from or to a yard [s]."""
        return whole_seconds(self.scenario.yard_move_at(self._names[k]))

    def _setting_s(self, k: int) -> int:
        """How long before the next train a track of a place must be free [s]."""
        setting_s = self.rules.setting_s
        return min(setting_s, self._yard_s(k)) if self.relaxed else setting_s

    def _section(self, k: int) -> int:
        """Return the number of the k-th section of the route on the line."""
        return min(self._first + k * self.route.direction, self._first + (k + 1) * self.route.direction)

    def _blocks_of(self, k: int) -> list[float]:
        """Return the blocks of a section as shares of it, in the order of the run."""
        line, section = self.scenario.line, self._section(k)
        edges = [line.positions_m[section], *line.signals_m(section), line.positions_m[section + 1]]
        shares = [(b - a) / (edges[-1] - edges[0]) for a, b in pairwise(edges)]
        return shares if self.route.direction > 0 else shares[::-1]

    def _track_name(self, k: int, track: int) -> str:
        return track_name(self.scenario, self._names[k], track)

    def _block_name(self, k: int, via: int, block: int) -> str:
        """Return the name of a block, counted in the order of the run; its name counts in the order of the line."""
        blocks = len(self._blocks[k])
        number = block if self.route.direction > 0 else blocks - 1 - block
        return block_name(self.scenario.line.sections[self._section(k)], via, number, blocks)


def track_name(scenario: Scenario, place: str, track: int) -> str:
    """Return the name of the resource of a track of a place."""
    return f"{place}: {scenario.line.place(place).tracks[track].name}"


def section_names(scenario: Scenario, section: int) -> Iterator[str]:
    """Give the names of the resources of a section."""
    found, blocks = scenario.line.sections[section], len(scenario.line.signals_m(section)) + 1
    return (block_name(found, via, block, blocks) for via in range(found.tracks) for block in range(blocks))


def block_name(section: Section, via: int, block: int, blocks: int) -> str:
    """Return the name of the resource of a block of a track of a section."""
    name = section.name if section.tracks == 1 else f"{section.name}, track {via + 1}"
    return name if blocks == 1 else f"{name}, block {block + 1}"
