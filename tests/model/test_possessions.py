"""Possessions: what of the line they may close, and that they leave it some time."""

from dataclasses import replace

import pytest

import headway as hw
from headway.errors import InputError
from headway.model import Closure, Possession, for_each_section
from headway.throughput import new_loops
from headway.timetabling import CauseKind
from tests.io.test_files import write


def closed(name="works", from_km=12, to_km=15, starts_h=0.0, hours=6.0, weekdays=()):
    return Possession(
        name=name,
        leg="main",
        from_km=from_km,
        to_km=to_km,
        starts_at_s=starts_h * 3600,
        duration_s=hours * 3600,
        weekdays=weekdays,
    )


@pytest.mark.parametrize(
    ("from_km", "to_km", "names"),
    [
        (19.9, 20.1, '"Loop B"'),
        (9, 21, '"Loop A", "Loop B"'),
        (1, 39, '"Loop A", "Loop B", "Loop C"'),
        (0, 40, '"Loop A", "Loop B", "Loop C"'),
    ],
)
def test_a_possession_that_covers_a_place_is_refused(small, from_km, to_km, names):
    """A train would stand at the station all through the works on its tracks; the cure is told."""
    with pytest.raises(InputError) as caught:
        replace(small, possessions=(closed(from_km=from_km, to_km=to_km),))
    (problem,) = caught.value.problems
    assert f'possession "works" (km {from_km:g} to {to_km:g}) covers {names}: ' in problem.message
    assert "Give one possession for each section" in problem.message


def test_a_possession_may_touch_the_places_at_its_ends(small):
    """From Loop A to Loop B it covers neither, and closes the section between them only; a closure may cover both."""
    shut = replace(small, possessions=(closed(from_km=10, to_km=20),))
    plan = hw.timetable(shut, stop=None)
    assert plan.violations == ()
    waits = [cause for path in plan.paths for call in path.calls for cause in call.causes if cause.kind is CauseKind.POSSESSION]
    assert {(cause.who, cause.where) for cause in waits} == {("works", "Loop A - Loop B")}
    flood = Closure(name="flood", leg="main", from_km=5, to_km=35, starts_on=small.starts_on, duration_s=3600)
    assert replace(small, disruptions=(flood,)).disruptions == (flood,)


def test_a_possession_of_many_sections_is_made_one_for_each(small):
    """Km 1 to 39 touch all four sections: the same sections are closed, and no place is covered."""
    whole = closed(from_km=1, to_km=39)
    parts = for_each_section(small.line, whole)
    assert [(p.from_km, p.to_km) for p in parts] == [(1, 10), (10, 20), (20, 30), (30, 39)]
    assert len({p.name for p in parts}) == 4
    assert replace(small, possessions=parts).possessions == parts
    assert for_each_section(small.line, closed()) == (closed(),)


def test_a_new_loop_within_a_possession_divides_it(small):
    """The middle of the section is km 15, within the possession of km 12 to 18: both halves are closed as the section was."""
    (flow,) = small.flows
    without = new_loops(replace(small, possessions=(closed(from_km=12, to_km=18, hours=1),)), flow)
    assert set(without["section"]) == {section.name for section in small.line.sections}


def test_files_tell_a_covered_place_with_its_line(tmp_path):
    write(
        tmp_path,
        """\
        extends: three-loops
        possessions:
          night: {leg: main, from_km: 12, to_km: 15, starts_at: "22:00", duration: 4 h}
          works: {leg: main, from_km: 12, to_km: 25, starts_at: "02:00", duration: 4 h}
        """,
    )
    with pytest.raises(InputError) as caught:
        hw.load(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.where) == (4, "possessions.works")
    assert 'covers "Loop B"' in problem.message


ALL_WEEK = {
    "a day every day": [closed(hours=24)],
    "a week from Wednesday evening": [closed(starts_h=18, hours=7 * 24, weekdays=(2,))],
    "more than a day every other day": [closed(starts_h=20, hours=48, weekdays=(0, 2, 4, 5))],
    "halves of a day": [closed(hours=12), closed("other", starts_h=12, hours=12)],
    "past midnight": [closed(starts_h=20, hours=10), closed("other", from_km=16, to_km=19, starts_h=6, hours=14)],
    "past the end of the week": [
        closed(starts_h=12, hours=4 * 24, weekdays=(5,)),
        closed("other", hours=4.5 * 24, weekdays=(1,)),
    ],
}


@pytest.mark.parametrize("possessions", ALL_WEEK.values(), ids=ALL_WEEK)
def test_possessions_that_never_open_a_section_are_refused(small, possessions):
    """Together they hold Loop A - Loop B at every moment of the week; one elsewhere and one too many are not named."""
    elsewhere, spare = closed("elsewhere", 22, 25, hours=12), closed("spare", 18, 19, hours=1)
    with pytest.raises(InputError) as caught:
        replace(small, possessions=(spare, elsewhere, *possessions))
    (problem,) = caught.value.problems
    assert 'section "Loop A - Loop B" no time in any week' in problem.message
    for p in possessions:
        assert f'"{p.name}"' in problem.message
    assert "elsewhere" not in problem.message
    assert "spare" not in problem.message
    assert problem.message.endswith("Shorten it" if len(possessions) == 1 else "Shorten them")


@pytest.mark.parametrize("possessions", ALL_WEEK.values(), ids=ALL_WEEK)
def test_a_minute_a_week_is_some_time(small, possessions):
    """The same possessions, one of them a minute shorter at its end, are not refused: the timetable says what finds no path."""
    *others, last = possessions
    shorter = replace(last, duration_s=last.duration_s - 60)
    assert replace(small, possessions=(*others, shorter)).possessions[-1] == shorter


def test_a_possession_of_each_section_leaves_time_on_all(small):
    """Half of each day on one section, the other half on the next: no section is closed for good."""
    works = (closed("day", 12, 15, 0, 12), closed("night", 22, 25, 12, 12))
    assert replace(small, possessions=works).possessions == works
