"""Random numbers for kernels, with one word of state, so that a seed gives the same numbers everywhere."""

import numpy as np
from numpy.typing import NDArray

from headway.jit import inlined, lean

Words = NDArray[np.uint64]


def stream(seed: int) -> Words:
    """Return the state of a generator."""
    return np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)


@lean
def uniform(state: Words) -> float:
    """Return a random number from 0 to below 1 (xorshift64*; Vigna, 2016)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return ((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inlined
def below(state: Words, n: int) -> int:
    """Return a random whole number from 0 to below n."""
    return int(uniform(state) * n)
