"""Progress on long work."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from headway.work import Progress


@contextmanager
def progressing() -> Generator[Progress]:
    """Yield a function that shows progress on a terminal; where output is not a terminal it prints nothing."""
    if not sys.stderr.isatty():
        yield lambda _share, _text, /: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("to go"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("beginning", total=1.0)

        def show(share: float, text: str, /) -> None:
            bar.update(task, completed=share, description=text)

        yield show
