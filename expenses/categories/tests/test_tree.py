from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from expenses.categories.tree import CategoryTree, path_key


def category(pk, name, parent_id=None, is_archived=False):
    return SimpleNamespace(pk=pk, name=name, parent_id=parent_id, is_archived=is_archived)


def test_tree_puts_children_below_their_parents_by_name_without_regard_to_case_and_accents():
    tree = CategoryTree(
        [category(1, "zoo"), category(2, "Élan"), category(3, "apes", 1), category(4, "Bears", 1), category(5, "fun")]
    )

    assert [(node.path, node.depth) for node in tree] == [
        ("Élan", 0),
        ("fun", 0),
        ("zoo", 0),
        ("zoo: apes", 1),
        ("zoo: Bears", 1),
    ]


def test_below_an_archived_category_all_counts_as_archived():
    tree = CategoryTree([category(1, "Old", is_archived=True), category(2, "Older", 1), category(3, "New")])

    assert [node.category.name for node in tree if node.is_archived] == ["Old", "Older"]


def test_choices_leave_out_the_archived_but_keep_the_one_in_use():
    tree = CategoryTree([category(1, "Old", is_archived=True), category(2, "Older", 1), category(3, "New")])

    assert tree.choices() == [(3, "New")]
    assert tree.choices(keep=2) == [(3, "New"), (2, "Old: Older")]


def test_path_key_is_equal_whatever_case_blanks_and_composition():
    assert path_key(" Cafe\u0301 : Tea  rooms ") == path_key("café:tea ROOMS") == "café:tea rooms"


@st.composite
def forests(draw):
    """Draw categories whose parents come before them."""
    size = draw(st.integers(1, 12))
    parents = [draw(st.one_of(st.none(), st.integers(1, pk - 1))) if pk > 1 else None for pk in range(1, size + 1)]
    names = draw(st.lists(st.text("abÄö", min_size=1, max_size=3), min_size=size, max_size=size))
    return [category(pk, names[pk - 1], parents[pk - 1]) for pk in range(1, size + 1)]


@given(forests())
def test_every_category_is_in_the_tree_once_and_after_its_parent(categories):
    order = [node.pk for node in CategoryTree(categories)]

    assert sorted(order) == [one.pk for one in categories]
    assert all(order.index(one.parent_id) < order.index(one.pk) for one in categories if one.parent_id)


@given(forests())
def test_ids_below_are_those_whose_way_up_leads_to_the_category(categories):
    tree = CategoryTree(categories)
    parents = {one.pk: one.parent_id for one in categories}

    def way_up(pk):
        return [pk, *way_up(parents[pk])] if pk else []

    for top in categories:
        assert set(tree.ids_below(top.pk)) == {pk for pk in parents if top.pk in way_up(pk)}
        assert tree.root_of(top.pk).pk == way_up(top.pk)[-1]
        assert tree.by_id[top.pk].depth == len(way_up(top.pk)) - 1
