"""Constraints that Django has no class for, as part of CREATE TABLE on both engines."""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.constraints import BaseConstraint


class TableConstraint(BaseConstraint):
    """A constraint that says itself what stands behind its name.

    It is part of CREATE TABLE, so SQLite keeps it whenever a migration remakes the table, which a trigger would not
    survive. It does not validate forms: a field or a form says the same in words.
    """

    def definition(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        """Return the SQL behind CONSTRAINT "name"."""
        raise NotImplementedError

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None and schema_editor is not None  # noqa: PT018, S101  Django's stubs allow None
        return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self.definition(model, schema_editor)}"

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        return f"ALTER TABLE {_table(model, schema_editor)} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert schema_editor is not None  # noqa: S101  Django's stubs allow None
        return f"ALTER TABLE {_table(model, schema_editor)} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TableConstraint) and self.deconstruct() == other.deconstruct()

    __hash__ = object.__hash__


def _table(model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
    assert model is not None and schema_editor is not None  # noqa: PT018, S101  Django's stubs allow None
    return schema_editor.quote_name(model._meta.db_table)
