"""What a search can say, as a tree of conditions, and what is wrong with one that says nothing."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

LONGEST = 500
MOST_TERMS = 40
DEEPEST = 16


class SearchError(ValueError):
    """A text that cannot be searched for. The message is a sentence for the person.

    `query[start:end]` is what is wrong; `fix` is what might have been meant instead of it, "" where nobody knows.
    """

    def __init__(self, message: str, *, query: str, start: int, end: int, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.query, self.start, self.end, self.fix = query, start, end, fix

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def before(self) -> str:
        return self.query[: self.start]

    @property
    def wrong(self) -> str:
        return self.query[self.start : self.end]

    @property
    def after(self) -> str:
        return self.query[self.end :]

    @property
    def fixed(self) -> str:
        """Return the query with what might have been meant, "" where nobody knows."""
        return self.before + self.fix + self.after if self.fix else ""


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the query a value stands: from `start` up to, but not including, `end`."""

    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A word or phrase in one of `fields`, whatever the case of its letters."""

    text: str
    fields: tuple[str, ...] = ("description", "notes")


@dataclass(frozen=True, slots=True)
class Named:
    """One of a person's categories, tags or wallets, `kind` says which: the one called `name`, or those of `ids`.

    A category holds all below it. With `or_none` it is also whatever has none of the kind.
    """

    kind: str
    name: str = ""
    or_none: bool = False
    ids: frozenset[int] = frozenset()
    span: Span = Span()


@dataclass(frozen=True, slots=True)
class InCurrency:
    code: str
    span: Span = Span()


@dataclass(frozen=True, slots=True)
class AmountRange:
    """An amount as it was paid, in whatever currency; None is an open end.

    Without `is_signed` it is about the size: a refund of 60 is more than 50. With it, a refund is less than 0.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    is_signed: bool = False
    has_low: bool = True
    has_high: bool = True


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from `start` up to, but not including, `end`; None is an open end."""

    start: datetime.date | None = None
    end: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """A word of the table of qualities: "is:refund", "has:notes"."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Condition", ...]


Condition: TypeAlias = Text | Named | InCurrency | AmountRange | DayRange | Quality | Not | AllOf | AnyOf


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions that this one is made of, nothing for a single one."""
    match condition:
        case Not(part):
            return (part,)
        case AllOf(parts) | AnyOf(parts):
            return parts
    return ()


def all_of(*conditions: Condition | None) -> Condition | None:
    """Return the condition that all of those which are some hold; None where there is none."""
    given = tuple(condition for condition in conditions if condition is not None)
    if len(given) <= 1:
        return given[0] if given else None
    return AllOf(given)
