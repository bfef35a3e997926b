"""Values worked out once: dates, amounts and names repeat all over a statement."""

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembered(dict[str, Value], Generic[Value]):
    """A dict that makes what it lacks; a look-up of what it has never leaves C."""

    def __init__(self, make: Callable[[str], Value]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, written: str) -> Value:
        value = self[written] = self.make(written)
        return value
