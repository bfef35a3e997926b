"""The pages of income. What they share with those of expenses is tried there; here, that they are of income alone."""

from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from expenses.categories.models import Category
from expenses.models import Activity, Expense, Income, IncomeTag


@pytest.fixture
def salary(alice, make_category) -> Category:
    return make_category(alice, "Salary", kind=Category.Kind.INCOME)


@pytest.fixture
def typed() -> dict[str, str]:
    """Return what a person types of an income."""
    return {"amount": "2,400.50", "currency": "EUR", "description": "November", "date": "2026-11-20", "tags": "work"}


def messages_of(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def url(name: str, *args) -> str:
    return reverse(f"expenses:income-{name}", args=args)


def test_what_is_typed_becomes_an_income_and_no_expense(alice_client, alice, salary, typed):
    response = alice_client.post(url("create"), {**typed, "category": salary.pk})

    assert response.headers["Location"] == url("list")
    income = Income.objects.for_user(alice).get()
    said = (income.amount, income.home_amount, income.description, income.category, income.created_by)
    assert said == (Decimal("2400.5"), Decimal("2400.5"), "November", salary, None)
    assert list(IncomeTag.objects.for_user(alice).values_list("tag__name", flat=True)) == ["work"]
    assert not Expense.objects.for_user(alice).exists()


def test_a_form_sent_twice_makes_one_income(alice_client, alice, typed):
    typed["submission_id"] = "b3f1d1b4-7c60-4a0e-9a3b-0a5bbd0f4a11"

    alice_client.post(url("create"), typed)
    alice_client.post(url("create"), typed)

    assert Income.objects.for_user(alice).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": ""}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "12.345"}, "amount"),
        ({"description": " "}, "description"),
        ({"date": "1899-12-31"}, "date"),
        ({"currency": "XYZ"}, "currency"),
    ],
)
def test_wrong_values_are_said_beside_their_fields(change, field, alice_client, alice, typed):
    response = alice_client.post(url("create"), {**typed, **change})

    assert list(response.context["form"].errors) == [field]
    assert not Income.objects.for_user(alice).exists()


def test_categories_of_expenses_are_neither_offered_nor_taken(alice_client, alice, make_category, salary, typed):
    food = make_category(alice, "Food")

    offered = alice_client.get(url("create")).context["form"].fields["category"].choices
    response = alice_client.post(url("create"), {**typed, "category": food.pk})

    assert [value for value, _label in offered if value] == [salary.pk]
    assert list(response.context["form"].errors) == ["category"]


def test_a_new_category_is_one_of_income(alice_client, alice, typed):
    alice_client.post(url("create"), {**typed, "new_category": "Side job: Concerts"})

    made = Category.objects.for_user(alice).filter(name__in=["Side job", "Concerts"])
    assert set(made.values_list("kind", flat=True)) == {"income"}
    assert Income.objects.for_user(alice).get().category.name == "Concerts"


def test_equal_names_stand_apart_in_both_trees(alice_client, alice, make_category, salary, typed):
    make_category(alice, "Salary")

    alice_client.post(url("create"), {**typed, "new_category": "Salary"})

    assert Income.objects.for_user(alice).get().category == salary


def test_edit_writes_and_can_be_undone(alice_client, alice, make_income, typed):
    income = make_income(alice, amount="100")

    shown = alice_client.get(url("update", income.pk))
    alice_client.post(url("update", income.pk), {**typed, "seen": shown.context["form"]["seen"].value()})
    income.refresh_from_db()
    edited = income.amount
    activity = Activity.objects.for_user(alice).latest("pk")
    alice_client.post(reverse("expenses:activity-undo", args=[activity.pk]))
    income.refresh_from_db()

    assert (edited, income.amount) == (Decimal("2400.5"), Decimal(100))


def test_the_second_of_two_who_edit_is_told(alice_client, alice, make_income, typed):
    income = make_income(alice, description="Before")
    seen = alice_client.get(url("update", income.pk)).context["form"]["seen"].value()
    alice_client.post(url("update", income.pk), {**typed, "seen": seen, "description": "First"})

    response = alice_client.post(url("update", income.pk), {**typed, "seen": seen, "description": "Second"})

    assert response.status_code == 409
    assert ("Description", "First", "Second") in response.context["conflicts"]
    assert Income.objects.for_user(alice).get().description == "First"


def test_delete_is_undone_from_the_message(alice_client, alice, make_income):
    income = make_income(alice)

    response = alice_client.post(url("delete", income.pk))
    deletion = Income.objects.deleted_by(alice).get().deleted_in
    alice_client.post(reverse("expenses:activity-undo", args=[deletion.pk]))

    assert response.headers["Location"] == url("list")
    assert Income.objects.for_user(alice).get() == income


def test_the_list_has_income_alone_with_its_sum(alice_client, alice, make_income, make_expense):
    make_income(alice, amount="2000", description="Salary")
    make_income(alice, amount="-50", description="Taken back")
    make_expense(alice, amount="999")

    page = alice_client.get(url("list")).context["page"]

    assert {row.description for day in page.listing.days for row in day.rows} == {"Salary", "Taken back"}
    assert (page.total.amount, page.total.count) == (Decimal(1950), 2)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=sal", ["Salary"]),
        ("category={salary}", ["Salary"]),
        ("category=none", ["Interest"]),
        ("tag={tag}", ["Interest"]),
        ("amount_min=100", ["Salary"]),
        ("sort=-amount", ["Salary", "Interest"]),
        ("sort=category", ["Interest", "Salary"]),
    ],
)
def test_the_list_can_be_narrowed_and_sorted(query, expected, alice_client, alice, make_income, make_tag, salary):
    tag = make_tag(alice, "bank")
    make_income(alice, amount="2000", description="Salary", category=salary)
    make_income(alice, amount="3", description="Interest", tags=[tag])

    page = alice_client.get(f"{url('list')}?{query.format(salary=salary.pk, tag=tag.pk)}").context["page"]

    days = [row.description for day in page.listing.days for row in day.rows]
    assert (days or [row.description for row in page.listing.rows]) == expected


def test_the_list_takes_as_many_queries_for_one_and_for_three(
    alice_client, alice, make_income, salary, django_assert_num_queries
):
    make_income(alice, category=salary)
    alice_client.get(url("list"))
    # Session, person, searches, names of three kinds, own currencies, rows, their tags, sums of days, of all.
    with django_assert_num_queries(11):
        alice_client.get(url("list"))

    for _ in range(2):
        make_income(alice, category=salary)
    with django_assert_num_queries(11):
        alice_client.get(url("list"))


def test_bulk_changes_are_of_income_alone(alice_client, alice, make_income, make_expense, make_category, salary):
    first, second = make_income(alice), make_income(alice)
    expense = make_expense(alice, category=make_category(alice, "Food"))
    chosen = {"ids": [first.pk, second.pk, expense.pk], "action": "categorise", "category": salary.pk}

    alice_client.post(url("bulk"), chosen)

    assert set(Income.objects.for_user(alice).values_list("category__name", flat=True)) == {"Salary"}
    expense.refresh_from_db()
    assert expense.category.name == "Food"


def test_bulk_tags_and_deletion_can_be_undone(alice_client, alice, make_income):
    ids = [make_income(alice).pk, make_income(alice).pk]

    tagged = alice_client.post(url("bulk"), {"ids": ids, "action": "add_tags", "tags": "gig"})
    with_tags = IncomeTag.objects.for_user(alice).count()
    deleted = alice_client.post(url("bulk"), {"ids": ids, "action": "delete"})

    assert with_tags == 2
    assert "Added #gig to 2 incomes." in messages_of(tagged)[0]
    assert "Deleted 2 incomes." in messages_of(deleted)[-1]
    activity = Income.objects.deleted_by(alice).first().deleted_in
    alice_client.post(reverse("expenses:activity-undo", args=[activity.pk]))
    assert Income.objects.for_user(alice).count() == 2


@pytest.mark.parametrize("line", ["+1200 refund of tax @salary", "refund of tax +1200 @Salary today"])
def test_a_plus_makes_the_one_line_an_income(line, alice_client, alice, salary):
    alice_client.post(reverse("expenses:expense-one-line"), {"line": line})

    income = Income.objects.for_user(alice).get()
    assert (income.amount, income.description, income.category) == (Decimal(1200), "refund of tax", salary)
    assert not Expense.objects.for_user(alice).exists()


def test_an_income_fills_its_wallet(alice_client, alice, make_wallet, typed):
    wallet = make_wallet(alice, "Bank")

    alice_client.post(url("create"), {**typed, "wallet": wallet.pk})
    page = alice_client.get(reverse("expenses:wallet-detail", args=[wallet.pk]))

    income = Income.objects.for_user(alice).get()
    (_, rows), *_ = page.context["days"]
    assert income.wallet_amount == Decimal("2400.5")
    assert rows[0].url == url("detail", income.pk)


@pytest.mark.parametrize("name", ["detail", "update", "delete", "duplicate"])
def test_somebody_elses_income_does_not_exist(name, bob_client, alice, make_income):
    income = make_income(alice)

    assert bob_client.get(url(name, income.pk)).status_code == 404


def test_suggestions_come_from_income(alice_client, alice, make_income, make_expense, salary):
    make_income(alice, description="Salary ACME", category=salary)
    make_expense(alice, description="Salami")

    found = alice_client.get(url("suggestions"), {"q": "sal"}).json()["suggestions"]

    assert [(each["description"], each["category"]) for each in found] == [("Salary ACME", "Salary")]


def test_a_line_on_the_page_of_income_is_an_income(alice_client, alice):
    alice_client.post(reverse("expenses:expense-one-line"), {"line": "1200 November", "kind": "income"})

    assert Income.objects.for_user(alice).get().amount == Decimal(1200)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("5 tea @food @cash", ("tea", "Food", "Cash")),
        ("5 tea @cash @food", ("tea", "Food", "Cash")),
        ("5 tea @cash", ("tea", None, "Cash")),
        ("5 tea @ca", ("tea", None, "Cash")),
        ("5 tea @fun @cash", ("tea", "fun", "Cash")),
        ("5 tea @food @fun", ("tea @fun", "Food", None)),
        ("5 tea", ("tea", None, None)),
    ],
)
def test_a_line_names_a_category_and_a_wallet(line, said, alice_client, alice, make_category, make_wallet):
    make_category(alice, "Food")
    make_wallet(alice, "Cash")

    alice_client.post(reverse("expenses:expense-one-line"), {"line": line})

    expense = Expense.objects.for_user(alice).select_related("category", "wallet").get()
    names = (expense.category and expense.category.name, expense.wallet and expense.wallet.name)
    assert (expense.description, *names) == said


def test_menus_of_rows_offer_what_their_kind_can_do(alice_client, alice, make_income, make_expense):
    income, expense = make_income(alice), make_expense(alice, description="<b>&")
    back = make_expense(alice, amount="-5")

    of_income = alice_client.get(url("list")).content.decode()
    of_expenses = alice_client.get(reverse("expenses:expense-list"), {"q": ""}).content.decode()

    assert f'href="/income/{income.pk}/duplicate/"' in of_income
    assert "/split/" not in of_income
    assert f'href="/expenses/{expense.pk}/refund/"' in of_expenses
    assert f"/expenses/{back.pk}/refund/" not in of_expenses
    assert 'aria-label="Menu of &lt;b&gt;&amp;"' in of_expenses
