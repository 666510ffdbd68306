"""Make Ctrl-C wait while LLVM makes or loads machine code.

LLVM then calls back into Python, and an exception in such a call is lost: Ctrl-C would be lost, and the kernel with it.
"""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interruption_waits() -> Generator[None]:
    """Let an interruption wait until the block is over; signals reach the main thread only."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    come: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda number, frame: come.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if come:
            before(*come[0])
