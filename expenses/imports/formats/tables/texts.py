"""The words of rows: description, who was paid, category, tags, wallets and kind, column by column."""

import re
from collections.abc import Sequence
from decimal import Decimal

from expenses.imports.formats.presets.preset import Preset
from expenses.imports.formats.remembered import Remembered
from expenses.imports.formats.statement import RowKind
from expenses.imports.formats.tables.currencies import currency_of
from expenses.imports.formats.tables.grid import Grid
from expenses.imports.formats.tables.mapping import ColumnMapping
from expenses.imports.formats.tables.numbers import read_numbers
from expenses.imports.formats.tables.vocabulary import Role
from expenses.imports.formats.text import one_line

DESCRIBED = 1
"""Where the description stands among `Texts.columns`."""

_NO_CATEGORY = frozenset(
    {"uncategorized", "uncategorised", "no category", "(no category)", "inflow:ready to assign", "ready to assign",
     "inflow: ready to assign", "inflow:to be budgeted", "inflow: to be budgeted", "to be budgeted"}
)  # fmt: skip
"""How tools write that a row has no category, and YNAB that money came in."""


class Texts:
    """The texts of the rows of one table, made when they are asked for."""

    def __init__(self, grid: Grid, mapping: ColumnMapping, rows: range, preset: Preset | None) -> None:
        self.grid, self.mapping, self.slice, self.preset = grid, mapping, rows, preset
        self.blank = [""] * len(rows)
        self.lines = Remembered(_words)

    def columns(self) -> tuple[Sequence[object], ...]:
        """Return, for all rows, what stands behind the amount in a `StatementRow`, down to its kind."""
        described, named, notes = self.joined("description"), self.joined("counterparty"), self.joined("notes")
        if not all(described):
            texts = zip(described, named, notes, self.texts("category"), self.texts("type"), strict=True)
            described = [next(filter(None, said), "") for said in texts]
        return (
            self.currencies("currency", self.mapping.currency or None), described, named, notes,
            self.texts("bank-id"), self.names("account"), self.names("other-account"), *self.originals(),
            self.categories(), self.tags(), self.kinds(),
        )  # fmt: skip

    def cells(self, role: Role) -> list[str]:
        index = self.mapping.column(role)
        return self.blank if index is None else self.grid.column(index, self.slice)

    def names(self, role: Role) -> list[str]:
        """Return names of accounts, without the apostrophes that keep their digits together."""
        return [text.strip("' ") for text in self.texts(role)] if role in self.mapping.roles else self.blank

    def texts(self, role: Role) -> list[str]:
        return list(map(self.lines.__getitem__, self.cells(role))) if role in self.mapping.roles else self.blank

    def joined(self, role: Role) -> list[str]:
        """Return the texts of all columns of a role, each different one once, spaces between."""
        columns = [self.grid.column(index, self.slice) for index in self.mapping.columns(role)]
        if not columns:
            return self.blank
        if len(columns) == 1:
            return list(map(self.lines.__getitem__, columns[0]))
        texts = [map(self.lines.__getitem__, cells) for cells in columns]
        return [one_line(" ".join(dict.fromkeys(filter(None, cells)))) for cells in zip(*texts, strict=True)]

    def currencies(self, role: Role, otherwise: str | None) -> list[str | None]:
        if role not in self.mapping.roles:
            return [otherwise] * len(self.slice)
        cells = self.cells(role)
        known = {cell: currency_of(cell) or otherwise for cell in set(cells)}
        return [known[cell] for cell in cells]

    def originals(self) -> tuple[Sequence[Decimal | None], Sequence[str | None]]:
        """Return what was paid abroad, where the file says how much and in which currency."""
        nothing: list[None] = [None] * len(self.slice)
        if not {"original-amount", "original-currency"} <= set(self.mapping.roles):
            return nothing, nothing
        amounts = read_numbers(self.cells("original-amount"), self.mapping.decimal_mark)
        codes = self.currencies("original-currency", None)
        booked = self.currencies("currency", self.mapping.currency or None)
        is_other = [
            bool(amount and code and code != own) for amount, code, own in zip(amounts, codes, booked, strict=True)
        ]
        return (
            [amount if other else None for amount, other in zip(amounts, is_other, strict=True)],
            [code if other else None for code, other in zip(codes, is_other, strict=True)],
        )

    def categories(self) -> list[str]:
        """Return the path of each category, its levels with colons between; "" for what tools call none."""
        paths, children = self.texts("category"), self.texts("subcategory")
        if "subcategory" in self.mapping.roles:
            paths = [":".join(filter(None, dict.fromkeys(pair))) for pair in zip(paths, children, strict=True)]
        if "category" not in self.mapping.roles or not any(path.lower() in _NO_CATEGORY for path in set(paths)):
            return paths
        return ["" if path.lower() in _NO_CATEGORY else path for path in paths]

    def tags(self) -> list[tuple[str, ...]]:
        if "tags" not in self.mapping.roles:
            return [()] * len(self.slice)
        marks = re.compile(f"[{re.escape(self.preset.tag_marks if self.preset else ',;|')}]")
        known: Remembered[tuple[str, ...]] = Remembered(
            lambda text: tuple(dict.fromkeys(tag for part in marks.split(text) if (tag := part.strip(" #"))))
        )
        return list(map(known.__getitem__, self.joined("tags")))

    def kinds(self) -> list[RowKind]:
        if not self.preset or not self.preset.kinds:
            return [RowKind.UNKNOWN] * len(self.slice)
        kinds = self.preset.kinds
        return [kinds.get(cell.lower(), RowKind.UNKNOWN) for cell in self.cells("type")]


def _words(text: str) -> str:
    """Return the text on one line, without the apostrophe that guards a cell, nothing for a stroke alone."""
    return "" if text in {"/", "-", "--"} else one_line(text if text.endswith("'") else text.removeprefix("'"))
