"""Runs what is due: hands it to the worker once, tries again what failed or died, and keeps what was the matter.

Every step is one UPDATE under a condition: of two workers, or of a worker and its restarted self, one wins.
"""

import datetime
import logging
from traceback import format_exception

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.schedules.models import Schedule, State
from accounts.schedules.tasks import run_schedule

logger = logging.getLogger(__name__)

ATTEMPTS = 3
PAUSES = (datetime.timedelta(minutes=10), datetime.timedelta(hours=1))
"""How long to wait before the second and the third attempt."""

DEAD_AFTER = datetime.timedelta(hours=1)
"""A run that has not come back by then died with its worker."""

LOST_AFTER = datetime.timedelta(days=1)
"""A run that no worker has taken up by then was lost, with its row among the tasks."""

PROBLEM_LENGTH = 4000


def tick() -> None:
    """Hand over every run whose time has come, and take up again those that died. Call it every few seconds."""
    schedules = {schedule.job: schedule for schedule in Schedule.objects.all()}
    _follow_the_settings(schedules)
    for job in settings.SCHEDULES:
        schedule = schedules.get(job)
        if schedule and _is_dead(schedule):
            _fail(schedule, schedule.run, "The worker ended in the middle of it.")
        elif schedule and schedule.is_due and schedule.state not in (State.RUNNING, State.WAITING):
            plan(schedule)


def plan(schedule: Schedule) -> bool:
    """Hand a new run to the worker and say so, unless somebody else has planned, begun or ended one meanwhile."""
    now = timezone.now()
    seen = Schedule.objects.filter(pk=schedule.pk, run=schedule.run, state=schedule.state, next_at=schedule.next_at)
    following = schedule.rhythm.after(now)
    with transaction.atomic():
        is_ours = seen.update(run=F("run") + 1, state=State.WAITING, attempt=1, planned_at=now, next_at=following)
        if is_ours:
            run_schedule.enqueue(schedule_id=schedule.pk, run=schedule.run + 1)
    return bool(is_ours)


def run(schedule_id: int, number: int) -> str:
    """Do the run with that number, if it is still waited for; return what the job returned. What it raises is kept."""
    waiting = Schedule.objects.filter(pk=schedule_id, run=number, state=State.WAITING)
    if not waiting.update(state=State.RUNNING, started_at=timezone.now()):
        return "Overtaken."
    schedule = Schedule.objects.get(pk=schedule_id)
    try:
        answer = import_string(schedule.job).func()
    except Exception as error:
        _fail(schedule, number, "".join(format_exception(error)))
        raise
    mine = Schedule.objects.filter(pk=schedule_id, run=number, state=State.RUNNING)
    mine.update(state=State.IDLE, succeeded_at=timezone.now(), problem="")
    return "" if answer is None else str(answer)


def _fail(schedule: Schedule, number: int, problem: str) -> None:
    """Keep why the run failed, and hand it over once more after a pause, or leave it failed until its next time."""
    now = timezone.now()
    unfinished = Schedule.objects.filter(pk=schedule.pk, run=number, state__in=(State.RUNNING, State.WAITING))
    is_last = schedule.attempt >= ATTEMPTS
    state = State.FAILED if is_last else State.WAITING
    # The end of a traceback says what happened, the start where it came from.
    problem = problem[-PROBLEM_LENGTH:]
    pause = datetime.timedelta() if is_last else PAUSES[schedule.attempt - 1]
    with transaction.atomic():
        is_ours = unfinished.update(
            run=F("run") + int(not is_last),
            attempt=F("attempt") + int(not is_last),
            state=state,
            planned_at=now + pause,
            problem=problem,
        )
        if is_ours and not is_last:
            run_schedule.using(run_after=now + pause).enqueue(schedule_id=schedule.pk, run=number + 1)
    logger.warning("%s failed, attempt %s of %s.", schedule.job, schedule.attempt, ATTEMPTS)


def _is_dead(schedule: Schedule) -> bool:
    now = timezone.now()
    if schedule.state == State.RUNNING:
        return schedule.started_at is None or now - schedule.started_at > DEAD_AFTER
    if schedule.state == State.WAITING:
        return schedule.planned_at is None or now - schedule.planned_at > LOST_AFTER
    return False


def _follow_the_settings(schedules: dict[str, Schedule]) -> None:
    """Write a row for each new job, and take away those that are no more."""
    now = timezone.now()
    new = [
        Schedule(job=job, next_at=Schedule(job=job).rhythm.after(now))
        for job in settings.SCHEDULES
        if job not in schedules
    ]
    if new:
        Schedule.objects.bulk_create(new, ignore_conflicts=True)
    if gone := schedules.keys() - settings.SCHEDULES.keys():
        Schedule.objects.filter(job__in=gone).delete()
