"""Read a plan file: what it asks, checked, with every problem at once and the line of each."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from headway.arguments import public
from headway.errors import InputError, Problem, did_you_mean
from headway.expansion.asking.asked import Asked, Promise
from headway.expansion.asking.demands import Demands
from headway.expansion.asking.kinds import KINDS
from headway.expansion.asking.options import OfSection, Option
from headway.expansion.asking.prices import Money, UnitCosts
from headway.expansion.asking.shutting import Shut
from headway.io import bundled
from headway.io.read import nodes_of
from headway.io.records import Records
from headway.io.tree import Node, merge, read_yaml
from headway.io.values import show
from headway.io.variants import Base
from headway.model.naming import fault_of_name

FILE = "plan.yaml"
"""The plan beside a scenario."""

LIBRARY = Path(__file__).with_name("unit-costs.yaml")
"""What things cost where a plan does not say it."""

KEYS = {
    "title": "What the plan is called.",
    "scenario": "The scenario before the first year: a bundled name, or a path from this file; by default the one beside it.",
    "practice": "The practice of the scenario: none, conventional or best.",
    "years": "The first and the last year.",
    "demand": "What is asked of each ore flow, from the years on that are named.",
    "paths": "Other paths of demand: chance, the year in which it parts from the main one, and the demand that differs.",
    "follows": "What keeps up with demand: addresses, and what share of each flow's demand stands there.",
    "changes": "Other values that hold in all years, by their addresses.",
    "possessions": "How long every section is shut for maintenance, in place of what the practice says.",
    "promise": "What share of the demand is delivered in what share of the years, and how that is judged.",
    "costs": "What things cost, where the cost library is not right.",
    "money": "Rates, taxes, loans, tariffs, and what things are worth to the country.",
    "options": "What can be built or bought.",
    "budgets": "The most that may be spent on options in a year.",
}
"""Keys of a plan file, with what they mean."""

_MOST_YEARS = 100

T = TypeVar("T")


@public
def read_plan(given: Mapping[str, Any] | str | Path, practice: str | None = None) -> Asked:
    """Read a plan.

    Parameters
    ----------
    given
        The file, the folder or the bundled scenario that it lies beside, or a mapping of the keys that a file has.
    practice
        The practice, in place of the one that the file names.

    Raises
    ------
    InputError
        With every problem of the file, each with its line.
    """
    problems: list[Problem] = []
    if isinstance(given, Mapping):
        tree, text = nodes_of(dict(given)), ""
    else:
        file = _file(str(given))
        tree = read_yaml(file, problems)
        if tree is None:
            raise InputError(problems)
        text = file.read_text(encoding="utf-8-sig")
    plan = _Reader(tree, problems, practice).plan(text)
    if plan is None or problems:
        raise InputError(dict.fromkeys(problems))
    return plan


def _file(given: str) -> Path:
    """Return the file of a plan.

    Raises
    ------
    InputError
        If there is none.
    """
    path = Path(given)
    if path.suffix in (".yaml", ".yml") and path.is_file() and path.name != bundled.FILE:
        return path.resolve()
    beside = bundled.find(given).parent / FILE
    if beside.is_file():
        return beside
    raise InputError([f'"{given}" has no {FILE} beside its scenario. Write one: docs/plan.md says how, or name another'])


class _Reader:
    def __init__(self, tree: Node, problems: list[Problem], practice: str | None) -> None:
        self.tree, self.problems, self.practice = tree, problems, practice
        self.records = Records(problems, whole=True)
        self.records.nodes[""] = tree

    def bad(self, node: Node, where: str, message: str) -> None:
        self.records.add(Problem(message, where=where), node)

    def plan(self, text: str) -> Asked | None:
        top = self.tree.mapping
        if top is None:
            self.bad(self.tree, "", "a plan is a mapping. Begin with years:, demand: and options:")
            return None
        for key, node in top.items():
            if key not in KEYS:
                self.bad(node, key, f"there is no such key. {did_you_mean(key, KEYS)}")
        base = self.base(top)
        years = self.years(top.get("years"))
        promise = self.part(Promise, top.get("promise"), "promise")
        money = self.part(Money, top.get("money"), "money")
        shut = self.part(Shut, top["possessions"], "possessions") if "possessions" in top else None
        costs = self.costs(top.get("costs"))
        options = tuple(self.options(top.get("options"), base))
        if base is None or years is None:
            return None
        demands = Demands(self.records, self.tree, [flow.name for flow in base.scenario.flows], years)
        paths = tuple(demands.paths(top))
        follows = dict(demands.follows(top.get("follows")))
        budgets = dict(demands.budgets(top.get("budgets")))
        if self.problems or promise is None or money is None or costs is None:
            return None
        title = str(top["title"].plain()) if "title" in top else base.scenario.title
        asked = Asked(
            title=title, base=base, first=years[0], last=years[1], paths=paths, follows=follows,
            changes=self.plain(top.get("changes")), shut=shut, promise=promise, costs=costs, money=money, options=options,
            budgets=budgets, provenance=tuple(self.records.provenance), text=text,
        )  # fmt: skip
        self.fitting(asked)
        return asked

    # ------------------------------------------------------------------ parts

    def base(self, top: Mapping[str, Node]) -> Base | None:
        """Return the scenario before the first year."""
        node = top.get("scenario")
        practice = self.practice if self.practice is not None else self.text(top.get("practice"), "practice")
        named: str | Path = self.tree.file.parent
        if node is not None:
            beside = self.tree.file.parent / str(node.value)
            named = beside if self.tree.line and beside.exists() else str(node.value)
        elif not self.tree.line:
            self.bad(self.tree, "scenario", "missing. Name the scenario before the first year")
            return None
        try:
            return Base.of(named, practice)
        except InputError as error:
            for problem in error.problems:
                self.records.add(problem if problem.file else replace(problem, where="scenario"), node or self.tree)
            return None

    def text(self, node: Node | None, where: str) -> str | None:
        if node is None or isinstance(node.value, str):
            return None if node is None else str(node.value)
        self.bad(node, where, f"{show(node)} is no text")
        return None

    def years(self, node: Node | None) -> tuple[int, int] | None:
        ends = [one.value for one in (node.sequence or [])] if node is not None else []
        whole = len(ends) == 2 and all(isinstance(end, int) and not isinstance(end, bool) for end in ends)
        if not whole or not ends[0] < ends[1] or ends[1] - ends[0] >= _MOST_YEARS:
            said = "missing" if node is None else f"{show(node)} is not right"
            self.bad(
                node or self.tree, "years", f"{said}. Write the first and the last year, at most {_MOST_YEARS}: [2027, 2051]"
            )
            return None
        return ends[0], ends[1]

    def part(self, cls: type[T], node: Node | None, where: str) -> T | None:
        """Read a part of the plan; without it its values are the usual ones."""
        if node is None:
            return cls()
        if node.mapping is None:
            self.bad(node, where, f"must be a mapping of keys to values, not {show(node)}")
            return None
        self.records.nodes[where] = node
        return self.records.record(cls, node, where)

    def costs(self, node: Node | None) -> UnitCosts | None:
        """Read the cost library with what the plan says in its place."""
        library = read_yaml(LIBRARY, self.problems)
        if library is None:
            return None
        return self.part(UnitCosts, library if node is None else merge(library, node, self.problems), "costs")

    def options(self, node: Node | None, base: Base | None) -> Iterator[Option]:
        """Read the options by their names."""
        if node is None or node.mapping is None:
            self.bad(node or self.tree, "options", "list what can be built or bought, by name, each with its kind")
            return
        for name, child in node.mapping.items():
            where = f"options.{name}"
            self.records.nodes[where] = child
            kind = (child.mapping or {}).get("kind")
            cls = KINDS.get(str(kind.value)) if kind is not None else None
            if fault := fault_of_name(name):
                self.bad(child, where, fault)
            elif cls is None:
                said = f"{show(kind)} is not one" if kind else "missing"
                hint = did_you_mean(str(kind.value) if kind else "", KINDS)
                self.bad(kind or child, f"{where}.kind", f"{said}. {hint}")
            else:
                rest = {key: value for key, value in (child.mapping or {}).items() if key != "kind"}
                option = self.records.record(cls, replace(child, value=rest), where, name=name)
                if option is None:
                    continue
                for problem in option.problems(base.scenario) if base is not None else ():
                    self.records.add(problem.inside(where), child)
                yield option
        self.references(node.mapping)

    def references(self, options: Mapping[str, Node]) -> None:
        """Say which options refer to options that there are not."""
        for name, child in options.items():
            for key in ("requires", "excludes"):
                given = (child.mapping or {}).get(key)
                for one in (given.sequence or []) if given is not None else ():
                    if str(one.value) not in options:
                        self.bad(
                            one, f"options.{name}.{key}", f"{show(one)} is no option. {did_you_mean(str(one.value), options)}"
                        )

    def plain(self, node: Node | None) -> dict[str, Any]:
        return {} if node is None else dict(node.plain())

    def fitting(self, asked: Asked) -> None:
        """Try the changes that hold in all years, and each option by itself, on the scenario."""
        try:
            _ = asked.today
        except InputError as error:
            node = self.tree.mapping or {}
            for problem in error.problems:
                self.records.add(replace(problem, where=f"changes.{problem.where}"), node.get("changes", self.tree))
            return
        try:
            asked.base.variant({**asked.changes, **_together(asked)})
        except InputError:
            for option in asked.options:
                self.alone(asked, option)

    def alone(self, asked: Asked, option: Option) -> None:
        """Try one option by itself, in the first of its sections."""
        first = option.each(asked.base.scenario)[0]
        try:
            asked.base.variant({**asked.changes, **first.changes(asked.base.scenario, first.most)})
        except InputError as error:
            for problem in error.problems:
                self.records.add(
                    Problem(f"the scenario cannot have {first.most} of it: {problem}", where=f"options.{option.name}")
                )


def _together(asked: Asked) -> dict[str, Any]:
    """Return the changes of all options, of those in one section the first."""
    found: dict[str, Any] = {}
    sections: set[str] = set()
    for option in asked.each:
        if isinstance(option, OfSection):
            if option.section in sections:
                continue
            sections.add(option.section)
        found |= option.changes(asked.base.scenario, option.most)
    return found
