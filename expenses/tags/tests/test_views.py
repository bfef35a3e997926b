"""The pages of tags, asked over HTTP."""

import pytest

from expenses.activity.deletion import delete_records
from expenses.models import Expense, ExpenseTag, Tag

LIST, CREATE = "/tags/", "/tags/new/"


def url(tag, action):
    return f"/tags/{tag.pk}/{action}/"


def names_of(owner):
    return sorted(Tag.objects.for_user(owner).values_list("name", flat=True))


def tags_on(expense):
    return sorted(
        ExpenseTag.objects.filter(owner_id=expense.owner_id, expense=expense).values_list("tag__name", flat=True)
    )


def test_the_list_counts_live_records(alice_client, alice, bob, make_tag, make_expense, make_income):
    tax, home = make_tag(alice, "tax"), make_tag(alice, "Home")
    make_expense(alice, tags=[tax, home])
    make_expense(alice, description="Dropped", tags=[tax])
    delete_records(Expense.objects.filter(description="Dropped"), owner=alice, actor=alice)
    make_income(alice, tags=[tax])

    rows = alice_client.get(LIST).context["rows"]

    assert [(row.tag.name, [(kind.name, count) for kind, count in row.counts]) for row in rows] == [
        ("Home", [("expense", 1)]),
        ("tax", [("expense", 1), ("income", 1)]),
    ]


def test_the_list_of_nobody_says_what_to_do(alice_client, alice, bob):
    page = alice_client.get(LIST).content.decode()

    assert "No tags yet" in page
    assert "bobs-tag" not in page


def test_the_list_takes_as_many_queries_for_three_tags(
    alice_client, alice, make_tag, make_expense, django_assert_num_queries
):
    make_expense(alice, tags=[make_tag(alice, "0")])
    alice_client.get(LIST)  # the first request of a session writes that it is in use
    with django_assert_num_queries(7):  # session, person, tags, and of each kind all links and those on deleted records
        alice_client.get(LIST)
    make_expense(alice, tags=[make_tag(alice, "1"), make_tag(alice, "2")])

    with django_assert_num_queries(7):
        alice_client.get(LIST)


def test_a_tag_is_made(alice_client, alice):
    response = alice_client.post(CREATE, {"name": "  summer   2026 "})

    assert response.url == LIST
    assert names_of(alice) == ["summer 2026"]


@pytest.mark.parametrize("name", ["", "  ", "a,b", "#a", "x" * 51, "a\x00b", "\u200b", "a\u202eb", "TAX", "ähren"])
def test_what_no_tag_can_be_is_said(name, alice_client, alice, make_tag):
    make_tag(alice, "tax")
    make_tag(alice, "Ähren")

    response = alice_client.post(CREATE, {"name": name})

    assert list(response.context["form"].errors) == ["name"]
    assert len(names_of(alice)) == 2


def test_a_strangers_name_is_free(alice_client, alice, bob):
    alice_client.post(CREATE, {"name": "bobs-tag"})

    assert names_of(alice) == ["bobs-tag"]


def test_a_tag_is_renamed(alice_client, alice, make_tag):
    tag = make_tag(alice, "tax")

    alice_client.post(url(tag, "edit"), {"name": "TAX"})

    assert names_of(alice) == ["TAX"]


def test_a_sample_tag_becomes_the_own_by_renaming_it(alice_client, alice, make_tag):
    tag = make_tag(alice, "tax", is_sample=True)

    alice_client.post(url(tag, "edit"), {"name": "taxes"})

    assert not Tag.objects.for_user(alice).get().is_sample


def test_delete_takes_the_tag_off_its_expenses(alice_client, alice, make_tag, make_expense):
    tag, other = make_tag(alice, "tax"), make_tag(alice, "home")
    expense = make_expense(alice, tags=[tag, other])

    page = alice_client.get(url(tag, "delete"))
    alice_client.post(url(tag, "delete"))

    assert page.context["records"] == "1 expense"
    assert names_of(alice) == ["home"]
    assert tags_on(expense) == ["home"]


def test_merge_puts_the_other_tag_on_every_expense_once(alice_client, alice, make_tag, make_expense):
    tax, taxes = make_tag(alice, "tax"), make_tag(alice, "taxes")
    one, both = make_expense(alice, tags=[tax]), make_expense(alice, tags=[tax, taxes])
    dropped = make_expense(alice, description="Dropped", tags=[tax])
    delete_records(Expense.objects.filter(description="Dropped"), owner=alice, actor=alice)

    response = alice_client.post(url(tax, "merge"), {"into": taxes.pk})

    assert response.url == LIST
    assert names_of(alice) == ["taxes"]
    assert [tags_on(expense) for expense in (one, both, dropped)] == [["taxes"]] * 3


def test_merge_takes_as_many_queries_for_thirty_expenses(alice, make_tag, make_expense, django_assert_num_queries):
    from expenses.tags.merging import merge_tags

    target = make_tag(alice, "target")
    for count in (1, 30):
        source = make_tag(alice, f"source {count}")
        for _ in range(count):
            make_expense(alice, tags=[source])

        with django_assert_num_queries(19):  # the same for one expense and for thirty
            merge_tags(source.pk, target.pk, owner=alice)


@pytest.mark.parametrize("into", ["", "x", "0", "99999999999999999999", "{self}", "{bob}"])
def test_a_target_that_cannot_be_is_said(into, alice_client, alice, bob, make_tag):
    tag = make_tag(alice, "tax")
    known = {"{self}": tag.pk, "{bob}": Tag.objects.for_user(bob).get().pk}

    response = alice_client.post(url(tag, "merge"), {"into": known.get(into, into)})

    assert list(response.context["form"].errors) == ["into"]
    assert names_of(alice) == ["tax"]
    assert names_of(bob) == ["bobs-tag"]


@pytest.mark.parametrize("action", ["edit", "delete", "merge"])
def test_a_stranger_finds_nothing(action, alice, bob_client, make_tag):
    tag = make_tag(alice, "tax")

    assert bob_client.get(url(tag, action)).status_code == 404
    assert bob_client.post(url(tag, action), {"name": "x", "into": "1"}).status_code == 404
    assert names_of(alice) == ["tax"]
