"""Recurring payments in the admin and in the spreadsheets of staff."""

import datetime

import pytest
import tablib
from zeal import zeal_ignore

from expenses.models import Expense, Occurrence, RecurringPayment, RecurringTag
from expenses.recurring.booking import book_due
from expenses.recurring.resources import OccurrenceResource, RecurringPaymentResource

D = datetime.date
ADD = "/admin/expenses/recurringpayment/add/"


@pytest.fixture(autouse=True)
def staff_page(staff_queries):
    """These run on staff pages alone, where statements name nobody."""
    with staff_queries(), zeal_ignore():
        yield


def form(**changes):
    said = {"kind": "expense", "description": "Rent", "amount": "800", "currency": "EUR"}
    said |= {
        "rule": "FREQ=MONTHLY;BYMONTHDAY=31",
        "starts_on": "2026-01-31",
        "books_from": "2026-03-01",
        "times_before": "0",
        "books_itself": "on",
    }
    return {**said, "recurringtag_set-TOTAL_FORMS": 0, "recurringtag_set-INITIAL_FORMS": 0, **changes}


def sheet(resource, owner):
    return resource().export(resource._meta.model.objects.filter(owner=owner).order_by("pk"))


def test_staff_plan_one_for_somebody(staff_client, alice):
    response = staff_client.post(f"{ADD}?owner={alice.pk}", form())

    assert response.status_code == 302
    plan = RecurringPayment.objects.get(owner=alice)
    assert (plan.rule, plan.next_on) == ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", D(2026, 3, 31))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rule": "FREQ=HOURLY"}, "no rhythm that can be kept"),
        ({"amount": "-1"}, "above 0"),
        ({"amount": "1.005"}, "EUR has 2 decimals"),
        ({"least_amount": "1"}, "or neither"),
        ({"ends_on": "2026-01-30"}, "no such day"),
        ({"kind": "transfer"}, "A transfer has two different wallets"),
        ({"category": "{income}"}, "This category is for income"),
        ({"category": "{bob}"}, "not one of the available choices"),
    ],
)
def test_staff_are_told_what_cannot_be(changes, words, staff_client, alice, bob, make_category):
    ids = {"{income}": make_category(alice, "Pay", kind="income").pk, "{bob}": make_category(bob, "Bob's").pk}

    response = staff_client.post(
        f"{ADD}?owner={alice.pk}", form(**{key: ids.get(one, one) for key, one in changes.items()})
    )

    assert words in response.text
    assert not RecurringPayment.objects.filter(owner=alice).exists()


def test_what_staff_delete_is_gone_whole_and_what_was_booked_stays(staff_client, alice, make_recurring):
    plan = make_recurring(alice)
    book_due(alice, today=D(2026, 3, 14))

    staff_client.post(f"/admin/expenses/recurringpayment/{plan.pk}/delete/", {"post": "yes"})

    assert not RecurringPayment.objects.filter(owner=alice).exists()
    assert Expense.objects.filter(owner=alice).count() == 3


def test_a_record_that_staff_delete_is_not_booked_again(staff_client, alice, make_recurring):
    make_recurring(alice, starts_on=D(2026, 3, 1))
    book_due(alice, today=D(2026, 3, 14))
    record = Expense.objects.get(owner=alice)

    staff_client.post(f"/admin/expenses/expense/{record.pk}/delete/", {"post": "yes"})

    assert not Expense.objects.filter(owner=alice).exists()
    assert Occurrence.objects.get(owner=alice).status == "booked"
    assert book_due(alice, today=D(2026, 3, 14)) == 0


def test_they_go_out_and_in_again(alice, make_user, make_recurring, make_category, make_tag, make_wallet):
    carol = make_user("carol")
    for owner in (alice, carol):
        make_tag(owner, "flat")
        make_category(owner, "Home")
        make_wallet(owner)
    make_recurring(alice, description="=Rent", least_amount="700", most_amount="900", times=12)
    made = sheet(RecurringPaymentResource, alice)
    data = tablib.Dataset(headers=made.headers)
    for row in made.dict:
        data.append([*{**row, "id": "", "owner": "carol", "tags": "flat", "category": "Home"}.values()])

    result = RecurringPaymentResource().import_data(data, raise_errors=False)

    assert not result.has_errors() and not result.has_validation_errors()  # noqa: PT018
    plan = RecurringPayment.objects.get(owner=carol)
    assert (plan.description, plan.rule, plan.times, plan.next_on) == (
        "=Rent",
        "FREQ=MONTHLY;BYMONTHDAY=1",
        12,
        D(2026, 1, 1),
    )
    assert (plan.category.name, plan.least_amount) == ("Home", 700)
    assert RecurringTag.objects.get(owner=carol).tag.name == "flat"


def test_an_import_skips_a_day(alice, make_recurring):
    plan = make_recurring(alice, starts_on=D(2026, 3, 1))
    data = tablib.Dataset(headers=["id", "owner", "recurring", "due_on", "status", "date", "amount"])
    data.append(["", "alice", str(plan.pk), "2026-03-01", "skipped", "", ""])

    result = OccurrenceResource().import_data(data, raise_errors=False)

    assert not result.has_errors() and not result.has_validation_errors()  # noqa: PT018
    plan.refresh_from_db()
    assert plan.next_on == D(2026, 4, 1)
    assert sheet(OccurrenceResource, alice).dict[0]["status"] == "skipped"
