from collections.abc import Callable
from typing import Any

import pytest

from expenses.models import Rule, RuleTag, Tag


@pytest.fixture
def make_rule(db: None) -> Callable[..., Rule]:
    """Return a function that makes a rule for descriptions that contain "rewe"."""

    def make(owner: Any, name: str = "Rewe", *, tags: list[Tag] | tuple[()] = (), **fields: Any) -> Rule:
        fields = {"texts": "rewe", "position": Rule.objects.for_user(owner).count() + 1, **fields}
        rule = Rule.objects.create(owner=owner, name=name, **fields)
        RuleTag.objects.bulk_create([RuleTag(owner=owner, rule=rule, tag=tag) for tag in tags])
        return rule

    return make
