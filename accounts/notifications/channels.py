from django.db import models


class Channel(models.TextChoices):
    """The ways out of the site. What is said on the site itself is a mark on the notification."""

    EMAIL = "email", "E-mail"
    PUSH = "push", "Push"
    WEBHOOK = "webhook", "Webhook"


class State(models.TextChoices):
    WAITING = "waiting", "Waits for its time"
    SENDING = "sending", "Is being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
