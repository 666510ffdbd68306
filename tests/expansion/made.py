"""Programmes made by chance, and those of cases, for tests of the master problem."""

import random

from headway.economics import Residual, Timing
from headway.expansion.programme.problem import Choice, Node, Programme, Resource, Way


def chain(demands: dict[str, list[float]]) -> tuple[Node, ...]:
    """Return the years of one path."""
    years = len(next(iter(demands.values())))
    return tuple(
        Node(year=t, parent=t - 1, probability=1.0, demand={flow: each[t] for flow, each in demands.items()})
        for t in range(years)
    )


def by_chance(
    seed: int, *, years: int, choices: int, most: int, soft: bool, rules: bool = True, asked: float = 20.0
) -> Programme:
    """Return a programme by chance: two flows, sections with alternatives, a fleet, budgets, requirements, exclusions."""
    chance = random.Random(seed)
    names = [f"option {i}" for i in range(choices)]
    made = []
    for i, name in enumerate(names):
        lead = chance.randint(0, 2)
        made.append(
            Choice(
                name=name,
                most=chance.randint(1, most),
                price=chance.uniform(5, 60),
                lead=lead,
                spend=(1.0,) if lead < 2 or chance.random() < 0.5 else (0.3, 0.7),
                life=chance.choice((3.0, 5.0, 25.0)),
                opex=chance.choice((0.0, chance.uniform(0, 2))),
                requires=(names[i - 1],) if rules and i and chance.random() < 0.2 else (),
                excludes=(names[i - 1],) if rules and i and chance.random() < 0.15 else (),
            )
        )
    made = [c if not set(c.requires) & set(c.excludes) else Choice(name=c.name, most=c.most, price=c.price) for c in made]
    flows = ["one", "other"]
    demands = {flow: sorted(chance.uniform(2, asked) for _ in range(years)) for flow in flows}
    resources = []
    for number in range(4):
        flow = chance.choice(flows)
        base = chance.uniform(2, 14)
        used = chance.sample(names, min(2, choices))
        ways = [Way(capacity=base), Way(levels={used[0]: 1}, capacity=base + chance.uniform(2, 8))]
        if len(used) > 1:
            ways.append(Way(levels={used[1]: 1}, capacity=base + chance.uniform(2, 14)))
            ways.append(Way(levels={used[0]: 1, used[1]: 1}, capacity=base + chance.uniform(14, 25)))
        resources.append(Resource(name=f"section {number}", flow=flow, ways=tuple(ways)))
    for flow in flows:
        each = {name: chance.uniform(1, 6) for name in chance.sample(names, min(2, choices))}
        resources.append(Resource(name=f"fleet {flow}", flow=flow, ways=(Way(capacity=chance.uniform(1, 8), per_unit=each),)))
    return Programme(
        nodes=chain(demands), choices=tuple(made), resources=tuple(resources), rate=chance.uniform(0.0, 0.15),
        timing=chance.choice(list(Timing)), residual=chance.choice((Residual.NONE, Residual.ANNUITY, Residual.STRAIGHT_LINE)),
        budgets={t: chance.uniform(20, 150) for t in range(years) if rules and chance.random() < 0.2},
        shortfall=chance.uniform(1, 20) if soft else None, shortfall_timing=chance.choice(list(Timing)),
    )  # fmt: skip
