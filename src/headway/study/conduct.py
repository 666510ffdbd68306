"""Conduct a study: run what is asked and not yet done, keep it, and go on where it stood."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from headway.arguments import public
from headway.errors import InputError, Problem
from headway.io.variants import Base
from headway.io.write import files_of
from headway.jit import compiling
from headway.parallel import first_done
from headway.store import StudyFolder, inputs_hash
from headway.store.study_folder import versions
from headway.study.known import Ask, Known
from headway.study.places import Place, place
from headway.study.plan import StudyPlan, named_figure
from headway.study.reading import read_study
from headway.study.result import Study, about_plan, main_figures
from headway.study.search import Search
from headway.study.tasks import Done, Setting, Task, figures_of, table_of
from headway.study.variants import Variants
from headway.work import Progress

STUDY_TEXT = "study.yaml"
"""The study file in the folder of a study."""

_SCENARIO = "scenario"
"""Folder of the scenario that is varied, without its practice."""

_LOOKS_EVERY_S = 5.0
_WAITS_S = 60.0
"""How long a cluster may be without any worker before a study stops."""


@public
def run_study(
    study: StudyPlan | Mapping[str, Any] | str | Path,
    folder: str | Path,
    *,
    jobs: int = 2,
    cluster: Any = "",
    progress: Progress | None = None,
) -> Study:
    """Run a study, or what is left of it, and keep every result as soon as it is there.

    Parameters
    ----------
    study
        What the study asks: a plan, the file that says so, or a mapping of the keys of such a file.
    folder
        Where it is kept; a study that was begun there goes on.
    jobs
        Threads of this machine, or workers of a ``local`` cluster.
    cluster
        The address of a Dask scheduler, ``local``, or a ``distributed.Client``; empty for threads. The results are the
        same to the last bit wherever they are computed.
    progress
        Is told how far the study is.

    An interruption (Ctrl-C, or a `headway.work.Cancel`) raises `KeyboardInterrupt`; what was done is kept.

    Raises
    ------
    InputError
        With every problem of the study; if another study, or another version, was begun in the folder; if a figure is
        unknown; if the cluster does not answer or loses all its workers; if the folder cannot be written.
    """
    plan = study if isinstance(study, StudyPlan) else read_study(study)
    store = StudyFolder(Path(folder))
    figures = kept_figures(plan, progress)
    _begin(store, plan, figures)
    work = _Work(store, plan, figures, progress or _silent)
    work.read()
    if next(work.tasks(), None) is not None:
        setting = Setting(
            base=plan.base, days=plan.days, warm_up_days=plan.warm_up_days, chance=plan.chance, figures=tuple(figures)
        )  # fmt: skip
        with place(setting, jobs=jobs, cluster=cluster, progress=progress) as where:
            work.run(where)
    return work.study()


@public
def kept_study(folder: str | Path, progress: Progress | None = None) -> Study:
    """Return a study as it is kept, whether it is done or not.

    Raises
    ------
    InputError
        If there is none, it is of another version of the store, or something in it was changed.
    """
    store = StudyFolder(Path(folder))
    about = store.about
    changed = f'"{store.path}" is not as the study was begun: {STUDY_TEXT} or {_SCENARIO} has been changed. Put them back'
    base = Base.of(store.path / _SCENARIO, about["practice"])
    plan = read_study(store.path / STUDY_TEXT, base, about["left"])
    plan = replace(plan, title=about["title"])
    if plan.asked != about["asked"] or inputs_hash(base.design) != about["inputs_sha256"]:
        raise InputError([changed])
    work = _Work(store, plan, about["figures"], progress or _silent)
    work.read()
    return work.study()


def _silent(_share: float, _text: str, /) -> None:
    """Tell no one."""


@public
def kept_figures(plan: StudyPlan, progress: Progress | None = None) -> list[str]:
    """Return the full names of the figures that a study keeps; its base is run for a day to see them.

    Raises
    ------
    InputError
        With everything that is wrong with the study, figures among them that it asks for and that there are not.
    """
    problems: list[Problem | str] = list(plan.problems())
    tell = progress or _silent
    with compiling(lambda text: tell(0.0, text)):
        every = figures_of(plan.base.scenario)
    found: list[str] = []
    precise = () if isinstance(plan.replications, int) or not plan.replications.of else (plan.replications.of,)
    for name in (*plan.figures, *precise):
        try:
            found.append(named_figure(name, every))
        except InputError as error:
            problems += [Problem(problem.message, where="figures") for problem in error.problems]
    if clash := [axis.name for axis in plan.axes if axis.name in every]:
        problems.append(f'vary: an axis cannot be called "{clash[0]}", which is a figure')
    if plan.search is not None:
        try:
            Search(plan, Known(every))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    # What a search needs is kept too; a name that is none of these the search refuses itself.
    for one in () if plan.search is None else (*plan.search.goals, *plan.search.limits):
        with suppress(InputError):
            found.append(named_figure(one.of, every))
    return list(dict.fromkeys(found)) if plan.figures else every


def _begin(store: StudyFolder, plan: StudyPlan, figures: list[str]) -> None:
    """Begin a study, or see that the one that was begun is the same.

    Raises
    ------
    InputError
        With everything in which they differ.
    """
    said: dict[str, Any] = {
        "title": plan.title,
        "inputs_sha256": inputs_hash(plan.base.design),
        "practice": plan.base.scenario.practice,
        "asked": plan.asked,
        "left": plan.left,
        "said": dict(about_plan(plan).rows()),
        "variants": plan.variants,
        "figures": figures,
    }
    if not store.begun:
        design = {f"{_SCENARIO}/{name}": text for name, text in files_of(plan.base.design).items()}
        store.begin(said, {**design, STUDY_TEXT: plan.text})
    kept = store.about
    differ = [name for name in versions() if kept.get(name) != versions()[name]]
    differs = [f"{name} {kept.get(name)} then, {versions()[name]} now" for name in differ]
    before: Mapping[str, Any] = kept.get("asked", {})
    for name, value in plan.asked.items():
        if before.get(name) != value:
            differs.append("other axes" if name == "axes" else f"{name}: {before.get(name)} then, {value} now")
    if kept.get("inputs_sha256") != said["inputs_sha256"] or kept.get("practice") != said["practice"]:
        differs.append("the scenario has been changed")
    if kept.get("figures") != figures:
        differs.append("other figures are kept")
    if differs:
        message = f'"{store.path}" holds a study with which this one cannot go on: {"; ".join(differs)}. Give it another name'
        raise InputError([message])


_KEPT = "What was done is kept: run the study again, and it goes on from there"


class _Work:
    """A study that is being run: what is asked, what is known, and the folder in which it is kept."""

    def __init__(self, store: StudyFolder, plan: StudyPlan, figures: list[str], tell: Progress) -> None:
        self._store, self._plan, self._tell = store, plan, tell
        self._known = Known(figures)
        self._variants = Variants(plan)
        self._search = Search(plan, self._known) if plan.search is not None else None
        self._ran = 0

    def read(self) -> None:
        """Read what is kept."""
        for key, table in self._store.tables():
            if key[0] >= self._plan.variants or not {"refused", *self._known.figures} <= set(table.columns):
                message = f'"{self._store.path}": the table of variant {key[0]} from replication {key[2]} on is not of this study'
                raise InputError([f"{message}. Delete it, and run the study again"])
            values, refused = table.select(self._known.figures).to_numpy(), table["refused"][0] or ""
            self._known.add(*key, Done(values=np.asarray(values, dtype=float), refused=str(refused)))

    def study(self) -> Study:
        """Return the study as it stands."""
        over = next(self.tasks(), None) is None
        return Study(
            plan=self._plan, folder=self._store.path, about_study=self._store.about, variants=self._variants, known=self._known,
            found=self._search.found() if over and self._search else None, over=over,
        )  # fmt: skip

    def tasks(self) -> Iterator[Task]:
        """Yield what is asked and not done, as far as what is known tells; a round must be done before the next."""
        for ask in self._rounds():
            missing = [one for one in ask if not self._is_done(one)]
            for one in missing:
                yield self._task(one)
            if missing:
                return

    def _is_done(self, ask: Ask) -> bool:
        """Tell whether a task is done.

        Raises
        ------
        InputError
            If its table has another number of replications.
        """
        there = self._known.count(ask.variant, ask.seed, ask.first)
        if there not in (0, ask.count):
            message = (
                f"variant {ask.variant}: {there} replications are kept from number {ask.first} on, and {ask.count} were asked"
            )
            raise InputError(
                [f'"{self._store.path}", {message}: it has been changed. Delete that table, and run the study again']
            )
        return there > 0

    def _rounds(self) -> Iterator[list[Ask]]:
        if self._search is not None:
            return self._search.rounds()
        self._variants = Variants(self._plan)
        return self._variants.rounds(self._known, main_figures(self._plan, self._known.figures))

    def _task(self, ask: Ask) -> Task:
        changes = self._variants.changes(ask.variant)
        return Task(variant=ask.variant, seed=ask.seed, first=ask.first, count=ask.count, changes=changes)

    def run(self, where: Place) -> None:
        """Run round after round until nothing is asked any more."""
        started = perf_counter()
        for number, ask in enumerate(self._rounds(), 1):
            tasks = [self._task(one) for one in ask if not self._is_done(one)]
            self._round(tasks, where, number, len(ask), started)

    def _round(self, tasks: list[Task], where: Place, number: int, asked: int, started: float) -> None:
        """Run the tasks of a round, as many at once as there is room for, and keep each as it comes."""
        waiting = iter(tasks)
        running: dict[Future[Done], Task] = {}
        lonely = 0.0
        left = len(tasks)
        while left:
            while len(running) < 2 * where.count + 1 and (task := next(waiting, None)) is not None:
                running[where.submit(task)] = task
            over = first_done(running, _LOOKS_EVERY_S)
            lonely = 0.0 if over or where.count else lonely + _LOOKS_EVERY_S
            if lonely >= _WAITS_S:
                raise InputError([f"cluster: no worker is left since {_WAITS_S:g} s. {_KEPT}"])
            for future in over:
                task = running.pop(future)
                try:
                    done = future.result()
                except where.lost as error:
                    message = f"a task could not be run ({type(error).__name__}: {str(error)[:200]})"
                    raise InputError([f"cluster: {message}. {_KEPT}"]) from error
                self._keep(task, done)
                left -= 1
                share = 1 - left / max(asked, 1)
                pace = self._ran / max(perf_counter() - started, 1e-9)
                stage = f"round {number}, " if number > 1 else ""
                self._tell(share, f"{stage}{asked - left:,} of {asked:,} tasks, {pace:.1f} runs a second on {where}")

    def _keep(self, task: Task, done: Done) -> None:
        point = self._variants.point(task.variant)
        self._store.add(task.key, table_of(task, done, self._plan.axes, point, self._known.figures))
        self._known.add(*task.key, done)
        self._ran += task.count
