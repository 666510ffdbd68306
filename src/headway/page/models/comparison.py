"""Plans, runs and studies side by side."""

from headway.page.models.base import Model


class ComparisonRow(Model):
    """A figure of all; ``better`` is the number of the column that is best, null where that cannot be said."""

    name: str
    unit: str
    values: list[float | str | None]
    better: int | None


class Comparison(Model):
    """Columns side by side; ``ghost``: all are plans of one line, and can be drawn over each other."""

    columns: list[str]
    rows: list[ComparisonRow]
    ghost: bool
    said: list[str]


class Choice(Model):
    """Something that can be compared."""

    name: str
    title: str
