from django_tasks import task

from expenses.imports import applying, checking, expiry
from expenses.reminders.imports import tell_of_statement


@task()
def read_statement(owner_id: int, import_id: int, attempt: int) -> None:
    from expenses.imports.reading_later import read

    read(import_id, owner_id=owner_id, attempt=attempt)


@task()
def check_statement(owner_id: int, import_id: int, attempt: int) -> None:
    try:
        checking.check(import_id, owner_id=owner_id, attempt=attempt)
    finally:
        tell_of_statement(owner_id, import_id)


@task()
def apply_statement(owner_id: int, import_id: int, attempt: int) -> None:
    try:
        applying.apply(import_id, owner_id=owner_id, attempt=attempt)
    finally:
        tell_of_statement(owner_id, import_id)


@task()
def expire_statement(owner_id: int, import_id: int) -> None:
    expiry.expire(import_id, owner_id=owner_id)


@task()
def take_up_statements() -> str:
    """Go on with what a worker left behind that was killed."""
    from expenses.imports.steps import take_up_what_was_left

    return f"{take_up_what_was_left()} taken up."
