"""Scenario files: reading, extending, writing, and the schema for editors."""

import json
from pathlib import Path
from textwrap import dedent

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

import headway as hw
from headway.io import json_schema
from headway.io.bundled import find
from headway.io.write import files_of
from tests.conftest import BUNDLED


@pytest.mark.parametrize("name", BUNDLED)
def test_loading_and_writing_again_loses_nothing(name, tmp_path):
    """Every value and every source or assumption survives; the second writing is the same to the letter."""
    scenario = hw.load(name)
    hw.save(scenario, tmp_path / "copy")
    again = hw.load(tmp_path / "copy")
    assert again == scenario
    assert files_of(again) == files_of(scenario)


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_scenarios_satisfy_the_schema_for_editors(name, tmp_path):
    validator = Draft202012Validator(json_schema())
    validator.check_schema(json_schema())
    for path in (find(name), hw.save(hw.load(name), tmp_path / "copy")):
        document = YAML(typ="safe", pure=True).load(path)
        assert [e.message for e in validator.iter_errors(document)] == []


def test_the_schema_explains_every_field():
    """Editors show the sentence of the model's own docstring, whichever unit the key has."""
    wagon = json_schema()["properties"]["wagons"]["anyOf"][0]["additionalProperties"]["anyOf"][0]
    assert (
        wagon["properties"]["payload_t"]["description"]
        == "Empty mass and the load it carries when loaded [kg]. Range: 0 to 1,000 t."
    )
    stations = json_schema()["properties"]["terminals"]["anyOf"][0]["additionalProperties"]["anyOf"][0]["anyOf"]
    dumper = next(s for s in stations if s["properties"]["kind"] == {"const": "dumper"})
    assert dumper["properties"]["trains"]["description"] == "How many trains it serves at once. Range: 1 to 100."


def test_the_schema_refuses_what_the_reader_refuses():
    validator = Draft202012Validator(json_schema())
    assert validator.is_valid({"wagons": {"x": {"tare_t": 20, "tare": "20 t"}}})
    assert not validator.is_valid({"wagons": {"x": {"tara": 20}}})
    assert not validator.is_valid({"wagons": {"x": {"tare": 20}}})
    assert validator.is_valid({"services": {"x": {"kind": "fixed-path", "weekdays": ["Mon"]}}})
    for empty in ("weekdays", "stops"):
        assert not validator.is_valid({"services": {"x": {"kind": "fixed-path", empty: []}}})
    assert json.loads(json.dumps(json_schema()))["title"] == "Headway scenario"


def write(folder: Path, text: str, name: str = "scenario.yaml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(dedent(text), encoding="utf-8")
    return folder


def test_a_scenario_that_extends_another_holds_only_the_differences(tmp_path):
    """Two more wagons, one terminal's rate and no goods trains; everything else is the flagship's."""
    write(
        tmp_path / "mine",
        """\
        extends: gara-djebilet
        title: Mine
        terminals:
          mine-load-out: {rate_kt_h: 6}
        services:
          goods-south: null
          goods-north: null
        disruptions:
          goods-south-running: null
          goods-north-running: null
        """,
    )
    base, scenario = hw.load("gara-djebilet"), hw.load(tmp_path / "mine")
    assert scenario.title == "Mine"
    assert scenario.line == base.line
    assert scenario.load_out("mine-load-out").rate_kg_s == pytest.approx(6e6 / 3600)
    assert scenario.load_out("mine-load-out").positioning_s == base.load_out("mine-load-out").positioning_s
    assert [s.name for s in scenario.services] == ["passenger-south", "passenger-north", "ore"]


def test_a_bare_value_takes_the_source_of_the_old_one_away(tmp_path):
    """The target of the flagship has a source; a new target without one must not keep it."""
    write(tmp_path / "mine", "extends: gara-djebilet\nservices: {ore: {target_mt_y: 5}}\n")
    scenario = hw.load(tmp_path / "mine")
    assert scenario.flows[0].target_kg_s == pytest.approx(5e9 / (365 * 86_400))
    assert all(p.where != "services.ore.target_kg_s" for p in scenario.provenance)


def test_scenarios_extend_one_another_by_relative_paths(tmp_path):
    write(tmp_path / "a", "extends: three-loops\ntitle: A\n")
    write(tmp_path / "b", "extends: ../a\nsetting_s: 30\n")
    scenario = hw.load(tmp_path / "b" / "scenario.yaml")
    assert (scenario.title, scenario.setting_s) == ("A", 30)


def test_tables_may_be_files_or_stand_in_the_scenario(tmp_path, small):
    """The places of the small line as a CSV table beside the scenario are the same line."""
    rows = "\n".join(f"{p.name},{p.km:g},{len(p.tracks)} x {p.tracks[0].length_m:g} m,{p.yard_trains}" for p in small.line.places)
    write(tmp_path / "mine", "extends: three-loops\nlegs: {main: {places: places.csv}}\n")
    write(tmp_path / "mine", f"name,km,tracks,yard_trains\n{rows}\n", "places.csv")
    assert hw.load(tmp_path / "mine").line == small.line


@pytest.mark.parametrize("text", ["tare: 20 t", "tare_t: 20", "tare_kg: 20000", 'tare_t: "20 t"', 'tare_t: "20"'])
def test_units_may_stand_in_the_key_or_in_the_value(text, tmp_path):
    """All of these are the 20 t that the hopper has."""
    write(tmp_path / "mine", f"extends: three-loops\nwagons: {{wagon: {{{text}, payload_t: 80, length_m: 12}}}}\n")
    wagons = {w.name: w for w in hw.load(tmp_path / "mine").wagons}
    assert wagons["wagon"].tare_kg == wagons["hopper"].tare_kg == 20_000


def test_an_existing_folder_is_never_overwritten(tmp_path, small):
    (tmp_path / "mine").mkdir()
    with pytest.raises(hw.InputError, match="exists already"):
        hw.save(small, tmp_path / "mine")
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_name_that_is_no_scenario_offers_the_nearest():
    with pytest.raises(hw.InputError, match='Did you mean "gara-djebilet"'):
        hw.load("gara-djebillet")


def test_assumptions_carry_their_reason_and_range(flagship):
    """Every provenance says a source or an assumption, and the fleet's size is an assumption with a range."""
    assert all(bool(p.source) != bool(p.assumed) for p in flagship.provenance)
    fleet = next(p for p in flagship.assumptions if p.where == "fleets.mine-sets.sets")
    assert (fleet.value, fleet.range) == ("2", ("1", "4"))
    assert "wagons on order" in fleet.assumed


def test_trains_of_every_kind_are_read_and_written(tmp_path):
    """Effort curve in a table, formation with mixed loads, helpers, brakes, fuel map, free resistance: read, saved, read."""
    folder = tmp_path / "kinds"
    folder.mkdir()
    (folder / "effort.csv").write_text("speed_km_h,force_kn\n0,700\n15,700\n110,98\n")
    (folder / "scenario.yaml").write_text(
        """\
schema: 1
extends: three-loops
air_temperature: 30 C
locomotives:
  curved:
    mass: 195 t
    length: 22 m
    axles: 6
    driven_axles: 6
    effort: effort.csv
    adhesion: 0.36
    power_ramp: 60 kW/s
    dynamic_brake: [{speed: 0 km/h, force: 0 kN}, {speed: 20 km/h, force: 400 kN}, {speed_km_h: 110, force_kn: 80}]
    fuel: [{power: 0 kW, fuel_l_per_h: 15}, {power: 3 MW, fuel_l_per_h: 700}]
    max_speed: 110 km/h
  wire:
    mass: 180 t
    length: 20 m
    axles: 6
    max_effort: 500 kN
    power: 6 MW
    max_speed: 120 km/h
    energy: electric
    regeneration: 0.7
    dynamic_brake: [{speed: 0 km/h, force: 0 kN}, {speed: 120 km/h, force: 150 kN}]
wagons:
  free:
    tare: 25 t
    payload: 100 t
    length: 12 m
    resistance: free
    davis_loaded: [1300, 20, 1.2]
    davis_empty: [500, 10, 1.5]
    brake_loaded: 40 kN
    brake_empty: 15 kN
consists:
  mixed:
    train_class: ore
    formation:
      - {vehicle: curved, number: 2}
      - {vehicle: free, number: 30}
      - {vehicle: free, number: 5, load: 0.5}
      - {vehicle: wire}
    helpers: [{leg: main, from_km: 5, to_km: 12, locomotive: curved, number: 1}]
    loaded: true
    braking: 0.2 m/s2
    brakes: ecp
    resistance_factor: 1.1
"""
    )
    (folder / "scenario.yaml").write_text(
        (folder / "scenario.yaml").read_text().replace("leg: main", f"leg: {hw.load('three-loops').line.legs[0].name}")
    )
    scenario = hw.load(folder)
    mixed = scenario.consist("mixed")
    assert mixed.vehicles == (("curved", 2), ("free", 30), ("free", 5), ("wire", 1))
    assert mixed.payload_kg == 32_500e3 / 10
    assert hw.train_run(scenario, "mixed", "Port", "Pit").energy.drawn_j > 0
    hw.save(scenario, tmp_path / "again")
    assert hw.load(tmp_path / "again") == scenario


def test_a_vehicle_that_does_not_exist_is_refused_in_a_formation(tmp_path):
    """The formation names types of locomotive and wagon; a slip is met with the nearest."""
    (tmp_path / "scenario.yaml").write_text(
        """\
schema: 1
extends: three-loops
consists:
  mixed: {train_class: ore, loaded: true, braking: 0.2 m/s2, formation: [{vehicle: lokomotive}]}
"""
    )
    with pytest.raises(hw.InputError, match='"lokomotive" is not one of the locomotives or wagons'):
        hw.load(tmp_path)
