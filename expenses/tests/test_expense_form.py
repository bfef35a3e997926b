import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.currencies import known_currencies
from expenses.bulk_insert import NewRecord, insert_records
from expenses.categories.tree import CategoryTree
from expenses.entry import Entry, record_entry
from expenses.forms.record import Keep, RecordForm, new_initial
from expenses.models import Expense
from expenses.record_kinds import EXPENSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SAID: dict[str, Any] = {"amount": "12.50", "currency": "EUR", "description": "Lunch", "date": "2026-03-14"}


def form_of(owner, **said: Any) -> RecordForm:
    return RecordForm({**SAID, **said}, user=owner, tree=CategoryTree.of(owner))


def errors_of(form: RecordForm) -> dict[str, list[str]]:
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def test_form_says_what_was_typed(alice, make_category):
    category = make_category(alice, "Food")

    form = form_of(
        alice,
        amount="12.50+3",
        description="  Lunch \t with\u00a0Tom ",
        category=category.pk,
        tags="work, #Friends, WORK,",
        notes="one\r\ntwo",
    )

    assert form.is_valid(), form.errors
    assert form.entry == Entry(
        date=datetime.date(2026, 3, 14),
        amount=Decimal("15.50"),
        currency="EUR",
        description="Lunch with Tom",
        category_id=category.pk,
        tags=["WORK", "Friends"],
        notes="one\ntwo",
    )


def test_form_reads_amounts_as_the_person_writes_them(make_user):
    carol = make_user("carol", locale="de_AT")

    form = form_of(carol, amount="1.234,5")

    assert form.is_valid()
    assert form.entry.amount == Decimal("1234.5")


WRONG = [
    ({"amount": ""}, "amount", "Enter an amount, such as 12.50 or 12.50+3."),
    ({"amount": "0"}, "amount", "Enter an amount other than 0. A refund is a negative amount."),
    ({"amount": "12.345"}, "amount", "EUR has 2 decimals. Enter an amount with no more."),
    ({"amount": "1.5", "currency": "JPY"}, "amount", "JPY has no decimals. Enter an amount with no more."),
    ({"amount": "100000000000"}, "amount", "This amount is too large. The largest is 99,999,999,999.9999."),
    ({"amount": "9" * 150}, "amount", "This amount is too large."),
    ({"amount": "1\x00"}, "amount", "Null characters are not allowed."),
    ({"currency": ""}, "currency", "Choose a currency."),
    ({"currency": "ZZZ"}, "currency", "“ZZZ” is not a currency. Choose one from the list."),
    ({"currency": "E" * 5_000}, "currency", f"“{'E' * 5_000}” is not a currency. Choose one from the list."),
    ({"description": ""}, "description", "Say what it was for, such as Lunch."),
    ({"description": " \t\u00a0"}, "description", "Say what it was for, such as Lunch."),
    ({"description": "\u200d"}, "description", "Enter a description, such as Lunch."),
    ({"description": "a\x07b"}, "description", "This text holds a control character (U+0007). Type it anew."),
    ({"description": "x" * 256}, "description", "Ensure this value has at most 255 characters (it has 256)."),
    ({"notes": "a\x1bb"}, "notes", "This text holds a control character (U+001B). Type it anew."),
    ({"notes": "x" * 10_001}, "notes", "Ensure this value has at most 10000 characters (it has 10001)."),
    ({"date": ""}, "date", "Choose a day."),
    ({"date": "14.3.2026"}, "date", "Write a day as 2026-11-21."),
    ({"date": "1899-12-31"}, "date", "Enter a date from 1900 on."),
    ({"date": "2027-03-16"}, "date", "Enter a date at most a year ahead."),
    ({"date": "99999-01-01"}, "date", "Write a day as 2026-11-21."),
    ({"category": "0"}, "category", "This category is not there any more. Choose another one."),
    ({"category": "abc"}, "category", "This category is not there any more. Choose another one."),
    ({"category": "9" * 30}, "category", "This category is not there any more. Choose another one."),
    ({"new_category": "Food:"}, "new_category", None),
    ({"new_category": "a:b:c:d:e:f"}, "new_category", None),
    ({"new_category": "x" * 81}, "new_category", None),
    ({"tags": "x" * 51}, "tags", None),
    ({"tags": ",".join(f"t{n}" for n in range(21))}, "tags", "An expense has at most 20 tags."),
    ({"submission_id": "7"}, "submission_id", None),
    ({"seen": "yesterday"}, "seen", "This page is damaged. Reload it."),
    ({"seen": "0001-01-01T00:00:00+14:00"}, "seen", "This page is damaged. Reload it."),
]


@pytest.mark.parametrize(("said", "field", "sentence"), WRONG)
def test_form_refuses_beside_the_field(said, field, sentence, alice):
    errors = errors_of(form_of(alice, **said))

    assert list(errors) == [field]
    assert sentence is None or errors[field] == [sentence]


def test_form_refuses_null_characters(alice):
    form = form_of(alice, description="a\x00b", notes="\x00", tags="a\x00", new_category="\x00b")

    assert set(form.errors) == {"description", "notes", "tags", "new_category"}


def test_form_takes_a_year_ahead_and_the_first_day(alice):
    assert form_of(alice, date="2027-03-15").is_valid()
    assert form_of(alice, date="1900-01-01").is_valid()


def test_form_takes_10000_characters_with_line_breaks(alice):
    assert form_of(alice, notes="ab\r\n" * 3_333).is_valid()


def test_form_takes_emoji_and_other_scripts(alice):
    for description in ("👩‍👩‍👧 picnic", "قهوة", "शाम की चाय", "カフェ", "'; DROP TABLE--", "<b>bold</b>", "=1+1"):
        assert form_of(alice, description=description).is_valid(), description


def test_form_offers_and_takes_the_categories_of_the_owner_alone(alice, bob, make_category):
    mine = make_category(alice, "Mine")
    his = CategoryTree.of(bob).roots[0].pk

    form = form_of(alice, category=his)

    assert [value for value, _ in form.fields["category"].choices] == ["", mine.pk]
    assert list(form.errors) == ["category"]


def test_form_offers_an_archived_category_only_where_it_is_kept(alice, make_category):
    old = make_category(alice, "Old", is_archived=True)
    tree = CategoryTree.of(alice)

    assert not RecordForm({**SAID, "category": old.pk}, user=alice, tree=tree).is_valid()
    assert RecordForm({**SAID, "category": old.pk}, user=alice, tree=tree, keep=Keep(category=old.pk)).is_valid()


def test_form_takes_currencies_of_the_past_and_small_letters(alice):
    schilling, dollars = form_of(alice, currency="ATS"), form_of(alice, currency=" usd")

    assert schilling.is_valid()
    assert dollars.is_valid()
    assert (schilling.entry.currency, dollars.entry.currency) == ("ATS", "USD")


def test_new_form_starts_today_in_the_currency_used_last(alice, today, make_expense):
    assert new_initial(alice, EXPENSE, today)["currency"] == "EUR"

    make_expense(alice, currency="USD", date=datetime.date(2020, 1, 1))

    assert {name: new_initial(alice, EXPENSE, today)[name] for name in ("date", "currency")} == {
        "date": today,
        "currency": "USD",
    }


# What the form takes, the database takes, and the other way round.

AMOUNTS = st.one_of(
    st.decimals(min_value=-100_000_000_001, max_value=100_000_000_001, places=4),
    st.decimals(min_value=-10, max_value=10, places=4),
    st.integers(min_value=-300, max_value=300).map(lambda cents: Decimal(cents) / 100),
    st.sampled_from([Decimal("99999999999.9999"), Decimal("-99999999999.9999"), Decimal(100_000_000_000), Decimal(0)]),
)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF", "XAF", "BHD", "USD"])
DATES = st.dates(min_value=datetime.date(1850, 1, 1), max_value=datetime.date(2050, 1, 1))
LEEWAY = {datetime.date(2027, 3, 16), datetime.date(2027, 3, 17)}
"""The database does not know the person's time zone and allows two days more."""


def is_stored(owner, **said: Any) -> bool:
    """Try to write a row past all forms and validators, and take it back."""
    day = datetime.date(2026, 3, 14)
    row = {"date": day, "amount": "1", "currency": "EUR", "home_amount": None, "description": "tea", **said}
    try:
        with transaction.atomic():
            insert_records([NewRecord(**row, category_id=None, notes="")], owner=owner)
            connection.check_constraints()
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


@given(amount=AMOUNTS, currency=CURRENCIES)
def test_form_and_database_take_the_same_amounts(amount, currency, alice):
    is_taken = form_of(alice, amount=f"{amount:f}", currency=currency).is_valid()

    assert is_stored(alice, amount=f"{amount:f}", currency=currency) == is_taken


@given(date=st.one_of(DATES, st.sampled_from([datetime.date(1899, 12, 31), datetime.date(2027, 3, 18), *LEEWAY])))
def test_form_and_database_take_the_same_days(date, alice):
    is_taken = form_of(alice, date=date.isoformat()).is_valid()

    assert is_stored(alice, date=date) == (is_taken or date in LEEWAY)


@given(description=st.text(max_size=300))
def test_database_takes_each_description_that_the_form_takes(description, alice):
    form = form_of(alice, description=description)

    if form.is_valid():
        assert is_stored(alice, description=form.entry.description)


def test_database_takes_each_currency_that_the_form_takes(alice):
    assert [code for code in known_currencies() if not is_stored(alice, currency=code)] == []


@pytest.mark.parametrize("said", [{"description": ""}, {"currency": "eur"}, {"currency": "EU"}, {"amount": "0"}])
def test_database_refuses_what_the_form_refuses(said, alice):
    assert not form_of(alice, **said).is_valid() or said == {"currency": "eur"}
    assert not is_stored(alice, **said)


@given(said=st.fixed_dictionaries({name: st.text(max_size=30) for name in [*SAID, "new_category", "tags", "notes"]}))
def test_any_texts_are_an_entry_or_refused_in_sentences(said, alice):
    form = form_of(alice, **said)

    if not form.is_valid():
        assert all(error for errors in errors_of(form).values() for error in errors)


@given(description=st.text(min_size=1, max_size=255), notes=st.text(max_size=50), tags=st.text(max_size=50))
def test_what_the_form_takes_is_recorded_as_it_was_cleaned(description, notes, tags, alice):
    form = form_of(alice, description=description, notes=notes, tags=tags)
    if not form.is_valid():
        return

    with transaction.atomic():
        expense, _ = record_entry(form.entry, owner=alice, actor=alice)
        stored = Expense.objects.for_user(alice).with_tags(alice).get(pk=expense.pk)
        transaction.set_rollback(True)

    assert (stored.description, stored.notes) == (form.entry.description, form.entry.notes)
    assert sorted(link.tag.name for link in stored.tag_links) == sorted(form.entry.tags)
