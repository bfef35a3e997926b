"""The orders in which expenses can be listed, by their names in the address."""

from django.db.models import Case, CharField, IntegerField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Lower, StrIndex

from expenses.categories.tree import CategoryTree
from expenses.paging import Column, Order, read_date, read_number, read_text, read_whole_number

NEWEST_FIRST = "-date"
LABELS = {
    NEWEST_FIRST: "Newest first",
    "date": "Oldest first",
    "-amount": "Largest amount first",
    "amount": "Smallest amount first",
    "description": "Description, A to Z",
    "-description": "Description, Z to A",
    "category": "Category, A to Z",
    "-category": "Category, Z to A",
}


def order_named(name: str, tree: CategoryTree) -> Order:
    """Return the order called `name`, one of LABELS, for the ledger with the categories of `tree`."""
    kind, is_descending = name.removeprefix("-"), name.startswith("-")
    if kind == "amount":
        return _by_amount(is_descending)
    if kind == "description":
        text = Column("order_text", read_text, is_descending)
        return Order((text, *_by_day(is_descending=True)), {"order_text": Lower("description")})
    if kind == "category":
        place = Column("order_place", read_whole_number, is_descending)
        return Order((place, *_by_day(is_descending=True)), {"order_place": _place_in(tree)})
    # The same as ExpenseQuerySet.newest_first, or its reverse.
    return Order(_by_day(is_descending), constant=("deleted_in_id" if is_descending else "-deleted_in_id",))


def _by_day(is_descending: bool) -> tuple[Column, Column]:
    return Column("date", read_date, is_descending), Column("id", read_whole_number, is_descending)


def _by_amount(is_descending: bool) -> Order:
    """Order by worth at home. What has no rate cannot be compared and comes last, by its own amount."""
    columns = (
        Column("order_unrated", read_whole_number),
        Column("order_worth", read_number, is_descending),
        Column("id", read_whole_number, is_descending),
    )
    unrated = Case(When(home_amount__isnull=True, then=1), default=0, output_field=IntegerField())
    return Order(columns, {"order_unrated": unrated, "order_worth": Coalesce("home_amount", "amount")})


def _place_in(tree: CategoryTree) -> StrIndex:
    """Return the place of an expense's category in the tree, 0 where it has none.

    The ids stand in one text in the order of the tree: searching it is many times faster than a CASE with a branch a
    category, and needs no join.
    """
    places = Value("," + "".join(f"{node.pk}," for node in tree))
    return StrIndex(places, Concat(Value(","), Cast("category_id", CharField()), Value(",")))
