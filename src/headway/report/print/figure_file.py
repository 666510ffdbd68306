"""Figures for print as files: PDF, SVG or PNG, by the ending of the file's name."""

from collections.abc import Iterable
from pathlib import Path
from textwrap import wrap

from matplotlib import rc_context
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.text import Text

from headway.about import About
from headway.errors import InputError
from headway.report.looks import INK
from headway.whole import whole

FIGURE_FILES = (".pdf", ".svg", ".png")
_DPI = 150
_FOOT_POINTS = 6.0
_LETTER = 0.57
"""Mean width of a letter as a share of the font size, erring on the wide side."""


def check_figure_file(path: str | Path) -> None:
    """Refuse a name whose ending is not that of a figure.

    Raises
    ------
    InputError
        If the name ends in none of `FIGURE_FILES`.
    """
    if Path(path).suffix.lower() not in FIGURE_FILES:
        raise InputError([f'"{path}" is no figure. End its name with one of {", ".join(FIGURE_FILES)}'])


def write_figure(path: str | Path, pages: Iterable[Figure], about: About) -> Path:
    """Write figures to a file of the kind that its ending says; only a PDF can have more than one page.

    What was run is at the foot of every page, and in the properties of the file.

    Parameters
    ----------
    path
        The file.
    pages
        The figures, each drawn only when its turn comes.
    about
        What was run.

    Raises
    ------
    InputError
        If the name ends in none of `FIGURE_FILES`, or if there are several pages for a file of one page.
    """
    check_figure_file(path)
    kind = Path(path).suffix.lower()

    def write(draft: Path) -> None:
        # Letters stay text, so that readers can search for names and copy them.
        with rc_context({"svg.fonttype": "none", "pdf.fonttype": 42}):
            if kind == ".pdf":
                with PdfPages(draft, metadata={"Title": about.title, "Subject": about.sentence()}) as pdf:
                    for page in pages:
                        pdf.savefig(_as_text(_footed(page, about)))
                return
            first, *others = pages
            if others:
                raise InputError([f'"{path}": {kind[1:].upper()} holds one page, not {1 + len(others)}; name a .pdf or one day'])
            said = {"Title": about.title, "Description": about.sentence()}
            _as_text(_footed(first, about)).savefig(draft, format=kind[1:], dpi=_DPI, metadata=said)

    return whole(path, write)


def _footed(page: Figure, about: About) -> Figure:
    """Add what was run at the foot of a page, in lines as wide as the page."""
    letters = int(page.get_figwidth() * 72 / (_FOOT_POINTS * _LETTER))
    page.supxlabel("\n".join(wrap(about.sentence(), letters)), x=0.01, ha="left", fontsize=_FOOT_POINTS, color=INK)
    return page


def _as_text(page: Figure) -> Figure:
    """Make sure that dollar signs in the names of a figure do not begin a formula."""
    for text in page.findobj(Text):
        text.set_parse_math(False)
    return page
