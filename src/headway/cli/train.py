"""What ``headway run-train`` does: one run, printed, and written to the files asked for."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from headway.about import whole_with_about
from headway.errors import InputError, Problem
from headway.jit import compiling
from headway.model import Scenario, Stop
from headway.physics import Driving, FastestRun, LeastEnergy, LinearMargin, train_run
from headway.units import parse_quantity
from headway.whole import check_targets
from headway.work import Progress

_SHARE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*")
_FIGURES = (".pdf", ".svg", ".png")


def train_report(
    corridor: Scenario,
    train: str,
    origin: str,
    destination: str,
    *,
    stops: Sequence[str],
    eco: str,
    margin: str,
    effort: str,
    rail: str,
    html: Path | None,
    figure: Path | None,
    csv: Path | None,
    progress: Progress,
) -> str:
    """Run a train, write the files asked for, and return what is to be printed."""
    kinds = ((html, (".html", ".htm")), (figure, _FIGURES), (csv, (".csv",)))
    check_targets([(path, ends) for path, ends in kinds if path is not None])
    driving = _driving(eco, margin, effort)
    halts = [_stop(text) for text in stops]
    with compiling(partial(progress, 0.0)):
        progress(0.0, f"running {train}: {driving}")
        run = train_run(corridor, train, origin, destination, stops=halts, driving=driving, rail=rail)
        other = None
        if not isinstance(driving, FastestRun):
            fastest = FastestRun(effort=_share(effort, "effort"))
            other = train_run(corridor, train, origin, destination, stops=halts, driving=fastest, rail=rail)
    lines = [run.summary()]
    if other is not None:
        from headway.report import compared

        lines.append(compared(run, other))
    if run.instructed:
        lines.append(f"The driver's instructions:\n{run.instructions()}")
    progress(1.0, "writing files")
    if html is not None:
        from headway.report import write_run_page

        write_run_page(corridor, run, html, other=other)
    if figure is not None:
        from headway.report import print_speed_profile

        print_speed_profile(run, figure, other=other)
    if csv is not None:
        whole_with_about(csv, run.to_frame().write_csv, run.about)
    return "\n".join([*lines, *(f"Written: {path}" for path in (html, figure, csv) if path is not None)])


def _driving(eco: str, margin: str, effort: str) -> Driving:
    """Choose the way of driving from the options."""
    share = _share(effort, "effort")
    if eco and margin:
        raise InputError(["--eco and --margin are two ways of driving. Choose one"])
    if eco:
        return LeastEnergy(_share(eco, "eco"), effort=share)
    return LinearMargin(_share(margin, "margin"), effort=share) if margin else FastestRun(effort=share)


def _share(text: str, option: str) -> float:
    """Read ``10%`` or ``0.1``."""
    match = _SHARE.fullmatch(text)
    share = float(match[1]) / (100 if match[2] else 1) if match else None
    if share is None or (share > 1 and match and not match[2]):
        raise InputError([Problem(f'"{text}" is not a share. Write, for example, 10%', where=f"--{option}")])
    return share


def _stop(text: str) -> Stop:
    """Read ``Tindouf`` or ``Tindouf=5 min``."""
    place, _, dwell = text.partition("=")
    try:
        return Stop(place=place.strip(), dwell_s=parse_quantity(dwell, "s") if dwell else 0.0)
    except ValueError as error:
        raise InputError([Problem(str(error), where=f"--stop {place.strip()}")]) from None
