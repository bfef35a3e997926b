from django_tasks import task

from expenses.reminders.imports import tell_of_spreadsheet
from expenses.spreadsheets import applying, checking, expiry


@task()
def check_spreadsheet(owner_id: int, import_id: int, attempt: int) -> None:
    try:
        checking.check(import_id, owner_id=owner_id, attempt=attempt)
    finally:
        tell_of_spreadsheet(owner_id, import_id)


@task()
def apply_spreadsheet(owner_id: int, import_id: int, attempt: int) -> None:
    try:
        applying.apply(import_id, owner_id=owner_id, attempt=attempt)
    finally:
        tell_of_spreadsheet(owner_id, import_id)


@task()
def expire_spreadsheet(owner_id: int, import_id: int) -> None:
    expiry.expire(import_id, owner_id=owner_id)
