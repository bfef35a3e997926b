"""Goals go through an archive into an empty account, with what was put aside for them."""

import datetime

from expenses.archive.packing import pack
from expenses.archive.unpacking import unpack
from expenses.models import Goal, GoalContribution

FIELDS = ("name", "target", "currency", "wallet__name", "starts_on", "due_on", "is_in_wallets", "is_archived")
ROWS = ("goal__name", "date", "amount", "note")


def said(owner):
    goals = Goal.objects.for_user(owner).order_by("pk").values_list(*FIELDS)
    return list(goals), list(GoalContribution.objects.for_user(owner).order_by("pk").values_list(*ROWS))


def test_goals_come_back_from_an_archive(alice, bob, make_user, make_goal, make_wallet, put_aside):
    make_goal(alice, "House", wallet=make_wallet(alice, "Savings", is_for_spending=False))
    bicycle = make_goal(alice, "=Bicycle", "999.99", due_on=datetime.date(2027, 1, 1), is_archived=True)
    put_aside(bicycle, "2026-02-01", "-12.5", note="=Note")
    put_aside(make_goal(bob), "2026-02-01", "5")
    carol = make_user("carol")

    with pack(alice) as file:
        unpack(file.read(), owner=carol)

    assert said(carol) == said(alice)
    assert [len(rows) for rows in said(carol)] == [2, 1]
