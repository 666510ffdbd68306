"""The timetable as files for other programs: tables for Excel and CSV, a DISPLIB problem, GTFS of passenger trains."""

import csv
import io
import zipfile
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import polars as pl

from headway.about import whole_with_about, write_about
from headway.arguments import public
from headway.dispatch import write_problem
from headway.errors import InputError
from headway.model import FixedPath
from headway.report.files.workbook import Column, Workbook, minutes, moments, number, write_workbook
from headway.timetabling import Timetable, TrainPath
from headway.units import DAY_S, day_number

_GTFS_RAIL = "2"


@public
def write_csv(plan: Timetable, path: str | Path) -> Path:
    """Write every call of every train as a CSV table.

    Times are in seconds, as dates with the clock, and by day from 1. A file beside the table says what was run.
    """
    return whole_with_about(path, _dated(plan, plan.to_frame()).write_csv, plan.about)


@public
def write_train_sets(plan: Timetable, path: str | Path) -> Path:
    """Write which train set runs which ore train, and which train it goes on as, as a CSV table.

    A file beside the table says what was run.
    """
    return whole_with_about(path, _dated(plan, plan.train_sets()).write_csv, plan.about)


@public
def write_excel(plan: Timetable, path: str | Path) -> Path:
    """Write the timetable as a workbook: tables, and for each direction a sheet with a column for every train.

    Times are dates with the clock and the number of their day, 1 for the first day; durations are in minutes.
    """
    midnight = datetime.combine(plan.scenario.starts_on, time())

    def at(header: str) -> Column:
        return moments(header, midnight)

    def fill(book: Workbook) -> None:
        line = plan.scenario.line
        ends = line.places[0].name, line.places[-1].name
        for name, rising in ((f"to {ends[1]}", True), (f"to {ends[0]}", False)):
            _direction(book, name, plan, midnight, rising=rising)
        book.frame(
            "Train sets",
            plan.train_sets(),
            {
                "flow": Column("flow"), "train_set": Column("train set"), "train": Column("train"), "departs_s": at("departs"),
                "arrives_s": at("arrives"), "place": Column("turns back at"), "ready_s": at("can leave again"),
                "then": Column("goes on as"), "then_departs_s": at("leaves again"), "spare_s": minutes("to spare"),
            },
        )  # fmt: skip
        book.frame(
            "Trains",
            plan.departures(),
            {
                "train": Column("train"), "service": Column("service"), "ready_s": at("ready"),
                "latest_s": at("leaves at the latest"), "departs_s": at("departs"), "arrives_s": at("arrives"),
                "due_s": at("due"),
            },
        )  # fmt: skip
        book.frame(
            "Calls",
            plan.to_frame(),
            {
                "train": Column("train"), "service": Column("service"), "consist": Column("consist"),
                "train_class": Column("class"), "loaded": Column("loaded"), "place": Column("place"),
                "position_km": number("along the line [km]", 3), "track": Column("track"), "arrives_s": at("arrives"),
                "departs_s": at("departs"), "stops": Column("stops"), "tail_s": minutes("until the tail has left"),
                "wait_s": minutes("waits"), "cause": Column("last cause"), "waits_for": Column("waits for"),
                "cause_at": Column("needs"),
            },
        )  # fmt: skip
        book.frame(
            "Waits",
            plan.waits(),
            {
                "train": Column("train"), "place": Column("place"), "from_s": at("from"), "until_s": at("until"),
                "wait_s": minutes("waits"), "cause": Column("cause"), "waits_for": Column("waits for"),
                "cause_at": Column("needs"),
            },
        )  # fmt: skip
        piles = {"stockpile": Column("pile"), "time_s": at("at"), "level_t": number("lies there [t]", 0)}
        book.frame("Piles", plan.stocks_frame(), piles)
        book.about(plan.about)

    return write_workbook(path, fill)


@public
def write_displib(plan: Timetable, path: str | Path) -> Path:
    """Write the trains of a timetable, with the possessions of that time, as a DISPLIB problem.

    A file beside it says what was run.
    """
    target = Path(path)
    write_problem(plan.problem(), target)
    write_about(target, plan.about)
    return target


@public
def write_gtfs(plan: Timetable, path: str | Path, *, url: str, timezone: str, train_class: str = "passenger") -> Path:
    """Write the trains of a class as a GTFS feed (gtfs.org, schedule), on the days of the timetable.

    A file beside the feed says what was run.

    Parameters
    ----------
    plan, path
        The timetable and the zip file to write.
    url, timezone
        The web page of the operator, and the time zone of the timetable's clock, such as ``Africa/Algiers``; GTFS needs
        both.
    train_class
        Class of the trains that people may board.

    Raises
    ------
    InputError
        If there is no such time zone, or no train of the class, or a station has no coordinates; every such station is
        named.
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

    return whole_with_about(path, write, plan.about)


_MOMENTS = ("ready_s", "latest_s", "departs_s", "arrives_s", "then_departs_s", "due_s")


def _dated(plan: Timetable, frame: pl.DataFrame) -> pl.DataFrame:
    """Add behind the seconds of every time the number of its day, 1 for the first, and the date with the clock."""
    midnight = datetime.combine(plan.scenario.starts_on, time())
    added: list[pl.Expr] = []
    for name in (name for name in _MOMENTS if name in frame.columns):
        moment = name.removesuffix("_s")
        date = (pl.lit(midnight) + pl.duration(seconds=name)).dt.strftime("%Y-%m-%d %H:%M:%S")
        added += [pl.col(name).map_elements(day_number, return_dtype=pl.Int64).alias(f"{moment}_day"), date.alias(moment)]
    return frame.with_columns(added)


def _direction(book: Workbook, name: str, plan: Timetable, midnight: datetime, *, rising: bool) -> None:
    """Write a sheet of a direction, with two rows for every place and a column for every train.

    A bar stands before the time at which a train passes.
    """
    sheet = book.sheet(name)
    line = plan.scenario.line
    trains = [p for p in plan.paths if (line.index(p.calls[-1].place) > line.index(p.calls[0].place)) == rising]
    places = list(line.places) if rising else list(reversed(line.places))
    for column, header in enumerate(["place", "km post", "", *(path.train for path in trains)]):
        book.write(sheet, 0, column, header, bold=True, text_wrap=True, valign="top", bottom=1)
    rows = {place.name: 1 + 2 * i for i, place in enumerate(places)}
    for place in places:
        for column, value in enumerate((place.name, place.km, "arr")):
            book.write(sheet, rows[place.name], column, value)
        book.write(sheet, rows[place.name] + 1, 2, "dep")
    for column, path in enumerate(trains, 3):
        for i, call in enumerate(path.calls):
            if i > 0 and call.stops:
                _time(book, sheet, rows[call.place], column, call.arrives_s, midnight)
            if i < len(path.calls) - 1:
                _time(book, sheet, rows[call.place] + 1, column, call.departs_s, midnight, before="" if call.stops else "| ")
    sheet.freeze_panes(1, 3)
    sheet.autofit(300)


def _time(book: Workbook, sheet: Any, row: int, column: int, time_s: int, midnight: datetime, *, before: str = "") -> None:
    """Write a time as the clock, with the day where it is not the first."""
    day = day_number(time_s)
    shown = (f'"{before}"' if before else "") + "hh:mm:ss" + (f'" day {day}"' if day != 1 else "")
    book.write(sheet, row, column, midnight + timedelta(seconds=time_s), num_format=shown, align="right")


def _public(plan: Timetable, path: TrainPath) -> list[Any]:
    """Return the calls at which people may board: the two ends and the published stops."""
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
