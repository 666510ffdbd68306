"""What a train loses when one of its operations is late: nothing, while its waits and its spare time make up for it."""

from headway.dispatch.search.network import NEVER, Network
from headway.dispatch.search.schedule import NONE, Schedule, cost_at
from headway.jit import lean


@lean
def refresh(network: Network, schedule: Schedule, k: int) -> None:
    """Fill in a train's buffers: how late each of its operations may start before the train's own cost rises."""
    o = network.train_at[k]
    while schedule.after[o] != NONE:
        o = schedule.after[o]
    spare = NEVER
    while o != NONE:
        for c in range(network.cost_at[o], network.cost_at[o + 1]):
            left = network.cost_threshold[c] - schedule.start[o]
            if left > 0:
                spare = min(spare, left)
            elif network.cost_coeff[c] > 0:
                spare = 0
        schedule.buffer[o] = spare
        b = schedule.before[o]
        if b != NONE:
            spare = min(spare + schedule.start[o] - schedule.start[b] - network.duration[b], NEVER)
        o = b
    schedule.fresh[k] = 1


@lean
def cost_of_delay(network: Network, schedule: Schedule, o: int, delay: int) -> int:
    """Return by how much a train's own cost rises when an operation starts later and others stand aside."""
    k = network.train[o]
    if schedule.fresh[k] == 0:
        refresh(network, schedule, k)
    total = 0
    if delay <= schedule.buffer[o]:
        return total
    while True:
        total += cost_at(network, o, schedule.start[o] + delay) - cost_at(network, o, schedule.start[o])
        a = schedule.after[o]
        if a == NONE:
            return total
        delay -= schedule.start[a] - schedule.start[o] - network.duration[o]
        if delay <= 0:
            return total
        o = a
