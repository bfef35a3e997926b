import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from babel import Locale
from django import forms

from accounts.models import User
from expenses.categories.tree import CategoryTree, path_key
from expenses.exchange.choices import own_choices
from expenses.fields import LineField
from expenses.money import decimal_mark
from expenses.names import name_key
from expenses.one_line import Habits, parse_one_line
from expenses.record_kinds import EXPENSE, INCOME, KINDS, RecordKind, kind_named
from expenses.wallets.choices import default_wallet_id, wallets_of
from expenses.wallets.models import Wallet


class OneLineForm(forms.Form):
    """A whole record in one line, such as "12,50 lunch @food #work yesterday"."""

    line = LineField(max_length=400, error_messages={"required": "Write an expense, such as 12.50 lunch @food."})
    submission_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[(kind.name, kind.title) for kind in KINDS], required=False)

    def clean_kind(self) -> RecordKind:
        """Return the kind of what is written without a sign; that of the page that the line was written on."""
        return kind_named(self.cleaned_data["kind"] or EXPENSE.name)

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
        own_currencies=tuple(code for code, _name in own_choices(user)),
    )


def read_line(
    line: str, kind: RecordKind = EXPENSE, *, user: User, today: datetime.date
) -> tuple[RecordKind, dict[str, Any]]:
    """Return which kind of record a line says, else `kind`, and the values of a RecordForm, which checks them."""
    said = parse_one_line(line, habits_of(user, today))
    kind = INCOME if said.is_income else kind
    place = find_places(said.places, CategoryTree.of(user, kind.category_kind), wallets_of(user))
    return kind, {
        "amount": said.amount,
        "currency": said.currency or user.home_currency,
        "description": " ".join([said.description, *(f"@{name}" for name in place.unknown)]).strip(),
        "date": (said.date or today).isoformat(),
        "category": place.category_id or "",
        "new_category": place.new_category,
        "wallet": place.wallet_id or default_wallet_id(user) or "",
        "tags": ", ".join(said.tags),
    }


@dataclass
class Places:
    """What the words with @ mean. `unknown` are those left when a category and a wallet are found."""

    category_id: int | None = None
    new_category: str = ""
    wallet_id: int | None = None
    unknown: list[str] = field(default_factory=list)


def find_places(names: list[str], tree: CategoryTree, wallets: dict[int, Wallet]) -> Places:
    """Return the category and the wallet among `names`; one that is neither becomes a new category."""
    places, left = Places(), []
    for name in names:
        category_id = None if places.category_id else find_category(tree, name)
        wallet_id = None if category_id or places.wallet_id else find_wallet_named(wallets, name)
        if category_id:
            places.category_id = category_id
        elif wallet_id:
            places.wallet_id = wallet_id
        else:
            left.append(name)
    if left and not places.category_id:
        places.new_category = left.pop(0)
    places.unknown = left
    return places


def find_wallet_named(wallets: dict[int, Wallet], text: str) -> int | None:
    """Return the wallet in use that a word means: by its name, or by the one name that begins like it."""
    names = {pk: name_key(wallet.name) for pk, wallet in wallets.items() if not wallet.is_archived}
    key = name_key(text.replace("-", " ").replace("_", " "))
    for fits in (key.__eq__, lambda name: name.startswith(key)):
        found = [pk for pk, name in names.items() if fits(name)]
        if len(found) == 1:
            return found[0]
    return None


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
