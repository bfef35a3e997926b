"""A worker that is killed in the middle leaves all of a statement or nothing, and another one goes on."""

import datetime
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from expenses.imports import steps, tasks
from expenses.imports.models import StatementEntry, StatementImport, StatementLine
from expenses.imports.reading import parts_of
from expenses.models import Activity, Expense, Income

pytestmark = pytest.mark.server

ROOT = Path(__file__).resolve().parents[3]
ROWS = 6_000
STARTED_WITHIN_SECONDS = 120
STOPPING_WORKER = """
import pathlib, sys, time, django
django.setup()
from django.core.management import call_command
from django.db import connection

words, times, marker = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])
seen = 0

def stop(execute, sql, params, many, context):
    global seen
    seen += words in sql
    if words in sql and seen == times:
        marker.touch()
        time.sleep(600)
    return execute(sql, params, many, context)

with connection.execute_wrapper(stop):
    call_command("work", "--interval", "0", "--no-startup-delay", "--no-reload")
"""


def table(rows: int = ROWS) -> bytes:
    """Return a statement with one row of income in ten."""
    first = datetime.date(2025, 1, 1)
    days = (first + datetime.timedelta(days=number % 365) for number in range(rows))
    signs = ("" if number % 10 == 0 else "-" for number in range(rows))
    lines = [
        f"{day},Shop {number},{sign}{number}.50\n" for number, (day, sign) in enumerate(zip(days, signs, strict=True))
    ]
    return ("Date,Description,Amount\n" + "".join(lines)).encode()


def bring(owner: Any, wallet: Any, content: bytes, name: str = "bank.csv") -> StatementImport:
    """Bring a statement for a wallet; it waits to be checked."""
    (source,) = steps.receive(parts_of(content), content, name, owner=owner, actor=owner)
    if source.status == "matching":
        steps.start_check(source, wallet_id=wallet.pk, mapping=source.mapping)
    return fresh(source)


def fresh(source: StatementImport) -> StatementImport:
    return StatementImport.objects.for_user(source.owner).get(pk=source.pk)


def written(owner: Any) -> list[int]:
    """Return how many expenses, income, lines and activities there are."""
    return [model.objects.filter(owner=owner).count() for model in (Expense, Income, StatementLine, Activity)]


def database_url() -> str:
    """Return where the tests keep their rows, as another process finds it."""
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    return f"postgres://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"


@pytest.fixture
def kill_worker_at(tmp_path: Path) -> Iterator[Callable[[str, int], None]]:
    """Return a function that starts a worker and kills it before the statement with some words, the n-th of them."""
    started: list[subprocess.Popen[bytes]] = []

    def kill(words: str, times: int) -> None:
        marker = tmp_path / "here"
        environment = {
            **os.environ, "DATABASE_URL": database_url(), "ENV_FILE": os.devnull,
            "DJANGO_SETTINGS_MODULE": "expense_tracker.settings",
        }  # fmt: skip
        command = [sys.executable, "-c", STOPPING_WORKER, words, str(times), str(marker)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
        started.append(process)
        waiting = threading.Event()
        for _ in range(STARTED_WITHIN_SECONDS * 20):
            if marker.exists():
                break
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            waiting.wait(0.05)
        assert marker.exists()
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL

    yield kill
    for process in started:
        process.kill()
        process.communicate()


def take_over(source: StatementImport) -> bool:
    """Go on as the button does once nobody has heard of the worker for a while."""
    long_ago = timezone.now() - 2 * steps.STALE_AFTER
    StatementImport.objects.filter(owner=source.owner, pk=source.pk).update(claimed_at=long_ago)
    return steps.take_over(fresh(source))


def test_a_check_that_is_killed_shows_nothing_and_is_done_again(alice, make_wallet, worker, kill_worker_at):
    source = bring(alice, make_wallet(alice, "Giro"), table())

    kill_worker_at('UPDATE "expenses_statementimport"', 3)
    left = (fresh(source).status, written(alice), StatementEntry.objects.for_user(alice).count())
    taken = take_over(source)
    worker()

    entries = StatementEntry.objects.for_user(alice).filter(source=source).order_by("position")
    assert left == ("checking", [0, 0, 0, 0], 5_000)
    assert (taken, fresh(source).status, fresh(source).rows_checked) == (True, "checked", ROWS)
    assert list(entries.values_list("position", flat=True)) == list(range(ROWS))


@pytest.mark.parametrize(
    ("words", "times"),
    [("_sequence", 2), ('"expenses_knownstatement"', 2), ('UPDATE "expenses_statementimport"', 2)],
    ids=["expenses written, income not", "all records written", "before the end"],
)
def test_an_import_that_is_killed_leaves_nothing_and_is_done_again(
    words, times, alice, make_wallet, worker, kill_worker_at
):
    source = bring(alice, make_wallet(alice, "Giro"), table())
    worker()
    steps.start_import(fresh(source))

    kill_worker_at(words, times)
    left = (fresh(source).status, written(alice), StatementEntry.objects.for_user(alice).count())
    taken = take_over(source)
    worker()

    done = fresh(source)
    assert left == ("applying", [0, 0, 0, 0], ROWS)
    assert (taken, done.status, done.written_count) == (True, "applied", ROWS)
    assert written(alice) == [5_400, 600, ROWS, 1]
    assert StatementEntry.objects.for_user(alice).count() == 0


def test_the_clock_goes_on_with_what_a_killed_worker_left(alice, make_wallet, worker):
    source = bring(alice, make_wallet(alice, "Giro"), table())
    StatementImport.objects.filter(owner=alice).update(claimed_at=timezone.now() - 2 * steps.STALE_AFTER)

    answers = [tasks.take_up_statements.func() for _ in range(2)]
    worker()

    assert answers == ["1 taken up.", "0 taken up."]
    assert (fresh(source).status, fresh(source).attempt) == ("checked", 2)


@pytest.mark.parametrize(
    ("silent_for", "attempt"), [(0, 1), (2, steps.MOST_ATTEMPTS)], ids=["heard of", "kills its workers"]
)
def test_the_clock_leaves_alone_what_is_worked_on_and_what_kills_its_workers(
    alice, make_wallet, worker, silent_for, attempt
):
    source = bring(alice, make_wallet(alice, "Giro"), table())
    heard_of = timezone.now() - silent_for * steps.STALE_AFTER
    StatementImport.objects.filter(owner=alice).update(claimed_at=heard_of, attempt=attempt)

    answer = tasks.take_up_statements.func()

    assert (answer, fresh(source).status, fresh(source).attempt) == ("0 taken up.", "checking", attempt)


def test_a_worker_that_comes_back_after_another_has_finished_writes_nothing(alice, make_wallet, worker):
    source = bring(alice, make_wallet(alice, "Giro"), table())
    worker()
    steps.start_import(fresh(source))
    taken = take_over(source)

    worker()

    assert taken
    assert written(alice) == [5_400, 600, ROWS, 1]


def test_of_two_imports_at_once_into_one_wallet_the_second_knows_what_the_first_wrote(
    alice, make_wallet, transactional_db
):
    wallet = make_wallet(alice, "Giro")
    sources = [bring(alice, wallet, table(300), name) for name in ("one.csv", "two.csv")]
    both = threading.Barrier(2)

    def write(source: StatementImport) -> None:
        both.wait()
        steps.start_import(source)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, [fresh(source) for source in sources]))

    counts = sorted((fresh(source).written_count, fresh(source).left_out_count) for source in sources)
    assert counts == [(0, 300), (300, 0)]
    assert written(alice) == [270, 30, 300, 1]
