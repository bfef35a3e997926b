from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import TODAY
from expenses.activity.deletion import delete_records
from expenses.bulk_insert import NewRecord, insert_records
from expenses.categories.models import Category
from expenses.categories.paths import ensure_paths
from expenses.categories.removing import delete_category, merge_categories
from expenses.categories.tree import CategoryTree, path_key
from expenses.models import Expense


@pytest.fixture
def categories_of():
    """Return a function that tells the category of each expense of a person, deleted ones too, by description."""

    def tell(owner):
        rows = Expense.objects.filter(owner_id=owner.pk).select_related("category")
        return {row.description: row.category.name if row.category else None for row in rows}

    return tell


# Deleting


def test_delete_leaves_the_expenses_uncategorised(alice, make_tree, make_expense, categories_of):
    find = make_tree(alice, "Food")
    make_expense(alice, category=find("Food"))

    outcome = delete_category(find("Food").pk, owner=alice)

    assert (outcome.record_count, outcome.category_count) == (1, 1)
    assert categories_of(alice) == {"Lunch": None}
    assert not Category.objects.for_user(alice).exists()


def test_delete_moves_the_expenses_deleted_ones_too(alice, make_tree, make_expense, categories_of):
    find = make_tree(alice, "Food", "Fun")
    make_expense(alice, description="Kept", category=find("Food"))
    make_expense(alice, description="Dropped", category=find("Food"))
    delete_records(Expense.objects.filter(description="Dropped"), owner=alice, actor=alice)

    outcome = delete_category(find("Food").pk, owner=alice, move_to=find("Fun").pk)

    assert outcome.record_count == 1
    assert categories_of(alice) == {"Kept": "Fun", "Dropped": "Fun"}


def test_delete_moves_sub_categories_up_with_their_expenses(alice, make_tree, make_expense, paths_of, categories_of):
    find = make_tree(alice, "Food:Out:Lunch", "Food:Out:Dinner")
    make_expense(alice, category=find("Food:Out:Lunch"))

    delete_category(find("Food:Out").pk, owner=alice)

    assert paths_of(alice) == ["Food", "Food: Dinner", "Food: Lunch"]
    assert categories_of(alice) == {"Lunch": "Lunch"}


def test_delete_with_children_takes_the_whole_branch(alice, make_tree, make_expense, paths_of, categories_of):
    find = make_tree(alice, "Food:Out:Lunch", "Fun")
    make_expense(alice, category=find("Food:Out:Lunch"))

    outcome = delete_category(find("Food").pk, owner=alice, move_to=find("Fun").pk, with_children=True)

    assert (outcome.record_count, outcome.category_count) == (1, 3)
    assert paths_of(alice) == ["Fun"]
    assert categories_of(alice) == {"Lunch": "Fun"}


def test_delete_refuses_to_move_up_beside_an_equal_name(alice, make_tree, paths_of):
    find = make_tree(alice, "Food:OTHER", "Other")
    before = paths_of(alice)

    with pytest.raises(ValidationError, match="One level up there is “OTHER” already"):
        delete_category(find("Food").pk, owner=alice)

    assert paths_of(alice) == before


def test_a_sub_category_may_move_up_under_the_name_of_the_one_that_goes(alice, make_tree, paths_of):
    find = make_tree(alice, "Food:Food")

    delete_category(find("Food").pk, owner=alice)

    assert paths_of(alice) == ["Food"]


@pytest.mark.parametrize("target", ["Food", "Food:Out"])
def test_delete_refuses_to_move_expenses_to_what_goes_too(target, alice, make_tree, make_expense, categories_of):
    find = make_tree(alice, "Food:Out")
    make_expense(alice, category=find("Food"))

    with pytest.raises(ValidationError, match="is gone, or goes as well"):
        delete_category(find("Food").pk, owner=alice, move_to=find(target).pk, with_children=True)

    assert categories_of(alice) == {"Lunch": "Food"}


def test_delete_leaves_strangers_alone(alice, bob, make_tree, categories_of):
    mine, theirs = make_tree(alice, "Food")("Food"), Category.objects.for_user(bob).get()

    with pytest.raises(ValidationError, match="gone"):
        delete_category(theirs.pk, owner=alice)
    with pytest.raises(ValidationError, match="gone"):
        delete_category(mine.pk, owner=alice, move_to=theirs.pk)

    assert categories_of(bob) == {"Bob's secret hat": "Bob's secrets"}
    assert Category.objects.for_user(alice).count() == 1


def test_delete_takes_as_many_queries_for_a_hundred_expenses(alice, make_tree, make_expense, django_assert_num_queries):
    find = make_tree(alice, "Food:Out", "Fun:Games")
    make_expense(alice, category=find("Food:Out"))
    for _ in range(100):
        make_expense(alice, category=find("Fun:Games"))

    for top in ("Food", "Fun"):
        top_id = find(top).pk
        with django_assert_num_queries(25):  # the same for one expense and for a hundred
            delete_category(top_id, owner=alice, with_children=True)


# Merging


def test_merge_moves_expenses_and_children(alice, make_tree, make_expense, paths_of, categories_of):
    find = make_tree(alice, "Eating:Out", "Food")
    make_expense(alice, description="A", category=find("Eating"))
    make_expense(alice, description="B", category=find("Eating:Out"))
    make_expense(alice, description="C", category=find("Food"))

    outcome = merge_categories(find("Eating").pk, find("Food").pk, owner=alice)

    assert (outcome.record_count, outcome.category_count) == (1, 1)
    assert paths_of(alice) == ["Food", "Food: Out"]
    assert categories_of(alice) == {"A": "Food", "B": "Out", "C": "Food"}


def test_merge_makes_one_of_children_with_equal_names_on_every_level(alice, make_tree, make_expense, paths_of):
    find = make_tree(alice, "Eating:Out:Lunch", "Eating:Out:Tea", "Food:OUT:lunch:Soup")
    make_expense(alice, category=find("Eating:Out:Lunch"))

    outcome = merge_categories(find("Eating").pk, find("Food").pk, owner=alice)

    assert (outcome.record_count, outcome.category_count) == (1, 3)
    assert paths_of(alice) == ["Food", "Food: OUT", "Food: OUT: lunch", "Food: OUT: lunch: Soup", "Food: OUT: Tea"]
    assert Expense.objects.for_user(alice).get().category_id == find("Food:OUT:lunch").pk


def test_merge_into_the_own_parent_lifts_the_children(alice, make_tree, make_expense, paths_of, categories_of):
    find = make_tree(alice, "Food:Out:Lunch")
    make_expense(alice, category=find("Food:Out"))

    merge_categories(find("Food:Out").pk, find("Food").pk, owner=alice)

    assert paths_of(alice) == ["Food", "Food: Lunch"]
    assert categories_of(alice) == {"Lunch": "Food"}


def test_merge_of_a_branch_that_repeats_the_names_around_it(alice, make_tree, make_expense, paths_of, categories_of):
    find = make_tree(alice, "Food:Out:Eat:Out:Eat")
    make_expense(alice, description="Inner", category=find("Food:Out:Eat:Out:Eat"))
    make_expense(alice, description="Outer", category=find("Food:Out:Eat"))

    merge_categories(find("Food:Out:Eat").pk, find("Food").pk, owner=alice)

    assert paths_of(alice) == ["Food", "Food: Out", "Food: Out: Eat"]
    assert categories_of(alice) == {"Inner": "Eat", "Outer": "Food"}


PATHS = st.lists(st.lists(st.sampled_from(["a", "b", "B", "c"]), min_size=1, max_size=4), min_size=2, max_size=6)


@given(PATHS, st.data())
@settings(max_examples=40)
def test_after_any_merge_each_expense_stands_where_its_path_says(alice, branches, data):
    with transaction.atomic():
        ids = ensure_paths([":".join(names) for names in branches], owner=alice)
        rows = [NewRecord(TODAY, "1", "EUR", "1", path, pk, "") for path, pk in ids.items()]
        insert_records(rows, owner=alice)
        source = data.draw(st.sampled_from(sorted(ids)))
        target = data.draw(st.sampled_from([path for path in sorted(ids) if not f"{path}:".startswith(f"{source}:")]
                                           or [source]))  # fmt: skip
        with suppress(ValidationError):
            merge_categories(ids[source], ids[target], owner=alice)
            ids = {path: ids[path] for path in ids if f"{path}:".startswith(f"{source}:")}
            tree = CategoryTree.of(alice)
            for expense in Expense.objects.for_user(alice):
                path = expense.description
                expected = target + path.removeprefix(source) if path in ids else path
                assert path_key(tree.path(expense.category_id)) == expected
        connection.check_constraints()
        transaction.set_rollback(True)


def test_merge_moves_deleted_expenses_too(alice, make_tree, make_expense, categories_of):
    find = make_tree(alice, "Eating", "Food")
    make_expense(alice, category=find("Eating"))
    delete_records(Expense.objects.all().for_user(alice), owner=alice, actor=alice)

    merge_categories(find("Eating").pk, find("Food").pk, owner=alice)

    assert categories_of(alice) == {"Lunch": "Food"}


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        ("A", "A", "cannot be merged into itself"),
        ("A", "A:B", "“B” stands below “A”"),
        ("A", "A:B:C", "“C” stands below “A”"),
        ("A", "1:2:3:4", "5 levels deep"),
    ],
)
def test_merges_that_make_no_sense_are_refused(source, target, sentence, alice, make_tree, paths_of):
    find = make_tree(alice, "A:B:C", "1:2:3:4")
    before = paths_of(alice)

    with pytest.raises(ValidationError, match=sentence):
        merge_categories(find(source).pk, find(target).pk, owner=alice)

    assert paths_of(alice) == before


def test_merge_knows_only_the_own_categories(alice, bob, make_tree):
    mine, theirs = make_tree(alice, "Food")("Food"), Category.objects.for_user(bob).get()

    for source, target in ((mine, theirs), (theirs, mine)):
        with pytest.raises(ValidationError, match="gone"):
            merge_categories(source.pk, target.pk, owner=alice)

    assert Category.objects.for_user(bob).count() == Category.objects.for_user(alice).count() == 1


@pytest.mark.parametrize("twins", [1, 20])
def test_merge_takes_as_many_queries_for_many_twins(twins, alice, make_tree, make_expense, django_assert_num_queries):
    find = make_tree(alice, *(f"{top}:Child {n}" for top in ("Eating", "Food") for n in range(twins)))
    make_expense(alice, category=find("Eating:Child 0"))
    source, target = find("Eating").pk, find("Food").pk

    with django_assert_num_queries(25):
        merge_categories(source, target, owner=alice)
