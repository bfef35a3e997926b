"""What happens in the ledger when something happens to a person: the one place where both are seen at once."""

from io import StringIO

from django.core.management import call_command

from accounts.models import User
from expenses.models import Category

PASSWORD = "korrekt-pferd-9"
ANNA = {"username": "anna", "email": "anna@example.org", "password1": PASSWORD, "password2": PASSWORD}
PREFERENCES = {"home_currency": "USD", "locale": "en_IE", "time_zone": "UTC", "first_day_of_week": 0, "theme": "auto"}
PREFERENCES |= {"month_start": "day", "month_start_day": 1, "year_start_month": 1}


def has_starter_categories(person):
    return Category.objects.for_user(person).filter(name="Food").count() == 1


def test_person_who_signs_up_finds_starter_categories(alice, client):
    response = client.post("/accounts/signup/", ANNA, follow=True)

    assert response.status_code == 200
    assert has_starter_categories(User.objects.get(username="anna"))
    assert not Category.objects.for_user(alice).exists()


def test_administrator_from_the_command_line_finds_starter_categories(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    call_command("createsuperuser", interactive=False, username="root", email="root@example.org", stdout=StringIO())

    assert has_starter_categories(User.objects.get())


def test_new_home_currency_values_the_ledger_anew(alice, bob, alice_client, make_expense):
    dollars = make_expense(alice, amount="10", currency="USD", home_amount=None)
    euros = make_expense(alice, amount="20", currency="EUR")
    bobs = make_expense(bob, amount="30", currency="EUR")

    alice_client.post("/accounts/settings/", PREFERENCES)

    for expense in (dollars, euros, bobs):
        expense.refresh_from_db()
    assert [expense.home_amount for expense in (dollars, euros, bobs)] == [10, None, 30]
