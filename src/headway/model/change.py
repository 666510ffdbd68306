"""A change of a scenario: another value at an address."""

from dataclasses import dataclass
from typing import Any

from headway.model.checked import checked


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Change:
    """Another value at an address of a scenario.

    Parameters
    ----------
    where
        The dotted address, such as ``fleets.mine-sets.sets`` or ``legs.main.places.Tindouf.tracks``; keys with or
        without a unit.
    value
        The new value as a scenario file would hold it: a number, a text such as ``"90 min"``, a list or a mapping; None
        takes away what stands there.
    source
        Where the new value was published; empty where it was not.
    assumed
        Why it was assumed; empty where it has a source, or neither.
    range
        The lowest and the highest plausible value, as a file would hold them; empty when none was given.
    was
        What stood there before, as it was written; empty where nothing did.
    by
        The practice that made it; empty for a change that someone asked for.
    """

    where: str
    value: Any
    source: str = ""
    assumed: str = ""
    range: tuple[str, ...] = ()
    was: str = ""
    by: str = ""

    def __str__(self) -> str:
        return self.told("taken away" if self.value is None else in_short(self.value))

    def told(self, new: str) -> str:
        """Return the change with the new value in words."""
        return f"{self.where}: {new}, {f'was {self.was}' if self.was else 'stated nowhere before'}"


def in_short(value: Any) -> str:
    """Return a value as a file would hold it, cut short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        inner = ", ".join(f"{key}: {in_short(item)}" for key, item in value.items())
        text = f"{{{inner}}}"
    elif isinstance(value, list | tuple):
        text = f"[{', '.join(in_short(item) for item in value)}]"
    else:
        text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
