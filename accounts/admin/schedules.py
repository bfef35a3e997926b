from django.conf import settings
from django.contrib import admin, messages

from accounts.admin.read_only import ReadOnlyAdmin
from accounts.schedules.models import Schedule, State
from accounts.schedules.running import plan


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    """What runs by itself. When, stands in the settings; here is when it did, and what went wrong."""

    list_display = ("__str__", "how_often", "state", "started_at", "succeeded_at", "next_at", "last_problem")
    list_filter = ("state",)
    fields = (
        "job",
        "how_often",
        "state",
        "next_at",
        "planned_at",
        "started_at",
        "succeeded_at",
        "run",
        "attempt",
        "problem",
    )
    actions = ("run_now",)

    def has_run_permission(self, request):
        return request.user.has_perm("accounts.change_schedule")

    @admin.display(description="rhythm (UTC)")
    def how_often(self, schedule):
        return settings.SCHEDULES.get(schedule.job, "no more")

    @admin.display(description="problem")
    def last_problem(self, schedule):
        """Return the last line of the traceback: the sentence of what was raised."""
        return schedule.problem.strip().rpartition("\n")[2][:200]

    @admin.action(description="Run now", permissions=["run"])
    def run_now(self, request, schedules):
        idle = [row for row in schedules if row.state in (State.IDLE, State.FAILED) and row.job in settings.SCHEDULES]
        count = sum(plan(schedule) for schedule in idle)
        if count:
            self.message_user(request, f"{count} handed to the worker.", messages.SUCCESS)
        if count < len(schedules):
            self.message_user(request, "What runs already is not run twice.", messages.WARNING)
