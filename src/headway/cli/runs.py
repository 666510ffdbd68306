"""``headway runs``: the runs and studies that are kept."""

from pathlib import Path
from typing import Annotated

import typer

from headway.cli.progress import progressing
from headway.cli.refusing import refusing
from headway.cli.screen import Commands, complain, say

app = typer.Typer(
    name="runs",
    cls=Commands,
    help="List, show, repeat and throw away the runs and studies that are kept.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Base = Annotated[Path, typer.Option("--in", help="The folder in which they are kept.")]
Folder = Annotated[Path, typer.Argument(help="A run folder, such as runs/gara-djebilet.")]


@app.command("list")
@refusing
def list_kept(folders: Annotated[list[Path] | None, typer.Argument(help="Folders to look in: runs and studies.")] = None) -> None:
    """List the runs and studies that are kept, the newest first."""
    from headway.store import kept_in

    wanted = folders or [Path("runs"), Path("studies")]
    found = [kept for base in wanted for kept in kept_in(base)]
    if not found:
        say(f"Nothing is kept in {' and '.join(map(str, wanted))}.")
        return
    width = max(len(str(kept.folder)) for kept in found)
    for kept in found:
        said = kept.fault or f"{kept.when[:16].replace('T', ' ')}  {kept.mb:6.1f} MB  {kept.about.get('title', '')}"
        say(f"{kept.kind:<6}{kept.folder!s:<{width}}  {said}")


@app.command()
@refusing
def show(folder: Folder) -> None:
    """Show what a run folder says of its run: what was run, its key figures, its versions."""
    from headway.store import about_run

    about = about_run(folder)
    say(about["title"])
    said = [*about.get("said", {}).items(), ("Headway", about["headway"]), ("command", about.get("command", ""))]
    said += [("finished", about["finished"]), ("inputs", f"sha256 {about['inputs_sha256'][:16]}")]
    for flow in about["kpis"].get("flows", ()):
        half = flow.get("half_width_t_y")
        sure = f" ± {half / 1e6:.2g}" if half else ""
        said.append((flow["flow"], f"{flow['delivered_t_y'] / 1e6:.4g}{sure} of {flow['target_t_y'] / 1e6:g} Mt/y"))
    width = max(len(name) for name, _ in said) + 1
    say("\n".join(f"  {name:<{width}} {text}" for name, text in said if text))
    if about.get("violations"):
        complain(f"The referees found {len(about['violations'])} faults. First: {about['violations'][0]}")


@app.command()
@refusing
def repeat(folder: Folder) -> None:
    """Run again what a run folder holds, and say whether it gives the same to the last bit."""
    with progressing() as progress:
        progress(0.0, "reading the run")
        from headway.study import run_again

        others = run_again(folder, progress)
    if others:
        complain("\n".join(["Not the same:", *(f"  {other}" for other in others)]))
        raise typer.Exit(1)
    say(f"The same to the last bit: {folder}")


@app.command("bin")
@refusing
def to_bin(
    names: Annotated[list[str], typer.Argument(help="Names of runs or studies, as list gives them.")], base: Base = Path("runs")
) -> None:
    """Throw runs or studies into a bin beside them; they can be taken out again until it is emptied."""
    from headway.store import bin_kept

    for moved in bin_kept(base, [Path(name).name for name in names]):
        say(f"In the bin: {moved}")


@app.command()
@refusing
def empty(base: Base = Path("runs")) -> None:
    """Delete what is in the bin, for good."""
    from headway.store import empty_bin

    count = empty_bin(base)
    say(f"{count} deleted from the bin of {base}." if count else f"The bin of {base} is empty.")
