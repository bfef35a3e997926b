"""Whatever was done can be taken back, unless it was changed since; and that can be taken back, too."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from conftest import TODAY, sign_in
from expenses.activity.deletion import delete_records
from expenses.activity.models import Activity, Change
from expenses.activity.purging import KEPT_FOR, purge_log
from expenses.activity.undo import undo
from expenses.bulk_change import add_tags, categorise, remove_tags
from expenses.categories.placing import save_category
from expenses.categories.removing import delete_category, merge_categories
from expenses.entry import Entry, change_entry, record_entry
from expenses.models import Category, Expense, ExpenseTag, Tag, Wallet
from expenses.tags.merging import delete_tag, merge_tags
from expenses.tags.naming import save_tag
from expenses.wallets.saving import delete_wallet, save_wallet

pytestmark = pytest.mark.usefixtures("today")


def entry(**changes):
    said = {"date": TODAY, "amount": Decimal("12.50"), "currency": "EUR", "description": "Lunch", **changes}
    return Entry(**said)


def picture(owner):
    """Return all that a person would see of a ledger."""
    rows = Expense.objects.for_user(owner).order_by("pk")
    links = ExpenseTag.objects.for_user(owner).filter(expense__in=rows.values("pk"))
    fields = ("pk", "date", "amount", "currency", "home_amount", "description", "category__name", "wallet__name")
    return {
        "expenses": list(rows.values_list(*fields)),
        "tags": sorted(links.values_list("expense_id", "tag__name")),
        "categories": sorted(Category.objects.for_user(owner).values_list("pk", "name", "parent_id", "is_archived")),
        "names": sorted(Tag.objects.for_user(owner).values_list("pk", "name")),
        "wallets": sorted(Wallet.objects.for_user(owner).values_list("pk", "name", "is_default")),
    }


@pytest.fixture
def ledger(alice, make_category, make_tag, make_wallet, make_expense):
    food, fun = make_category(alice, "Food"), make_category(alice, "Fun")
    out = make_category(alice, "Out", parent=food)
    make_category(alice, "Out", parent=fun)
    home, work = make_tag(alice, "home"), make_tag(alice, "work")
    bank = make_wallet(alice, "Bank", is_default=True)
    for number, category in enumerate([food, fun, out, None]):
        make_expense(alice, amount=f"{number + 1}.25", category=category, tags=[home, work][: number % 3], wallet=bank)
    return alice


def category(owner, name, parent=None):
    return Category.objects.for_user(owner).get(name=name, parent__name=parent)


def tag(owner, name):
    return Tag.objects.for_user(owner).get(name=name)


def rows(owner):
    return Expense.objects.for_user(owner)


def add(owner):
    return record_entry(entry(tags=["new"]), owner=owner, actor=owner) and latest(owner)


def edit(owner):
    expense = rows(owner).first()
    said = entry(amount=Decimal(99), currency="USD", tags=["work"], category_id=category(owner, "Fun").pk)
    return change_entry(expense.pk, said, owner=owner, actor=owner, seen=expense.updated_at)[1]


def rename_category(owner):
    food = category(owner, "Food")
    food.name = "Meals"
    return save_category(food, owner=owner)


def archive_wallet(owner):
    bank = Wallet.objects.for_user(owner).get()
    bank.is_archived, bank.is_default = True, False
    return save_wallet(bank, owner=owner, actor=owner)


def make_and_drop_wallet(owner):
    wallet = Wallet(owner=owner, name="Spare", currency="EUR")
    save_wallet(wallet, owner=owner, actor=owner)
    return wallet


def rename_tag(owner):
    home = tag(owner, "home")
    home.name = "house"
    return save_tag(home, owner=owner)


DEEDS = {
    "edit": edit,
    "delete": lambda owner: delete_records(rows(owner), owner=owner, actor=owner),
    "categorise": lambda owner: categorise(rows(owner), category(owner, "Fun").pk, owner=owner, actor=owner).activity,
    "uncategorise": lambda owner: categorise(rows(owner), None, owner=owner, actor=owner).activity,
    "add tag": lambda owner: add_tags(rows(owner), ["work"], owner=owner, actor=owner).activity,
    "remove tags": lambda owner: remove_tags(rows(owner), ["work", "home"], owner=owner, actor=owner).activity,
    "rename category": rename_category,
    "delete category": lambda owner: delete_category(category(owner, "Food").pk, owner=owner).activity,
    "delete branch": lambda owner: (
        delete_category(
            category(owner, "Food").pk, owner=owner, move_to=category(owner, "Fun").pk, with_children=True
        ).activity
    ),
    "merge categories": lambda owner: (
        merge_categories(category(owner, "Food").pk, category(owner, "Fun").pk, owner=owner).activity
    ),
    "rename tag": rename_tag,
    "delete tag": lambda owner: delete_tag(tag(owner, "home"), owner=owner, actor=owner),
    "merge tags": lambda owner: merge_tags(tag(owner, "home").pk, tag(owner, "work").pk, owner=owner),
    "archive wallet": archive_wallet,
}


@pytest.mark.parametrize("name", DEEDS)
def test_undo_leaves_the_ledger_as_it_was_and_redo_as_it_became(ledger, bob, name):
    before, strange = picture(ledger), picture(bob)

    activity = DEEDS[name](ledger)
    after = picture(ledger)
    undone = undo(activity.pk, owner=ledger, actor=ledger)
    restored = picture(ledger)
    undo(undone.activity.pk, owner=ledger, actor=ledger)

    assert after != before
    assert (restored, undone.kept) == (before, [])
    assert picture(ledger) == after
    assert picture(bob) == strange


def test_added_expense_is_taken_out_and_put_back(ledger):
    before = picture(ledger)
    record_entry(entry(), owner=ledger, actor=ledger)
    after = picture(ledger)

    undone = undo(latest(ledger).pk, owner=ledger, actor=ledger)
    assert picture(ledger) == before
    undo(undone.activity.pk, owner=ledger, actor=ledger)

    assert picture(ledger) == after


def latest(owner):
    return Activity.objects.for_user(owner).order_by("-pk").first()


def test_deleted_wallet_comes_back_under_its_id(ledger):
    wallet = make_and_drop_wallet(ledger)
    before = picture(ledger)

    activity = delete_wallet(wallet, owner=ledger, actor=ledger)
    undo(activity.pk, owner=ledger, actor=ledger)

    assert picture(ledger) == before


def test_what_was_changed_since_is_left_alone_and_named(ledger):
    expense = rows(ledger).first()
    _, first = change_entry(expense.pk, entry(description="Mine"), owner=ledger, actor=ledger, seen=expense.updated_at)
    expense.refresh_from_db()
    change_entry(expense.pk, entry(description="Later"), owner=ledger, actor=ledger, seen=expense.updated_at)

    undone = undo(first.pk, owner=ledger, actor=ledger)

    assert (undone.count, [change.record_id for change in undone.kept]) == (0, [expense.pk])
    assert rows(ledger).get(pk=expense.pk).description == "Later"
    first.refresh_from_db()
    assert first.undone_at is None


def test_what_was_changed_since_is_overwritten_where_the_person_says_so(ledger):
    expense = rows(ledger).first()
    before = picture(ledger)
    _, first = change_entry(expense.pk, entry(description="Mine"), owner=ledger, actor=ledger, seen=expense.updated_at)
    expense.refresh_from_db()
    change_entry(expense.pk, entry(description="Later"), owner=ledger, actor=ledger, seen=expense.updated_at)

    undo(first.pk, owner=ledger, actor=ledger, overwrite=True)

    assert rows(ledger).get(pk=expense.pk).description == before["expenses"][-1][5]


def test_bulk_change_is_undone_but_for_what_was_changed_since(ledger):
    activity = categorise(rows(ledger), None, owner=ledger, actor=ledger).activity
    touched = rows(ledger).filter(amount="1.25").get()
    categorise(rows(ledger).filter(pk=touched.pk), category(ledger, "Fun").pk, owner=ledger, actor=ledger)

    undone = undo(activity.pk, owner=ledger, actor=ledger)

    assert (undone.count, [change.record_id for change in undone.kept]) == (2, [touched.pk])
    assert rows(ledger).get(pk=touched.pk).category.name == "Fun"


@pytest.mark.parametrize("count", [3, 60])
def test_undo_of_a_bulk_change_takes_no_more_statements_for_more_rows(
    alice, make_expense, make_category, django_assert_num_queries, count
):
    food = make_category(alice, "Food")
    for _ in range(count):
        make_expense(alice)
    activity = categorise(rows(alice), food.pk, owner=alice, actor=alice).activity

    with django_assert_num_queries(28):
        undo(activity.pk, owner=alice, actor=alice)


def test_log_says_from_what_to_what(ledger):
    activity = edit(ledger)

    change = Change.objects.for_user(ledger).get(activity=activity)
    assert (change.before["amount"], change.after["amount"]) == ("4.25", "99")
    assert "notes" not in change.after


def test_pages_show_the_log(ledger):
    client, activity = sign_in(ledger), edit(ledger)

    listed = client.get(reverse("expenses:activity-list"))
    shown = client.get(reverse("expenses:activity-detail", args=[activity.pk])).content.decode()

    assert "Changed “Lunch”" in listed.content.decode()
    assert "<del>€4.25</del>" in shown
    assert "<ins>US$99.00</ins>" in shown
    assert "<ins>Fun</ins>" in shown


@pytest.mark.parametrize("query", [{"after": "x"}, {"after": "9" * 50}])
def test_wrong_page_of_the_log_leads_to_its_start(alice_client, query):
    assert alice_client.get(reverse("expenses:activity-list"), query).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_log_asks_the_same_number_of_questions(alice_client, alice, django_assert_num_queries, count):
    for _ in range(count):
        record_entry(entry(tags=["a"]), owner=alice, actor=alice)
    page, one = reverse("expenses:activity-list"), reverse("expenses:activity-detail", args=[latest(alice).pk])
    alice_client.get(page)

    with django_assert_num_queries(4):  # session, person, the page, who has done anything
        alice_client.get(page)
    with django_assert_num_queries(8):
        alice_client.get(one)


def test_stranger_finds_no_activity(bob_client, ledger):
    activity = edit(ledger)

    pages = [
        bob_client.get(reverse("expenses:activity-detail", args=[activity.pk])),
        bob_client.post(reverse("expenses:activity-undo", args=[activity.pk])),
    ]
    assert [page.status_code for page in pages] == [404, 404]
    assert "Changed “Lunch”" not in bob_client.get(reverse("expenses:activity-list")).content.decode()


def test_undo_asks_before_it_loses_later_changes(alice_client, alice, make_expense):
    expense = make_expense(alice)
    _, first = change_entry(expense.pk, entry(description="Mine"), owner=alice, actor=alice, seen=expense.updated_at)
    expense.refresh_from_db()
    change_entry(expense.pk, entry(description="Later"), owner=alice, actor=alice, seen=expense.updated_at)
    url = reverse("expenses:activity-undo", args=[first.pk])

    asked = alice_client.post(url)
    alice_client.post(url, {"overwrite": "1"})

    assert (asked.status_code, "Later" in asked.content.decode()) == (409, True)
    expense.refresh_from_db()
    assert expense.description == "Lunch"


def test_log_forgets_after_a_month(ledger, time_machine):
    edit(ledger)
    time_machine.shift(KEPT_FOR + datetime.timedelta(days=1))
    later = rename_category(ledger)

    assert purge_log(ledger.pk) == 1
    assert list(Activity.objects.for_user(ledger)) == [later]
    assert [change.activity_id for change in Change.objects.for_user(ledger)] == [later.pk]


@pytest.mark.django_db
@settings(max_examples=15)
@given(
    st.lists(st.sampled_from(["add", "edit", "delete", "tag", "category", "undo", "undo", "overwrite"]), max_size=10)
)
def test_no_sequence_of_deeds_and_undos_loses_or_invents_money(deeds):
    owner, _ = User.objects.get_or_create(username="hana", defaults={"home_currency": "EUR", "email": "h@example.org"})
    Expense.objects.filter(owner=owner).delete()
    Category.objects.get_or_create(owner=owner, name="Fun")
    for number, deed in enumerate(deeds):
        act(owner, deed, number)

    everything = Expense._base_manager.filter(owner=owner)
    assert everything.count() == deeds.count("add")
    assert all(row.home_amount == row.amount for row in everything.filter(currency="EUR"))
    assert not everything.filter(counted_on__isnull=True).exists()


def act(owner, deed, number):
    expense = rows(owner).order_by("pk").first()
    if deed == "add":
        record_entry(entry(amount=Decimal(number + 1)), owner=owner, actor=owner)
    elif deed in ("undo", "overwrite"):
        undone = Activity.objects.for_user(owner).filter(undone_at=None).order_by("-pk")[number % 2 :].first()
        if undone:
            undo(undone.pk, owner=owner, actor=owner, overwrite=deed == "overwrite")
    elif deed == "edit" and expense:
        change_entry(expense.pk, entry(amount=Decimal(number + 50)), owner=owner, actor=owner, seen=expense.updated_at)
    elif deed == "delete" and expense:
        delete_records(rows(owner).filter(pk=expense.pk), owner=owner, actor=owner)
    elif deed == "tag":
        add_tags(rows(owner), ["x"], owner=owner, actor=owner)
    elif deed == "category":
        categorise(rows(owner), Category.objects.for_user(owner).first().pk, owner=owner, actor=owner)


@pytest.mark.parametrize(
    "referer", ["http://[x", "https://elsewhere.example/", "http://testserver/activity/?kind=edit"]
)
def test_undo_leads_back_to_pages_of_ours_alone(alice_client, ledger, referer):
    activity = edit(ledger)

    answer = alice_client.post(reverse("expenses:activity-undo", args=[activity.pk]), HTTP_REFERER=referer)

    assert answer.url == (referer if "testserver" in referer else reverse("expenses:expense-list"))


def test_undo_that_asked_first_leads_to_the_log(alice_client, ledger):
    url = reverse("expenses:activity-undo", args=[edit(ledger).pk])

    answer = alice_client.post(url, HTTP_REFERER=f"http://testserver{url}")

    assert answer.url == reverse("expenses:activity-list")
