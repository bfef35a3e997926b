from datetime import date

import pytest
import tablib
from hypothesis import given
from hypothesis import strategies as st

from accounts.formulas import defuse, restore
from accounts.models import User
from accounts.resources import PersonResource

HEADERS = ["username", "email", "first_name", "home_currency", "is_active"]


def import_rows(*rows, headers=HEADERS):
    return PersonResource().import_data(tablib.Dataset(*rows, headers=headers), dry_run=False)


@given(st.text())
def test_defuse_is_undone_by_restore(text):
    assert restore(defuse(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_defuse_puts_an_apostrophe_before_a_formula(text):
    assert defuse(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Lunch", "1-1", "a=b"])
def test_defuse_leaves_other_texts_alone(text):
    assert defuse(text) == text


def test_what_is_exported_can_be_imported_again(alice, bob):
    User.objects.filter(pk=alice.pk).update(first_name="=1+1", last_name="'Doe")
    table = PersonResource().export(User.objects.order_by("username"))
    User.objects.update(first_name="", last_name="")

    result = PersonResource().import_data(tablib.Dataset().load(table.csv, format="csv"))

    alice.refresh_from_db()
    assert (result.totals["update"], result.totals["skip"], result.has_errors()) == (1, 1, False)
    assert (alice.first_name, alice.last_name) == ("=1+1", "'Doe")


def test_months_that_begin_on_payday_are_exported_and_imported(alice, bob):
    chosen = {"month_start": "weeks", "month_start_weeks": 2, "month_start_date": date(2026, 11, 13)}
    User.objects.filter(pk=alice.pk).update(**chosen)
    table = PersonResource().export(User.objects.order_by("username"))
    User.objects.filter(pk=alice.pk).update(month_start="day", month_start_date=None)

    result = PersonResource().import_data(tablib.Dataset().load(table.csv, format="csv"))

    alice.refresh_from_db()
    assert (result.totals["update"], result.totals["skip"], result.has_errors()) == (1, 1, False)
    assert {name: getattr(alice, name) for name in chosen} == chosen


def test_weeks_without_a_payday_are_refused(alice):
    table = tablib.Dataset(["alice", "weeks"], headers=["username", "month_start"])

    result = PersonResource().import_data(table)

    assert [row.error.message_dict for row in result.invalid_rows] == [
        {"month_start_date": ["Say from which payday the weeks are counted."]}
    ]


def test_export_has_no_password_and_no_rights():
    columns = PersonResource().get_export_headers()

    assert columns == [
        "username",
        "email",
        "first_name",
        "last_name",
        "home_currency",
        "locale",
        "time_zone",
        "theme",
        "first_day_of_week",
        "month_start",
        "month_start_day",
        "month_start_weeks",
        "month_start_date",
        "year_start_month",
        "is_active",
        "date_joined",
        "last_login",
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (["carl", "ALICE@example.org", "", "EUR", "1"], "email"),
        (["ALICE", "carl@example.org", "", "EUR", "1"], "username"),
        (["ca rl", "carl@example.org", "", "EUR", "1"], "username"),
        (["carl", "carl", "", "EUR", "1"], "email"),
        (["carl", "carl@example.org", "a\x01b", "EUR", "1"], "first_name"),
        (["carl", "carl@example.org", "", "euro", "1"], "home_currency"),
    ],
)
def test_wrong_row_is_said_and_nothing_is_written(alice, row, field):
    result = import_rows(["dora", "dora@example.org", "", "EUR", "1"], row)

    [invalid] = result.invalid_rows
    assert (invalid.number, list(invalid.field_specific_errors)) == (2, [field])
    assert not User.objects.filter(username__in=["carl", "ALICE"]).exists()


def test_rights_and_passwords_in_a_file_are_ignored(alice):
    import_rows(["alice", "pwned", "1", "1"], headers=["username", "password", "is_staff", "is_superuser"])

    fresh = User.objects.get(pk=alice.pk)
    assert (fresh.password, fresh.is_staff, fresh.is_superuser) == (alice.password, False, False)


def test_import_lets_the_ledger_do_its_part(alice, bob, hook_calls):
    import_rows(
        ["alice", "alice@example.org", "", "USD", "1"],
        ["bob", "new@example.org", "", "EUR", "1"],
        ["carl", "carl@example.org", "", "CHF", "1"],
    )

    assert hook_calls == [("USD", "alice"), ("new person", "carl")]


def test_new_person_without_a_currency_gets_that_of_the_site(db, settings):
    settings.DEFAULT_CURRENCY = "CHF"

    import_rows(["carl", "carl@example.org"], headers=["username", "email"])

    assert User.objects.get().home_currency == "CHF"
