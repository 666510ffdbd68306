"""What Headway says when an input cannot be used: every problem at once, and what to do about each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

_MOST_SHOWN = 50
"""Most problems of one file that a message shows; the others are counted."""

_LONGEST_ADDRESS = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input.

    Parameters
    ----------
    message
        Which object, which value, which rule, and what to do.
    where
        The dotted address of the value in the scenario, such as ``fleets.mine-sets.sets``.
    file, line
        Where the value was written, when it came from a file. Lines count from 1.
    """

    message: str
    where: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        where = self.where if len(self.where) <= _LONGEST_ADDRESS else f"{self.where[:_LONGEST_ADDRESS]}..."
        address = f"{where}: " if where else ""
        return visible(f"{place}{address}{self.message}")

    def inside(self, where: str) -> "Problem":
        """Return the same problem with an address from one level further out."""
        return replace(self, where=f"{where}.{self.where}" if self.where else where)


def visible(text: str) -> str:
    r"""Return a text with unprintable characters written out, so that messages show them and terminals do not act.

    >>> print(visible("Bravo\u200b"), visible("two\nlines"))
    Bravo\u200b two\nlines
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class InputError(ValueError):
    """Input that cannot be used; ``problems`` lists every reason, in the order of the files."""

    def __init__(self, problems: Iterable[Problem | str]) -> None:
        self.problems = tuple(Problem(p) if isinstance(p, str) else p for p in problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        by_file: dict[str, list[Problem]] = {}
        for problem in self.problems:
            by_file.setdefault(problem.file, []).append(problem)
        lines: list[str] = []
        for file, problems in sorted(by_file.items()):
            if file:
                count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
                lines.append(f"{visible(file)}: {count}")
            indent = " " if file else ""
            ordered = sorted(problems, key=lambda p: p.line)
            lines += [f"{indent}{p}" for p in ordered[:_MOST_SHOWN]]
            if len(ordered) > _MOST_SHOWN:
                lines.append(f"{indent}... and {len(ordered) - _MOST_SHOWN:,} more of this file")
        return "\n".join(lines)


def require(*rules: tuple[bool, str]) -> None:
    """Raise an `InputError` with the message of every rule that does not hold.

    A rule is ``(field holds, "field: message")``; the part before the colon is the field's name.
    """
    broken = [message for holds, message in rules if not holds]
    if broken:
        raise InputError(Problem(m.partition(": ")[2], where=m.partition(": ")[0]) for m in broken)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like a word, regardless of capitals; empty if none is."""
    by_lower = {choice.lower(): choice for choice in known}
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a sentence that offers the nearest known words, or lists them when none is near."""
    choices = sorted(set(known))
    if near := nearest(word, choices):
        return f'Did you mean "{near}"?'
    if not choices:
        return "There are none."
    return f"Known: {', '.join(choices[:12])}{', ...' if len(choices) > 12 else ''}."
