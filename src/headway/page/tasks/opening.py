"""Opening: put the plan of a scenario on the desk, the one that was kept or a new one."""

from collections.abc import Callable

from headway.model import Scenario
from headway.page.desk import Desk
from headway.page.folders import own_folder
from headway.page.said import said
from headway.page.settings import Settings
from headway.timetabling import Timetable, repeating_day, timetable
from headway.work import MaxSeconds, Progress

DESKS = ".desks"
"""The folder of all desks, below that of the runs."""

_JOBS = 1
"""Threads of a search: the other core of a small machine answers the page."""


def opened(settings: Settings, scenario: Scenario, told: Callable[[int, int | None], None], progress: Progress) -> Desk:
    """Return the desk of a scenario with a plan on it.

    A plan that was kept is taken up where it was left; where other days are asked for, they are planned as a step.
    """
    scenario.need_services("the page")
    desk = Desk(own_folder(settings.runs, DESKS), settings.stem, scenario, told)
    try:
        if desk.version and settings.days in (None, desk.plan().days):
            return desk
        days = settings.days or 1
        plan = planned(scenario, days, settings.seconds, progress)
        desk.put(plan, said("step.planned_anew", days=days) if desk.version else said("step.opened"), desk.version)
    except BaseException:
        desk.close()
        raise
    return desk


def planned(scenario: Scenario, days: int, seconds: float, progress: Progress, *, repeat: bool = False) -> Timetable:
    """Return a new plan of some days, or of a day that repeats."""
    stop = MaxSeconds(seconds)
    if repeat:
        return repeating_day(scenario, stop=stop, jobs=_JOBS, progress=progress)
    return timetable(scenario, days=days, stop=stop if seconds > 0 else None, jobs=_JOBS, progress=progress)
