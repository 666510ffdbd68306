"""What ``headway init`` writes: a scenario of your own, ready to edit."""

from pathlib import Path

from headway.io import save
from headway.model import Scenario

_README = """# {name}

A corridor for Headway, started from `{base}`.

- `scenario.yaml`: trains, services, terminals. Any value may say where it comes from: `{{value: 950, source: where it was
  published}}` or `{{value: 12 kt/h, assumed: why, range: [8 kt/h, 15 kt/h]}}`; `headway check` lists what is assumed.
- `*.csv`: the line: places, gradients, curves, speed limits, by official km posts.

Units stand in the key (`length_km: 2.1`) or in the value (`length: 2.1 km`). Times of day are "HH:MM".

    headway check {name}             # every problem at once, or a summary
    headway run {name} --days 28     # plan and simulate; the report is in runs/
    headway schema > schema.json     # completion and checks in your editor
"""


def write_starter(scenario: Scenario, folder: Path, base: str) -> None:
    """Write a scenario as a new folder, with a README beside it.

    Raises
    ------
    InputError
        If the folder exists or cannot be written.
    """
    save(scenario, folder, extra={"README.md": _README.format(name=folder.name, base=base)})
