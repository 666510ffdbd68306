"""The guard: who may ask, from where, and how much. Everything passes it before any other code of the server."""

import asyncio
import json
import secrets
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
"""Most bytes of the body of a request; a thousand edits are some hundred kB."""

_BODY_WITHIN_S = 30.0
_READS = ("GET", "HEAD")

_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_NO_STORE = (b"cache-control", b"no-store")
_ASK_AGAIN = (b"cache-control", b"no-cache")
"""Files of the page are kept by browsers, who ask each time whether they still hold: a new version is seen at once."""


class Guard:
    """Lets through who has the token of this start, and nobody else.

    Parameters
    ----------
    app
        What is guarded.
    hosts
        The names under which the server may be called, each with its port.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.token = secrets.token_urlsafe(32)
        self.change_token = secrets.token_urlsafe(32)
        self._visit = secrets.token_urlsafe(32)
        self._tickets: set[str] = set()
        # Cookies do not know ports: two servers on one machine need cookies of their own.
        self.cookie = f"headway-{next(iter(sorted(self.hosts)), ':0').rpartition(':')[2]}"

    def ticket(self) -> str:
        """Return a token that lets in once: what a browser is called with can be read by all users of a machine."""
        made = secrets.token_urlsafe(32)
        self._tickets.add(made)
        return made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # there are no web sockets here
        asked = _Asked(scope)
        answer = _with_headers(send, asked)
        if refusal := self._refusal(asked):
            await _say(answer, asked, *refusal)
        elif "token" in asked.query:
            await self._enter(asked, answer)
        elif not self._knows(asked):
            text = "Open the address that headway serve printed: it has the token that lets you in."
            await _say(answer, asked, 401, text)
        elif not asked.reads and not self._may_change(asked):
            await _say(answer, asked, 403, "A change needs the header X-Headway-Token with the token of the session.")
        elif asked.reads:
            await self.app(scope, receive, answer)
        else:
            await self._with_body(asked, receive, answer)

    def _refusal(self, asked: "_Asked") -> tuple[int, str] | None:
        """Return why a request is refused whoever sends it; None where it is not."""
        if asked.header(b"host").lower() not in self.hosts:
            return 421, "This server does not go by that name; open the address that headway serve printed."
        origin = asked.header(b"origin")
        if not asked.reads and origin and not self._own(origin):
            return 403, "Another site may not change anything here."
        # Another port of this machine counts as the same site: browsers send it cookies, however strict they are.
        if (asked.api or not asked.reads) and asked.header(b"sec-fetch-site") in ("cross-site", "same-site"):
            return 403, "Another site may not ask anything here."
        return None

    def _own(self, origin: str) -> bool:
        parts = urlsplit(origin)
        return parts.scheme == "http" and parts.netloc.lower() in self.hosts

    async def _enter(self, asked: "_Asked", send: Send) -> None:
        """Take a token for a cookie."""
        given = asked.query["token"]
        fits = len(given) == 1 and asked.path == "/" and asked.reads and [*asked.query] == ["token"]
        if not fits or not (_same(given[0], self.token) or self._takes(given[0])):
            await _say(send, asked, 401, "This token lets nobody in: it is of another start. Open the address printed last.")
            return
        cookie = f"{self.cookie}={self._visit}; Path=/; HttpOnly; SameSite=Strict"
        headers = [(b"location", b"/"), (b"set-cookie", cookie.encode()), _NO_STORE]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _takes(self, given: str) -> bool:
        """Take a ticket, if it is one."""
        found = next((ticket for ticket in self._tickets if _same(given, ticket)), "")
        self._tickets.discard(found)
        return bool(found)

    def _knows(self, asked: "_Asked") -> bool:
        return _same(asked.cookie(self.cookie), self._visit)

    def _may_change(self, asked: "_Asked") -> bool:
        return _same(asked.header(b"x-headway-token"), self.change_token)

    async def _with_body(self, asked: "_Asked", receive: Receive, send: Send) -> None:
        """Read the body up to the limit, whatever its length is said to be, and hand it on whole."""
        length = asked.header(b"content-length")
        too_large = (413, f"A request has at most {MOST_BYTES:,} bytes.")
        if length and not (length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= MOST_BYTES):
            await _say(send, asked, *too_large)
            return
        body = b""
        try:
            async with asyncio.timeout(_BODY_WITHIN_S):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return
                    body += message.get("body", b"")
                    if len(body) > MOST_BYTES:
                        await _say(send, asked, *too_large)
                        return
                    if not message.get("more_body", False):
                        break
        except TimeoutError:
            await _say(send, asked, 408, "The request did not come to its end.")
            return
        if asked.api and body and asked.header(b"content-type").split(";")[0].strip().lower() != "application/json":
            await _say(send, asked, 415, "A change is sent as application/json.")
            return
        whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return whole.pop() if whole else await receive()

        await self.app(asked.scope, again, send)


class _Asked:
    """A request as the guard reads it."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.path: str = scope["path"]
        self.reads = scope["method"] in _READS
        self.api = self.path.startswith("/api/")
        self.query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)

    def header(self, name: bytes) -> str:
        """Return a header; empty where there is none, and where there are several, which no honest browser sends."""
        found = [value for key, value in self.scope["headers"] if key == name]
        return found[0].decode("latin-1") if len(found) == 1 else ""

    def cookie(self, name: str) -> str:
        """Return a cookie; empty where there is none.

        Cookies know no ports, so those of every other server of this machine come along, whatever is in them.
        """
        pairs = (one.strip().partition("=") for one in self.header(b"cookie").split(";"))
        return next((value for key, _, value in pairs if key == name), "")


def _same(given: str, wanted: str) -> bool:
    """Compare secrets in a time that does not tell where they differ."""
    return secrets.compare_digest(given.encode(), wanted.encode())


def _with_headers(send: Send, asked: _Asked) -> Send:
    """Give every answer the headers that tell browsers to be careful."""

    async def careful(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", ()), *_HEADERS]
            names = {key.lower() for key, _ in headers}
            if b"cache-control" not in names:
                headers.append(_NO_STORE if asked.api else _ASK_AGAIN)
            message = {**message, "headers": headers}
        await send(message)

    return careful


async def _say(send: Send, asked: _Asked, status: int, text: str) -> None:
    """Answer with one sentence: to the page as its problems, to a person as text."""
    kind, body = b"text/plain; charset=utf-8", text.encode()
    if asked.api:
        kind, body = b"application/json", json.dumps({"problems": [{"where": "", "message": text}]}).encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), _NO_STORE, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if asked.scope["method"] == "HEAD" else body})
