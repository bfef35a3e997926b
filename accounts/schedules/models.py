"""What runs by itself, when it ran last and what came of it: one row a job of settings.SCHEDULES."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.schedules.rhythm import Rhythm


class State(models.TextChoices):
    IDLE = "idle", "Waits for its time"
    WAITING = "waiting", "Waits for the worker"
    RUNNING = "running", "Runs"
    FAILED = "failed", "Failed"


class Schedule(models.Model):
    """A job and its runs. Each run has a number: whoever holds an older one has been overtaken, and does nothing."""

    job = models.CharField(max_length=200, unique=True, help_text="The dotted path of a task without arguments.")
    next_at = models.DateTimeField("next run")
    state = models.CharField(max_length=10, choices=State, default=State.IDLE)
    run = models.PositiveIntegerField("runs begun", default=0)
    attempt = models.PositiveSmallIntegerField(default=0, help_text="How often the last run was tried.")
    planned_at = models.DateTimeField("handed to the worker", null=True)
    started_at = models.DateTimeField("last run", null=True)
    succeeded_at = models.DateTimeField("last success", null=True)
    problem = models.TextField(blank=True, help_text="Why the last try failed; empty after a success.")

    class Meta:
        ordering = ["job"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="accounts_schedule_state"),
        ]

    def __str__(self) -> str:
        return self.job.rpartition(".")[2].replace("_", " ").capitalize()

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm.parse(settings.SCHEDULES[self.job])

    @property
    def is_due(self) -> bool:
        now = timezone.now()
        return self.next_at <= now or not self.rhythm.is_plausible(self.next_at, now=now)
