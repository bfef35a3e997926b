"""Checks at the start of what the settings say about people."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string
from django_tasks.base import Task

from accounts.currencies import current_currencies
from accounts.notifications.kinds import Kind
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
def check_notification_kinds(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find kinds that cannot be told before something is to be told."""
    found: list[CheckMessage] = []
    names: set[str] = set()
    for path in settings.NOTIFICATION_KINDS:
        kinds = kinds_at(path)
        if kinds is None:
            found.append(Error(f"NOTIFICATION_KINDS names {path!r}, which is no tuple of kinds.", id="accounts.E005"))
            continue
        twice = names & {kind.name for kind in kinds}
        found += [Error(f"NOTIFICATION_KINDS: there are two kinds {name!r}.", id="accounts.E006") for name in twice]
        names |= {kind.name for kind in kinds}
    return found


def kinds_at(path: str) -> tuple[Kind, ...] | None:
    """Return the kinds that a dotted path names, or None where it names something else."""
    try:
        kinds = import_string(path)
    except ImportError:
        return None
    return kinds if isinstance(kinds, tuple) and all(isinstance(kind, Kind) for kind in kinds) else None


@register
def check_default_currency(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.DEFAULT_CURRENCY in current_currencies():
        return []
    message = f"DEFAULT_CURRENCY: {settings.DEFAULT_CURRENCY!r} is not a currency. Use three letters such as EUR."
    return [Error(message, id="accounts.E002")]
