import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from expenses.filters import ExpenseFilter
from expenses.models import Activity, Expense, SavedSearch
from expenses.search.saving import MOST_SAVED, save_search, searches_of
from expenses.search.writing import query_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

NEW = "/searches/new/"


@pytest.fixture
def saved(alice):
    search = SavedSearch(owner=alice, name="Big", query="amount>100")
    save_search(search, owner=alice, actor=alice)
    return search


def names(owner) -> list[tuple[str, str]]:
    return [(search.name, search.query) for search in searches_of(owner)]


def latest(owner) -> Activity:
    return Activity.objects.for_user(owner).latest("id")


def undo(client, owner):
    return client.post(f"/activity/{latest(owner).pk}/undo/")


def test_a_search_is_saved_and_that_can_be_undone(alice, alice_client):
    response = alice_client.post(NEW, {"name": " Big  things ", "query": "amount>100"})

    assert response.url == "/expenses/?q=amount%3E100"
    assert names(alice) == [("Big things", "amount>100")]
    assert latest(alice).summary == "Saved the search Big things"
    undo(alice_client, alice)
    assert names(alice) == []


def test_a_search_is_changed_and_that_can_be_undone(alice, alice_client, saved):
    alice_client.post(f"/searches/{saved.pk}/edit/", {"name": "BIG", "query": "amount>200"})

    assert names(alice) == [("BIG", "amount>200")]
    undo(alice_client, alice)
    assert names(alice) == [("Big", "amount>100")]


def test_a_search_is_deleted_and_that_can_be_undone(alice, alice_client, saved):
    response = alice_client.post(f"/searches/{saved.pk}/delete/")

    assert response.url == "/searches/"
    assert names(alice) == []
    undo(alice_client, alice)
    assert names(alice) == [("Big", "amount>100")]


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("big", "tea", "You have a search of this name already. Choose another one."),
        ("Tea", "categry:tea", "Did you mean category:?"),
        ("Tea", "category:tea", "You have no category “tea”."),
        ("Tea", "", "This field is required."),
        ("", "tea", "This field is required."),
        ("Tea", "x" * 501, "This search is too long."),
        ("T" * 61, "tea", "at most 60 characters"),
    ],
)
def test_what_cannot_be_saved_is_told(name, query, words, alice, alice_client, saved):
    response = alice_client.post(NEW, {"name": name, "query": query})

    assert words in response.text.replace("&quot;", '"')
    assert names(alice) == [("Big", "amount>100")]


def test_the_form_begins_with_what_the_list_shows(alice_client):
    assert 'value="tag:&lt;x&gt;"' in alice_client.get(NEW, {"q": "tag:<x>"}).text


def test_the_page_of_searches_says_what_can_be_asked(alice_client, saved, bob):
    SavedSearch.objects.create(owner=bob, name="Bobs", query="secret")

    text = alice_client.get("/searches/").text

    assert "amount:10..20" in text
    assert "is:uncategorised" in text
    assert 'href="/expenses/?q=amount%3E100"' in text
    assert "secret" not in text


def test_there_is_an_end_to_what_can_be_saved(alice, alice_client):
    SavedSearch.objects.bulk_create(SavedSearch(owner=alice, name=f"{n}", query="a") for n in range(MOST_SAVED))

    response = alice_client.post(NEW, {"name": "One more", "query": "tea"})

    assert f"You can keep {MOST_SAVED} searches." in response.text
    assert len(names(alice)) == MOST_SAVED


def test_the_database_holds_one_search_of_a_name(alice, bob, saved):
    SavedSearch.objects.create(owner=bob, name="Big", query="a")
    for wrong in ({"name": "BIG", "query": "a"}, {"name": "", "query": "a"}, {"name": "b", "query": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedSearch.objects.create(owner=alice, **wrong)


def test_lists_show_saved_searches_and_which_is_on(alice, bob, alice_client, saved):
    SavedSearch.objects.create(owner=bob, name="Bobs", query="secret")

    for url in ("/expenses/", "/income/"):
        page = alice_client.get(url, {"q": "amount>100"}).context["page"]
        assert [(chip.name, chip.url, chip.is_current) for chip in page.saved_searches] == [
            ("Big", f"{url}?q=amount%3E100", True)
        ]
        assert page.save_url == ""
    assert alice_client.get("/expenses/?q=tea").context["page"].save_url == "/searches/new/?q=tea"
    assert alice_client.get("/expenses/").context["page"].save_url == ""


def test_all_that_a_list_is_narrowed_to_is_written_as_one_search(alice, make_category, make_tag, make_wallet):
    food = make_category(alice, "Food")
    fast, cash, work = make_category(alice, "Fast food", parent=food), make_wallet(alice, "Cash"), make_tag(alice)
    asked = QueryDict(
        f"q=tea+or+milk&category={fast.pk}&category=none&tag={work.pk}&wallet={cash.pk}&date_from=2026-01-01"
        "&date_to=2026-02-01&amount_min=-5&amount_max=1000.50&currency=EUR&no_rate=1&sort=amount"
    )

    text = query_of(ExpenseFilter(asked, user=alice))

    assert text == (
        '(tea or milk) date>=2026-01-01 date<=2026-02-01 (category:"Food: Fast food" or category:none) tag:home '
        "wallet:Cash amount>=-5 amount<=+1000.5 currency:EUR -has:rate"
    )
    again = QueryDict(mutable=True)
    again["q"] = text
    assert ExpenseFilter(again, user=alice).form.is_valid()
    assert query_of(ExpenseFilter(again, user=alice)) == text


def test_a_wrong_search_is_told_in_place_of_the_list(alice_client, make_expense, alice):
    make_expense(alice)

    response = alice_client.get("/expenses/", {"q": "categry:food", "currency": "EUR"})

    assert "<mark>categry</mark>:food" in response.text
    assert response.context["page"].fixed_url == "/expenses/?q=category%3Afood&currency=EUR"
    assert response.context["page"].listing.rows == []


def test_a_wrong_search_leaves_the_list_while_it_is_typed(alice_client, make_expense, alice):
    make_expense(alice)
    headers = {"HX-Request": "true", "HX-Target": "ledger"}

    wrong = alice_client.get("/expenses/", {"q": "amount>x"}, headers=headers)
    right = alice_client.get("/expenses/", {"q": "amount>1"}, headers=headers)

    assert wrong["HX-Reswap"] == "none"
    assert "HX-Push-Url" not in wrong
    assert "<mark>x</mark>" in wrong.text
    assert "Lunch" not in wrong.text
    assert right["HX-Push-Url"] == "/expenses/?q=amount%3E1"
    assert 'id="search-error" role="status" hx-swap-oob="true"></div>' in right.text


def test_exports_honour_a_search(alice, alice_client, make_expense):
    make_expense(alice, description="Small")
    make_expense(alice, description="Big", amount="500")

    text = b"".join(alice_client.get("/expenses/export.csv", {"q": "amount>100"})).decode()

    assert "Big" in text
    assert "Small" not in text


def test_a_deleted_search_whose_name_is_taken_meanwhile_stays_gone(alice, alice_client, saved):
    alice_client.post(f"/searches/{saved.pk}/delete/")
    deletion = latest(alice)
    alice_client.post(NEW, {"name": "big", "query": "tea"})

    response = alice_client.post(f"/activity/{deletion.pk}/undo/", follow=True)

    assert response.status_code == 409
    assert names(alice) == [("big", "tea")]


def test_the_log_says_what_became_of_a_search(alice, alice_client, saved):
    alice_client.post(f"/searches/{saved.pk}/edit/", {"name": "Big", "query": "amount>200"})

    text = alice_client.get(f"/activity/{latest(alice).pk}/").text

    assert "amount&gt;100" in text
    assert "amount&gt;200" in text


def test_a_bulk_deed_meets_what_a_search_finds(alice, alice_client, make_expense):
    make_expense(alice, description="Small")
    make_expense(alice, description="Big", amount="500")
    words = {"action": "delete", "all_matching": "on"}

    alice_client.post("/expenses/bulk/", {**words, "shown": "q=amount%3E100"})
    alice_client.post("/expenses/bulk/", {**words, "shown": "q=amount%3E"})
    alice_client.post("/expenses/bulk/", {**words, "shown": "q=" + "%D0%B0" * 2000})

    assert [expense.description for expense in Expense.objects.for_user(alice)] == ["Small"]
