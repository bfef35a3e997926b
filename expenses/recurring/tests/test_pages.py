import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from expenses.filters import filter_of
from expenses.models import Expense, Income, Occurrence, RecurringPayment, RecurringTag, Transfer
from expenses.record_kinds import EXPENSE
from expenses.recurring.booking import book_due
from expenses.recurring.rhythm_form import initial_rhythm

pytestmark = pytest.mark.usefixtures("today")

D = datetime.date
LIST, NEW, PREVIEW = "/recurring/", "/recurring/new/", "/recurring/preview/"
SAID = {
    "kind": "expense", "description": "Rent", "amount": "800", "currency": "EUR", "starts_on": "2026-04-01",
    "interval": "1", "unit": "MONTHLY", "place": "same-day", "ends": "never", "books_itself": "", "past": "recorded",
}  # fmt: skip


def page(name, *args):
    return reverse(f"expenses:recurring-{name}", args=args)


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def only(owner):
    return RecurringPayment.objects.for_user(owner).get()


def form_of(client, plan):
    """Return what the form of a plan that is there would send, with nothing changed."""
    form = client.get(page("update", plan.pk)).context["form"]
    return {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}


# New ones


def test_one_is_planned_by_its_form(alice, alice_client, make_category, make_wallet):
    category, wallet = make_category(alice), make_wallet(alice)
    said = {
        "category": category.pk,
        "wallet": wallet.pk,
        "tags": "home, flat",
        "notes": "third floor",
        "books_itself": "yes",
    }

    response = alice_client.post(NEW, {**SAID, **said})

    plan = only(alice)
    assert response.url == plan.get_absolute_url()
    assert (plan.amount, plan.rule, plan.starts_on, plan.books_from) == (
        800,
        "FREQ=MONTHLY;BYMONTHDAY=1",
        D(2026, 4, 1),
        D(2026, 4, 1),
    )
    assert (plan.category, plan.wallet, plan.books_itself, plan.next_on) == (category, wallet, True, D(2026, 4, 1))
    assert RecurringTag.objects.for_user(alice).count() == 2


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"unit": "DAILY", "interval": "10"}, "FREQ=DAILY;INTERVAL=10"),
        ({"unit": "WEEKLY", "interval": "2"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ({"unit": "WEEKLY", "weekdays": ["0", "4"]}, "FREQ=WEEKLY;BYDAY=MO,FR"),
        ({"starts_on": "2026-03-31"}, "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        ({"place": "last-day"}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ({"place": "last-working"}, "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ({"place": "first-working"}, "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"),
        ({"place": "same-weekday", "starts_on": "2026-04-14"}, "FREQ=MONTHLY;BYDAY=2TU"),
        ({"place": "same-weekday", "starts_on": "2026-04-29"}, "FREQ=MONTHLY;BYDAY=-1WE"),
        ({"place": "last-weekday"}, "FREQ=MONTHLY;BYDAY=-1WE"),
        ({"place": "these-days", "days": "15, 1 and last"}, "FREQ=MONTHLY;BYMONTHDAY=1,15,-1"),
        ({"unit": "YEARLY", "starts_on": "2028-02-29"}, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"),
    ],
)
def test_the_form_says_a_rhythm_and_shows_it_again(changes, rule, alice, alice_client):
    said = {**SAID, **changes}

    alice_client.post(NEW, said)

    plan = only(alice)
    assert plan.rule == rule
    again = {**initial_rhythm(plan), "weekdays": [str(day) for day in initial_rhythm(plan)["weekdays"]]}
    shown = {**said, **{name: "" if value is None else value for name, value in again.items()}}
    alice_client.post(NEW, {**shown, "description": "Again"})
    assert RecurringPayment.objects.for_user(alice).get(description="Again").rule == rule


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"amount": ""}, "amount", "Enter an amount"),
        ({"amount": "-5"}, "amount", "without a minus"),
        ({"amount": "1.005"}, "amount", "EUR has 2 decimals"),
        ({"least_amount": "10"}, "most_amount", "Enter both"),
        ({"least_amount": "900", "most_amount": "950"}, "amount", "lies between"),
        ({"description": " "}, "description", "Say what it is"),
        ({"starts_on": ""}, "starts_on", "Choose the first day"),
        ({"starts_on": "1800-01-01"}, "starts_on", "from 1900 on"),
        ({"starts_on": "2090-01-01"}, "starts_on", "20 years ahead"),
        ({"interval": "0"}, "interval", "greater than or equal to 1"),
        ({"place": "these-days", "days": "1, 31"}, "days", "from 1 to 28"),
        ({"place": "these-days", "days": "soon"}, "days", "from 1 to 28"),
        ({"place": "these-days"}, "days", "from 1 to 28"),
        ({"ends": "on"}, "ends_on", "Choose the last day"),
        ({"ends": "on", "ends_on": "2026-03-01"}, "ends_on", "lies before the first"),
        ({"ends": "on", "ends_on": "2026-04-20", "place": "last-day"}, "ends_on", "no such day"),
        ({"ends": "after"}, "times", "Say how many"),
        ({"kind": "transfer"}, "to_wallet", "Choose the wallet that it reaches"),
        ({"category": "{bob}"}, "category", "not there any more"),
        ({"category": "{income}"}, "category", "This category is for income"),
        ({"kind": "loan"}, "kind", "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(changes, field, words, alice, bob, alice_client, make_category):
    ids = {"{bob}": make_category(bob, "Bob's").pk, "{income}": make_category(alice, "Pay", kind="income").pk}
    changes = {name: ids.get(value, value) for name, value in changes.items()}

    response = alice_client.post(NEW, {**SAID, **changes})

    assert words in str(response.context["form"].errors[field])
    assert RecurringPayment.objects.for_user(alice).count() == 0


def test_a_transfer_is_in_the_currency_of_the_wallet_that_it_leaves(alice, alice_client, make_wallet):
    dollars, giro = make_wallet(alice, "US", currency="USD"), make_wallet(alice)
    said = {"kind": "transfer", "wallet": dollars.pk, "to_wallet": giro.pk, "to_amount": "90", "amount": "100"}

    alice_client.post(NEW, {**SAID, **said, "category": "", "currency": "EUR"})

    plan = only(alice)
    assert (plan.kind, plan.currency, plan.amount, plan.to_amount) == ("transfer", "USD", 100, 90)


def test_those_before_today_are_booked_where_that_is_asked_for(alice, alice_client):
    alice_client.post(NEW, {**SAID, "starts_on": "2026-01-10", "books_itself": "yes"})
    assert book_due(alice, today=D(2026, 3, 14)) == 0
    alice_client.post(NEW, {**SAID, "starts_on": "2026-01-10", "books_itself": "yes", "past": "book"})

    assert book_due(alice, today=D(2026, 3, 14)) == 3


def test_the_days_are_shown_before_anything_is_kept(alice, alice_client):
    shown = alice_client.post(NEW, {**SAID, "show": "1"})
    answered = alice_client.post(PREVIEW, {**SAID, "description": "", "ends": "after", "times": "2"})
    nothing = alice_client.post(PREVIEW, {**SAID, "interval": "x"})

    assert "Every month on the 1st" in shown.text
    assert "1 May 2026" in answered.text
    assert "1 Jun 2026" not in answered.text
    assert "Every" not in nothing.text
    assert alice_client.get(PREVIEW).status_code == 405
    assert RecurringPayment.objects.for_user(alice).count() == 0


def test_a_record_is_repeated(alice, bob, alice_client, make_expense, make_tag, make_wallet, make_transfer):
    expense = make_expense(alice, description="Gym", amount="30", tags=[make_tag(alice, "sport")])
    transfer = make_transfer(make_wallet(alice), make_wallet(alice, "Savings"), "100")
    stranger = Expense.objects.for_user(bob).get()

    detail = alice_client.get(expense.get_absolute_url())
    form = alice_client.get(f"{NEW}?like=expense-{expense.pk}").context["form"]
    moved = alice_client.get(f"{NEW}?like=transfer-{transfer.pk}").context["form"]

    assert f"{NEW}?like=expense-{expense.pk}" in detail.text
    assert [form[name].value() for name in ("description", "amount", "tags")] == ["Gym", "30.00", "sport"]
    assert [moved[name].value() for name in ("kind", "wallet")] == ["transfer", transfer.from_wallet_id]
    assert alice_client.get(f"{NEW}?like=expense-{stranger.pk}").status_code == 404
    assert alice_client.get(f"{NEW}?like=nonsense").status_code == 200


# The list and one of it


def test_the_list_says_what_waits_what_is_next_and_what_it_costs(alice, bob, alice_client, make_recurring):
    make_recurring(alice, description="Internet", amount="40", books_itself=False, starts_on=D(2026, 3, 1))
    make_recurring(
        alice, description="Loan", amount="100", times=5, starts_on=D(2026, 1, 20), books_from=D(2026, 3, 14)
    )
    make_recurring(alice, description="Paused", paused_on=D(2026, 1, 1))
    make_recurring(alice, description="Over", ends_on=D(2026, 2, 1), books_from=D(2026, 3, 1))
    make_recurring(bob, description="Bob's rent")

    response = alice_client.get(LIST)

    overview = response.context["overview"]
    assert [one.recurring.description for one in overview.waiting] == ["Internet"]
    assert [(row.plan.description, row.number) for row in overview.running] == [("Internet", None), ("Loan", 3)]
    assert [row.plan.description for row in overview.paused] == ["Paused"]
    assert [row.plan.description for row in overview.ended] == ["Over"]
    assert overview.spent.yearly.amount == 12 * 40 + 3 * 100
    assert "Bob" not in response.text


def test_the_list_costs_the_same_queries_for_one_and_three(alice, alice_client, make_recurring):
    counts = []
    alice_client.get(LIST)

    for number in range(3):
        make_recurring(alice, description=f"Bill {number}", books_itself=False, starts_on=D(2026, 3, 1))
        with CaptureQueriesContext(connection) as context:
            alice_client.get(LIST)
        counts.append(len(context))

    assert counts[0] == counts[2]


def test_all_of_them_go_into_a_spreadsheet(
    alice, bob, alice_client, make_recurring, make_category, make_tag, make_wallet
):
    home = make_category(alice, "Home")
    make_recurring(alice, description="=Rent", category=home, wallet=make_wallet(alice), tags=[make_tag(alice, "flat")])
    make_recurring(bob, description="Bob's rent")

    response = alice_client.get("/recurring/export/")

    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    said = ("description", "amount", "category", "wallet", "tags", "rule", "first_day", "next")
    assert [[row[name] for name in said] for row in rows] == [
        ["'=Rent", "800.00", "Home", "Bank", "flat", "FREQ=MONTHLY;BYMONTHDAY=1", "2026-01-01", "2026-01-01"]
    ]


def test_a_page_shows_what_is_next_and_what_was(alice, alice_client, make_recurring):
    plan = make_recurring(alice)
    book_due(alice, today=D(2026, 3, 14))

    response = alice_client.get(plan.get_absolute_url())

    assert [due.date for due in response.context["open_ones"]][:2] == [D(2026, 4, 1), D(2026, 5, 1)]
    assert [row.due_on for row in response.context["past"]] == [D(2026, 3, 1), D(2026, 2, 1), D(2026, 1, 1)]
    assert response.context["cost"].so_far.amount == 2400


# Changed, paused, deleted


def test_the_form_changes_all_that_follow(alice, alice_client, make_recurring):
    plan = make_recurring(alice)
    book_due(alice, today=D(2026, 3, 14))
    said = form_of(alice_client, plan)

    response = alice_client.post(page("update", plan.pk), {**said, "amount": "850", "since": "2026-05-01"})

    new = RecurringPayment.objects.for_user(alice).get(follows=plan)
    plan.refresh_from_db()
    assert response.url == new.get_absolute_url()
    assert (plan.amount, plan.ends_on, new.amount, new.starts_on) == (800, D(2026, 4, 30), 850, D(2026, 5, 1))
    assert f'href="{new.get_absolute_url()}"' in alice_client.get(plan.get_absolute_url()).text


def test_a_form_with_nothing_changed_changes_nothing(alice, alice_client, make_recurring, make_wallet):
    plan = make_recurring(alice, times=9, wallet=make_wallet(alice), least_amount="700", most_amount="900")
    book_due(alice, today=D(2026, 3, 14))
    before = RecurringPayment.objects.filter(owner=alice).values().get()

    alice_client.post(page("update", plan.pk), form_of(alice_client, plan))

    after = RecurringPayment.objects.filter(owner=alice).values().get()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}


def test_the_second_of_two_who_save_is_shown_both(alice, alice_client, make_recurring):
    plan = make_recurring(alice, books_itself=False, starts_on=D(2026, 4, 1))
    said = form_of(alice_client, plan)
    later = plan.updated_at + datetime.timedelta(minutes=1)
    RecurringPayment.objects.for_user(alice).update(description="Flat", updated_at=later)

    response = alice_client.post(page("update", plan.pk), {**said, "description": "House"})

    assert response.status_code == 409
    assert "Flat" in response.text
    assert only(alice).description == "Flat"


def test_a_day_that_is_not_offered_is_refused(alice, alice_client, make_recurring):
    plan = make_recurring(alice)
    said = form_of(alice_client, plan)

    response = alice_client.post(page("update", plan.pk), {**said, "amount": "1", "since": "2020-01-01"})

    assert "since" in response.context["form"].errors


def test_one_is_paused_resumed_and_deleted_with_undo(alice, alice_client, make_recurring):
    plan = make_recurring(alice, starts_on=D(2026, 4, 1))

    paused = alice_client.post(page("pause", plan.pk), {"to": "pause"})
    assert only(alice).paused_on == D(2026, 3, 14)
    alice_client.post(page("pause", plan.pk), {"to": "resume"})
    assert only(alice).paused_on is None
    deleted = alice_client.post(page("delete", plan.pk))

    assert "Undo" in messages_of(paused)[0]
    assert "Undo" in messages_of(deleted)[0]
    assert RecurringPayment.objects.for_user(alice).count() == 0


# One occurrence


def test_one_is_booked_at_a_press_and_goes_back_where_one_was(alice, alice_client, make_recurring):
    plan = make_recurring(alice, kind="income", description="Salary", books_itself=False, starts_on=D(2026, 3, 1))
    url = page("occurrence", plan.pk, D(2026, 3, 1))

    response = alice_client.post(url, {"do": "book", "next": LIST})
    again = alice_client.post(url, {"do": "book", "next": "https://example.org/"})

    assert response.url == LIST
    assert again.url == plan.get_absolute_url()
    assert "booked or skipped meanwhile" in messages_of(again)[-1]
    assert Income.objects.for_user(alice).get().date == D(2026, 3, 1)


def test_one_is_booked_with_another_amount_on_another_day(alice, alice_client, make_recurring):
    plan = make_recurring(alice, books_itself=False, starts_on=D(2026, 3, 1))
    url = page("occurrence", plan.pk, D(2026, 3, 1))
    assert alice_client.get(url).context["form"]["amount"].value() == "800.00"

    wrong = alice_client.post(url, {"do": "book", "amount": "-1", "date": "2026-03-03"})
    alice_client.post(url, {"do": "book", "amount": "790.50", "date": "2026-03-03"})

    assert "without a minus" in wrong.text
    record = Expense.objects.for_user(alice).get()
    assert (record.date, record.amount) == (D(2026, 3, 3), Decimal("790.50"))


def test_one_is_changed_skipped_and_planned_again(alice, alice_client, make_recurring):
    plan = make_recurring(alice, starts_on=D(2026, 4, 1))
    first, second = (page("occurrence", plan.pk, D(2026, month, 1)) for month in (4, 5))

    alice_client.post(first, {"do": "save", "amount": "5", "date": "2026-04-09"})
    alice_client.post(second, {"do": "skip"})
    rows = Occurrence.objects.for_user(alice).values_list("due_on", "status", "date", "amount")
    assert list(rows) == [(D(2026, 4, 1), "changed", D(2026, 4, 9), 5), (D(2026, 5, 1), "skipped", None, None)]
    alice_client.post(second, {"do": "again"})

    assert Occurrence.objects.for_user(alice).count() == 1


@pytest.mark.parametrize("day", ["2026-02-30", "2026-3-1", "soon"])
def test_a_day_that_no_calendar_has_is_not_found(day, alice, alice_client, make_recurring):
    plan = make_recurring(alice)

    assert alice_client.get(f"/recurring/{plan.pk}/{day}/").status_code == 404


def test_a_day_that_is_not_open_leads_back(alice, alice_client, make_recurring):
    plan = make_recurring(alice)

    response = alice_client.get(page("occurrence", plan.pk, D(2026, 3, 2)))

    assert response.url == plan.get_absolute_url()


def test_what_was_booked_once_is_found_as_recurring(alice, bob, make_recurring, make_expense):
    make_recurring(alice, starts_on=D(2026, 3, 1))
    make_expense(alice, description="Lunch")
    book_due(alice, today=D(2026, 3, 14))

    found = filter_of(EXPENSE)(QueryDict("q=is:recurring"), user=alice).qs

    assert [row.description for row in found] == ["Rent"]


def test_the_page_of_what_was_booked_leads_to_the_recurring_payment(
    alice, alice_client, make_recurring, make_wallet, make_expense
):
    own, other = make_wallet(alice, "Checking"), make_wallet(alice, "Savings")
    rent = make_recurring(alice, starts_on=D(2026, 3, 1))
    pay = make_recurring(alice, starts_on=D(2026, 3, 1), kind="income", description="Pay")
    saving = make_recurring(
        alice, starts_on=D(2026, 3, 1), kind="transfer", description="Saving", wallet=own, to_wallet=other
    )
    lunch = make_expense(alice, description="Lunch")
    book_due(alice, today=D(2026, 3, 14))
    booked = [(Expense, rent), (Income, pay), (Transfer, saving)]

    pages = [
        (alice_client.get(model.objects.for_user(alice).get(description=plan.description).get_absolute_url()), plan)
        for model, plan in booked
    ]

    assert all(f'href="{plan.get_absolute_url()}">{plan.description}</a>' in response.text for response, plan in pages)
    of_lunch = alice_client.get(lunch.get_absolute_url()).text
    assert not any(plan.get_absolute_url() in of_lunch for plan in (rent, pay, saving))
