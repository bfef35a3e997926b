"""What each reader of statements takes of the processor: bytes in, rows out, whatever else the machine does.

`python -m benchmarks.readers` reads 100,000 rows of each format in a process of its own, and shows the least of several
runs with the highest memory. The files are those of `benchmarks.statements`, and spreadsheets besides.
"""

import io
import os
import resource
import subprocess
import sys
import time

from openpyxl import Workbook

from benchmarks.statements import MAKERS, make_csv
from expenses.imports.formats.registry import read_statement

ROWS = int(os.environ.get("ROWS", "100000"))
RUNS = int(os.environ.get("RUNS", "3"))


def make_xlsx(rows: int) -> bytes:
    """Return the rows of the CSV file as a workbook, amounts as numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number, line in enumerate(make_csv(rows).decode().splitlines()):
        day, payee, amount, currency = line.split(",")
        sheet.append([day, payee, float(amount) if number else amount, currency])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


EVERY = {**MAKERS, "xlsx": make_xlsx}


def read_in_this_process(name: str) -> None:
    """Print seconds of the processor, its own and of the processes it starts, and peak memory in kB."""
    content = EVERY[name](ROWS)
    started = time.process_time() + _of_children()
    (statement,) = read_statement(content)
    seconds = time.process_time() + _of_children() - started
    if len(statement.rows) != ROWS or statement.mistakes:
        sys.exit(f"{name}: {len(statement.rows):,} rows and {len(statement.mistakes)} mistakes, not {ROWS:,} rows.")
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(name: str) -> tuple[float, float]:
    """Return the least seconds and the highest peak in MB of several runs."""
    command = [sys.executable, "-m", "benchmarks.readers", name]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(RUNS)]
    return min(float(run[0]) for run in runs), max(int(run[1]) / 1024 for run in runs)


def main() -> None:
    if len(sys.argv) > 1:
        read_in_this_process(sys.argv[1])
        return
    print(f"{'format':10}{'seconds':>9}{'rows/s':>10}{'peak MB':>9}")
    for name in EVERY:
        seconds, peak = measure(name)
        print(f"{name:10}{seconds:9.2f}{ROWS / seconds:10,.0f}{peak:9.0f}")


if __name__ == "__main__":
    main()
