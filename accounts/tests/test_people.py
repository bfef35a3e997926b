from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.checks import check_default_currency, check_hooks
from accounts.models import User
from accounts.removal import count_owned_rows, owned_models, remove_person
from conftest import PASSWORD

# What the database keeps


@pytest.mark.parametrize("fields", [{"username": "ALICE"}, {"username": "x", "email": "Alice@Example.ORG"}])
def test_database_keeps_people_apart_in_any_case(alice, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(**fields)


def test_people_without_an_address_may_be_many(make_user):
    make_user("one", email="")
    make_user("two", email="")

    assert User.objects.filter(email="").count() == 2


@pytest.mark.parametrize("fields", [{"theme": "pink"}, {"first_day_of_week": 7}])
def test_database_refuses_preferences_that_do_not_exist(alice, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=alice.pk).update(**fields)


def test_people_are_found_by_a_key_of_an_index(alice, django_assert_num_queries):
    with django_assert_num_queries(2) as queries:
        found = [User.objects.find_by_login("alice"), User.objects.find_by_login("alice@example.org")]

    assert found == [alice, alice]
    assert all("LOWER(" in query["sql"] and "LIKE" not in query["sql"] for query in queries)


def test_nobody_has_no_address(make_user):
    make_user("one", email="")

    assert not User.objects.with_email("").exists()


# Removal


def test_removal_takes_all_rows_of_one_person(alice, bob, make_expense, staff_queries):
    make_expense(alice)

    rows = {model.__name__: count for model, count in count_owned_rows(bob).items()}
    with staff_queries():  # what bob did in the ledgers of others forgets him there
        remove_person(bob)

    assert rows == {"Category": 1, "Tag": 1, "Expense": 1, "ExpenseTag": 1}
    assert list(User.objects.all()) == [alice]
    assert count_owned_rows(bob) == {}
    assert {model.__name__: count for model, count in count_owned_rows(alice).items()} == {"Expense": 1}


def test_removal_takes_the_same_number_of_statements_for_any_ledger(
    alice, bob, make_expense, staff_queries, django_assert_max_num_queries
):
    for _ in range(30):
        make_expense(bob)

    with staff_queries(), django_assert_max_num_queries(3 * len(owned_models()) + 10):
        remove_person(bob)


# manage.py createsuperuser


def create_superuser(monkeypatch, **options):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, stdout=StringIO(), **options)


def test_createsuperuser_makes_an_administrator(db, monkeypatch, settings, hook_calls):
    settings.DEFAULT_CURRENCY = "CHF"

    create_superuser(monkeypatch, username="root", email="Root@EXAMPLE.org")

    root = User.objects.get()
    assert (root.username, root.email, root.home_currency) == ("root", "Root@example.org", "CHF")
    assert (root.is_staff, root.is_superuser, root.check_password(PASSWORD)) == (True, True, True)
    assert hook_calls == [("new person", "root")]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"username": "ALICE", "email": "x@example.org"}, "That username is already taken"),
        ({"username": "root", "email": "ALICE@example.org"}, "This e-mail address is in use"),
        ({"username": "ro ot", "email": "x@example.org"}, "Use letters, digits"),
        ({"username": "root", "email": "x"}, "Enter a valid email address"),
    ],
)
def test_createsuperuser_says_what_is_wrong(alice, monkeypatch, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        create_superuser(monkeypatch, **options)

    assert list(User.objects.all()) == [alice]


# What the settings say


def test_settings_of_the_product_pass_the_checks():
    assert check_hooks(None) + check_default_currency(None) == []


@pytest.mark.parametrize(
    "path", ["nothing", "accounts.nothing", "accounts.models.nothing", "accounts.querysets.EMAIL_TAKEN"]
)
def test_hook_that_is_no_function_is_found_at_the_start(settings, path):
    settings.NEW_PERSON_HOOKS = [path]

    assert [error.id for error in check_hooks(None)] == ["accounts.E001"]


def test_default_currency_that_does_not_exist_is_found_at_the_start(settings):
    settings.DEFAULT_CURRENCY = "EURO"

    assert [error.id for error in check_default_currency(None)] == ["accounts.E002"]


def test_person_is_checked_beside_each_field(alice):
    person = User(username="ALICE", email="ALICE@example.org", password="x")

    with pytest.raises(ValidationError) as caught:
        person.full_clean()

    assert caught.value.message_dict == {
        "username": ["This username is taken. Choose another one."],
        "email": ["This e-mail address is in use. Sign in, or reset the password."],
    }
