"""Weekdays: the days of a week on which a service runs or a possession begins, 0 for Monday."""

from collections.abc import Iterator

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_rules(weekdays: tuple[int, ...]) -> Iterator[tuple[bool, str]]:
    """Give the rules of a field ``weekdays``: days of the week, each once."""
    known = [day for day in weekdays if 0 <= day < len(DAYS)]
    twice = [name for day, name in enumerate(DAYS) if known.count(day) > 1]
    yield len(known) == len(weekdays), "weekdays: days are 0 (Monday) to 6 (Sunday)"
    yield not twice, f"weekdays: {', '.join(twice)} listed more than once. Keep each day once"
