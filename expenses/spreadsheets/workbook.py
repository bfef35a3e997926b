"""XLSX written row by row at a constant memory, through XlsxWriter."""

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import IO, Any

LARGEST_TEXT = 32_767
"""Characters that a cell holds; the writer leaves out a text with more."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class TableWorkbook:
    """A workbook of tables in `file`, which can be read after `close`.

    A row may only be added to the sheet that was opened last: those above it are on the disk already.
    """

    def __init__(self, file: IO[bytes]) -> None:
        # It takes a while to load, and few processes ever write a workbook.
        from xlsxwriter import Workbook

        self.book = Workbook(file, {"constant_memory": True})
        self._amounts: dict[int, Any] = {}

    @cached_property
    def _plain(self) -> Any:
        return self.book.add_format()

    @cached_property
    def _bold(self) -> Any:
        return self.book.add_format({"bold": True})

    @cached_property
    def _day(self) -> Any:
        return self.book.add_format({"num_format": "yyyy-mm-dd"})

    def open_sheet(self, name: str, heading: Sequence[str], widths: Sequence[int]) -> None:
        """Begin a sheet whose `heading` stays in sight; `widths` of its columns are in characters."""
        self.sheet, self.row = self.book.add_worksheet(name), 0
        self.sheet.freeze_panes(1, 0)
        for column, (title, width) in enumerate(zip(heading, widths, strict=True)):
            self.sheet.set_column(column, column, width)
            self.sheet.write_string(0, column, title, self._bold)

    def next_row(self) -> None:
        self.row += 1

    def write_text(self, column: int, text: str) -> None:
        """Write `text` as it is, whatever it looks like."""
        text = _NOT_IN_XML.sub("\ufffd", text)[:LARGEST_TEXT]
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter would take it for a rich text that it has made itself; so let it make one.
            self.sheet.write_rich_string(self.row, column, self._plain, text[:1], self._plain, text[1:])
        elif text:
            self.sheet.write_string(self.row, column, text)

    def write_number(self, column: int, number: int) -> None:
        self.sheet.write_number(self.row, column, number)

    def write_day(self, column: int, day: datetime.date) -> None:
        self.sheet.write_datetime(self.row, column, day, self._day)

    def write_amount(self, column: int, amount: Decimal | None, digits: int) -> None:
        """Write a number that is shown with `digits` decimals; nothing where there is none."""
        if amount is not None:
            self.sheet.write_number(self.row, column, amount, self._amount_format(digits))

    def _amount_format(self, digits: int) -> Any:
        if digits not in self._amounts:
            self._amounts[digits] = self.book.add_format({"num_format": "0." + "0" * digits if digits else "0"})
        return self._amounts[digits]

    def close(self) -> None:
        self.book.close()
