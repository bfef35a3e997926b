import pytest
from django.core.exceptions import ValidationError

from expenses.categories.models import Category
from expenses.categories.paths import ensure_paths, split_path
from expenses.categories.tree import path_key


def test_ensure_paths_makes_what_is_missing_on_the_way(alice, paths_of):
    ids = ensure_paths(["Food:Groceries", "Food : Out : Lunch"], owner=alice)

    assert paths_of(alice) == ["Food", "Food: Groceries", "Food: Out", "Food: Out: Lunch"]
    assert ids[path_key("food:out:LUNCH")] == Category.objects.for_user(alice).get(name="Lunch").pk


def test_ensure_paths_finds_what_is_there_without_regard_to_case(alice, make_tree):
    find = make_tree(alice, "Übermut:Ähren")

    ids = ensure_paths(["übermut:ÄHREN"], owner=alice)

    assert ids["übermut:ähren"] == find("Übermut:Ähren").pk
    assert Category.objects.for_user(alice).count() == 2


def test_ensure_paths_makes_new_ones_look_like_their_parent(alice, make_category):
    make_category(alice, "Food", icon="apple", color="green")

    ids = ensure_paths(["Food:Sweets"], owner=alice)

    sweets = Category.objects.for_user(alice).get(pk=ids["food:sweets"])
    assert (sweets.icon, sweets.color) == ("apple", "green")


def test_ensure_paths_leaves_a_strangers_category_of_the_same_name_alone(alice, bob):
    ids = ensure_paths(["Bob's secrets"], owner=alice)

    assert Category.objects.for_user(alice).get(pk=ids["bob's secrets"]).owner == alice
    assert Category.objects.for_user(bob).count() == 1


def test_ensure_paths_takes_a_statement_a_level(alice, django_assert_num_queries):
    with django_assert_num_queries(6):  # savepoint, lock, read, two inserts, release
        ensure_paths([f"Root {n}:Child {n}" for n in range(50)], owner=alice)


@pytest.mark.parametrize(
    "path", ["", ":", "Food:", ":Food", "a::b", "a:b:c:d:e:f", "x" * 81, "a\x00b", "\u200b", "a\u202eb"]
)
def test_split_path_refuses_what_no_category_can_be(path):
    with pytest.raises(ValidationError):
        split_path(path)


def test_split_path_tidies_names():
    assert split_path("  Food :  Cafe\u0301  bar ") == ["Food", "Café bar"]
