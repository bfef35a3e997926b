"""What makes sense as a rule, in the words of its form."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from expenses.rules.choices import Kind

ASKS_NOTHING = "Say what it is for: a text, an amount or a wallet. Without any it would change everything."
WRITES_NOTHING = "Say what it writes: a category, tags or a description."
WRONG_KIND = "This category is for {}. Choose another one, or let the rule be for {} too."
UPSIDE_DOWN = "This is less than the amount from which it is for."


def check_rule(said: Mapping[str, Any], *, category_kind: str, has_tags: bool) -> None:
    """Raise ValidationError, keyed by field where it is about one, unless the rule asks for something and writes it."""
    least, most = said.get("least_amount"), said.get("most_amount")
    if not (said.get("texts", "").strip() or said.get("wallet") or least is not None or most is not None):
        raise ValidationError({"texts": ASKS_NOTHING})
    if least is not None and most is not None and most < least:
        raise ValidationError({"most_amount": UPSIDE_DOWN})
    if not (category_kind or has_tags or said.get("new_description")):
        raise ValidationError(WRITES_NOTHING)
    if category_kind and said.get("kind") and said["kind"] != category_kind:
        label = Kind(category_kind).label.lower()
        raise ValidationError({"category": WRONG_KIND.format(label, label)})
