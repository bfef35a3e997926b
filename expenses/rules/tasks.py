from django_tasks import task


@task()
def run_rules(owner_id: int) -> None:
    from expenses.rules.batches import run

    run(owner_id)
