"""The rules for possessions: places stay open, and every section is open for some time of the week."""

from collections.abc import Iterable, Iterator

from headway.errors import Problem
from headway.model.line import Line
from headway.model.possession import Possession
from headway.units import DAY_S

_WEEK_S = 7 * DAY_S
_MOST_NAMED = 5


def covered_places(line: Line, possession: Possession) -> Iterator[Problem]:
    """A possession covers no place: it closes sections, and the tracks of a station would stay open."""
    covered = [f'"{p.name}"' for p in line.leg(possession.leg).places if possession.from_km < p.km < possession.to_km]
    if covered:
        more = f" and {len(covered) - _MOST_NAMED} more" if len(covered) > _MOST_NAMED else ""
        yield Problem(
            f'possession "{possession.name}" (km {possession.from_km:g} to {possession.to_km:g}) covers '
            f"{', '.join(covered[:_MOST_NAMED])}{more}: a possession closes sections, and closing the tracks of a place cannot "
            "be expressed yet. Give one possession for each section, from just behind one place to just before the next",
            where=f"possessions.{possession.name}",
        )


def never_open(line: Line, possessions: Iterable[Possession]) -> Iterator[Problem]:
    """Possessions leave every section open at some time of the week; possessions on given dates do not count."""
    on_section: dict[int, list[Possession]] = {}
    for possession in possessions:
        if possession.dated:
            continue
        span = line.span_m(possession.leg, possession.from_km, possession.to_km)
        for section in line.sections_between(*span):
            on_section.setdefault(section, []).append(possession)
    for section, found in on_section.items():
        if _leave_time(found):
            continue
        needed = found
        for possession in found:
            # Name only those possessions without which there would be some time.
            others = [p for p in needed if p is not possession]
            needed = needed if _leave_time(others) else others
        names = " and ".join(f'"{p.name}"' for p in needed)
        who, it = (f"possession {names} leaves", "it") if len(needed) == 1 else (f"possessions {names} together leave", "them")
        yield Problem(
            f'{who} section "{line.sections[section].name}" no time in any week: no train ever runs there. Shorten {it}',
            where=f"possessions.{needed[0].name}",
        )


def _leave_time(possessions: list[Possession]) -> bool:
    """Tell whether some time of the week is in no possession; those that began the week before reach into it."""
    spans = sorted(
        (day * DAY_S + p.starts_at_s, day * DAY_S + p.starts_at_s + p.duration_s)
        for p in possessions
        for weekday in p.weekdays or range(7)
        for day in (weekday - 7, weekday)
    )
    closed_until = 0.0
    for begin, end in spans:
        if begin > closed_until:
            return True
        closed_until = max(closed_until, end)
    return closed_until < _WEEK_S
