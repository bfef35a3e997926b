"""What was proposed for one row is not proposed for another one that rules, names or the past would tell from it."""

from decimal import Decimal

import pytest

from expenses.imports.proposing import Proposer
from expenses.models import Rule

TWO_ROWS = {
    "the amount, to a rule": (("Shop", "5", ""), ("Shop", "500", "")),
    "the notes, to a rule": (("Kiosk", "5", ""), ("Kiosk", "5", "for work")),
    "the amount, to the past": (("Market", "9.90", ""), ("Market", "250", "")),
    "the path in the file": (("Elsewhere", "5", "", "Rare"), ("Elsewhere", "5", "", "Plain")),
    "the tags in the file": (("Elsewhere", "5", "", "", ("home",)), ("Elsewhere", "5", "", "", ())),
}


@pytest.fixture
def past(alice, make_category, make_expense, make_tag):
    """Give alice rules on amounts and notes, and a market where small and large amounts are of two categories."""
    rare, plain = make_category(alice, "Rare"), make_category(alice, "Plain")
    make_tag(alice, "home")
    for amount, category in (("9.90", plain), ("250", rare)) * 3:
        make_expense(alice, description="Market", amount=amount, category=category)
    return rare


@pytest.mark.parametrize("rows", TWO_ROWS.values(), ids=TWO_ROWS)
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("has_rules", [True, False])
def test_two_rows_are_proposed_for_as_each_alone(alice, past, rows, order, has_rules):
    if has_rules:
        Rule.objects.create(owner=alice, name="Dear", texts="shop", least_amount=100, category=past, position=0)
        Rule.objects.create(owner=alice, name="Work", texts="work", look_in="notes", category=past, position=1)
    together = Proposer(alice, 1)

    proposed = [_propose(together, *row) for row in rows[::order]]

    assert proposed == [_propose(Proposer(alice, 1), *row) for row in rows[::order]]
    assert proposed[0] != proposed[1] or (not has_rules and rows[0][0] in {"Shop", "Kiosk"})


def _propose(proposer, text, amount, notes, *said):
    return proposer.propose("expense", text, Decimal(amount), notes, *said)
