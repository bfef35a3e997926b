"""How long pages take with 100,000 expenses, beside the SQL they need and an empty page of the same server.

`python -m benchmarks.pages` measures on SQLite, and on PostgreSQL where its server programs are installed. Each round
asks a real gunicorn for the empty page and for each page, and runs each page's SQL by itself, in turn; the medians of
the rounds are shown. The bar: a page takes no more than 3 times its SQL plus the empty page.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django

PORT = 8292
ROUNDS = int(os.environ.get("ROUNDS", "25"))
WARM_UP_ROUNDS = 5
EMPTY = "/empty/"
WALLET = "/wallets/{wallet}/"
PAGES = [
    "/expenses/",
    "/",
    "/categories/",
    "/tags/",
    "/income/",
    "/wallets/",
    WALLET,
    "/budgets/",
    "/safe-to-spend/",
    "/reports/2026/",
    "/reports/2026/10/",
    "/expenses/?q=shop+12",
]
TIMES_OF_SQL = 3


class Visitor:
    """A signed-in person on one kept-alive connection."""

    def __init__(self, username: str, password: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT)
        self.cookies: dict[str, str] = {}
        form = self.get("/accounts/login/").decode()
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', form)[1]  # type: ignore[index]
        self.post("/accounts/login/", csrfmiddlewaretoken=token, username=username, password=password)

    def get(self, path: str) -> bytes:
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> bytes:
        return self._ask("POST", path, urllib.parse.urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> bytes:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{PORT}/"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 302):
            sys.exit(f"{method} {path} was answered with {answer.status}.")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, content_of = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content_of
        return content


@contextmanager
def serving() -> Iterator[subprocess.Popen]:
    """Run the product's own web server until the block ends."""
    command = [sys.executable, "-m", "gunicorn", "expense_tracker.wsgi"]
    server = subprocess.Popen(command, env={**os.environ, "PORT": str(PORT)})
    try:
        wait_for_port()
        yield server
    finally:
        server.terminate()
        server.wait()


def wait_for_port() -> None:
    for _ in range(200):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    sys.exit("The web server did not start; its log above says why.")


Statement = tuple[str, Any]


def statements_of(path: str, username: str) -> list[Statement]:
    """Return the SQL that a page runs, with its parameters."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(get_user_model().objects.get(username=username), "accounts.backends.UsernameOrEmailBackend")
    statements: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    client.get(path)
    with connection.execute_wrapper(note):
        client.get(path)
    return statements


def seconds_of_sql(statements: list[Statement]) -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        started = time.perf_counter()
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()
        return time.perf_counter() - started


def seconds_of_page(visitor: Visitor, path: str) -> float:
    started = time.perf_counter()
    visitor.get(path)
    return time.perf_counter() - started


def addresses(username: str) -> list[str]:
    """Return PAGES with the person's first wallet, in which there is a third of everything."""
    from expenses.models import Wallet

    wallet = Wallet.objects.filter(owner__username=username).order_by("pk").first()
    return [path.format(wallet=wallet and wallet.pk) for path in PAGES]


def measure(username: str, password: str) -> None:
    pages = addresses(username)
    sql = {path: statements_of(path, username) for path in [EMPTY, *pages]}
    frame = len(sql[EMPTY])
    own_sql = {path: sql[path][frame:] for path in pages}
    seconds: dict[str, list[float]] = {path: [] for path in [EMPTY, *pages]}
    sql_seconds: dict[str, list[float]] = {path: [] for path in pages}
    with serving() as server:
        visitor = Visitor(username, password)
        for round_number in range(ROUNDS + WARM_UP_ROUNDS):
            is_counted = round_number >= WARM_UP_ROUNDS
            for path in [EMPTY, *pages]:
                taken = seconds_of_page(visitor, path)
                if is_counted:
                    seconds[path].append(taken)
                    if path in own_sql:
                        sql_seconds[path].append(seconds_of_sql(own_sql[path]))
        memory = memory_by_process(server.pid)
    show(seconds, sql_seconds, {path: len(sql[path]) for path in pages})
    print("memory of the web server's processes, MB: " + ", ".join(f"{size:.0f}" for size in memory))


def memory_by_process(parent: int) -> list[float]:
    """Return the resident memory in MB of a process and its children."""
    table = subprocess.run(["ps", "-eo", "pid,ppid,rss"], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in table.splitlines()[1:]]
    return [rss / 1024 for pid, ppid, rss in rows if parent in (pid, ppid)]


def show(seconds: dict[str, list[float]], sql_seconds: dict[str, list[float]], queries: dict[str, int]) -> None:
    empty = statistics.median(seconds[EMPTY])
    print(f"\n{'page':24}{'queries':>8}{'page ms':>10}{'SQL ms':>9}{'empty ms':>10}{'of the bar':>12}")
    for path, raw in sql_seconds.items():
        page, own = statistics.median(seconds[path]), statistics.median(raw)
        share = page / (TIMES_OF_SQL * own + empty)
        print(f"{path:24}{queries[path]:8}{page * 1e3:10.1f}{own * 1e3:9.1f}{empty * 1e3:10.1f}{share:12.2f}")


def measure_here() -> None:
    django.setup()
    from django.core.management import call_command

    from benchmarks.ledger import PASSWORD, make_budgets, make_person, update_statistics

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for username in ("anna", "ben"):
        make_budgets(make_person(username))
    update_statistics()
    measure("anna", PASSWORD)


def main() -> None:
    if sys.argv[1:] == ["here"]:
        measure_here()
        return
    from benchmarks.databases import run_on_both

    run_on_both("benchmarks.pages", "here")


if __name__ == "__main__":
    main()
