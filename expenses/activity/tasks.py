import logging

from django_tasks import task

from expenses.activity.purging import purge, purge_all_logs

logger = logging.getLogger(__name__)


@task()
def purge_deletion(owner_id: int, activity_id: int) -> int:
    """Purge a deletion whose time to be undone is over; return how many expenses are gone for good."""
    count = purge(activity_id, owner_id=owner_id)
    logger.info("Purged %s expenses of deletion %s.", count, activity_id)
    return count


@task()
def purge_logs() -> int:
    """Forget what was done more than 30 days ago, by whomever; return how many activities are gone."""
    return purge_all_logs()
