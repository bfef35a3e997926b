"""Where the storeys above take part in what happens to a person, without being imported from here.

NEW_PERSON_HOOKS and HOME_CURRENCY_HOOKS in the settings name functions by dotted path. Each is called with the person,
inside the transaction of the change: what one raises takes the change back.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from accounts.models import User


def call_hooks(paths: Iterable[str], person: "User") -> None:
    for path in paths:
        import_string(path)(person)
