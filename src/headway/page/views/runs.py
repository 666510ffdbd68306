"""What is kept below the folder of the runs; nothing outside it is read, and no link is followed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from headway.errors import InputError, did_you_mean
from headway.model.naming import usable_name
from headway.page.models import RunFigure, RunView
from headway.store import about_plan, kept_in
from headway.store.reading import PLAN_FILE, RUN_FILE, STUDY_FILE

_KEPT = (RUN_FILE, STUDY_FILE, PLAN_FILE)
_NAMED = 40
_MOST_T_Y = 1e12
"""More tonnes a year than this are no figure of a run; nor are those that are no number."""


def runs(base: Path) -> list[RunView]:
    """Return runs, studies and plans over years that are kept, the newest first."""
    found = [
        RunView.model_validate(
            {
                "name": kept.name, "kind": kept.kind, "when": _text(kept.when), "title": _text(kept.about.get("title", "")),
                "mb": round(kept.mb, 2), "fault": kept.fault, "figures": list(_figures(kept.about)),
            }
        )
        for kept in kept_in(base)
        if usable_name(kept.name) and not kept.folder.is_symlink()
    ]  # fmt: skip
    return sorted([*found, *_plans(base)], key=lambda one: one.when, reverse=True)


def kept_folder(base: Path, name: str) -> Path:
    """Return the folder of something that is kept, by its name.

    Raises
    ------
    InputError
        If the name cannot be that of a folder, there is none of this name below the folder of the runs itself, or it holds
        a link, which may lead anywhere.
    """
    known = [folder.name for folder in _folders(base) if any((folder / file).is_file() for file in _KEPT)]
    if not usable_name(name) or name not in known:
        raise InputError([f'"{name[:_NAMED]}" is not kept here. {did_you_mean(name[:_NAMED], known)}'])
    if link := next((file for file in (base / name).rglob("*") if file.is_symlink()), None):
        raise InputError([f'"{link}" is a link, and links are not followed. Put the file itself there'])
    return base / name


def _folders(base: Path) -> Iterator[Path]:
    if base.is_dir():
        for folder in sorted(base.iterdir()):
            if folder.is_dir() and not folder.is_symlink() and usable_name(folder.name) and not folder.name.startswith("."):
                yield folder


def _plans(base: Path) -> Iterator[RunView]:
    for folder in _folders(base):
        if (folder / PLAN_FILE).is_file():
            fault, about = "", dict[str, Any]()
            try:
                about = about_plan(folder)
            except InputError as error:
                fault = error.problems[0].message
            mb = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
            yield RunView(
                name=folder.name, kind="plan", when=_text(about.get("begun", "")), title=_text(about.get("title", "")),
                mb=round(mb, 2), fault=fault, figures=[],
            )  # fmt: skip


def _figures(about: dict[str, Any]) -> Iterator[RunFigure]:
    """Yield the tonnes of a run."""
    kpis = about.get("kpis")
    for flow in kpis.get("flows", ()) if isinstance(kpis, dict) else ():
        delivered = flow.get("delivered_t_y") if isinstance(flow, dict) else None
        if isinstance(delivered, int | float) and abs(delivered) < _MOST_T_Y:
            yield RunFigure(name=_text(flow.get("flow", "")), value=delivered / 1e6, unit="Mt/y")


def _text(value: Any) -> str:
    """Return a value of a file that anybody may have changed as a text that can be sent."""
    return str(value).encode(errors="replace").decode()
