"""Two changes at the same moment, which are right each alone and wrong together."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from expenses.categories.models import Category
from expenses.categories.paths import ensure_paths
from expenses.categories.placing import save_category
from expenses.categories.removing import delete_category, merge_categories
from expenses.categories.starter import create_starter_categories
from expenses.categories.tree import CategoryTree
from expenses.models import Expense, Income
from expenses.sample.household import household_income, household_year
from expenses.sample.loading import load_sample
from expenses.tags.models import Tag
from expenses.tags.naming import save_tag

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Do all of them at the same moment, each on a connection of its own; return "done" or "refused" of each."""
    barrier = Barrier(len(deeds))

    def do(deed):
        barrier.wait(timeout=10)
        try:
            deed()
        except ValidationError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(do, deeds))


def saving(owner, category, **changes):
    """Return the deed of saving the category as a page that was opened before would."""
    for name, value in changes.items():
        setattr(category, name, value)
    return lambda: save_category(category, owner=owner)


def test_two_moves_at_once_make_no_circle(alice, make_tree):
    find = make_tree(alice, "A", "B")

    ends = at_once(saving(alice, find("A"), parent=find("B")), saving(alice, find("B"), parent=find("A")))

    assert ends == ["done", "refused"]
    assert len(list(CategoryTree.of(alice))) == 2


def test_two_new_categories_of_one_name_at_once_are_one(alice):
    ends = at_once(*(saving(alice, Category(owner=alice, name=name)) for name in ("Ähren", "ÄHREN")))

    assert ends == ["done", "refused"]
    assert Category.objects.for_user(alice).count() == 1


def test_two_new_tags_of_one_name_at_once_are_one(alice):
    ends = at_once(*(partial(save_tag, Tag(owner=alice, name=name), owner=alice) for name in ("ä", "Ä")))

    assert ends == ["done", "refused"]
    assert Tag.objects.for_user(alice).count() == 1


def test_a_category_made_below_one_that_is_deleted_at_once_is_refused_or_moved_up(alice, make_tree):
    food = make_tree(alice, "Food")("Food")

    at_once(
        saving(alice, Category(owner=alice, name="Bread", parent=food)), lambda: delete_category(food.pk, owner=alice)
    )

    assert [node.path for node in CategoryTree.of(alice)] in ([], ["Bread"])


def test_two_merges_into_each_other_at_once_leave_one(alice, make_tree, make_expense):
    find = make_tree(alice, "A", "B")
    a, b = find("A"), find("B")
    make_expense(alice, category=a)

    ends = at_once(lambda: merge_categories(a.pk, b.pk, owner=alice), lambda: merge_categories(b.pk, a.pk, owner=alice))

    assert ends == ["done", "refused"]
    assert Expense.objects.for_user(alice).get().category_id == Category.objects.for_user(alice).get().pk


def test_starting_and_importing_at_once_makes_each_category_once(alice):
    at_once(
        lambda: create_starter_categories(alice),
        lambda: create_starter_categories(alice),
        lambda: ensure_paths(["food:GROCERIES"], owner=alice),
    )

    paths = [node.path.casefold() for node in CategoryTree.of(alice)]
    assert len(paths) == len(set(paths))


def test_two_presses_of_the_sample_button_load_it_once(alice, today):
    at_once(*[lambda: load_sample(alice, today=today)] * 2)

    counts = [model.objects.for_user(alice).count() for model in (Expense, Income)]
    assert counts == [len(household_year(today, "EUR")), len(household_income(today, "EUR"))]
