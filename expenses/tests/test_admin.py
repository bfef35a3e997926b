"""What staff see and change of ledgers, and what they cannot."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from zeal import zeal_ignore

from conftest import sign_in
from expenses.activity.deletion import delete_records
from expenses.categories.models import Category
from expenses.models import Expense, ExpenseTag, Tag

PAGES = ["expense", "category", "tag", "wallet", "transfer"]


@pytest.fixture(autouse=True)
def forms_look_up_each_choice():
    """Django's admin forms check each select box by a query of its own."""
    with zeal_ignore():
        yield


def admin_url(model: str, *rest: object) -> str:
    return "/".join(["/admin/expenses", model, *map(str, rest), ""])


def member_of(make_user, name: str) -> Client:
    person = make_user(name.lower(), is_staff=True)
    person.groups.add(Group.objects.get(name=name))
    return sign_in(person)


@pytest.fixture
def bookkeeper_client(make_user):
    return member_of(make_user, "Bookkeeper")


@pytest.fixture
def support_client(make_user):
    return member_of(make_user, "Support")


def expense_form(**changes):
    form = {
        "date": "2026-03-14",
        "amount": "12.50",
        "currency": "EUR",
        "description": "Lunch",
        "category": "",
        "notes": "",
        "expensetag_set-TOTAL_FORMS": "0",
        "expensetag_set-INITIAL_FORMS": "0",
    }
    return form | changes


def with_tags(*tags):
    rows = {f"expensetag_set-{n}-tag": tag.pk for n, tag in enumerate(tags)}
    return {"expensetag_set-TOTAL_FORMS": len(tags), **rows}


# Lists


@pytest.mark.parametrize("model", [*PAGES, "activity"])
def test_lists_and_searches_show_rows_of_everybody(
    model, staff_client, alice, bob, make_category, make_tag, make_expense
):
    make_expense(alice, category=make_category(alice), tags=[make_tag(alice)])

    assert staff_client.get(admin_url(model)).status_code == 200
    assert staff_client.get(admin_url(model), {"q": "bob"}).status_code == 200


def test_the_list_of_expenses_takes_as_many_queries_for_three_rows(
    staff_client, alice, make_category, make_expense, django_assert_num_queries
):
    make_expense(alice, category=make_category(alice))
    staff_client.get(admin_url("expense"))
    with django_assert_num_queries(4):  # session, person, count, rows
        staff_client.get(admin_url("expense"))
    make_expense(alice, category=make_category(alice, "Rent"))
    make_expense(alice)

    with django_assert_num_queries(4):
        staff_client.get(admin_url("expense"))


def test_deleted_expenses_are_shown_when_asked_for(staff_client, alice, make_expense):
    make_expense(alice, description="Kept")
    make_expense(alice, description="Dropped")
    delete_records(Expense.objects.filter(description="Dropped"), owner=alice, actor=alice)

    plain = staff_client.get(admin_url("expense")).context["cl"].result_list
    asked = staff_client.get(admin_url("expense"), {"deleted": "yes"}).context["cl"].result_list

    assert [row.description for row in plain] == ["Kept"]
    assert [row.description for row in asked] == ["Dropped"]


# Adding and changing


def test_adding_asks_for_the_owner_first(staff_client, alice):
    response = staff_client.get(admin_url("expense", "add"))

    assert response.status_code == 200
    assert response.templates[0].name == "admin/expenses/choose_owner.html"


@pytest.mark.parametrize("owner", ["0", "x", "99999999999999999999", ""])
def test_an_owner_who_is_nobody_is_asked_for_again(owner, staff_client, db):
    response = staff_client.get(admin_url("expense", "add"), {"owner": owner})

    assert response.status_code == 200
    assert response.templates[0].name == "admin/expenses/choose_owner.html"


def test_an_expense_is_added_to_the_ledger_that_was_chosen(staff, staff_client, alice, make_category, make_tag):
    category, tag = make_category(alice), make_tag(alice)

    form = expense_form(category=category.pk, amount="12.5", **with_tags(tag))
    response = staff_client.post(f"{admin_url('expense', 'add')}?owner={alice.pk}", form)

    assert response.status_code == 302
    expense = Expense.objects.for_user(alice).get()
    assert (expense.amount, expense.home_amount, expense.category_id) == (Decimal("12.5"), Decimal("12.5"), category.pk)
    assert expense.created_by == staff
    assert list(ExpenseTag.objects.for_user(alice).values_list("tag", flat=True)) == [tag.pk]


def test_an_expense_in_a_currency_without_a_rate_has_no_home_amount(staff_client, alice):
    staff_client.post(f"{admin_url('expense', 'add')}?owner={alice.pk}", expense_form(currency="USD"))

    assert Expense.objects.for_user(alice).get().home_amount is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "1.234"}, "amount"),
        ({"amount": "999999999999"}, "amount"),
        ({"date": "1899-12-31"}, "date"),
        ({"date": "2999-01-01"}, "date"),
        ({"currency": "XXX"}, "currency"),
        ({"description": ""}, "description"),
        ({"description": "x" * 256}, "description"),
        ({"description": "a\x00b"}, "description"),
        ({"category": "999999"}, "category"),
    ],
)
def test_what_no_expense_can_be_is_said(changes, field, staff_client, alice):
    response = staff_client.post(f"{admin_url('expense', 'add')}?owner={alice.pk}", expense_form(**changes))

    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert field in errors or "__all__" in errors
    assert not Expense.objects.for_user(alice).exists()


def test_another_persons_category_and_tag_are_no_choices(staff_client, alice, bob):
    theirs = Category.objects.for_user(bob).get()
    their_tag = Tag.objects.for_user(bob).get()
    url = f"{admin_url('expense', 'add')}?owner={alice.pk}"

    by_category = staff_client.post(url, expense_form(category=theirs.pk))
    by_tag = staff_client.post(url, expense_form(**with_tags(their_tag)))

    assert by_category.context["adminform"].form.errors == {
        "category": ["Select a valid choice. That choice is not one of the available choices."]
    }
    assert by_tag.context["inline_admin_formsets"][0].formset.errors == [
        {"tag": ["Select a valid choice. That choice is not one of the available choices."]}
    ]
    assert not Expense.objects.for_user(alice).exists()


def test_the_same_tag_twice_is_said(staff_client, alice, make_tag):
    tag = make_tag(alice)

    response = staff_client.post(f"{admin_url('expense', 'add')}?owner={alice.pk}", expense_form(**with_tags(tag, tag)))

    assert response.status_code == 200
    assert not Expense.objects.for_user(alice).exists()


def test_the_owner_of_an_expense_cannot_change(staff_client, alice, bob, make_expense):
    expense = make_expense(alice)

    form = expense_form(description="Changed", owner=bob.pk, owner_name="bob")
    response = staff_client.post(f"{admin_url('expense', expense.pk, 'change')}?owner={bob.pk}", form)

    assert response.status_code == 302
    assert Expense.objects.for_user(alice).get().description == "Changed"
    assert Expense.objects.for_user(bob).count() == 1


def test_the_autocomplete_of_a_form_offers_only_the_owners_rows(staff_client, alice, bob, make_category):
    make_category(alice, "Bread")
    asked = {"app_label": "expenses", "model_name": "expense", "field_name": "category", "term": ""}

    answer = staff_client.get("/admin/autocomplete/", {**asked, "owner": alice.pk}).json()

    assert [choice["text"] for choice in answer["results"]] == ["Bread"]


def test_a_category_below_itself_is_refused(staff_client, alice, make_category):
    food = make_category(alice, "Food")
    bread = make_category(alice, "Bread", parent=food)

    form = {"name": "Food", "parent": bread.pk, "color": "red", "icon": "tag"}
    response = staff_client.post(admin_url("category", food.pk, "change"), form)

    assert response.context["adminform"].form.errors == {
        "parent": ["A category cannot stand below itself. Choose another parent."]
    }


@pytest.mark.parametrize("model", ["category", "tag"])
def test_a_name_twice_is_refused_without_regard_to_case(model, staff_client, alice, make_category, make_tag):
    make_category(alice, "Ähren")
    make_tag(alice, "Ähren")

    form = {"kind": "expense", "name": "ÄHREN", "parent": "", "color": "red", "icon": "tag"}
    response = staff_client.post(f"{admin_url(model, 'add')}?owner={alice.pk}", form)

    assert list(response.context["adminform"].form.errors) == ["name"]


# Deleting


def test_deleting_a_category_says_and_does_what_happens(staff_client, alice, make_category, make_expense):
    food = make_category(alice, "Food")
    bread = make_category(alice, "Bread", parent=food)
    expense = make_expense(alice, category=bread)
    url = admin_url("category", food.pk, "delete")

    shown = staff_client.get(url)
    staff_client.post(url, {"post": "yes"})

    assert shown.context["deleted_objects"] == ["Food (alice)", "Food: Bread (alice)"]
    assert dict(shown.context["model_count"]) == {"categories": 2, "records left uncategorised": 1}
    assert not Category.objects.for_user(alice).exists()
    assert Expense.objects.for_user(alice).get(pk=expense.pk).category_id is None


def test_deleting_several_categories_at_once_may_include_a_child(staff_client, alice, make_category):
    food = make_category(alice, "Food")
    bread = make_category(alice, "Bread", parent=food)

    chosen = {"action": "delete_selected", "_selected_action": [food.pk, bread.pk], "post": "yes"}
    response = staff_client.post(admin_url("category"), chosen)

    assert response.status_code == 302
    assert not Category.objects.for_user(alice).exists()


@pytest.mark.parametrize("model", ["expense", "tag"])
def test_deleting_an_expense_or_a_tag_takes_its_links_along(model, staff_client, alice, make_tag, make_expense):
    tag = make_tag(alice)
    expense = make_expense(alice, tags=[tag])
    rows = {"expense": expense, "tag": tag}

    response = staff_client.post(admin_url(model, rows[model].pk, "delete"), {"post": "yes"})

    assert response.status_code == 302
    assert not ExpenseTag.objects.for_user(alice).exists()


def test_deleting_a_person_takes_their_ledger_along_and_no_others(staff, staff_client, alice, bob, make_expense):
    mine = make_expense(alice, description="Entered by Bob")
    Expense.objects.for_user(alice).update(created_by=bob)

    response = staff_client.post(f"/admin/accounts/user/{bob.pk}/delete/", {"post": "yes"})

    assert response.status_code == 302
    for model in (Expense, Category, Tag, ExpenseTag):
        assert not model.objects.filter(owner_id=bob.pk).exists()
    assert Expense.objects.for_user(alice).get(pk=mine.pk).created_by is None


# Spreadsheets


def sheet(*lines: str) -> dict[str, object]:
    return {"format": "0", "import_file": SimpleUploadedFile("rows.csv", "\n".join(lines).encode(), "text/csv")}


def test_an_import_is_previewed_and_then_confirmed(staff, staff_client, alice):
    file = sheet("id,owner,date,description,amount,currency", ",alice,2026-03-14,Lunch,12.50,EUR")

    preview = staff_client.post(admin_url("expense", "import"), file)
    assert not Expense.objects.for_user(alice).exists()
    confirmed = staff_client.post(admin_url("expense", "process_import"), preview.context["confirm_form"].initial)

    assert confirmed.status_code == 302
    assert Expense.objects.for_user(alice).get().created_by == staff


def test_wrong_rows_are_said_and_nothing_can_be_confirmed(staff_client, alice):
    file = sheet("id,owner,date,description,amount,currency", ",nobody,2026-03-14,Lunch,12.50,EUR")

    response = staff_client.post(admin_url("expense", "import"), file)

    assert "confirm_form" not in response.context
    assert "There is nobody called “nobody”." in response.content.decode()


@pytest.mark.parametrize("lines", [("a,b", "1,2"), ("",), ("\x00\x01",), ("owner", "alice", "alice,too,many")])
def test_a_sheet_that_is_none_of_ours_is_said(lines, staff_client, alice):
    response = staff_client.post(admin_url("expense", "import"), sheet(*lines))

    page = response.content.decode()
    assert response.status_code == 200
    assert "confirm_form" not in response.context
    assert "Traceback" not in page
    assert "errorlist" in page


def test_an_export_holds_what_the_list_shows(staff_client, alice, bob, make_expense):
    make_expense(alice, description="=1+1")

    form = {"format": "0", "resource": "", **{f"expenseresource_{name}": "on" for name in ("owner", "description")}}
    response = staff_client.post(f"{admin_url('expense', 'export')}?q=alice", form)

    assert response["Content-Type"].startswith("text/csv")
    assert response.content.decode().splitlines() == ["owner,description", "alice,'=1+1"]


# Groups


def test_the_group_bookkeeper_may_do_no_more_than_keep_records(db):
    allowed = Group.objects.get(name="Bookkeeper").permissions.values_list("content_type__app_label", "codename")

    models = {"expense", "category", "tag", "wallet", "transfer", "income", "ownrate", "owncurrency"}
    models |= {"budget", "budgetchange", "goal", "goalcontribution", "recurringpayment", "occurrence", "declinedoffer"}
    actions = ("view", "add", "change", "import", "export")
    assert set(allowed) == {("expenses", f"{action}_{model}") for action in actions for model in models}


def test_the_migration_of_the_group_goes_back_and_forth(db):
    migration = import_module("expenses.migrations.0005_bookkeeper_group")

    migration.remove_group(apps, None)
    assert not Group.objects.filter(name="Bookkeeper").exists()
    migration.make_group(apps, None)

    assert Group.objects.get(name="Bookkeeper").permissions.count() == 15


def test_bookkeepers_may_keep_records_and_not_delete_them(bookkeeper_client, alice, make_expense):
    expense = make_expense(alice)

    for model in PAGES:
        assert bookkeeper_client.get(admin_url(model)).status_code == 200
        assert bookkeeper_client.get(f"{admin_url(model, 'add')}?owner={alice.pk}").status_code == 200
        assert bookkeeper_client.get(admin_url(model, "import")).status_code == 200
        assert bookkeeper_client.get(admin_url(model, "export")).status_code == 200
    assert bookkeeper_client.get(admin_url("expense", expense.pk, "delete")).status_code == 403


def test_bookkeepers_write_the_tags_of_an_expense(bookkeeper_client, alice, make_tag):
    form = expense_form(**with_tags(make_tag(alice)))

    bookkeeper_client.post(f"{admin_url('expense', 'add')}?owner={alice.pk}", form)

    assert ExpenseTag.objects.for_user(alice).count() == 1


def test_bookkeepers_see_of_people_only_names_to_pick(bookkeeper_client, alice):
    asked = {"app_label": "expenses", "model_name": "expense", "field_name": "owner", "term": "ali"}

    answer = bookkeeper_client.get("/admin/autocomplete/", asked)

    assert answer.json()["results"] == [{"id": str(alice.pk), "text": "alice"}]
    assert bookkeeper_client.get("/admin/autocomplete/", {**asked, "term": "alice@example"}).json()["results"] == []
    assert bookkeeper_client.get("/admin/accounts/user/").status_code == 403
    assert bookkeeper_client.get(f"/admin/accounts/user/{alice.pk}/change/").status_code == 403


def test_support_sees_nothing_of_ledgers(support_client, alice, make_category, make_tag, make_expense):
    category, tag, expense = make_category(alice), make_tag(alice), make_expense(alice)
    activity = delete_records(Expense.objects.all(), owner=alice, actor=alice)
    rows = {"category": category, "tag": tag, "expense": expense, "activity": activity}
    asked = {"app_label": "expenses", "model_name": "expense", "field_name": "category", "term": ""}

    for model, row in rows.items():
        for rest in ((), ("add",), (row.pk, "change"), (row.pk, "delete"), (row.pk, "history")):
            assert support_client.get(admin_url(model, *rest)).status_code == 403
    for model in PAGES:
        assert support_client.get(admin_url(model, "import")).status_code == 403
        assert support_client.get(admin_url(model, "export")).status_code == 403
    assert support_client.get("/admin/autocomplete/", asked).status_code == 403
    assert "/admin/expenses/" not in support_client.get("/admin/").content.decode()


@pytest.mark.parametrize("model", [*PAGES, "activity"])
def test_people_who_are_no_staff_are_sent_away(model, alice_client):
    assert alice_client.get(admin_url(model)).status_code == 302
