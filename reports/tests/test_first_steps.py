from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from expenses.models import SpreadsheetImport, StatementImport
from reports.first_steps import FirstSteps, dismiss, mark_looked_over, read_first_steps
from reports.models import Welcome

NOTHING_DONE = FirstSteps(
    has_recorded=False, has_looked_over=False, has_brought=False, has_sample=False, is_dismissed=False
)


def bring(owner: User, status: str, model: Any = SpreadsheetImport) -> None:
    content = None if status == SpreadsheetImport.Status.APPLIED else b"x"
    model.objects.create(owner=owner, file_name="a.csv", size_bytes=1, content=content, status=status)


def test_a_new_person_has_done_nothing(alice, bob):
    dismiss(bob)
    mark_looked_over(bob)

    steps = read_first_steps(alice, recorded=0)

    assert (steps, steps.is_shown, steps.done, steps.has_expenses) == (NOTHING_DONE, True, 0, False)


def test_steps_are_done_by_facts(alice, make_expense):
    make_expense(alice)
    mark_looked_over(alice)
    bring(alice, SpreadsheetImport.Status.APPLIED)

    steps = read_first_steps(alice, recorded=0)

    assert (steps.has_recorded, steps.has_looked_over, steps.has_brought) == (True, True, True)
    assert not steps.is_shown


def test_a_deleted_expense_is_no_first_expense(alice, make_expense, delete):
    delete(make_expense(alice))

    assert read_first_steps(alice, recorded=0) == NOTHING_DONE


def test_sample_data_brings_something_but_records_nothing(alice, make_expense):
    make_expense(alice, is_sample=True)

    steps = read_first_steps(alice, recorded=0)

    assert (steps.has_recorded, steps.has_brought, steps.has_sample, steps.has_expenses) == (False, True, True, True)


@pytest.mark.parametrize("model", [SpreadsheetImport, StatementImport])
@pytest.mark.parametrize(("status", "has_brought"), [("checked", False), ("applied", True)])
def test_an_import_counts_once_it_is_applied(alice, model, status, has_brought):
    bring(alice, status, model)

    assert read_first_steps(alice, recorded=0).has_brought is has_brought


@pytest.mark.parametrize("recorded", [0, 99, 100])
def test_steps_are_one_query(alice, django_assert_num_queries, recorded):
    with django_assert_num_queries(1):
        read_first_steps(alice, recorded=recorded)


@pytest.mark.parametrize(("recorded", "is_shown"), [(99, True), (100, False)])
def test_a_person_with_a_hundred_expenses_needs_no_steps(alice, recorded, is_shown):
    assert read_first_steps(alice, recorded=recorded).is_shown is is_shown


def test_sample_data_settles_nobody(alice, make_expense):
    make_expense(alice, is_sample=True)

    steps = read_first_steps(alice, recorded=1000)

    assert (steps.is_shown, steps.has_sample) == (True, True)


def test_marks_can_be_set_twice_and_keep_each_other(alice):
    for mark in (dismiss, mark_looked_over, dismiss, mark_looked_over):
        mark(alice)

    steps = read_first_steps(alice, recorded=0)
    assert (steps.is_dismissed, steps.has_looked_over) == (True, True)
    assert Welcome.objects.for_user(alice).count() == 1


def test_looking_over_leads_to_the_categories(alice, alice_client):
    response = alice_client.post(reverse("reports:looked-over"))

    assert (response.status_code, response.url) == (302, reverse("expenses:category-list"))
    assert read_first_steps(alice, recorded=0).has_looked_over


def test_dismissing_leads_back_and_is_remembered(alice, alice_client, bob):
    response = alice_client.post(reverse("reports:dismiss-first-steps"))

    assert (response.status_code, response.url) == (302, reverse("reports:dashboard"))
    assert [read_first_steps(person, recorded=0).is_dismissed for person in (alice, bob)] == [True, False]


@pytest.mark.parametrize("name", ["reports:looked-over", "reports:dismiss-first-steps"])
def test_steps_change_by_post_only(alice, alice_client, name):
    response = alice_client.get(reverse(name))

    assert response.status_code == 405
    assert read_first_steps(alice, recorded=0) == NOTHING_DONE


def test_a_person_goes_with_their_welcome(alice, staff_queries):
    dismiss(alice)

    with staff_queries():
        alice.delete()

        assert not Welcome.objects.filter(dismissed_at__lte=timezone.now()).exists()
