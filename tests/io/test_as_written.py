"""Files as people write them: signs of typographers, tables of spreadsheets, files that are none; and one problem a mistake."""

import os

import pytest

import headway as hw
from headway.units import parse_quantity
from tests.io.test_files import write
from tests.io.test_reader_edges import loaded, refused

PLACES = "name,km,tracks,yard_trains\nPort,0,3 x 800 m,4\nLoop B,20,2 x 800 m,\nPit,40,3 x 800 m,4\n"
WITH_TABLE = "extends: three-loops\nlegs: {main: {places: places.csv}}\n"

# ---------------------------------------------------------------------- signs and spellings


@pytest.mark.parametrize(
    ("text", "dimension", "si"),
    [
        ("2 ‰", "permille", 2.0),
        ("2‰", "permille", 2.0),
        ("0.2 %", "permille", 2.0),
        ("\u22123 permille", "permille", -3.0),
        ("\u20133 permille", "permille", -3.0),
        ("20 °C", "c", 20.0),
        ("0.3 m/s²", "ms2", 0.3),
        ("80\u00a0km/h", "ms", 80 / 3.6),
        ("-3 min 20 s", "s", -200.0),
    ],
)
def test_signs_of_typographers_are_those_of_keyboards(text, dimension, si):
    """A minus is a minus, a per mille sign a unit, and a space that does not break a space."""
    assert parse_quantity(text, dimension) == pytest.approx(si, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "dimension", "told"),
    [
        ("0,3 m/s2", "ms2", 'has a comma between digits. Write decimals with a point, no mark for thousands: "0.3 m/s2"'),
        ("1,234 m", "m", "has a comma between digits"),
        ("1 234 m", "m", 'has a space between digits. Write "1234 m"'),
        ("1\u202f234 m", "m", 'Write "1234 m"'),
        ("2000 kw", "w", 'unit "kw" does not fit here. Did you mean kW? Write one of: kW, W, MW'),
        ("3 min -20 s", "s", "is not a number with a unit"),
    ],
)
def test_what_could_be_read_in_two_ways_says_what_to_write(text, dimension, told):
    with pytest.raises(ValueError, match="Write") as caught:
        parse_quantity(text, dimension)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "tracks", ["3 \u00d7 800 m", "3 X 800 m", "3 x 0.8 km", "3x800m", "0.8 km, 2 x 800 m", "3 \u00d7\u00a0800 m"]
)
def test_tracks_may_be_counted_and_measured_in_many_ways(tracks, tmp_path):
    scenario = loaded(tmp_path, WITH_TABLE, places=PLACES.replace("3 x 800 m", f'"{tracks}"'))
    assert [track.length_m for track in scenario.line.place("Port").tracks] == [800.0] * 3


def test_cells_may_hold_typographers_signs(tmp_path):
    """Grades with a true minus and a per mille sign, km posts below zero, and decimals with a comma between semicolons."""
    text = "extends: three-loops\nlegs: {main: {gradients: g.csv}}\n"
    for number, rows in enumerate(("0,20,2 ‰\n20,40,\u22123\n", "0;20;2,0 ‰\n20;40;\u22123,0\n")):
        header = "from_km,to_km,grade_permille\n".replace(",", ";" if number else ",")
        scenario = loaded(tmp_path / str(number), text, g=header + rows)
        assert [g.grade_permille for g in scenario.line.legs[0].gradients] == [2.0, -3.0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fleets: {shuttle: {availability: 90 %}}", "is a percentage; a share is written as a part of one, such as 0.9 for 90 %"),
        (
            "services: {morning-up: {stops: [{place: 7, dwell: 1 min}]}}",
            '"7" is no text, but is read as a number. Write it in quotes',
        ),
        ("legs: {main: {places: [{name: 7, km: 0}, {name: Pit, km: 40}]}}", '"7" is no name, but is read as a number'),
        ("title: true", '"True" is no text, but is read as true or false. Write it in quotes'),
        ("consists: {railcar: {braking: '0,3 m/s2'}}", 'no mark for thousands: "0.3 m/s2"'),
        ("services: {morning-up: {passengers: '1 000'}}", 'has a space between digits. Write "1000"'),
        ("legs: {main: {places: places.xlsx}}", 'must be a list or the name of a .csv file, not "places.xlsx"'),
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(text, told, tmp_path):
    (problem,) = refused(tmp_path, f"extends: three-loops\n{text}\n")
    assert told in problem.message


# ---------------------------------------------------------------------- tables of spreadsheets


def test_the_name_of_a_table_may_end_in_capitals(tmp_path):
    folder = write(tmp_path / "mine", WITH_TABLE.replace("places.csv", "Places.CSV"))
    write(folder, PLACES, "Places.CSV")
    assert [p.name for p in hw.load(folder).line.places] == ["Port", "Loop B", "Pit"]


def test_headers_may_have_capitals_and_spaces(tmp_path):
    text = "extends: three-loops\nlegs: {main: {speed_limits: limits.csv}}\n"
    (limit,) = loaded(tmp_path, text, limits="From km,To km,Speed km/h,Train class\n0,40,36,ore\n").line.legs[0].speed_limits
    assert (limit.speed_ms, limit.train_class) == (10.0, "ore")


def test_a_column_of_remarks_is_passed_over(tmp_path):
    """People keep notes in their tables; they mean nothing here, and other columns are told to be called so."""
    places = PLACES.replace("yard_trains\n", "yard_trains,remarks\n").replace("4\n", '4,"ask Ali, again"\n')
    assert loaded(tmp_path / "a", WITH_TABLE, places=places).line.place("Port").yard_trains == 4
    (problem,) = refused(tmp_path / "b", WITH_TABLE, places=places.replace("remarks", "observations"))
    assert 'column "observations" is not known here.' in problem.message
    assert 'If it is for people only, name it "remarks"' in problem.message
    assert problem.line == 1


def test_a_column_that_is_not_known_is_told_once_and_not_in_every_row(tmp_path):
    """A misspelt column is neither missing nor a thousand problems."""
    rows = "".join(f"{km},{km + 1},2\n" for km in range(40))
    text = "extends: three-loops\nlegs: {main: {gradients: g.csv}}\n"
    (problem,) = refused(tmp_path, text, g=f"from_km,to_km,grade_permile\n{rows}")
    assert 'column "grade_permile" is not known here. Did you mean "grade_permille"?' in problem.message


# ---------------------------------------------------------------------- files that are none


def test_a_table_that_is_a_pipe_a_device_or_a_folder_is_refused_at_once(tmp_path):
    """A pipe waits for a writer and a device never ends; neither is opened."""
    for kind in ("pipe", "device", "folder"):
        folder = write(tmp_path / kind, WITH_TABLE)
        table = folder / "places.csv"
        if kind == "pipe":
            os.mkfifo(table)
        elif kind == "device":
            table.symlink_to("/dev/zero")
        else:
            table.mkdir()
        with pytest.raises(hw.InputError, match="is no plain file") as caught:
            hw.load(folder)
        assert len(caught.value.problems) == 1


def test_a_table_has_an_end(tmp_path):
    """A million rows are refused by their bytes, thirty thousand short ones by their number."""
    text = "extends: three-loops\nlegs: {main: {curves: c.csv}}\n"
    (problem,) = refused(tmp_path / "a", text, c="from_km,to_km,radius_m\n" + "1,2,500\n" * 1_000_000)
    assert "is too large: a file of a scenario has at most 5 MB" in problem.message
    (problem,) = refused(tmp_path / "b", text, c="from_km,to_km,radius_m\n" + "1,2,500\n" * 30_000)
    assert "30,000 rows; a table has at most 20,000" in problem.message


@pytest.mark.parametrize(
    "text",
    ["root:x:0:0:secret:/root:/bin/sh\n", "password: secret\n", "- secret\n", "secret: [\n", "a: *secret\n", "%secret\n"],
)
def test_a_file_that_is_no_scenario_is_not_shown(text, tmp_path):
    """Whoever gets a scenario to run must not make it print what else is on the disk."""
    write(tmp_path, text, "other.yaml")
    (problem,) = refused(tmp_path, "extends: ../other.yaml\n")
    assert "is no scenario: it has neither schema nor extends. Name another" in problem.message
    assert "secret" not in str(problem)


def test_a_faulty_scenario_that_is_extended_still_tells_its_faults(tmp_path):
    write(tmp_path, "schema: 1\ntitle: [\n", "other.yaml")
    (problem,) = refused(tmp_path, "extends: ../other.yaml\n")
    assert "not valid YAML" in problem.message


# ---------------------------------------------------------------------- one mistake is one problem


@pytest.mark.parametrize(
    "text",
    [
        "legs: {main: null}",
        "locomotives: {diesel: {power: 2000 kw}}",
        "locomotives: {diesel: {max_effort: 300}}",
        "locomotives: {diesel: {powr: 2000 kW, power: null}}",
        "locomotives: {diesel: {mass: heavy}}",
        "locomotives: {diesel: {dynamic_brake: [{speed: 0 km/h, force: x}, {speed: 9 km/h, force: 1 kN}]}}",
        "wagons: {hopper: 40.5}",
        "wagons: {hopper: {tare: -1 t}}",
        "wagons: {hopper: {lenght: 12 m, length: null}}",
        "consists: {ore-loaded: {wagons: {hopper: x}}}",
        "consists: {ore-loaded: {braking: 0.3}}",
        "consists: {ore-loaded: {formation: [{vehicle: diesl}], locomotives: null, wagons: null}}",
        "fleets: {shuttle: {sets: many}}",
        "fleets: {shuttle: {loaded: 7}}",
        "fleets: {shuttle: {inspection_at: 7}}",
        "services: {morning-up: {departs_at: noon}}",
        "services: {morning-up: {stops: [{place: Loop B, dwell: 2}]}}",
        "services: {morning-up: {kind: fixed-pth}}",
        "services: {ore: {target: 6}}",
        "services: {ore: {dumpr: port-dumper, dumper: null}}",
        "terminals: {pit-pile: {capacity: 20}}",
        "terminals: {pit-load-out: {rate: fast}}",
        "terminals: {pit-load-out: {place: 7}}",
        "terminals: 7",
        "consists: 7",
        "legs: 7",
        "disruptions: {x: {kind: breakdown, of: pit, every: 9, lasts: 1 h}}",
        "possessions: {x: {leg: main, from_km: 1, to_km: 2, starts_at: 2, duration: 1 h}}",
        "legs: {main: {gradients: [{from_km: 0, to_km: 20, grade_permille: x}, {from_km: 20, to_km: 40, grade_permille: 1}]}}",
        "legs: {main: {speed_limits: [{from_km: 0, to_km: 40, speed: 72}]}}",
        "legs: {main: {sections: [{start: Port, end: Loop A, tracks: x}]}}",
        "legs: {main: {km_to: x}}",
        "starts_on: tomorrow",
        "colour: red",
    ],
)
def test_one_slip_is_one_problem(text, tmp_path):
    """What could not be read, or was misspelt, is not blamed a second time on the object, nor on those that refer to it."""
    problems = refused(tmp_path, f"extends: three-loops\n{text}\n")
    assert len(problems) == 1, [str(p) for p in problems]


@pytest.mark.parametrize(
    ("old", "new"),
    [("Port,0,", "Port,zero,"), ("Pit,40,3", "Pit,40,three"), ("Loop B,20,2 x 800 m", "Loop B,20,2 x 800")],
)
def test_a_row_that_cannot_be_read_makes_no_claims_from_what_is_left(old, new, tmp_path):
    """Neither the ends of the leg, nor the yards, nor the longest track, nor the trains that fit none are judged without it."""
    (problem,) = refused(tmp_path, WITH_TABLE, places=PLACES.replace(old, new))
    assert problem.file.endswith("places.csv")


def test_a_row_with_a_cell_too_many_is_one_problem(tmp_path):
    """No gap in the gradients is told in another file."""
    text = "extends: three-loops\nlegs: {main: {gradients: g.csv}}\n"
    (problem,) = refused(tmp_path, text, g="from_km,to_km,grade_permille\n0,20,2,5\n20,40,1\n")
    assert "4 cells under 3 columns" in problem.message


def test_a_scenario_without_a_line_says_so(tmp_path):
    """An empty message is no message."""
    folder = write(tmp_path / "mine", "schema: 1\ntitle: x\nlegs: {}\n")
    with pytest.raises(hw.InputError, match="A scenario needs at least one leg of line") as caught:
        hw.load(folder)
    assert str(caught.value)


def test_nothing_is_said_to_be_missing_of_a_scenario_whose_base_cannot_be_read(tmp_path):
    """The base may hold the consist, the place and the terminal that this file refers to."""
    service = '{kind: fixed-path, consist: railcar, origin: Port, destination: Pit, departs_at: "09:00"}'
    fleet = "{sets: 1, loaded: a, empty: b, inspection_at: Port}"
    (problem,) = refused(tmp_path, f"extends: nowhere\nservices: {{x: {service}}}\nfleets: {{y: {fleet}}}\n")
    assert "neither a file nor a bundled scenario" in problem.message
