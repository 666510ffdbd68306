"""Events: what happened, in order, for those who listen; whoever lost the line takes it up where it was."""

import asyncio
import json
import threading
from collections import deque
from collections.abc import AsyncGenerator
from typing import Any

KEEP_ALIVE_S = 15.0
"""How often a silent stream says that it is still there; proxies and browsers give up after 30 s or more."""

_MOST_KEPT = 1_000


class Events:
    """A list of numbered events that many can follow; threads may add to it.

    Parameters
    ----------
    most
        How many events are kept for those who come back.
    """

    def __init__(self, most: int = _MOST_KEPT) -> None:
        self._kept: deque[tuple[int, str]] = deque(maxlen=most)
        self._lock = threading.Lock()
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._number = 0
        self._over = False

    @property
    def number(self) -> int:
        """The number of the last event; 0 if there was none."""
        return self._number

    def add(self, event: Any) -> None:
        """Add an event, and wake those who listen."""
        with self._lock:
            self._number += 1
            self._kept.append((self._number, json.dumps(event, ensure_ascii=False, allow_nan=False)))
        self._wake()

    def close(self) -> None:
        """Let every stream end once it has told all."""
        self._over = True
        self._wake()

    def _wake(self) -> None:
        with self._lock:
            waiting = list(self._waiting)
        for loop, woken in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(woken.set)

    def after(self, number: int) -> list[tuple[int, str]]:
        """Return the events after a number, as far as they are kept."""
        with self._lock:
            return [event for event in self._kept if event[0] > number]

    async def stream(self, after: int) -> AsyncGenerator[str]:
        """Yield events as server-sent events, from the one after a number on; a comment keeps a silent line open."""
        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        with self._lock:
            self._waiting.add((loop, woken))
        try:
            yield "retry: 1000\n\n"
            while True:
                woken.clear()
                over = self._over
                for number, text in self.after(after):
                    after = number
                    yield f"id: {number}\ndata: {text}\n\n"
                if over:
                    return
                try:
                    await asyncio.wait_for(woken.wait(), KEEP_ALIVE_S)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            with self._lock:
                self._waiting.discard((loop, woken))
