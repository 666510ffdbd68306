"""Weekdays: the days of a week on which a service runs or a possession begins, 0 for Monday."""

from collections.abc import Iterator

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_rules(weekdays: tuple[int, ...]) -> Iterator[tuple[bool, str]]:
    """Yield the rule of a field ``weekdays``: each day once."""
    twice = [name for day, name in enumerate(DAYS) if weekdays.count(day) > 1]
    yield not twice, f"weekdays: {', '.join(twice)} listed more than once. Keep each day once"
