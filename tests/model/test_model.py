"""The nouns: positions, defaults, and what they refuse."""

from dataclasses import replace

import pytest

import headway as hw
from headway.errors import InputError
from headway.model import Consist, Gradient, Leg, Line, Locomotive, Place, Possession, Section, Stockpile, Track


def leg(name, start, end, names):
    step = (end - start) / (len(names) - 1)
    return Leg(name=name, km_from=start, km_to=end, places=tuple(Place(name=n, km=start + i * step) for i, n in enumerate(names)))


def test_a_leg_may_count_its_posts_backwards():
    """A line of 55 falling and 100 rising kilometres: the joint stands at 55 km, and posts turn round there."""
    line = Line(legs=(leg("suburb", 55, 0, ["Port", "Junction"]), leg("main", 0, 100, ["Junction", "Half", "End"])))
    assert line.positions_m == (0, 55_000, 105_000, 155_000)
    assert [line.km(x) for x in (0, 50_000, 55_000, 80_000, 155_000)] == [55, 5, 0, 25, 100]
    assert line.span_m("suburb", 10, 20) == (35_000, 45_000)
    assert line.sections_between(50_000, 60_000) == [0, 1]
    assert [s.name for s in line.sections] == ["Port - Junction", "Junction - Half", "Half - End"]


def test_legs_must_form_a_chain_of_places_with_their_own_names():
    with pytest.raises(InputError, match=r"must form a chain"):
        Line(legs=(leg("a", 0, 10, ["A", "B"]), leg("b", 0, 10, ["C", "D"])))
    with pytest.raises(InputError, match=r'"A" is listed more than once'):
        Line(legs=(leg("a", 0, 10, ["A", "B"]), leg("b", 0, 10, ["B", "A"])))


def joined(ends, begins, **leg):
    """Two legs of 20 and 10 km that share "Joint", which each describes in its own way."""
    two = (Track(name="1", length_m=800.0), Track(name="2", length_m=800.0))
    one = (Place(name="A", km=0, elevation_m=100), Place(**{"name": "Joint", "km": 20, "tracks": two} | ends))
    other = (Place(**{"name": "Joint", "km": 512, "tracks": two} | begins), Place(name="Z", km=502))
    return Line(legs=(Leg(name="a", km_from=0, km_to=20, places=one, **leg), Leg(name="b", km_from=512, km_to=502, places=other)))


@pytest.mark.parametrize(
    ("begins", "told"),
    [
        (
            {"tracks": (Track(name="1", length_m=300.0),)},
            r'tracks 1 \(800 m\), 2 \(800 m\) in leg "a".* and 1 \(300 m\) in leg "b"',
        ),
        ({"tracks": (Track(name="1", length_m=800.0), Track(name="quay", length_m=800.0))}, r"quay \(800 m\)"),
        ({"yard_trains": 3}, 'yard_trains 2 in leg "a", where it ends, and 3 in leg "b"'),
        ({"yard_trains": 0}, 'yard_trains 2 in leg "a", where it ends, and 0 in leg "b"'),
        ({"yard_move_s": 60.0}, "yard_move_s 90.0 .* and 60.0"),
        ({"elevation_m": 900.0}, "elevation_m 180.0 .* and 900.0"),
        ({"latitude": 31.0, "longitude": -2.5}, "longitude -2.25 .* and -2.5"),
    ],
)
def test_the_two_entries_of_a_joint_must_not_contradict_one_another(begins, told):
    """Whether long trains can meet at a place must not hang on which of two lists was edited."""
    ends = {"yard_trains": 2, "yard_move_s": 90.0, "elevation_m": 180.0, "latitude": 31.0, "longitude": -2.25}
    with pytest.raises(InputError, match=told) as caught:
        joined(ends, ends | begins)
    (problem,) = caught.value.problems
    assert problem.where.startswith("legs.b.places.Joint.")
    assert "Write the same in both" in problem.message


def test_what_one_entry_of_a_joint_leaves_away_the_other_gives():
    """Height, coordinates and yard move are those of the entry that has them, whichever it is; the km post is the later leg's."""
    given = {"elevation_m": 180.0, "yard_move_s": 90.0, "latitude": 31.0, "longitude": -2.25}
    for ends, begins in ((given, {}), ({}, given), (given, given)):
        line = joined(ends, begins)
        joint = line.place("Joint")
        assert {name: getattr(joint, name) for name in given} == given
        assert (joint.km, line.position_m("Joint")) == (512, 20_000)


def test_the_height_of_a_joint_binds_the_gradients_of_both_legs(small):
    """From 100 m at A to 180 m at the joint the leg climbs 80 m; 20 km of 1 permille climb 20, wherever the 180 m are written."""
    path = replace(small.services[0], origin="A", destination="Z", stops=())
    for heights in (({"elevation_m": 180.0}, {}), ({}, {"elevation_m": 180.0})):
        line = joined(*heights, gradients=(Gradient(from_km=0, to_km=20, grade_permille=1),))
        with pytest.raises(InputError, match=r'climb 20\.0 m from "A" to "Joint", the elevations 80\.0 m'):
            hw.Scenario(title="x", line=line, consists=small.consists, services=(path,))


def test_gradients_cover_a_leg_exactly_once():
    places = (Place(name="A", km=0), Place(name="B", km=10))

    def with_gradients(*spans):
        grades = tuple(Gradient(from_km=a, to_km=b, grade_permille=1) for a, b in spans)
        return Leg(name="leg", km_from=0, km_to=10, places=places, gradients=grades)

    assert len(with_gradients((0, 4), (4, 10)).gradients) == 2
    with pytest.raises(InputError, match="gap between km 4 and 5"):
        with_gradients((0, 4), (5, 10))
    with pytest.raises(InputError, match="overlap between km 4 and 5"):
        with_gradients((0, 5), (4, 10))
    with pytest.raises(InputError, match="gap between km 9 and 10"):
        with_gradients((0, 9))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Track(name="1", length_m=-5), "-5 m is out of range"),
        (lambda: Gradient(from_km=0, to_km=1, grade_permille=250), "No adhesion railway is steeper; is it in percent x 100"),
        (lambda: Gradient(from_km=1, to_km=1, grade_permille=0), "must lie beyond"),
        (lambda: Stockpile(name="p", capacity_kg=10, initial_kg=20), "between 0 and the capacity"),
        (lambda: Section(start="A", end="B", tracks=0), 'section "A - B": 0 is out of range .1 to 20.'),
    ],
)
def test_nonsense_is_refused_at_the_door(make, message):
    with pytest.raises(InputError, match=message):
        make()


@pytest.mark.parametrize("weekdays", [(0, 0), (3, 0, 0), (0, 0, 0)])
def test_a_weekday_that_is_listed_twice_is_refused_by_name(small, weekdays):
    """Two Mondays were a Tuesday to simulations."""
    with pytest.raises(InputError, match="Monday listed more than once"):
        replace(small.services[0], weekdays=weekdays)
    with pytest.raises(InputError, match="Monday listed more than once"):
        Possession(name="works", leg="main", from_km=12, to_km=15, starts_at_s=0, duration_s=3600, weekdays=weekdays)
    with pytest.raises(InputError, match=r"0 \(Monday\) to 6 \(Sunday\)"):
        replace(small.services[0], weekdays=(7,))


def test_an_effort_in_newtons_for_kilonewtons_is_refused_with_a_hint():
    """A 195 t locomotive with 700,000 kN is out by a thousand; the message asks for the unit."""
    with pytest.raises(InputError, match=r"Check the unit: kN, not daN"):
        Locomotive(name="x", mass_kg=195e3, length_m=22, axles=6, max_effort_n=7e8, power_w=3e6, max_speed_ms=30)


def test_every_number_out_of_range_is_listed():
    """Four slips are four problems, told together."""
    with pytest.raises(InputError) as caught:
        Locomotive(name="x", mass_kg=-1, length_m=0, axles=0, max_effort_n=7e5, power_w=-1, max_speed_ms=30)
    assert {p.where for p in caught.value.problems} == {"mass_kg", "length_m", "axles", "power_w"}


def test_the_ore_train_is_the_published_one(flagship):
    """4 locomotives and 170 wagons: 2,135 m, 170 x 4 x 32.5 t = 22,100 t behind the locomotives, 17,000 t net."""
    train = flagship.consist("ore-loaded")
    assert train.length_m == pytest.approx(2135, abs=0.5)
    assert train.mass_kg - 4 * 195_000 == pytest.approx(22_100_000)
    assert train.payload_kg == pytest.approx(17_000_000)
    assert flagship.consist("ore-empty").payload_kg == 0


def test_names_are_offered_when_one_is_wrong(flagship):
    for ask, message in (
        (lambda: flagship.consist("ore-loadet"), 'Did you mean "ore-loaded"'),
        (lambda: flagship.line.index("Tindoof"), 'Did you mean "Tindouf"'),
        (lambda: flagship.load_out("mine"), "is not a load-out"),
        (lambda: flagship.line.leg("mining"), "is not a leg"),
    ):
        with pytest.raises(InputError, match=message):
            ask()


def test_a_changed_scenario_is_checked_again(small):
    """Twenty sets do not fit the yards of four trains."""
    (fleet,) = small.fleets
    with pytest.raises(InputError, match=r'the yard of "Pit" holds 4 trains, but 20 train sets use it'):
        replace(small, fleets=(replace(fleet, sets=20),))


def test_a_train_that_fits_no_track_is_refused(small):
    """Sixty hoppers make 760 m, which fit; seventy make 880 m, which fit no track, and that is said once a train."""
    loaded, empty, railcar = small.consists
    (hopper, _), *_ = loaded.wagons

    def with_wagons(number):
        longer = [replace(c, wagons=((hopper, number),)) for c in (loaded, empty)]
        return replace(small, consists=(*longer, railcar))

    assert with_wagons(60).consist("ore-loaded").length_m == pytest.approx(760)
    with pytest.raises(InputError) as caught:
        with_wagons(70)
    assert [p.where for p in caught.value.problems] == ["consists.ore-loaded", "consists.ore-empty"]
    assert "(880 m) is longer than every track of the line (the longest, 800 m" in caught.value.problems[0].message


def test_a_train_that_fits_the_ends_but_no_loop_is_refused(small):
    """With loops of 300 m the ore train of 520 m could be loaded and unloaded, but could never meet another."""
    (leg,) = small.line.legs
    short = (Track(name="1", length_m=300.0), Track(name="2", length_m=300.0))
    places = tuple(replace(p, tracks=short) if p.name.startswith("Loop") else p for p in leg.places)
    with pytest.raises(InputError, match=r'between "Pit" and "Port" \(the longest, 300 m.*it can wait nowhere'):
        replace(small, line=Line(legs=(replace(leg, places=places),)))


def test_the_flagship_is_the_published_line(flagship):
    """950 km, 28 crossing points between the two ends, the named stations at their posts."""
    line = flagship.line
    assert line.length_m == 950_000
    assert len(line.places) - 2 == 28
    assert all(len(p.tracks) > 1 for p in line.places)
    posts = {p.name: p.km for p in line.places}
    assert {n: posts[n] for n in ("Béchar", "Abadla", "Hassi Khebi", "Oum El Assel", "Tindouf", "Gara Djebilet")} == {
        "Béchar": 0, "Abadla": 100, "Hassi Khebi": 441, "Oum El Assel": 640, "Tindouf": 815, "Gara Djebilet": 950,
    }  # fmt: skip


def test_the_continuation_goes_over_the_summit_to_the_sea():
    """Mine to Bethioua is 1,653 km; Naâma at 1,166 m is the highest station; mine trains end at Béchar."""
    scenario = hw.load("gara-djebilet-oran")
    assert scenario.line.length_m == 1_653_000
    heights = {p.name: p.elevation_m for p in scenario.line.places if p.elevation_m is not None}
    assert max(heights, key=heights.get) == "Naâma"
    assert {scenario.ends(f) for f in scenario.flows} == {("Gara Djebilet", "Béchar"), ("Béchar", "Bethioua")}
    assert isinstance(scenario.consist("old-line-loaded"), Consist)
    assert scenario.consist("old-line-loaded").payload_kg == 34 * 60_000


def test_gradients_agree_with_the_station_elevations(flagship):
    """From Tindouf (415 m) to Oum El Assel (526 m) the profile climbs 111 m, to 2 m; no grade is beyond the ruling one."""
    import numpy as np

    from headway.physics.profile import elevation_m

    line = flagship.line
    heights = elevation_m(line, np.array(line.positions_m))
    for place, height in zip(line.places, heights, strict=True):
        if place.elevation_m is not None:
            assert height == pytest.approx(place.elevation_m, abs=2.0)
    grades = [g.grade_permille for g in line.legs[0].gradients]
    assert min(grades) >= -5
    assert max(grades) <= 8
