"""A whole plan of a small line: it holds, goes on where it was stopped, says why, and refuses what cannot be."""

from pathlib import Path
from typing import Any

import pytest

import headway as hw
from headway.errors import InputError
from headway.expansion import read_plan
from headway.expansion.asking.shutting import Shut, possessions
from headway.work import MaxRounds
from tests.expansion.test_reading import PLAN

EXAMPLE = Path(__file__).parents[2] / "examples" / "plan.yaml"

SMALL: dict[str, Any] = {
    **PLAN,
    "years": [2027, 2034],
    "demand": {"ore": {"2027": "4 Mt/y", "2031": "26 Mt/y"}},
    "follows": {"terminals.pit.rate": {"ore": 1.1}, "terminals.smelter.rate": {"ore": 1.05}},
    "changes": {"legs.main.places.Pit.yard_trains": 8, "legs.main.places.Port.yard_trains": 8},
    "promise": {"share": 0.95, "searched_by": 3, "confirmed_by": 5},
    "options": {
        "sets": {"kind": "train-set", "fleet": "shuttle", "most": 5},
        "loops": {"kind": "loop", "leg": "main", "section": "every", "lead_years": 2, "works": "3 h"},
        "second dumper": {"kind": "dumper", "terminal": "port-dumper", "capex": "20 MUSD", "lead_years": 2},
        "second load-out": {"kind": "load-out", "terminal": "pit-load-out", "capex": "15 MUSD", "lead_years": 2},
        "larger pile": {"kind": "stockpile", "terminal": "pit-pile", "by": "20 kt", "capex": "3 MUSD"},
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the plan of the example is kept."""
    return tmp_path_factory.mktemp("plans") / "example"


@pytest.fixture(scope="module")
def example(folder: Path) -> hw.Expansion:
    """The plan of the example."""
    return hw.expand(EXAMPLE, folder=folder, stop=MaxRounds(2))


def test_every_stage_keeps_its_promise_and_no_referee_complains(example: hw.Expansion) -> None:
    """Each stage has timetables and fresh years in which the promise is kept, and its plan carries what is asked."""
    assert example.holds
    assert [(v.stage.first, v.stage.last) for v in example.verified] == [(0, 2), (3, 5), (6, 9)]
    for verified in example.verified:
        assert verified.violations == 0
        assert all(one.kept >= 0.95 for one in verified.delivered)
        assert all(one.carried for one in verified.planned)


def test_the_bound_is_never_above_the_plan(example: hw.Expansion) -> None:
    """The proven master costs no more than the plan, in all; the dumper that both need is the same."""
    assert 0 < example.lower.bound <= example.cost
    assert 0 <= example.gap < 1
    assert {p.option for p in example.purchases} >= {"second dumper", "second load-out", "sets"}
    assert sum(example.parts().values()) == pytest.approx(example.cost)


def test_a_stage_can_be_had_as_a_scenario(example: hw.Expansion) -> None:
    """What is in use in the last stage is a scenario like any other, with its changes."""
    last = example.verified[-1]
    scenario = example.scenario(2036)
    assert scenario.dumper("port-dumper").trains == 1 + last.stage.levels["second dumper"]
    assert "terminals.port-dumper.trains" in {change.where for change in scenario.changes}


def test_planning_goes_on_from_what_is_kept(example: hw.Expansion, folder: Path) -> None:
    """Planned again in the same folder nothing is simulated, and the plan is the same; other prices ask nothing again."""
    told: list[str] = []
    again = hw.expand(EXAMPLE, folder=folder, stop=MaxRounds(2), progress=lambda _, text: told.append(text))
    assert again.to_frame().equals(example.to_frame())
    assert again.stages_frame().equals(example.stages_frame())
    assert not [text for text in told if " of " in text and "plan of" not in text and "paths of" not in text]


def test_what_is_lost_is_found_again(example: hw.Expansion, folder: Path) -> None:
    """A folder that lost half of its pieces, or in which one was cut off, leads to the same plan."""
    pieces = sorted((folder / "found").glob("*.json"))
    for piece in pieces[::2]:
        piece.unlink()
    pieces[1].write_text(pieces[1].read_text(encoding="utf-8")[:40], encoding="utf-8")
    again = hw.expand(EXAMPLE, folder=folder, stop=MaxRounds(2))
    assert again.to_frame().equals(example.to_frame())


def test_it_says_why_an_option_is_there(example: hw.Expansion) -> None:
    """Without the second dumper the demand cannot be met; a name may be given in part, and one that is not there is said."""
    why = example.why("dumper")
    assert why.option == "second dumper"
    assert why.out is None
    assert "nothing takes its place" in why.summary()
    with pytest.raises(InputError, match='the plan buys no "cranes"'):
        example.why("cranes")


def test_paths_have_values_and_deadlines(example: hw.Expansion) -> None:
    """Knowing the path is worth something or nothing, never less; waiting saves what the slow path does not need."""
    futures = example.futures
    assert futures is not None
    assert futures.value_of_information >= -1e-6
    assert futures.value_of_waiting is not None
    assert futures.value_of_waiting > 0
    assert futures.expected <= example.cost + 1e-6
    assert all(deadline.decided <= deadline.in_use for deadline in futures.deadlines)


def test_the_summary_says_what_was_planned(example: hw.Expansion) -> None:
    """What to buy, when to decide, the bracket, the stages and the referee are on one screen."""
    text = example.summary()
    for part in ("second dumper", "decide by", "at least [M USD]", "8 of 8", "no violation in any stage", "year"):
        assert part in text, part


def test_works_shut_the_line_while_it_is_built() -> None:
    """In the years from the decision to the first use the section has a possession each day, and not afterwards."""
    from headway.expansion.stages import at_work

    plan = read_plan(SMALL)
    building = at_work(plan, {}, {"ore": 4e6}, frozenset({"loops Port - Loop A"}))
    assert [(p.from_km, p.to_km, p.duration_s) for p in building.possessions] == [(0, 10, 3 * 3600)]
    done = at_work(plan, {"loops Port - Loop A": 1}, {"ore": 4e6})
    assert not done.possessions


def test_every_section_is_shut_as_the_plan_says() -> None:
    """Eight hours a day in every section of both lines, in place of what the practice says, loops included."""
    from headway.expansion.stages import at_work

    plan = read_plan({**SMALL, "possessions": {"duration": "8 h", "days_a_week": 5}})
    stage = at_work(plan, {"loops Port - Loop A": 1}, {"ore": 4e6})
    assert len(stage.possessions) == len(stage.line.sections) == 5
    assert {p.duration_s for p in stage.possessions} == {8 * 3600.0}
    assert {len(p.weekdays) for p in stage.possessions} == {5}
    flagship = read_plan("gara-djebilet-oran")
    shut = possessions(flagship.base.scenario, Shut(duration_s=4 * 3600.0))
    assert len(flagship.base.variant(shut).possessions) == len(flagship.base.scenario.line.sections)


def test_demand_that_nothing_meets_says_by_how_much_and_what_binds() -> None:
    """A hundred times what the line carries is refused before anything is planned."""
    with pytest.raises(InputError) as refused:
        hw.expand({**SMALL, "demand": {"ore": {"2027": "4 Mt/y", "2031": "260 Mt/y"}}})
    said = str(refused.value)
    assert "demand.ore: in 2031 to 2034 no set of options carries what is promised" in said
    assert "of 247 Mt/y" in said
    assert "What binds is" in said
    assert "Add options that widen it" in said


def test_a_lead_time_that_comes_too_late_is_said() -> None:
    """What is needed in the first year and takes two cannot be there."""
    with pytest.raises(InputError) as refused:
        hw.expand({**SMALL, "demand": {"ore": {"2027": "26 Mt/y"}}})
    assert "in 2027" in str(refused.value)
    assert "Options come too late: shorten lead_years" in str(refused.value)


def test_budgets_that_leave_too_little_are_said() -> None:
    """Nothing may be spent in the years in which the dumper would have to be paid."""
    budgets = {str(year): "0 MUSD" for year in range(2027, 2035)}
    with pytest.raises(InputError) as refused:
        hw.expand({**SMALL, "budgets": budgets})
    assert "The budgets leave too little" in str(refused.value)


def test_a_promise_that_nothing_keeps_is_refused() -> None:
    """A mine that delivers half of the demand keeps no promise, whatever is bought."""
    with pytest.raises(InputError) as refused:
        hw.expand({**SMALL, "follows": {"terminals.pit.rate": {"ore": 0.5}}, "promise": {"searched_by": 2, "confirmed_by": 5}})
    assert "nothing that can be bought helps" in str(refused.value)
