"""What bills and budgets keep back, nothing of it twice, from numbers alone."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports.safe_to_spend.reckoning import Bill, Pot, Reckoning, beyond, keep_back, total, until

FOOD, OUT, SNACKS, HOME, RENT = 1, 2, 3, 4, 5
TREE = {FOOD: None, OUT: FOOD, SNACKS: OUT, HOME: None, RENT: HOME}

amounts = st.decimals("0.01", "1000", places=2)
pots = st.lists(st.builds(Pot, st.just("pot"), st.decimals("0", "1000", places=2), st.sampled_from(list(TREE))))
bills = st.lists(st.builds(Bill, st.just("bill"), amounts, st.sampled_from([*TREE, None, 99])))


def pot(category, amount):
    return Pot(f"pot {category}", Decimal(amount), category)


def bill(category, amount, name="bill"):
    return Bill(name, Decimal(amount), category)


def kept(pots=(), bills=()):
    return [(one.name, one.amount) for one in keep_back(pots, bills, TREE)]


def test_a_bill_in_the_category_of_a_budget_is_in_its_reserve_already():
    [one] = keep_back([pot(FOOD, 100)], [bill(OUT, 30, "Canteen")], TREE)

    assert (one.name, one.amount, one.is_bill) == ("pot 1", Decimal(100), False)
    assert [inside.name for inside in one.bills] == ["Canteen"]


def test_bills_that_are_more_than_their_budget_has_left_count_in_its_stead():
    assert kept([pot(FOOD, 100)], [bill(OUT, 80, "A"), bill(FOOD, 30, "B")]) == [("B", 30), ("A", 80)]


def test_a_budget_that_is_used_up_still_leaves_its_bills_to_pay():
    assert kept([pot(FOOD, 0)], [bill(FOOD, 30)]) == [("bill", 30)]
    assert kept([pot(FOOD, 0)]) == []


def test_the_budget_of_a_sub_category_is_part_of_that_above_it():
    [one] = keep_back([pot(FOOD, 100), pot(SNACKS, 40)], [], TREE)

    assert (one.name, one.amount, [inside.name for inside in one.pots]) == ("pot 1", 100, ["pot 3"])


def test_sub_categories_that_keep_more_than_the_one_above_count_themselves():
    assert kept([pot(FOOD, 100), pot(OUT, 70), pot(SNACKS, 90)], [bill(FOOD, 20)]) == [("bill", 20), ("pot 3", 90)]


def test_bills_without_a_category_or_a_budget_count_themselves():
    rows = [bill(None, 10, "A"), bill(RENT, 500, "B"), bill(99, 5, "C")]

    assert sorted(kept([pot(FOOD, 100)], rows)) == [("A", 10), ("B", 500), ("C", 5), ("pot 1", 100)]


def test_two_budgets_of_one_category_keep_the_larger():
    assert kept([pot(FOOD, 100), pot(FOOD, 120)]) == [("pot 1", 120)]


@given(pots, bills)
def test_what_is_kept_is_enough_for_each_budget_and_for_all_bills_and_never_both_twice(pots, bills):
    rows = keep_back(pots, bills, TREE)
    billed = sum((one.amount for one in bills), Decimal(0))

    assert total(rows) >= max([billed, *(one.amount for one in pots)])
    assert total(rows) <= billed + sum((one.amount for one in pots), Decimal(0))
    assert all(one.amount > 0 for one in rows)


@given(pots, bills)
def test_each_bill_is_named_once_at_most(pots, bills):
    named = [Bill(str(number), one.amount, one.category_id) for number, one in enumerate(bills)]
    rows = keep_back(pots, named, TREE)

    names = [one.name for one in rows if one.is_bill] + [inside.name for one in rows for inside in one.bills]
    assert sorted(names) == sorted(one.name for one in named)


@given(pots, bills, st.builds(Bill, st.just("one more"), amounts, st.sampled_from([*TREE, None])))
def test_one_bill_more_never_keeps_less_nor_more_than_itself(pots, bills, more):
    before, after = total(keep_back(pots, bills, TREE)), total(keep_back(pots, [*bills, more], TREE))

    assert before <= after <= before + more.amount


@given(pots, bills)
def test_the_order_changes_nothing(pots, bills):
    assert total(keep_back(pots, bills, TREE)) == total(keep_back(pots[::-1], bills[::-1], TREE))


def test_budgets_of_tags_keep_only_what_is_beyond_all_others():
    rows = keep_back([pot(FOOD, 100)], [bill(None, 50)], TREE)

    assert beyond([Decimal(120), Decimal(200)], rows) == 50
    assert beyond([Decimal(120)], rows) == 0
    assert beyond([], rows) == 0


def test_longer_periods_keep_a_part_by_days():
    assert until(Decimal(90), 10, 30) == 30
    assert until(Decimal(90), 40, 30) == 90
    assert until(Decimal(-5), 10, 30) == 0


def test_safe_is_what_is_left_of_all():
    rows = keep_back([pot(FOOD, 100)], [bill(None, 50)], TREE)
    one = Reckoning(
        Decimal(1000), ahead=Decimal(10), kept=rows, tagged=Decimal(20), moves=Decimal(30), put_aside=Decimal(40),
        shares=Decimal(60),
    )  # fmt: skip

    assert (one.committed, one.free, one.over_limit, one.safe) == (170, 690, 0, 690)


def test_a_budget_of_everything_is_a_limit_and_keeps_nothing_itself():
    rows = keep_back([pot(FOOD, 100)], [], TREE)

    wide = Reckoning(Decimal(1000), kept=rows, limits=[Decimal(5000)])
    narrow = Reckoning(Decimal(1000), kept=rows, limits=[Decimal(5000), Decimal(300)])
    spent = Reckoning(Decimal(1000), kept=rows, limits=[Decimal(-20)])

    assert (wide.safe, narrow.safe, narrow.over_limit, spent.safe) == (900, 200, 700, -120)


@given(
    st.decimals("-1000", "1000", places=2),
    pots,
    bills,
    amounts,
    amounts,
    st.lists(st.decimals("-500", "500", places=2)),
)
def test_the_list_of_why_adds_up(balance, pots, bills, goals, moves, limits):
    one = Reckoning(balance, kept=keep_back(pots, bills, TREE), shares=goals, moves=moves, limits=limits)

    assert one.balance - one.committed - one.moves - one.shares - one.over_limit == one.safe
    assert one.safe <= min([one.free, *(limit - one.committed for limit in limits)])
