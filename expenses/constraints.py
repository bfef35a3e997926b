"""What the database holds of an expense beside Django's own constraints."""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.constraints import BaseConstraint


class NotFarAhead(BaseConstraint):
    """Hold that `date` is at most `days` days after the day the row was last changed.

    A CHECK may not read the clock, so it reads `updated_at`. Two days more than the form allows leave room for the
    person's time zone.
    """

    def __init__(self, *, days: int, name: str) -> None:
        super().__init__(name=name)
        self.days = days

    def constraint_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        latest = f"date(updated_at, '+{self.days} days')"
        if schema_editor.connection.vendor == "postgresql":
            latest = f"(updated_at AT TIME ZONE 'UTC')::date + {self.days}"
        return f'CONSTRAINT {schema_editor.quote_name(self.name)} CHECK ("date" <= {latest})'

    def create_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: Any = None, using: str = "default"
    ) -> None:
        """Do nothing: the field's validator says the same in the person's own time zone."""

    def deconstruct(self) -> tuple[str, tuple, dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return path, (), {**kwargs, "days": self.days}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NotFarAhead) and self.deconstruct() == other.deconstruct()

    __hash__ = object.__hash__
