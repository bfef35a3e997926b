"""Tells everybody of what is over, each hour of their day."""

from expenses.reminders.rounds import go_round
from reports.digest.telling import tell_of_periods


def tell_everybody() -> int:
    """Return how much was told; raise LookFailed after the last person where some could not be told."""
    return go_round((tell_of_periods,))
