"""Recurring payments go through an archive into an empty account, with all that became of them."""

import datetime
from decimal import Decimal

from expenses.activity.deletion import delete_records
from expenses.archive.packing import pack
from expenses.archive.unpacking import unpack
from expenses.models import Expense, Occurrence, RecurringPayment, RecurringTag
from expenses.recurring.booking import book_due
from expenses.recurring.saving import change_plan
from expenses.recurring.single import skip_one

D = datetime.date
PLANS = (
    "kind", "description", "amount", "currency", "rule", "starts_on", "ends_on", "times", "times_before", "books_from",
    "books_itself", "next_on", "follows__description", "wallet__name", "to_wallet__name", "category__name",
)  # fmt: skip
ROWS = ("recurring__amount", "due_on", "status", "date", "amount", "expense__description", "expense__date")


def said(owner):
    plans = RecurringPayment.objects.for_user(owner).order_by("pk").values_list(*PLANS)
    rows = Occurrence.objects.for_user(owner).order_by("due_on", "pk").values_list(*ROWS)
    return list(plans), list(rows), list(RecurringTag.objects.for_user(owner).values_list("tag__name", flat=True))


def test_they_come_back_from_an_archive(alice, bob, make_user, make_recurring, make_wallet, make_category, make_tag):
    giro, savings = make_wallet(alice), make_wallet(alice, "Savings")
    plan = make_recurring(alice, wallet=giro, category=make_category(alice), tags=[make_tag(alice)], times=12)
    make_recurring(alice, description="=Save", kind="transfer", wallet=giro, to_wallet=savings, paused_on=D(2026, 1, 1))
    make_recurring(bob, description="Bob's")
    book_due(alice, today=D(2026, 3, 14))
    plan.amount = Decimal("850.50")
    change_plan(plan, ["home"], since=D(2026, 4, 1), today=D(2026, 3, 14), owner=alice, actor=alice)
    skip_one(plan.pk, D(2026, 5, 1), owner=alice, actor=alice)
    carol = make_user("carol")

    with pack(alice) as file:
        unpack(file.read(), owner=carol)

    assert said(carol) == said(alice)
    assert len(said(carol)[1]) == 4
    assert book_due(carol, today=D(2026, 3, 14)) == 0


def test_what_was_booked_and_deleted_stays_booked(alice, make_user, make_recurring):
    make_recurring(alice, starts_on=D(2026, 3, 1))
    book_due(alice, today=D(2026, 3, 14))
    delete_records(Expense.objects.for_user(alice), owner=alice, actor=alice)
    carol = make_user("carol")

    with pack(alice) as file:
        unpack(file.read(), owner=carol)

    assert Occurrence.objects.for_user(carol).values_list("status", "expense").get() == ("booked", None)
    assert book_due(carol, today=D(2026, 3, 14)) == 0
