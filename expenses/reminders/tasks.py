from django_tasks import task


@task()
def remind_people() -> str:
    """Tell everybody what is new in their ledger; return how much."""
    from expenses.reminders.rounds import remind_everybody

    return f"{remind_everybody()} told."
