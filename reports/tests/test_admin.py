"""What staff see of the first steps."""

import pytest
from django.contrib.auth.models import Group
from zeal import zeal_ignore

from conftest import sign_in
from reports import first_steps
from reports.models import Welcome

LIST = "/admin/reports/welcome/"


@pytest.fixture
def welcomes(alice, bob):
    first_steps.dismiss(alice)
    first_steps.mark_looked_over(bob)


def listed(response):
    return sorted(welcome.owner.username for welcome in response.context["cl"].result_list)


@pytest.mark.parametrize(
    ("query", "people"),
    [("", ["alice", "bob"]), ("?dismissed=yes", ["alice"]), ("?dismissed=no", ["bob"]), ("?q=BOB", ["bob"])],
)
def test_welcomes_are_listed_searched_and_filtered(staff_client, welcomes, query, people):
    response = staff_client.get(LIST + query)

    assert listed(response) == people


def test_list_needs_the_same_number_of_queries_for_more_people(
    staff_client, welcomes, make_user, django_assert_max_num_queries, django_assert_num_queries
):
    staff_client.get(LIST)
    with django_assert_max_num_queries(10) as few:
        staff_client.get(LIST)
    for name in ("one", "two", "three"):
        first_steps.dismiss(make_user(name))

    with django_assert_num_queries(len(few)):
        staff_client.get(LIST)


def test_welcome_is_read_and_removed_but_not_written(staff_client, alice, welcomes, staff_queries):
    welcome = Welcome.objects.for_user(alice).get()
    url = f"{LIST}{welcome.pk}"

    with zeal_ignore():
        shown = staff_client.get(f"{url}/change/")
        added = staff_client.get(f"{LIST}add/")
        staff_client.post(f"{url}/change/", {"dismissed_at_0": "", "dismissed_at_1": ""})
        kept = Welcome.objects.for_user(alice).get().dismissed_at
        staff_client.post(f"{url}/delete/", {"post": "yes"})

    assert (shown.status_code, added.status_code, kept) == (200, 403, welcome.dismissed_at)
    assert not Welcome.objects.for_user(alice).exists()


@pytest.mark.parametrize("group", ["Support", "Bookkeeper"])
def test_groups_do_not_see_welcomes(make_user, welcomes, group):
    person = make_user("helper", is_staff=True)
    person.groups.add(Group.objects.get(name=group))

    assert sign_in(person).get(LIST).status_code == 403
