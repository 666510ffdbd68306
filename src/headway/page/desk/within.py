"""Work that somebody waits for: it ends after some seconds, or when the server does."""

import threading
from collections.abc import Generator
from contextlib import contextmanager

from headway.errors import InputError
from headway.work import Cancel


@contextmanager
def within(seconds: float, end: Cancel, otherwise: str) -> Generator[None]:
    """End the work of a block after some seconds.

    Parameters
    ----------
    seconds
        How long it may take [s].
    end
        Ends it as well.
    otherwise
        What is said if it was ended.

    Raises
    ------
    InputError
        If it was ended.
    """
    late = Cancel()
    clock = threading.Timer(seconds, late.set, kwargs={"keep": False})
    clock.daemon = True
    clock.start()
    try:
        with end.within(), late.within():
            yield
    except KeyboardInterrupt:
        raise InputError([otherwise]) from None
    finally:
        clock.cancel()
