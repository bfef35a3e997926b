import pytest
from django.urls import reverse

from expenses.models import SavedSearch

pytestmark = pytest.mark.django_db

ADD = "/admin/expenses/savedsearch/add/"


@pytest.fixture
def owned_by_alice(alice, make_category):
    make_category(alice, "Food")
    return {"owner": alice.pk}


def test_staff_keep_a_search_for_a_person(staff_client, alice, owned_by_alice, staff_queries):
    with staff_queries():
        staff_client.post(f"{ADD}?owner={alice.pk}", {"name": "Eating", "query": "category:food"})

    assert list(SavedSearch.objects.for_user(alice).values_list("name", "query")) == [("Eating", "category:food")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "Eating", "query": "categry:food"}, "Did you mean category:?"),
        ({"name": "Eating", "query": "tag:bobs-tag"}, "You have no tag “bobs-tag”."),
        ({"name": "BIG", "query": "tea"}, "You have a search of this name already."),
    ],
)
def test_staff_are_told_what_cannot_be(fields, words, staff_client, alice, bob, owned_by_alice, staff_queries):
    SavedSearch.objects.create(owner=alice, name="Big", query="amount>100")

    with staff_queries():
        response = staff_client.post(f"{ADD}?owner={alice.pk}", fields)

    assert words in response.text
    assert SavedSearch.objects.for_user(alice).count() == 1


def test_searches_stay_out_of_the_spreadsheets_of_staff(staff_client):
    for name in ("import", "export"):
        assert staff_client.get(reverse(f"admin:expenses_savedsearch_{name}")).status_code == 403
