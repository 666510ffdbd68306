"""Read a study file: what it asks, checked, with every problem at once and the line of each."""

import math
import re
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml import YAML

from headway.arguments import public
from headway.errors import InputError, Problem, did_you_mean
from headway.io.read import nodes_of
from headway.io.tree import Node, read_yaml, shown
from headway.io.values import show
from headway.io.variants import Base
from headway.study.axes import Axis, Between, Choices, assumed_axes, between
from headway.study.fitting import faults, fitting_together, not_fitting
from headway.study.plan import MOST_VARIANTS, Goal, Limit, Points, Precise, StudyPlan, Wanted

T = TypeVar("T")

KEYS = {
    "title": "What the study is called.",
    "base": "The scenario: a bundled name, or a path from this file.",
    "practice": "The practice of the base: none, conventional or best.",
    "vary": "What is varied: addresses with values, or assumptions for all that have a range.",
    "without": "Addresses of assumptions that stay as they are.",
    "points": "grid; or latin-hypercube, sobol, morris, indices with a number.",
    "replications": "How often each variant is run; or half_width, of, most.",
    "days": "Days that count.",
    "warm_up_days": "Days before those that count.",
    "seed": "Names the random streams.",
    "chance": "Whether the scenario's disruptions happen.",
    "figures": "The figures that are kept and ranked; all by default.",
    "search": "What is looked for: least or most of an axis or a figure, or pareto; subject_to, confidence, indifference.",
}
"""Keys of a study file, with what they mean."""

_POINTS = ("grid", "latin-hypercube", "sobol", "morris", "indices")
_SEARCH = ("least", "most", "pareto", "subject_to", "confidence", "indifference")
_RANGE = re.compile(r"\s*(-?\d+)\s*\.\.\s*(-?\d+)(?:\s+by\s+(\d+))?\s*")
_NUMBER = r"\d+(?:\.\d+)?"
_LIMIT = re.compile(rf"\s*(>=|<=)\s*(-?{_NUMBER}(?:e-?\d+)?)\s*(?:in\s+({_NUMBER})\s*%(?:\s+of the (?:runs|years))?)?\s*")
_PERCENT = re.compile(rf"\s*({_NUMBER})\s*%\s*")
_ASSUMPTIONS = "assumptions"


@public
def read_study(
    given: Mapping[str, Any] | str | Path, base: Base | str | None = None, left: Mapping[str, str] | None = None
) -> StudyPlan:
    """Read a study file.

    Parameters
    ----------
    given
        The file, such as ``study.yaml``, or a mapping of the keys that such a file has; ``docs/studies.md`` says which.
    base
        The scenario that is varied, in place of the one that the file names; a name or a path is put under the practice
        of the file.
    left
        Assumptions that are not varied, with the reasons, where this is known already, and the axes are known to fit.

    Raises
    ------
    InputError
        With every problem of the file, each with its line.
    """
    problems: list[Problem] = []
    if isinstance(given, Mapping):
        tree, text = nodes_of(dict(given)), _yaml(given)
        reader = _Reader(tree.file, problems, text, base, left)
    else:
        file = Path(given).resolve()
        tree = read_yaml(file, problems)
        if tree is None:
            raise InputError(problems)
        reader = _Reader(file, problems, file.read_text(encoding="utf-8-sig"), base, left)
    plan = reader.plan(tree)
    if plan is None or problems:
        raise InputError(dict.fromkeys(problems))
    return plan


class _Reader:
    def __init__(
        self, file: Path, problems: list[Problem], text: str, base: Base | str | None, left: Mapping[str, str] | None
    ) -> None:
        self.file, self.problems, self.text, self.base, self.left = file, problems, text, base, left

    def bad(self, node: Node, where: str, message: str) -> None:
        file = shown(self.file) if node.line else ""
        self.problems.append(Problem(message, where=where, file=file, line=node.line))

    def plan(self, tree: Node) -> StudyPlan | None:
        top = tree.mapping
        if top is None:
            self.bad(tree, "", "a study is a mapping. Begin with base: and vary:")
            return None
        for key, node in top.items():
            if key not in KEYS:
                self.bad(node, key, f"there is no such key. {did_you_mean(key, KEYS)}")
        given: dict[str, Any] = {
            "replications": self._replications(top.get("replications")),
            "days": self._number(top, "days", 365, 1, 36_600),
            "warm_up_days": self._number(top, "warm_up_days", 7, 0, 36_600),
            "seed": self._number(top, "seed", 0, 0, 2**53),
            "chance": self._truth(top, "chance"),
            "figures": tuple(self._texts(top, "figures")),
            "points": self._points(top.get("points")),
            "search": self._search(top.get("search")),
        }
        for key in ("title", "base", "practice"):
            if key in top and not isinstance(top[key].value, str):
                self.bad(top[key], key, f"{show(top[key])} is no text")
        base = self._base(tree, top)
        axes, left = self._axes(tree, top, base)
        if self.left is not None:
            left = dict(self.left)
            axes = tuple(axis for axis in axes if axis.name not in left)
        elif base is not None and axes:
            axes = self._fitting(top["vary"], base, axes, left)
        if base is None or self.problems:
            return None
        title = str(top["title"].value) if "title" in top else self.file.stem or "study"
        plan = StudyPlan(title=title, base=base, axes=axes, left=left, text=self.text, **given)
        for message in plan.problems():
            where, _, text = message.partition(": ")
            self.bad(top.get(where, tree), where, text)
        return plan

    def _base(self, tree: Node, top: Mapping[str, Node]) -> Base | None:
        if isinstance(self.base, Base):
            return self.base
        node = top.get("base")
        if self.base is not None:
            node = Node(self.base, tree.file, node.line if node is not None else tree.line)
        if node is None or not isinstance(node.value, str):
            self.bad(node or tree, "base", "name the scenario that is varied: a bundled name, or a path from this file")
            return None
        practice = top.get("practice")
        if practice is not None and not isinstance(practice.value, str):
            return None
        beside = self.file.parent / node.value
        named = self.base or (beside if beside.exists() else node.value)
        try:
            return Base.of(named, None if practice is None else str(practice.value))
        except InputError as error:
            for problem in error.problems:
                if problem.file:
                    self.problems.append(problem)
                else:
                    self.bad(practice if practice and "practice" in str(problem) else node, "base", str(problem))
            return None

    def _axes(self, tree: Node, top: Mapping[str, Node], base: Base | None) -> tuple[tuple[Axis, ...], dict[str, str]]:
        node = top.get("vary")
        if node is None:
            self.bad(tree, "vary", "say what is varied: addresses with values, or assumptions")
            return (), {}
        without = self._texts(top, "without")
        if node.value == _ASSUMPTIONS:
            if base is None:
                return (), {}
            axes, left = assumed_axes(base.scenario)
            if unknown := [one for one in without if not any(_below(axis.name, one) for axis in axes)]:
                names = [axis.where for axis in axes if isinstance(axis, Between)]
                for one in unknown:
                    self.bad(top["without"], "without", f'"{one}" is no assumption with a range. {did_you_mean(one, names)}')
            if not axes:
                self.bad(node, "vary", "the scenario marks no figure as assumed with a range. Name addresses")
            kept = tuple(axis for axis in axes if not any(_below(axis.name, one) for one in without))
            return kept, left | {axis.name: "the study says so" for axis in axes if axis not in kept}
        if node.mapping is None:
            self.bad(node, "vary", f"{show(node)} is no mapping of addresses to values. Write ADDRESS: [...], or assumptions")
            return (), {}
        if "without" in top:
            self.bad(top["without"], "without", "only where vary: assumptions")
        found = [self._axis(where, child) for where, child in node.mapping.items()]
        return tuple(axis for axis in found if axis is not None), {}

    def _axis(self, where: str, node: Node) -> Axis | None:
        """Return an axis: values in a list, a range of whole numbers, a range of numbers, or named options."""
        at = f"vary.{where}"
        if (values := node.sequence) is not None:
            plain = [value.plain() for value in values]
            if not plain or any(plain.count(value) > 1 for value in plain if not isinstance(value, dict)):
                self.bad(node, at, "list one value or more, each once")
                return None
            return Choices.of_values(where, plain)
        if isinstance(node.value, str) and (match := _RANGE.fullmatch(node.value)):
            low, high, step = int(match[1]), int(match[2]), int(match[3] or 1)
            if not low < high or not step or (high - low) // step >= MOST_VARIANTS:
                self.bad(node, at, f'"{node.value}" is no range, or has more than {MOST_VARIANTS:,} values. Write 14..20')
                return None
            return Choices.of_values(where, list(range(low, high + 1, step)))
        options = node.mapping
        if options is not None and set(options) == {"range"} and len(ends := options["range"].sequence or []) == 2:
            return self._try(node, at, lambda: between(where, ends[0].plain(), ends[1].plain()))
        if options and all(child.value is None or child.mapping is not None for child in options.values()):
            changes = tuple(child.plain() or {} for child in options.values())
            return Choices(name=where, values=tuple(options), changes=changes)
        self.bad(node, at, "write values [18, 20], a range of whole numbers 14..20, range: [90 t, 100 t], or named options")
        return None

    def _fitting(self, vary: Node, base: Base, axes: tuple[Axis, ...], left: dict[str, str]) -> tuple[Axis, ...]:
        """Return the axes whose values fit the scenario; of assumptions the others are left out, and say why.

        Values of an axis that was asked for by name must fit, alone or with a value of another axis, or the study is refused.
        """
        named = vary.mapping or {}
        bad: dict[str, list[Problem]] = {}
        for number in range(max((len(axis.ends()) for axis in axes), default=0)):
            for axis, problems in not_fitting(base, [axis for axis in axes if number < len(axis.ends())], number):
                others = [other for other in axes if other is not axis and other.key in named]
                if not any(not faults(base, {**axis.ends()[number], **end}) for other in others for end in other.ends()):
                    bad.setdefault(axis.key, []).extend(problems)
        for axis in axes:
            if axis.key in bad and axis.key not in named:
                left[axis.name] = f"the scenario cannot hold its range: {bad.pop(axis.key)[0]}"
        for name, problems in bad.items():
            for problem in problems:
                self.bad(named[name], problem.where or f"vary.{name}", problem.message)
        fitting = [axis for axis in axes if axis.name not in left]
        return tuple(fitting if named else fitting_together(base, fitting, left))

    def _points(self, node: Node | None) -> Points:
        if node is None or node.value == "grid":
            return Points()
        given = {key: child.value for key, child in (node.mapping or {}).items()}
        kind = next((key for key in given if key in _POINTS), "")
        allowed = {kind, "indices", "of"} if kind == "morris" else {kind}
        numbers = all(isinstance(value, int) and not isinstance(value, bool) and value > 0 for value in given.values())
        if not kind or not numbers or not set(given) <= allowed or (kind == "morris" and ("indices" in given) != ("of" in given)):
            self.bad(
                node, "points",
                "write grid, or one of latin-hypercube: 100, sobol: 128, morris: 10, indices: 64, each a mapping with a whole "
                "number; after morris also indices: 64 and of: 6",
            )  # fmt: skip
            return Points()
        powers = [name for name in ("sobol", "indices") if name in given and given[name] & (given[name] - 1)]
        for name in powers:
            low = 1 << (given[name].bit_length() - 1)
            self.bad(node, f"points.{name}", f"{given[name]} is no power of two, which spreads evenly. Take {low} or {2 * low}")
        many = [name for name, value in given.items() if value > MOST_VARIANTS]
        for name in many:
            self.bad(node, f"points.{name}", f"{given[name]:,} are more than {MOST_VARIANTS:,}. Take fewer")
        if many:
            return Points()
        then = given.get("indices", 0) if kind == "morris" else 0
        return Points(kind, given[kind], then, given.get("of", 0))

    def _replications(self, node: Node | None) -> int | Precise:
        if node is None:
            return 10
        if isinstance(node.value, int) and not isinstance(node.value, bool) and 1 <= node.value <= 100_000:
            return node.value
        given = {key: child.value for key, child in (node.mapping or {}).items()}
        half = _share(given.get("half_width"))
        most = given.get("most", 100)
        if (
            not given
            or not set(given) <= {"half_width", "of", "most"}
            or half is None
            or not isinstance(most, int)
            or not 2 <= most <= 100_000
        ):
            self.bad(
                node, "replications", "write a whole number from 1 on, or half_width: 1%, most: 100 and, if wanted, of: FIGURE"
            )
            return 10
        return Precise(half_width=half, of=str(given.get("of", "")), most=most)

    def _search(self, node: Node | None) -> Wanted | None:
        if node is None:
            return None
        given = node.mapping
        if given is None:
            self.bad(node, "search", "write least: or most: with an axis or a figure, or pareto: with a list of these")
            return None
        for key, child in given.items():
            if key not in _SEARCH:
                self.bad(child, f"search.{key}", f"there is no such key. {did_you_mean(key, _SEARCH)}")
        indifference = self._indifference(given)
        goals = [
            Goal(sense=key, of=str(given[key].plain()), indifference=indifference) for key in ("least", "most") if key in given
        ]
        if "pareto" in given and "indifference" in given:
            self.bad(given["indifference"], "search.indifference", "give it beside a goal: {most: NAME, indifference: 0.1}")
        for one in given["pareto"].sequence or [] if "pareto" in given else []:
            pairs = [(key, child.value) for key, child in (one.mapping or {}).items() if key != "indifference"]
            if len(pairs) != 1 or pairs[0][0] not in ("least", "most"):
                self.bad(one, "search.pareto", "a list of least: NAME and most: NAME")
                return None
            goals.append(Goal(sense=pairs[0][0], of=str(pairs[0][1]), indifference=self._indifference(one.mapping or {})))
        if len({goal.of for goal in goals}) < len(goals):
            self.bad(node, "search", "every goal once: of the same it cannot be both the most and the least")
            return None
        fits = len(goals) > 1 and not {"least", "most"} & given.keys() if "pareto" in given else len(goals) == 1
        if not fits:
            self.bad(node, "search", "one of least: NAME and most: NAME, or pareto: with a list of two of them or more")
            return None
        limits = self._limits(given.get("subject_to"))
        confidence = _share(given["confidence"].value) if "confidence" in given else 0.95
        if confidence is None or not 0.5 <= confidence < 1:
            self.bad(given["confidence"], "search.confidence", "a share from 50% to below 100%, such as 95%")
            return None
        return Wanted(goals=tuple(goals), limits=limits, confidence=confidence)

    def _indifference(self, given: Mapping[str, Node]) -> float:
        node = given.get("indifference")
        if node is None:
            return 0.0
        value = node.value
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < math.inf:
            self.bad(node, "search.indifference", "a number from 0 on, in the unit of the goal")
            return 0.0
        return float(value)

    def _limits(self, node: Node | None) -> tuple[Limit, ...]:
        found: list[Limit] = []
        for name, child in (node.mapping or {}).items() if node is not None else ():
            match = _LIMIT.fullmatch(str(child.value))
            if match is None or not 0 < float(match[3] or 50) < 100:
                self.bad(child, f"search.subject_to.{name}", f'{show(child)}: write ">= 47.5", or ">= 47.5 in 95% of the years"')
                continue
            share = float(match[3]) / 100 if match[3] else 0.0
            found.append(Limit(of=name, at_least=match[1] == ">=", bound=float(match[2]), share=share))
        if node is not None and not node.mapping:
            self.bad(node, "search.subject_to", 'a mapping of figures to limits, such as "ore, delivered": ">= 47.5"')
        return tuple(found)

    def _number(self, top: Mapping[str, Node], key: str, usual: int, low: int, high: int) -> int:
        node = top.get(key)
        if node is None:
            return usual
        if not isinstance(node.value, int) or isinstance(node.value, bool) or not low <= node.value <= high:
            self.bad(node, key, f"{node.plain()} is no whole number from {low} to {high:,}")
            return usual
        return node.value

    def _truth(self, top: Mapping[str, Node], key: str) -> bool:
        node = top.get(key)
        if node is not None and not isinstance(node.value, bool):
            self.bad(node, key, "true or false")
        return node is None or node.value is not False

    def _texts(self, top: Mapping[str, Node], key: str) -> list[str]:
        node = top.get(key)
        if node is None:
            return []
        items = [child.value for child in node.sequence or []]
        if not items or not all(isinstance(item, str) for item in items):
            self.bad(node, key, "a list of texts")
            return []
        return items

    def _try(self, node: Node, where: str, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except ValueError as error:
            self.bad(node, where, str(error))
            return None


def _yaml(given: Mapping[str, Any]) -> str:
    """Return a mapping as the text of a file."""
    stream = StringIO()
    YAML().dump(dict(given), stream)
    return stream.getvalue()


def _share(value: Any) -> float | None:
    """Return a share from a number such as 0.01 or a text such as 1%; None where it is neither."""
    if isinstance(value, str) and (match := _PERCENT.fullmatch(value)):
        value = float(match[1]) / 100
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if 0 < value < 1 else None


def _below(name: str, where: str) -> bool:
    """Tell whether the address of an axis is another one, or lies below it."""
    return name == where or name.startswith((f"{where}.", f"{where} ["))
