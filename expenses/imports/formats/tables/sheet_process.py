"""Read the workbook on standard input and print the rows of its fullest sheet as JSON, a line a row.

It runs as a process of its own, with limits on memory, time and output, and imports nothing of the product.
usage: sheet_process.py MAX_ROWS MAX_COLUMNS <workbook
"""

import datetime
import io
import itertools
import json
import os
import re
import resource
import sys
from typing import Any

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 30
OUTPUT_BYTES = 400 << 20
TOO_LARGE = 3
MAX_SHEETS = 50
SAMPLE_ROWS = 300
DATE = re.compile(
    r"(?:[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]{1,2}[-/. ]+[^\W\d_]{3,12}[-/. ,]+[0-9]{2,4})"
).match
NUMBER = re.compile(r"[-+(]? ?[^\w\s]? ?[0-9][0-9.,' ]{0,20}[-)]? ?\S{0,3}").fullmatch


def main() -> None:
    """Set the limits, then print the sheet or one line with a word for what is wrong with it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    problem = print_sheet(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    if problem:
        sys.stdout.write(json.dumps({"problem": problem}) + "\n")


def print_sheet(content: bytes, max_rows: int, max_columns: int) -> str:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = open_sheets(workbook)
    except PasswordError:
        return "locked"
    except (CalamineError, OSError, ValueError):
        return "damaged"
    if not sheets:
        return "empty"
    sheet = max(sheets, key=likeness) if len(sheets) > 1 else sheets[0]
    header = header_of(sheet) if len(sheets) > 1 else []
    others = continuations(sheet, sheets, header) if header else []
    if sum(each.height for each in [sheet, *others]) > max_rows:
        return "rows"
    if sheet.width > max_columns:
        return "columns"
    # Some have a sheet for each month: what stands below the same header there goes on below.
    lines = 0
    for each in sorted([sheet, *others], key=sheets.index):
        lines = print_rows(each, after=lines, below=header if lines else [])
    return ""


def open_sheets(workbook: Any) -> list[Any]:
    """Return the sheets that hold anything: those that are shown, else those that are hidden."""
    shown: dict[bool, list[Any]] = {True: [], False: []}
    for index, about in enumerate(workbook.sheets_metadata[:MAX_SHEETS]):
        if about.typ == about.typ.WorkSheet:
            sheet = workbook.get_sheet_by_index(index)
            if sheet.start is not None:
                shown[about.visible == about.visible.Visible].append(sheet)
    return shown[True] or shown[False]


def first_rows(sheet: Any) -> list[list[str]]:
    return [[to_text(value) for value in values] for values in sheet.to_python(skip_empty_area=True, nrows=SAMPLE_ROWS)]


def likeness(sheet: Any) -> tuple[int, int, int]:
    """Return how like a statement a sheet is: its rows with a date and a number, those with numbers, and its height."""
    dated = numbered = 0
    for values in sheet.to_python(skip_empty_area=True, nrows=SAMPLE_ROWS):
        numbers = sum(isinstance(value, int | float) or is_number(str(value)) for value in values)
        has_date = any(isinstance(value, datetime.date) or is_date(str(value)) for value in values)
        dated += has_date and numbers > 0
        numbered += numbers > 1
    return dated, numbered, sheet.height


def header_of(sheet: Any) -> list[str]:
    """Return the first row with names for at least two columns, right above one with numbers or dates; [] for none."""
    rows = first_rows(sheet)
    for row, following in itertools.pairwise(rows):
        names = [cell for cell in row if cell]
        if len(names) > 1 and not any(map(is_value, names)) and any(map(is_value, following)):
            return row
    return []


def continuations(sheet: Any, sheets: list[Any], header: list[str]) -> list[Any]:
    """Return the other sheets with the same header, but those that show a part of this one again."""
    samples = [(other, first_rows(other)) for other in sheets if other is not sheet]
    samples = [(other, rows[rows.index(header) + 1 :]) for other, rows in samples if header in rows]
    if not samples:
        return []
    known = {tuple(map(to_text, values)) for values in sheet.to_python(skip_empty_area=True)}
    return [other for other, rows in samples if any(tuple(row) not in known for row in rows)]


def is_value(cell: str) -> bool:
    return is_number(cell) or is_date(cell)


def is_number(cell: str) -> bool:
    return bool(NUMBER(cell[:60].strip()))


def is_date(cell: str) -> bool:
    return bool(DATE(cell[:60].strip()))


def print_rows(sheet: Any, *, after: int, below: list[str]) -> int:
    """Print the rows of a sheet, those below its header only where that is given; return the number of the last."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    number, is_wanted = after + sheet.start[0], not below
    for values in sheet.to_python(skip_empty_area=True):
        number += 1
        cells = [to_text(value) for value in values]
        if is_wanted and any(cells):
            sys.stdout.write(encode({"row": number, "cells": cells}) + "\n")
        is_wanted = is_wanted or cells == below
    return number


def to_text(value: Any) -> str:
    """Return a cell as text: a number with the 15 digits that a spreadsheet keeps, a date as 2026-01-31."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        short = float(f"{value:.15g}")
        return str(int(short)) if short.is_integer() and abs(short) < 1e15 else f"{short:.10f}".rstrip("0")
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    return str(value).replace("\0", " ")


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, "utf-8", errors="replace")
    try:
        main()
        sys.stdout.flush()
    # No memory, or no room in the output.
    except (MemoryError, OSError):
        os._exit(TOO_LARGE)
