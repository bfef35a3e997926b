"""Rows that belong to one person: every query on them names the owner, and no row points across owners."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.constraints import TableConstraint


class OwnedQuerySet(models.QuerySet):
    """Many rows of one person. `for_user` is the first word of every query that a person triggers."""

    def for_user(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(owner_id=user.pk)


class SameOwner(TableConstraint):
    """Hold in the database that the row named by `field` has the same owner: (owner, field) -> (owner, id).

    With `cascade` the database removes the row together with the one it points to.
    """

    def __init__(self, *, field: str, name: str, cascade: bool = False) -> None:
        super().__init__(name=name)
        self.field = field
        self.cascade = cascade

    def definition(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        pointer = model._meta.get_field(self.field)
        assert isinstance(pointer, OwnedForeignKey)  # noqa: S101  a mistake of the one who writes the model
        table = pointer.related_model._meta.db_table
        action = " ON DELETE CASCADE" if self.cascade else ""
        return (
            f"FOREIGN KEY ({quote('owner_id')}, {quote(str(pointer.column))}) "
            f"REFERENCES {quote(table)} ({quote('owner_id')}, {quote('id')}){action} DEFERRABLE INITIALLY DEFERRED"
        )

    def deconstruct(self) -> tuple[str, tuple, dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        kwargs["field"] = self.field
        if self.cascade:
            kwargs["cascade"] = True
        return path, (), kwargs


class OwnedForeignKey(models.ForeignKey):
    """Point to a row of the same owner. Pair it with a `SameOwner` constraint and an index that starts with the owner.

    The single-column constraint and index of Django's ForeignKey are left out: the composite ones take their place.
    Deleting is done by domain functions in whole statements, so Django itself collects nothing (DO_NOTHING).
    """

    def __init__(self, to: Any, on_delete: Any = models.DO_NOTHING, **kwargs: Any) -> None:
        kwargs.setdefault("db_constraint", False)
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, **kwargs)

    def get_extra_descriptor_filter(self, instance: models.Model) -> dict[str, Any]:
        return {"owner_id": instance.owner_id}  # type: ignore[attr-defined]

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Raise ValidationError unless `value` is the key of a row of the same owner."""
        models.Field.validate(self, value, model_instance)
        if value is None or model_instance is None:
            return
        rows = self.remote_field.model._base_manager.filter(owner_id=model_instance.owner_id, pk=value)  # type: ignore[attr-defined]
        if not rows.exists():
            raise ValidationError(
                self.error_messages["invalid"],
                code="invalid",
                params={
                    "model": self.remote_field.model._meta.verbose_name,
                    "pk": value,
                    "field": self.remote_field.field_name,
                    "value": value,
                },
            )


class OwnedModel(models.Model):
    """A row of one person's ledger. `owner` never changes; updates and deletes carry it beside the key."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False, db_index=False
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True

    def _do_update(self, base_qs: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._do_update(base_qs.filter(owner_id=self.owner_id), *args, **kwargs)

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        rows = type(self)._base_manager.using(using) if from_queryset is None else from_queryset
        super().refresh_from_db(using, fields, rows.filter(owner_id=self.__dict__["owner_id"]))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        rows = type(self)._base_manager.filter(owner_id=self.owner_id, pk=self.pk)
        return rows.delete()


class OwnedPart(OwnedModel):
    """A row that belongs to another one of the same owner, such as a tag on an expense.

    Its `SameOwner` constraint on that row says that the owner exists: a key of its own would only be checked twice.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
    )

    objects = OwnedQuerySet.as_manager()  # type: ignore[misc]  # mypy asks each class for its own

    class Meta:
        abstract = True


def owner_and_id(table: str) -> models.UniqueConstraint:
    """Return UNIQUE (owner, id): what composite foreign keys of `table` point to, and the key of a shard."""
    return models.UniqueConstraint(fields=["owner", "id"], name=f"{table}_owner_and_id")
