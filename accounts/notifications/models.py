import datetime
from urllib.parse import urlsplit

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.notifications.channels import Channel, State
from accounts.notifications.querysets import NotificationQuerySet
from accounts.ownership import OwnedForeignKey, OwnedModel, OwnedPart, SameOwner, owner_and_id

LETTERS_AT = datetime.time(8)
DAYS_AHEAD, MOST_DAYS_AHEAD = 3, 30


class Notification(OwnedModel):
    """Something a person is told, once: there is one of each kind and key.

    It is kept where nobody wants to see it too, so that it is not said later.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, help_text="What it is about, so that it is said only once.")
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    lines = models.JSONField(default=list, blank=True, help_text="Pairs of a name and a value, shown below the text.")
    url = models.CharField(max_length=500, blank=True, help_text="The page of this site that it leads to.")
    is_urgent = models.BooleanField("urgent", default=False)
    is_shown = models.BooleanField("shown on the site", default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-id"]
        constraints = [
            owner_and_id("accounts_notification"),
            models.UniqueConstraint(fields=["owner", "kind", "key"], name="accounts_notification_said_once"),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], condition=Q(is_shown=True), name="accounts_notification_shown"),
            models.Index(
                fields=["owner", "id"],
                condition=Q(is_shown=True, read_at__isnull=True),
                name="accounts_notification_unread",
            ),
            models.Index(fields=["owner", "created_at"], name="accounts_notification_created"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notifications:notification-detail", args=[self.pk])


class ChannelChoice(OwnedModel):
    """By which ways a person wants one kind; without a row it is as the kind itself has it."""

    kind = models.CharField(max_length=40)
    in_app = models.BooleanField("on the site")
    email = models.BooleanField("e-mail")
    push = models.BooleanField()
    webhook = models.BooleanField()

    class Meta:
        ordering = ["kind"]
        constraints = [
            owner_and_id("accounts_channelchoice"),
            models.UniqueConstraint(fields=["owner", "kind"], name="accounts_channelchoice_unique"),
        ]

    def __str__(self) -> str:
        return self.kind


class DeliveryTimes(OwnedModel):
    """When a person wants to be left alone, and when the letter of the day comes: by the clock of their time zone."""

    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    letters_at = models.TimeField("letter of the day at", default=LETTERS_AT)
    days_ahead = models.PositiveSmallIntegerField(
        "days before something is due", default=DAYS_AHEAD, validators=[MaxValueValidator(MOST_DAYS_AHEAD)]
    )
    letter_on = models.DateField("last letter on", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "delivery times"
        constraints = [
            owner_and_id("accounts_deliverytimes"),
            models.UniqueConstraint(fields=["owner"], name="accounts_deliverytimes_one"),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
                name="accounts_deliverytimes_quiet",
                violation_error_message="Say when the quiet hours begin and when they end.",
            ),
            models.CheckConstraint(
                condition=Q(days_ahead__lte=MOST_DAYS_AHEAD), name="accounts_deliverytimes_days_ahead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiet_from:%H:%M} to {self.quiet_until:%H:%M}" if self.quiet_from else "Always"


class PushSubscription(OwnedModel):
    """A browser that shows what its person is told. Its keys encrypt what is sent to it."""

    endpoint = models.CharField(max_length=1000)
    public_key = models.CharField(max_length=100)
    auth_secret = models.CharField(max_length=50)
    browser = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            owner_and_id("accounts_pushsubscription"),
            models.UniqueConstraint(fields=["owner", "endpoint"], name="accounts_pushsubscription_unique"),
        ]

    def __str__(self) -> str:
        return self.browser or self.host

    @property
    def host(self) -> str:
        """The push service: the rest of the address is as good as a key."""
        return urlsplit(self.endpoint).hostname or ""


class PushKey(models.Model):
    """The key by which push services know this installation. There is one."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    private_key = models.CharField(max_length=50)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="accounts_pushkey_one")]

    def __str__(self) -> str:
        return "Key of this installation"


class Webhook(OwnedModel):
    """An address of a person's own program, which is sent what they are told.

    `seed` and the secret of the installation make the secret that its messages are signed with.
    """

    url = models.CharField("address", max_length=500)
    seed = models.CharField(max_length=40, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            owner_and_id("accounts_webhook"),
            models.UniqueConstraint(fields=["owner"], name="accounts_webhook_one"),
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def host(self) -> str:
        """The machine: the rest of the address is often as good as a password."""
        return urlsplit(self.url).hostname or ""


class Delivery(OwnedPart):
    """A notification on one way out: to an address, a browser or a program. Who claims it sends it."""

    notification = OwnedForeignKey(Notification, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    subscription = OwnedForeignKey(PushSubscription, null=True, blank=True, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "deliveries"
        constraints = [
            owner_and_id("accounts_delivery"),
            SameOwner(field="notification", name="accounts_delivery_notification_same_owner", cascade=True),
            SameOwner(field="subscription", name="accounts_delivery_subscription_same_owner", cascade=True),
            models.UniqueConstraint(
                fields=["owner", "notification", "channel"],
                condition=Q(subscription__isnull=True),
                name="accounts_delivery_once",
            ),
            models.UniqueConstraint(
                fields=["owner", "notification", "subscription"],
                condition=Q(subscription__isnull=False),
                name="accounts_delivery_once_a_browser",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="accounts_delivery_state"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="accounts_delivery_channel"),
            models.CheckConstraint(
                condition=Q(channel=Channel.PUSH, subscription__isnull=False)
                | ~Q(channel=Channel.PUSH) & Q(subscription__isnull=True),
                name="accounts_delivery_browser",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_at"],
                condition=Q(state__in=[State.WAITING, State.SENDING]),
                name="accounts_delivery_due",
            ),
            models.Index(fields=["owner", "subscription"], name="accounts_delivery_subscription"),
        ]

    def __str__(self) -> str:
        return f"{Channel(self.channel).label} of notification {self.notification_id}"
