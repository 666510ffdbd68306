"""Holding the rest: as few trains move as must, every plan passes the referee, and the same edits give the same bits."""

import json
import random
from itertools import pairwise

import pytest

import headway as hw
from headway.errors import InputError
from headway.timetabling import (
    Add,
    Cancel,
    Close,
    Copy,
    Depart,
    Dwell,
    Lock,
    Meet,
    NoMeet,
    UseTrack,
    bounded,
    broken,
    edit,
    edit_of_record,
    edit_record,
    moves,
    plan_of_record,
    plan_record,
    released,
    verify,
)
from headway.units import DAY_S
from headway.work import MaxRounds


@pytest.fixture(scope="module")
def plan():
    """A day of 8 trains that repeats; its trains run on into the next day."""
    return hw.timetable(hw.load("gara-djebilet-12mt"), stop=MaxRounds(400))


@pytest.fixture(scope="module")
def dated():
    """A day on an empty line, which does not repeat."""
    return hw.timetable(hw.load("gara-djebilet-12mt"), stop=MaxRounds(400), empty_line=True)


def orders(plan):
    """Return which trains use every section and every track of a place, in the order of time."""
    used = {}
    for path in plan.paths:
        for here, there in pairwise(path.calls):
            used.setdefault(frozenset((here.place, there.place)), []).append((here.departs_s, path.train))
        for call in path.calls:
            used.setdefault((call.place, call.track), []).append((call.arrives_s, path.train))
    return {where: [train for _, train in sorted(trains)] for where, trains in used.items()}


def test_no_edit_is_the_same_plan(plan):
    assert edit(plan) is plan


def test_an_edit_that_the_plan_keeps_moves_nobody(plan):
    """A lock, and the track that a train uses anyway: every path stays, bit for bit, with the causes of its waits."""
    call = plan.path("ore 1 loaded").calls[3]
    changed = edit(plan, Lock("ore 2 loaded"), UseTrack("ore 1 loaded", call.place, call.track))
    assert changed.paths == plan.paths
    assert changed.moved == ()
    assert len(changed.edits) == 2


@pytest.mark.parametrize("train", ["ore 1 loaded", "ore 2 empty", "goods-north day 1", "passenger-south day 1"])
def test_a_drag_of_five_minutes_keeps_all_orders_and_tracks(dated, train):
    changed = edit(dated, Depart(train, dated.path(train).departs_s + 300))
    assert changed.kept_orders
    assert changed.path(train).departs_s == dated.path(train).departs_s + 300
    assert orders(changed) == orders(dated)
    assert changed.violations == ()


@pytest.mark.parametrize("train", ["ore 1 loaded", "ore 1 empty", "goods-south day 1"])
def test_every_train_that_moves_must(dated, train):
    """With the old path of any one train that was moved, the referee finds a conflict in the new plan."""
    changed = edit(dated, Depart(train, dated.path(train).departs_s + 600))
    others = [move.train for move in changed.moved if move.train != train]
    for name in others:
        paths = [dated.path(name) if path.train == name else path for path in changed.paths]
        assert verify(dated.scenario, paths, moved={train: changed.path(train).ready_s}) != []


def test_the_answer_says_which_trains_moved_and_by_how_much(plan):
    train = "ore 1 empty"
    changed = edit(plan, Depart(train, plan.path(train).departs_s + 600))
    assert changed.moved == moves(plan.paths, changed.paths)
    moved = {move.train: move for move in changed.moved}
    assert moved[train].departs_by_s == 600
    for path in changed.paths:
        assert (path.train in moved) == (path.calls != plan.path(path.train).calls or path.train in moved)
        if path.train not in moved:
            assert [(c.arrives_s, c.departs_s, c.track) for c in path.calls] == [
                (c.arrives_s, c.departs_s, c.track) for c in plan.path(path.train).calls
            ]
    assert f"moved {len(moved)} of {len(plan.paths)} trains" in changed.summary()


def test_a_train_that_leaves_sooner_moves_nobody_else(dated):
    train = "goods-south day 1"
    changed = edit(dated, Depart(train, dated.path(train).departs_s - 900))
    assert {move.train for move in changed.moved} <= {train}
    assert changed.path(train).departs_s <= dated.path(train).departs_s
    assert changed.violations == ()


def test_a_train_dragged_by_hours_runs_when_it_was_dragged_to(dated):
    """With all orders kept it would wait at its origin for the trains that ran before it."""
    train = "passenger-south day 1"
    at_s = dated.path(train).departs_s - 5 * 3600
    changed = edit(dated, Depart(train, at_s))
    assert changed.path(train).departs_s - at_s < 1800
    assert changed.violations == ()


def test_a_possession_in_the_way_moves_the_trains_that_it_cuts(plan, dated):
    """It recurs in a plan that repeats; in one that does not it has a date."""
    for one in (plan, dated):
        path = one.path("goods-south day 1")
        here, there = path.calls[4], path.calls[6]
        changed = edit(one, Close("works", here.place, there.place, here.departs_s % DAY_S, here.departs_s % DAY_S + 5400))
        assert changed.violations == ()
        assert "goods-south day 1" in {move.train for move in changed.moved}
        closed = [p for p in changed.scenario.possessions if p.name.startswith("works")]
        assert len(closed) == 2
        assert all(p.dated is not one.repeats for p in closed)


def test_one_more_train_a_copy_and_a_train_cancelled(plan):
    changed = edit(plan, Add("passenger-north", 4 * 3600), Copy("ore 1 loaded", 70_000), Cancel("goods-north day 1"))
    names = {path.train for path in changed.paths}
    assert names == {path.train for path in plan.paths} - {"goods-north day 1"} | {
        "passenger-north extra 1",
        "ore 1 loaded (2)",
    }
    assert changed.path("ore 1 loaded (2)").departs_s >= 70_000
    assert [v for v in changed.violations if "set" not in v] == []


def test_a_copy_can_be_moved_and_cancelled_as_any_train(plan):
    """Its original may go as well, and the copy stays."""
    copied = edit(plan, Copy("ore 1 loaded", 70_000))
    moved = edit(copied, Depart("ore 1 loaded (2)", 71_000))
    assert moved.path("ore 1 loaded (2)").ready_s == 71_000
    alone = edit(moved, Cancel("ore 1 loaded"))
    assert "ore 1 loaded (2)" in {path.train for path in alone.paths}
    assert [v for v in alone.violations if "set" not in v] == []
    back = edit(moved, Cancel("ore 1 loaded (2)"))
    assert {path.train for path in back.paths} == {path.train for path in plan.paths}
    again = edit(back, Copy("ore 1 loaded", 72_000))
    assert again.path("ore 1 loaded (2)").ready_s == 72_000
    assert [str(change) for change in again.edits] == ["ore 1 loaded runs once more at 20:00"]


def test_a_longer_stop_is_a_stop_and_no_wait(plan):
    train, place = "goods-north day 1", "Km 409"
    changed = edit(plan, Dwell(train, place, 1200))
    call = next(c for c in changed.path(train).calls if c.place == place)
    assert call.departs_s - call.arrives_s >= 1200
    assert call.wait_s == call.departs_s - call.arrives_s - 1200
    assert changed.violations == ()


def test_a_second_move_of_a_train_takes_the_place_of_the_first(plan):
    first = edit(plan, Depart("ore 2 loaded", plan.path("ore 2 loaded").departs_s + 600))
    second = edit(first, Depart("ore 2 loaded", plan.path("ore 2 loaded").departs_s + 1200))
    assert [str(change) for change in second.edits] == [str(second.edits[0])]
    assert second.path("ore 2 loaded").ready_s == plan.path("ore 2 loaded").departs_s + 1200


def test_a_locked_train_is_never_moved(dated):
    """The train that would have to make way is locked: another way is found, or the clash is named."""
    train = "ore 1 empty"
    free = edit(dated, Depart(train, dated.path(train).departs_s + 1800))
    others = [move.train for move in free.moved if move.train != train][:2]
    locks = [Lock(name) for name in others]
    changed = edit(dated, *locks, Depart(train, dated.path(train).departs_s + 1800))
    for name in others:
        assert changed.path(name).calls[-1].arrives_s == dated.path(name).calls[-1].arrives_s
    assert changed.violations == ()


def test_two_contradictory_meets_are_both_named(plan):
    with pytest.raises(InputError) as caught:
        edit(plan, Meet("ore 1 loaded", "ore 1 empty", "Km 211"), Meet("ore 1 loaded", "ore 1 empty", "Km 540"))
    assert "meet at Km 211; ore 1 loaded and ore 1 empty meet at Km 540" in str(caught.value)


def test_planning_around_keeps_the_edits_and_costs_no_more(plan, dated):
    for one in (plan, dated):
        wanted = (Meet("ore 1 loaded", "ore 1 empty", "Km 211"), Lock("passenger-north day 1"))
        held, around = edit(one, *wanted), edit(one, *wanted, rest="around", stop=MaxRounds(300))
        assert around.objective_s <= held.objective_s
        assert broken(wanted, around) == []
        assert around.violations == ()
        assert around.begins is one.begins
        assert [(c.arrives_s, c.track) for c in around.path("passenger-north day 1").calls] == [
            (c.arrives_s, c.track) for c in one.path("passenger-north day 1").calls
        ]


def test_the_bound_of_an_edited_plan_follows(plan):
    changed = edit(plan, Depart("ore 1 loaded", plan.path("ore 1 loaded").departs_s + 300))
    better = bounded(changed)
    assert changed.bound_s <= better.bound_s <= better.objective_s == changed.objective_s
    assert better.paths == changed.paths


def test_released_edits_free_their_trains(plan):
    changed = edit(plan, Lock("ore 1 loaded"), Close("works", "Km 507", "Km 540", 3600, 7200))
    freed = released(changed, *changed.edits)
    assert freed.edits == ()
    assert freed.paths == changed.paths
    assert freed.scenario.possessions == plan.scenario.possessions
    with pytest.raises(InputError, match="has no edit that says: ore 2 loaded keeps its path"):
        released(changed, Lock("ore 2 loaded"))


def random_edit(plan, rng):
    """Return an edit of any kind that names what is there; not all can be kept."""
    path = plan.paths[rng.randrange(len(plan.paths))]
    call = path.calls[rng.randrange(1, len(path.calls) - 1)]
    opposed = [other for other in plan.paths if other.calls[0].place == path.calls[-1].place]
    other = rng.choice(opposed).train if opposed else ""
    ahead = path.calls[path.calls.index(call) + 1]
    at_s = rng.randrange(0, DAY_S)
    kinds = [
        Depart(path.train, max(0, min(DAY_S - 1, path.departs_s + rng.choice([-1800, -300, 300, 900, 3600])))),
        Lock(path.train),
        UseTrack(path.train, call.place, rng.choice(plan.scenario.line.place(call.place).tracks).name),
        Dwell(path.train, call.place, rng.choice([60, 600, 1800])),
        Close(f"works {rng.randrange(10**6)}", call.place, ahead.place, at_s, at_s + rng.choice([1800, 7200])),
        Copy(path.train, at_s),
        Cancel(path.train),
    ]
    if other and call.place in {c.place for c in plan.path(other).calls}:
        kinds += [Meet(path.train, other, call.place), NoMeet(path.train, other, call.place)]
    return rng.choice(kinds)


def too_fast(plan):
    """Return the trains that run over a section in less than their running time, which holds the supplement."""
    return [
        train.request.train
        for train in plan.trains
        for k, (here, there) in enumerate(pairwise(train.steps))
        if there.arrives - here.departs < train.route.run_s[k, here.mode, there.mode]
    ]


@pytest.mark.parametrize("seed", range(4))
def test_random_edits_pass_the_referee_and_come_back_from_their_records(plan, dated, seed):
    """Fifteen edits one after another: every plan is sound and keeps its edits, and its record gives the same bits."""
    rng = random.Random(seed)
    now = first = dated if seed % 2 else plan
    refused = 0
    for _ in range(15):
        wanted = random_edit(now, rng)
        try:
            changed = edit(now, wanted)
        except InputError:
            refused += 1
            continue
        assert [v for v in changed.violations if "set" not in v] == []
        assert broken(changed.edits, changed) == []
        assert too_fast(changed) == []
        record = json.dumps(plan_record(changed))
        again = plan_of_record(first.scenario, json.loads(record))
        assert (again.paths, again.edits, again.moved, again.scenario) == (
            changed.paths,
            changed.edits,
            changed.moved,
            changed.scenario,
        )
        assert (again.objective_s, again.bound_s) == (changed.objective_s, changed.bound_s)
        assert json.dumps(plan_record(again)) == record
        now = changed
    assert refused < 10


def test_edits_have_records(plan):
    for change in (
        Depart("a", 1),
        Close("a", "b", "c", 1, 2),
        Meet("a", "b", "c"),
        Dwell("a", "b", 3),
        Add("a", 4, loaded=False),
    ):
        assert edit_of_record(json.loads(json.dumps(edit_record(change)))) == change
    for record, said in (({"kind": "fly"}, "no kind of edit"), ({"kind": "depart"}, "other values")):
        with pytest.raises(InputError, match=said):
            edit_of_record(record)
    with pytest.raises(InputError, match="no record of a timetable"):
        plan_of_record(plan.scenario, {})
    whole = plan_record(plan)
    for wrong in ({"record": 1}, {**whole, "days": 10**9}, {**whole, "days": "1"}, {**whole, "seed": None}, {**whole, "stop": 3}):
        with pytest.raises(InputError, match="cannot be read"):
            plan_of_record(plan.scenario, wrong)


def test_what_is_wrong_with_an_edit_is_said(plan):
    with pytest.raises(InputError) as caught:
        edit(
            plan,
            Depart("ore 1 loaded", 10 * DAY_S),
            Dwell("ore 1 loaded", "Gara Djebilet", 600),
            Dwell("ore 1 loaded", "Km 211", 0),
            Close("works", "Km 211", "Km 211", 100, 50),
            Close("", "Km 211", "Kn 244", 0, 2 * DAY_S),
            Add("ore-train", 0),
            Copy("passenger-north day 1", plan.path("passenger-north day 1").ready_s),
            Cancel("ore 9 loaded"),
        )
    text = str(caught.value)
    for part in (
        "more than a day outside the timetable",
        "begins or ends at Gara Djebilet: move its departure instead",
        "it can stand 1 s to 24 h at Km 211, not 0 s",
        "both are Km 211",
        "not after it begins",
        "a possession needs a name",
        '"Kn 244" is not a place of the line. Did you mean',
        "would shut the line for good",
        '"ore-train" is not a service',
        "departs at 08:00 already" if plan.path("passenger-north day 1").ready_s == 8 * 3600 else "already. Choose another time",
        '"ore 9 loaded" is not a train',
    ):
        assert part in text
    with pytest.raises(InputError, match=r"rest: 'else' .* one of hold, around"):
        edit(plan, Lock("ore 1 loaded"), rest="else")
