"""Named random streams: draw ``n`` of a stream depends on its key and ``n``, and on nothing else.

Adding a train never changes the weather, because each has its own key. A train's tenth section on its third trip meets
the same chance in every variant of a scenario. The generator is Philox 4x64 (Salmon et al., "Parallel random numbers:
as easy as 1, 2, 3", SC 2011), the one of NumPy, whose own has no compiled form that can be kept in an array.
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from headway.jit import inlined, kernel, lean

_M0, _M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_W0, _W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_ROUNDS = 10
_BITS, _SCALE = np.uint64(11), 2.0**-53


def stream(seed: int, *names: str | int) -> int:
    """Return the key of a stream: a number of 64 bits made from a seed and the names of what it is for.

    >>> key = stream(7, "failures", "loco-12", 3)
    >>> key == stream(7, "failures", "loco-12", 3), key == stream(7, "failures", "loco-13", 3)
    (True, False)
    """
    text = "\x1f".join([str(seed), *map(str, names)])
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


@inlined
def _high(a: np.uint64, b: np.uint64) -> np.uint64:
    """Return the upper 64 bits of a product."""
    a0, a1, b0, b1 = a & _LOW, a >> _HALF, b & _LOW, b >> _HALF
    middle = a1 * b0 + ((a0 * b0) >> _HALF)
    other = a0 * b1 + (middle & _LOW)
    return a1 * b1 + (middle >> _HALF) + (other >> _HALF)


@lean
def word(key: np.uint64, number: int) -> np.uint64:
    """Return one word of 64 random bits of a stream: word ``number % 4`` of block ``number // 4 + 1``."""
    c0, c1, c2, c3 = np.uint64(number // 4 + 1), np.uint64(0), np.uint64(0), np.uint64(0)
    k0, k1 = key, np.uint64(0)
    for _ in range(_ROUNDS):
        h0, l0 = _high(_M0, c0), _M0 * c0
        h1, l1 = _high(_M1, c2), _M1 * c2
        c0, c1, c2, c3 = h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0
        k0, k1 = k0 + _W0, k1 + _W1
    which = number % 4
    return c0 if which == 0 else c1 if which == 1 else c2 if which == 2 else c3


@lean
def uniform(key: np.uint64, number: int) -> float:
    """Return one number between 0 and 1, both ends excluded: draw ``number`` of the stream of a key."""
    return (float(word(key, number) >> _BITS) + 0.5) * _SCALE


@kernel
def uniforms(key: np.uint64, count: int) -> NDArray[np.float64]:
    """Return the first draws of the stream of a key."""
    found = np.empty(count)
    for i in range(count):
        found[i] = uniform(key, i)
    return found
