"""Workbooks: text stays text, times are times, sheets have names that Excel takes, and nothing half-written is left."""

import re
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from math import inf, nan
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app
from headway.model import Leg, Line, Place
from headway.report.files import workbook
from headway.report.files.workbook import Column, SheetNames, minutes, moments, number, write_workbook
from headway.simulation import Interval, Losses

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MONDAY = datetime(2029, 1, 1)


def sheets_of(path):
    """Read a workbook as it lies in its archive: for each sheet its cells as (value, number format), and its XML."""
    with zipfile.ZipFile(path) as book:
        names = [sheet.get("name") for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{_SPACE}sheet")]
        texts = [
            "".join(part.text or "" for part in item.iter(f"{_SPACE}t"))
            for item in ET.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{_SPACE}si")
        ]
        styles = ET.fromstring(book.read("xl/styles.xml"))
        codes = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{_SPACE}numFmt")}
        formats = [codes.get(x.get("numFmtId"), "") for x in styles.find(f"{_SPACE}cellXfs")]
        found = {}
        for i, name in enumerate(names, 1):
            xml = book.read(f"xl/worksheets/sheet{i}.xml").decode()
            cells = {}
            for cell in ET.fromstring(xml).iter(f"{_SPACE}c"):
                value = cell.findtext(f"{_SPACE}v")
                if value is not None:
                    read = texts[int(value)] if cell.get("t") == "s" else float(value)
                    cells[cell.get("r")] = read, formats[int(cell.get("s", 0))]
            found[name] = cells, xml
    return found


def shown(cell):
    """Return the moment of a cell, to the millisecond that Excel keeps."""
    return datetime(1899, 12, 30) + timedelta(milliseconds=round(cell[0] * 86_400_000))


NASTY = [
    "=1+1",
    "@SUM(A1)",
    "+49",
    "-3",
    '=HYPERLINK("http://x")',
    "http://x.example",
    "mailto:a@b",
    "007",
    "_x000D_",
    "a\nb",
]


def test_text_is_text_and_never_a_formula_or_a_link(tmp_path):
    """Names that look like formulas, links or numbers are read back as the same text; damaged and endless ones are still text."""
    rows = [(text,) for text in [*NASTY, "\ud800 half a letter", "x" * 40_000]]
    path = write_workbook(tmp_path / "x.xlsx", lambda book: book.table("Names", [Column("=name")], rows))
    cells, xml = sheets_of(path)["Names"]
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert cells["A1"][0] == "=name"
    read = [cells[f"A{i}"][0] if f"A{i}" in cells else "" for i in range(2, 2 + len(NASTY))]
    assert [text.replace("_x005F_", "_") for text in read] == NASTY
    assert cells[f"A{2 + len(NASTY)}"][0] == "\ufffd half a letter"
    assert len(cells[f"A{3 + len(NASTY)}"][0]) == 32_767


def test_times_are_times_and_minutes_are_numbers(tmp_path):
    """90 s after midnight is a date that Excel can sort; 90 s of waiting are 1.5 with [min] in the header; none is empty."""
    columns = [Column("train"), moments("departs", _MONDAY), minutes("waits"), number("length [km]", 3), Column("loaded")]
    rows = [("a", 90, 90, 1.25, True), ("b", -3600, None, nan, False), ("c", 40 * 3600, 0, inf, None)]
    path = write_workbook(tmp_path / "x.xlsx", lambda book: book.table("Trains", columns, rows))
    cells, xml = sheets_of(path)["Trains"]
    assert [cells[f"{c}1"][0] for c in "ABCDE"] == ["train", "departs", "waits [min]", "length [km]", "loaded"]
    assert shown(cells["B2"]) == _MONDAY + timedelta(seconds=90)
    assert (shown(cells["B3"]).hour, shown(cells["B4"]).day) == (23, 2)
    assert [cells[f"B{row}"][1].split(",")[0] for row in (2, 3, 4)] == ['"day 1', '"day -1', '"day 2']
    assert cells["B2"][1].endswith("ddd dd mmm yyyy hh:mm:ss")
    assert (cells["C2"][0], cells["D2"][0], cells["E2"][0], cells["E3"][0]) == (1.5, 1.25, "yes", "no")
    assert not {"C3", "D3", "D4", "E4"} & set(cells)
    assert '<pane xSplit="1" ySplit="1"' in xml
    assert '<autoFilter ref="A1:E4"' in xml


@given(st.lists(st.text(max_size=60), max_size=12))
def test_sheets_have_names_that_excel_takes(wanted):
    """Short, without []:*?/\\ and apostrophes at the ends, unique whatever their case, never the reserved one."""
    names = SheetNames()
    found = [names.free(name) for name in wanted]
    assert len({name.casefold() for name in found}) == len(found)
    for name in found:
        assert 0 < len(name.encode("utf-16-le", "surrogatepass")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_sheets_whose_names_agree_are_numbered():
    """Two ends whose first 31 letters agree, by hand; and names that differ in case alone."""
    names = SheetNames()
    assert names.free("to Béchar / Ouakda") == "to Béchar - Ouakda"
    assert names.free("x" * 40) == "x" * 31
    assert names.free("X" * 40) == "X" * 27 + " (2)"
    assert [names.free("'Calls'"), names.free("calls"), names.free("History"), names.free("")] == [
        "Calls", "calls (2)", "History (2)", "Sheet",
    ]  # fmt: skip


def test_a_long_table_goes_on_in_further_sheets(tmp_path, monkeypatch):
    """Excel ends a sheet after 1,048,576 rows; here after three."""
    monkeypatch.setattr(workbook, "_MOST_ROWS", 3)
    path = write_workbook(tmp_path / "x.xlsx", lambda book: book.table("Calls", [Column("n")], [(n,) for n in range(7)]))
    found = sheets_of(path)
    assert list(found) == ["Calls", "Calls (2)", "Calls (3)"]
    assert found["Calls (3)"][0]["A2"][0] == 6


def test_a_workbook_that_fails_leaves_nothing(tmp_path):
    """An error or an interruption while it is filled: no file and no draft; what stood there before stays."""
    (tmp_path / "x.xlsx").write_text("before")
    for error in (RuntimeError, KeyboardInterrupt):

        def fill(book, error=error):
            book.table("Half", [Column("n")], [(1,)])
            raise error

        with pytest.raises(error):
            write_workbook(tmp_path / "x.xlsx", fill)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]
    with pytest.raises(hw.InputError, match="is not a folder"):
        write_workbook(tmp_path / "no" / "x.xlsx", lambda book: book.table("A", [Column("n")], []))


def test_places_may_be_called_what_they_like(small, tmp_path):
    """Ends named like a formula and with a slash: a sheet for each direction, and the names as text in it."""
    names = {"Port": "=1+1", "Pit": "Béchar / Ouakda"}
    leg = small.line.legs[0]

    def renamed(place: Place) -> Place:
        return replace(place, name=names.get(place.name, place.name))

    line = Line(legs=(Leg(**{f: getattr(leg, f) for f in leg.__slots__} | {"places": tuple(map(renamed, leg.places))}),))
    services = tuple(replace(s, origin=names[s.origin], destination=names[s.destination]) for s in small.fixed_paths)
    scenario = replace(small, line=line, services=services, fleets=(), terminals=())
    found = sheets_of(hw.report.write_excel(hw.timetable(scenario, stop=None), tmp_path / "plan.xlsx"))
    assert list(found)[:2] == ["to Béchar - Ouakda", "to =1+1"]
    assert found["to =1+1"][0]["A10"][0] == "=1+1"
    assert not any("<f>" in xml or "hyperlink" in xml for _, xml in found.values())


@pytest.fixture(scope="module")
def run(small):
    return hw.simulate(small, days=3, replications=3, warm_up_days=1)


@pytest.fixture(scope="module")
def lost():
    causes = {"weather and closures": Interval(0.5, 0.1, 3), "plant full": Interval(0.25, inf, 1)}
    return Losses(flow="ore", target_mt_y=6.0, delivered_mt_y=5.25, by_cause=causes)


def test_the_figures_of_a_simulation_have_intervals(run, lost):
    """Tonnes as the summary has them; the parts of the cycle add up to it; one replication has no interval, and says none."""
    frame = hw.report.figures_frame(run, losses=[lost])
    assert frame["group"].unique(maintain_order=True).to_list() == [
        "Delivered", "Cycle", "Trains", "Terminals", "Piles", "Losses",
    ]  # fmt: skip
    delivered = frame.filter(group="Delivered", figure="delivered").row(0, named=True)
    assert (delivered["mean"], delivered["half_width"]) == (run.delivered_mt_y("ore").mean, run.delivered_mt_y("ore").half_width)
    cycle = dict(frame.filter(group="Cycle").select("figure", "mean").rows())
    assert sum(hours for kind, hours in cycle.items() if kind != "cycle time") == pytest.approx(cycle["cycle time"])
    assert frame.filter(group="Losses").select("figure", "mean", "half_width").rows() == [
        ("target", 6.0, None), ("lost to plant full", 0.25, None), ("lost to weather and closures", 0.5, 0.1),
        ("delivered", 5.25, None),
    ]  # fmt: skip
    ends = frame.filter(group="Piles", of="port-pile", figure="at the end").row(0, named=True)
    assert ends["mean"] == pytest.approx(run.stock_history("port-pile")[:, -1].mean() / 1000)
    single = hw.report.figures_frame(hw.simulate(run.scenario, days=3, warm_up_days=1))
    assert single["half_width"].is_null().all()


def test_a_simulation_is_a_workbook(run, lost, tmp_path):
    """What was run, the figures by group, piles by day with what they hold, and the replications: numbers with their units."""
    found = sheets_of(hw.report.write_simulation_excel(run, tmp_path / "run.xlsx", losses=[lost]))
    assert list(found) == [
        "About", "Delivered", "Cycle", "Trains", "Terminals", "Piles", "Losses", "Piles by day", "Replications",
    ]  # fmt: skip
    about = {found["About"][0][f"A{i}"][0]: found["About"][0][f"B{i}"][0] for i in range(2, 11)}
    assert about["scenario"] == "Three loops"
    assert about["runs"] == "3, with 95 % confidence intervals; seed 0"
    assert about["days"].endswith("; day 1 is Mon 2027-01-04")
    cells = found["Piles by day"][0]
    assert [cells[f"{c}1"][0] for c in "CDG"] == ["pile", "level, middle of the replications [kt]", "holds [kt]"]
    assert (cells["A2"][0], shown(cells["B2"]), cells["G2"][0]) == (1, datetime(2027, 1, 4), 20)
    assert found["Replications"][0]["B1"][0] == "ore [Mt]"
    assert found["Delivered"][0]["D3"][0] == pytest.approx(run.delivered_mt_y("ore").mean)


def test_simulate_writes_them(tmp_path):
    """The command writes the table and the workbook with the losses of its flows, and leaves no draft."""
    asked = ["--means", str(tmp_path / "means.csv"), "--excel", str(tmp_path / "run.xlsx"), "--losses"]
    done = CliRunner().invoke(app, ["simulate", "three-loops", "--days", "2", "--replications", "2", "--jobs", "1", *asked])
    assert done.exit_code == 0, done.output
    means = pl.read_csv(tmp_path / "means.csv")
    assert means.filter(pl.col("group") == "Losses").height == 14
    assert "Losses" in sheets_of(tmp_path / "run.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["means.csv", "means.csv-metadata.json", "run.xlsx"]
