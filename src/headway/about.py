"""What was run: what every page, table and terminal says of a result, so that it can be understood and repeated."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from headway.model import Change, Closure, Possession, Scenario
from headway.model.filling import in_words, is_filled, kept
from headway.model.practice import NONE
from headway.units import day_and_date, weekday_names
from headway.whole import whole
from headway.work import COMMAND

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What was run, in words, and as the values that repeat it.

    Parameters
    ----------
    title
        The title of the scenario.
    said
        Pairs of a name and a text: days, disruptions, closures, possessions, what else matters.
    values
        The arguments that give the same result again with the same scenario, by their names.
    """

    title: str
    said: tuple[tuple[str, str], ...]
    values: Mapping[str, int | float | str | bool | None]

    def rows(self) -> list[tuple[str, str]]:
        """Return everything as pairs of a name and a text, with Headway's version and the command that was given."""
        rows = [*self.said, ("Headway", version("headway"))]
        return [*rows, ("command", COMMAND.get())] if COMMAND.get() else rows

    def lines(self, width: int = 0) -> list[str]:
        """Return everything as lines of a summary, with names at least a number of letters wide."""
        rows = self.rows()
        width = max(width, *(len(name) + 1 for name, _ in rows))
        return [f"  {name:<{width}} {text}" for name, text in rows]

    def sentence(self) -> str:
        """Return everything on one line, with the title first, for the foot of a printed page."""
        return "; ".join([self.title, *(f"{name}: {text}" for name, text in self.rows())])


def write_about(file: Path, about: About) -> Path:
    """Write what was run beside a file; return the path of what was written.

    The form is the metadata that CSV on the Web (W3C 2015) looks for beside a table.
    """
    said = dict(about.rows())
    text = {"@context": "http://www.w3.org/ns/csvw", "url": file.name, "dc:title": about.title, "dc:description": said}
    path = file.with_name(f"{file.name}-metadata.json")
    return whole(path, lambda part: part.write_text(json.dumps(text, indent=2, ensure_ascii=False), encoding="utf-8"))


def whole_with_about(path: str | Path, write: Callable[[Path], object], about: About) -> Path:
    """Write a file whole, and beside it what was run, for a file that cannot say so itself; return its path.

    Raises
    ------
    InputError
        If one of the two cannot be written.
    """
    file = whole(path, write)
    write_about(file, about)
    return file


def days_of(scenario: Scenario, days: int, warm_up_days: int = 0) -> tuple[str, str]:
    """Say which days were run."""
    many = f"{days:,} day{'' if days == 1 else 's'}" + (f", after {warm_up_days} of warm-up" if warm_up_days else "")
    return "days", f"{many}; day 1 is {day_and_date(scenario.starts_on, 1).partition(', ')[2]}"


def chance_of(scenario: Scenario, chance: bool) -> tuple[str, str]:
    """Say whether chance had a part: what may happen, or that this is an ideal year in which nothing happens."""
    kinds = [d.name for d in scenario.disruptions if not isinstance(d, Closure)]
    if not kinds:
        return "disruptions", "none in the scenario: an ideal year"
    if not chance:
        return "disruptions", f"none, an ideal year: {len(kinds)} in the scenario are left out"
    return "disruptions", f"by chance: {_named(kinds)}"


def known_of(scenario: Scenario, days: int) -> list[tuple[str, str]]:
    """Say which closures and possessions are known ahead in the days that count, and what was changed in the scenario."""
    first = scenario.starts_on
    closures = [
        f"{d.name} from {d.starts_on} for {d.duration_s / 3600:g} h"
        for d in scenario.disruptions
        if isinstance(d, Closure) and first <= d.starts_on < first + timedelta(days=days)
    ]
    possessions = [f"{p.name} ({_when(p)})" for p in scenario.possessions]
    if is_filled(scenario, "possessions"):
        possessions = ["as the practice says"]
    known = [("closures", _named(closures) or "none"), ("possessions", _named(possessions) or "none")]
    left = kept(scenario)
    practice = f"{scenario.practice}: {in_words(scenario.changes) or 'nothing is open'}"
    if scenario.practice == NONE:
        practice = "none: the design as it stands"
    leaves = [("practice leaves", ", ".join(left))] if left else []
    return [*known, ("practice", practice), *leaves, *changes_of(scenario.changes)]


def changes_of(changes: Sequence[Change]) -> list[tuple[str, str]]:
    """Say what was changed in the scenario, apart from what a practice filled in; empty where nothing was."""
    asked = [str(change) for change in changes if not change.by]
    return [("changes", "; ".join(asked))] if asked else []


def nothing_of(why: str) -> list[tuple[str, str]]:
    """Say that nothing disturbs what was run, and why."""
    return [("disruptions", f"none: {why}"), ("closures", "none"), ("possessions", "none")]


def _when(possession: Possession) -> str:
    first, last = possession.starts_on, possession.ends_on
    if first is None:
        return weekday_names(possession.weekdays)
    return f"{first}" if last in (None, first) else f"{first} to {last}"


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
