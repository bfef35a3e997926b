"""Walks through rules: one is added, previewed, run and undone, others are moved and switched."""

import pytest
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.models import Expense, Rule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shopping(alice, make_category, make_expense, make_wallet):
    """Sixty expenses at two shops, none of them with a category."""
    make_category(alice, "Groceries", parent=make_category(alice, "Food"))
    make_wallet(alice, "Card")
    for number in range(60):
        make_expense(alice, description=f"REWE Markt {number} with a long name of the shop and its street")
    make_expense(alice, description="Shell")
    return alice


def categorised(owner):
    return Expense.objects.for_user(owner).filter(category__name="Groceries").count()


@on_each_screen
def test_pages_are_accessible_and_fit_the_screen(
    screen, auth_page, live_server, shopping, expect_accessible, expect_no_sideways_scroll
):
    auth_page.goto(f"{live_server.url}/rules/")
    expect_accessible(auth_page)
    for name in ("Supermarkets and discounters in the neighbourhood", "Second"):
        Rule.objects.create(owner=shopping, name=name, texts="rewe\naldi", new_description="A shop", least_amount=1)
    rule = Rule.objects.for_user(shopping).order_by("pk")[0]
    for path in ("", "new/", f"{rule.pk}/", f"{rule.pk}/edit/", f"{rule.pk}/delete/"):
        auth_page.goto(f"{live_server.url}/rules/{path}")
        expect_accessible(auth_page)
        expect_no_sideways_scroll(auth_page)


@on_each_screen
def test_a_rule_is_added_previewed_run_and_undone(screen, auth_page, live_server, shopping):
    auth_page.goto(f"{live_server.url}/categories/")
    auth_page.get_by_role("main").get_by_role("link", name="Rules").click()
    auth_page.get_by_role("link", name="Add rule").click()
    auth_page.get_by_label("Name").fill("Supermarkets")
    auth_page.get_by_label("One of these").fill("rewe\naldi")
    auth_page.get_by_label("Category").select_option(label="Food: Groceries")
    auth_page.get_by_label("Add tags").fill("weekly")
    auth_page.get_by_role("button", name="Save and preview").click()

    changes = auth_page.get_by_role("region", name="What would change").get_by_role("listitem")
    expect(auth_page.get_by_text("60 records change")).to_be_visible()
    expect(changes).to_have_count(50)
    auth_page.get_by_role("link", name="Show more").press("Enter")  # the message may lie over it
    expect(changes).to_have_count(60)
    assert categorised(shopping) == 0

    auth_page.get_by_role("button", name="Run now").click()
    expect(auth_page.get_by_text("Nothing to change")).to_be_visible()
    assert categorised(shopping) == 60

    auth_page.get_by_role("button", name="Undo").click()
    expect(auth_page.get_by_text("Undone")).to_be_visible()
    assert categorised(shopping) == 0


@on_each_screen
def test_rules_are_moved_and_switched_without_a_reload(screen, auth_page, live_server, alice):
    for position, name in enumerate(("First", "Second")):
        Rule.objects.create(owner=alice, name=name, position=position, texts="x", new_description="y")
    auth_page.goto(f"{live_server.url}/rules/")
    titles = auth_page.get_by_role("list", name="Rules").get_by_role("link")

    auth_page.get_by_role("button", name="Move Second up").click()
    expect(titles).to_have_text(["Second", "First"])
    auth_page.get_by_role("button", name="More for Second").click()
    auth_page.get_by_role("button", name="Switch off").click()

    expect(auth_page.get_by_text("Off", exact=True)).to_be_visible()
    expect(auth_page.get_by_text("Switched the rule “Second” off.")).to_be_visible()
    assert [rule.name for rule in Rule.objects.for_user(alice)] == ["Second", "First"]
