"""Jobs that the tests of schedules run."""

from django_tasks import task

done: list[str] = []


@task()
def count() -> int:
    done.append("count")
    return len(done)


@task()
def stumble() -> None:
    done.append("stumble")
    raise LookupError("The file is not there.")
