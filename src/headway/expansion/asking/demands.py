"""Read what a plan asks: the demand of each flow by year, paths that part, what keeps up with demand, and budgets."""

from collections.abc import Iterator, Mapping

from headway.errors import Problem, did_you_mean
from headway.expansion.asking.asked import MAIN
from headway.expansion.asking.asked import Path as DemandPath
from headway.io.records import Records
from headway.io.tree import Node
from headway.io.values import show
from headway.units import YEAR_S, exact_sum, parse_quantity

_PATH_KEYS = ("chance", "from", "demand")


class Demands:
    """Reads demand and what goes with it.

    Parameters
    ----------
    records, tree
        Where values and problems are noted, and the whole file.
    flows, years
        The names of the ore flows; the first and the last year.
    """

    def __init__(self, records: Records, tree: Node, flows: list[str], years: tuple[int, int]) -> None:
        self.records, self.tree, self.flows, self.years = records, tree, flows, years

    def bad(self, node: Node, where: str, message: str) -> None:
        self.records.add(Problem(message, where=where), node)

    def paths(self, top: Mapping[str, Node]) -> Iterator[DemandPath]:
        """Read the paths of demand, the main one first; its chance is what the others leave."""
        node = top.get("demand")
        if node is None or node.mapping is None:
            self.bad(node or self.tree, "demand", "say what is asked of each ore flow: {ore: {2027: 4 Mt/y, 2030: 12 Mt/y}}")
            return
        main = dict(self.demand(node, "demand"))
        for name in self.flows:
            if name not in main and not any(name in str(problem) for problem in self.records.problems):
                self.bad(node, "demand", f'nothing is asked of "{name}". Add it, or plan with a scenario without it')
            elif name in main and main[name][0] is None:
                self.bad(node, f"demand.{name}", f"says nothing of {self.years[0]}, the first year. Add it")
        if self.records.problems:
            return
        others = [
            path
            for name, child in ((top["paths"].mapping or {}) if "paths" in top else {}).items()
            if (path := self.other(name, child, main)) is not None
        ]
        rest = 1 - exact_sum(path.chance for path in others)
        if rest <= 0:
            self.bad(top["paths"], "paths", f"chances add up to {1 - rest:g}. They must leave some for the main path, {MAIN}")
            return
        first = self.years[0]
        yield DemandPath(name=MAIN, chance=rest, parts_in=first, t_y=_parted(main, {}, first, first))
        yield from others

    def other(self, name: str, node: Node, main: Mapping[str, list[float | None]]) -> DemandPath | None:
        """Read a path that parts from the main one; None if something is wrong with it."""
        where, (first, last) = f"paths.{name}", self.years
        before = len(self.records.problems)
        parts = node.mapping or {}
        for key, odd in parts.items():
            if key not in _PATH_KEYS:
                self.bad(odd, f"{where}.{key}", f"there is no such key. {did_you_mean(key, _PATH_KEYS)}")
        chance = parts["chance"].value if "chance" in parts else None
        begins = parts["from"].value if "from" in parts else None
        if isinstance(chance, bool) or not isinstance(chance, int | float) or not 0 < chance < 1:
            self.bad(parts.get("chance", node), f"{where}.chance", "a share between 0 and 1, such as 0.3")
        if isinstance(begins, bool) or not isinstance(begins, int) or not first < begins <= last:
            message = f"the year in which it parts from the main path, {first + 1} to {last}"
            self.bad(parts.get("from", node), f"{where}.from", message)
        differs = dict(self.demand(parts.get("demand", node), f"{where}.demand"))
        if len(self.records.problems) > before or not isinstance(chance, int | float) or not isinstance(begins, int):
            return None
        return DemandPath(name=name, chance=float(chance), parts_in=begins, t_y=_parted(main, differs, begins, first))

    def demand(self, node: Node, where: str) -> Iterator[tuple[str, list[float | None]]]:
        """Read what is asked of each flow in each year [t]; None before the first year that is named."""
        for name, child in (node.mapping or {}).items():
            at = f"{where}.{name}"
            if name not in self.flows:
                self.bad(child, at, f'"{name}" is not an ore flow. {did_you_mean(name, self.flows)}')
                continue
            steps = self.records.annotated(child, at)
            given: dict[int, float] = {}
            for key, one in (steps.mapping or {}).items():
                value = self.records.annotated(one, f"{at}.{key}")
                if not key.isdigit() or not self.years[0] <= int(key) <= self.years[1]:
                    self.bad(one, f"{at}.{key}", f'"{key}" is no year of the plan, {self.years[0]} to {self.years[1]}')
                elif (asked := self.tonnes(value, f"{at}.{key}")) is not None:
                    given[int(key)] = asked
            if not given:
                self.bad(child, at, "write what is asked from which year on: {2027: 4 Mt/y, 2030: 12 Mt/y}")
            now: float | None = None
            every: list[float | None] = []
            for year in range(self.years[0], self.years[1] + 1):
                now = given.get(year, now)
                every.append(now)
            yield name, every

    def tonnes(self, node: Node, where: str) -> float | None:
        """Read a tonnage a year [t]."""
        try:
            found = parse_quantity(str(node.value), "kg_s") * YEAR_S / 1000
        except ValueError as error:
            self.bad(node, where, str(error))
            return None
        if not 0 < found < 1e10:
            self.bad(node, where, f"{show(node)} is no tonnage that a flow can have. Write, for example, 12 Mt/y")
            return None
        return found

    def follows(self, node: Node | None) -> Iterator[tuple[str, dict[str, float]]]:
        """Read what keeps up with demand."""
        for where, child in (node.mapping or {}).items() if node is not None else ():
            shares = {name: one.value for name, one in (child.mapping or {}).items()}
            numbers = all(isinstance(share, int | float) and not isinstance(share, bool) for share in shares.values())
            if not shares or not numbers or not set(shares) <= set(self.flows):
                message = "say what share of the demand of each flow stands there: {ore: 1.1}. The flows are " + ", ".join(
                    self.flows
                )
                self.bad(child, f"follows.{where}", message)
            else:
                yield where, {name: float(share) for name, share in shares.items()}

    def budgets(self, node: Node | None) -> Iterator[tuple[int, float]]:
        """Read the most that may be spent in a year [USD]."""
        for key, child in (node.mapping or {}).items() if node is not None else ():
            if not key.isdigit() or not self.years[0] - 30 <= int(key) <= self.years[1]:
                self.bad(child, f"budgets.{key}", f'"{key}" is no year up to {self.years[1]}')
                continue
            try:
                yield int(key), parse_quantity(str(child.value), "usd")
            except ValueError as error:
                self.bad(child, f"budgets.{key}", str(error))


def _parted(
    main: Mapping[str, list[float | None]], differs: Mapping[str, list[float | None]], begins: int, first: int
) -> dict[str, tuple[float, ...]]:
    """Return the demand of a path: that of the main one, and from a year on what differs."""
    found: dict[str, tuple[float, ...]] = {}
    for name, every in main.items():
        other = differs.get(name, [])
        found[name] = tuple(
            float(now if first + i < begins or not other or (then := other[i]) is None else then)
            for i, now in enumerate(every)
            if now is not None
        )
    return found
