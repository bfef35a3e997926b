from django_tasks import task


@task()
def revalue_records(owner_id: int) -> None:
    from expenses.exchange.revaluation import run

    run(owner_id)


@task()
def fetch_exchange_rates() -> str:
    """Load what the European Central Bank has published since; what it raises is tried again."""
    from expenses.exchange.updating import update_daily

    return update_daily()


@task()
def update_exchange_rates(planned_at: str) -> None:
    """Ask for new rates, if this is still the update that was planned for `planned_at`, and plan the next one."""
    from expenses.exchange.updating import update_as_planned

    update_as_planned(planned_at)
