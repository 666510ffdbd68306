"""Which texts may be names or prose: one rule for all, since texts become parts of messages, tables and file names."""

import unicodedata
from collections.abc import Iterator

_LONGEST_NAME = 80
_LONGEST_PROSE = 10_000
_SEEN_AS_NOTHING = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Unicode categories of characters that leave a gap or nothing on paper."""


def usable_name(name: str) -> bool:
    """Tell whether a text can name an object, and a file of that name."""
    return not fault_of_name(name)


def fault_of_name(name: str, *, slashes: bool = False) -> str:
    """Say what keeps a text from being a name, and what to do; empty if it can be a name.

    Parameters
    ----------
    name
        The text.
    slashes
        Whether it may have slashes, as places may ("Biel/Bienne"); other names become names of files.
    """
    if not name:
        return "a name is a text of one character or more"
    if len(name) > _LONGEST_NAME:
        return f'"{name[:40]}..." has {len(name):,} characters; a name has at most {_LONGEST_NAME}. Shorten it'
    if found := next(_hidden(name), ""):
        return f'"{name}" has the character {_described(found)}, which cannot be seen in a name. Take it away'
    if name.strip() != name:
        return f'"{name}" begins or ends with a space. Take it away'
    if not slashes and set(name) & set("/\\"):
        return f'"{name}": this name becomes that of a file: a short text without slashes. Choose another'
    return _fault_of_form(name)


def fault_of_prose(text: str) -> str:
    """Say what keeps a text from being a title, description or source, and what to do; empty if it can be one."""
    if len(text) > _LONGEST_PROSE:
        return f'"{text[:40]}..." has {len(text):,} characters; a text has at most {_LONGEST_PROSE:,}. Shorten it'
    if text.isascii() and text.isprintable():
        return ""
    wrong = (c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Cn") and c not in "\n\r\t")
    if found := next(wrong, ""):
        return f'"{text[:60]}" has the character {_described(found)}, which belongs in no text. Take it away'
    return _fault_of_form(text)


def composed(text: str) -> str:
    """Return a text with accents joined to their letters (NFC); some programs write the two apart."""
    return unicodedata.normalize("NFC", text)


def _hidden(text: str) -> Iterator[str]:
    """Yield the characters that cannot be seen.

    These are controls, formats, surrogates, blanks other than a space, and variation selectors.
    """
    if text.isascii() and text.isprintable():
        return
    for c in text:
        if not c.isprintable() or c in _SEEN_AS_NOTHING or "VARIATION SELECTOR" in unicodedata.name(c, ""):
            yield c


def _fault_of_form(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return ""
    return f'"{text[:60]}" has its accents as characters of their own. Write it composed: unicodedata.normalize("NFC", text)'


def _described(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{f' ({name})' if name else ''}"
