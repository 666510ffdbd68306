"""The master problem against published and derived cases, HiGHS and enumeration."""

from argparse import Namespace
from dataclasses import replace

from tests.expansion.made import by_chance, chain
from tests.expansion.oracle import by_enumeration, by_highs
from tests.expansion.test_master import CORRIDOR

from headway.economics import Residual
from headway.expansion import Choice, Programme, Resource, Way, solve

_RATIONING = ((12, 3, 14), (54, 7, 17), (6, 6, 17), (6, 2, 15), (30, 35, 40), (6, 6, 12), (48, 4, 14), (36, 3, 10), (18, 3, 12))
"""Outlays of two years and value of nine projects (Lorie and Savage 1949, in Weingartner 1963)."""


def rationing() -> Programme:
    """Return the nine projects with budgets of 50 and 20: what is not done costs its value."""
    choices = tuple(
        Choice(name=f"{i}", most=1, price=float(a + b), spend=(a / (a + b), b / (a + b)), lead=2)
        for i, (a, b, _) in enumerate(_RATIONING, 1)
    )
    worth = {f"{i}": float(value) for i, (_, _, value) in enumerate(_RATIONING, 1)}
    total = sum(worth.values())
    nodes = chain({"value": [0.0, 0.0, total]})
    every = Resource(name="value", flow="value", ways=(Way(capacity=0.0, per_unit=worth),))
    return Programme(
        nodes=nodes, choices=choices, resources=(every,), rate=0.0, residual=Residual.NONE, budgets={0: 50.0, 1: 20.0},
        shortfall=1e6,
    )  # fmt: skip


def cases(_options: Namespace) -> None:
    """Print each case with what is expected."""
    found = solve(rationing())
    assert found is not None
    done = [name for name, levels in found.levels.items() if levels[-1]]
    value = sum(_RATIONING[int(name) - 1][2] for name in done)
    print(f"Lorie and Savage: {value} with projects {', '.join(done)} (70 with 1, 3, 4, 6, 9)")
    for what, programme, expected in (
        ("corridor with lead times", CORRIDOR, 1508.3989862861463),
        ("the same with 18 Mt/y through the line", _wider(CORRIDOR), 1486.6203239810661),
    ):
        found = solve(programme)
        assert found is not None
        print(f"{what}: {found.cost:.6f} M USD ({expected:.6f}), {found.runtime_s:.2f} s")
    programmes = [
        one for seed in range(140) if not (one := by_chance(seed, years=6, choices=5, most=3, soft=seed % 5 > 0)).problems()
    ]
    _against("HiGHS", programmes, by_highs(programmes))
    small = [
        one
        for seed in range(1_000, 1_110)
        if not (one := replace(by_chance(seed, years=4, choices=3, most=1, soft=False, asked=8.0), budgets={})).problems()
    ]
    _against("enumeration", small, [by_enumeration(one) for one in small])


def _wider(programme: Programme) -> Programme:
    line, *others = programme.resources
    return replace(programme, resources=(replace(line, ways=(replace(line.ways[0], capacity=18.0),)), *others))


def _against(oracle: str, programmes: list[Programme], expected: list[float | None]) -> None:
    """Print how far the costs are apart at most."""
    worst, same = 0.0, 0
    for programme, cost in zip(programmes, expected, strict=True):
        found = solve(programme)
        if (found is None) != (cost is None):
            print(f"{oracle} DISAGREES on whether there is a plan")
        elif found is not None and cost is not None:
            worst = max(worst, abs(found.cost - cost) / max(1.0, abs(cost)))
            same += 1
    print(
        f"GSCIP against {oracle}: {same} plans, {len(programmes) - same} that cannot be; largest relative difference {worst:.1e}"
    )
