"""A plan as a programme: what it asks and what bounds it, in numbers, millions of dollars and tonnes."""

from collections.abc import Mapping, Sequence

from headway.expansion.asking import Asked, LongerTrains, OfSection, Option, Path, TrainSet, owned
from headway.expansion.bounds import Bounds
from headway.expansion.programme import Choice, Matched, Node, Programme
from headway.units import exact_sum

MUSD = 1e6


def programme_of(asked: Asked, bounds: Bounds, paths: Sequence[Path] | None = None) -> Programme:
    """Return the programme of a plan.

    Parameters
    ----------
    asked, bounds
        What is asked, and what bounds the flows.
    paths
        The paths of demand that count, each with its chance; the main path alone, for certain, if not given.
    """
    chosen = tuple(paths) if paths is not None else (certain(asked.main),)
    choices = [_choice(asked, option) for option in asked.each]
    choices += [_lengthened(asked, option) for option in asked.each if isinstance(option, LongerTrains)]
    return Programme(
        nodes=nodes_of(asked, chosen),
        choices=tuple(choices),
        resources=bounds.resources,
        matched=tuple(_matched(asked, option) for option in asked.each if isinstance(option, LongerTrains)),
        rate=asked.money.rate,
        timing=asked.money.timing,
        residual=asked.money.residual,
        budgets={year - asked.first: most / MUSD for year, most in asked.budgets.items()},
    )


def certain(path: Path) -> Path:
    """Return a path that demand takes for certain."""
    return Path(name=path.name, chance=1.0, parts_in=path.parts_in, t_y=path.t_y)


def nodes_of(asked: Asked, paths: Sequence[Path]) -> tuple[Node, ...]:
    """Return the years of all paths as a tree: paths are one until the year in which they part from the first."""
    nodes: list[Node] = []
    before: dict[str, int] = {}
    main = paths[0].name
    for i, year in enumerate(asked.years):
        here: dict[str, int] = {}
        parted = [path for path in paths if path.name != main and path.parts_in <= year]
        together = [path for path in paths if path not in parted]
        for group in ([together] if together else []) + [[path] for path in parted]:
            head = group[0]
            parent = before.get(head.name, before.get(main, -1))
            node = Node(
                year=i,
                parent=parent if i else -1,
                probability=exact_sum(path.chance for path in group),
                demand={flow: asked.promise.share * t_y[i] for flow, t_y in head.t_y.items()},
                path=", ".join(path.name for path in group),
            )
            for path in group:
                here[path.name] = len(nodes)
            nodes.append(node)
        before = here
    return tuple(nodes)


def _choice(asked: Asked, option: Option) -> Choice:
    today = asked.base.scenario
    return Choice(
        name=option.name,
        most=option.most,
        price=asked.costs.price(option, today) / MUSD,
        spend=option.shares,
        lead=option.lead_years,
        life=asked.costs.life(option),
        opex=option.opex_usd_y / MUSD,
        requires=_meant(asked, option.requires),
        excludes=(*_meant(asked, option.excludes), *_beside(asked, option)),
    )


def _meant(asked: Asked, names: Sequence[str]) -> tuple[str, ...]:
    """Return the options that names stand for, all of them where one stands for many."""
    by_name = {option.name: option for option in asked.options}
    return tuple(one.name for name in names for one in by_name[name].each(asked.base.scenario))


def _beside(asked: Asked, option: Option) -> tuple[str, ...]:
    """Return the other options of the same section, which exclude it."""
    if not isinstance(option, OfSection):
        return ()
    return tuple(o.name for o in asked.each if isinstance(o, OfSection) and o.section == option.section and o is not option)


def lengthened(option: LongerTrains) -> str:
    """Return the name of the choice to lengthen one train set."""
    return f"{option.name}, a train set"


def _lengthened(asked: Asked, option: LongerTrains) -> Choice:
    """Return the choice to give one train set the vehicles that it lacks."""
    today = asked.base.scenario
    longer = asked.costs.vehicles(today, option.fleet, option.wagons_a_train, option.locomotives_a_train)
    most = owned(today.fleet(option.fleet)) + sum(
        o.most for o in asked.each if isinstance(o, TrainSet) and o.fleet == option.fleet
    )
    return Choice(
        name=lengthened(option),
        most=most,
        price=(longer - asked.costs.vehicles(today, option.fleet)) / MUSD,
        spend=option.shares,
        lead=option.lead_years,
        life=asked.costs.train_set_life_years,
    )


def _matched(asked: Asked, option: LongerTrains) -> Matched:
    """Return what longer trains ask for: every train set that is there is lengthened."""
    sets = tuple(o.name for o in asked.each if isinstance(o, TrainSet) and o.fleet == option.fleet)
    return Matched(choice=lengthened(option), when=option.name, base=owned(asked.base.scenario.fleet(option.fleet)), of=sets)


def prices(programme: Programme) -> Mapping[str, float]:
    """Return what one of each choice costs [M USD]."""
    return {choice.name: choice.price for choice in programme.choices}
