import datetime

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Schedule
from accounts.schedules.models import State
from accounts.schedules.running import tick
from accounts.tasks import clear_job_results, clear_sessions, clear_sign_ins, update_statistics

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ADDRESS = "/admin/accounts/schedule/"


def test_sessions_that_ran_out_are_forgotten():
    for days in (-1, 1):
        Session.objects.create(session_key=f"s{days}", session_data="", expire_date=timezone.now() + days * DAY)

    clear_sessions.func()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["s1"]


def test_old_sign_ins_are_forgotten():
    for days in (89, 91):
        row = AccessLog.objects.create(username=f"alice{days}")
        AccessLog.objects.filter(pk=row.pk).update(attempt_time=timezone.now() - days * DAY)

    assert clear_sign_ins.func() == 1

    assert list(AccessLog.objects.values_list("username", flat=True)) == ["alice89"]


@pytest.mark.parametrize(
    ("status", "days", "is_kept"),
    [
        ("SUCCESSFUL", 13, True),
        ("SUCCESSFUL", 15, False),
        ("FAILED", 59, True),
        ("FAILED", 61, False),
        ("RUNNING", 61, True),
        ("READY", 61, True),
    ],
)
def test_results_of_jobs_are_forgotten_failures_last(status, days, is_kept):
    finished_at = timezone.now() - days * DAY
    DBTaskResult.objects.create(
        status=status, finished_at=finished_at, args_kwargs={}, run_after=finished_at, backend_name="default"
    )

    clear_job_results.func()

    assert DBTaskResult.objects.exists() is is_kept


@pytest.mark.parametrize(
    ("schedules", "ids"),
    [
        ({"accounts.tasks.clear_sessions": "daily at 03:20"}, []),
        ({"accounts.tasks.no_such_task": "daily at 03:20"}, ["accounts.E003"]),
        ({"accounts.hooks.call_hooks": "daily at 03:20"}, ["accounts.E003"]),
        ({"accounts.tasks.clear_sessions": "now and then"}, ["accounts.E004"]),
    ],
)
def test_job_that_cannot_run_stops_the_start(settings, schedules, ids):
    settings.SCHEDULES = schedules

    assert [problem.id for problem in run_checks() if problem.id in ("accounts.E003", "accounts.E004")] == ids


@pytest.mark.django_db(transaction=True)
def test_planner_knows_how_large_the_tables_are(make_user, django_assert_num_queries):
    make_user("alice")
    is_asked_to = connection.vendor == "sqlite"

    with django_assert_num_queries(1 if is_asked_to else 0):
        update_statistics.func()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'accounts_user'" if is_asked_to else "SELECT 1")
        assert cursor.fetchone()[0] > 0


def test_staff_see_last_run_next_run_and_what_went_wrong(staff_client):
    tick()
    Schedule.objects.filter(job="accounts.tasks.clear_sessions").update(
        state=State.FAILED, problem="Traceback\n  somewhere\nOSError: The disk is full.\n"
    )

    page = staff_client.get(ADDRESS).content.decode()

    for words in ("Clear sessions", "daily at 02:40", "Failed", "OSError: The disk is full.", "Next run", "Last run"):
        assert words in page


def test_staff_run_a_job_now(staff_client, worker):
    tick()
    schedule = Schedule.objects.get(job="accounts.tasks.clear_sessions")
    answers = {"action": "run_now", "_selected_action": [schedule.pk]}

    staff_client.post(ADDRESS, answers)
    again = staff_client.post(ADDRESS, answers, follow=True).content.decode()
    worker()

    schedule.refresh_from_db()
    assert "What runs already is not run twice." in again
    assert (schedule.state, schedule.run) == (State.IDLE, 1)
    assert schedule.succeeded_at


@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_schedules_are_not_edited_by_hand(staff_client, path):
    tick()

    assert staff_client.get(ADDRESS + path.format(pk=Schedule.objects.first().pk)).status_code == 403


def test_people_see_no_schedules(alice_client):
    assert alice_client.get(ADDRESS).status_code == 302
