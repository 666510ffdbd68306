"""The desk itself: edits, undo and redo of one plan by one planner at a time."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import cast

from headway.errors import InputError
from headway.model import Scenario
from headway.page.desk.history import History
from headway.page.desk.lock import FolderLock
from headway.page.desk.orders import kept_orders
from headway.page.desk.within import within
from headway.page.folders import own_folder
from headway.page.models import EditAnswer, EditRequest, PlanView, Said
from headway.page.refusals import StaleError
from headway.page.views import limits_of, moves_view, plan_view
from headway.page.wanted import step_of, wanted
from headway.store import inputs_hash
from headway.timetabling import Rest, Timetable, bounded, moves, plan_of_record, plan_record, released
from headway.timetabling import edit as edited
from headway.work import Cancel, Interrupted, MaxSeconds, Progress

_HOLD_S = 30.0
"""How long an answer may take that somebody waits for; one edit takes a second, and hundreds at once are seldom meant [s]."""

_TOO_LONG = f"no timetable was found within {_HOLD_S:g} s. Make fewer edits at once, or plan around them"

_IN_MEMORY = 12
"""Versions that are held in memory: those around the present one are asked for again and again."""

_log = logging.getLogger(__name__)


class Desk:
    """The plan of a scenario, its versions, and what was wanted of it.

    Parameters
    ----------
    base, stem
        The folder of all desks, and the name of the scenario.
    scenario
        The scenario. A scenario whose files were changed has a desk of its own.
    told
        Is called with the version and its bound, which is None until it is known, whenever one of the two changes.

    Raises
    ------
    InputError
        If another server holds the desk, or it cannot be read or written.
    """

    def __init__(self, base: Path, stem: str, scenario: Scenario, told: Callable[[int, int | None], None]) -> None:
        self.scenario = scenario
        self._told = told
        folder = own_folder(base, stem, inputs_hash(scenario)[:16])
        self._lock_of_folder = FolderLock(folder)
        try:
            self._history = History(folder)
            self._limits = limits_of(scenario)
        except BaseException:
            self._lock_of_folder.release()
            raise
        self._shown: tuple[object, PlanView] | None = None
        self._plans: OrderedDict[int, Timetable] = OrderedDict()
        # Steps come one after another, each as long as it takes; whoever only reads waits for no step.
        self._stepping, self._lock = threading.RLock(), threading.RLock()
        self._end, self._closed = Cancel(), False
        self._bounding, self._to_bound, self._no_bound = threading.Condition(), cast("int | None", None), Cancel()
        threading.Thread(target=self._bound, name="headway-bound", daemon=True).start()
        if self.version:
            self._look_for_bound()

    @property
    def version(self) -> int:
        """The present version; 0 before the first plan."""
        return self._history.present

    def plan(self, version: int | None = None) -> Timetable:
        """Return a version of the plan; by default the present one.

        Raises
        ------
        InputError
            If there is no such version, or it cannot be read.
        """
        with self._lock:
            number = self.version if version is None else version
            if not self._history.knows(number):
                raise InputError([f"version: there is no version {number} of this plan"])
            if number in self._plans:
                self._plans.move_to_end(number)
                return self._plans[number]
        found = self._read(number)
        with self._lock:
            return self._remember(number, found)

    def _read(self, version: int) -> Timetable:
        try:
            return plan_of_record(self.scenario, self._history.record(version))
        except Exception as error:  # a record that somebody has changed may break any rule
            why = error.problems[0].message if isinstance(error, InputError) else f"it has been changed ({error!r:.80})"
            kept = f'version {version} of the plan in "{self._history.folder}" cannot be taken up: {why}'
            raise InputError([f"{kept}. Move that folder away to begin anew"]) from None

    def before(self, version: int | None = None) -> int | None:
        """Return the version that a version was made of; None for the first."""
        with self._lock:
            line = self._history.line()
            number = self.version if version is None else version
            return line[line.index(number) - 1] if number in line[1:] else None

    def versions(self) -> list[tuple[int, Said, str]]:
        """Return the versions that undo and redo reach: number, what it did, and when."""
        with self._lock:
            return [(number, self._history.title(number), self._history.made(number)) for number in self._history.line()]

    def view(self) -> PlanView:
        """Return the present plan as the first screen shows it."""
        with self._lock:
            number, history = self.version, self._history
            undo = None if history.undoes is None else history.title(number)
            redo = None if history.redoes is None else history.title(history.redoes)
            bound_s = history.bound_s(number)
        key = (number, bound_s, undo, redo)
        shown = self._shown
        if shown is None or shown[0] != key:
            self._shown = shown = key, plan_view(self.plan(number), number, bound_s, self._limits, undo, redo)
        return shown[1]

    def closing(self, version: int | None = None) -> dict[str, int]:
        """Return the numbers of the edits that close the line, by the names of their possessions."""
        plan = self.plan(version)
        return {shut.name: number for number, edit in enumerate(plan.edits, 1) for shut in edit.shut(plan)}

    def edit(self, asked: EditRequest, progress: Progress | None = None, keep: Callable[[], None] | None = None) -> EditAnswer:
        """Change the plan as asked, as one step of undo.

        Parameters
        ----------
        asked
            The edits.
        progress
            Is told how far a search is.
        keep
            Is called before the result of a search is put on the desk, and raises if it is not wanted any more.

        Raises
        ------
        StaleError
            If the plan has another version by now.
        InputError
            If an edit does not fit, or the edits cannot be kept together.
        """
        title = step_of(asked.edits, len(asked.release))
        if asked.rest == "hold":
            with self._stepping, within(_HOLD_S, self._end, _TOO_LONG):
                self.need(asked.version)
                return self._step(lambda before: self._edited(before, asked, None), title, known=False)
        # A long search leaves the desk to others; whoever changed the plan meanwhile keeps the change.
        self.need(asked.version)
        before = self.plan(asked.version)
        after = self._edited(before, asked, progress)
        with self._stepping:
            self.need(asked.version)
            if keep is not None:
                keep()
            return self._step(lambda _before: after, title, known=True)

    def undo(self, version: int) -> EditAnswer:
        """Go back to the version before; to the same bits."""
        with self._stepping:
            self.need(version)
            return self._go(self._history.undoes, self._history.undo, "there is nothing to undo")

    def redo(self, version: int) -> EditAnswer:
        """Go on to the version that was undone last."""
        with self._stepping:
            self.need(version)
            return self._go(self._history.redoes, self._history.redo, "there is nothing to do again")

    def put(self, plan: Timetable, title: Said, version: int) -> EditAnswer | None:
        """Put a whole plan on the desk, as one step of undo; the first one is no step.

        Raises
        ------
        StaleError
            If the plan has another version by now.
        """
        with self._stepping:
            self.need(version)
            if not version:
                self._add(plan, title, known=True)
                return None
            return self._step(lambda _before: plan, title, known=True)

    def close(self) -> None:
        """Let another server have the desk; a step that is being made ends without a result."""
        self._end.set(keep=False)
        with self._bounding:
            self._closed = True
            self._no_bound.set(keep=False)
            self._bounding.notify_all()
        with self._stepping, self._lock:
            self._lock_of_folder.release()

    def need(self, version: int) -> None:
        """Refuse a step on a version that is not the present one."""
        if version != self.version:
            raise StaleError(self.version)

    def _edited(self, before: Timetable, asked: EditRequest, progress: Progress | None) -> Timetable:
        unknown = [number for number in asked.release if not 1 <= number <= len(before.edits)]
        if unknown:
            raise InputError([f"release: there is no edit {number} in this plan" for number in unknown])
        freed = [before.edits[number - 1] for number in dict.fromkeys(asked.release)]
        plan = released(before, *freed) if freed else before
        edits = wanted(plan, asked.edits)
        if asked.rest == "hold":
            return edited(plan, *edits)
        return edited(plan, *edits, rest=Rest.AROUND, stop=MaxSeconds(float(asked.seconds)), progress=progress)

    def _step(self, make: Callable[[Timetable], Timetable], title: Said, *, known: bool) -> EditAnswer:
        started, before = perf_counter(), self.plan()
        after = make(before)
        if after is not before:
            self._add(after, title, known=known)
        return self._answer(before, after, started)

    def _go(self, to: int | None, go: Callable[[], None], nothing: str) -> EditAnswer:
        if to is None:
            raise InputError([nothing])
        started, before = perf_counter(), self.plan()
        after = self.plan(to)
        with self._lock:
            self._need_open()
            go()
        self._told(self.version, self._history.bound_s(self.version))
        self._look_for_bound()
        return self._answer(before, after, started)

    def _answer(self, before: Timetable, after: Timetable, started: float) -> EditAnswer:
        return EditAnswer(
            plan=self.view(),
            moved=moves_view(moves(before.paths, after.paths)),
            seconds=round(perf_counter() - started, 3),
            kept_orders=kept_orders(before, after),
        )

    def _add(self, plan: Timetable, title: Said, *, known: bool) -> None:
        """Keep a new version on disk; a search knows the bound of its plan, and of any other it is looked for afterwards."""
        bound_s, record = plan.bound_s if known else None, plan_record(plan)
        with self._lock:
            self._need_open()
            number = self._history.add(record, title, bound_s)
            self._remember(number, plan)
        self._told(number, bound_s)
        self._look_for_bound()

    def _need_open(self) -> None:
        """Refuse to write what another server may have by now."""
        if self._closed:
            raise InputError(["headway serve is ending: this step is not kept"])

    def _remember(self, version: int, plan: Timetable) -> Timetable:
        """Hold a version in memory, and return the one that is held: another thread may have read it meanwhile."""
        found = self._plans.setdefault(version, plan)
        self._plans.move_to_end(version)
        while len(self._plans) > _IN_MEMORY:
            self._plans.popitem(last=False)
        return found

    def _look_for_bound(self) -> None:
        """Have the bound of the present plan computed, if it is not known; the bound of an older one is not asked for."""
        with self._bounding:
            self._no_bound.set(keep=False)
            self._no_bound = Cancel()
            self._to_bound = self.version if self._history.bound_s(self.version) is None else None
            self._bounding.notify_all()

    def _bound(self) -> None:
        """Compute bounds after the answers that they belong to."""
        while True:
            with self._bounding:
                self._bounding.wait_for(lambda: self._to_bound is not None or self._closed)
                if self._closed:
                    return
                version, self._to_bound, cancel = self._to_bound, None, self._no_bound
            assert version is not None
            try:
                with cancel.within():
                    bound_s = bounded(self.plan(version)).bound_s
                with self._lock:
                    if self._closed:
                        return
                    self._history.set_bound(version, bound_s)
                self._told(version, bound_s)
            except Interrupted:
                continue  # there is another plan by now
            except Exception:
                _log.exception("no bound was found for version %s", version)
