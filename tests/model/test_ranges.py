"""Ranges: every number of a scenario has one, files and builders refuse what lies beyond, and the schema for editors shows it."""

import math
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest

import headway as hw
from headway import model
from headway.expansion.asking.asked import Promise
from headway.expansion.asking.kinds import KINDS
from headway.expansion.asking.prices import Money, UnitCosts
from headway.expansion.asking.shutting import Shut
from headway.io import json_schema
from headway.io.read import Header
from headway.model import Brakes, Fleet, Gradient, Leg, Place, Section, Stop, Track, Wagon
from headway.model.ranges import RANGES, fault_of_range, in_words, range_of
from tests.io.test_reader_edges import refused

OF_PLANS = (Promise, Shut, UnitCosts, Money, *KINDS.values())
CLASSES = [c for name in model.__all__ if is_dataclass(c := getattr(model, name))] + [Header, *OF_PLANS]
HOPPER = Wagon(name="hopper", tare_kg=20e3, payload_kg=80e3, length_m=12.0)


def types_in(hint: Any) -> set[Any]:
    """All plain types within a hint, however deep."""
    return {hint}.union(*(types_in(arg) for arg in get_args(hint)))


def numbers_of(cls):
    return [f.name for f in fields(cls) if {int, float} & types_in(get_type_hints(cls)[f.name])]


def test_every_number_of_the_model_has_a_range():
    """A field that is added without one would let 1e300 through."""
    assert [(cls.__name__, name) for cls in CLASSES for name in numbers_of(cls) if range_of(cls, name) is None] == []


def test_every_range_belongs_to_a_field():
    """A field that is renamed takes its range along."""
    used = {name for cls in CLASSES for name in numbers_of(cls)}
    assert {key.rpartition(".")[2] for key in RANGES} <= used


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_the_ends_of_a_range_are_within_it_and_what_lies_beyond_is_refused_in_words(cls):
    """A hundredth above, below, without end and of 400 digits: each is told with the range, and no value breaks the message."""
    for name in numbers_of(cls):
        allowed = range_of(cls, name)
        assert fault_of_range(cls, name, allowed.low) == fault_of_range(cls, name, allowed.high) == ""
        below = -1.0 if allowed.or_zero else allowed.low - 0.01 * max(abs(allowed.low), 1)
        for number in (allowed.high * 1.01 + 1, below, math.inf, -math.inf, 10**400, -(10**400), 1e300):
            assert f"is out of range ({in_words(name, allowed)}). " in fault_of_range(cls, name, number)


SLIPS = [
    (
        "wagons: {hopper: {payload: 80000 t}}",
        "payload: 80,000 t is out of range (0 to 1,000 t). Is the number in kg? That would be 80 t",
    ),
    (
        "wagons: {hopper: {payload: 800 t}}",
        "820 t on 4 axles is 205 t an axle, more than any railway carries (50 t). Check the mass",
    ),
    ("wagons: {hopper: {length: 1e-300 m}}", "length: 1e-300 m is out of range (1 to 500 m). Check the number and its unit"),
    ("wagons: {hopper: {length: 0.012 m}}", "Is the number in km? That would be 12 m"),
    ("wagons: {hopper: {max_speed: 1e-300 km/h}}", "out of range (1 to 504 km/h)"),
    ("wagons: {hopper: {axles: 1" + "0" * 400 + "}}", "is too large a number"),
    ("wagons: {hopper: {axles: " + "1" * 5000 + "}}", "axles"),
    ("wagons: {hopper: {tare_t: 1" + "0" * 400 + "}}", "is too large a number"),
    ("wagons: {hopper: {tare_t: .nan}}", "nan"),
    ("wagons: {hopper: {tare_t: .inf}}", "is too large a number"),
    ("locomotives: {diesel: {mass: 100 kt}}", "100,000 t is out of range"),
    ("consists: {ore-loaded: {wagons: {hopper: 1001}}}", "wagons.hopper: 1,001 is out of range (1 to 1,000)"),
    (
        "consists: {ore-loaded: {locomotives: {diesel: 1" + "0" * 400 + "}}}",
        "a number of some 401 digits is out of range (1 to 100)",
    ),
    ("fleets: {shuttle: {sets: 1000000000}}", "sets: 1,000,000,000 is out of range (1 to 1,000)"),
    ("fleets: {shuttle: {inspection: 1e9 d}}", "out of range (0, or 1 s to 7 d)"),
    ("setting: 999999 h", "setting: 999,999 h is out of range (0, or 1 s to 1 h)"),
    ("setting: 1e-9 s", "setting: 1e-09 s is out of range (0, or 1 s to 1 h)"),
    ("air_temperature: 300 C", "300 C is out of range (-60 to 60 C)"),
    ("services: {morning-up: {stops: [{place: Loop B, dwell: 1e300 min}]}}", "stops.0.dwell: 1e+300 min is out of range"),
    ("services: {morning-up: {departs_at: 25:00}}", "departs_at: 25:00 is out of range (00:00 to 23:59:59)"),
    ("services: {morning-up: {weekdays: [1" + "0" * 400 + "]}}", "is too large a number"),
    ("legs: {main: {sections: [{start: Port, end: Loop A, tracks: 1000000000}]}}", "1,000,000,000 is out of range (1 to 20)"),
    ("legs: {main: {sections: [{start: Port, end: Loop A, signals_km: [1" + "0" * 400 + "]}]}}", "is too large a number"),
    (
        "legs: {main: {sections: [{start: Port, end: Loop A, signals_km: [1e9]}]}}",
        "1,000,000,000 km is out of range (-1,000 to 20,000 km)",
    ),
    ("legs: {main: {gradients: [{from_km: 0, to_km: 40, grade_permille: 250}]}}", "No adhesion railway is steeper"),
    ("legs: {main: {speed_limits: [{from_km: 0, to_km: 40, speed: 1e-300 km/h}]}}", "out of range (1 to 504 km/h)"),
    ("terminals: {pit: {rate: 1e300 t/h}}", "out of range"),
    ("terminals: {pit: {rate: {value: 6 Mt/y, assumed: x, range: [1 Mt/y, 1" + "0" * 400 + "]}}}", "is too large a number"),
    ("disruptions: {x: {kind: breakdown, of: pit, every: 1e-300 s, lasts: 1 h}}", "every: 1e-300 s is out of range"),
    (
        "disruptions: {x: {kind: storm, leg: main, from_km: 1, to_km: 2, per_year: 1, lasts: 1 h, slows_to: 1e-300}}",
        "(0.01 to 1)",
    ),
]  #


@pytest.mark.parametrize(("text", "message"), SLIPS)
def test_a_number_that_no_railway_has_is_one_problem_with_its_line(text, message, tmp_path):
    """Units mistaken, digits too many, times of astronomers: the object, the value, the range and what to do."""
    (problem,) = refused(tmp_path, f"extends: three-loops\n{text}\n")
    assert message in str(problem)
    assert problem.line == 2


@pytest.mark.parametrize(
    ("tracks", "message"),
    [
        ("999999999999 m", "1e+12 m is out of range (1 m to 100 km). Check the number"),
        ("2 x 800000 m", "Is the number in mm? That would be 800 m"),
        ("1000000000 x 800 m", "a place has 1 to 100"),
        ("9" * 5000 + " x 800 m", "a place has 1 to 100"),
        ("60 x 800 m, 41 x 700 m", "101 tracks; a place has 1 to 100"),
        ("9" * 5000 + " m", "is out of range (1 m to 100 km)"),
        ("1e-300 m", "is out of range (1 m to 100 km)"),
        ("2 x 800", "has no unit"),
        ("0 x 800 m", "0 tracks"),
    ],
)
def test_tracks_of_a_place_are_up_to_a_hundred_of_up_to_a_hundred_kilometres(tracks, message, tmp_path):
    """The short text for tracks is judged like the tracks that it stands for."""
    places = f'name,km,tracks,yard_trains\nPort,0,3 x 800 m,4\nLoop,20,"{tracks}",\nPit,40,3 x 800 m,4\n'
    text = "extends: three-loops\nlegs: {main: {places: places.csv}}\n"
    (problem,) = [p for p in refused(tmp_path, text, places=places) if "Loop" in p.where]
    assert message in problem.message
    assert problem.line == 3


def test_a_height_in_millimetres_is_recognised(tmp_path):
    """450,000 m above the sea are 450 m in millimetres."""
    places = "name,km,elevation_m,tracks,yard_trains\nPort,0,450000,3 x 800 m,4\nPit,40,,3 x 800 m,4\n"
    (problem,) = refused(tmp_path, "extends: three-loops\nlegs: {main: {places: places.csv}}\n", places=places)
    assert "450 km is out of range (-500 m to 6 km). Is the number in mm? That would be 450 m" in problem.message


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Track(name="1", length_m=1e12), 'length_m: track "1": 1e+12 m is out of range (1 m to 100 km)'),
        (lambda: Track(name="1", length_m=math.nan), "nan (float) is not a number"),
        (lambda: Track(name="1", length_m=10**400), "a number of some 401 digits is out of range"),
        (lambda: Track(name="1", length_m=10**5000), "a number of some 5,001 digits is out of range"),
        (lambda: Track(name="1", length_m="800"), "'800' (str) is not a number"),
        (lambda: Track(name="1", length_m=True), "True (bool) is not a number"),
        (lambda: Track(name=1, length_m=800.0), "name: track: 1 (int) is not a text"),
        (
            lambda: Place(name="A", km=0, tracks=[Track(name="1", length_m=800.0)]),
            "each item a Track. Write tuple(...) around the list",
        ),
        (lambda: Place(name="A", km=0, tracks=()), 'place "A" needs 1 to 100 tracks'),
        (lambda: Place(name="A", km=None), 'km: place "A": None (NoneType) is not a number'),
        (lambda: Section(start="A", end="B", signals_km=(1.0, "2")), "is not a tuple, each item a number"),
        (lambda: Section(start="A", end="B", tracks=2.0), "2.0 (float) is not a whole number"),
        (lambda: Stop(place="A", dwell_s=6e301), "out of range (0, or 1 s to 7 d)"),
        (
            lambda: Fleet(name="f", sets=2, loaded=None, empty="e", inspection_at="A"),
            'loaded: fleet "f": None (NoneType) is not a text',
        ),
        (
            lambda: Gradient(from_km=0, to_km=1, grade_permille=-250),
            "grade_permille: gradient: -250 permille is out of range (-60 to 60 permille)",
        ),
        (lambda: replace(HOPPER, payload_kg=8e7), 'wagon "hopper": 80,000 t is out of range'),
        (lambda: replace(HOPPER, payload_kg=8e5), "205 t an axle"),
        (lambda: Leg(name="a", km_from=0, km_to=9, places="places.csv"), "'places.csv' (str) is not a tuple, each item a Place"),
        (lambda: Leg(name="a\x1b", km_from=0, km_to=9, places=()), "U+001B"),
    ],
)  #
def test_builders_refuse_what_files_may_not_say(make, message):
    """Python code gets the same ranges, and a value of another type is answered in words, not with a traceback."""
    with pytest.raises(hw.InputError) as caught:
        make()
    assert message in str(caught.value)


def test_every_field_is_checked_for_its_type(small):
    """Whatever class and field, an object of a foreign class is refused by the name of the field."""
    train, line = small.consist("ore-loaded"), small.line
    for item in (small, train, small.fleets[0], line, line.legs[0], line.places[0], *small.services, *small.terminals, HOPPER):
        for field in fields(item):
            with pytest.raises(hw.InputError) as caught:
                replace(item, **{field.name: object()})
            assert [p.where for p in caught.value.problems] == [field.name]


def test_numbers_of_numpy_are_numbers():
    """Studies make scenarios of numpy's values; not a number and infinity stay out whatever their type."""
    wagon = replace(HOPPER, payload_kg=np.float32(7e4), axles=np.int64(4), length_m=np.float64(12.0))
    assert wagon.payload_kg == 7e4
    with pytest.raises(hw.InputError, match="payload_kg"):
        replace(HOPPER, payload_kg=np.float32("nan"))


def test_a_moment_is_no_date(small):
    """A datetime is a date to Python, but cannot be compared with one."""
    with pytest.raises(hw.InputError, match="is not a date"):
        replace(small, starts_on=datetime(2027, 1, 4))


def test_a_way_of_braking_is_offered_by_name(small):
    with pytest.raises(hw.InputError, match=r"is not one of stated, air, ecp"):
        replace(small.consist("ore-loaded"), brakes="vacuum")
    for brakes in (Brakes.STATED, "stated"):
        assert replace(small.consist("ore-loaded"), brakes=brakes) == small.consist("ore-loaded")


@pytest.mark.parametrize("given", [None, 7, b"three-loops", ["three-loops"], {"title": "x"}, object()])
def test_loading_what_is_no_name_is_answered_in_words(given):
    with pytest.raises(hw.InputError, match=r"name: .* is not a text or a Path"):
        hw.load(given)


def test_the_schema_shows_the_ranges():
    """Editors underline what the reader refuses, in the unit of the key, and say the range."""
    wagon = json_schema()["properties"]["wagons"]["anyOf"][0]["additionalProperties"]["anyOf"][0]["properties"]
    bounds = {
        key: (wagon[key]["anyOf"][0]["minimum"], wagon[key]["anyOf"][0]["maximum"])
        for key in ("payload_t", "payload_kg", "axles")
    }
    assert bounds == {"payload_t": (0, 1_000), "payload_kg": (0, 1_000_000), "axles": (1, 64)}
    assert wagon["max_speed"]["description"].endswith("Range: 1 to 504 km/h.")


def test_what_is_made_of_a_scenario_at_the_ends_of_its_ranges_stays_within_them(small):
    """Losses ask what four times as many sets and stations would do, and closing each section apart makes longer names."""
    from headway.simulation.losses import _more_ore, _more_sets, _more_stations

    places = tuple(replace(place, yard_trains=1_000) for place in small.line.places)
    wide = replace(small, line=model.Line(legs=(replace(small.line.legs[0], places=places),)))
    wide = replace(wide, fleets=tuple(replace(fleet, sets=1_000) for fleet in wide.fleets))
    ends = {"trains": 100, "rate_kg_s": RANGES["rate_kg_s"].high}
    wide = replace(wide, terminals=tuple(replace(t, **{k: v for k, v in ends.items() if hasattr(t, k)}) for t in wide.terminals))
    for more in (_more_sets, _more_stations, _more_ore):
        assert more(wide).fleets[0].sets == 1_000
    assert [t.trains for t in _more_stations(small).terminals if hasattr(t, "trains")] == [4, 4]
    works = model.Possession(name="x" * 80, leg="main", from_km=5, to_km=15, starts_at_s=0, duration_s=3600)
    assert len(model.for_each_section(small.line, works)) == 2
