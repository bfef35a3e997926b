"""How fast 100,000 rows come in from a CSV and go out again, and what memory it takes.

`python -m benchmarks.spreadsheets` measures on SQLite, and on PostgreSQL where its server programs are installed.
An import is timed from the bytes of the file to the commit. Each step runs in a process of its own, whose peak of
resident memory is shown; the medians of several runs are shown.
"""

import csv
import io
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

from benchmarks.databases import ROWS, run_on_both

RUNS = int(os.environ.get("RUNS", "3"))
STEPS = ("check", "import", "import again", "export csv", "export xlsx")


def make_csv(rows: int) -> bytes:
    """Return the made-up expenses of a person as a spreadsheet of our columns, with categories and tags."""
    from benchmarks.ledger import make_expense

    chance = random.Random("spreadsheet")  # noqa: S311  figures, not secrets
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(["date", "description", "amount", "currency", "category", "tags", "notes"])
    for _ in range(rows):
        row = make_expense(chance, list(range(25)), list(range(10)))
        tags = ", ".join(f"tag {tag}" for tag in row.tag_ids)
        category = f"Category {row.category_id}"
        sheet.writerow([row.date, row.description, row.amount, row.currency, category, tags, row.notes])
    return text.getvalue().encode()


def take_step(step: str, file: Path) -> tuple[float, float, int]:
    """Do one step for a person of the database; return its seconds, its CPU seconds and the number of rows then."""
    from django.contrib.auth import get_user_model

    from expenses.models import Expense
    from expenses.spreadsheets.export import csv_chunks, exported_rows, xlsx_file
    from expenses.spreadsheets.reading import read_table
    from expenses.spreadsheets.resources import ExpenseResource

    user = get_user_model().objects.get()
    content = file.read_bytes()
    started, cpu_started = time.perf_counter(), time.process_time()
    if step == "export csv":
        size = sum(len(chunk) for chunk in csv_chunks(exported_rows(Expense.objects.for_user(user), user=user)))
    elif step == "export xlsx":
        size = xlsx_file(exported_rows(Expense.objects.for_user(user), user=user)).seek(0, io.SEEK_END)
    else:
        result = ExpenseResource(user=user).import_data(read_table(content), dry_run=step == "check")
        size = sum(result.totals.values())
        if result.has_errors() or result.has_validation_errors():
            sys.exit("The import found mistakes in a good file.")
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    if not size:
        sys.exit(f"{step} did nothing.")
    return seconds, cpu_seconds, Expense.objects.for_user(user).count()


def step_in_this_process(step: str, file: Path) -> None:
    django.setup()
    seconds, cpu_seconds, rows = take_step(step, file)
    print(seconds, cpu_seconds, rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def measure_step(step: str, file: Path) -> tuple[float, float, float]:
    """Run one step in a process of its own; return its seconds, its CPU seconds and its peak memory in MB."""
    command = [sys.executable, "-m", "benchmarks.spreadsheets", step, str(file)]
    said = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=True).stdout.split()
    if step != "check" and int(said[2]) != ROWS:
        sys.exit(f"After {step} there are {said[2]} rows instead of {ROWS}.")
    return float(said[0]), float(said[1]), int(said[3]) / 1024


def measure_here() -> None:
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    measured: dict[str, list[tuple[float, float, float]]] = {step: [] for step in STEPS}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "expenses.csv"
        file.write_bytes(make_csv(ROWS))
        for run_number in range(RUNS):
            get_user_model().objects.all().delete()
            get_user_model().objects.create_user(f"anna{run_number}", home_currency="EUR")
            for step in STEPS:
                measured[step].append(measure_step(step, file))
    show(measured)


def show(measured: dict[str, list[tuple[float, float, float]]]) -> None:
    """Print the medians. CPU seconds are those of the client, so on PostgreSQL the server's come on top."""
    print(f"\n{'step':16}{'seconds':>9}{'CPU s':>8}{'rows/s':>10}{'rows/CPU s':>12}{'peak MB':>9}")
    for step, figures in measured.items():
        seconds, cpu_seconds, peak = (statistics.median(column) for column in zip(*figures, strict=True))
        rates = f"{ROWS / seconds:10,.0f}{ROWS / cpu_seconds:12,.0f}"
        print(f"{step:16}{seconds:9.2f}{cpu_seconds:8.2f}{rates}{peak:9.0f}")


def main() -> None:
    match sys.argv[1:]:
        case []:
            run_on_both("benchmarks.spreadsheets", "here")
        case ["here"]:
            measure_here()
        case [step, file]:
            step_in_this_process(step, Path(file))


if __name__ == "__main__":
    main()
