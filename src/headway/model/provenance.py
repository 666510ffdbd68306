"""Where a figure comes from: a source, or an assumption that says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from headway.model.checked import checked
from headway.units import dimension_of


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Provenance:
    """The origin of one value of a scenario.

    Parameters
    ----------
    where
        The dotted address of the value, such as ``consists.ore-loaded.locomotives``.
    value
        The value as it was written in the file.
    source
        Where the figure was published; empty for an assumption.
    assumed
        Why this value was assumed; empty for a sourced figure.
    range
        The lowest and the highest plausible value, as written; empty when none was given.
    """

    where: str
    value: str
    source: str = ""
    assumed: str = ""
    range: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The address as people read it, without the SI unit of the field."""
        above, dot, field = self.where.rpartition(".")
        return f"{above}{dot}{field_label(field)}"


def field_label(field: str) -> str:
    """Return the name of a field as people write it, without its SI unit."""
    return (dimension_of(field) or (field,))[0]


ROW = "row"
"""Stands for the value in a provenance that covers a row of a table."""


def condensed(items: Iterable[Provenance]) -> list[Provenance]:
    """Return provenances for people to read, with the rows of a table that share an origin merged into one."""
    groups: dict[tuple[str, str, str], list[Provenance]] = {}
    for p in items:
        table = p.where.rpartition(".")[0] if p.value == ROW else p.where
        groups.setdefault((table, p.source, p.assumed), []).append(p)
    return [
        same[0] if len(same) == 1 else replace(same[0], where=table, value=f"{len(same)} rows")
        for (table, _, _), same in groups.items()
    ]


def by_importance(items: Iterable[Provenance], importance: Mapping[str, float]) -> list[tuple[Provenance, float | None]]:
    """Return provenances, those that matter most first, each with how much it matters.

    Parameters
    ----------
    items
        The provenances.
    importance
        How much figures matter, 0 to 1, by their labels. What is not in it was not studied: it comes last, with None.
    """
    found = [(p, importance.get(p.label)) for p in condensed(items)]
    return sorted(found, key=lambda one: -1.0 if one[1] is None else one[1], reverse=True)
