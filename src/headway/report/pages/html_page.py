"""Pages: HTML files that open offline, made from a template and figures, and written whole or not at all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bokeh.embed import components
from bokeh.resources import Resources
from jinja2 import Environment, PackageLoader, select_autoescape

from headway.report.screen import Figure
from headway.whole import whole


def write_html(path: str | Path, template: str, figures: Mapping[str, Figure], **values: Any) -> Path:
    """Write a page.

    Parameters
    ----------
    path
        The HTML file to write.
    template
        The name of the template in this room. It gets the figures as ``figures``, by their names, and ``script`` and
        ``resources``, which the browser needs to show them.
    figures
        The figures; there may be none.
    values
        Other values for the template.
    """
    script, parts = components(dict(figures)) if figures else ("", {})
    page = Environment(loader=PackageLoader("headway.report.pages", "templates"), autoescape=select_autoescape(default=True))
    resources = Resources(mode="inline", components=["bokeh"]).render() if figures else ""
    html = page.get_template(template).render(figures=parts, script=script, resources=resources, **values)
    return whole(path, lambda draft: draft.write_text(html, encoding="utf-8", errors="replace"))
