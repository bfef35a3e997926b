from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.ownership import OwnedModel, owner_and_id
from expenses.names import has_invisible, is_blank

TAG_TAKEN = "You have this tag already."


def validate_tag_name(name: str) -> None:
    """Refuse what separates tags in the one-line form and in spreadsheets, and what cannot be read."""
    if "," in name or name.startswith("#"):
        raise ValidationError("A tag is written without commas and without a # in front.")
    if has_invisible(name) or is_blank(name):
        raise ValidationError("This name has characters that cannot be seen. Type it anew.")


class Tag(OwnedModel):
    name = models.CharField(max_length=50, validators=[validate_tag_name])
    is_sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        permissions = [("import_tag", "Can import tags"), ("export_tag", "Can export tags")]
        constraints = [
            owner_and_id("expenses_tag"),
            models.UniqueConstraint(
                F("owner"),
                Lower("name"),
                name="expenses_tag_unique",
                violation_error_message=TAG_TAKEN,
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name__contains=",") & ~Q(name__startswith="#"), name="expenses_tag_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("expenses:tag-update", args=[self.pk])
