"""`make run` as people use it: the real server and worker, in a folder of their own."""

import contextlib
import http.cookies
import os
import re
import signal
import socket
import sqlite3
import sys
import time
import urllib.parse
from pathlib import Path

import pytest
from django.conf import settings

from scripts.tests.conftest import House, Site, wait_for
from scripts.tests.test_cannot_start import assert_one_clear_line

pytestmark = pytest.mark.server

PASSWORD = "correct horse battery staple"


def sign_up(site: Site, username: str) -> int:
    """Register a person as a browser does; return the status of the answer."""
    page = site.request("GET", "/accounts/signup/")
    cookie = http.cookies.SimpleCookie(page.headers["Set-Cookie"])["csrftoken"].value
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body.decode())
    answers = {
        "csrfmiddlewaretoken": token and token[1],
        "username": username,
        "email": f"{username}@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    form = "application/x-www-form-urlencoded"
    body = urllib.parse.urlencode(answers)
    return site.request("POST", "/accounts/signup/", body, Cookie=f"csrftoken={cookie}", Content_Type=form).status


def people(house: House) -> list[str]:
    with contextlib.closing(sqlite3.connect(house.folder / "var" / "db.sqlite3")) as database:
        return [name for (name,) in database.execute("SELECT username FROM accounts_user ORDER BY username")]


def test_run_says_where_it_is(site: Site):
    wait_for(lambda: "ready" in site.log.read_text(), 5)

    assert f"open http://127.0.0.1:{site.port} in your browser" in site.log.read_text()


def test_run_writes_a_secret_for_its_owner_alone(site: Site):
    env = site.folder / ".env"

    assert oct(env.stat().st_mode & 0o777) == "0o600"
    assert re.search(r"^SECRET_KEY=[\w-]{60,}$", env.read_text(), re.MULTILINE)


def test_run_serves_static_files_compressed_and_for_ever(site: Site):
    page = site.request("GET", "/accounts/signup/")
    path = re.search(r'href="(/static/css/app\.[0-9a-f]{12}\.css)"', page.body.decode())
    assert path

    response = site.request("GET", path[1], Accept_Encoding="br")

    assert response.status == 200
    assert response.headers["Content-Encoding"] == "br"
    assert "immutable" in response.headers["Cache-Control"]


def test_upload_beyond_the_limit_is_answered_with_413(site: Site):
    size_bytes = 200 << 20

    with site.connect() as connection:
        connection.putrequest("POST", "/accounts/login/")
        connection.putheader("Content-Length", str(size_bytes))
        connection.endheaders()
        for _ in range(size_bytes >> 20):
            connection.send(bytes(1 << 20))
        response = connection.getresponse()
        page = response.read().decode()

    assert response.status == 413
    assert "50 MB" in page


def test_client_that_stalls_is_given_up(site: Site):
    with socket.create_connection(("127.0.0.1", site.port), timeout=40) as stalled:
        stalled.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\nbegun")

        answer = stalled.recv(100)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert "Traceback" not in site.log.read_text()


def test_idle_web_process_is_small(site: Site):
    for _ in range(10):
        site.request("GET", "/accounts/signup/")

    sizes_mb = [resident_mb(pid) for pid in site.pids("gunicorn")]

    assert len(sizes_mb) == 3
    assert max(sizes_mb) < 120


def resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@pytest.mark.parametrize("words", ["manage.py work", "gunicorn"])
def test_process_that_dies_is_started_again(site: Site, words):
    time.sleep(5)  # what dies sooner is taken for something that cannot run
    before = site.pids(words)

    os.kill(before[0], signal.SIGKILL)

    wait_for(lambda: len(site.pids(words)) == len(before) and set(before).isdisjoint(site.pids(words)), 20)
    wait_for(site.answers, 20)


def test_worker_does_what_is_due_by_the_clock(site: Site):
    with contextlib.closing(sqlite3.connect(site.folder / "var" / "db.sqlite3", timeout=20)) as database:

        def ask(statement: str) -> list[tuple[int]]:
            with database:
                return database.execute(statement).fetchall()

        wait_for(lambda: ask("SELECT count(*) FROM accounts_schedule") == [(len(settings.SCHEDULES),)], 20)
        job = "WHERE job = 'accounts.tasks.clear_sessions'"
        ask(f"UPDATE accounts_schedule SET next_at = '2026-01-01 00:00:00' {job}")
        wait_for(lambda: ask(f"SELECT run FROM accounts_schedule {job} AND succeeded_at IS NOT NULL") == [(1,)], 40)


def test_second_start_on_the_same_port_says_so(house: House, site: Site):
    done = house.make("run", f"PORT={site.port}")

    assert done.stderr.splitlines()[0] == (
        f"Port {site.port} is in use. Stop what uses it, or take another one: make run PORT={site.port + 1}"
    )
    assert_one_clear_line(done)


def test_everything_stops_and_all_data_is_there_after_a_restart(resting_house: House):
    with resting_house.running() as site:
        status = sign_up(site, "carol")
        pids = site.pids("gunicorn") + site.pids("manage.py work")
        site.stop(signal.SIGTERM)
        left = site.pids("gunicorn") + site.pids("manage.py work") + site.pids("scripts.serve")
    secret = (resting_house.folder / ".env").read_text()

    started = time.monotonic()
    with resting_house.running() as site:
        seconds = time.monotonic() - started
        site.stop()

    assert status == 302
    assert (len(pids), left) == (4, [])
    assert people(resting_house) == ["carol"]
    assert (resting_house.folder / ".env").read_text() == secret
    assert seconds < 20


def test_interrupt_of_the_terminal_stops_everything(resting_house: House):
    with resting_house.running() as site:
        os.killpg(site.process.pid, signal.SIGINT)
        site.process.wait(20)
        left = site.pids("gunicorn") + site.pids("manage.py work") + site.pids("scripts.serve")

    assert left == []


@pytest.mark.skipif(sys.platform != "linux", reason="not run here: the end of the parent is told by Linux alone")
def test_nothing_is_left_when_the_parent_is_killed(resting_house: House):
    with resting_house.running() as site:
        os.killpg(site.process.pid, signal.SIGKILL)

        wait_for(lambda: site.pids("gunicorn") + site.pids("manage.py work") == [], 20)
