"""Edges of the reader: what people really write, and what must survive."""

from dataclasses import replace

import pytest

import headway as hw
from headway.io.write import files_of
from tests.io.test_files import write


def refused(tmp_path, text, **files):
    """The problems of a scenario that extends the small one."""
    folder = write(tmp_path / "mine", text)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(data)
    with pytest.raises(hw.InputError) as caught:
        hw.load(folder)
    return caught.value.problems


def loaded(tmp_path, text, **files):
    """The scenario, and the same after writing and reading it again."""
    folder = write(tmp_path / "mine", text)
    for name, content in files.items():
        write(folder, content, f"{name}.csv")
    scenario = hw.load(folder)
    hw.save(scenario, tmp_path / "copy")
    assert hw.load(tmp_path / "copy") == scenario
    return scenario


# ---------------------------------------------------------------------- what must survive


def test_origins_inside_rows_survive_writing(tmp_path):
    """A source on one cell of a speed limit, on a section, on the number of locomotives."""
    scenario = loaded(
        tmp_path,
        """\
        extends: three-loops
        legs:
          main:
            speed_limits: [{from_km: 0, to_km: 40, speed: {value: 72 km/h, source: line book}}]
            sections: [{start: Port, end: Loop A, signals_km: [5], source: signal plan}]
        consists:
          ore-loaded: {locomotives: {diesel: {value: 2, assumed: enough, range: [2, 3]}}}
        """,
    )
    assert {p.source or p.assumed for p in scenario.provenance} == {"line book", "signal plan", "enough"}


def test_tracks_with_names_survive_writing(tmp_path):
    scenario = loaded(
        tmp_path,
        """\
        extends: three-loops
        legs:
          main:
            places:
              - {name: Port, km: 0, tracks: [{name: main, length: 800 m}, {name: quay, length: 700 m}], yard_trains: 4}
              - {name: Loop B, km: 20, tracks: 2 x 800 m}
              - {name: Pit, km: 40, tracks: 3 x 800 m, yard_trains: 4}
        """,
    )
    assert [t.name for t in scenario.line.place("Port").tracks] == ["main", "quay"]


def test_names_of_legs_cannot_lead_out_of_the_folder(tmp_path):
    """Tables are named after their leg: slashes, 300 characters and a new line are refused, each in one sentence."""
    told = {"../evil": "without slashes", "a/b": "without slashes", "x" * 300: "at most 80", "a\\nb": "U+000A"}
    for number, (name, message) in enumerate(told.items()):
        (problem,) = refused(
            tmp_path / str(number), f'extends: three-loops\nlegs: {{"{name}": {{km_from: 0, km_to: 10, places: []}}}}\n'
        )
        assert message in problem.message


def test_a_part_of_a_value_with_an_origin_can_be_changed(tmp_path):
    """Ten wagons fewer: the number changes, the published origin of the old number is gone."""
    folder = write(
        tmp_path / "mine",
        "extends: gara-djebilet\nconsists: {ore-loaded: {wagons: {ore-130: 160}}, ore-empty: {wagons: {ore-130: 160}}}\n",
    )
    scenario = hw.load(folder)
    assert scenario.consist("ore-loaded").wagon_count == 160
    assert all(p.where != "consists.ore-loaded.wagons" for p in scenario.provenance)


def test_vehicles_whose_names_end_like_units_are_not_confused(tmp_path):
    """`hopper` and `hopper_t` are two wagons, not one quantity in two units."""
    scenario = loaded(
        tmp_path,
        """\
        extends: three-loops
        wagons: {hopper_t: {tare: 20 t, payload: 80 t, length: 12 m, max_speed: 72 km/h}}
        consists: {ore-loaded: {wagons: {hopper_t: 2}}, ore-empty: {wagons: {hopper_t: 2}}}
        """,
    )
    assert scenario.consist("ore-loaded").wagon_count == 42


def test_merge_keys_and_anchors_work(tmp_path):
    scenario = loaded(
        tmp_path,
        """\
        extends: three-loops
        consists:
          long-loaded: &long {train_class: ore, locomotives: {diesel: 2}, wagons: {hopper: 50}, loaded: true, braking: 0.3 m/s2}
          long-empty: {<<: *long, loaded: false}
        """,
    )
    assert not scenario.consist("long-empty").loaded
    assert scenario.consist("long-empty").wagon_count == 50


BASES = """\
extends: three-loops
wagons:
  heavy: &heavy {tare: 30 t, payload: 90 t, length: 12 m, max_speed: 40 km/h}
  light: &light {tare: 15 t, payload: 60 t, length: 10 m, max_speed: 60 km/h, axles: 6}
"""


def test_a_list_of_mappings_is_merged_in_its_order(tmp_path):
    """An explicit key wins over merged ones, an earlier mapping of the list over a later one."""
    text = BASES + "  both: {<<: [*heavy, *light], length: 11 m}\n  one: {<<: [*heavy]}\n  turned: {<<: [*light, *heavy]}\n"
    wagons = {w.name: w for w in loaded(tmp_path, text).wagons}
    both, turned = wagons["both"], wagons["turned"]
    assert (both.tare_kg, both.max_speed_ms * 3.6, both.axles, both.length_m) == (30_000, pytest.approx(40), 6, 11)
    assert (turned.tare_kg, turned.payload_kg, turned.max_speed_ms * 3.6) == (15_000, 60_000, pytest.approx(60))
    assert wagons["one"] == replace(wagons["heavy"], name="one")


def test_merges_within_merges_keep_the_order(tmp_path):
    """What a merged mapping has itself, it has before what it merged."""
    text = BASES + "  middle: &middle {<<: [*light, *heavy], tare: 20 t}\n  last: {<<: [*middle, *heavy], payload: 70 t}\n"
    last = {w.name: w for w in loaded(tmp_path, text).wagons}["last"]
    assert (last.tare_kg, last.payload_kg, last.length_m, last.axles) == (20_000, 70_000, 10, 6)


@pytest.mark.parametrize("merged", ["heavy", "[*heavy, 7]", "[*heavy, [*light]]", "null", "[[*light]]"])
def test_what_cannot_be_merged_is_one_problem_with_its_line(merged, tmp_path):
    """A text, a number or a list within a list is no mapping to merge; the line is told, and nothing is dropped silently."""
    complete = "tare: 20 t, payload: 70 t, length: 9 m"
    (problem,) = refused(tmp_path, f"{BASES}  new: {{<<: {merged}, {complete}}}\n")
    assert problem.line == 5
    assert '"<<" merges a mapping or a list of mappings, not' in problem.message


def test_an_object_may_be_called_value(tmp_path):
    scenario = loaded(tmp_path, "extends: three-loops\nwagons: {value: {tare: 20 t, payload: 80 t, length: 12 m}}\n")
    assert "value" in {w.name for w in scenario.wagons}


@pytest.mark.parametrize("days", ["[Mon, Thursday]", "Mon Thu", "[0, 3]", "[mon, THU]"])
def test_weekdays_may_be_written_in_many_ways(days, tmp_path):
    scenario = loaded(tmp_path, f"extends: three-loops\nservices: {{morning-up: {{weekdays: {days}}}}}\n")
    assert scenario.fixed_paths[0].weekdays == (0, 3)


def test_windows_files_read_like_others(tmp_path, small):
    """Carriage returns, a byte-order mark and spaces around cells change nothing."""
    folder = write(tmp_path / "mine", "")
    rows = "".join(
        f"{p.name} , {p.km:g},{len(p.tracks)} x {p.tracks[0].length_m:g} m,{p.yard_trains}\r\n" for p in small.line.places
    )
    (folder / "scenario.yaml").write_bytes(b"\xef\xbb\xbfextends: three-loops\r\nlegs: {main: {places: places.csv}}\r\n")
    (folder / "places.csv").write_bytes(("\ufeffname,km,tracks,yard_trains\r\n" + rows).encode())
    assert files_of(hw.load(folder)) == files_of(small)


def test_tables_with_semicolons_have_decimal_commas(tmp_path):
    """Numbers, lengths of tracks and lists of signals; names and sources keep their commas."""
    scenario = loaded(
        tmp_path,
        "extends: three-loops\nlegs: {main: {places: places.csv, sections: sections.csv, gradients: gradients.csv}}\n",
        places="name;km;tracks;yard_trains;yard_move;source\nPort;0;3 x 800 m;4;1,5 min;Book 3,4\n"
        "Loop 2,5;10,25;2 x 800,5 m, 600 m,1 x 500 m;;;\nLoop B;20;2 x 800 m;;;\nPit;40;3 x 800 m;4;;\n",
        sections="start;end;signals_km\nPort;Loop 2,5;4,5 7\nLoop B;Pit;22,125\n",
        gradients="from_km;to_km;grade_permille\n0;20,5;2,0\n20,5;40;-3,1\n",
    )
    (leg,) = scenario.line.legs
    assert [p.name for p in leg.places] == ["Port", "Loop 2,5", "Loop B", "Pit"]
    assert [t.length_m for t in leg.places[1].tracks] == [800.5, 800.5, 600, 500]
    assert (leg.places[0].yard_move_s, leg.places[1].km) == (90, 10.25)
    assert [s.signals_km for s in leg.sections] == [(4.5, 7), (22.125,)]
    assert [(g.to_km, g.grade_permille) for g in leg.gradients] == [(20.5, 2), (40, -3.1)]
    assert "Book 3,4" in {p.source for p in scenario.provenance}


def test_empty_columns_and_rows_that_a_spreadsheet_keeps_change_nothing(tmp_path, small):
    rows = "".join(
        f"{p.name},{p.km:g},{len(p.tracks)} x {p.tracks[0].length_m:g} m,{p.yard_trains},,\n" for p in small.line.places
    )
    table = f"name,km,tracks,yard_trains,,\n{rows},,,,,\n,,,,,\n"
    scenario = loaded(tmp_path, "extends: three-loops\nlegs: {main: {places: places.csv}}\n", places=table)
    assert scenario.line == small.line


# ---------------------------------------------------------------------- what is refused, and how


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("legs: {main: {gradients: []}}", 'leave "gradients" away (null where'),
        ("legs: {main: {gradients: []}}", "a leg without gradients is level"),
        ("legs: {main: {gradients: {value: [], assumed: level}}}", "a leg without gradients is level"),
        ("legs: {main: {places: []}}", "an empty list. Add what it lists"),
        ("legs: {main: {speed_limits: []}}", "there are none then"),
        ("services: {morning-up: {stops: []}}", "there are none then"),
        ("services: {morning-up: {weekdays: []}}", "without weekdays it is every day"),
    ],
)
def test_an_empty_list_is_refused_with_what_to_write_instead(text, message, tmp_path):
    """`weekdays: []` might mean no day and would mean every day; a list of nothing is told as a table without rows is."""
    (problem,) = refused(tmp_path, f"extends: three-loops\n{text}\n")
    assert message in problem.message
    assert problem.line == 2


@pytest.mark.parametrize("kind", ["gradients", "curves", "speed_limits", "sections"])
def test_a_table_without_rows_is_refused_whatever_it_holds(kind, tmp_path):
    """Gradients without rows were a level line, silently."""
    header = "from_km,to_km,grade_permille,start,end"
    (problem,) = refused(tmp_path, f"extends: three-loops\nlegs: {{main: {{{kind}: table.csv}}}}\n", table=f"{header}\n")
    assert "a table without rows" in problem.message
    assert f'leave "{kind}" away' in problem.message
    assert problem.file.endswith("table.csv")


def test_what_a_decimal_comma_leaves_open_is_refused(tmp_path):
    """A point in a table with semicolons, and a comma between the digits of a list elsewhere."""
    grades = "from_km;to_km;grade_permille\n0;20.5;2\n20.5;40;1\n"
    told = refused(tmp_path / "a", "extends: three-loops\nlegs: {main: {gradients: g.csv}}\n", g=grades)
    assert [p.line for p in told] == [2, 3]
    assert '"20.5" has a point, but a table separated by semicolons has decimal commas' in told[0].message
    sections = 'start,end,signals_km\nPort,Loop A,"4,5 7"\n'
    (problem,) = refused(tmp_path / "b", "extends: three-loops\nlegs: {main: {sections: s.csv}}\n", s=sections)
    assert '"4,5 7" has a comma between digits' in problem.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fleets: {shuttle: {sets: true}}", "true"),
        ("legs: {main: {km_from: false}}", "false"),
        ("services: {morning-up: {weekdays: Mon-Fri}}", '"Mon-Fri" is not a weekday'),
        ("services: {morning-up: {weekdays: [Mon, Funday]}}", '"Funday" is not a weekday'),
        ("services: {morning-up: {weekdays: [Mon, Thu, Monday, 3]}}", "Monday, Thursday listed more than once"),
        (
            "possessions: {x: {leg: main, from_km: 1, to_km: 2, starts_at: 02:00, duration: 1 h, weekdays: Sun Sun}}",
            "Sunday listed",
        ),
        ("services: {good-south: null}", 'null takes "good-south" away, but'),
        ("services: {morning-up: {departs_at: 28800.5 s}}", "whole seconds"),
        ("terminals: {pit: {kind: [mine]}}", "is not one"),
        ("terminals: {new: {knid: mine}}", 'is "knid" meant to be it'),
        ("legs: {main: {km_to: 0}}", "two different ends"),
        ("shema: 1", 'Did you mean "schema"'),
        ("wagons: {hopper: {tare_t: " + "1" * 400 + "}}", "too large a number"),
        ("wagons: {hopper: {axles: " + "1" * 400 + "}}", "too large a number"),
        ("consists: {ore-loaded: {locomotives: {diesel: " + "1" * 40 + "}}}", "1 to 100"),
        ("wagons: {hopper: {payload: 0.1 kg}}", "loaded trains a day"),
        ("starts_on: 0", 'Write it as "2027-01-04"'),
        ('starts_on: "9999-12-30"', "a year from 1900 to 2200"),
        ("terminals: {pit: {rate: {value: 6 Mt/y, source: s, range: [4, 8]}}}", "4 has no unit"),
        ("terminals: {pit: {rate: {value: 6 Mt/y, source: [a, b]}}}", "needs either source or assumed"),
        ("legs: {main: {sections: [{start: Port, end: Loop A}, {start: Port, end: Loop A}]}}", "given twice"),
        ("legs: {main: {places: [{name: [x], km: 0}]}}", "is no name"),
        ("extends: " + "a" * 5000, "neither a file nor a bundled scenario"),
    ],
)
def test_each_mistake_is_told_in_its_own_words(text, message, tmp_path):
    text = text if text.startswith("extends") else f"extends: three-loops\n{text}"
    problems = refused(tmp_path, f"{text}\n")
    assert any(message in p.message for p in problems), [str(p) for p in problems]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "the first line must name the columns"),
        ("\nname,km\nPort,0\n", "the first line must name the columns"),
        ("name\tkm\nPort\t0\n", "separate the cells by commas"),
        ("name|km\nPort|0\n", "or by semicolons"),
        ("km,tracks\n0,800 m\n", "column name is missing. Add it to the header, which has: km, tracks"),
        ("name,km,km\nPort,0,0\n", "repeated column"),
        ('name,km\n"Port,0\n', "not a valid CSV table"),
        ("name,km\n", "a table without rows. Add what it lists"),
        ("name,km\n,\n,,,\n", "a table without rows"),
        ("name,,km\nPort,,0\n", "an empty or repeated column"),
        ("name,km\nPort,0,,3 x 800 m\nPit,40\n", "4 cells under 2 columns"),
        ("name,km\nBéchar,0\n".encode("cp1252"), "cannot be read as UTF-8 text"),
    ],
)
def test_a_bad_table_is_one_problem(table, message, tmp_path):
    """A table that cannot be read says why, and nothing else is blamed on what it would have held."""
    problems = refused(tmp_path, "extends: three-loops\nlegs: {main: {places: places.csv}}\n", places=table)
    assert len(problems) == 1, [str(p) for p in problems]
    assert message in problems[0].message


PORT = "{name: Port, km: 0, tracks: 3 x 800 m, yard_trains: 4}"
PIT = "{name: Pit, km: 40, tracks: 3 x 800 m, yard_trains: 4}"
LOOPS = "{name: Loop A, km: 10, tracks: 2 x 800 m}, {name: Loop B, km: 20, tracks: 2 x 800 m}"


@pytest.mark.parametrize(
    "text",
    [
        "extends: Three-Loopz\n",
        "extends: 7\n",
        "extends: .\n",
        f"extends: three-loops\nlegs: {{main: {{places: [{PORT}, {LOOPS.replace('10', '25')}, {PIT}]}}}}\n",
        f"extends: three-loops\nlegs: {{main: {{places: [{PORT}, {LOOPS}, {PIT.replace('40', 'x')}]}}}}\n",
    ],
)
def test_one_mistake_is_one_problem(text, tmp_path):
    """A missing base, a place out of order, a bad end place: nothing is told twice or blamed on something else."""
    problems = refused(tmp_path, text)
    assert len(problems) == 1, [str(p) for p in problems]


def test_two_mistakes_in_one_object_are_both_told(tmp_path):
    """A departure without a unit does not hide the service to nowhere, nor a negative fleet its unknown consist."""
    problems = refused(
        tmp_path,
        """\
        extends: three-loops
        services: {morning-up: {departs_at: 8, destination: Pitt}, ore: {target: plenty, load_out: pit-load-uot}}
        fleets: {shuttle: {sets: -1, loaded: ore-loadet}}
        """,
    )
    told = " ".join(str(p) for p in problems)
    for words in (
        "8 is no time of day",
        '"Pitt"',
        '"plenty"',
        '"pit-load-uot"',
        "-1 is out of range (1 to 1,000)",
        '"ore-loadet"',
    ):
        assert words in told
    assert len(problems) == 6


def test_a_thousand_mistakes_fit_on_a_screen(tmp_path):
    rows = "".join(f"{i},{i + 1},steep\n" for i in range(1000))
    folder = write(tmp_path / "mine", "extends: three-loops\nlegs: {main: {gradients: g.csv}}\n")
    write(folder, f"from_km,to_km,grade_permille\n{rows}", "g.csv")
    with pytest.raises(hw.InputError) as caught:
        hw.load(folder)
    assert len(caught.value.problems) == 1000
    assert str(caught.value).count("\n") < 60
    assert "and 950 more of this file" in str(caught.value)


def test_a_train_longer_than_a_section_would_stand_in_two_places(tmp_path):
    problems = refused(
        tmp_path,
        """\
        extends: three-loops
        legs:
          main:
            places:
              - {name: Port, km: 0, tracks: 3 x 800 m, yard_trains: 4}
              - {name: Loop A, km: 0.4, tracks: 2 x 800 m}
              - {name: Loop B, km: 20, tracks: 2 x 800 m}
              - {name: Pit, km: 40, tracks: 3 x 800 m, yard_trains: 4}
        """,
    )
    assert any("it would stand in two places" in p.message for p in problems)


@pytest.mark.parametrize("name", ["a/b", "..", ".", ".hidden", "x" * 300])
def test_a_run_has_a_name_that_a_folder_can_have(name, tmp_path):
    from headway.store import new_run

    with pytest.raises(hw.InputError, match="cannot name a run"):
        new_run(tmp_path / "runs", name)


def test_runs_are_kept_in_a_folder_not_in_a_file(tmp_path):
    from headway.store import new_run

    (tmp_path / "runs").write_text("")
    with pytest.raises(hw.InputError, match="is a file, not a folder"):
        new_run(tmp_path / "runs", "x")


def test_too_many_days_are_refused_before_they_are_run(small):
    for ask in (lambda: hw.simulate(small, days=100_000), lambda: hw.timetable(small, days=100_000)):
        with pytest.raises(hw.InputError, match="days"):
            ask()


def test_a_joint_that_contradicts_itself_is_told_at_the_line_of_the_later_leg(tmp_path):
    told = refused(
        tmp_path,
        """\
        extends: three-loops
        legs:
          main:
            km_to: 20
            places: [{name: Port, km: 0, tracks: 3 x 800 m, yard_trains: 4}, {name: Loop B, km: 20, tracks: 2 x 800 m}]
            speed_limits: null
          other:
            km_from: 520
            km_to: 500
            places: [{name: Loop B, km: 520, tracks: 800 m}, {name: Pit, km: 500, tracks: 3 x 800 m, yard_trains: 4}]
        """,
    )
    assert [p.line for p in told] == [10]
    assert told[0].where == "legs.other.places.Loop B.tracks"
