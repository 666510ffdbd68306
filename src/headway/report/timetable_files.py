"""The timetable as files for others: tables for Excel and CSV, a DISPLIB problem, GTFS for the passenger trains."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import polars as pl
import xlsxwriter

from headway.dispatch import write_problem
from headway.errors import InputError
from headway.model import FixedPath
from headway.timetabling import Timetable, TrainPath
from headway.units import DAY_S

_GTFS_RAIL = "2"


def write_csv(plan: Timetable, path: str | Path) -> Path:
    """Write every call of every train as a CSV table, with times in seconds and on the clock."""
    return _whole(path, lambda draft: _with_clock(plan.to_frame()).write_csv(draft))


def write_train_sets(plan: Timetable, path: str | Path) -> Path:
    """Write which train set runs which ore train, and as what it goes on, as a CSV table."""
    return _whole(path, lambda draft: _with_clock(plan.train_sets()).write_csv(draft))


def write_excel(plan: Timetable, path: str | Path) -> Path:
    """Write the timetable as a workbook: a sheet for each direction with a column for every train, and tables."""

    def write(draft: Path) -> None:
        with xlsxwriter.Workbook(draft) as book:
            bold = book.add_format({"bold": True})
            right = book.add_format({"align": "right"})
            line = plan.scenario.line
            ends = line.places[0].name, line.places[-1].name
            for name, rising in ((f"to {ends[1]}", True), (f"to {ends[0]}", False)):
                _direction(book.add_worksheet(name[:31]), plan, rising=rising, bold=bold, right=right)
            tables = {
                "Train sets": _with_clock(plan.train_sets()),
                "Trains": _with_clock(plan.departures()),
                "Calls": _with_clock(plan.to_frame()),
                "Waits": plan.waits(),
                "Piles": plan.stocks_frame(),
            }
            for name, frame in tables.items():
                sheet = book.add_worksheet(name)
                sheet.write_row(0, 0, frame.columns, bold)
                for i, row in enumerate(frame.iter_rows(), 1):
                    sheet.write_row(i, 0, row)
                sheet.freeze_panes(1, 1)
                sheet.autofit()

    return _whole(path, write)


def write_displib(plan: Timetable, path: str | Path) -> Path:
    """Write the trains of a timetable, with the possessions of its time, as a DISPLIB problem."""
    target = Path(path)
    write_problem(plan.problem(), target)
    return target


def write_gtfs(plan: Timetable, path: str | Path, *, url: str, timezone: str, train_class: str = "passenger") -> Path:
    """Write the trains of a class as a GTFS feed (gtfs.org, schedule), on the days of the timetable.

    Parameters
    ----------
    plan, path
        The timetable and the zip file to write.
    url, timezone
        The operator's page, and the time zone of the timetable's clock, such as ``Africa/Algiers``; GTFS needs both.
    train_class
        Whose trains people may board.

    Raises
    ------
    InputError
        If the time zone is not one, no train is of the class, or with every station that has no coordinates.
    """
    if timezone not in available_timezones():
        raise InputError([f'"{timezone}" is not a time zone; name one such as Africa/Algiers'])
    trains = [p for p in plan.paths if p.train_class == train_class]
    if not trains:
        raise InputError([f'no train of the timetable is of class "{train_class}"; GTFS would be empty'])
    called = {call.place: None for train in trains for call in _public(plan, train)}
    places = [plan.scenario.line.place(name) for name in called]
    bare = [place.name for place in places if place.latitude is None]
    if bare:
        raise InputError([f'place "{name}" has no latitude and longitude, which GTFS needs; add them' for name in bare])
    names = {place.name: f"s{i + 1}" for i, place in enumerate(places)}
    tables = {
        "agency.txt": [["agency_id", "agency_name", "agency_url", "agency_timezone"], ["1", plan.scenario.title, url, timezone]],
        "stops.txt": [
            ["stop_id", "stop_name", "stop_lat", "stop_lon"],
            *([names[p.name], p.name, str(p.latitude), str(p.longitude)] for p in places),
        ],
        "routes.txt": [
            ["route_id", "agency_id", "route_long_name", "route_type"],
            *([service, "1", _route_name(plan, service), _GTFS_RAIL] for service in dict.fromkeys(t.service for t in trains)),
        ],
        "trips.txt": [["route_id", "service_id", "trip_id"], *([t.service, _date(plan, t), t.train] for t in trains)],
        "calendar_dates.txt": [
            ["service_id", "date", "exception_type"],
            *([day, day, "1"] for day in dict.fromkeys(_date(plan, t) for t in trains)),
        ],
        "stop_times.txt": [
            ["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"],
            *(
                [t.train, _since_midnight(t, call.arrives_s), _since_midnight(t, call.departs_s), names[call.place], str(i + 1)]
                for t in trains
                for i, call in enumerate(_public(plan, t))
            ),
        ],
    }

    def write(draft: Path) -> None:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, rows in tables.items():
                text = io.StringIO()
                csv.writer(text).writerows(rows)
                archive.writestr(name, text.getvalue())

    return _whole(path, write)


def _whole(path: str | Path, write: Callable[[Path], Any]) -> Path:
    """Write a file under another name and rename it, so that it is whole or not there."""
    target = Path(path)
    draft = target.with_name(f".{target.name}.part")
    write(draft)
    draft.replace(target)
    return target


def _with_clock(frame: pl.DataFrame) -> pl.DataFrame:
    """Add times on the clock with their day, behind the seconds."""
    return frame.with_columns(
        pl.col(name).map_elements(_clock, return_dtype=pl.String).alias(name.removesuffix("_s"))
        for name in ("ready_s", "latest_s", "arrives_s", "departs_s", "then_departs_s", "due_s")
        if name in frame.columns
    )


def _clock(time_s: int) -> str:
    day, second = divmod(time_s, DAY_S)
    text = f"{second // 3600:02d}:{second % 3600 // 60:02d}:{second % 60:02d}"
    return text if day == 0 else f"{text} {day:+d}"


def _direction(sheet: Any, plan: Timetable, *, rising: bool, bold: Any, right: Any) -> None:
    """Fill a sheet: two rows for every place, a column for every train of a direction."""
    line = plan.scenario.line
    trains = [p for p in plan.paths if (line.index(p.calls[-1].place) > line.index(p.calls[0].place)) == rising]
    places = list(line.places) if rising else list(reversed(line.places))
    sheet.write_row(0, 0, ["place", "km", ""], bold)
    sheet.write_row(0, 3, [path.train for path in trains], bold)
    rows = {place.name: 1 + 2 * i for i, place in enumerate(places)}
    for place in places:
        sheet.write_row(rows[place.name], 0, [place.name, place.km, "arr"])
        sheet.write(rows[place.name] + 1, 2, "dep")
    for column, path in enumerate(trains, 3):
        for i, call in enumerate(path.calls):
            if i > 0 and call.stops:
                sheet.write(rows[call.place], column, _clock(call.arrives_s), right)
            if i < len(path.calls) - 1:
                sheet.write(
                    rows[call.place] + 1, column, _clock(call.departs_s) if call.stops else f"| {_clock(call.departs_s)}", right
                )
    sheet.freeze_panes(1, 3)
    sheet.autofit()


def _public(plan: Timetable, path: TrainPath) -> list[Any]:
    """Return the calls at which people may board: the ends and the published stops."""
    service = plan.scenario.service(path.service)
    stops = {stop.place for stop in service.stops} if isinstance(service, FixedPath) else set[str]()
    last = len(path.calls) - 1
    return [call for i, call in enumerate(path.calls) if i in (0, last) or call.place in stops]


def _route_name(plan: Timetable, service: str) -> str:
    path = next(p for p in plan.paths if p.service == service)
    return f"{path.calls[0].place} - {path.calls[-1].place}"


def _date(plan: Timetable, path: TrainPath) -> str:
    return f"{plan.scenario.starts_on + timedelta(days=path.ready_s // DAY_S):%Y%m%d}"


def _since_midnight(path: TrainPath, time_s: int) -> str:
    """Return a time as GTFS counts it, from the midnight before the train departs."""
    second = time_s - path.ready_s // DAY_S * DAY_S
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}:{second % 60:02d}"
