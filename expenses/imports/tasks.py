from django_tasks import task

from expenses.imports import applying, checking, expiry


@task()
def check_statement(owner_id: int, import_id: int, attempt: int) -> None:
    checking.check(import_id, owner_id=owner_id, attempt=attempt)


@task()
def apply_statement(owner_id: int, import_id: int, attempt: int) -> None:
    applying.apply(import_id, owner_id=owner_id, attempt=attempt)


@task()
def expire_statement(owner_id: int, import_id: int) -> None:
    expiry.expire(import_id, owner_id=owner_id)
