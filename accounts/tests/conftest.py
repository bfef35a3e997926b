from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Forget how many letters were sent to people of other tests, who had the same numbers."""
    cache.clear()
    yield
    cache.clear()
