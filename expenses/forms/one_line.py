import datetime
import uuid
from typing import Any

from babel import Locale
from django import forms

from accounts.models import User
from expenses.categories.tree import CategoryTree, path_key
from expenses.fields import LineField
from expenses.money import decimal_mark
from expenses.names import name_key
from expenses.one_line import Habits, parse_one_line
from expenses.record_kinds import EXPENSE, INCOME, RecordKind


class OneLineForm(forms.Form):
    """A whole record in one line, such as "12,50 lunch @food #work yesterday"."""

    line = LineField(max_length=400, error_messages={"required": "Write an expense, such as 12.50 lunch @food."})
    submission_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @classmethod
    def fresh(cls) -> "OneLineForm":
        return cls(initial={"submission_id": uuid.uuid4()})


def habits_of(user: User, today: datetime.date) -> Habits:
    pattern = Locale.parse(user.locale).date_formats["short"].pattern
    return Habits(
        today=today,
        mark=decimal_mark(user.locale),
        home_currency=user.home_currency,
        locale=user.locale,
        is_day_first=pattern.index("d") < pattern.index("M"),
    )


def read_line(line: str, *, user: User, today: datetime.date) -> tuple[RecordKind, dict[str, Any]]:
    """Return which kind of record `line` says, and the values of a RecordForm, which checks them."""
    said = parse_one_line(line, habits_of(user, today))
    kind = INCOME if said.is_income else EXPENSE
    category = find_category(CategoryTree.of(user, kind.category_kind), said.category)
    return kind, {
        "amount": said.amount,
        "currency": said.currency or user.home_currency,
        "description": said.description,
        "date": (said.date or today).isoformat(),
        "category": category or "",
        "new_category": "" if category else said.category,
        "tags": ", ".join(said.tags),
    }


def find_category(tree: CategoryTree, text: str) -> int | None:
    """Return the category that a word means: by its path, by its own name, or by the one name that begins like it.

    A word may have - or _ for a blank.
    """
    if not text:
        return None
    for spelling in (text, text.replace("-", " ").replace("_", " ")):
        by_path = tree.ids_by_path.get(path_key(spelling))
        if by_path:
            return by_path
        key = name_key(spelling)
        for fits in (key.__eq__, lambda name, key=key: name.startswith(key)):
            found = [node.pk for node in tree if not node.is_archived and fits(name_key(node.category.name))]
            if len(found) == 1:
                return found[0]
    return None
