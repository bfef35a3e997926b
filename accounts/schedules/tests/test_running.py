import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.management.commands.work import Clock
from accounts.schedules.models import Schedule, State
from accounts.schedules.running import ATTEMPTS, DEAD_AFTER, LOST_AFTER, PAUSES, plan, run, tick
from accounts.schedules.tests import jobs

COUNT = "accounts.schedules.tests.jobs.count"
STUMBLE = "accounts.schedules.tests.jobs.stumble"
DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def schedules(settings, today):
    settings.SCHEDULES = {COUNT: "daily at 03:20"}
    jobs.done.clear()


@pytest.fixture
def stumbling(settings, worker) -> Schedule:
    """Have a job that fails stand due."""
    settings.SCHEDULES = {STUMBLE: "daily at 03:20"}
    return due(STUMBLE)


def due(job: str = COUNT) -> Schedule:
    tick()
    Schedule.objects.update(next_at=timezone.now())
    return Schedule.objects.get(job=job)


def test_job_of_the_settings_waits_for_its_first_time(today):
    tick()

    schedule = Schedule.objects.get()
    assert (schedule.job, schedule.state) == (COUNT, State.IDLE)
    assert schedule.next_at == datetime.datetime.combine(today + DAY, datetime.time(3, 20), datetime.UTC)
    assert jobs.done == []


def test_job_that_left_the_settings_is_gone(settings):
    tick()
    settings.SCHEDULES = {}

    tick()

    assert not Schedule.objects.exists()


def test_due_job_runs_once(worker):
    due()

    for _ in range(3):
        tick()
        worker()

    schedule = Schedule.objects.get()
    assert jobs.done == ["count"]
    assert (schedule.state, schedule.run, schedule.problem) == (State.IDLE, 1, "")
    assert schedule.started_at == schedule.succeeded_at == timezone.now()
    assert schedule.next_at > timezone.now()


def test_days_that_the_machine_was_off_are_one_run(worker, time_machine):
    due()
    time_machine.shift(5 * DAY)

    tick()
    worker()
    tick()
    worker()

    assert jobs.done == ["count"]


def test_run_that_two_have_seen_due_is_planned_by_one():
    schedule = due()
    same = Schedule.objects.get(pk=schedule.pk)

    assert plan(schedule)
    assert not plan(same)


def test_run_that_is_handed_over_twice_runs_once(worker):
    schedule = due()
    tick()
    worker()

    assert run(schedule.pk, 1) == "Overtaken."
    assert jobs.done == ["count"]


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_plan_one_run(worker):
    due()
    barrier = threading.Barrier(4)

    def tick_at_once() -> None:
        barrier.wait()
        tick()
        connection.close()

    clocks = [threading.Thread(target=tick_at_once) for _ in range(4)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()

    assert DBTaskResult.objects.count() == 1


def test_failure_is_tried_again_after_pauses_and_then_shown(stumbling, worker, time_machine):
    for pause in [*PAUSES, DAY / 4]:
        tick()
        worker()
        time_machine.shift(pause + datetime.timedelta(seconds=1))

    schedule = Schedule.objects.get()
    assert jobs.done == ["stumble"] * ATTEMPTS
    assert (schedule.state, schedule.attempt) == (State.FAILED, ATTEMPTS)
    assert schedule.problem.endswith("LookupError: The file is not there.\n")
    assert schedule.succeeded_at is None


def test_failure_is_not_tried_before_its_pause_is_over(stumbling, worker, time_machine):
    tick()
    worker()
    time_machine.shift(PAUSES[0] / 2)

    tick()
    worker()

    assert jobs.done == ["stumble"]
    assert Schedule.objects.get().state == State.WAITING


def test_failed_job_runs_again_at_its_next_time(stumbling, worker):
    Schedule.objects.update(state=State.FAILED, attempt=ATTEMPTS, problem="It failed.")

    tick()

    schedule = Schedule.objects.get()
    assert (schedule.state, schedule.attempt) == (State.WAITING, 1)


def test_run_whose_worker_died_is_taken_up_again(worker, time_machine):
    due()
    tick()
    DBTaskResult.objects.update(status="RUNNING")
    Schedule.objects.update(state=State.RUNNING, started_at=timezone.now())
    time_machine.shift(DEAD_AFTER + datetime.timedelta(seconds=1))

    tick()
    time_machine.shift(PAUSES[0] + datetime.timedelta(seconds=1))
    worker()

    assert jobs.done == ["count"]
    assert (Schedule.objects.get().state, Schedule.objects.get().attempt) == (State.IDLE, 2)


def test_run_that_lives_is_left_alone(worker, time_machine):
    due()
    tick()
    Schedule.objects.update(state=State.RUNNING, started_at=timezone.now())
    time_machine.shift(DEAD_AFTER / 2)

    tick()

    assert Schedule.objects.get().run == 1


def test_run_that_no_worker_took_up_is_handed_over_anew(worker, time_machine):
    due()
    tick()
    DBTaskResult.objects.all().delete()
    time_machine.shift(LOST_AFTER + datetime.timedelta(seconds=1))

    tick()

    assert Schedule.objects.get().run == 2
    assert DBTaskResult.objects.count() == 1


def test_run_planned_while_the_clock_was_a_year_ahead_is_planned_anew(worker):
    tick()
    Schedule.objects.update(next_at=timezone.now() + 365 * DAY)

    tick()
    worker()

    assert jobs.done == ["count"]
    assert Schedule.objects.get().next_at < timezone.now() + DAY


def test_clock_that_goes_back_does_not_run_it_twice(worker, time_machine):
    due()
    tick()
    worker()
    time_machine.shift(-datetime.timedelta(hours=1))

    tick()
    worker()

    assert jobs.done == ["count"]


def test_clock_goes_on_after_an_error(monkeypatch, caplog):
    monkeypatch.setattr("accounts.management.commands.work.close_old_connections", lambda: None)
    monkeypatch.setattr("accounts.management.commands.work.tick", lambda: 1 / 0)

    Clock().tick()

    assert "could not be looked at" in caplog.text


def test_one_look_asks_once(django_assert_num_queries):
    tick()

    with django_assert_num_queries(1):
        tick()
