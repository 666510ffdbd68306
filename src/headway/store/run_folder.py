"""The run folder: everything that a run read and found, there whole or not at all."""

import json
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from headway.arguments import public
from headway.errors import InputError
from headway.io.write import files_of
from headway.model import Scenario
from headway.model.naming import usable_name
from headway.simulation import Simulation
from headway.store.reading import RUN_FILE, RUN_SCHEMA
from headway.timetabling import Timetable
from headway.whole import part_of
from headway.work import COMMAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Seconds of computing by step."""

    load_s: float
    plan_s: float
    simulate_s: float
    report_s: float


@public
def next_name(base: Path, name: str) -> str:
    """Return a name that no run in a folder has yet: the given name, or the name with the next free number."""
    if not (base / name).exists():
        return name
    number = 2
    while (base / f"{name}-{number}").exists():
        number += 1
    return f"{name}-{number}"


@public
def new_run(base: Path, name: str) -> Path:
    """Return the folder of a new run.

    Raises
    ------
    InputError
        If the name cannot be that of a folder, if a run of this name exists, or if ``base`` is not a folder.
    """
    if not usable_name(name) or name.startswith("."):
        raise InputError([f'"{name[:100]}" cannot name a run: a short text without slashes that does not begin with a dot'])
    if base.exists() and not base.is_dir():
        raise InputError([f'"{base}" is a file, not a folder for runs'])
    if (base / name).exists():
        raise InputError([f'"{base / name}" exists already. Choose another name'])
    return base / name


@public
@contextmanager
def run_folder(base: Path, name: str) -> Generator[Path]:
    """Yield a temporary folder that becomes ``base/name`` if the block ends well, and is removed if it does not.

    Raises
    ------
    InputError
        If a run of this name exists, or the folder cannot be written.
    """
    target = new_run(base, name)
    try:
        base.mkdir(parents=True, exist_ok=True)
        temporary = part_of(target)
        temporary.mkdir(mode=0o700)
    except OSError as error:
        raise InputError([f'"{base}" cannot be written: {error.strerror}']) from error
    try:
        yield temporary
        temporary.chmod(0o755)
        temporary.rename(target)
    except OSError as error:
        why = "another run of this name was kept meanwhile" if target.exists() else error.strerror or str(error)
        raise InputError([f'"{target}" cannot be written: {why}. Choose another name or place']) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def inputs_hash(scenario: Scenario) -> str:
    """Return a hash of a scenario as resolved: equal scenarios have equal hashes, wherever they come from."""
    digest = sha256()
    for name, text in sorted(files_of(scenario).items()):
        digest.update(f"{name}\n{text}\n".encode())
    return digest.hexdigest()


@public
def write_tables(folder: Path, result: Simulation, plan: Timetable, timings: Timings) -> None:
    """Write the scenario as resolved, ``run.json``, and the tables of a run as Parquet."""
    inputs = folder / "scenario"
    inputs.mkdir()
    for name, text in files_of(result.scenario).items():
        (inputs / name).write_text(text, encoding="utf-8")
    result.to_frame().write_parquet(folder / "paths.parquet")
    result.activities_frame().write_parquet(folder / "activities.parquet")
    result.stocks_frame().write_parquet(folder / "stocks.parquet")
    result.amounts_frame().write_parquet(folder / "amounts.parquet")
    result.events_frame().write_parquet(folder / "events.parquet")
    plan.to_frame().write_parquet(folder / "plan.parquet")
    about = {
        "schema": RUN_SCHEMA,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "headway": version("headway"),
        "command": COMMAND.get(),
        "title": result.scenario.title,
        "starts_on": result.scenario.starts_on.isoformat(),
        "inputs_sha256": inputs_hash(result.scenario),
        "simulation": dict(result.about.values),
        "plan": dict(plan.about.values),
        "said": dict(result.about.said),
        "timings": asdict(timings),
        "kpis": asdict(result.kpis),
        "violations": list(result.violations),
        "unbalanced_kg": result.unbalanced_kg,
    }
    (folder / RUN_FILE).write_text(json.dumps(about, indent=2, ensure_ascii=False, allow_nan=False), encoding="utf-8")
