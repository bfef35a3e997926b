"""Budgets go through an archive into an empty account, with what is said of single periods."""

from expenses.archive.packing import pack
from expenses.archive.unpacking import unpack
from expenses.models import Budget, BudgetChange

FIELDS = ("name", "category__name", "tag__name", "amount", "currency", "rhythm", "carries_left", "carries_overspent",
          "starts_on", "is_archived")  # fmt: skip
CHANGES = ("budget__category__name", "period_start", "reaches_back", "amount", "currency")


def said(owner):
    budgets = Budget.objects.for_user(owner).order_by("pk").values_list(*FIELDS)
    return list(budgets), list(BudgetChange.objects.for_user(owner).order_by("pk").values_list(*CHANGES))


def test_budgets_come_back_from_an_archive(alice, bob, make_user, make_budget, make_category, make_tag, say):
    food = make_budget(alice, "300.25", category=make_category(alice, "Food"), carries_left=True)
    make_budget(alice, tag=make_tag(alice, "work"), rhythm="week", name="=Work", is_archived=True)
    make_budget(alice, "4000", rhythm="year", carries_overspent=True)
    make_budget(bob, name="Bob's")
    say(food, "2026-02-01", "0", reaches_back=True)
    say(food, "2026-03-01", "12.5")
    carol = make_user("carol")

    with pack(alice) as file:
        unpack(file.read(), owner=carol)

    assert said(carol) == said(alice)
    assert len(said(carol)[0]) == 3
