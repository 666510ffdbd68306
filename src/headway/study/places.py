"""Where the tasks of a study run: on threads of this machine, or on the workers of a Dask cluster."""

from collections import Counter
from collections.abc import Generator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Any, Protocol

from headway.errors import InputError
from headway.jit import compiling
from headway.parallel import Workers
from headway.store.study_folder import versions
from headway.study.tasks import Done, Setting, Task, carried_out, figures_of
from headway.work import Progress

LOCAL = "local"
"""The name of a cluster that is started on this machine for one study."""

_ANSWERS_WITHIN_S = 10
_RETRIES = 5
"""How often a task is tried again elsewhere when its worker dies."""

_WARMS = "compiling the simulation, once a machine"


class Place(Protocol):
    """Where tasks run."""

    @property
    def count(self) -> int:
        """How many tasks run at once now; 0 where no worker is left."""
        ...

    @property
    def lost(self) -> tuple[type[Exception], ...]:
        """What a task raises that could not be run to its end here, through no fault of its own."""
        ...

    def submit(self, task: Task) -> "Future[Done]":
        """Begin a task as soon as there is room."""
        ...

    def __str__(self) -> str: ...


class Threads:
    """Threads of this machine: they share what is read, and compiled kernels run beside one another."""

    lost: tuple[type[Exception], ...] = ()

    def __init__(self, setting: Setting, jobs: int, pool: Workers) -> None:
        self._setting, self.count, self._pool = setting, jobs, pool

    def submit(self, task: Task) -> "Future[Done]":
        return self._pool.submit(carried_out, self._setting, task)

    def __str__(self) -> str:
        return f"{self.count} thread{'s' if self.count > 1 else ''}"


class Cluster:
    """The workers of a Dask cluster; what all tasks share is sent to each of them once."""

    def __init__(self, setting: Setting, client: Any) -> None:
        from distributed import KilledWorker

        self.lost: tuple[type[Exception], ...] = (KilledWorker, CancelledError, TimeoutError, OSError)
        self._client = client
        self._executor = client.get_executor(pure=False, retries=_RETRIES)
        self._setting = client.scatter(setting, broadcast=True, hash=False)

    @property
    def count(self) -> int:
        return sum(self._threads().values())

    def _threads(self) -> dict[str, int]:
        """Return the threads of each worker; none where the scheduler cannot be reached."""
        try:
            return self._client.nthreads()
        except OSError:
            return {}

    def submit(self, task: Task) -> "Future[Done]":
        return self._executor.submit(carried_out, self._setting, task)

    def __str__(self) -> str:
        return f"{len(self._threads())} workers, {self.count} tasks at once"


@contextmanager
def place(setting: Setting, *, jobs: int = 2, cluster: Any = "", progress: Progress | None = None) -> Generator[Place]:
    """Yield where tasks run, with kernels that are compiled.

    Parameters
    ----------
    setting
        What all tasks have in common.
    jobs
        Threads of this machine, or workers of a ``local`` cluster.
    cluster
        The address of a Dask scheduler such as ``tcp://10.0.0.1:8786``, ``local``, or a ``distributed.Client``; empty
        for threads.
    progress
        Is told what is compiled, and where.

    Raises
    ------
    InputError
        If the cluster does not answer, runs another version, or Dask is not installed.
    """
    tell = progress or _silent
    if not cluster:
        _warm(setting, tell)
        with Workers(jobs) as pool:
            yield Threads(setting, jobs, pool)
        return
    with _client(cluster, jobs, lambda: _warm(setting, tell)) as client:
        _check(client)
        tell(0.0, _WARMS)
        _warm_elsewhere(client, setting)
        yield Cluster(setting, client)


def _silent(_share: float, _text: str, /) -> None:
    """Tell no one."""


def _warm(setting: Setting, tell: Progress) -> None:
    """Compile what a year needs, on this machine."""
    with compiling(lambda text: tell(0.0, text)):
        figures_of(setting.base.scenario)


@contextmanager
def _client(cluster: Any, jobs: int, warm: Any) -> Generator[Any]:
    """Yield a client of a cluster; one that was given stays open."""
    if not isinstance(cluster, str):
        yield cluster
        return
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        message = "cluster: Dask is not installed here. Install headway with its extra: pip install 'headway[cluster]'"
        raise InputError([message]) from None
    if cluster == LOCAL:
        warm()  # its workers are on this machine and find what is compiled
        with (
            LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as workers,
            Client(workers) as client,
        ):
            yield client
        return
    try:
        client = Client(cluster, timeout=_ANSWERS_WITHIN_S)
    except (ValueError, TypeError):
        raise InputError([f'cluster: "{cluster}" is no address. Write one such as tcp://10.0.0.1:8786, or local']) from None
    except OSError as error:
        message = (
            f'cluster: "{cluster}" does not answer within {_ANSWERS_WITHIN_S} s ({type(error).__name__}). Start a scheduler '
            "(dask scheduler) and give the address that it prints, such as tcp://10.0.0.1:8786"
        )
        raise InputError([message]) from None
    with client:
        yield client


def _check(client: Any) -> None:
    """Refuse workers of another version, whose results might differ.

    Raises
    ------
    InputError
        If there are such workers, or none at all.
    """
    ours = versions()
    found: dict[str, dict[str, str]] = client.run(versions)
    if not found:
        raise InputError(["cluster: it has no workers. Start some (dask worker ADDRESS), and run the study again"])
    others = Counter(f"{name} {theirs.get(name)}" for theirs in found.values() for name in ours if theirs.get(name) != ours[name])
    if others:
        here = ", ".join(f"{name} {text}" for name, text in ours.items())
        listed = ", ".join(f"{text} ({many} workers)" for text, many in others.items())
        raise InputError([f"cluster: workers have {listed}, here is {here}. Install the same versions everywhere"])


def _warm_elsewhere(client: Any, setting: Setting) -> None:
    """Compile what a year needs once on every machine of a cluster, before all its workers begin to."""
    machines = {info["host"]: address for address, info in client.scheduler_info(n_workers=-1)["workers"].items()}
    futures = [client.submit(figures_of, setting.base.scenario, workers=[one], pure=False) for one in machines.values()]
    client.gather(futures)
