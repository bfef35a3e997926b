"""What a person saved about reports."""

from django.db import models

from accounts.ownership import OwnedModel, owner_and_id


class Welcome(OwnedModel):
    """What a person said to the first steps. Whether they recorded or brought something, their ledger knows."""

    looked_over_at = models.DateTimeField(null=True, help_text="When they looked over categories and preferences.")
    dismissed_at = models.DateTimeField(null=True, help_text="When they asked not to be led any more.")

    class Meta:
        constraints = [
            owner_and_id("reports_welcome"),
            models.UniqueConstraint(fields=["owner"], name="reports_welcome_once"),
        ]

    def __str__(self) -> str:
        return f"Welcome of {self.owner_id}"
