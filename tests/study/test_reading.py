"""Study files: what they may hold, and every mistake with its line and what to do."""

from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

import headway as hw
from headway.io.variants import Base
from headway.study import read_study
from headway.study.axes import between
from headway.study.points import grid_point
from headway.study.reading import KEYS
from headway.study.schema import study_schema

FLEET = """\
title: Sets and pace
base: three-loops
vary:
  fleets.shuttle.sets: 1..3
  wagons.hopper.payload: [60 t, 70 t]
  shut:
    never:
    for a day:
      disruptions.shut: {kind: closure, leg: main, from_km: 12, to_km: 18, starts_on: 2027-01-06, duration: 24 h}
replications: 2
days: 10
"""


def read(tmp_path, text):
    file = tmp_path / "study.yaml"
    file.write_text(text)
    return read_study(file)


def problems(tmp_path, text):
    with pytest.raises(hw.InputError) as caught:
        read(tmp_path, text)
    return [str(problem) for problem in caught.value.problems]


def test_a_grid_has_every_combination_and_its_changes(tmp_path):
    plan = read(tmp_path, FLEET)
    assert (plan.title, plan.variants, plan.most, plan.days) == ("Sets and pace", 12, 2, 10)
    points = [grid_point(plan.axes, number) for number in range(12)]
    assert len(set(points)) == 12
    assert (points[0], points[-1]) == ((1, "60 t", "never"), (3, "70 t", "for a day"))
    changes = {
        where: value for axis, value in zip(plan.axes, points[-1], strict=True) for where, value in axis.changed(value).items()
    }
    scenario = plan.base.variant(changes)
    assert scenario.fleet("shuttle").sets == 3
    assert [d.name for d in scenario.disruptions] == ["shut"]
    assert plan.base.variant({}) is plan.base.scenario


def test_a_mapping_is_as_good_as_a_file(tmp_path):
    """And its text can be read again."""
    given = {"base": "three-loops", "vary": {"fleets.shuttle.sets": [1, 2], "setting": {"range": ["1 min", "3 min"]}}}
    plan = read_study({**given, "points": {"sobol": 8}})
    assert plan.variants == 8
    assert read(tmp_path, plan.text).asked == plan.asked


def test_every_mistake_is_told_with_its_line(tmp_path):
    found = problems(
        tmp_path,
        "base: three-loops\nvary:\n  fleets.shutle.sets: 1..3\n  fleets.shuttle.sets: [1, 2000]\n  setting: 3\n"
        "  clearing: {range: [1 min, 2 km]}\npionts: grid\npoints: {sobol: 100}\nreplications: 0\ndays: many\n"
        "search: {least: a, most: b}\n",
    )
    said = "\n".join(found)
    for line, words in (
        (3, 'there is no "shutle". Did you mean "shuttle"?'),
        (4, "2,000 is out of range (1 to 1,000)"),
        (5, "write values [18, 20]"),
        (6, '"1 min" and "2 km" are no numbers with a unit of one kind'),
        (7, 'there is no such key. Did you mean "points"?'),
        (8, "100 is no power of two, which spreads evenly. Take 64 or 128"),
        (9, "write a whole number from 1 on"),
        (10, "many is no whole number from 1 to 36,600"),
        (11, "one of least: NAME and most: NAME"),
    ):
        assert any(one.startswith(f"line {line}:") and words in one for one in found), (line, words, said)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("- 1\n", "a study is a mapping"),
        ("base: three-lops\nvary: {setting: [1 min]}\n", 'Did you mean "three-loops"?'),
        ("base: three-loops\n", "say what is varied"),
        ("base: three-loops\nvary: assumptions\n", "marks no figure as assumed with a range"),
        ("base: three-loops\nvary: {setting: {range: [1 min, 2 min]}}\n", "a grid needs values"),
        ("base: three-loops\nvary: {setting: 1..1000000000}\n", "has more than 100,000 values"),
        ("base: three-loops\npractice: bets\nvary: {setting: [1 min]}\n", 'Did you mean "best"?'),
        ("base: three-loops\nvary: {setting: [1 min, 1 min]}\n", "each once"),
        ("base: three-loops\nvary: {setting: [1 min]}\npoints: {morris: 4, of: 2}\n", "write grid"),
        (
            "base: three-loops\nvary: {setting: [1 min]}\nsearch: {least: setting}\npoints: {sobol: 4}\n",
            "among the points of a grid",
        ),
    ],
)
def test_what_is_no_study_is_refused(tmp_path, text, words):
    assert any(words in problem for problem in problems(tmp_path, text))


def test_a_grid_of_a_thousand_million_points_is_refused_at_once(tmp_path):
    many = "\n".join(f"  {where}: {{{', '.join(f'o{i}: {{}}' for i in range(1000))}}}" for where in ("a", "b", "c"))
    found = problems(tmp_path, f"base: three-loops\nvary:\n{many}\n")
    assert found == [
        "line 1: points: 1,000,000,000 variants; a study has at most 100,000. Make axes coarser, or take latin-hypercube: 200"
    ]


def test_all_assumptions_with_a_range_are_varied_together(flagship):
    """Those that clash with others, or are no single numbers, are left out and say why; every draw of the rest can be read."""
    plan = read_study({"base": "gara-djebilet", "vary": "assumptions", "points": {"morris": 2}, "without": ["fleets"]})
    named = {axis.where for axis in plan.axes}
    ranged = {origin.label for origin in flagship.assumptions if origin.range}
    left = {name.partition(" [")[0] for name in plan.left}
    assert named | left == ranged
    assert not named & left
    assert len(named) > 90
    assert "clashes with others" in plan.left["terminals.toumiat-pile.initial [kt]"]
    assert plan.left["fleets.mine-sets.sets"] == "the study says so"
    for number in (0, 1):
        for point in plan.points.of(plan.axes, seed=number)[:20]:
            changes = {}
            for axis, value in zip(plan.axes, point, strict=True):
                changes |= axis.changed(value)
            assert plan.base.variant(changes).changes


def test_the_ends_of_a_range_are_what_the_scenario_gets():
    axis = between("wagons.hopper.payload", "90 t", "100000 kg")
    assert (axis.name, axis.at(0.0), axis.at(1.0)) == ("wagons.hopper.payload [t]", 90.0, 100.0)
    assert axis.changed(axis.at(0.5)) == {"wagons.hopper.payload": "95.0 t"}
    whole = between("fleets.shuttle.sets", 2, 5)
    assert [whole.at(share / 8) for share in range(9)] == [2, 2, 3, 3, 4, 4, 5, 5, 5]


def test_a_practice_can_be_an_axis():
    """It fills what the changes leave open, as with --change and --practice."""
    base = Base.of("gara-djebilet", "conventional")
    assert base.variant({"practice": "best"}).practice == "best"
    assert base.variant({"fleets.mine-sets.sets": 3}).practice == "conventional"
    assert base.design.practice == "none"


def test_the_schema_knows_every_key_and_takes_all_examples():
    """And refuses what the reader refuses."""
    schema = study_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"].keys() == KEYS.keys()
    every = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
    examples = [path for path in every if path.name != "plan.yaml"]
    assert len(examples) >= 4
    for example in examples:
        jsonschema.validate(YAML(typ="safe").load(example), schema)
        assert read_study(example).problems() == []
    for wrong in (
        {"points": {"morris": 1, "of": 2}},
        {"replications": 0},
        {"search": {"least": "a", "most": "b"}},
        {"pionts": 1},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"base": "a", "vary": {"b": [1]}, **wrong}, schema)
