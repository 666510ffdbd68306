"""The page of a study: what matters most, what was found, and every variant."""

from pathlib import Path
from typing import Any

from headway.arguments import public
from headway.report.pages.html_page import write_html
from headway.report.screen import Figure, against, along_axis, tornado
from headway.simulation.statistics import text_of
from headway.study.result import Study

_MOST_ROWS = 500
"""Most variants that a page lists; the tables of `headway study export` have them all."""


@public
def write_study_page(study: Study, path: str | Path) -> Path:
    """Write the page of a study.

    Parameters
    ----------
    study
        The study, done or not.
    path
        The HTML file to write.
    """
    figures: dict[str, Figure] = {}
    for number, stage in enumerate(study.variants.stages):
        for name in study.main:
            if ranking := study.ranking(name, stage):
                figures[f"tornado {number} {name}"] = tornado(ranking, name, share=stage.points.kind == "indices")
    if study.plan.search is None and study.plan.points.kind == "grid" and any(_numeric(axis.values) for axis in study.plan.axes):
        figures |= {f"axis {name}": along_axis(study, name) for name in study.main}
    if study.found is not None and study.plan.search is not None and len(study.plan.search.goals) == 2:
        figures["front"] = _front(study)
    rows = [_row(study, variant, study.plan.seed) for variant in study.numbers[:_MOST_ROWS]]
    best: list[dict[str, Any]] = []
    if study.found is not None:
        pairs = zip(study.found.chosen, study.found.meets, strict=True)
        best = [{**_row(study, variant, study.plan.seed + 1), "meets": f"{meets:.0%}"} for variant, meets in pairs]
    return write_html(
        path, "study.html", figures, study=study, about=study.about, rows=rows, best=best,
        more=len(study.numbers) - len(rows), refused=study.known.refused,
    )  # fmt: skip


def _numeric(values: tuple[Any, ...]) -> bool:
    return bool(values) and all(isinstance(value, int | float) for value in values)


def _row(study: Study, variant: int, seed: int) -> dict[str, Any]:
    """Return a variant as a row of the page."""
    point = ["as it is" if value is None else value for value in study.variants.point(variant)]
    figures = [text_of(study.known.mean(variant, seed, name)) for name in study.main]
    return {"variant": variant, "point": point, "figures": figures, "runs": len(study.known.table(variant, seed))}


def _front(study: Study) -> Figure:
    """Draw the designs of a search by its first two goals."""
    assert study.plan.search is not None
    assert study.found is not None
    goals = study.plan.search.goals[:2]
    names = [axis.name for axis in study.plan.axes]
    able = [variant for variant in study.numbers if variant not in study.known.refused]

    def of(goal: str, variant: int) -> float:
        if goal in names:
            return float(study.variants.point(variant)[names.index(goal)])
        full = next(name for name in study.known.figures if goal in (name, name.rpartition(" [")[0]))
        mean = study.known.mean(variant, study.plan.seed, full)
        return float("nan") if mean is None else mean.mean

    across, up = ([of(goal.of, variant) for variant in able] for goal in goals)
    labels = [", ".join(f"{name} {value}" for name, value in study.variants.named(variant).items()) for variant in able]
    chosen = [variant in study.found.chosen for variant in able]
    return against(across, up, chosen, (goals[0].of, goals[1].of), labels)
