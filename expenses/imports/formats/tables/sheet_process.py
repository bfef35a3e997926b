"""Read the workbook on standard input and print the rows of its fullest sheet as JSON, a line a row.

It runs as a process of its own, with limits on memory, time and output, and imports nothing of the product.
usage: sheet_process.py MAX_ROWS MAX_COLUMNS <workbook
"""

import datetime
import io
import json
import os
import resource
import sys
from typing import Any

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 30
OUTPUT_BYTES = 400 << 20
TOO_LARGE = 3
MAX_SHEETS = 50


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
        sheets = [workbook.get_sheet_by_index(index) for index in range(min(len(workbook.sheet_names), MAX_SHEETS))]
    except PasswordError:
        return "locked"
    except (CalamineError, OSError, ValueError):
        return "damaged"
    sheets = [sheet for sheet in sheets if sheet.start is not None]
    if not sheets:
        return "empty"
    sheet = max(sheets, key=lambda sheet: sheet.height)
    if sheet.height > max_rows:
        return "rows"
    if sheet.width > max_columns:
        return "columns"
    print_rows(sheet)
    return ""


def print_rows(sheet: Any) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    first = sheet.start[0] + 1
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), first):
        cells = [to_text(value) for value in values]
        if any(cells):
            sys.stdout.write(encode({"row": number, "cells": cells}) + "\n")


def to_text(value: Any) -> str:
    """Return a cell as text: a number with the 15 digits that a spreadsheet keeps, a date as 2026-01-31."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        short = float(f"{value:.15g}")
        return str(int(short)) if short.is_integer() and abs(short) < 1e15 else f"{short:.10f}".rstrip("0")
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    return str(value)


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, "utf-8", errors="replace")
    try:
        main()
        sys.stdout.flush()
    # No memory, or no room in the output.
    except (MemoryError, OSError):
        os._exit(TOO_LARGE)
