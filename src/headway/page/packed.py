"""The files of the page, packed once and kept in memory: some fifty small modules then take one reading of the disk."""

import gzip
import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
}
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n|/\*\*(?:(?!\*/).)*\*/ ?|^[ \t]+", re.MULTILINE)
"""Comments that have lines to themselves, types, and indents."""

_TEXT_OR_SIGN = re.compile(r'("(?:\\.|[^"\\])*")| ?([=,{}?:*<>&|;()\[\]]+) ?')
_OTHER_TEXT = re.compile("['`/]")
"""A line with one of these may hold a text that is not in double quotes, so it stays as it is."""

_GOES_ON = re.compile(r"(?<=[,(\[{])\n")


@dataclass(frozen=True, slots=True)
class _Packed:
    """A file as it is sent."""

    written_ns: int
    plain: bytes
    packed: bytes
    tag: str


class PackedFiles:
    """Sends the files below a folder, packed, and scripts shortened.

    A file is known by its name from the first request on, and is read again when it has changed. Nothing that is not
    listed is ever looked for, so no name leads out of the folder.

    Parameters
    ----------
    folder
        Where the files are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        files = (path for path in sorted(folder.rglob("*")) if path.suffix in _TYPES and path.is_file() and not path.is_symlink())
        self._files = {path.relative_to(folder).as_posix(): path for path in files}
        self._kept: dict[str, _Packed] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a file."""
        name = str(scope["path"]).removeprefix(str(scope.get("root_path", ""))).lstrip("/")
        await self.answer(name, scope)(scope, receive, send)

    def answer(self, name: str, scope: Scope) -> Response:
        """Return the answer for a file by its name.

        Raises
        ------
        HTTPException
            If there is no such file (404), or it shall be changed (405).
        """
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        if name not in self._files:
            raise HTTPException(404)
        path, file = self._files[name], self._file(name)
        headers = {"etag": file.tag, "cache-control": "no-cache", "vary": "accept-encoding"}
        asked = {key: value.decode("latin-1") for key, value in scope["headers"]}
        if file.tag in asked.get(b"if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" not in asked.get(b"accept-encoding", ""):
            return Response(file.plain, headers=headers, media_type=_TYPES[path.suffix])
        return Response(file.packed, headers={**headers, "content-encoding": "gzip"}, media_type=_TYPES[path.suffix])

    def _file(self, name: str) -> _Packed:
        path = self._files[name]
        written_ns = path.stat().st_mtime_ns
        kept = self._kept.get(name)
        if kept is None or kept.written_ns != written_ns:
            plain = path.read_bytes()
            if path.suffix == ".js":
                plain = shortened(plain.decode()).encode()
            tag = f'"{blake2b(plain, digest_size=12).hexdigest()}"'
            kept = self._kept[name] = _Packed(written_ns, plain, gzip.compress(plain, 9, mtime=0), tag)
        return kept


def shortened(script: str) -> str:
    """Return a script without its comments, types, indents, and the spaces around signs; what it does stays the same.

    It wants scripts as they are formatted here: one statement a line or less, and texts that end on their line.
    """
    lines = _COMMENT.sub("", script).split("\n")
    short = (line if _OTHER_TEXT.search(line) else _TEXT_OR_SIGN.sub(r"\1\2", line) for line in lines)
    return _GOES_ON.sub("", "\n".join(short))
