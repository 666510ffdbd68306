"""Files of a plan, and of what is kept: how each is called, and what writes it."""

import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock

from headway import report
from headway.errors import InputError, Problem
from headway.io import load
from headway.page.views.runs import kept_folder
from headway.store.reading import RUN_FILE, STUDY_FILE
from headway.study import kept_study
from headway.timetabling import Timetable, timetable

Write = Callable[[Path], object]

_ENDINGS = {
    "svg": "svg", "pdf": "pdf", "xlsx": "xlsx", "csv": "csv", "html": "html", "gtfs": "zip", "displib": "json",
}  # fmt: skip
"""The files that can be had, by the endings of their names."""

_OF_RUN = {"html": "report.html", "pdf": "train-graph.pdf", "xlsx": "figures.xlsx"}
"""The files of a run, as its folder holds them."""

_ADDRESS = re.compile(r"https?://[!-~]+")
"""Of the operator's page: others click on it in the programs that read the feed."""

DRAWING = Lock()
"""The library that draws for print keeps a state of its own: one figure at a time."""


def plan_file(plan: Timetable, stem: str, kind: str, url: str, timezone: str) -> tuple[str, Write]:
    """Return the name of a file of a plan, and what writes it.

    Raises
    ------
    InputError
        If a GTFS feed is asked for without the operator's page or the time zone.
    """
    writes: dict[str, Write] = {
        "svg": partial(report.print_train_graph, plan),
        "pdf": partial(report.print_train_graph, plan),
        "xlsx": partial(report.write_excel, plan),
        "csv": partial(report.write_csv, plan),
        "html": partial(report.write_plan_page, plan),
        "displib": partial(report.write_displib, plan),
    }
    if kind == "gtfs":
        writes[kind] = partial(_named_feed(url, timezone), plan)
    return f"{stem}-plan.{_ENDINGS[kind]}", partial(_alone, writes[kind])


def run_file(base: Path, name: str, kind: str, url: str, timezone: str) -> tuple[str, Write]:
    """Return the name of a file of something that is kept, and what writes it.

    Raises
    ------
    InputError
        If it is not kept here, or has no file of this kind.
    """
    folder = kept_folder(base, name)
    file_name = f"{name}.{_ENDINGS[kind]}"
    if (folder / STUDY_FILE).is_file():
        written = {"html": report.write_study_page, "xlsx": report.write_study_excel}
        if kind not in written:
            raise InputError([f"a study is had as {' or '.join(written)}, not as {kind}"])
        study = kept_study(folder)
        if not study.numbers:
            raise InputError([f'"{name}" has found nothing yet: run it on, headway study run'])
        return file_name, partial(_alone, partial(written[kind], study))
    if not (folder / RUN_FILE).is_file():
        raise InputError([f'"{name}" is a plan over years; its pane shows it'])
    if kind == "gtfs":
        feed = _named_feed(url, timezone)
        return file_name, lambda path: feed(timetable(load(folder / "scenario"), days=1), path)
    kept = folder / _OF_RUN[kind]
    if not kept.is_file():
        raise InputError([f'"{name}" has no {_OF_RUN[kind]}: it was moved or never written. Repeat the run'])
    return file_name, partial(shutil.copyfile, kept)


def _named_feed(url: str, timezone: str) -> Callable[[Timetable, Path], Path]:
    """Return what writes a plan as a GTFS feed, once it is known who runs the trains and by which clock."""
    given = (("url", url, "the operator's page"), ("timezone", timezone, "the time zone, such as Africa/Algiers"))
    problems = [Problem(f"a GTFS feed needs {what}", where=where) for where, text, what in given if not text]
    if url and not _ADDRESS.fullmatch(url):
        problems.append(Problem("the operator's page is an address such as https://www.example.org", where="url"))
    if problems:
        raise InputError(problems)
    return partial(report.write_gtfs, url=url, timezone=timezone)


def _alone(write: Write, path: Path) -> None:
    with DRAWING:
        write(path)
