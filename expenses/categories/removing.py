"""Take categories away, or merge one into another: their records are kept, whole statements move them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from accounts.models import User
from expenses.activity.log import Edit, count_changes, log, snapshot
from expenses.activity.models import Activity
from expenses.budgets.following import follow
from expenses.categories.models import Category
from expenses.categories.placing import TOO_DEEP, depth_below, find_named
from expenses.categories.tree import CategoryTree, Node
from expenses.categories.validators import MAX_LEVELS
from expenses.locks import lock_ledger
from expenses.models import Expense, Income, Portion, RecurringPayment, Rule

GONE = "This category is gone already."
TARGET_GONE = "The category to move to is gone, or goes as well. Choose another one."


@dataclass(frozen=True)
class Outcome:
    """How many records of the list were moved, how many categories are gone, and what to undo."""

    record_count: int
    category_count: int
    activity: Activity


def delete_category(
    category_id: int,
    *,
    owner: User,
    actor: User | None = None,
    move_to: int | None = None,
    with_children: bool = False,
) -> Outcome:
    """Delete the category of `owner`; its records move to `move_to`, or are left uncategorised for None.

    With `with_children` all that stands below it goes too, and those records the same way; otherwise its
    sub-categories move up to its own parent. `actor` did it, the owner unless said.

    Raises ValidationError where that cannot be done; nothing is changed then.
    """
    with transaction.atomic():
        lock_ledger(owner)
        tree = CategoryTree.around(category_id, owner)
        node = _get(tree, category_id, GONE)
        gone = tree.ids_below(category_id) if with_children else [category_id]
        if move_to is not None and (move_to in gone or move_to not in tree.by_id):
            raise ValidationError(TARGET_GONE)
        moved = [] if with_children else [(child.pk, node.category.parent_id) for child in node.children]
        if moved:
            check_move_up(tree, node)
        words = f"Deleted the category {node.path}"
        activity = log(Activity.Kind.DELETE, words, owner=owner, actor=actor or owner)
        # Undone from the last to the first: what went is there again before anything points to it.
        outcome = _dissolve(dict.fromkeys(gone, move_to), owner=owner, activity=activity)
        _move(moved, owner=owner, tree=tree, activity=activity)
        return outcome


def merge_categories(source_id: int, target_id: int, *, owner: User, actor: User | None = None) -> Outcome:
    """Move all records and sub-categories of one category into another one of `owner`, and delete the first.

    Sub-categories of equal names become one, on every level. Raises ValidationError where the two cannot be merged.
    """
    with transaction.atomic():
        lock_ledger(owner)
        tree = CategoryTree.around(source_id, owner)
        source, target = _get(tree, source_id, GONE), _get(tree, target_id, TARGET_GONE)
        check_merge(tree, source, target)
        plan = plan_merge(source, target)
        words = f"Merged the category {source.path} into {target.path}"
        activity = log(Activity.Kind.MERGE, words, owner=owner, actor=actor or owner)
        outcome = _dissolve(dict(plan.merges), owner=owner, activity=activity)
        _move(plan.moves, owner=owner, tree=tree, activity=activity)
        return outcome


@dataclass(frozen=True)
class MergePlan:
    """What a merge does: `merges` are (category that goes, the one it goes into), `moves` (category, new parent)."""

    merges: list[tuple[int, int]]
    moves: list[tuple[int, int]]


def plan_merge(source: Node, target: Node) -> MergePlan:
    """Return the steps of merging `source` into `target`, which does not stand below it."""
    return _plan(source, target, gone_id=source.pk)


def _plan(source: Node, target: Node, *, gone_id: int) -> MergePlan:
    merges: list[tuple[int, int]] = [(source.pk, target.pk)]
    moves: list[tuple[int, int]] = []
    # The category that is merged away may itself stand in the target's branch. It is no twin of anything then.
    staying = [child for child in target.children if child.pk != gone_id]
    for child in source.children:
        twin = find_named(staying, child.category.name)
        if twin is None:
            moves.append((child.pk, target.pk))
        else:
            below = _plan(child, twin, gone_id=gone_id)
            merges += below.merges
            moves += below.moves
    return MergePlan(merges, moves)


def check_merge(tree: CategoryTree, source: Node, target: Node) -> None:
    """Raise ValidationError with a sentence for the person where the two categories cannot become one."""
    if source.pk == target.pk:
        raise ValidationError("A category cannot be merged into itself. Choose another one.")
    if target.pk in tree.ids_below(source.pk):
        name, below = source.category.name, target.category.name
        raise ValidationError(f"“{below}” stands below “{name}”. Merge “{below}” into “{name}”, or move it out first.")
    for moved_id, parent_id in plan_merge(source, target).moves:
        if depth_below(tree, parent_id) + tree.by_id[moved_id].levels > MAX_LEVELS:
            raise ValidationError(TOO_DEEP)


def check_move_up(tree: CategoryTree, node: Node) -> None:
    """Raise ValidationError where a sub-category's name is taken one level up, where it would move to."""
    siblings = [sibling for sibling in tree.children_of(node.category.parent_id) if sibling.pk != node.pk]
    clashes = [child.category.name for child in node.children if find_named(siblings, child.category.name)]
    if clashes:
        names = ", ".join(f"“{name}”" for name in clashes)
        raise ValidationError(f"One level up there is {names} already. Merge or rename it first.")


def _get(tree: CategoryTree, category_id: int, sentence: str) -> Node:
    try:
        return tree.by_id[category_id]
    except KeyError:
        raise ValidationError(sentence) from None


def _move(moves: Sequence[tuple[int, int | None]], *, owner: User, tree: CategoryTree, activity: Activity) -> None:
    """Put each category below its new parent, with a statement a parent.

    It comes after what makes room: one that goes may have the name of one that comes.
    """
    for parent_id in {parent_id for _, parent_id in moves}:
        moved = [pk for pk, parent in moves if parent == parent_id]
        rows = Category.objects.for_user(owner).filter(pk__in=moved)
        rows.update(parent=parent_id, updated_at=timezone.now())
    before = {pk: tree.by_id[pk].category.parent_id for pk, _ in moves}
    edits = [Edit("category", pk, {"parent_id": before[pk]}, {"parent_id": parent_id}) for pk, parent_id in moves]
    count_changes(activity, edits)


def _dissolve(successors: Mapping[int, int | None], *, owner: User, activity: Activity) -> Outcome:
    """Delete the categories that are keys; their records, deleted ones too, go to the category each is mapped to."""
    doomed = Category.objects.for_user(owner).filter(pk__in=successors)
    # Locked before the records move, so that none can be added to them in between.
    list(doomed.select_for_update().values_list("pk", flat=True))
    count_changes(activity, _edits_of_records(successors, owner))
    count_changes(activity, follow("category", successors, owner=owner))
    count_changes(activity, _edits_of_categories(doomed))
    moved = {"category": _successor(successors), "updated_at": timezone.now()}
    live = 0
    for model in (Expense, Income):
        live += model.objects.for_user(owner).filter(category__in=successors).update(**moved)
        model.objects.deleted_by(owner).filter(category__in=successors).update(**moved)
    # Every portion, those of deleted expenses too: no row may point to a category that is gone.
    Portion.objects.filter(owner=owner, category__in=successors).update(category=_successor(successors))
    for named in (Rule, RecurringPayment):
        named.objects.for_user(owner).filter(category__in=successors).update(category=_successor(successors))
    category_count, _ = doomed.delete()
    return Outcome(live, category_count, activity)


def _edits_of_records(successors: Mapping[int, int | None], owner: User) -> Iterator[Edit]:
    """Yield what the live records, rules and recurring payments that have the categories are given instead."""
    for model in (Expense, Income, Portion, Rule, RecurringPayment):
        kind = model._meta.model_name or ""
        rows = model.objects.for_user(owner).filter(category__in=successors).values_list("pk", "category_id")
        for pk, category_id in rows.order_by("category_id"):
            yield Edit(kind, pk, {"category_id": category_id}, {"category_id": successors[category_id]})


def _edits_of_categories(doomed: QuerySet[Category]) -> Iterator[Edit]:
    """Yield the categories that go, those below others first: they come back in the reverse order."""
    rows = {row.pk: row for row in doomed}

    def depth(row: Category) -> int:
        return 1 + depth(rows[row.parent_id]) if row.parent_id in rows else 0

    for row in sorted(rows.values(), key=depth, reverse=True):
        yield Edit("category", row.pk, snapshot(row), None)


def _successor(successors: Mapping[int, int | None]) -> Case | int | None:
    """Return the value of an UPDATE that gives each record the successor of its category."""
    targets = set(successors.values())
    if len(targets) == 1:
        return targets.pop()
    return Case(*(When(category=gone, then=Value(into)) for gone, into in successors.items()))
