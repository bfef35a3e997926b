"""What is cleared away and put in order each night; settings.SCHEDULES says when."""

import datetime

from axes.handlers.proxy import AxesProxyHandler
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus, task

SIGN_INS_KEPT_DAYS = 90
RESULTS_KEPT = datetime.timedelta(days=14)
FAILURES_KEPT = datetime.timedelta(days=60)


@task()
def clear_sessions() -> None:
    """Forget sessions that have run out."""
    call_command("clearsessions")


@task()
def clear_sign_ins() -> int:
    """Forget sign-ins of more than SIGN_INS_KEPT_DAYS ago, with their addresses; return how many."""
    return AxesProxyHandler.reset_logs(age_days=SIGN_INS_KEPT_DAYS)


@task()
def clear_job_results() -> int:
    """Forget what background jobs answered long ago, failures last; return how many."""
    from django_tasks_db.models import DBTaskResult

    now = timezone.now()
    finished = DBTaskResult.objects.finished()
    succeeded = finished.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lte=now - RESULTS_KEPT).delete()[0]
    return succeeded + finished.filter(finished_at__lte=now - FAILURES_KEPT).delete()[0]


@task()
def update_statistics() -> None:
    """Let SQLite plan its queries by the tables as they have grown; PostgreSQL sees to that by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
