from django_tasks import task


@task()
def take_in_archive(owner_id: int, import_id: int) -> None:
    from expenses.archive.arriving import take_in

    take_in(import_id, owner_id=owner_id)
