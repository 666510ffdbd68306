"""Plans side by side: what their scenarios differ by, every figure, and which trains run on other paths."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import polars as pl

from headway.about import About
from headway.arguments import public
from headway.io.differences import Difference, differences
from headway.io.side_by_side import LETTERS, frame_of, lines_of, loaded
from headway.model import Scenario
from headway.shown import Shown, aligned
from headway.timetabling.figures import PlanFigure, figures, waits_s
from headway.timetabling.paths import TrainPath
from headway.timetabling.planning import timetable
from headway.timetabling.timetable import Timetable
from headway.units import clock, hours_minutes
from headway.work import MaxRounds, Progress, Stop

_DEFAULT_STOP = MaxRounds(5_000)

_ALWAYS = ("trains", "meets", "waits for others, all trains", "violations that the referee finds")
"""Figures of the whole plan that a summary has even where they do not differ."""

_MOST_TRAINS = 12
"""Most trains that a summary names; all are in the tables and on the page."""

_SCHEMA = {
    "group": pl.String, "of": pl.String, "figure": pl.String, "unit": pl.String, "variant": pl.String,
    "value": pl.Float64, "more": pl.Float64, "differs": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPlans:
    """A figure of all plans.

    Parameters
    ----------
    figure
        The figure of one of them, which says what it is.
    values
        That of each; None where one has no such figure.
    """

    figure: PlanFigure
    values: tuple[float | None, ...]

    @property
    def more(self) -> tuple[float | None, ...]:
        """By how much each is more than the first; None for the first, and where one of the two has no such figure."""
        first, *others = self.values
        return (None, *(None if first is None or value is None else value - first for value in others))

    @property
    def differs(self) -> bool:
        """Whether it is not the same in all plans."""
        return len({None if value is None else round(value, 9) for value in self.values}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedTrain:
    """A train in all plans.

    Parameters
    ----------
    train
        Its name.
    paths
        Its path in each; None where a plan has no train of this name.
    """

    train: str
    paths: tuple[TrainPath | None, ...]

    @property
    def everywhere(self) -> bool:
        """Whether all plans have it."""
        return None not in self.paths

    @property
    def differs(self) -> bool:
        """Whether it is not at the same places and tracks at the same times in all plans that have it."""
        ways = {
            tuple((c.place, c.track, c.arrives_s, c.departs_s) for c in path.calls) for path in self.paths if path is not None
        }
        return len(ways) > 1

    def later_s(self, number: int) -> tuple[int, int] | None:
        """Return by how much it departs and arrives later in a plan than in the first [s]; None where one lacks it."""
        first, other = self.paths[0], self.paths[number]
        return None if first is None or other is None else (other.departs_s - first.departs_s, other.arrives_s - first.arrives_s)

    @property
    def moved_s(self) -> int:
        """By how much it departs or arrives at another time than in the first plan, at most [s]."""
        return max((abs(s) for i in range(1, len(self.paths)) for s in self.later_s(i) or ()), default=0)


@dataclass(frozen=True, kw_only=True, repr=False)
class PlanComparison(Shown):
    """Plans side by side.

    Parameters
    ----------
    names
        What the scenario of each is called.
    plans
        Their timetables, of the same days and searched for in the same way. The first is what the others are compared
        with.
    """

    names: tuple[str, ...]
    plans: tuple[Timetable, ...]

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        trains = " / ".join(f"{len(plan.own)}" for plan in self.plans)
        waits = " / ".join(hours_minutes(sum(map(waits_s, plan.own))) for plan in self.plans)
        return f"{' / '.join(self.names)}: {trains} trains, waits of {waits}"

    @cached_property
    def inputs(self) -> tuple[Difference, ...]:
        """In what the scenarios differ."""
        return differences([plan.scenario for plan in self.plans])

    @cached_property
    def figures(self) -> tuple[ComparedPlans, ...]:
        """Every figure that one of them has."""
        tables = [{figure.key: figure for figure in figures(plan)} for plan in self.plans]
        found: list[ComparedPlans] = []
        for key in dict.fromkeys(key for table in tables for key in table):
            each = [table.get(key) for table in tables]
            some = next(figure for figure in each if figure is not None)
            found.append(ComparedPlans(figure=some, values=tuple(figure.value if figure else None for figure in each)))
        return tuple(found)

    @cached_property
    def trains(self) -> tuple[ComparedTrain, ...]:
        """Every train of the days planned, by its name, in the order of departure in the first plan that has it."""
        tables = [{path.train: path for path in plan.own} for plan in self.plans]
        names = dict.fromkeys(train for table in tables for train in table)
        return tuple(ComparedTrain(train=train, paths=tuple(table.get(train) for table in tables)) for train in names)

    @property
    def about(self) -> About:
        """What was compared, and how."""
        first = self.plans[0].about
        said = [
            *((LETTERS[i], name) for i, name in enumerate(self.names)),
            ("of A", "what follows; where the others differ, their inputs below"),
            *first.said,
        ]
        return About(title="Comparison of plans", said=tuple(said), values=first.values)

    def to_frame(self) -> pl.DataFrame:
        """Return every figure of every plan as a table.

        Returns
        -------
        polars.DataFrame
            One row for each figure and plan, with columns ``group``, ``of``, ``figure``, ``unit``, ``variant``,
            ``value``, ``more`` (than in the first) and ``differs``. The departure, the arrival and the waits of every
            train are figures of the group ``Trains``.
        """
        rows = [
            (*one.figure.key, one.figure.unit, name, value, more, one.differs)
            for one in (*self.figures, *(figure for train in self.trains for figure in _of_train(train)))
            for name, value, more in zip(self.names, one.values, one.more, strict=True)
        ]
        return pl.DataFrame(rows, schema=_SCHEMA, orient="row")

    def inputs_frame(self) -> pl.DataFrame:
        """Return in what the scenarios differ as a table: the address, what each says there, and where it comes from."""
        return frame_of(self.names, self.inputs)

    def trains_frame(self) -> pl.DataFrame:
        """Return a row for every train: ``train``, ``differs``, and its times in every plan [s].

        The columns of times are ``A departs_s``, ``A arrives_s`` and ``A wait_s``, and so on; they are empty where a
        plan has no train of this name.
        """
        columns: dict[str, list[object]] = {"train": [one.train for one in self.trains]}
        columns["differs"] = [one.differs or not one.everywhere for one in self.trains]
        for i in range(len(self.plans)):
            paths = [one.paths[i] for one in self.trains]
            columns[f"{LETTERS[i]} departs_s"] = [path and path.departs_s for path in paths]
            columns[f"{LETTERS[i]} arrives_s"] = [path and path.arrives_s for path in paths]
            columns[f"{LETTERS[i]} wait_s"] = [path and waits_s(path) for path in paths]
        schema = {name: {"train": pl.String, "differs": pl.Boolean}.get(name, pl.Int64) for name in columns}
        return pl.DataFrame(columns, schema=schema)

    def summary(self) -> str:
        """Return what differs on a screen or two: inputs, figures, trains of one plan only, and trains that move."""
        letters = LETTERS[: len(self.plans)]
        lines = [self.headline, *self.about.lines(), "", *lines_of(self.inputs)]
        shown = [one for one in self.figures if one.differs or (one.figure.group == "Plan" and one.figure.figure in _ALWAYS)]
        differ = sum(one.differs for one in self.figures)
        lines += ["", f"{differ} of {len(self.figures)} figures differ:"]
        rows = [("", *letters, *(f"{letter} - A" for letter in letters[1:]))]
        rows += [
            (name_of(one.figure), *map(figure_text, one.values), *(figure_text(more, "+") for more in one.more[1:]))
            for one in shown
        ]
        return "\n".join([*lines, *aligned(rows), "", *self._lines_of_trains()])

    def _lines_of_trains(self) -> list[str]:
        """Say which trains only some plans have, and which run on another path."""
        lines = [f"Not in {LETTERS[i]}: {_named(names)}." for i, names in self.lacking()]
        both = [one for one in self.trains if one.everywhere]
        other = [one for one in both if one.differs]
        if not other:
            return [*lines, f"All {len(both)} trains that every plan has run on the same paths."]
        moved = sorted(other, key=lambda one: -one.moved_s)[:_MOST_TRAINS]
        head = f"{len(other)} of {len(both)} trains that every plan has run on another path"
        lines.append(f"{head}{'; those that move most:' if len(other) > _MOST_TRAINS else ':'}")
        letters = LETTERS[: len(self.plans)]
        rows = [("", "A", *(f"{letter}: departs, arrives" for letter in letters[1:]))]
        for one in moved:
            path, later = one.paths[0], [one.later_s(i) for i in range(1, len(self.plans))]
            times = f"{clock(path.departs_s)} - {clock(path.arrives_s)}" if path else "-"
            rows.append((one.train, times, *(shift_text(each) for each in later)))
        return [*lines, *aligned(rows)]

    def lacking(self) -> list[tuple[int, list[str]]]:
        """Return which trains of the others a plan lacks, for every plan by its number that lacks one."""
        lacking = [(i, [one.train for one in self.trains if one.paths[i] is None]) for i in range(len(self.plans))]
        return [(i, names) for i, names in lacking if names]


def name_of(figure: PlanFigure) -> str:
    """Return the name of a figure with its unit, for people to read."""
    of = f"{figure.of}, " if figure.of else ""
    return f"{of}{figure.figure}{f' [{figure.unit}]' if figure.unit else ''}"


def figure_text(value: float | None, sign: str = "") -> str:
    """Return a figure of a plan for people to read: whole numbers as such, others to a hundredth; signed if that is ``+``."""
    if value is None:
        return "-"
    value = round(value, 2) + 0.0
    return f"{value:{sign},.{0 if value == round(value) else 2}f}"


def shift_text(later_s: tuple[int, int] | None) -> str:
    """Say by how many minutes a train departs and arrives later than in the first plan; a dash where one lacks it."""
    if later_s is None:
        return "-"
    departs, arrives = (round(s / 60, 1) + 0.0 for s in later_s)
    return (
        f"{departs:+g}, {arrives:+g} min"
        if departs or arrives
        else "same times, other calls"
        if not any(later_s)
        else "< 0.1 min"
    )


def _of_train(train: ComparedTrain) -> list[ComparedPlans]:
    """Return the departure, the arrival and the waits of a train as figures."""
    parts = (
        ("departs, from the first midnight", [path and path.departs_s for path in train.paths]),
        ("arrives, from the first midnight", [path and path.arrives_s for path in train.paths]),
        ("waits for others", [path and waits_s(path) for path in train.paths]),
    )
    return [
        ComparedPlans(
            figure=PlanFigure(group="Trains", of=train.train, figure=figure, unit="min", value=0.0),
            values=tuple(None if s is None else s / 60 for s in each),
        )
        for figure, each in parts
    ]


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_TRAINS} more" if len(names) > _MOST_TRAINS else ""
    return ", ".join(names[:_MOST_TRAINS]) + more


@public
def compare_plans(
    scenarios: Mapping[str, Scenario | str | Path],
    *,
    days: int = 1,
    empty_line: bool = False,
    stop: Stop | None = _DEFAULT_STOP,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
) -> PlanComparison:
    """Plan scenarios in the same way, and put their plans and what they differ by side by side.

    A plan is searched for, so a difference may be one of the search: look at the gap of both, or give it more time.

    Parameters
    ----------
    scenarios
        Two or more by what they shall be called: each a `Scenario`, or the name or the path of one. The first is what
        the others are compared with.
    days, empty_line, stop, seed, jobs
        As for `timetable`; the search of each plan may take as long as ``stop`` says.
    progress
        Is told which scenario is being planned.

    An interruption (Ctrl-C) raises `KeyboardInterrupt`, since a search that was cut short would be put beside whole
    ones.

    Raises
    ------
    InputError
        If there are fewer than two scenarios or more than 26, an argument is out of range, or a scenario has no plan.
    """
    given = loaded(scenarios)
    plans: list[Timetable] = []
    for i, (name, scenario) in enumerate(given.items()):
        told = progress and partial(_told, progress, i, len(given), name)
        plan = timetable(scenario, days=days, empty_line=empty_line, stop=stop, seed=seed, jobs=jobs, progress=told)
        if plan.interrupted:
            raise KeyboardInterrupt
        plans.append(plan)
    return PlanComparison(names=tuple(given), plans=tuple(plans))


def _told(progress: Progress, number: int, count: int, name: str, share: float, text: str) -> None:
    """Report how far one of several plans is, as a share of all."""
    progress((number + share) / count, f"{name}: {text}")
