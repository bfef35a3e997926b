"""A person sees to their categories, with the keyboard alone where that is what they have."""

import pytest
from playwright.sync_api import expect

from e2e.looks import on_each_screen
from expenses.categories.models import Category
from expenses.categories.starter import create_starter_categories

pytestmark = pytest.mark.django_db(transaction=True)


@on_each_screen
def test_a_category_is_made_with_the_keyboard_and_merged_away_again(
    auth_page, live_server, alice, expect_accessible, expect_no_sideways_scroll
):
    create_starter_categories(alice)
    page = auth_page
    page.goto(f"{live_server.url}/categories/new/")
    expect_accessible(page)

    page.get_by_label("Name").fill("Garden")
    page.get_by_role("radio", name="Slate").focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("radio", name="Tag", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    garden = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Garden", exact=True))
    expect(garden).to_be_visible()
    made = Category.objects.for_user(alice).get(name="Garden")
    assert (made.color, made.icon) == ("pink", "folder")

    garden.get_by_role("button", name="More for Garden").click()
    garden.get_by_role("link", name="Merge into another").click()
    page.get_by_label("Merge into").select_option(label="Home")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("“Garden” is deleted.")).to_be_visible()
    page.get_by_role("button", name="Merge").click()

    expect(page.get_by_text("Merged “Garden” into “Home”.")).to_be_visible()
    expect_no_sideways_scroll(page)


@on_each_screen
def test_the_pages_of_categories_and_tags_are_accessible(
    auth_page, live_server, alice, make_tag, make_category, make_expense, expect_accessible, expect_no_sideways_scroll
):
    create_starter_categories(alice)
    food = Category.objects.for_user(alice).get(name="Food")
    make_category(alice, "A name that is as long as names in a list may be before it has to be cut", parent=food)
    make_expense(alice, category=food, tags=[make_tag(alice, "tax")])
    tag = alice_tag = make_tag(alice, "home")
    ways = [
        "categories/",
        f"categories/{food.pk}/edit/",
        f"categories/{food.pk}/delete/",
        f"categories/{food.pk}/merge/",
    ]
    ways += ["tags/", "tags/new/", f"tags/{tag.pk}/delete/", f"tags/{alice_tag.pk}/merge/"]

    for way in ways:
        auth_page.goto(f"{live_server.url}/{way}")
        expect_accessible(auth_page)
        expect_no_sideways_scroll(auth_page)


def test_where_expenses_go_is_asked_of_those_who_move_them(auth_page, live_server, alice, make_category, make_expense):
    category = make_category(alice, "Food")
    make_expense(alice, category=category)
    page = auth_page
    page.goto(f"{live_server.url}/categories/{category.pk}/delete/")

    page.get_by_label("Move them to another category").check()
    expect(page.get_by_label("Move to", exact=True)).to_be_visible()
    page.get_by_label("Leave them uncategorised").check()
    expect(page.get_by_label("Move to", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Delete category").click()

    expect(page.get_by_text("Deleted “Food”.")).to_be_visible()
    expect(page.get_by_text("1 expense without a category.")).to_be_visible()
