"""How a result shows itself: as one line with what matters most, in a notebook as its summary, rows in columns."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from html import escape


class Shown(ABC):
    """A result that is shown in short; a class gives its `headline`, and a `summary` if there is more to say."""

    __slots__ = ()

    @property
    @abstractmethod
    def headline(self) -> str:
        """What matters most, in one line."""

    def summary(self) -> str:
        """Return the result in some lines."""
        return self.headline

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.headline}>"

    def _repr_html_(self) -> str:
        """Return the summary, for notebooks."""
        return f"<pre>{escape(self.summary())}</pre>"


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return rows as lines of a summary, the first column to the left and the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        f"  {name:<{widths[0]}}  {'  '.join(f'{cell:>{width}}' for cell, width in zip(cells, widths[1:], strict=True))}"
        for name, *cells in rows
    ]
