"""The speed profile of a run for print: speed against limits, gradient and curves, forces, energy."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from mpl_toolkits.axes_grid1 import make_axes_locatable

from headway.arguments import public
from headway.physics import TrainRun
from headway.report.looks import COMPARED, GRID, INK, REGIMES, RUST, SAND, SEA
from headway.report.print.figure_file import check_figure_file, write_figure
from headway.report.run_panels import has_slope

_A4_INCHES = (11.69, 8.27)


@public
def speed_profile(run: TrainRun, ax: Axes | None = None, *, other: TrainRun | None = None) -> Axes:
    """Draw the speed profile of a run with matplotlib; a run of least energy has its regimes along the bottom.

    Parameters
    ----------
    run
        The run.
    ax
        Where to draw the speed. The strips for gradient and curves (where there are any), forces and energy go below
        it. By default a new A4 figure.
    other
        A second run of the same journey, drawn dotted for comparison.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the speed; ``ax.figure`` is the figure, which can be saved.
    """
    if ax is None:
        ax = Figure(figsize=_A4_INCHES).add_subplot()
    x = run.ahead_m / 1000
    ax.step(x, run.limit_ms * 3.6, where="post", color=INK, linestyle="--", linewidth=0.9, label="speed limit")
    ax.plot(x, run.speed_ms * 3.6, color=RUST, linewidth=1.4, label=f"{run.train}, {run.driving}")
    ax.set(xlim=(0, x[-1]), ylim=(0, None), ylabel="speed [km/h]")
    ax.set_title(f"{run.train}: {run.origin} - {run.destination}", loc="left", fontsize="medium")
    if run.instructed:
        _regimes(run, ax)
    divider = make_axes_locatable(ax)
    strips = {
        name: divider.append_axes("bottom", size=size, pad=0.3, sharex=ax)
        for name, size in (("slope", "38%"), ("force", "62%"), ("energy", "48%"))
        if name != "slope" or has_slope(run)
    }
    force, energy = strips["force"], strips["energy"]
    if "slope" in strips:
        slope = strips["slope"]
        slope.fill_between(x, run.grade_permille, step="post", color=SAND, alpha=0.8, linewidth=0, label="gradient [permille]")
        slope.step(x, run.curvature_per_km, where="post", color=SEA, linewidth=0.8, label="curvature [1/km]")
        slope.set_ylabel("gradient,\ncurves")
    effort, brake, dynamic = run.effort_n / 1e6, -run.brake_n / 1e6, -run.dynamic_n / 1e6
    force.fill_between(x, effort, step="post", color=RUST, alpha=0.75, linewidth=0, label="effort")
    force.fill_between(x, brake, step="post", color=INK, alpha=0.6, linewidth=0, label="brakes")
    force.step(x, dynamic, where="post", color=SEA, linewidth=0.8, label="of them dynamic")
    force.set_ylabel("force [MN]")
    energy.plot(x, run.used_kwh / 1000, color=RUST, linewidth=1.4)
    if other is not None:
        far = other.ahead_m / 1000
        label = f"{other.train}, {other.driving}"
        ax.plot(far, other.speed_ms * 3.6, color=COMPARED, linewidth=1.1, linestyle=":", label=label)
        energy.plot(far, other.used_kwh / 1000, color=COMPARED, linewidth=1.1, linestyle=":")
    energy.set(ylabel="energy [MWh]", xlabel=f"km from {run.origin}")
    energy.set_ylim(bottom=0)
    for panel in (ax, *strips.values()):
        panel.grid(color=GRID, linewidth=0.6)
        panel.set_axisbelow(True)
        panel.spines[["top", "right"]].set_visible(False)
        panel.tick_params(labelbottom=panel is energy)
        panel.yaxis.set_label_coords(-0.06, 0.5)
    for panel in (ax, *(strip for name, strip in strips.items() if name != "energy")):
        panel.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.1, ncols=3, fontsize="small", frameon=False)
    return ax


def _regimes(run: TrainRun, ax: Axes) -> None:
    """Draw a strip of what the driver does along the bottom, with its legend above it."""
    found = run.regimes().select("regime", "from_m", "to_m").rows()
    strips = [
        ax.broken_barh(
            [(begin / 1000, (end - begin) / 1000) for name, begin, end in found if name == regime],
            (0, 0.035),
            color=colour,
            linewidth=0,
            transform=ax.get_xaxis_transform(),
        )
        for regime, colour in REGIMES.items()
    ]
    spot = (0.0, 0.03)
    ax.add_artist(
        Legend(ax, strips, list(REGIMES), loc="lower left", bbox_to_anchor=spot, ncols=4, fontsize="small", frameon=False)
    )


@public
def print_speed_profile(run: TrainRun, path: str | Path, *, other: TrainRun | None = None) -> Path:
    """Write the speed profile of a run as a figure of the kind that the ending of its name says (pdf, svg, png).

    Raises
    ------
    InputError
        If the name is not that of a figure.
    """
    check_figure_file(path)
    page = Figure(figsize=_A4_INCHES)
    page.subplots_adjust(left=0.09, right=0.97, top=0.93, bottom=0.11)
    speed_profile(run, page.add_subplot(), other=other)
    return write_figure(path, [page], run.about)
