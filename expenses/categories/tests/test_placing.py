import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from expenses.categories.models import Category
from expenses.categories.placing import check_place, save_category
from expenses.categories.tree import CategoryTree
from expenses.categories.validators import MAX_LEVELS


def save(owner, **fields):
    save_category(Category(owner=owner, **fields), owner=owner)


def test_a_category_may_stand_below_another(alice, make_tree, paths_of):
    find = make_tree(alice, "Food")

    save(alice, name="Bread", parent=find("Food"))

    assert paths_of(alice) == ["Food", "Food: Bread"]


@pytest.mark.parametrize("name", ["Food", "FOOD", "  food "])
def test_a_name_stands_once_on_a_level_without_regard_to_case(name, alice, make_tree):
    make_tree(alice, "Food")

    with pytest.raises(ValidationError) as said:
        save(alice, name=name)

    assert list(said.value.message_dict) == ["name"]


def test_names_beyond_ascii_are_told_apart_without_regard_to_case(alice, make_tree):
    make_tree(alice, "Übriges")

    with pytest.raises(ValidationError):
        save(alice, name="ÜBRIGES")


def test_a_name_may_stand_again_on_another_level(alice, make_tree, paths_of):
    find = make_tree(alice, "Food", "Pets")

    save(alice, name="Food", parent=find("Pets"))

    assert paths_of(alice) == ["Food", "Pets", "Pets: Food"]


def test_a_strangers_names_are_free(alice, bob):
    save(alice, name="Bob's secrets")

    assert Category.objects.for_user(alice).count() == 1


def test_a_category_may_keep_its_own_name(alice, make_tree):
    food = make_tree(alice, "Food")("Food")
    food.color = "green"

    save_category(food, owner=alice)

    assert Category.objects.for_user(alice).get().color == "green"


@pytest.mark.parametrize("parent", ["A", "A:B", "A:B:C"])
def test_a_category_cannot_stand_below_itself(parent, alice, make_tree):
    find = make_tree(alice, "A:B:C")
    top = find("A")
    top.parent = find(parent)

    with pytest.raises(ValidationError, match="cannot stand below itself"):
        save_category(top, owner=alice)


def test_a_circle_of_two_changes_is_refused_at_the_second(alice, make_tree):
    find = make_tree(alice, "A", "B")
    a, b = find("A"), find("B")
    a.parent, b.parent = find("B"), find("A")

    save_category(a, owner=alice)
    with pytest.raises(ValidationError, match="cannot stand below itself"):
        save_category(b, owner=alice)


def test_levels_are_counted_with_what_stands_below(alice, make_tree):
    find = make_tree(alice, "A:B:C", "D:E:F")
    top = find("D")
    top.parent = find("A:B:C")

    with pytest.raises(ValidationError, match="5 levels deep"):
        save_category(top, owner=alice)


def test_five_levels_are_taken_and_a_sixth_is_not(alice, make_tree):
    find = make_tree(alice, "1:2:3:4")

    save(alice, name="5", parent=find("1:2:3:4"))
    with pytest.raises(ValidationError, match="5 levels deep"):
        save(alice, name="6", parent=Category.objects.for_user(alice).get(name="5"))


def test_a_parent_of_another_person_is_gone(alice, bob):
    theirs = Category.objects.for_user(bob).get()

    with pytest.raises(ValidationError, match="This parent is gone"):
        save(alice, name="Bread", parent=theirs)


def test_a_parent_deleted_meanwhile_is_said(alice, make_tree):
    find = make_tree(alice, "Food")
    bread = Category(owner=alice, name="Bread", parent=find("Food"))
    Category.objects.for_user(alice).delete()

    with pytest.raises(ValidationError, match="This parent is gone"):
        save_category(bread, owner=alice)


def test_a_name_that_only_the_database_finds_equal_is_said(alice, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(Category, "save", refuse)

    with pytest.raises(ValidationError) as said:
        save(alice, name="İ")

    assert list(said.value.message_dict) == ["name"]


class Shelf:
    """Categories that are nowhere but in a list, for trying many moves."""

    def __init__(self):
        self.rows = []

    def add(self, name, parent):
        self.rows.append(Category(pk=len(self.rows) + 1, name=name, parent_id=parent))

    def tree(self):
        return CategoryTree(self.rows)


@given(st.lists(st.tuples(st.integers(1, 8), st.one_of(st.none(), st.integers(1, 8))), max_size=30))
def test_no_allowed_moves_ever_make_a_circle_or_six_levels(moves):
    shelf = Shelf()
    for number in range(8):
        shelf.add(f"Category {number}", None)

    for moved, parent in moves:
        try:
            check_place(shelf.tree(), category_id=moved, name=shelf.rows[moved - 1].name, parent_id=parent)
        except ValidationError:
            continue
        shelf.rows[moved - 1].parent_id = parent

    tree = shelf.tree()
    assert sorted(node.pk for node in tree) == list(range(1, 9))
    assert max(node.depth for node in tree) < MAX_LEVELS
