from django.contrib import admin, messages
from django.utils import timezone

from accounts.admin.read_only import OwnedLogAdmin, ReadOnlyAdmin
from accounts.notifications.channels import State
from accounts.notifications.models import (
    ChannelChoice,
    Delivery,
    DeliveryTimes,
    Notification,
    PushKey,
    PushSubscription,
    Webhook,
)
from accounts.notifications.tasks import deliver_to


@admin.register(Notification)
class NotificationAdmin(OwnedLogAdmin):
    """What people were told."""

    list_display = ("created_at", "owner", "kind", "title", "is_urgent", "read_at")
    list_filter = ("kind", "is_urgent", "created_at")
    search_fields = ("owner__username", "title")
    date_hierarchy = "created_at"
    fields = ("owner", "kind", "key", "title", "body", "lines", "url", "is_urgent", "is_shown", "created_at", "read_at")


@admin.register(Delivery)
class DeliveryAdmin(OwnedLogAdmin):
    """What went out, what waits, and what did not arrive and why."""

    list_display = ("id", "owner", "notification", "channel", "state", "attempts", "due_at", "sent_at", "problem")
    list_filter = ("state", "channel", "due_at")
    list_select_related = ("owner", "notification")
    fields = (
        "owner",
        "notification",
        "channel",
        "subscription",
        "state",
        "due_at",
        "attempts",
        "claimed_at",
        "sent_at",
        "problem",
    )
    actions = ("try_again",)

    def has_try_permission(self, request):
        return request.user.has_perm("accounts.change_delivery")

    @admin.action(description="Try again", permissions=["try"])
    def try_again(self, request, deliveries):
        """Let failed ones wait once more, with all their attempts before them."""
        failed = deliveries.filter(state=State.FAILED)
        owners = set(failed.values_list("owner_id", flat=True))
        count = failed.update(state=State.WAITING, attempts=0, due_at=timezone.now())
        for owner_id in owners:
            deliver_to.enqueue(owner_id=owner_id)
        if count:
            self.message_user(request, f"{count} handed to the worker.", messages.SUCCESS)
        else:
            self.message_user(request, "None of them has failed.", messages.WARNING)


@admin.register(ChannelChoice)
class ChannelChoiceAdmin(OwnedLogAdmin):
    """By which ways people want each kind, where they chose it themselves."""

    list_display = ("id", "owner", "kind", "in_app", "email", "push", "webhook")
    list_filter = ("kind",)
    fields = ("owner", "kind", "in_app", "email", "push", "webhook")


@admin.register(DeliveryTimes)
class DeliveryTimesAdmin(OwnedLogAdmin):
    """Quiet hours of people."""

    list_display = ("id", "owner", "quiet_from", "quiet_until", "letters_at", "days_ahead", "letter_on")
    fields = ("owner", "quiet_from", "quiet_until", "letters_at", "days_ahead", "letter_on")


@admin.register(PushSubscription)
class PushSubscriptionAdmin(OwnedLogAdmin):
    """Browsers of people. Their addresses and keys are not shown: they are as good as a password."""

    list_display = ("id", "owner", "browser", "host", "created_at")
    fields = ("owner", "browser", "host", "created_at")
    readonly_fields = ("host",)


@admin.register(Webhook)
class WebhookAdmin(OwnedLogAdmin):
    """Webhooks of people, without what their addresses say beyond the machine."""

    list_display = ("id", "owner", "host", "created_at")
    fields = ("owner", "host", "created_at")
    readonly_fields = ("host",)


@admin.register(PushKey)
class PushKeyAdmin(ReadOnlyAdmin):
    """Since when this installation has its key for push services; never the key itself."""

    list_display = ("__str__", "created_at")
    fields = ("created_at",)
