"""Where a figure comes from: a source, or an assumption that says so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
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
