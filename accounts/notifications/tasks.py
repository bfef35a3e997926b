from django_tasks import task


@task()
def deliver_to(owner_id: int) -> str:
    """Send what is due to one person; return how much was sent."""
    from accounts.notifications.delivering import deliver_due

    return f"{deliver_due(owner_id)} sent."


@task()
def deliver_what_is_due() -> str:
    """Wake a delivery for everybody for whom something waits or was left half done; return for how many."""
    from accounts.notifications.claims import owners_with_due

    owners = owners_with_due()
    for owner_id in owners:
        deliver_to.enqueue(owner_id=owner_id)
    return f"{len(owners)} people."


@task()
def clear_notifications() -> int:
    """Forget what was told more than a year ago; return how much."""
    from accounts.notifications.clearing import clear_all

    return clear_all()
