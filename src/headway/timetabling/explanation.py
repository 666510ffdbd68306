"""Explanations: every wait with its causes in words, and the chain of waits behind an arrival."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from headway.timetabling.causes import Cause
from headway.timetabling.paths import TrainPath, path_of, waits_to_frame
from headway.timetabling.piles import PileCourse
from headway.timetabling.wording import in_turn, words
from headway.units import day_and_clock, hours_minutes


@dataclass(frozen=True, slots=True)
class Link:
    """A wait in a chain: the train, the place, from when and how long it waits [s], and what binds its departure."""

    train: str
    place: str
    from_s: int
    wait_s: int
    cause: Cause


def chain(paths: Sequence[TrainPath], train: str = "") -> tuple[Link, ...]:
    """Return the chain of waits that binds a train's arrival, back in time.

    It begins with the last wait of the train. Next comes the last wait, before that, of the train that it waited for,
    and so on.

    Parameters
    ----------
    paths
        The trains of a timetable.
    train
        Name of the train; by default the train that waits longest.
    """
    if not train:
        waits = waits_to_frame(paths)
        if waits.is_empty():
            return ()
        train = str(waits.group_by("train").agg(pl.col("wait_s").sum()).sort("wait_s", "train").row(-1)[0])
    names = {path.train for path in paths}
    links: list[Link] = []
    who, until = train, path_of(paths, train).arrives_s
    while who in names and who not in (link.train for link in links):
        stops = [(call, call.binds) for call in path_of(paths, who).calls if call.binds and call.departs_s <= until]
        if not stops:
            break
        call, cause = stops[-1]
        links.append(Link(who, call.place, call.departs_s - call.wait_s, call.wait_s, cause))
        who, until = cause.who, call.departs_s
    return tuple(links)


def explanation(paths: Sequence[TrainPath], starts_on: date, courses: Iterable[PileCourse]) -> str:
    """Return a text: all waits with causes, the chain behind the train that waits longest, and trains short of ore.

    Parameters
    ----------
    paths
        The trains of a timetable.
    starts_on
        The date of its first day.
    courses
        The stockpiles through the time of the timetable.
    """
    at = partial(day_and_clock, starts_on)
    stands = sorted(((c.wait_s, p.train, c) for p in paths for c in p.calls if c.causes), key=lambda s: (-s[0], s[1]))
    lines = [
        f"{hours_minutes(wait):>12}  {train} at {call.place} from {at(call.departs_s - wait)}: {in_turn(call.causes)}"
        for wait, train, call in stands
    ]
    links = [
        f"{'' if i else 'Binding: '}{link.train} waits {hours_minutes(link.wait_s)} at {link.place}: it {words(link.cause)}"
        for i, link in enumerate(chain(paths))
    ]
    short = [f"{course.pile.name}: {shortage}" for course in courses for shortage in course.shortages]
    waits = [*lines, "", *links] if lines else ["No train waits for another."]
    return "\n".join([*waits, *(["", *short] if short else [])])
