"""How a result shows itself: its text is one line with what matters first, and a cell of a notebook shows its summary."""

from abc import ABC, abstractmethod
from html import escape


class Shown(ABC):
    """A result that is short where it is shown. A class gives its `headline`, and its `summary` where there is more to say."""

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
