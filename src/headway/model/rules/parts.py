"""The rules between the parts of a scenario: what refers to what, and what fits where.

The rules run on whatever parts could be read, so that a file with a mistake in one place still has the rest of it
checked. A name in ``unreadable`` exists but could not be read, so no rule speaks of it. A name in ``partial`` stands
for an object that could only be read in part, so no rule speaks that needs the missing part.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from headway.errors import InputError, Problem, did_you_mean
from headway.model.consist import Consist
from headway.model.disruptions import Disruption
from headway.model.fleet import Fleet
from headway.model.line import Line
from headway.model.possession import Possession
from headway.model.services import Service
from headway.model.terminals import LoadOut, Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a scenario, as far as they could be read; each collection is by name."""

    line: Line | None
    consists: Mapping[str, Consist]
    fleets: Mapping[str, Fleet]
    services: Mapping[str, Service]
    terminals: Mapping[str, Terminal]
    possessions: Mapping[str, Possession]
    disruptions: Mapping[str, Disruption] = field(default_factory=dict[str, Disruption])
    unreadable: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()

    def missing(self, collection: str, name: str, known: Mapping[str, object]) -> bool:
        """Tell whether a name is neither known nor merely unreadable."""
        return name not in known and not {f"{collection}.{name}", f"{collection}."} & self.unreadable

    def complete(self, *collections: str) -> bool:
        """Tell whether all objects of some collections could be read in full."""
        beginnings = tuple(f"{collection}." for collection in collections)
        return not any(address.startswith(beginnings) for address in self.unreadable | self.partial)

    @property
    def whole_line(self) -> bool:
        """Whether all places of the line could be read."""
        return self.line is not None and not any(u.startswith(("places.", "legs.")) for u in self.unreadable)


def on_line(parts: Parts, name: str, where: str) -> Iterator[Problem]:
    """A place that something names stands on the line."""
    if parts.line is None or {f"places.{name}", "places."} & parts.unreadable:
        return
    try:
        parts.line.index(name)
    except InputError as error:
        yield from (p.inside(where) for p in error.problems)


def terminal_of(parts: Parts, name: str, kind: type[Terminal]) -> Terminal | str | None:
    """Return a terminal of a kind, or a sentence that says why there is none, or None if it could not be read."""
    if not parts.missing("terminals", name, parts.terminals):
        found = parts.terminals.get(name)
        if found is None or isinstance(found, kind):
            return found
        return f'"{name}" is a {_word(type(found))}, not a {_word(kind)}'
    known = [n for n, t in parts.terminals.items() if isinstance(t, kind)]
    return f'"{name}" is not a {_word(kind)}. {did_you_mean(name, known)}'


def _word(kind: type[Terminal]) -> str:
    return "load-out" if kind is LoadOut else kind.__name__.lower()
