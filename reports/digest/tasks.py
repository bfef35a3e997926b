from django_tasks import task


@task()
def tell_of_periods() -> str:
    """Tell everybody of the week and the month that are over; return how much was told."""
    from reports.digest.rounds import tell_everybody

    return f"{tell_everybody()} told."
