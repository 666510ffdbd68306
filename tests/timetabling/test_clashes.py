"""Clashes: when something cannot be planned, a smallest set of what is in the way is named, in rail words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import headway as hw
from headway.errors import InputError
from headway.model import Possession
from headway.timetabling import Depart, Lock, Meet, NoMeet, edit
from headway.timetabling.clashes import in_words, smallest
from headway.units import HOUR_S


def closed(name, from_km, to_km, starts_h, hours):
    return Possession(
        name=name, leg="main", from_km=from_km, to_km=to_km, starts_at_s=starts_h * 3600.0, duration_s=hours * 3600.0
    )


@given(st.sets(st.integers(0, 30), min_size=1, max_size=4), st.integers(1, 31))
def test_no_part_of_a_smallest_clash_can_be_spared(needed, trials):
    """Parts clash when all of some are there: exactly those are found, in fewer trials than all subsets would take."""
    asked = []

    def clash(parts):
        asked.append(parts)
        return needed <= set(parts)

    assert set(smallest(range(31), clash)) == needed
    assert len(asked) <= 2 * 31 + 62


def test_lists_read_as_sentences():
    assert in_words(["a"]) == "a"
    assert in_words(["a", "b"]) == "a and b"
    assert in_words(["a", "b", "c"]) == "a, b and c"


def test_a_window_that_another_train_fills_names_that_train_and_where(small):
    """Two railcars may leave the port within one minute, and neither can wait: one is in the other's way, the rest is not."""
    up, down, ore = small.services
    first = replace(up, stops=(), latest_departure_at_s=up.departs_at_s + 60)
    works = closed("works", 32, 35, 20, 1)
    scenario = replace(small, services=(first, replace(first, name="second"), down, ore), possessions=(works,))
    with pytest.raises(InputError) as caught:
        hw.timetable(scenario, stop=None)
    text = str(caught.value)
    window = "between day 1, Mon 2027-01-04, 08:00 and day 1, Mon 2027-01-04, 08:01"
    assert f'finds no path from "Port" to "Pit" leaving {window}: in its way are' in text
    assert "in its way are second day 1 at Port. " in text or "in its way are morning-up day 1 at Port. " in text
    assert text.endswith("Widen its window or move the other trains")
    assert "works" not in text


def test_a_window_within_a_possession_names_the_possession(small):
    """The first section is closed from 07:30 to 10:00; another closure in the night has nothing to do with it."""
    up, down, ore = small.services
    chosen = replace(up, latest_departure_at_s=up.departs_at_s + 1800)
    works = (closed("night", 12, 15, 22, 2), closed("works", 2, 5, 7.5, 2.5))
    with pytest.raises(InputError) as caught:
        hw.timetable(replace(small, services=(chosen, down, ore), possessions=works), stop=None)
    text = str(caught.value)
    assert "even alone on the line: in its way are possession works on Port - Loop A. " in text
    assert text.endswith("Widen its window or shorten the possessions")
    assert "night" not in text


def test_possessions_that_together_leave_too_little_time_are_both_named(small):
    """A section is closed from midnight to noon and from noon to midnight, but for 6 min each: either half alone leaves time."""
    halves = (closed("morning", 12, 15, 0, 11.9), closed("night", 32, 35, 1, 1), closed("evening", 12, 15, 12, 11.9))
    with pytest.raises(InputError) as caught:
        hw.timetable(replace(small, possessions=halves), stop=None)
    text = str(caught.value)
    for name in ("morning", "evening"):
        assert f"possession {name} on Loop A - Loop B" in text
    assert "night" not in text


def test_a_train_that_could_wait_if_it_were_shorter_says_so(small):
    """The section beyond Loop C is closed until noon; a train of 520 m that must leave the pit by 08:15 cannot wait at Loop C."""
    up, down, ore = small.services
    late = 8 * HOUR_S + 900.0
    long = replace(down, name="long", consist="ore-empty", stops=(), latest_departure_at_s=late, priority=2)
    with pytest.raises(InputError) as caught:
        hw.timetable(replace(small, services=(up, long, ore), possessions=(closed("works", 22, 25, 7, 5),)), stop=None)
    text = str(caught.value)
    assert "possession works on Loop B - Loop C and its length, 520 m, which fits no track of Loop C. " in text
    assert text.endswith("Widen its window or shorten the possessions or lengthen tracks")


def test_an_edit_that_clashes_with_a_window_names_the_window(small):
    """The down railcar stands at the port for 5 minutes from its arrival. Another that must leave within these, after 4 minutes
    on a track of its own, is always there together with it: if that is forbidden, it could only leave later."""
    up, down, ore = small.services
    arrives = hw.timetable(small, stop=None).path("morning-down day 1").arrives_s
    chosen = replace(up, stops=(), departs_at_s=float(arrives), latest_departure_at_s=arrives + 300.0, priority=2)
    works = closed("works", 32, 35, 22, 1)
    plan = hw.timetable(replace(small, services=(chosen, down, ore), possessions=(works,)), stop=None)
    assert plan.path("morning-down day 1").arrives_s == arrives
    with pytest.raises(InputError) as caught:
        edit(plan, Lock("ore 3 loaded"), Lock("morning-down day 1"), NoMeet("morning-up day 1", "morning-down day 1", "Port"))
    text = str(caught.value)
    assert "morning-up day 1 leaves between" in text
    assert "morning-up day 1 and morning-down day 1 do not meet at Port" in text
    assert "morning-down day 1 keeps its path" in text
    assert "ore 3" not in text
    assert "works" not in text


def test_a_meet_where_neither_train_fits_names_the_length(small):
    """Loop C has 300 m: two trains of 520 m that leave both ends at once cannot meet there."""
    up, down, ore = small.services
    both = [replace(path, consist="ore-empty", stops=()) for path in (up, down)]
    plan = hw.timetable(replace(small, services=(*both, ore)), stop=None)
    with pytest.raises(InputError) as caught:
        edit(plan, Meet("morning-up day 1", "morning-down day 1", "Loop C"))
    text = str(caught.value)
    assert "ore-empty trains (520 m) fit no track of Loop C; " in text
    assert text.endswith("morning-up day 1 and morning-down day 1 meet at Loop C. Take one back or change it")


def test_a_lock_and_a_departure_of_one_train_clash(small):
    plan = hw.timetable(small, stop=None)
    with pytest.raises(InputError, match="keeps its path"):
        edit(plan, Lock("morning-up day 1"), Depart("morning-up day 1", 12 * HOUR_S))
