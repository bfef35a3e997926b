"""When the months, years and weeks of a person begin, in an archive: records mean other sums with other boundaries."""

from typing import Any

from django.db import models

from accounts.models import User

FIELDS = (
    "first_day_of_week",
    "month_start",
    "month_start_day",
    "month_start_weeks",
    "month_start_date",
    "year_start_month",
)


def pack_calendar(user: User) -> dict[str, Any]:
    """Return what JSON can carry."""
    return {name: _field(name).value_to_string(user) for name in FIELDS}


def read_calendar(packed: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a packed calendar, nothing of one that an older version left out.

    Raises ValidationError, KeyError, TypeError or AttributeError where it was changed by hand.
    """
    if not packed:
        return {}
    values = {name: _field(name).to_python(packed[name] or None) for name in FIELDS}
    others = {field.name for field in User._meta.fields} - values.keys()
    person = User(**values)
    person.clean_fields(exclude=others)
    person.validate_constraints(exclude=others)
    return values


def _field(name: str) -> "models.Field[Any, Any]":
    field = User._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101  these are columns
    return field
