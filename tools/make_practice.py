"""Write docs/practice-table.md: the values of the two practices, from the table of the model."""

from pathlib import Path

from headway.model.practice import TABLE, running_supplement

PAGE = Path(__file__).parents[1] / "docs" / "practice-table.md"

_HEAD = """# The values of the two practices

What `practice: conventional` and `practice: best` fill in: [practice](practice.md) says how. They are assumptions about
any line to which they are applied; none was chosen for one line. `python tools/make_practice.py` writes this page from
`headway.model.practice`; a test fails where it is out of date.

| what | conventional | best | range | where it comes from |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the whole page."""
    rows = [f"| {f.what} | {f.conventional} | {f.best} | {' to '.join(f.range)} | {f.why} |" for f in TABLE.values()]
    conventional, best = running_supplement("conventional"), running_supplement("best")
    return _HEAD + "\n".join(
        [
            *rows,
            "",
            "The margin and the slow orders together are the `running_supplement`: margin + share x (1 / speed - 1) is "
            f"{conventional:g} and\n{best:g}. Where slow orders lie is not known before they are imposed, so they are spread "
            "over the line.",
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
