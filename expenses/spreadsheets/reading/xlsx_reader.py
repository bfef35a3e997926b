"""Read the workbook on standard input and print its first filled sheet as JSON, a line a row.

It runs as a process of its own, with limits on memory, time and output, and imports nothing of the product.
usage: xlsx_reader.py MAX_ROWS MAX_COLUMNS <workbook
"""

import datetime
import io
import json
import os
import resource
import sys
from typing import Any

MEMORY_BYTES = 768 << 20
CPU_SECONDS = 30
OUTPUT_BYTES = 400 << 20
TOO_LARGE = 3


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    max_rows, max_columns = int(sys.argv[1]), int(sys.argv[2])
    problem = print_sheet(sys.stdin.buffer.read(), max_rows, max_columns)
    if problem:
        sys.stdout.write(json.dumps({"problem": problem}) + "\n")


def print_sheet(content: bytes, max_rows: int, max_columns: int) -> str:
    """Print the sheet and return "", or return in a word why it cannot be read, having printed nothing."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        sheets = (workbook.get_sheet_by_name(name) for name in names)
        sheet = next((sheet for sheet in sheets if sheet.start is not None), None)
    except (CalamineError, OSError, ValueError):
        return "damaged"
    if sheet is None:
        return "empty"
    if sheet.height > max_rows + 1:
        return "rows"
    if sheet.width > max_columns:
        return "columns"
    print_rows(sheet, len(names) - 1)
    return ""


def print_rows(sheet: Any, other_sheets: int) -> None:
    rows = enumerate(sheet.iter_rows(), 1)
    header = next(values for _number, values in rows if any(value != "" for value in values))
    headers = [str(to_cell(value)) for value in header]
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    write = sys.stdout.write
    about = {"sheet": sheet.name, "height": sheet.height, "other_sheets": other_sheets, "headers": headers}
    write(encode(about) + "\n")
    for number, values in rows:
        cells = [value if type(value) is str else to_cell(value) for value in values]
        if any(cell != "" for cell in cells):
            write(encode([number, cells]) + "\n")


def to_cell(value: Any) -> Any:
    """Return the value as JSON can say it: a date as an object, a number with the 15 digits a spreadsheet keeps."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        short = float(f"{value:.15g}")
        return int(short) if short.is_integer() and abs(short) < 1e15 else short
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()[:10]}
    return value if isinstance(value, int) else str(value)


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, "utf-8", errors="replace")
    try:
        main()
        sys.stdout.flush()
    # No memory, or no room in the output.
    except (MemoryError, OSError):
        os._exit(TOO_LARGE)
