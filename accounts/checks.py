"""Checks at the start of what the settings say about people."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string
from django_tasks.base import Task

from accounts.currencies import current_currencies
from accounts.schedules.rhythm import Rhythm


@register
def check_hooks(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find hooks that cannot be imported before the first person signs up."""
    paths = [*settings.NEW_PERSON_HOOKS, *settings.HOME_CURRENCY_HOOKS]
    return [
        Error(f"NEW_PERSON_HOOKS or HOME_CURRENCY_HOOKS names {path!r}, which is no function.", id="accounts.E001")
        for path in paths
        if not is_callable(path)
    ]


def is_callable(path: str) -> bool:
    try:
        return callable(import_string(path))
    except ImportError:
        return False


def is_task(path: str) -> bool:
    try:
        return isinstance(import_string(path), Task)
    except ImportError:
        return False


@register
def check_schedules(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find scheduled jobs that cannot run before the worker does."""
    found: list[CheckMessage] = []
    for path, words in settings.SCHEDULES.items():
        if not is_task(path):
            found.append(Error(f"SCHEDULES names {path!r}, which is no task.", id="accounts.E003"))
        try:
            Rhythm.parse(words)
        except ValueError as error:
            found.append(Error(f"SCHEDULES: {words!r} is no rhythm. {error}", id="accounts.E004"))
    return found


@register
def check_default_currency(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.DEFAULT_CURRENCY in current_currencies():
        return []
    message = f"DEFAULT_CURRENCY: {settings.DEFAULT_CURRENCY!r} is not a currency. Use three letters such as EUR."
    return [Error(message, id="accounts.E002")]
