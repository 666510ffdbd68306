"""Attack Headway with damaged scenarios and DISPLIB files and killed commands; it must say in a sentence what is wrong.

    python -m benchmarks.attack [--seed 0] [--count 6000] [--jobs 2] [--only 17,204] [--kills 40] [--story]

Each attack has a number. Most damage a bundled scenario as YAML and CSV: they swap, scale, empty or retype values, drop
or double lines, change units, break references, or put odd characters into names. If the scenario can still be read, it
is checked, written and read again, run as one train, planned, simulated for a few days, and reported as page, workbook,
tables and feeds. Every fourth attack damages a DISPLIB file, as JSON or gzipped, which is read, solved, judged, written
and read again. Every fortieth kills or interrupts a real command at some moment.

An attack fails if:

- it raises anything but an `InputError`, or an error whose text is empty or could harm a terminal;
- a step takes longer than 20 s;
- a plan or a run is unsound (violations, a bound above the cost, tonnes or people lost);
- what was written differs when it is read again;
- a broken or a temporary file stays behind.
"""

import argparse
import contextlib
import io
import multiprocessing
import random
import signal
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import headway as hw
from benchmarks.attack.kills import command_of, faults_of_killed, patience
from benchmarks.attack.mutants import RICH, SCENARIO, mutated_json, mutated_problem, mutated_scenario

_LONGEST_S = 20.0
"""No step of an attack may take longer [s]."""

_MEMORY_BYTES = 8 * 2**30
"""What a child may take: an input of a few lines that needs more is a fault, and shall not take the machine with it."""

_DAYS = 3

Tell = Callable[[str, str], object]
"""Told ``("step", name)`` when a step of an attack begins, and ``("fault", sentence)`` for each fault."""

Judge = Callable[[int, Tell], None]
"""Does the attack of a number, and tells."""


# ---------------------------------------------------------------------- what is done to a mutant


def scenario_attack(number: int, tell: Tell) -> None:
    """Load, check, write, run, plan, simulate and report the mutated scenario of a number."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "line").mkdir()
        mutated_scenario(number).write(folder / "line")
        used(folder / "line" / SCENARIO, folder, tell, random.Random(number))


def used(path: Path, folder: Path, tell: Tell, draw: random.Random) -> None:
    """Do with a scenario what its user would; files go into a folder."""
    steps = _Steps(tell)
    scenario: hw.Scenario | None = steps.made("load", lambda: hw.load(path))
    if scenario is None:
        return
    steps.made("check", lambda: _checked(path))
    with steps.step("save"):
        hw.save(scenario, folder / "saved")
        if hw.load(folder / "saved") != scenario:
            tell("fault", "save: what was written reads as another scenario")
    _train(scenario, folder, steps, draw)
    plan = _plan(scenario, folder, steps, draw)
    _run(scenario, plan, folder, steps, draw)
    steps.left(folder, {"line", "saved"})


def _train(scenario: hw.Scenario, folder: Path, steps: "_Steps", draw: random.Random) -> None:
    """Run one train from end to end."""
    from headway import report

    consist = draw.choice(scenario.consists or (None,))
    if consist is None:
        return
    ends = [p.name for p in scenario.line.places]
    way = (ends[0], ends[-1]) if draw.random() < 0.5 else (ends[-1], ends[0])
    driving = hw.LeastEnergy(0.1) if draw.random() < 0.1 else hw.FastestRun()
    run = steps.made("run a train", lambda: hw.train_run(scenario, consist.name, *way, driving=driving))
    if run is not None and draw.random() < 0.5:
        steps.made("page of a train", lambda: report.write_run_page(scenario, run, folder / "train.html"))
        steps.made("print of a train", lambda: report.print_speed_profile(run, folder / "train.pdf"))


def _plan(scenario: hw.Scenario, folder: Path, steps: "_Steps", draw: random.Random) -> hw.Timetable | None:
    """Plan a day by the plain rule or by a short search, judge it, and write it in all its forms."""
    from headway import report

    stop = _shortly if draw.random() < 0.4 else None
    plan = steps.made("plan", lambda: hw.timetable(scenario, stop=stop, seed=draw.randrange(9)))
    if plan is None:
        return None
    with steps.step("judge the plan"):
        for fault in _unsound_plan(plan):
            steps.tell("fault", f"plan: {fault}")
    steps.made("summary of the plan", lambda: (plan.summary(), plan.explain()))
    feed = {"url": "https://example.org", "timezone": "Africa/Algiers"}
    always: dict[str, Callable[[], object]] = {
        "excel": lambda: report.write_excel(plan, folder / "plan.xlsx"),
        "csv": lambda: report.write_csv(plan, folder / "plan.csv"),
        "displib": lambda: report.write_displib(plan, folder / "plan.json.gz"),
        "gtfs": lambda: report.write_gtfs(plan, folder / "plan.zip", **feed),
    }
    sometimes: dict[str, Callable[[], object]] = {
        "sets": lambda: report.write_train_sets(plan, folder / "sets.csv"),
        "page of the plan": lambda: report.write_plan_page(plan, folder / "plan.html"),
        "print of the plan": lambda: report.print_train_graph(plan, folder / "plan.pdf"),
    }
    for name, write in {**always, **{name: write for name, write in sometimes.items() if draw.random() < 0.4}}.items():
        steps.made(name, write)
    return plan


def _shortly(rounds: int, seconds: float) -> bool:
    """Stop a search after some rounds; of what is large after some seconds."""
    return rounds >= 20 or seconds >= 3


def _run(scenario: hw.Scenario, plan: hw.Timetable | None, folder: Path, steps: "_Steps", draw: random.Random) -> None:
    """Simulate some days, judge them, and write their pages."""
    from headway import report

    run = steps.made("simulate", lambda: hw.simulate(scenario, days=_DAYS, warm_up_days=1, seed=draw.randrange(9)))
    if run is None:
        return
    with steps.step("judge the run"):
        for fault in _unsound_run(run):
            steps.tell("fault", f"run: {fault}")
    steps.made("summary of the run", run.summary)
    if draw.random() < 0.4:
        steps.made("page of the year", lambda: report.write_simulation_page(run, folder / "year.html"))
    if draw.random() < 0.4:
        steps.made("page of the run", lambda: report.write_page(run, folder / "run.html", plan=plan))
    if plan is not None and draw.random() < 0.4:
        steps.made("folder of the run", lambda: _kept(run, plan, folder))


def displib_attack(number: int, tell: Tell) -> None:
    """Read, solve, judge, write and read again the damaged DISPLIB file of a number, and damage its solution too."""
    from headway import dispatch, report

    steps, draw = _Steps(tell), random.Random(number)
    data, _ = mutated_problem(number)
    with TemporaryDirectory() as name:
        folder = Path(name)
        path, out = folder / "problem.json", folder / "solution.json"
        path.write_bytes(data)
        problem = steps.made("read", lambda: dispatch.read_problem(path))
        if problem is None:
            return
        with steps.step("write"):
            dispatch.write_problem(problem, folder / "again.json.gz")
            if dispatch.read_problem(folder / "again.json.gz") != problem:
                tell("fault", "write: what was written reads as another problem")
        result = steps.made("solve", lambda: dispatch.solve(problem, stop=_shortly, seed=draw.randrange(9), first_work=2.0))
        if result is None or result.solution is None:
            return
        with steps.step("judge"):
            solution = result.solution
            faults = list(dispatch.verify(problem, solution))
            if result.infeasible:
                faults.append("a plan was found of what is called infeasible")
            if result.bound > solution.objective:
                faults.append(f"the bound {result.bound} is above the cost {solution.objective}")
            for fault in faults:
                tell("fault", f"solve: {fault}")
            result.summary()
        with steps.step("write the solution"):
            dispatch.write_solution(solution, out)
            if dispatch.read_solution(out) != solution:
                tell("fault", "write the solution: what was written reads as another one")
        if draw.random() < 0.5:
            steps.made("page", lambda: report.write_occupation_page(problem, solution, folder / "page.html"))
        events = [{"time": e.time, "train": e.train, "operation": e.operation} for e in solution.events]
        data, _ = mutated_json({"objective_value": solution.objective, "events": events}, draw)
        out.write_bytes(data)
        damaged = steps.made("read the damaged solution", lambda: dispatch.read_solution(out))
        if damaged is not None:
            steps.made("judge the damaged solution", lambda: dispatch.verify(problem, damaged))
            steps.made("begin with it", lambda: dispatch.solve(problem, stop=_shortly, start=damaged, first_work=2.0))
        steps.left(folder, set())


def attack(number: int, tell: Tell) -> None:
    """Do the attack of a number."""
    {"scenario": scenario_attack, "displib": displib_attack, "kill": _kill_attack}[kind_of(number)](number, tell)


def kind_of(number: int, kills: int = 40) -> str:
    """Return what an attack is: one number in four a DISPLIB file, one in forty a kill."""
    if kills and number % kills == 0:
        return "kill"
    return "displib" if number % 4 == 3 else "scenario"


def _kill_attack(number: int, tell: Tell) -> None:
    for fault in faults_of_killed(number):
        tell("fault", fault)


def story_of(number: int) -> str:
    """Return in words what is done to the input of a number."""
    kind = kind_of(number)
    if kind == "kill":
        return command_of(number)
    return mutated_scenario(number).story if kind == "scenario" else mutated_problem(number)[1]


class _Steps:
    """The steps of one attack: what may come out of each."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell

    def made(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what a step makes; None if it is refused or fails."""
        with self.step(name):
            return make()
        return None

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Hold a step to its rules: it ends well, or says in a sentence why it cannot."""
        self.tell("step", name)
        try:
            yield
        except hw.InputError as error:
            for fault in _badly_said(error):
                self.tell("fault", f"{name}: {fault}")
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # whatever ends without a sentence is a fault to be counted; a panic of polars is one
            self.tell("fault", f"{name}: {type(error).__name__}: {str(error)[:120]} {_where(error)}")

    def left(self, folder: Path, also: set[str]) -> None:
        """Tell of files under hidden names or names of parts."""
        for path in sorted(folder.iterdir()):
            if path.name not in also and (path.name.startswith(".") or ".part" in path.name):
                self.tell("fault", f"left behind: {path.name}")


def _badly_said(error: hw.InputError) -> list[str]:
    """Return what is wrong with a message: it is empty, cannot be printed, or could harm a terminal."""
    text = str(error)
    if not error.problems or not all(problem.message.strip() for problem in error.problems):
        return [f"a refusal says nothing: {text[:120]!r}"]
    if any(not (character.isprintable() or character in "\n\xa0") for character in text):
        return [f"a refusal has characters that cannot be shown: {text[:120]!r}"]
    return ["a refusal shows a traceback"] if "Traceback" in text else []


def _where(error: BaseException) -> str:
    """Return where an exception came from: the last line of Headway that it passed, and the last of all."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/headway/" in frame.filename and "site-packages" not in frame.filename]
    last = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in (*ours[-1:], *frames[-1:])]
    return f"at {' <- '.join(reversed(list(dict.fromkeys(last))))}"


def _checked(path: Path) -> None:
    """Check a scenario as the command does, and hold what it prints to what can be printed."""
    from headway.cli.app import app

    with contextlib.redirect_stdout(io.StringIO()) as shown, contextlib.redirect_stderr(shown):
        code = app(["check", str(path)], standalone_mode=False)
    shown.getvalue().encode()
    if code:
        raise ValueError(f"headway check ends with {code} where the scenario can be read: {shown.getvalue()[:200]}")


def _unsound_plan(plan: hw.Timetable) -> list[str]:
    faults = [f"violation: {fault}" for fault in plan.violations[:3]]
    if plan.bound_s > plan.objective_s:
        faults.append(f"bound {plan.bound_s} above {plan.objective_s}")
    if plan.withdrawn_bound_s is not None:
        faults.append(f"a bound of {plan.withdrawn_bound_s} was withdrawn, the plan costs {plan.objective_s}")
    return faults


def _unsound_run(run: hw.Simulation) -> list[str]:
    faults = [f"violation: {fault}" for fault in run.violations[:3]]
    outcome = run.outcomes[0]
    if not run.balanced:
        faults.append(f"the books are out by {run.unbalanced_kg} kg, {outcome.unbalanced_people} people")
    if outcome.passed_over > outcome.passed_over_most:
        faults.append(f"a train was passed over by {outcome.passed_over} others, not at most {outcome.passed_over_most}")
    return faults


def _kept(run: hw.Simulation, plan: hw.Timetable, folder: Path) -> None:
    """Keep a run in a run folder, as ``headway run`` does."""
    from headway.store import Timings, run_folder, write_tables

    with run_folder(folder / "runs", "run") as kept:
        write_tables(kept, run, plan, Timings(load_s=0, plan_s=0, simulate_s=0, report_s=0))


# ---------------------------------------------------------------------- children


class Child:
    """A process of its own that does one attack after another, and is ended when a step takes too long.

    Parameters
    ----------
    judge
        What does an attack: a function of a module, called with the number and what to tell.
    longest_s
        How long a step may take [s].
    warm_up
        Called once in every new child, without a limit of time.
    """

    def __init__(self, judge: Judge, longest_s: float = _LONGEST_S, warm_up: Callable[[], None] | None = None) -> None:
        self.judge, self.longest_s, self.warm_up = judge, longest_s, warm_up
        self.process: Any = None
        self.connection: Connection | None = None

    def faults_of(self, number: int) -> list[str]:
        """Return the faults of an attack; a hang and a sudden death are faults too."""
        connection = self._begun()
        connection.send(number)
        step, faults = "begin", []
        while True:
            if not connection.poll(self.longest_s * patience()):
                self.end()
                return [*faults, f"{step}: takes more than {self.longest_s:g} s"]
            try:
                kind, text = connection.recv()
            except EOFError:
                self.process.join()
                code = self.process.exitcode
                self.end()
                return [*faults, f"{step}: the process died, exit code {code}"]
            if kind == "end":
                return faults
            if kind == "step":
                step = text
            else:
                faults.append(text)

    def _begun(self) -> Connection:
        if self.connection is not None:
            return self.connection
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.judge, self.warm_up), daemon=True)
        self.process.start()
        theirs.close()
        if ours.recv()[0] != "ready":
            raise RuntimeError("the child did not begin")
        self.connection = ours
        return ours

    def end(self) -> None:
        """End the process."""
        if self.connection is not None:
            self.process.kill()
            self.process.join()
            self.connection.close()
            self.connection = None


def _serve(connection: Connection, judge: Judge, warm_up: Callable[[], None] | None) -> None:
    """Do attacks as they are asked for; an interruption is the parent's to deal with."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    if warm_up is not None:
        warm_up()
    _limit_memory()
    connection.send(("ready", ""))
    with contextlib.suppress(EOFError, OSError):  # the parent has ended
        while True:
            judge(connection.recv(), lambda kind, text: connection.send((kind, text)))
            connection.send(("end", ""))


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not every system has such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


def warm_up() -> None:
    """Do everything once to the sound scenarios, so that nothing compiles while an attack is timed."""
    from headway import dispatch

    dispatch.warm_up()
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number, path in enumerate((RICH, RICH, "three-loops")):
            (folder / str(number)).mkdir()
            used(path, folder / str(number), _nothing, random.Random(number))


def _nothing(_kind: str, _text: str) -> None:
    """Tell nobody."""


def attacks(numbers: Iterable[int], jobs: int) -> Iterator[tuple[int, list[str]]]:
    """Do attacks, some at once, and give the faults of each in the order of their numbers."""
    children: SimpleQueue[Child] = SimpleQueue()
    everyone = [Child(attack, warm_up=warm_up) for _ in range(jobs)]
    for child in everyone:
        children.put(child)

    def faults_of(number: int) -> list[str]:
        if kind_of(number) == "kill":
            return faults_of_killed(number)
        child = children.get()
        try:
            return child.faults_of(number)
        finally:
            children.put(child)

    numbers = list(numbers)
    try:
        with ThreadPoolExecutor(jobs) as pool:
            yield from zip(numbers, pool.map(faults_of, numbers), strict=True)
    finally:
        for child in everyone:
            child.end()


def main() -> None:
    """Attack and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first attack")
    parser.add_argument("--count", type=int, default=6_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="numbers of attacks, apart by commas")
    parser.add_argument("--kind", choices=("scenario", "displib", "kill"), help="only attacks of a kind")
    parser.add_argument("--story", action="store_true", help="tell what each attack does, and do nothing")
    options = parser.parse_args()
    numbers = [int(n) for n in options.only.split(",")] if options.only else range(options.seed, options.seed + options.count)
    numbers = [number for number in numbers if options.kind in (None, kind_of(number))]
    if options.story:
        for number in numbers:
            print(f"{number}: {story_of(number)}")
        return
    began, failed, kinds = perf_counter(), 0, Counter[str]()
    for number, faults in attacks(numbers, options.jobs):
        failed += bool(faults)
        kinds.update({fault.split(":")[0] for fault in faults})
        for fault in faults[:4]:
            print(f"attack {number}: {fault}", flush=True)
        if faults:
            print(f"    {story_of(number)}", flush=True)
    print(f"{len(numbers)} attacks in {perf_counter() - began:.0f} s: {failed} with faults {dict(kinds) or ''}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
