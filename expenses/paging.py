"""Pages by key: a page begins after the last row of the one before it, however many rows lie ahead of it."""

import datetime
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

SEPARATOR = "~"
LONGEST_KEY = 1_000
LARGEST_ID = 2**63 - 1
LARGEST_NUMBER = Decimal(10) ** 12

Row = TypeVar("Row", bound=Model)


class KeyInvalid(ValueError):
    """An address names a place in a list that cannot be. The text is a sentence for the person."""

    def __init__(self) -> None:
        super().__init__("This address does not lead to a page of the list. Start from the top.")


@dataclass(frozen=True)
class Column:
    """One column of an order: a field or annotation that is never null, and how its value is read from a key."""

    name: str
    read: Callable[[str], Any]
    is_descending: bool = False

    @property
    def ordering(self) -> str:
        return f"-{self.name}" if self.is_descending else self.name

    def lies_after(self, value: Any, *, or_at: bool = False) -> Q:
        lookup = ("lt" if self.is_descending else "gt") + ("e" if or_at else "")
        return Q(**{f"{self.name}__{lookup}": value})


@dataclass(frozen=True)
class Order:
    """An order in which no two rows are equal: its last column tells them apart.

    `constant` names what is the same in all rows, where a database must be told to see that an index fits.
    """

    columns: tuple[Column, ...]
    annotations: dict[str, Any] = field(default_factory=dict)
    constant: tuple[str, ...] = ()

    def sort(self, rows: "QuerySet[Row]") -> "QuerySet[Row]":
        return rows.annotate(**self.annotations).order_by(*self.constant, *(column.ordering for column in self.columns))

    def key_of(self, row: Model) -> str:
        """Return the place of `row`, which came from a sorted queryset, as an address holds it."""
        return SEPARATOR.join(str(getattr(row, column.name)) for column in self.columns)

    def after(self, key: str) -> Q:
        """Return the condition that a row of a sorted queryset lies after `key`; raise KeyInvalid where it is none."""
        return _after(self.columns, self._read(key))

    def _read(self, key: str) -> list[Any]:
        # From the right: only the first column may be a text with a separator in it.
        parts = key.rsplit(SEPARATOR, len(self.columns) - 1)
        if len(key) > LONGEST_KEY or len(parts) != len(self.columns):
            raise KeyInvalid
        try:
            return [column.read(part) for column, part in zip(self.columns, parts, strict=True)]
        except (ValueError, InvalidOperation) as error:
            raise KeyInvalid from error


def _after(columns: tuple[Column, ...], values: list[Any]) -> Q:
    first, *others = columns
    condition = first.lies_after(values[0])
    if not others:
        return condition
    # The bound on the first column, though implied, is what an index can be searched by.
    return first.lies_after(values[0], or_at=True) & (condition | _after(tuple(others), values[1:]))


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list; `next_key` leads to those after them and is None on the last page."""

    rows: list[Row]
    next_key: str | None


def page_after(rows: "QuerySet[Row]", order: Order, key: str, *, size: int) -> Page[Row]:
    """Return the `size` rows that lie after `key` ("" is the start of the list); raise KeyInvalid for a wrong key."""
    ordered = order.sort(rows)
    if key:
        ordered = ordered.filter(order.after(key))
    found = list(ordered[: size + 1])
    is_last = len(found) <= size
    return Page(found[:size], None if is_last else order.key_of(found[size - 1]))


# How the values in a key are read; each raises ValueError or InvalidOperation.


def read_whole_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 20) or int(text) > LARGEST_ID:
        raise ValueError(text)
    return int(text)


def read_number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number) >= LARGEST_NUMBER:
        raise ValueError(text)
    return number


def read_text(text: str) -> str:
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise ValueError(text)
    return text


def read_date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)
