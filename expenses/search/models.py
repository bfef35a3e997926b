from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.ownership import OwnedModel
from expenses.search.grammar import LONGEST
from expenses.validators import validate_line

NAME_TAKEN = "You have a search of this name already. Choose another one."


class SavedSearch(OwnedModel):
    """A search that a person keeps under a name. It is read anew whenever it is used: names in it may have changed."""

    name = models.CharField(max_length=60, validators=[validate_line])
    query = models.CharField("search", max_length=LONGEST)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = [Lower("name")]
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(
                F("owner"), Lower("name"), name="expenses_savedsearch_unique", violation_error_message=NAME_TAKEN
            ),
            models.CheckConstraint(condition=~Q(name=""), name="expenses_savedsearch_name"),
            models.CheckConstraint(condition=~Q(query=""), name="expenses_savedsearch_query"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("expenses:expense-list", query={"q": self.query})
