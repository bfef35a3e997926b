from django_tasks import task


@task()
def run_schedule(schedule_id: int, run: int) -> str:
    """Do one run of a scheduled job, if nobody has overtaken it."""
    from accounts.schedules.running import run as do_run

    return do_run(schedule_id, run)
