"""How a result shows itself: as one line with what matters most, and in a notebook as its summary."""

from abc import ABC, abstractmethod
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
