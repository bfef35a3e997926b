"""How fast a statement of 100,000 rows comes in from a CSV, step by step, and what memory it takes.

`python -m benchmarks.statement_import` measures on SQLite, and on PostgreSQL where its server programs are installed.
Each step runs in a process of its own, whose peak of resident memory is shown; the medians of several runs are shown.
The person has 20,000 records already, from which categories are learned, and three rules.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django

from benchmarks.databases import ROWS, run_on_both

RUNS = int(os.environ.get("RUNS", "3"))
PAST_ROWS = 20_000
STEPS = ("bring", "check", "import", "check again")
IMPORT = ("check", "import")
"""The steps that the rate of the whole is told of: from the bytes of the file through the check to the commit."""


def make_person(number: int) -> None:
    """Make somebody with a past, three rules and an empty wallet."""
    from benchmarks.ledger import make_person as make_ledger
    from expenses.models import Category, Rule, Wallet

    person = make_ledger(f"anna{number}", PAST_ROWS)
    Wallet.objects.create(owner=person, name="Statement", currency="EUR")
    category = Category.objects.for_user(person).filter(kind="expense").order_by("pk")[0]
    for place, text in enumerate(("city trains 7", "water works 42", "nowhere")):
        Rule.objects.create(owner=person, name=text, texts=text, position=place, category=category)


def take_step(step: str, file: Path) -> int:
    """Do one step for the person of the database; return how many rows it took, wrote or knew again."""
    from expenses.imports.models import StatementImport

    if step == "bring":
        return sum(source.rows_expected for source in _bring(file))
    if step == "check again":
        _bring(file)
    source = StatementImport.objects.order_by("-pk")[0]
    _claim(source, "applying" if step == "import" else "checking")
    _run(source, is_import=step == "import")
    source.refresh_from_db()
    if step == "import":
        return source.written_count
    return source.entries.filter(owner_id=source.owner_id, outcome="duplicate" if "again" in step else "new").count()


def _bring(file: Path) -> list[Any]:
    from django.contrib.auth import get_user_model

    from expenses.imports.reading import parts_of
    from expenses.imports.steps import receive

    user, content = get_user_model().objects.get(), file.read_bytes()
    return receive(parts_of(content), content, file.name, owner=user, actor=user)


def _claim(source: Any, status: str) -> None:
    """Take the import to a step as its button does, so that this process does the work that is measured."""
    from django.utils import timezone

    from expenses.imports.steps import rows_of
    from expenses.models import Wallet

    wallet = Wallet.objects.get(owner_id=source.owner_id, name="Statement")
    rows_of(source).update(status=status, attempt=1, claimed_at=timezone.now(), wallet_id=wallet.pk)


def _run(source: Any, *, is_import: bool) -> None:
    from expenses.imports import applying, checking

    work = applying.apply if is_import else checking.check
    work(source.pk, owner_id=source.owner_id, attempt=1)


def step_in_this_process(step: str, file: Path) -> None:
    """Take a step as a worker does, which has all that it needs loaded long before."""
    django.setup()
    import expenses.imports.steps
    import expenses.imports.tasks  # noqa: F401

    started, cpu_started = time.perf_counter(), time.process_time()
    rows = take_step(step, file)
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    print(seconds, cpu_seconds, rows, _peak_kb())


def _peak_kb() -> int:
    """Return the peak of resident memory; what Linux says of resources takes the parent's peak along."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def measure_step(step: str, file: Path) -> tuple[float, float, float]:
    """Run one step in a process of its own; return its seconds, its CPU seconds and its peak memory in MB."""
    command = [sys.executable, "-m", "benchmarks.statement_import", step, str(file)]
    said = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=True).stdout.split()
    if int(said[2]) != ROWS:
        sys.exit(f"{step} was about {said[2]} rows instead of {ROWS}.")
    return float(said[0]), float(said[1]), int(said[3]) / 1024


def measure_here() -> None:
    from benchmarks.statements import make_csv

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    measured: dict[str, list[tuple[float, float, float]]] = {step: [] for step in STEPS}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "statement.csv"
        file.write_bytes(make_csv(ROWS))
        for number in range(RUNS):
            get_user_model().objects.all().delete()
            make_person(number)
            for step in STEPS:
                measured[step].append(measure_step(step, file))
    show(measured)


def show(measured: dict[str, list[tuple[float, float, float]]]) -> None:
    """Print the medians. CPU seconds are those of the client, so on PostgreSQL the server's come on top."""
    print(f"\n{'step':16}{'seconds':>9}{'CPU s':>8}{'rows/s':>10}{'rows/CPU s':>12}{'peak MB':>9}")
    medians = {step: [statistics.median(each) for each in zip(*runs, strict=True)] for step, runs in measured.items()}
    whole = [sum(medians[step][place] for step in IMPORT) for place in (0, 1)]
    medians["check + import"] = [*whole, max(medians[step][2] for step in IMPORT)]
    for step, (seconds, cpu_seconds, peak) in medians.items():
        rates = f"{ROWS / seconds:10,.0f}{ROWS / cpu_seconds:12,.0f}"
        print(f"{step:16}{seconds:9.2f}{cpu_seconds:8.2f}{rates}{peak:9.0f}")


def main() -> None:
    match sys.argv[1:]:
        case []:
            run_on_both("benchmarks.statement_import", "here")
        case ["here"]:
            measure_here()
        case [step, file]:
            step_in_this_process(step, Path(file))


if __name__ == "__main__":
    main()
