"""What the database holds of an expense beside Django's own constraints."""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.constraints import TableConstraint


class NotFarAhead(TableConstraint):
    """Hold that `date` is at most `days` days after the day the row was last changed.

    A CHECK may not read the clock, so it reads `updated_at`. Two days more than the form allows leave room for the
    person's time zone.
    """

    def __init__(self, *, days: int, name: str) -> None:
        super().__init__(name=name)
        self.days = days

    def definition(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        if schema_editor.connection.vendor == "postgresql":
            return f"""CHECK ("date" <= (updated_at AT TIME ZONE 'UTC')::date + {self.days})"""
        # Days that are over are told by comparing texts, which costs a bulk insert a tenth of the calculation's time.
        return f"""CHECK ("date" <= updated_at OR "date" <= date(updated_at, '+{self.days} days'))"""

    def deconstruct(self) -> tuple[str, tuple, dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return path, (), {**kwargs, "days": self.days}
