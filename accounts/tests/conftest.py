from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from accounts.tests import hooks


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Forget how many letters were sent to people of other tests, who had the same numbers."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def hook_calls(settings: Any) -> list[tuple[str, str]]:
    """Return the list of (what, username) that stand-ins for the ledger were called with."""
    settings.NEW_PERSON_HOOKS = ["accounts.tests.hooks.note_new_person"]
    settings.HOME_CURRENCY_HOOKS = ["accounts.tests.hooks.note_home_currency"]
    hooks.calls.clear()
    return hooks.calls
