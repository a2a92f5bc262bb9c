"""Whether what clients saw at the same time can have happened one after another.

The search of Wing and Gong (Testing and verifying concurrent objects, 1993), with the memory of Lowe's: which operations
are done, in which state, is tried once. An operation whose answer never came may be done at any later time, or never."""

import dataclasses
from typing import Any

NEVER = float("inf")


@dataclasses.dataclass(frozen=True)
class Operation:
    client: int
    what: str
    about: tuple
    called: float
    returned: float  # NEVER without an answer
    answer: Any = None  # None: unknown

    def __str__(self):
        until = "never" if self.returned == NEVER else f"{self.returned * 1000:9.3f}"
        return f"{self.called * 1000:9.3f} … {until}  client {self.client}: {self.what}{self.about} -> {self.answer}"


def order_of(operations, state, step):
    """An order in which they can have happened, or None. `step(state, operation)` yields the states after it; none if
    its answer is impossible there."""
    operations = sorted(operations, key=lambda operation: operation.called)
    must = sum(1 << number for number, operation in enumerate(operations) if operation.returned != NEVER)
    tried, path = set(), [(0, state, None)]
    branches = [_next(operations, 0, state, step, must)]
    while branches:
        done = path[-1][0]
        if done & must == must:
            return [operations[number] for _, _, number in path[1:]]
        for number, after in branches[-1]:
            reached = (done | 1 << number, after)
            if reached not in tried:
                tried.add(reached)
                path.append((*reached, number))
                branches.append(_next(operations, *reached, step, must))
                break
        else:
            branches.pop()
            path.pop()
    return None


def _next(operations, done, state, step, must):
    """Those that may come now: called before any of the others that are left had its answer."""
    left = [number for number in range(len(operations)) if not done >> number & 1]
    first_answer = min((operations[number].returned for number in left if must >> number & 1), default=NEVER)
    for number in left:
        if operations[number].called <= first_answer:
            for after in step(state, operations[number]):
                yield number, after
