"""Long names beside charts: shortened where there is no room, and still different from one another."""

from collections.abc import Iterable

from headway.model.provenance import field_label

_LETTERS = 46
"""Letters of a name that a chart has room for."""


def shortened(name: str, letters: int = _LETTERS) -> str:
    """Return a name that fits beside a chart; the middle of a longer one is left out."""
    if len(name) <= letters:
        return name
    half = (letters - 1) // 2
    head, tail = name[:half].rstrip(), name[-half:].lstrip()
    return f"{head.rpartition(' ')[0] or head} … {tail.partition(' ')[2] or tail}"


def input_names(names: Iterable[str]) -> list[str]:
    """Return names of inputs of an account as people read them, short and all different."""
    found: list[str] = []
    for name in names:
        above, dot, field = name.rpartition(".")
        short = shortened(f"{above}{dot}{field_label(field)}")
        count = 1
        while (unique := short if count == 1 else f"{short} ({count})") in found:
            count += 1
        found.append(unique)
    return found
