"""Plans, runs and studies side by side, figure by figure."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from headway.errors import InputError
from headway.io import load
from headway.io.differences import differences
from headway.model import Scenario
from headway.page.models import Choice, Comparison, ComparisonRow, Said
from headway.page.said import in_english
from headway.page.views.limit import planned_t_y
from headway.page.views.runs import kept_folder, runs
from headway.store import about_run
from headway.store.reading import RUN_FILE, STUDY_FILE
from headway.study import kept_study
from headway.timetabling import Timetable
from headway.timetabling.figures import figures
from headway.units import exact_sum

_LESS = ("wait", "late", "time", "needed", "gap", "violations", "lost", "short", "cancelled", "delay")
_MORE = ("delivered", "trains", "on time", "loaded trains")
"""Words in a figure's name that tell whether less of it is better, or more; less is asked for first."""

_MOST_DIFFERENCES = 12

Table = dict[tuple[str, str], float]
"""Figures by their name and unit."""


def comparison(plan: Callable[[int], Timetable], present: int, base: Path, names: list[str]) -> Comparison:
    """Put plans, runs and studies side by side.

    Parameters
    ----------
    plan, present
        Gives a version of the plan on the desk, and the present version.
    base
        The folder of the runs.
    names
        What is compared: ``plan:now``, ``plan:3`` for a version, ``run:NAME`` or ``study:NAME``.

    Raises
    ------
    InputError
        If one of them is not there.
    """
    found: list[tuple[str, Table, Scenario | None]] = []
    problems: list[Any] = []
    for name in names:
        try:
            found.append(_one(plan, present, base, name))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    tables = [table for _, table, _ in found]
    keys = dict.fromkeys(key for table in tables for key in table)
    scenarios = [scenario for _, _, scenario in found]
    return Comparison(
        columns=list(names),
        rows=[_row(key, [table.get(key) for table in tables]) for key in keys],
        ghost=all(name.startswith("plan:") for name in names),
        said=[*(headline for headline, _, _ in found), *_differences(names, scenarios)],
    )


def choices(versions: Iterable[tuple[int, Said, str]], base: Path) -> list[Choice]:
    """Return what can be compared: the versions of the plan, the newest first, and what is kept."""
    plans = [
        Choice(name=f"plan:{number}", title=f"{number}: {in_english(title)}") for number, title, _ in reversed(list(versions))
    ]
    kept = [Choice(name=f"{one.kind}:{one.name}", title=one.title or one.name) for one in runs(base) if not one.fault]
    return [
        Choice(name="plan:now", title="the plan as it is"),
        *plans,
        *(one for one in kept if not one.name.startswith("plan:")),
    ]


def _one(plan: Callable[[int], Timetable], present: int, base: Path, name: str) -> tuple[str, Table, Scenario | None]:
    kind, _, what = name.partition(":")
    if kind == "plan" and (what == "now" or what.isdecimal()):
        found = plan(present if what == "now" else int(what))
        return f"{name}: {found.headline}", _of_plan(found), found.scenario
    if kind in ("run", "study"):
        folder = kept_folder(base, what)
        if not (folder / (RUN_FILE if kind == "run" else STUDY_FILE)).is_file():
            raise InputError([f'"{what}" is no {kind}'])
        if kind == "run":
            about = about_run(folder)
            try:
                return f"{name}: {about['title']}", _of_run(about), load(folder / "scenario")
            except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
                if isinstance(error, InputError):
                    raise
                raise InputError([f'"{what}" does not have the figures of a run: it has been changed']) from None
        study = kept_study(folder)
        first = study.known.table(study.numbers[0], study.known.seeds(study.numbers[0])[0]) if study.numbers else None
        means = {} if first is None else dict(zip(study.known.figures, first.mean(axis=0).tolist(), strict=True))
        return f"{name}: {study.headline}; the first variant", {_named(key): value for key, value in means.items()}, None
    raise InputError([f'"{name[:40]}" cannot be compared: name plan:now, plan:3, run:NAME or study:NAME'])


def _of_plan(plan: Timetable) -> Table:
    carried = {(f"{flow.name}, delivered", "Mt/y"): planned_t_y(plan, flow) / 1e6 for flow in plan.scenario.flows}
    return carried | {(f"{one.of}, {one.figure}" if one.of else one.figure, one.unit): one.value for one in figures(plan)}


def _of_run(about: dict[str, Any]) -> Table:
    found: Table = {}
    for flow in about["kpis"].get("flows", ()):
        name = flow["flow"]
        found[f"{name}, delivered", "Mt/y"] = flow["delivered_t_y"] / 1e6
        found[f"{name}, target", "Mt/y"] = flow["target_t_y"] / 1e6
        found[f"{name}, loaded trains", "per day"] = flow["loaded_trains_per_day"]
        hours = {"cycle time": exact_sum(flow["cycle_h"].values()), **flow["cycle_h"]}
        found |= {(f"{name}, {what}", "h"): float(value) for what, value in hours.items()}
        for key in ("sets", "sets_needed", "sets_to_own", "wagons_needed", "locomotives_needed"):
            if flow.get(key) is not None:
                found[f"{name}, {key.replace('_', ' ')}", ""] = float(flow[key])
    return found


def _named(figure: str) -> tuple[str, str]:
    """Return the name and the unit of a figure as a study writes it: ``ore, delivered [Mt/y]``."""
    name, bracket, unit = figure.partition(" [")
    return name, unit.removesuffix("]") if bracket else ""


def _row(key: tuple[str, str], values: list[float | None]) -> ComparisonRow:
    name, unit = key
    finite = [None if value is None or value != value else value for value in values]
    return ComparisonRow(name=name, unit=unit, values=[*finite], better=_better(name, finite))


def _better(name: str, values: list[float | None]) -> int | None:
    """Return the number of the column that is best; None where all are alike, or nobody can say what is better."""
    known = [(value, number) for number, value in enumerate(values) if value is not None]
    if len(known) < 2 or len({round(value, 9) for value, _ in known}) == 1:
        return None
    if any(word in name for word in _LESS):
        return min(known, key=lambda pair: pair[0])[1]
    if any(word in name for word in _MORE):
        return max(known, key=lambda pair: pair[0])[1]
    return None


def _differences(names: list[str], scenarios: list[Scenario | None]) -> list[str]:
    """Say in what the scenarios differ."""
    known = [(name, scenario) for name, scenario in zip(names, scenarios, strict=True) if scenario is not None]
    if len({id(scenario) for _, scenario in known}) < 2:
        return []
    found = differences([scenario for _, scenario in known])
    said = [
        f"{one.where}: " + ", ".join(f"{name} {value}" for (name, _), value in zip(known, one.values, strict=True))
        for one in found[:_MOST_DIFFERENCES]
    ]
    return [*said, *([f"and {len(found) - _MOST_DIFFERENCES} more differences"] if len(found) > _MOST_DIFFERENCES else [])]
