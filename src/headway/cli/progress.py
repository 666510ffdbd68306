"""Progress on long work."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager


@contextmanager
def progressing() -> Generator[Callable[[float, str], None]]:
    """Give a function that shows progress on a terminal; in a pipe it keeps silent."""
    if not sys.stderr.isatty():
        yield lambda _share, _text: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:>16}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("loading", total=1.0)

        def show(share: float, text: str) -> None:
            bar.update(task, completed=share, description=text)

        yield show
