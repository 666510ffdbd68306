"""Figures for print as files: PDF, SVG or PNG by the ending of the name."""

from collections.abc import Iterable
from pathlib import Path

from matplotlib import rc_context
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.text import Text

from headway.errors import InputError
from headway.whole import whole

FIGURE_FILES = (".pdf", ".svg", ".png")
_DPI = 150


def check_figure_file(path: str | Path) -> None:
    """Refuse a name whose ending is no kind of figure.

    Raises
    ------
    InputError
        If it ends in none of `FIGURE_FILES`.
    """
    if Path(path).suffix.lower() not in FIGURE_FILES:
        raise InputError([f'"{path}" is no figure. End its name with one of {", ".join(FIGURE_FILES)}'])


def write_figure(path: str | Path, pages: Iterable[Figure]) -> Path:
    """Write figures to a file whose ending says which kind; only a PDF has more than one page.

    Parameters
    ----------
    path
        The file.
    pages
        The figures, drawn one after another as they are asked for.

    Raises
    ------
    InputError
        If the name ends in none of `FIGURE_FILES`, or several pages are to go into a file of one.
    """
    check_figure_file(path)
    kind = Path(path).suffix.lower()

    def write(draft: Path) -> None:
        # Letters stay text, so that names can be searched for and copied.
        with rc_context({"svg.fonttype": "none", "pdf.fonttype": 42}):
            if kind == ".pdf":
                with PdfPages(draft) as pdf:
                    for page in pages:
                        pdf.savefig(_as_text(page))
                return
            first, *others = pages
            if others:
                raise InputError([f'"{path}": {kind[1:].upper()} holds one page, not {1 + len(others)}; name a .pdf or one day'])
            _as_text(first).savefig(draft, format=kind[1:], dpi=_DPI)

    return whole(path, write)


def _as_text(page: Figure) -> Figure:
    """Return a figure in which a name with dollar signs is no formula."""
    for text in page.findobj(Text):
        text.set_parse_math(False)
    return page
