"""What may be a name: names of objects become names of files and parts of messages."""

_LONGEST = 80


def usable_name(name: str) -> bool:
    """Tell whether a text can name an object: not empty, short, printable, without slashes."""
    return 0 < len(name) <= _LONGEST and name.isprintable() and not set(name) & set("/\\") and name.strip() == name
