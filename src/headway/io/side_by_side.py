"""Scenarios side by side: by what letters they go, and in what their inputs differ, as lines and as a table."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from headway.errors import InputError
from headway.io.differences import Difference
from headway.io.load import scenario_of
from headway.model import Scenario

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What scenarios are called in tables."""


def loaded(scenarios: Mapping[str, Scenario | str | Path]) -> dict[str, Scenario]:
    """Return the scenarios to compare, by what they are called.

    Raises
    ------
    InputError
        If there are fewer than two or more than 26, or one cannot be read.
    """
    if not 2 <= len(scenarios) <= len(LETTERS):
        message = f"compare: 2 to {len(LETTERS)} scenarios, not {len(scenarios)}. The first is what others are compared with"
        raise InputError([message])
    return {name: scenario_of(given) for name, given in scenarios.items()}


def lines_of(found: Sequence[Difference]) -> list[str]:
    """Return in what inputs differ as lines of a summary."""
    return [
        "Inputs that differ:" if found else "No input differs.",
        *(f"  {one.where}: {', '.join(f'{LETTERS[i]} {value}' for i, value in enumerate(one.values))}" for one in found),
    ]


def frame_of(names: Sequence[str], found: Sequence[Difference]) -> pl.DataFrame:
    """Return in what inputs differ as a table: the address, what each says there, and where it comes from."""
    columns = {"address": [one.where for one in found]}
    for i, name in enumerate(names):
        columns[f"{LETTERS[i]}: {name}"] = [one.values[i] for one in found]
        columns[f"{LETTERS[i]}, origin"] = [one.origins[i] for one in found]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
