"""Rules in the admin and in the spreadsheets of staff."""

from decimal import Decimal

import pytest
import tablib
from zeal import zeal_ignore

from expenses.categories.paths import ensure_paths
from expenses.models import Rule, RuleTag
from expenses.rules.resources import RuleResource

ADD = "/admin/expenses/rule/add/"


@pytest.fixture(autouse=True)
def staff_page(staff_queries):
    """These run on staff pages alone, where statements name nobody."""
    with staff_queries(), zeal_ignore():
        yield


def form(**changes):
    said = {"name": "Rewe", "is_active": "on", "kind": "", "look_in": "description", "match": "contains"}
    links = {"ruletag_set-TOTAL_FORMS": 0, "ruletag_set-INITIAL_FORMS": 0}
    return {**said, "texts": "rewe", "new_description": "", **links, **changes}


def test_staff_add_a_rule_that_is_asked_last(staff_client, alice, make_rule, make_category, make_tag):
    make_rule(alice, "First", position=3)
    salary, tag = make_category(alice, "Salary", kind="income"), make_tag(alice)
    links = {"ruletag_set-TOTAL_FORMS": 1, "ruletag_set-0-tag": tag.pk}

    response = staff_client.post(f"{ADD}?owner={alice.pk}", form(category=salary.pk, **links))

    assert response.status_code == 302
    rule = Rule.objects.get(owner=alice, name="Rewe")
    assert (rule.position, rule.kind, rule.category) == (4, "income", salary)
    assert list(RuleTag.objects.filter(owner=alice).values_list("tag", flat=True)) == [tag.pk]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "TAKEN"}, "You have a rule of this name already."),
        ({"texts": " "}, "Say what it is for"),
        ({"least_amount": "-1"}, "greater than or equal to 0"),
        ({"least_amount": "2", "most_amount": "1"}, "less than the amount from which"),
        ({"kind": "expense", "category": "{income}"}, "This category is for income."),
        ({"category": "{bob}"}, "not one of the available choices"),
    ],
)
def test_staff_are_told_what_cannot_be(changes, words, staff_client, alice, bob, make_rule, make_category):
    make_rule(alice, "Taken")
    ids = {"{income}": make_category(alice, "Pay", kind="income").pk, "{bob}": make_category(bob, "Bob's").pk}
    changes = {name: ids.get(value, value) for name, value in changes.items()}

    response = staff_client.post(f"{ADD}?owner={alice.pk}", form(**changes))

    assert words in response.text
    assert Rule.objects.filter(owner=alice).count() == 1


def test_people_who_are_no_staff_are_sent_away(alice_client):
    assert alice_client.get("/admin/expenses/rule/").status_code == 302


def test_the_list_takes_as_many_queries_for_three_rules(
    staff_client, alice, make_rule, make_category, django_assert_max_num_queries
):
    for name in "abc":
        make_rule(alice, name, category=make_category(alice, name))

    with django_assert_max_num_queries(9):
        assert staff_client.get("/admin/expenses/rule/").status_code == 200


@pytest.fixture
def rule(alice, make_rule, make_tag, make_wallet):
    ids = ensure_paths(["Food:Groceries"], owner=alice)
    tags = [make_tag(alice, "weekly"), make_tag(alice, "home")]
    return make_rule(
        alice,
        kind="expense",
        category_id=ids["food:groceries"],
        wallet=make_wallet(alice),
        tags=tags,
        least_amount="1.5",
    )


def test_export_has_one_line_a_rule(rule):
    (row,) = RuleResource().export().dict

    assert row == {
        "id": str(rule.pk),
        "owner": "alice",
        "position": "1",
        "name": "Rewe",
        "is_active": "yes",
        "kind": "expense",
        "look_in": "description",
        "match": "contains",
        "texts": "rewe",
        "least_amount": "1.5",
        "most_amount": "",
        "wallet": "Bank",
        "category": "Food:Groceries",
        "tags": "home, weekly",
        "new_description": "",
    }


def test_what_was_exported_changes_nothing_when_it_comes_back(rule):
    result = RuleResource().import_data(RuleResource().export(), raise_errors=True)

    assert result.totals["skip"] == 1


def test_rows_make_and_change_rules(rule, alice):
    sheet = tablib.Dataset(
        ["alice", "REWE", "tee", "home", "", "", "2"],
        ["alice", "New", "a\nb", "", "food:groceries", "bank", ""],
        headers=["owner", "name", "texts", "tags", "category", "wallet", "most_amount"],
    )

    result = RuleResource().import_data(sheet, raise_errors=True)

    first, second = Rule.objects.filter(owner=alice).order_by("position")
    assert (result.totals["update"], result.totals["new"]) == (1, 1)
    assert (first.name, first.texts, first.category, first.wallet, first.most_amount) == ("REWE", "tee", None, None, 2)
    assert (second.texts, second.category.name, second.wallet.name, second.kind) == (
        "a\nb", "Groceries", "Bank", "expense",
    )  # fmt: skip
    assert second.position == 2
    assert [link.tag.name for link in RuleTag.objects.filter(rule=first)] == ["home"]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"category": "Nowhere"}, "category"),
        ({"wallet": "Nowhere"}, "wallet"),
        ({"tags": "nowhere"}, "tags"),
        ({"texts": ""}, "texts"),
        ({"least_amount": "x"}, "least_amount"),
        ({"match": "regex"}, "match"),
        ({"name": "x" * 61}, "name"),
    ],
)
def test_wrong_rows_are_said_by_column(cells, column, alice, make_tag):
    row = {"owner": "alice", "name": "New", "texts": "a", "new_description": "b", **cells}

    result = RuleResource().import_data(tablib.Dataset(list(row.values()), headers=list(row)))

    assert [list(wrong.error_dict) for wrong in result.invalid_rows] == [[column]]
    assert not Rule.objects.filter(owner=alice).exists()


def test_amounts_are_numbers(rule):
    rule.refresh_from_db()

    assert rule.least_amount == Decimal("1.5")
