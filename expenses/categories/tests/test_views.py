"""The pages of categories, asked over HTTP."""

from decimal import Decimal

import pytest

from expenses.categories.models import Category
from expenses.models import Expense

LIST, CREATE = "/categories/", "/categories/new/"
PAGES_OF_ONE = ["edit", "delete", "merge"]


def url(category, action):
    return f"/categories/{category.pk}/{action}/"


def form(**changes):
    return {"name": "Food", "parent": "", "description": "", "color": "green", "icon": "cart"} | changes


def rows_of(response):
    return [(row.node.path, row.record_count, row.sum.amount) for row in response.context["overview"].rows]


def messages_of(response):
    return [str(message).strip().splitlines()[0] for message in response.context["messages"]]


# The list


def test_the_list_shows_the_tree_with_counts_and_this_years_sums(
    alice_client, alice, bob, today, make_tree, make_expense
):
    find = make_tree(alice, "Food:Groceries", "Rent")
    make_expense(alice, category=find("Food"), amount="1.10")
    make_expense(alice, category=find("Food:Groceries"), amount="2.20")
    make_expense(alice, category=find("Food:Groceries"), amount="99", date="2025-12-31")
    make_expense(alice, category=find("Food:Groceries"), amount="5", currency="USD")

    response = alice_client.get(LIST)

    assert rows_of(response) == [
        ("Food", 4, Decimal("3.30")),
        ("Food: Groceries", 3, Decimal("2.20")),
        ("Rent", 0, Decimal("0.00")),
    ]
    assert response.context["overview"].rows[0].sum.without_rate == 1
    assert "€3.30" in response.content.decode()


def test_the_list_leaves_deleted_expenses_out(alice_client, alice, today, make_tree, make_expense):
    from expenses.activity.deletion import delete_records

    make_expense(alice, category=make_tree(alice, "Food")("Food"))
    delete_records(Expense.objects.all().for_user(alice), owner=alice, actor=alice)

    assert rows_of(alice_client.get(LIST)) == [("Food", 0, Decimal("0.00"))]


def test_the_list_shows_archived_branches_apart(alice_client, alice, make_tree):
    find = make_tree(alice, "Old:Older", "New")
    Category.objects.for_user(alice).filter(pk=find("Old").pk).update(is_archived=True)

    overview = alice_client.get(LIST).context["overview"]

    assert [row.node.path for row in overview.rows] == ["New"]
    assert [row.node.path for row in overview.archived_rows] == ["Old", "Old: Older"]


def test_the_list_counts_expenses_without_a_category(alice_client, alice, bob, make_expense):
    make_expense(alice)

    response = alice_client.get(LIST)

    assert response.context["overview"].uncategorised_count == 1
    assert "?category=none" in response.content.decode()


def test_the_list_of_nobody_says_what_to_do(alice_client, alice, bob):
    page = alice_client.get(LIST).content.decode()

    assert "No categories yet" in page
    assert "Bob" not in page


def test_the_list_takes_as_many_queries_for_three_and_three_hundred(
    alice_client, alice, make_tree, make_expense, django_assert_num_queries
):
    find = make_tree(alice, "Food")
    make_expense(alice, category=find("Food"))
    alice_client.get(LIST)  # the first request of a session writes that it is in use
    with django_assert_num_queries(7):  # session, person, categories, counts and sums of payments and of parts
        alice_client.get(LIST)
    find = make_tree(alice, *(f"Root {n % 20}:Child {n}" for n in range(280)))
    make_expense(alice, category=find("Root 0"))
    make_expense(alice, category=find("Root 0:Child 0"))

    with django_assert_num_queries(7):
        alice_client.get(LIST)


# Making and changing


def test_a_category_is_made(alice_client, alice, make_tree, paths_of):
    parent = make_tree(alice, "Home")("Home")

    response = alice_client.post(CREATE, form(name="  Café  bar ", parent=parent.pk, description="Out"), follow=True)

    made = Category.objects.for_user(alice).get(parent=parent)
    assert (made.name, made.description, made.color, made.icon) == ("Café bar", "Out", "green", "cart")
    assert messages_of(response) == ["Added “Café bar”."]
    assert response.redirect_chain == [(LIST, 302)]


def test_a_sub_category_begins_as_its_parent_looks(alice_client, alice, make_category):
    parent = make_category(alice, "Home", color="blue", icon="house-door")

    initial = alice_client.get(CREATE, {"parent": parent.pk}).context["form"].initial

    assert initial == {"parent": parent.pk, "color": "blue", "icon": "house-door"}


@pytest.mark.parametrize("parent", ["", "x", "²", "0", "99999999999999999999", "-1"])
def test_a_parent_in_the_address_that_is_none_is_ignored(parent, alice_client):
    response = alice_client.get(CREATE, {"parent": parent})

    assert response.status_code == 200
    assert response.context["form"].initial == {}


def test_a_strangers_category_is_no_parent(alice_client, alice, bob):
    theirs = Category.objects.for_user(bob).get()

    asked = alice_client.get(CREATE, {"parent": theirs.pk})
    posted = alice_client.post(CREATE, form(parent=theirs.pk))

    assert asked.context["form"].initial == {}
    assert "Bob" not in asked.content.decode()
    assert list(posted.context["form"].errors) == ["parent"]
    assert not Category.objects.for_user(alice).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a:b"}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "\u3164"}, "name"),
        ({"name": "TAKEN"}, "name"),
        ({"description": "x" * 256}, "description"),
        ({"color": "gold"}, "color"),
        ({"color": ""}, "color"),
        ({"icon": "../x"}, "icon"),
        ({"icon": "plus"}, "icon"),
        ({"parent": "x"}, "parent"),
        ({"parent": "99999999999999999999"}, "parent"),
    ],
)
def test_what_no_category_can_be_is_said_beside_its_field(changes, field, alice_client, alice, make_tree):
    make_tree(alice, "Taken")

    response = alice_client.post(CREATE, form(**changes))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert Category.objects.for_user(alice).count() == 1


def test_a_category_is_changed(alice_client, alice, make_tree, paths_of):
    find = make_tree(alice, "Food:Groceries", "Home")

    alice_client.post(url(find("Food:Groceries"), "edit"), form(name="Shopping", parent=find("Home").pk))

    assert paths_of(alice) == ["Food", "Home", "Home: Shopping"]


def test_the_form_offers_no_parent_below_itself(alice_client, alice, make_tree):
    find = make_tree(alice, "A:B:C", "D")

    choices = alice_client.get(url(find("A"), "edit")).context["form"].fields["parent"].choices

    assert [value for value, _ in choices] == ["", str(find("D").pk)]


def test_an_archived_parent_stays_a_choice_of_its_child(alice_client, alice, make_tree):
    find = make_tree(alice, "Old:Older")
    Category.objects.for_user(alice).filter(pk=find("Old").pk).update(is_archived=True)

    alice_client.post(url(find("Old:Older"), "edit"), form(name="Oldest", parent=find("Old").pk))

    assert Category.objects.for_user(alice).get(name="Oldest").parent_id == find("Old").pk


def test_an_icon_of_former_days_stays_a_choice(alice_client, alice, make_category):
    category = make_category(alice, "Old", icon="floppy")

    alice_client.post(url(category, "edit"), form(name="Old", icon="floppy", color="red"))

    assert Category.objects.for_user(alice).get().color == "red"


def test_a_sample_category_becomes_the_own_by_changing_it(alice_client, alice, make_category):
    category = make_category(alice, "Food", is_sample=True)

    alice_client.post(url(category, "edit"), form())

    assert not Category.objects.for_user(alice).get().is_sample


# Archiving


def test_archive_and_back(alice_client, alice, make_category):
    category = make_category(alice, "Food")

    alice_client.post(url(category, "archive"), {"is_archived": "true"})
    assert Category.objects.for_user(alice).get().is_archived

    alice_client.post(url(category, "archive"), {"is_archived": "false"})
    assert not Category.objects.for_user(alice).get().is_archived


def test_a_link_archives_nothing(alice_client, alice, make_category):
    category = make_category(alice)

    assert alice_client.get(url(category, "archive")).status_code == 405
    assert not Category.objects.for_user(alice).get().is_archived


# Deleting


def test_the_delete_page_counts_what_is_concerned(alice_client, alice, make_tree, make_expense):
    find = make_tree(alice, "Food:Out:Lunch")
    make_expense(alice, category=find("Food"))
    make_expense(alice, category=find("Food:Out:Lunch"))

    context = alice_client.get(url(find("Food"), "delete")).context

    assert (context["own_count"], context["below_count"], context["child_count"]) == (1, 1, 2)
    assert list(context["form"].fields) == ["children", "records", "move_to"]


def test_nothing_is_asked_of_an_empty_category(alice_client, alice, make_tree, paths_of):
    find = make_tree(alice, "Food")

    assert not alice_client.get(url(find("Food"), "delete")).context["form"].fields
    alice_client.post(url(find("Food"), "delete"))

    assert paths_of(alice) == []


def test_delete_does_what_was_chosen(alice_client, alice, make_tree, make_expense, paths_of):
    find = make_tree(alice, "Food:Out", "Fun")
    fun = find("Fun")
    make_expense(alice, category=find("Food"))

    chosen = {"children": "up", "records": "move", "move_to": fun.pk}
    response = alice_client.post(url(find("Food"), "delete"), chosen, follow=True)

    assert messages_of(response) == ["Deleted “Food”."]
    assert paths_of(alice) == ["Fun", "Out"]
    assert Expense.objects.for_user(alice).get().category_id == fun.pk


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({}, "children"),
        ({"children": "sideways"}, "children"),
        ({"children": "up"}, "records"),
        ({"children": "up", "records": "burn"}, "records"),
        ({"children": "up", "records": "move"}, "move_to"),
        ({"children": "up", "records": "move", "move_to": "x"}, "move_to"),
        ({"children": "up", "records": "move", "move_to": "{bob}"}, "move_to"),
        ({"children": "up", "records": "move", "move_to": "{self}"}, "move_to"),
        ({"children": "with", "records": "move", "move_to": "{child}"}, "move_to"),
    ],
)
def test_a_choice_that_cannot_be_deletes_nothing(
    chosen, field, alice_client, alice, bob, make_tree, make_expense, paths_of
):
    find = make_tree(alice, "Food:Out")
    make_expense(alice, category=find("Food"))
    before = paths_of(alice)
    known = {"{bob}": Category.objects.for_user(bob).get(), "{self}": find("Food"), "{child}": find("Food:Out")}
    chosen = {name: known[value].pk if value in known else value for name, value in chosen.items()}

    response = alice_client.post(url(find("Food"), "delete"), chosen)

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert paths_of(alice) == before


def test_an_expense_that_came_meanwhile_is_asked_about(alice_client, alice, make_tree, make_expense, paths_of):
    find = make_tree(alice, "Food")
    alice_client.get(url(find("Food"), "delete"))
    make_expense(alice, category=find("Food"))

    response = alice_client.post(url(find("Food"), "delete"))

    assert list(response.context["form"].errors) == ["records"]
    assert paths_of(alice) == ["Food"]


def test_names_that_are_taken_above_are_said(alice_client, alice, make_tree):
    find = make_tree(alice, "Food:Other", "Other")

    response = alice_client.post(url(find("Food"), "delete"), {"children": "up"})

    assert response.context["form"].errors["children"] == [
        "One level up there is “Other” already. Merge or rename it first."
    ]


# Merging


def test_merge_says_what_will_happen_and_does_it(alice_client, alice, make_tree, make_expense, paths_of):
    find = make_tree(alice, "Eating:Out", "Eating:Lunch", "Food:Out")
    source, target = find("Eating"), find("Food")
    make_expense(alice, category=source)

    page = alice_client.get(url(source, "merge"), {"into": target.pk})
    response = alice_client.post(url(source, "merge"), {"into": target.pk}, follow=True)

    assert page.context["record_count"] == 1
    assert page.context["moved"] == ["Eating: Lunch"]
    assert page.context["joined"] == [("Eating: Out", "Food: Out")]
    assert messages_of(response) == ["Merged “Eating” into “Food”."]
    assert paths_of(alice) == ["Food", "Food: Lunch", "Food: Out"]


def test_asking_merges_nothing(alice_client, alice, make_tree, paths_of):
    find = make_tree(alice, "A", "B")

    alice_client.get(url(find("A"), "merge"), {"into": find("B").pk})

    assert paths_of(alice) == ["A", "B"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("into", ["", "x", "0", "99999999999999999999", "{self}", "{child}", "{bob}"])
def test_a_target_that_cannot_be_is_said(into, method, alice_client, alice, bob, make_tree, paths_of):
    find = make_tree(alice, "A:B", "C")
    before = paths_of(alice)
    known = {"{self}": find("A"), "{child}": find("A:B"), "{bob}": Category.objects.for_user(bob).get()}

    chosen = {"into": known[into].pk if into in known else into}
    response = getattr(alice_client, method)(url(find("A"), "merge"), chosen)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["into"]
    assert "Bob" not in response.content.decode()
    assert paths_of(alice) == before


# Strangers


@pytest.mark.parametrize("action", PAGES_OF_ONE)
def test_a_stranger_finds_nothing(action, alice, bob_client, make_tree, paths_of):
    category = make_tree(alice, "Food")("Food")

    assert bob_client.get(url(category, action)).status_code == 404
    assert bob_client.post(url(category, action), form(name="Mine")).status_code == 404
    assert paths_of(alice) == ["Food"]


def test_a_stranger_archives_nothing(alice, bob_client, make_category):
    category = make_category(alice)

    assert bob_client.post(url(category, "archive"), {"is_archived": "true"}).status_code == 404
    assert not Category.objects.for_user(alice).get().is_archived


@pytest.mark.parametrize("pk", ["0", "99999999999999999999"])
@pytest.mark.parametrize("action", PAGES_OF_ONE)
def test_what_is_nowhere_is_not_found(pk, action, alice_client):
    assert alice_client.get(f"/categories/{pk}/{action}/").status_code == 404


# Two at once


def test_the_second_of_two_who_edit_a_category_is_told(alice_client, alice, make_tree):
    find = make_tree(alice, "Food", "Fun")
    food = find("Food")
    seen = alice_client.get(url(food, "edit")).context["form"]["seen"].value()
    alice_client.post(url(food, "edit"), form(name="Groceries", color="blue", seen=seen))

    told = alice_client.post(url(food, "edit"), form(parent=find("Fun").pk, seen=seen))
    kept = find("Food")
    now_seen = told.context["form"]["seen"].value()
    alice_client.post(url(food, "edit"), form(parent=find("Fun").pk, seen=now_seen))

    assert told.status_code == 409
    assert told.context["conflicts"] == [
        ("Name", "Groceries", "Food"),
        ("Parent", "None: a category of its own", "Fun"),
        ("Colour", "Blue", "Green"),
    ]
    assert "Somebody has changed this category since you opened it." in told.content.decode()
    assert (kept.name, kept.color) == ("Groceries", "blue")
    assert (find("Food").name, find("Food").color, find("Food").parent.name) == ("Food", "green", "Fun")


def test_a_category_of_which_two_save_the_same_asks_with_no_table(alice_client, alice, make_tree):
    food = make_tree(alice, "Food")("Food")
    seen = alice_client.get(url(food, "edit")).context["form"]["seen"].value()
    alice_client.post(url(food, "edit"), form(seen=seen))

    assert alice_client.post(url(food, "edit"), form(seen=seen)).context["conflicts"] == []


@pytest.mark.parametrize("seen", ["yesterday", "2026-13-01", "9999-12-31T23:59:59-12:00"])
def test_a_damaged_page_of_a_category_is_refused(alice_client, alice, make_tree, seen):
    food = make_tree(alice, "Food")("Food")

    answer = alice_client.post(url(food, "edit"), form(name="Groceries", seen=seen))

    assert answer.context["form"].errors == {"seen": ["This page is damaged. Reload it."]}
