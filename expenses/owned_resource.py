"""Ledgers in the spreadsheets that staff import and export: rows of many people, each with its owner's username."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import IntegerWidget, Widget
from tablib import Dataset

from accounts.differences import PlainDiff
from accounts.models import User
from accounts.ownership import OwnedModel
from accounts.resources import PlainTextWidget
from expenses.categories.models import Category
from expenses.categories.tree import CategoryTree
from expenses.locks import lock_ledger

Row = dict[str, Any]

SHEET_WITHOUT_OWNERS = "The sheet has no column “owner”. Write the owner's username in each row."


class TextWidget(PlainTextWidget):
    """A text without blanks around it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return super().clean(value, row, **kwargs).strip()


class OwnerWidget(Widget):
    """A person by their username."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> User:
        username = TextWidget().clean(value)
        owner = User.objects.with_username(username).first()
        if owner is None:
            raise ValueError(f"There is nobody called “{username}”. Write the username of the owner.")
        return owner

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return TextWidget().render(value.username) if value else ""


class FlagWidget(Widget):
    """Yes or no, however a spreadsheet writes it."""

    WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        word = str(value if value is not None else "").strip().casefold()
        if word not in self.WORDS:
            raise ValueError("Write “yes” or “no”.")
        return self.WORDS[word]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "yes" if value else "no"


class OwnedResource(ModelResource):
    """A spreadsheet of rows of many people. A row with an id changes that row, not its owner; one without is new."""

    id = Field("id", "id", widget=IntegerWidget(), readonly=True)
    owner = Field("owner", "owner", widget=OwnerWidget(), readonly=True)

    class Meta:
        # What must be a column of the file. Rows are found by `get_instance`.
        import_id_fields = ("owner",)
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        chunk_size = 2_000

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.trees: dict[tuple[int, str], CategoryTree] = {}

    def tree_of(self, owner: User, kind: Category.Kind = Category.Kind.EXPENSE) -> CategoryTree:
        """Return the owner's categories of a kind, which nobody else changes until an import is over."""
        if (owner.pk, kind) not in self.trees:
            if connection.in_atomic_block:
                lock_ledger(owner)
            self.trees[owner.pk, kind] = CategoryTree.of(owner, kind)
        return self.trees[owner.pk, kind]

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Refuse a sheet that does not say whose rows it has; without it nothing more need be said."""
        if "owner" not in (dataset.headers or []):
            dataset.wipe()
            dataset.headers = ["owner"]
            raise ValueError(SHEET_WITHOUT_OWNERS)

    @classmethod
    def get_diff_class(cls) -> type[PlainDiff]:
        return PlainDiff

    def get_instance(self, instance_loader: Any, row: Row) -> OwnedModel | None:
        """Return the row of the ledger that this one changes, None for a new one; raise where the two do not agree."""
        owner = read(self.fields["owner"], row)
        pk = read_id(row)
        if pk is None:
            return self.find_same(owner, row)
        found = self.get_queryset().filter(pk=pk).first()
        if found is None:
            raise ValidationError({"id": f"There is no row with the id {pk}. Leave the cell empty for a new one."})
        if found.owner_id != owner.pk:
            raise ValidationError({"owner": "The owner of a row cannot change. Leave the id empty for a new one."})
        return found

    def find_same(self, owner: User, row: Row) -> OwnedModel | None:
        """Return what a row without an id means, where its contents say so; None makes a new one."""
        return None

    def init_instance(self, row: Any = None) -> Any:
        return self._meta.model(owner=read(self.fields["owner"], row))

    def import_instance(self, instance: OwnedModel, row: Row, **kwargs: Any) -> None:
        """Take over a row; raise ValidationError with all that is wrong in it, by column."""
        errors: dict[str, Any] = {}
        for step in (super().import_instance, *self.steps()):
            try:
                step(instance, row, **kwargs)
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def steps(self) -> tuple[Callable[..., None], ...]:
        """Return what takes over the columns that are more than a field of the row."""
        return ()

    def skip_row(self, instance: Any, original: Any, row: Row, import_validation_errors: Any = None) -> bool:
        is_new = instance.pk is None
        return not is_new and super().skip_row(instance, original, row, import_validation_errors)


def read(field: Field, row: Row) -> Any:
    """Return what a row says in the column of `field`; raise ValidationError beside it."""
    if field.column_name not in row:
        raise ValidationError({field.attribute: f"The column “{field.column_name}” is missing."})
    try:
        return field.clean(row)
    except ValueError as error:
        raise ValidationError({field.attribute: str(error)}) from error


def read_id(row: Row) -> int | None:
    """Return the id in a row, None where it has none; raise ValidationError for what is no id."""
    text = str(row.get("id") or "").strip().removesuffix(".0")
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or int(text) >= 2**63:
        raise ValidationError({"id": f"“{text[:30]}” is not an id. Leave the cell empty for a new row."})
    return int(text)
