"""Numbers drawn from a seed that is passed in: the same on every machine and in every Python."""

import hashlib
from collections.abc import Sequence
from itertools import count
from typing import Final, TypeVar

T = TypeVar("T")

RANGE: Final = 1 << 64


class Draws:
    """SHA-256 over the seed and a counter, 64 bits at a time; not for secrets."""

    def __init__(self, seed: str) -> None:
        self._numbers = (
            int.from_bytes(hashlib.sha256(f"{seed}/{n}".encode()).digest()[:8], "big")
            for n in count()
        )

    def between(self, least: int, most: int) -> int:
        """Both of them included, each as likely as the other."""
        size = most - least + 1
        # What is beyond the last whole multiple would favour the lower ones.
        whole = RANGE - RANGE % size
        return least + next(n for n in self._numbers if n < whole) % size

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[self.between(0, len(choices) - 1)]

    def parted(self, total: int, parts: int, least: int = 0) -> list[int]:
        """A total in so many parts, at random, each of them `least` at least."""
        free = total - parts * least
        cuts = sorted(self.between(0, free) for _ in range(parts - 1))
        return [b - a + least for a, b in zip([0, *cuts], [*cuts, free], strict=True)]
