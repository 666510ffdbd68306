"""Plan files: what they may say, and one message for everything that is wrong."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from headway.errors import InputError
from headway.expansion import read_plan

PLAN: dict[str, Any] = {
    "scenario": "three-loops",
    "years": [2027, 2036],
    "demand": {"ore": {"2027": "1 Mt/y", "2030": "3 Mt/y"}},
    "options": {
        "sets": {"kind": "train-set", "fleet": "shuttle", "most": 4},
        "loops": {"kind": "loop", "leg": "main", "section": "every"},
        "second dumper": {"kind": "dumper", "terminal": "port-dumper", "capex": "20 MUSD", "lead_years": 2, "spend": [0.4, 0.6]},
    },
}


def _with(**other: Any) -> dict[str, Any]:
    return {**PLAN, **other}


def _refused(plan: dict[str, Any]) -> str:
    with pytest.raises(InputError) as refused:
        read_plan(plan)
    return str(refused.value)


def test_demand_holds_until_the_next_year_that_is_named() -> None:
    """From 2027 on 1 Mt/y is asked, from 2030 on 3 Mt/y."""
    plan = read_plan(PLAN)
    assert plan.main.t_y["ore"] == pytest.approx((1e6,) * 3 + (3e6,) * 7)


def test_an_option_in_every_section_is_one_option_for_each() -> None:
    """The line of four sections may have a loop in each."""
    plan = read_plan(PLAN)
    assert [o.name for o in plan.each if o.name.startswith("loops ")] == [
        "loops Port - Loop A", "loops Loop A - Loop B", "loops Loop B - Loop C", "loops Loop C - Pit",
    ]  # fmt: skip


def test_costs_come_from_the_library_unless_the_plan_says_otherwise() -> None:
    """A loop costs 10 M USD, a wagon 0.135; the plan states a wagon at 0.1, and a dumper at 20 where the library has 250."""
    plan = read_plan(_with(costs={"wagon": "0.1 MUSD"}))
    today = plan.base.scenario
    assert plan.costs.price(plan.option("loops Port - Loop A"), today) == 10e6
    assert plan.costs.price(plan.option("sets"), today) == pytest.approx(2 * 3.5e6 + 40 * 0.1e6)
    assert plan.costs.price(plan.option("second dumper"), today) == 20e6


def test_paths_part_from_the_main_one_and_leave_it_the_rest_of_the_chance() -> None:
    """A path of chance 0.3 that asks for less from 2031 on differs from then on only."""
    low = {"chance": 0.3, "from": 2031, "demand": {"ore": {"2031": "2 Mt/y"}}}
    plan = read_plan(_with(paths={"low": low}))
    assert [(path.name, path.chance) for path in plan.paths] == [("main", 0.7), ("low", 0.3)]
    assert plan.paths[1].t_y["ore"] == pytest.approx((1e6,) * 3 + (3e6,) + (2e6,) * 6)


def test_everything_wrong_is_said_at_once() -> None:
    """Every problem has its address, its rule and what to do."""
    options = {
        "sets": {"kind": "train-set", "fleet": "shutle"},
        "loop": {"kind": "lop"},
        "dumper": {"kind": "dumper", "terminal": "port-dumper", "spend": [0.4, 0.5], "lead_years": 2, "requires": ["cranes"]},
        "early": {"kind": "load-out", "terminal": "pit-load-out", "spend": [0.5, 0.5]},
        "track": {"kind": "second-track", "leg": "main", "section": "Port - Loop B"},
    }
    said = _refused(
        _with(years=[2027, 2026], options=options, money={"rate": -1.0}, demand={"ore": {"2027": "4 furlongs"}}, curency="EUR")
    )
    assert 'curency: there is no such key. Did you mean "currency"' not in said
    for part in (
        "curency: there is no such key",
        "years: [",
        "Write the first and the last year",
        "money.rate: -1 is out of range (-0.5 to 1). It is a share a year: 0.08 for 8 %",
        'options.sets.fleet: "shutle" is not a fleet. Did you mean "shuttle"',
        'options.loop.kind: "lop" is not one. Did you mean "loop"',
        "options.dumper.spend: the shares add up to 0.9, not to 1",
        'options.dumper.requires: "cranes" is no option',
        "options.early.spend: 2 shares, but 1 year from the decision to the first use",
        'options.track.section: "Port - Loop B" is not a section of main',
    ):
        assert part in said, part


def test_a_flow_of_which_nothing_is_asked_is_said() -> None:
    """A plan must say what is asked of every flow, from the first year on."""
    assert "demand.ore: says nothing of 2027, the first year" in _refused(_with(demand={"ore": {"2029": "1 Mt/y"}}))
    assert 'demand: nothing is asked of "ore"' in _refused(_with(demand={}))


def test_chances_that_leave_none_for_the_main_path_are_said() -> None:
    """Chances of the other paths add up to less than 1."""
    path = {"chance": 0.6, "from": 2031, "demand": {"ore": {"2031": "2 Mt/y"}}}
    assert "paths: chances add up to 1.2" in _refused(_with(paths={"low": path, "high": path}))


def test_an_option_that_does_not_fit_the_scenario_is_said() -> None:
    """More train sets than the yards hold: the scenario's own rule, at the option that breaks it."""
    options = {
        "sets": {"kind": "train-set", "fleet": "shuttle", "most": 4},
        "odd": {"kind": "change", "where": "terminals.pit.rate", "value": "12 parrots"},
    }
    assert "options.odd: the scenario cannot have 1 of it" in _refused(_with(options=options))


def test_an_option_named_twice_is_said_with_both_lines(tmp_path: Path) -> None:
    """YAML would keep the last one in silence."""
    text = """
    scenario: three-loops
    years: [2027, 2030]
    demand: {ore: {2027: 1 Mt/y}}
    options:
      sets: {kind: train-set, fleet: shuttle}
      sets: {kind: train-set, fleet: shuttle, most: 3}
    """
    file = tmp_path / "plan.yaml"
    file.write_text(dedent(text), encoding="utf-8")
    with pytest.raises(InputError, match='"sets" is given twice; the first is on line 6'):
        read_plan(file)
