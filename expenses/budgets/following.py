"""What becomes of budgets whose category or tag goes: they go where its records go, or with it."""

from collections.abc import Mapping

from accounts.models import User
from expenses.activity.log import Edit
from expenses.budgets.models import Budget
from expenses.budgets.saving import BUDGET, edits_of_deletion


def follow(field: str, successors: Mapping[int, int | None], *, owner: User) -> list[Edit]:
    """Give the budgets of the categories or tags that are keys to those that they become; return what was done.

    `field` is "category" or "tag". A budget goes where there is no successor, and where that has one of the same
    rhythm already. What is returned belongs into the log before those that go, so that it comes back after them.
    """
    column = f"{field}_id"
    moved = [pk for pk in {*successors, *successors.values()} if pk is not None]
    rows = list(Budget.objects.for_user(owner).filter(**{f"{column}__in": moved}).order_by("is_archived", "pk"))
    taken = {(getattr(row, column), row.rhythm) for row in rows if getattr(row, column) not in successors}
    edits: list[Edit] = []
    for row in rows:
        was = getattr(row, column)
        if was not in successors:
            continue
        place = (successors[was], row.rhythm)
        if place[0] is None or place in taken:
            edits += edits_of_deletion([row], owner=owner)
            row.delete()
            continue
        taken.add(place)
        Budget.objects.for_user(owner).filter(pk=row.pk).update(**{column: place[0]})
        edits.append(Edit(BUDGET, row.pk, {column: was}, {column: place[0]}))
    return edits
