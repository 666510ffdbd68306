"""Units: what may be written, and that what is written reads back the same."""

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway import units
from headway.units import clock, day_and_clock, day_number, parse_quantity, present, to_si, whole_seconds


@pytest.mark.parametrize(
    ("text", "dimension", "si"),
    [
        ("2.5 km", "m", 2500.0),
        ("32.5 t", "kg", 32_500.0),
        ("80 km/h", "ms", 80 / 3.6),
        ("4 Mt/y", "kg_s", 4e9 / (365 * 86_400)),
        ("11 h 20 min", "s", 40_800.0),
        ("08:00", "s", 28_800.0),
        ("25:30", "s", 91_800.0),
        ("0.5 percent", "permille", 5.0),
        ("1_000 kN", "n", 1e6),
    ],
)
def test_quantities_read_as_si(text, dimension, si):
    assert parse_quantity(text, dimension) == pytest.approx(si, rel=1e-15)


@pytest.mark.parametrize("text", ["12", "12 furlong", "twelve km", "", "5 km oops", "km"])
def test_a_bad_quantity_says_which_units_there_are(text):
    with pytest.raises(ValueError, match=r"m, km|12 m"):
        parse_quantity(text, "m")


@given(value=st.floats(1e-6, 1e12), dimension=st.sampled_from(sorted(units._UNITS)))
def test_a_presented_quantity_reads_back_to_the_last_bit(value, dimension):
    number, unit = present(value, dimension)
    assert to_si(number, unit, dimension) == value
    assert parse_quantity(f"{number!r} {unit}", dimension) == value


@given(tenths=st.integers(1, 5000), dimension=st.sampled_from(sorted(units._UNITS)))
def test_a_short_decimal_is_shown_no_longer_than_it_was_written(tenths, dimension):
    """12,000 t come back as 12 kt, 195 t as 195 t; never as a long tail of digits."""
    unit = units.units_of(dimension)[0]
    number, _ = present(to_si(tenths / 10, unit, dimension), dimension)
    assert len(f"{number:.10g}") <= len(f"{tenths / 10:.10g}")


def test_the_unit_with_the_shortest_number_is_shown():
    for text, dimension, shown in (
        ("200000 t", "kg", (200, "kt")),
        ("195 t", "kg", (195, "t")),
        ("2135 m", "m", (2135, "m")),
        ("180 min", "s", (3, "h")),
        ("4000000 t/y", "kg_s", (4, "Mt/y")),
    ):
        assert present(parse_quantity(text, dimension), dimension) == shown


def test_seconds_are_rounded_up_but_rounding_noise_is_not():
    assert [whole_seconds(t) for t in (10.0, 10.0000000001, 10.2, 0.0)] == [10, 10, 11, 0]


def test_times_of_day_run_on_past_midnight():
    assert [clock(t) for t in (28_800, 91_800, 61)] == ["08:00", "25:30", "00:01:01"]


def test_examples_in_docstrings_hold():
    assert doctest.testmod(units).failed == 0


def test_days_count_from_one_and_there_is_no_day_0():
    """Planners call the first day 1, as they do the first train; the evening before is day -1, of the date before."""
    monday = date(2027, 1, 4)
    assert [day_number(t) for t in (-86_401, -86_400, -1, 0, 86_399, 86_400)] == [-2, -1, -1, 1, 1, 2]
    assert day_and_clock(monday, 0) == "day 1, Mon 2027-01-04, 00:00"
    assert day_and_clock(monday, -3_600) == "day -1, Sun 2027-01-03, 23:00"
    assert day_and_clock(monday, 7 * 86_400 + 30) == "day 8, Mon 2027-01-11, 00:00:30"
