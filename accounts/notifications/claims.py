"""Who sends a delivery, and what came of it.

A claim is one UPDATE under a condition that it makes untrue itself: of two workers one wins. It moves `due_at` to the
end of a lease, so that what a worker took to its grave is due again by itself.
"""

import datetime
import logging

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from accounts.models import User
from accounts.notifications.channels import State
from accounts.notifications.models import Delivery
from accounts.notifications.problems import NotDelivered
from accounts.ownership import OwnedQuerySet

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=30)
PAUSES = tuple(datetime.timedelta(minutes=minutes) for minutes in (5, 30, 120, 480, 1440))
"""How long to wait before each further attempt: six in all, over a day and a half."""

OPEN = (State.WAITING, State.SENDING)
PROBLEM_LENGTH = 300


def due(owner_id: int) -> OwnedQuerySet:
    """Return what may go out to one person now, with what it says, oldest first."""
    rows: OwnedQuerySet = Delivery.objects.filter(owner_id=owner_id, state__in=OPEN, due_at__lte=timezone.now())
    return rows.select_related("notification", "subscription").order_by("id")


def owners_with_due() -> list[int]:
    """Return the keys of the people for whom something is due."""
    theirs = Delivery.objects.filter(owner_id=OuterRef("pk"), state__in=OPEN, due_at__lte=timezone.now())
    return list(User.objects.filter(Exists(theirs)).order_by("pk").values_list("pk", flat=True))


def claim(delivery: Delivery) -> bool:
    """Make it ours to send and say so; False where somebody else has it, or it is no more."""
    now = timezone.now()
    claimed = _row(delivery).filter(state__in=OPEN, due_at__lte=now)
    is_ours = claimed.update(state=State.SENDING, attempts=F("attempts") + 1, claimed_at=now, due_at=now + LEASE)
    delivery.attempts += is_ours
    return bool(is_ours)


def postpone(delivery: Delivery, until: datetime.datetime) -> None:
    """Let it wait, unless somebody has it."""
    _row(delivery).filter(state__in=OPEN, due_at__lte=timezone.now()).update(state=State.WAITING, due_at=until)


def note_sent(delivery: Delivery) -> None:
    _row(delivery).update(state=State.SENT, sent_at=timezone.now(), problem="")


def note_problem(delivery: Delivery, problem: NotDelivered) -> None:
    """Keep why it did not get out, and let it wait for its next attempt where there is one."""
    is_over = problem.permanent or delivery.attempts > len(PAUSES)
    pause = datetime.timedelta() if is_over else PAUSES[delivery.attempts - 1]
    _row(delivery).update(
        state=State.FAILED if is_over else State.WAITING,
        due_at=timezone.now() + pause,
        problem=str(problem)[:PROBLEM_LENGTH],
    )
    logger.warning("Delivery %s failed, attempt %s: %s", delivery.pk, delivery.attempts, problem)


def _row(delivery: Delivery) -> OwnedQuerySet:
    rows: OwnedQuerySet = Delivery.objects.filter(owner_id=delivery.owner_id, pk=delivery.pk)
    return rows
