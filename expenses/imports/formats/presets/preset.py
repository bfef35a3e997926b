"""What a preset is: how one tool writes its exports, as plain values."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from expenses.imports.formats.statement import RowKind
from expenses.imports.formats.tables.header import plain
from expenses.imports.formats.tables.vocabulary import Role

Split = Literal["", "by-id", "numbered"]
Sides = Literal["", "from-to", "own-other", "people"]
SEVERAL: frozenset[Role] = frozenset({"description", "notes", "tags", "counterparty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """How a tool writes: columns are known by the plain words of their names, the second of a name as `name 2`.

    `tell` are sets of names; a table with all of one of them is the tool's. `kinds` are words of the type column in
    small letters, `out` and `into` those that say which way the money went, and rows of a type in `left_out` are none.
    Rows whose status is in `skipped`, or not in `kept`, moved no money. `sides` says who the columns account and other
    account name: where money came from and where it went ("from-to"), the own wallet and the other side ("own-other"),
    or two people ("people"). `transfer` is what stands before the name of another own wallet in payee or category.
    `bare` names the columns of a file that comes without a header, `currency` is the only one of the tool.
    `is_fee_extra`: the fee left beside the amount. `is_other_what_arrived`: the amount in another currency is what
    came. `splits` says how the parts of one row are written.
    """

    name: str
    title: str
    tell: tuple[frozenset[str], ...]
    roles: Mapping[str, Role]
    sign: Literal["", "signed", "spending", "direction"] = ""
    kinds: Mapping[str, RowKind] = field(default_factory=dict)
    out: frozenset[str] = frozenset()
    into: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    sides: Sides = ""
    transfer: tuple[str, ...] = ()
    is_transfer_in_category: bool = False
    is_fee_extra: bool = False
    is_other_what_arrived: bool = False
    tag_marks: str = ",;|"
    splits: Split = ""
    has_members: bool = False
    bare: tuple[str, ...] = ()
    currency: str = ""

    def fits(self, names: Sequence[str]) -> bool:
        """Tell whether the columns of a table are those of the tool."""
        there = set(numbered(names))
        return any(tell <= there for tell in self.tell)

    def roles_of(self, names: Sequence[str]) -> list[Role]:
        """Return the role of every column; of two that would have the same, the first that is listed has it."""
        keys = list(numbered(names))
        roles: list[Role] = [""] * len(keys)
        taken: set[Role] = set()
        for key, role in self.roles.items():
            if key in keys and (role not in taken or role in SEVERAL):
                roles[keys.index(key)] = role
                taken.add(role)
        return roles

    def members(self, names: Sequence[str]) -> Iterator[str]:
        """Yield the people of a group: the columns that are none of the tool's own."""
        for name in names:
            member = name.strip().removesuffix(" paid")
            if member and not member.endswith(" owed") and plain(name) not in self.roles:
                yield member


def numbered(names: Sequence[str]) -> Iterator[str]:
    """Yield the plain words of each name, the second of the same with 2 behind it."""
    seen: Counter[str] = Counter()
    for name in names:
        words = plain(name)
        seen[words] += 1
        yield words if seen[words] == 1 else f"{words} {seen[words]}"


def tells(*names: str) -> tuple[frozenset[str], ...]:
    """Return sets of names from texts such as `date|payee|outflow`."""
    return tuple(frozenset(words.split("|")) for words in names)
