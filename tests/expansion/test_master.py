"""The master problem: equal to HiGHS and to enumeration, published and derived cases, and laws."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.economics import Residual, Timing
from headway.errors import InputError
from headway.expansion.programme.choices import unit_cost
from headway.expansion.programme.master import Guide, solve
from headway.expansion.programme.problem import Choice, Matched, Node, Programme, Resource, Way
from tests.expansion.made import by_chance, chain
from tests.expansion.oracle import by_enumeration, by_highs

CORRIDOR = Programme(
    nodes=chain({"ore": [4.0, 6, 8, 10, 12, 12, 20, 30, 40, 50]}),
    choices=(
        Choice(name="loop A", most=1, price=40.0, lead=1),
        Choice(name="loop B", most=1, price=60.0, lead=1),
        Choice(name="double C", most=1, price=900.0, lead=2),
        Choice(name="second dumper", most=1, price=300.0, lead=1),
        Choice(name="set", most=40, price=45.0),
    ),
    resources=(
        Resource(name="line", flow="ore", ways=(Way(capacity=12.0, per_unit={"loop A": 4.0, "loop B": 6.0, "double C": 40.0}),)),
        Resource(name="terminal", flow="ore", ways=(Way(capacity=15.0, per_unit={"second dumper": 40.0}),)),
        Resource(name="fleet", flow="ore", ways=(Way(capacity=0.0, per_unit={"set": 2.3}),)),
    ),
    rate=0.08,
    timing=Timing.START,
    residual=Residual.NONE,
    shortfall=60.0,
    shortfall_timing=Timing.END,
)
"""Ten years of a corridor with lead times, a terminal and a fleet: enumeration of 9,000 timings and HiGHS gave the cost."""


def test_the_corridor_of_ten_years_costs_what_enumeration_found() -> None:
    """A corridor with lead times, a terminal and a fleet costs 1,508.398986 M USD; the second track is in use from year 6."""
    found = solve(CORRIDOR)
    assert found is not None
    assert found.cost == pytest.approx(1508.3989862861463, rel=1e-6)
    assert found.levels["double C"].index(1) == found.levels["second dumper"].index(1) == 6
    assert not any(found.levels["loop A"])
    assert not any(found.levels["loop B"])


def test_a_line_that_carries_more_costs_less() -> None:
    """With 18 Mt/y through the line in place of 12 the plan costs 1,486.620324: the bracket of a bound and a verified line."""
    wide = replace(CORRIDOR.resources[0], ways=(replace(CORRIDOR.resources[0].ways[0], capacity=18.0),))
    found = solve(replace(CORRIDOR, resources=(wide, *CORRIDOR.resources[1:])))
    assert found is not None
    assert found.cost == pytest.approx(1486.6203239810661, rel=1e-6)


def test_a_hundred_plans_cost_what_highs_says() -> None:
    """GSCIP and HiGHS, each with a model of its own, agree on a hundred plans by chance, and on which can be at all."""
    programmes = [
        one for seed in range(140) if not (one := by_chance(seed, years=6, choices=5, most=3, soft=seed % 5 > 0)).problems()
    ]
    expected = by_highs(programmes)
    found = [solve(programme) for programme in programmes]
    assert [one is None for one in found] == [cost is None for cost in expected]
    assert sum(one is not None for one in found) >= 100
    for one, cost in zip(found, expected, strict=True):
        if one is not None:
            assert one.cost == pytest.approx(cost, rel=1e-6, abs=1e-6)
            assert one.bound == pytest.approx(cost, rel=1e-6, abs=1e-6)


def test_fifty_small_plans_cost_what_enumeration_says() -> None:
    """Fifty small plans cost what the best of all their timings costs, tried one by one."""
    tried = 0
    for seed in range(1_000, 1_110):
        programme = replace(by_chance(seed, years=4, choices=3, most=1, soft=False, asked=8.0), budgets={})
        if programme.problems():
            continue
        expected, found = by_enumeration(programme), solve(programme)
        assert (found is None) == (expected is None)
        if found is not None:
            tried += 1
            assert found.cost == pytest.approx(expected, rel=1e-7, abs=1e-7)
    assert tried >= 50


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_one_more_option_or_more_capacity_never_costs_more(seed: int) -> None:
    """A plan that may also choose something else, or whose line carries more, costs no more."""
    programme = by_chance(seed, years=5, choices=4, most=2, soft=True, rules=False)
    before = solve(programme)
    first = programme.resources[0]
    more = Choice(name="one more", most=2, price=12.0)
    wider = replace(first, ways=(*first.ways, Way(levels={"one more": 1}, capacity=first.ways[0].capacity + 9)))
    other = solve(replace(programme, choices=(*programme.choices, more), resources=(wider, *programme.resources[1:])))
    able = tuple(replace(way, capacity=way.capacity + 1.0) for way in first.ways)
    freer = solve(replace(programme, resources=(replace(first, ways=able), *programme.resources[1:])))
    assert before is not None
    assert other is not None
    assert freer is not None
    assert other.cost <= before.cost + 1e-6
    assert freer.cost <= before.cost + 1e-6


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_guides_never_make_a_plan_cheaper(seed: int) -> None:
    """The master without guides is a lower bound: whatever plans and simulations ask for costs no less."""
    programme = by_chance(seed, years=5, choices=4, most=2, soft=True, rules=False)
    programme = replace(programme, resources=tuple(replace(r, guided=True) for r in programme.resources))
    low = solve(programme)
    guided = solve(programme, Guide(shares={("one", 3): 0.7, ("other", 4): 0.8}, floors={("option 0", 4): 1}))
    assert low is not None
    assert guided is None or guided.cost >= low.cost - 1e-6


def test_a_later_purchase_costs_its_equivalent_annual_cost_of_the_years_used() -> None:
    """With annuity residuals a set of 37 M USD and 20 years costs its annual cost of the years that it is used."""
    set_ = Choice(name="set", most=1, price=37.0, life=20.0)
    programme = Programme(nodes=chain({"ore": [1.0] * 30}), choices=(set_,), resources=(), rate=0.08)
    each = 37.0 * 0.08 / (1 - 1.08**-20)
    assert each == pytest.approx(3.768531726456571, rel=1e-9)  # T4 of the equivalent annual cost: price x annuity factor
    for year in (0, 12, 29):
        expected = sum(each * 1.08 ** -(t + 1) for t in range(year, 30))
        assert unit_cost(programme, set_, year) == pytest.approx(expected, rel=1e-12)


def test_five_more_years_move_no_purchase_of_the_first_ten() -> None:
    """With annuity residuals the horizon does not bias purchases: five more years at the last demand change none before."""
    for seed in range(40):
        programme = replace(
            by_chance(seed, years=12, choices=4, most=2, soft=False, rules=False), residual=Residual.ANNUITY, rate=0.08
        )
        last = programme.nodes[-1]
        more = tuple(Node(year=t, parent=t - 1, probability=1.0, demand=last.demand) for t in range(12, 17))
        short, long = solve(programme), solve(replace(programme, nodes=(*programme.nodes, *more)))
        if short is None or long is None:
            continue
        for name, levels in short.levels.items():
            assert levels[:10] == long.levels[name][:10], (seed, name)


def test_longer_trains_lengthen_every_set() -> None:
    """Once trains are longer, every set that is there is lengthened, those that are bought later too."""
    programme = Programme(
        nodes=chain({"ore": [5.0, 5.0, 12.0]}),
        choices=(
            Choice(name="set", most=9, price=50.0),
            Choice(name="longer", most=1, price=0.0),
            Choice(name="longer, a set", most=20, price=1.0),
        ),
        resources=(
            Resource(name="line", flow="ore", ways=(Way(capacity=6.0), Way(levels={"longer": 1}, capacity=20.0))),
            Resource(
                name="fleet", flow="ore",
                ways=(Way(capacity=6.0, per_unit={"set": 2.0}), Way(levels={"longer": 1}, capacity=8.0, per_unit={"set": 2.5})),
            ),
        ),
        matched=(Matched(choice="longer, a set", when="longer", base=3, of=("set",)),),
        rate=0.08,
    )  # fmt: skip
    found = solve(programme)
    assert found is not None
    assert found.levels["longer"] == (0, 0, 1)
    assert found.levels["set"] == (0, 0, 2)
    assert found.levels["longer, a set"] == (0, 0, 5)


def test_paths_share_their_decisions_until_they_part() -> None:
    """What has a lead of two years is decided alike on paths that part in two years."""
    nodes = (
        Node(year=0, parent=-1, probability=1.0, demand={"ore": 5.0}),
        Node(year=1, parent=0, probability=1.0, demand={"ore": 5.0}),
        Node(year=2, parent=1, probability=0.5, demand={"ore": 5.0}, path="low"),
        Node(year=2, parent=1, probability=0.5, demand={"ore": 9.0}, path="high"),
    )
    line = Resource(name="line", flow="ore", ways=(Way(capacity=5.0), Way(levels={"loop": 1}, capacity=10.0)))
    slow = Choice(name="loop", most=1, price=10.0, lead=2, spend=(0.5, 0.5))
    quick = replace(slow, lead=0, spend=(1.0,))
    both, one = (solve(Programme(nodes=nodes, choices=(c,), resources=(line,), rate=0.08)) for c in (slow, quick))
    assert both is not None
    assert one is not None
    assert both.levels["loop"] == (0, 0, 1, 1)
    assert one.levels["loop"] == (0, 0, 0, 1)


def test_nonsense_among_choices_is_said_all_at_once() -> None:
    """A name given twice, a circle of requirements, and a choice that can never be are each one problem."""
    choices = (
        Choice(name="a", most=1, price=1.0, requires=("b",)),
        Choice(name="b", most=1, price=1.0, requires=("a",)),
        Choice(name="c", most=1, price=1.0),
        Choice(name="c", most=1, price=1.0),
        Choice(name="d", most=1, price=1.0, excludes=("d",)),
        Choice(name="e", most=1, price=1.0, requires=("f",), excludes=("f",)),
        Choice(name="f", most=1, price=1.0),
    )
    with pytest.raises(InputError) as refused:
        solve(Programme(nodes=chain({"ore": [1.0]}), choices=choices, resources=(), rate=0.08))
    said = str(refused.value)
    assert "options.c: is named twice" in said
    assert "a circle: a requires b requires a" in said
    assert "options.d.excludes: excludes itself" in said
    assert 'options.e: both requires and excludes "f"' in said


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_lower_rate_builds_no_less_early_where_all_that_can_be_built_is_alike(seed: int) -> None:
    """With one kind of loop, each in a section of its own, a lower discount rate has no less in use in any year."""
    chance = random.Random(seed)
    loops = tuple(Choice(name=f"loop {i}", most=1, price=chance.uniform(5, 20), life=50.0) for i in range(4))
    ways = [(Way(capacity=chance.uniform(2, 12)), Way(levels={loop.name: 1}, capacity=25.0)) for loop in loops]
    sections = tuple(Resource(name=f"section {i}", flow="ore", ways=way) for i, way in enumerate(ways))
    dear = Programme(
        nodes=chain({"ore": sorted(chance.uniform(2, 20) for _ in range(10))}), choices=loops, resources=sections, rate=0.12
    )
    high, low = solve(dear), solve(replace(dear, rate=0.03))
    assert high is not None
    assert low is not None
    for loop in loops:
        assert all(a >= b for a, b in zip(low.levels[loop.name], high.levels[loop.name], strict=True))


def test_a_lower_rate_may_build_less_early_where_lives_differ() -> None:
    """The exception: at 12 % a large machine of 15 years is cheapest, at 3 % a small one of 50 years, which carries less."""
    small = Choice(name="small", most=4, price=60.0, life=50.0)
    large = Choice(name="large", most=4, price=48.0, life=15.0)
    line = Resource(name="line", flow="ore", ways=(Way(capacity=0.0, per_unit={"small": 5.0, "large": 10.0}),))
    programme = Programme(nodes=chain({"ore": [5.0] * 10}), choices=(small, large), resources=(line,), rate=0.12)
    high, low = solve(programme), solve(replace(programme, rate=0.03))
    assert high is not None
    assert low is not None
    assert (high.levels["large"][0], high.levels["small"][0]) == (1, 0)
    assert (low.levels["large"][0], low.levels["small"][0]) == (0, 1)


def test_capital_rationing_does_the_projects_that_are_known() -> None:
    """Nine projects with two budgets: 1, 3, 4, 6 and 9, worth 70 (Lorie and Savage 1949, in Weingartner 1963)."""
    outlays = ((12, 3, 14), (54, 7, 17), (6, 6, 17), (6, 2, 15), (30, 35, 40), (6, 6, 12), (48, 4, 14), (36, 3, 10), (18, 3, 12))
    choices = tuple(
        Choice(name=f"{i}", most=1, price=float(a + b), spend=(a / (a + b), b / (a + b)), lead=2)
        for i, (a, b, _) in enumerate(outlays, 1)
    )
    worth = {f"{i}": float(value) for i, (_, _, value) in enumerate(outlays, 1)}
    programme = Programme(
        nodes=chain({"value": [0.0, 0.0, sum(worth.values())]}),
        choices=choices,
        resources=(Resource(name="value", flow="value", ways=(Way(capacity=0.0, per_unit=worth),)),),
        rate=0.0,
        residual=Residual.NONE,
        budgets={0: 50.0, 1: 20.0},
        shortfall=1e6,
    )
    found = solve(programme)
    assert found is not None
    assert [name for name, levels in found.levels.items() if levels[-1]] == ["1", "3", "4", "6", "9"]
