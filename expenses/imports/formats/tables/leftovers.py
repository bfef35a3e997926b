"""Rows of a table that are no booking: a second line of the one above, a total, a note, or a mistake."""

import datetime
import re
from dataclasses import dataclass, field

from expenses.imports.formats.statement import Mistake, StatementRow
from expenses.imports.formats.tables.booking import is_not_booked
from expenses.imports.formats.tables.grid import Grid
from expenses.imports.formats.tables.mapping import ColumnMapping
from expenses.imports.formats.text import one_line

MISTAKES = 1_000
_STATEMENT_WORDS = re.compile(
    r"\b(?:balance|(?:sub-?)?totals?|saldo|solde|summe|gesamt\w*|sum|totaal|suma|razem|celkem|yhteens|zustatek|egyenleg|"
    r"carried forward|brought forward|pending|vorgemerkt|en attente|pendiente)\b|合计|总计|残高|合計",
    re.IGNORECASE,
).search


@dataclass(slots=True)
class Leftovers:
    """What is done with the rows left over: `kept` counts, up to each row of `slice`, the `rows` that are bookings."""

    grid: Grid
    mapping: ColumnMapping
    slice: range
    rows: list[StatementRow]
    kept: list[int]
    mistakes: list[Mistake] = field(default_factory=list)

    def take(self, index: int, day: datetime.date | None, date_text: str, amount_text: str) -> None:
        """Add the row's text to the one above, or say what is wrong, unless it is a total or a note."""
        cells = [cell.strip() for cell in self.grid.rows[self.slice.start + index]]
        if not date_text and not amount_text:
            self.continue_above(index, cells)
        elif is_not_booked(date_text) or self.is_header(cells) or _STATEMENT_WORDS(" ".join(cells)[:500]):
            return
        elif day is not None or amount_text:
            self.complain(index, day, date_text, amount_text)

    def is_header(self, cells: list[str]) -> bool:
        """Tell whether a row is the header once more, or a line that is only drawn."""
        return cells == self.mapping.names(self.grid) or not any(map(str.isalnum, "".join(cells)))

    def continue_above(self, index: int, cells: list[str]) -> None:
        """Add the text of a row that has nothing but text to the description of the booking above."""
        described = [cells[column] for column in self.mapping.columns("description") if column < len(cells)]
        above = self.kept[index] - 1
        if above >= 0 and any(described) and sum(map(bool, cells)) == sum(map(bool, described)):
            text = one_line(" ".join([self.rows[above].description, *described]))
            self.rows[above] = self.rows[above]._replace(description=text)

    def complain(self, index: int, day: datetime.date | None, date_text: str, amount_text: str) -> None:
        if day is None:
            said = f"“{date_text[:40]}” is no date" if date_text else "This row has no date"
        elif amount_text or "balance" not in self.mapping.roles:
            said = f"“{amount_text[:40]}” is no amount" if amount_text else "This row has no amount"
        else:
            return
        if len(self.mistakes) < MISTAKES:
            line = self.grid.lines[self.slice.start + index]
            self.mistakes.append(Mistake(line, f"{said}. Write it like the others."))
