from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.models import User
from expenses.fields import CategoryField, TagNamesField
from expenses.filters import filter_of
from expenses.paging import LARGEST_ID
from expenses.querysets import RecordQuerySet
from expenses.record_kinds import RecordKind
from expenses.wallets.choices import WalletField

MOST_SELECTED = 4_000
LONGEST_ADDRESS = 8_000
NOTHING_SELECTED = "Select at least one {} first."


class IdsField(forms.Field):
    """Keys of rows, as many as are checked. Cleans to a list of them."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        texts = [text for text in value or [] if text.isascii() and text.isdecimal() and len(text) < 20]
        if len(texts) != len(value or []) or any(int(text) > LARGEST_ID for text in texts):
            raise ValidationError("One of these is not in your ledger. Reload the page and select again.")
        if len(texts) > MOST_SELECTED:
            raise ValidationError(f"Select at most {MOST_SELECTED:,}, or all that match.")
        return [int(text) for text in texts]


class BulkForm(forms.Form):
    """What to do with the selected records of a kind, or with all that match the list as it is `shown`."""

    ACTIONS = {
        "categorise": "Change category",
        "add_tags": "Add tags",
        "remove_tags": "Take tags away",
        "set_wallet": "Change wallet",
        "delete": "Delete",
    }

    action = forms.ChoiceField(
        choices=list(ACTIONS.items()),
        error_messages={"invalid_choice": "There is no such change.", "required": "Choose what to do."},
    )
    ids = IdsField(required=False)
    all_matching = forms.BooleanField(required=False)
    shown = forms.CharField(required=False, max_length=LONGEST_ADDRESS)
    category = CategoryField(required=False)
    tags = TagNamesField(required=False, max_length=1_100)
    wallet = WalletField(required=False)

    def __init__(self, *args: Any, user: User, kind: RecordKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.kind = user, kind
        self.listed = filter_of(kind)(QueryDict(self.data.get("shown", "")[:LONGEST_ADDRESS]), user=user)
        self.fields["category"].offer(self.listed.tree)  # type: ignore[attr-defined]
        self.fields["wallet"].offer(self.listed.wallets)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("all_matching"):
            if not self.listed.is_valid():
                raise ValidationError("The list cannot be shown as asked. Correct its filters first.")
        elif not said.get("ids") and "ids" not in self.errors:
            raise ValidationError(NOTHING_SELECTED.format(self.kind.name))
        if said.get("action") in ("add_tags", "remove_tags") and not said.get("tags") and "tags" not in self.errors:
            self.add_error("tags", "Write the tags first.")
        return said

    @property
    def rows(self) -> RecordQuerySet:
        """Return what a valid form chooses, of the person's live records."""
        if self.cleaned_data["all_matching"]:
            return self.listed.qs
        return self.kind.model.objects.for_user(self.user).filter(pk__in=self.cleaned_data["ids"])

    @property
    def sentences(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]
