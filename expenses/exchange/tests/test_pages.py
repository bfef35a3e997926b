import datetime
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from expenses.exchange.models import OwnCurrency, OwnRate, ReferenceRate
from expenses.models import Activity, Expense

pytestmark = pytest.mark.usefixtures("today")

DAY = datetime.date(2026, 3, 13)
LIST, RATES = reverse("expenses:currency-list"), reverse("expenses:ownrate-list")
TYPED = {"currency": "USD", "rate": "0.9", "other": "EUR", "date": "2026-03-01"}


def messages_of(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def undo_last(client, owner):
    client.post(reverse("expenses:activity-undo", args=[Activity.objects.for_user(owner).latest("pk").pk]))


@pytest.fixture
def dollars(db):
    for date, value in ((DAY, "1.25"), (DAY - datetime.timedelta(days=30), "1.00")):
        ReferenceRate.objects.create(currency="USD", date=date, per_euro=value)


def test_the_page_says_what_each_currency_is_worth_since_when_and_by_whom(alice_client, alice, make_expense, dollars):
    make_expense(alice, amount="10", currency="USD", date=DAY, home_amount="8")
    make_expense(alice, amount="10", currency="GBP", date=DAY, home_amount=None)

    rows = alice_client.get(LIST).context["rows"]

    said = {row.code: (row.records, row.unrated, row.rate and (row.rate.value, row.rate.source)) for row in rows}
    assert said == {"EUR": (0, 0, None), "USD": (1, 0, (Decimal("0.8"), "ECB")), "GBP": (1, 1, None)}
    assert [(one.label, one.risen_per_mille) for row in rows for one in row.earlier] == [("A month ago", -200)]


def test_the_page_takes_as_many_queries_for_three_currencies(
    alice_client, alice, make_expense, django_assert_num_queries
):
    alice_client.get(LIST)
    for code in ("USD", "GBP", "CHF"):
        make_expense(alice, currency=code, home_amount=None)
        with django_assert_num_queries(11):
            alice_client.get(LIST)


def test_a_rate_values_what_was_paid_and_undo_takes_that_back(alice_client, alice, make_expense):
    expense = make_expense(alice, amount="10", currency="USD", date=DAY, home_amount=None)

    response = alice_client.post(reverse("expenses:ownrate-create"), TYPED)
    expense.refresh_from_db()
    valued = expense.home_amount
    undo_last(alice_client, alice)
    expense.refresh_from_db()

    assert "Saved 1 USD = 0.9 EUR from 2026-03-01." in messages_of(response)[0]
    assert (valued, expense.home_amount) == (9, None)
    assert not OwnRate.objects.for_user(alice).exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rate": "much"}, "rate"),
        ({"rate": "0"}, "rate"),
        ({"rate": "-1"}, "rate"),
        ({"currency": "XYZ"}, "currency"),
        ({"other": "USD"}, "other"),
        ({"date": "1800-01-01"}, "date"),
        ({"last_day": "2026-02-01"}, "last_day"),
    ],
)
def test_a_wrong_rate_is_said_beside_its_field(change, field, alice_client, alice):
    response = alice_client.post(reverse("expenses:ownrate-create"), {**TYPED, **change})

    assert list(response.context["form"].errors) == [field]
    assert not OwnRate.objects.for_user(alice).exists()


def test_the_same_rate_twice_is_refused(alice_client, alice):
    alice_client.post(reverse("expenses:ownrate-create"), TYPED)

    response = alice_client.post(reverse("expenses:ownrate-create"), TYPED)

    assert "You have a rate of these two currencies from this day on." in str(response.context["form"].errors)


def test_a_new_rate_begins_where_the_first_record_without_one_lies(alice_client, alice, make_expense):
    make_expense(alice, currency="GBP", date="2026-02-03", home_amount=None)

    form = alice_client.get(reverse("expenses:ownrate-create"), {"currency": "GBP"}).context["form"]

    assert (form.initial["currency"], form.initial["date"]) == ("GBP", datetime.date(2026, 2, 3))


def test_a_changed_and_a_deleted_rate_value_anew(alice_client, alice, make_expense):
    expense = make_expense(alice, amount="10", currency="USD", date=DAY, home_amount=None)
    alice_client.post(reverse("expenses:ownrate-create"), TYPED)
    rate = OwnRate.objects.for_user(alice).get()

    alice_client.post(reverse("expenses:ownrate-update", args=[rate.pk]), {**TYPED, "rate": "0.5"})
    expense.refresh_from_db()
    changed = expense.home_amount
    alice_client.post(reverse("expenses:ownrate-delete", args=[rate.pk]))
    expense.refresh_from_db()

    assert (changed, expense.home_amount) == (5, None)


def test_rates_come_in_as_csv_with_wrong_lines_said(alice_client, alice):
    text = (
        "currency,other,rate,date,note\nUSD,EUR,0.9,2026-03-01,bank\nUSD,EUR,lots,2026-03-02,\nXYZ,EUR,1,2026-03-03,\n"
    )
    upload = SimpleUploadedFile("rates.csv", text.encode(), content_type="text/csv")

    page = alice_client.post(reverse("expenses:ownrate-import"), {"file": upload})

    assert OwnRate.objects.for_user(alice).get().note == "bank"
    assert [line.line for line in page.context["wrong"]] == [3, 4]


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a,b\n1,2\n", "currency,other,rate\n".encode("utf-16")])
def test_what_is_no_file_of_rates_is_said(content, alice_client, alice):
    upload = SimpleUploadedFile("rates.csv", content, content_type="text/csv")

    response = alice_client.post(reverse("expenses:ownrate-import"), {"file": upload})

    assert list(response.context["form"].errors) == ["file"]


def test_rates_go_out_and_come_back_unchanged(alice_client, alice):
    alice_client.post(reverse("expenses:ownrate-create"), {**TYPED, "note": "=1+1"})
    text = b"".join(alice_client.get(reverse("expenses:ownrate-export")).streaming_content)
    before = list(OwnRate.objects.for_user(alice).values("currency", "other", "rate", "date", "last_day", "note"))
    OwnRate.objects.for_user(alice).delete()

    alice_client.post(reverse("expenses:ownrate-import"), {"file": SimpleUploadedFile("rates.csv", text)})

    assert (
        list(OwnRate.objects.for_user(alice).values("currency", "other", "rate", "date", "last_day", "note")) == before
    )


def test_a_long_list_of_rates_is_paged(alice_client, alice):
    days = [datetime.date(2020, 1, 1) + datetime.timedelta(days=ahead) for ahead in range(70)]
    OwnRate.objects.bulk_create(
        OwnRate(owner=alice, currency="USD", other="EUR", rate="0.9", date=date) for date in days
    )

    first = alice_client.get(RATES)
    second = alice_client.get(first.context["next_url"])

    assert [len(page.context["rates"]) for page in (first, second)] == [50, 20]


def test_an_own_currency_can_be_paid_in_and_stays_while_it_is(alice_client, alice):
    made = {"name": "Air miles", "letters": "am", "digits": "0"}
    alice_client.post(reverse("expenses:owncurrency-create"), made)
    currency = OwnCurrency.objects.for_user(alice).get()
    paid = {"amount": "1200", "currency": "AM0", "description": "Flight", "date": "2026-03-14"}

    alice_client.post(reverse("expenses:expense-create"), paid)
    wrong = alice_client.post(reverse("expenses:expense-create"), {**paid, "amount": "1.5"})
    refused = alice_client.post(reverse("expenses:owncurrency-delete", args=[currency.pk]))

    assert Expense.objects.for_user(alice).get().amount == 1200
    assert list(wrong.context["form"].errors) == ["amount"]
    assert "There are records, recurring payments, wallets or rates in this currency." in messages_of(refused)[0]
    assert OwnCurrency.objects.for_user(alice).exists()


def test_another_persons_currency_cannot_be_paid_in(alice_client, alice, bob):
    OwnCurrency.objects.create(owner=bob, code="AM0", name="Air miles")
    paid = {"amount": "1200", "currency": "AM0", "description": "Flight", "date": "2026-03-14"}

    response = alice_client.post(reverse("expenses:expense-create"), paid)

    assert list(response.context["form"].errors) == ["currency"]


def test_an_own_currency_comes_in_by_spreadsheet(alice_client, alice):
    OwnCurrency.objects.create(owner=alice, code="AM0", name="Air miles")
    text = b"date,description,amount,currency\n2026-03-01,Flight,1200,AM0\n2026-03-01,Flight,1200,ZZ0\n"
    upload = SimpleUploadedFile("e.csv", text, content_type="text/csv")

    response = alice_client.post(reverse("expenses:import-create"), {"file": upload}, follow=True)

    source = response.context["source"]
    assert (source.new_count, source.wrong_count) == (1, 1)


def test_a_record_says_by_which_rate_it_is_worth_what(alice_client, alice, make_expense, dollars):
    expense = make_expense(alice, amount="10", currency="USD", date=DAY, home_amount="8")
    unknown = make_expense(alice, amount="10", currency="GBP", date=DAY, home_amount=None)

    page = alice_client.get(expense.get_absolute_url()).content.decode()
    lacking = alice_client.get(unknown.get_absolute_url()).content.decode()

    assert "Worth €8.00 at 0.8, ECB of Fri 13 Mar 2026" in page
    assert f"{reverse('expenses:ownrate-create')}?currency=GBP" in lacking


@pytest.mark.parametrize("name", ["ownrate-update", "ownrate-delete", "owncurrency-update", "owncurrency-delete"])
def test_what_is_somebody_elses_does_not_exist(name, bob_client, alice):
    rate = OwnRate.objects.create(owner=alice, currency="USD", other="EUR", rate="0.9", date=DAY)
    currency = OwnCurrency.objects.create(owner=alice, code="AM0", name="Air miles")
    pk = rate.pk if "rate" in name else currency.pk

    assert bob_client.get(reverse(f"expenses:{name}", args=[pk])).status_code == 404
