import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from expenses.models import Activity, Budget, BudgetChange
from expenses.tests.pages import shown

LIST = reverse("expenses:budget-list")
NEW = reverse("expenses:budget-create")
SUGGESTIONS = reverse("expenses:budget-suggestions")
COPY = reverse("expenses:budget-copy")


def page(name, budget):
    return reverse(f"expenses:budget-{name}", args=[budget.pk])


def said(**fields):
    return {"thing": "all", "amount": "300", "rhythm": "month", "starts_on": "2026-03-01", **fields}


def undo_latest(client, user):
    client.post(reverse("expenses:activity-undo", args=[Activity.objects.for_user(user).latest("pk").pk]))


def test_list_says_what_is_spent_and_left(alice_client, alice, bob, make_budget, make_category, spend):
    food = make_category(alice, "Food")
    make_budget(alice, category=food, carries_left=True)
    make_budget(bob, name="Bob's plan")
    spend(alice, "2026-02-05", "1200", category=food)
    spend(alice, "2026-01-05", "100", category=food)
    spend(alice, "2026-03-05", "124", category=food)

    text = shown(alice_client.get(LIST))

    assert "March 2026" in text
    assert "Food" in text
    assert "€176.00 left of €300.00 · €124.00 spent" in text
    assert "Within the pace €9.77 a day for 18 days" in text
    assert "Bob's plan" not in text


def test_list_shows_the_period_of_another_day(alice_client, alice, make_budget, say, spend):
    budget = make_budget(alice, carries_left=True)
    say(budget, "2026-02-01", "150")
    spend(alice, "2026-02-05", "100")
    spend(alice, "2026-01-05", "250")

    text = shown(alice_client.get(LIST, {"on": "2026-02-28"}))

    assert "February 2026" in text
    assert "€100.00 left of €200.00 · €100.00 spent" in text
    assert "€150.00 this month alone, usually €300.00. €50.00 left from before are in it." in text


@pytest.mark.parametrize("on", ["", "tomorrow", "2026-02-30", "0001-01-01", "9999-12-31", "1900-01-01"])
def test_list_shows_today_where_the_address_names_no_day(alice_client, alice, make_budget, on):
    make_budget(alice)

    assert "March 2026" in shown(alice_client.get(LIST, {"on": on}))


def test_empty_list_says_what_to_do(alice_client, bob, make_budget):
    make_budget(bob)

    text = shown(alice_client.get(LIST))

    assert "How much do you mean to spend?" in text


def test_list_takes_as_many_queries_for_three_budgets(alice_client, alice, make_budget, make_category, make_tag, spend):
    make_budget(alice)
    alice_client.get(LIST)
    counts = []
    for name in "ABC":
        category, tag = make_category(alice, name), make_tag(alice, name)
        make_budget(alice, category=category, carries_left=True)
        make_budget(alice, tag=tag, rhythm="week")
        spend(alice, "2026-03-05", "20", category=category, tags=[tag])
        with CaptureQueriesContext(connection) as queries:
            alice_client.get(LIST)
        counts.append(len(queries))

    assert counts[1:] == counts[:-1]
    assert max(counts) <= 12


def test_budget_is_added_and_taken_back(alice_client, alice, make_category):
    food = make_category(alice, "Food")

    text = shown(alice_client.post(NEW, said(thing=f"c{food.pk}", amount="12.50*4", carries_left="on"), follow=True))

    budget = Budget.objects.for_user(alice).get()
    assert (budget.category_id, budget.amount, budget.currency) == (food.pk, Decimal(50), "EUR")
    assert (budget.carries_left, budget.carries_overspent, budget.rhythm) == (True, False, "month")
    assert "Added the budget “Food”." in text
    undo_latest(alice_client, alice)
    assert not Budget.objects.for_user(alice).exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount": ""}, "This field is required."),
        ({"amount": "-5"}, "Enter an amount without a minus."),
        ({"amount": "1.234"}, "EUR has 2 decimals."),
        ({"amount": "999999999999"}, "This amount is too large."),
        ({"amount": "much"}, "is not part of an amount"),
        ({"thing": "c999999"}, "This is not there any more. Choose another one."),
        ({"thing": "nonsense"}, "This is not there any more. Choose another one."),
        ({"rhythm": "day"}, "Select a valid choice."),
        ({"starts_on": "1899-06-01"}, "Enter a date from 1900 on."),
        ({"starts_on": "2030-01-01"}, "Enter a date at most a year ahead."),
        ({"name": "x" * 61}, "at most 60 characters"),
    ],
)
def test_what_no_budget_can_be_is_said(alice_client, alice, fields, sentence):
    response = alice_client.post(NEW, said(**fields))

    assert sentence in shown(response)
    assert not Budget.objects.for_user(alice).exists()


def test_things_of_others_are_not_offered(alice_client, alice, bob, make_category, make_tag):
    for thing in (f"c{make_category(bob, 'Hidden').pk}", f"t{make_tag(bob, 'hidden').pk}"):
        assert "Choose another one." in shown(alice_client.post(NEW, said(thing=thing)))

    assert "idden" not in shown(alice_client.get(NEW))
    assert not Budget.objects.for_user(alice).exists()


def test_categories_of_income_are_not_offered(alice_client, alice, make_category):
    salary = make_category(alice, "Salary", kind="income")

    response = alice_client.post(NEW, said(thing=f"c{salary.pk}"))

    assert "Choose another one." in shown(response)


def test_trying_an_amount_says_what_would_have_happened_and_saves_nothing(alice_client, alice, spend):
    for month, amount in enumerate(["100", "200", "299.99", "300", "300.01", "450"], 9):
        spend(alice, f"{2025 + month // 13}-{(month - 1) % 12 + 1:02}-10", amount)
    spend(alice, "2026-03-10", "9000")

    text = shown(alice_client.post(NEW, said(**{"try": "1"})))

    assert "€300.00 would have held in 4 of the last 6 periods; the others went over by €150.01 in all." in text
    assert "September 2025 €100.00 €200.00" in text
    assert "9,000" not in text
    assert not Budget.objects.for_user(alice).exists()


def test_change_of_the_amount_asks_from_when(alice_client, alice, make_budget):
    budget = make_budget(alice)

    alice_client.post(page("update", budget), said(amount="400", starts_on="2026-01-01", applies="now"))

    change = BudgetChange.objects.for_user(alice).get()
    assert (change.period_start, change.amount, change.reaches_back) == (datetime.date(2026, 2, 1), 300, True)
    budget.refresh_from_db()
    assert budget.amount == 400
    undo_latest(alice_client, alice)
    assert not BudgetChange.objects.for_user(alice).exists()


def test_saving_without_a_change_keeps_an_amount_of_a_former_home_currency(alice_client, alice, make_budget):
    budget = make_budget(alice, "100", currency="USD")
    from expenses.models import OwnRate

    OwnRate.objects.create(owner=alice, currency="USD", other="EUR", rate="0.9", date="2020-01-01")
    content = alice_client.get(page("update", budget)).content.decode()

    alice_client.post(page("update", budget), said(amount="90.00", starts_on="2026-01-01", name="Named"))

    budget.refresh_from_db()
    assert 'value="90.00"' in content
    assert (budget.name, budget.amount, budget.currency) == ("Named", 100, "USD")


def test_detail_shows_period_by_period(alice_client, alice, make_budget, spend):
    budget = make_budget(alice, carries_overspent=True)
    spend(alice, "2026-02-05", "350")

    text = shown(alice_client.get(page("detail", budget)))

    assert "Left: March 2026 €250.00 of €250.00, €0.00 spent" in text
    assert "February 2026 €300.00 – €350.00 -€50.00" in text
    assert "January 2026 €300.00 – €0.00 €300.00" in text
    assert "December 2025" not in text


def test_one_period_is_changed_and_made_usual_again(alice_client, alice, make_budget):
    budget = make_budget(alice)
    url = f"{page('period', budget)}?on=2026-02-10"

    alice_client.post(url, {"amount": "50"})
    change = BudgetChange.objects.for_user(alice).get()
    response = alice_client.post(url, {"amount": ""})

    assert (change.period_start, change.amount, change.reaches_back) == (datetime.date(2026, 2, 1), 50, False)
    assert not BudgetChange.objects.for_user(alice).exists()
    assert response.url == f"{LIST}?on=2026-02-10"


def test_money_is_moved_and_moved_back(alice_client, alice, bob, make_budget, make_category):
    food = make_budget(alice, category=make_category(alice, "Food"))
    fun = make_budget(alice, "40", category=make_category(alice, "Fun"))
    theirs = make_budget(bob)

    wrong = alice_client.post(page("move", food), {"amount": "1", "to": theirs.pk})
    text = shown(alice_client.post(page("move", food), {"amount": "25", "to": fun.pk}, follow=True))

    assert "Choose another one." in shown(wrong)
    assert "Moved €25.00 from Food to Fun." in text
    assert "€275.00 this month alone, usually €300.00." in text
    undo_latest(alice_client, alice)
    assert not BudgetChange.objects.for_user(alice).exists()


@pytest.mark.parametrize("amount", ["", "0", "-1", "300.01"])
def test_amount_that_cannot_move_is_said(alice_client, alice, make_budget, make_category, amount):
    food = make_budget(alice, category=make_category(alice, "Food"))
    fun = make_budget(alice, category=make_category(alice, "Fun"))

    response = alice_client.post(page("move", food), {"amount": amount, "to": fun.pk})

    assert response.status_code == 200
    assert "invalid-feedback" in response.content.decode()
    assert not BudgetChange.objects.for_user(alice).exists()


def test_archived_budget_is_not_changed_for_a_period(alice_client, alice, make_budget):
    budget = make_budget(alice, is_archived=True)

    for name in ("move", "period"):
        text = shown(alice_client.post(page(name, budget), {"amount": "1", "to": budget.pk}, follow=True))
        assert "This budget does not count in that period." in text


def test_period_before_is_copied(alice_client, alice, make_budget, say):
    budget = make_budget(alice)
    say(budget, "2026-02-01", "500")
    before = alice_client.get(LIST).content.decode()

    text = shown(alice_client.post(COPY, {"rhythm": "month"}, follow=True))
    again = shown(alice_client.post(COPY, {"rhythm": "month"}, follow=True))
    wrong = shown(alice_client.post(COPY, {"rhythm": "day"}, follow=True))

    assert "As the month before" in before
    assert "Copied 1 budget from the month before." in text
    assert "As the month before" not in text
    assert "The period before had the same amounts." in again
    assert "Choose which budgets to copy." in wrong
    assert alice_client.get(COPY).status_code == 405


def test_suggestion_is_the_median_and_taken_with_one_click(alice_client, alice, bob, make_category, spend):
    food, home = make_category(alice, "Food"), make_category(alice, "Home")
    out = make_category(alice, "Out", parent=food)
    for place, amount in enumerate(["10", "20", "30", "40.50", "50", "600"]):
        spend(alice, f"{2025 + (place + 8) // 12}-{(place + 8) % 12 + 1:02}-10", amount, category=out)
    spend(alice, "2026-01-10", "5000", category=home)

    text = shown(alice_client.get(SUGGESTIONS))
    taken = shown(alice_client.post(SUGGESTIONS, {"take": food.pk}, follow=True))
    budget = Budget.objects.for_user(alice).get()
    gone = shown(alice_client.post(SUGGESTIONS, {"take": food.pk}, follow=True))

    assert "Food €36.00 every month" in text
    assert "€36.00 would have held in 3 of the last 6 periods; the others went over by €582.50 in all." in text
    assert "Home" not in text.split("Suggested budgets")[-1]
    assert (budget.category_id, budget.amount, budget.starts_on) == (food.pk, 36, datetime.date(2026, 3, 1))
    assert "Added the budget “Food”." in taken
    assert "This suggestion is not there any more." in gone
    undo_latest(alice_client, alice)
    assert not Budget.objects.for_user(alice).exists()


def test_deleting_asks_first_and_can_be_undone(alice_client, alice, make_budget, say):
    budget = make_budget(alice, name="Plan")
    say(budget, "2026-03-01", "50")

    asked = shown(alice_client.get(page("delete", budget)))
    text = shown(alice_client.post(page("delete", budget), follow=True))

    assert "Delete the budget “Plan”?" in asked
    assert "Deleted the budget “Plan”." in text
    assert not Budget.objects.for_user(alice).exists()
    undo_latest(alice_client, alice)
    assert (Budget.objects.for_user(alice).get(), BudgetChange.objects.for_user(alice).count()) == (budget, 1)


def test_log_says_from_what_to_what(alice_client, alice, make_budget, make_category):
    budget = make_budget(alice, category=make_category(alice, "Food"))

    alice_client.post(page("update", budget), said(thing="all", amount="400", starts_on="2026-01-01"))

    activity = Activity.objects.for_user(alice).latest("pk")
    text = shown(alice_client.get(reverse("expenses:activity-detail", args=[activity.pk])))
    assert "Amount €300.00 → became €400.00" in text
    assert "Category Food → became –" in text


def test_dashboard_says_what_is_left_of_the_overall_budget(alice_client, alice, bob, make_budget, make_category, spend):
    dashboard = reverse("reports:dashboard")
    spend(alice, "2026-03-05", "20")
    spend(alice, "2026-01-05", "50")
    make_budget(bob)
    make_budget(alice, category=make_category(alice))
    without = shown(alice_client.get(dashboard))
    make_budget(alice, "310", carries_left=True)

    with CaptureQueriesContext(connection) as queries:
        text = shown(alice_client.get(dashboard))

    assert "Money left" not in without
    assert "Money left Budgets €860.00 of €880.00 in March 2026, €570.00 of it left from before" in text
    assert "Within the pace €47.77 a day for 18 days" in text
    assert len(queries) <= 14


@pytest.mark.parametrize("query", ["period=2026-02", "q=lunch", "basis=spread"])
def test_dashboard_of_something_else_says_nothing_of_the_budget(alice_client, alice, make_budget, spend, query):
    make_budget(alice)
    for day in ("2026-02-05", "2026-03-05"):
        spend(alice, day, "20")

    assert "Money left" not in shown(alice_client.get(f"{reverse('reports:dashboard')}?{query}"))


def test_what_a_person_wrote_is_never_markup(alice_client, alice, make_budget, make_category):
    nasty = "<script>alert(1)</script>"
    budget = make_budget(alice, category=make_category(alice, nasty))
    make_budget(alice, name=nasty)

    urls = [LIST, NEW, *(page(name, budget) for name in ("detail", "update", "delete", "move", "period"))]

    for url in urls:
        assert "<script>alert(1)" not in alice_client.get(url).content.decode()


# The default among the settings

EVERYTHING = reverse("expenses:budget-everything")


def test_settings_make_change_and_remove_the_budget_of_everything(alice_client, alice, bob, make_budget):
    make_budget(bob, "77")
    empty = shown(alice_client.get(EVERYTHING))

    made = shown(alice_client.post(EVERYTHING, {"amount": "1,500"}, follow=True))
    first = Budget.objects.for_user(alice).values_list("amount", "rhythm", "starts_on").get()
    same = shown(alice_client.post(EVERYTHING, {"amount": "1500"}, follow=True))
    alice_client.post(EVERYTHING, {"amount": "1600"})
    second = Budget.objects.for_user(alice).get().amount
    removed = shown(alice_client.post(EVERYTHING, {"amount": ""}, follow=True))

    assert "77" not in empty
    assert "Added the budget “All expenses”." in made
    assert first == (Decimal(1500), "month", datetime.date(2026, 3, 1))
    assert "Saved." in same
    assert second == 1600
    assert "Deleted the budget “All expenses”." in removed
    undo_latest(alice_client, alice)
    assert Budget.objects.for_user(alice).get().amount == 1600


def test_settings_keep_the_amount_of_months_that_are_over(alice_client, alice, make_budget):
    budget = make_budget(alice, "1000")

    alice_client.post(EVERYTHING, {"amount": "1200"})

    change = BudgetChange.objects.for_user(alice).get()
    budget.refresh_from_db()
    assert (budget.amount, change.amount, change.period_start) == (1200, 1000, datetime.date(2026, 2, 1))
    assert change.reaches_back


@pytest.mark.parametrize("amount", ["-5", "1.234", "much"])
def test_settings_refuse_what_is_no_budget(alice_client, alice, amount):
    response = alice_client.post(EVERYTHING, {"amount": amount})

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"amount"}
    assert not Budget.objects.for_user(alice).exists()


def test_fifty_budgets_take_twelve_queries(alice_client, alice, make_budget, make_category, make_tag, say, spend):
    for number in range(25):
        category, tag = make_category(alice, f"Category {number}"), make_tag(alice, f"tag-{number}")
        rhythm = ["week", "month", "quarter", "year"][number % 4]
        budget = make_budget(alice, category=category, rhythm=rhythm, carries_left=True)
        make_budget(alice, tag=tag, rhythm=rhythm, carries_overspent=True)
        say(budget, "2026-03-01", "50")
        spend(alice, "2026-03-05", "20", category=category, tags=[tag])

    with CaptureQueriesContext(connection) as queries:
        page_of_list = alice_client.get(LIST)

    assert sum(len(group.standings) for group in page_of_list.context["overview"].groups) == 50
    assert len(queries) <= 12
