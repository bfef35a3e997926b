"""What the figures are measured on is a ledger as the product writes it."""

from collections import Counter
from decimal import Decimal

import pytest
from django.db.models import Sum

from benchmarks.ledger import make_person
from expenses.counting import CountedAs
from expenses.models import Expense, ExpenseTag, Income, Portion, Transfer

ROWS = 1_000


@pytest.fixture
def anna(db):
    return make_person("anna", ROWS)


def test_ledger_has_everything_that_a_ledger_has(anna):
    rows = Expense.objects.for_user(anna)
    kinds = Counter(rows.values_list("counted_as", flat=True))

    assert rows.count() == ROWS
    assert (kinds[CountedAs.NEITHER], kinds[CountedAs.PAID]) == (40, 5)
    assert rows.filter(refund_of__isnull=False, amount__lt=0).count() == 20
    assert set(rows.values_list("currency", flat=True)) == {"EUR", "USD", "CHF"}
    assert set(rows.values_list("wallet__name", flat=True)) == {"Bank", "Card", "Travel"}
    assert not rows.filter(home_amount__isnull=True).exists()
    assert (Income.objects.for_user(anna).count(), Transfer.objects.for_user(anna).count()) == (50, 10)
    assert ExpenseTag.objects.for_user(anna).count() > ROWS / 2


def test_its_parts_add_up(anna):
    for name in ("amount", "home_amount"):
        of_portions = Portion.objects.for_user(anna).filter(counted_as__in=[CountedAs.BOTH, CountedAs.SPREAD])
        of_payments = Expense.objects.for_user(anna).filter(counted_as__lt=CountedAs.BOTH)
        sums = [rows.aggregate(total=Sum(name))["total"] for rows in (of_portions, of_payments)]

        assert Decimal(sums[0]).quantize(Decimal("0.01")) == Decimal(sums[1]).quantize(Decimal("0.01"))


def test_it_is_the_same_each_time(anna):
    names = ("date", "amount", "currency", "description", "home_amount", "wallet_amount")
    first = list(Expense.objects.for_user(anna).order_by("pk").values_list(*names))
    anna.username = "other"
    anna.email = "other@example.org"
    anna.save()

    again = make_person("anna", ROWS)

    assert list(Expense.objects.for_user(again).order_by("pk").values_list(*names)) == first
