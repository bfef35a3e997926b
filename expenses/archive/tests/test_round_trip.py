"""Everything of a person, through a ZIP, into an empty account: the same to the digit."""

import datetime
import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.urls import reverse

from accounts.models import User
from accounts.month_rules import DayOfMonth
from accounts.notifications.models import ChannelChoice, DeliveryTimes
from conftest import TODAY, sign_in
from expenses.activity.deletion import delete_records
from expenses.archive.arriving import receive, take_in
from expenses.archive.models import ArchiveImport
from expenses.archive.packing import pack
from expenses.archive.tables import TABLES
from expenses.archive.unpacking import ArchiveInvalid, unpack
from expenses.categories.starter import create_starter_categories
from expenses.models import (
    Category,
    Expense,
    Income,
    OwnCurrency,
    OwnRate,
    Portion,
    Rule,
    RuleTag,
    SavedSearch,
    Tag,
    Transfer,
    Wallet,
)
from expenses.periods import Calendar
from expenses.wallets.balances import balances

pytestmark = pytest.mark.usefixtures("today")

PAGE = reverse("expenses:archive")
RATE_FIELDS = ("currency", "other", "rate", "date", "last_day", "note")


@pytest.fixture
def ledger(alice, make_wallet, make_category, make_tag, make_expense, make_income, make_transfer):
    """A ledger with one of everything that points to something else."""
    bank = make_wallet(alice, "Bank", opening_balance="10.05", is_default=True)
    dollars = make_wallet(alice, "=Dollars", currency="USD")
    food = make_category(alice, "Food")
    out = make_category(alice, "Out", parent=food)
    salary = make_category(alice, "Salary", kind="income")
    work, home = make_tag(alice, "work"), make_tag(alice, "home")
    dinner = make_expense(alice, category=out, tags=[work, home], wallet=bank, notes='two\nlines, "quoted"')
    make_expense(
        alice,
        amount="-2.50",
        refund_of=dinner,
        is_counted_with_original=True,
        counted_on=dinner.date,
        date="2026-03-15",
        category=out,
    )
    split = make_expense(alice, amount="30", description="+Shopping", counted_as=0)
    for place, (category, amount) in enumerate([(food, "10.01"), (None, "19.99")]):
        Portion.objects.create(
            owner=alice, expense=split, position=place, category=category, amount=Decimal(amount),
            home_amount=Decimal(amount), counted_on=split.date, counted_as=3,
        )  # fmt: skip
    make_expense(alice, amount="1.234", currency="KWD", wallet=dollars, wallet_amount=Decimal("4.01"))
    make_expense(alice, amount="1500", currency="JPY", date=datetime.date(1999, 12, 31))
    make_income(alice, category=salary, tags=[work], wallet=bank)
    make_transfer(bank, dollars, "100", to_amount=Decimal("108.25"), description="Out")
    OwnCurrency.objects.create(owner=alice, code="PT0", name="=Points")
    SavedSearch.objects.create(owner=alice, name="=Out", query='category:"Food: Out"')
    OwnRate.objects.create(
        owner=alice, currency="KWD", other="EUR", rate="3.0123456789", date="2026-01-01", last_day=TODAY, note="Broker"
    )
    rule = Rule.objects.create(
        owner=alice, name="=Out", position=3, texts="pub\ninn", wallet=bank, category=out, least_amount="1.5"
    )
    RuleTag.objects.create(owner=alice, rule=rule, tag=work)
    gone = make_expense(alice, description="Deleted", tags=[work])
    delete_records(Expense.objects.for_user(alice).filter(pk=gone.pk), owner=alice, actor=alice)
    return alice


@pytest.fixture
def carol(make_user):
    carol = make_user("carol", home_currency="USD")
    create_starter_categories(carol)
    return carol


def packed(user):
    with pack(user) as file:
        return file.read()


def contents(user):
    """Return what an archive says of a ledger, with keys replaced by what they lead to."""
    with zipfile.ZipFile(io.BytesIO(packed(user))) as archive:
        return {table.file_name: archive.read(table.file_name).decode() for table in TABLES}


def summary(user):
    """Return a ledger in words: sums, links, parts, tags and balances."""
    return {
        "expenses": [words_of(row, user) for row in expenses_of(user)],
        "sums": Portion.objects.for_user(user).aggregate(Sum("amount"), Sum("home_amount")),
        "income": list(Income.objects.for_user(user).values_list("date", "amount", "category__name", "wallet__name")),
        "categories": sorted(Category.objects.for_user(user).values_list("name", "kind", "parent__name")),
        "tags": sorted(Tag.objects.for_user(user).values_list("name", flat=True)),
        "balances": [(row.wallet.name, row.balance) for row in balances(user)],
        "rates": list(OwnRate.objects.for_user(user).values_list(*RATE_FIELDS)),
        "currencies": list(OwnCurrency.objects.for_user(user).values_list("code", "name")),
        "rules": list(
            Rule.objects.for_user(user).values_list(
                "name", "position", "texts", "least_amount", "wallet__name", "category__name", "is_active"
            )
        ),
        "rule_tags": list(RuleTag.objects.for_user(user).values_list("rule__name", "tag__name")),
        "transfers": list(Transfer.objects.for_user(user).values_list("from_amount", "to_amount", "from_wallet__name")),
    }


def expenses_of(user):
    rows = Expense.objects.for_user(user).select_related("category", "wallet", "refund_of")
    return rows.order_by("date", "amount")


def words_of(row, user):
    names = ("date", "amount", "currency", "home_amount", "description", "notes", "wallet_amount", "counted_on")
    tags = Tag.objects.for_user(user).filter(expensetag__expense=row, expensetag__owner=user)
    parts = Portion.objects.for_user(user).filter(expense=row).order_by("position")
    return (
        [getattr(row, name) for name in names],
        [str(pointed) for pointed in (row.category, row.wallet, row.refund_of)],
        sorted(tags.values_list("name", flat=True)),
        list(parts.values_list("amount", "home_amount", "category__name", "counted_as")),
    )


def test_everything_comes_back_to_the_digit(ledger, carol, staff_queries):
    unpack(packed(ledger), owner=carol)

    carol.refresh_from_db()
    assert carol.home_currency == "EUR"
    with staff_queries():
        assert summary(carol) == summary(ledger)
    assert [len(text.splitlines()) for text in contents(carol).values()] == [
        len(text.splitlines()) for text in contents(ledger).values()
    ]


def test_archive_has_nothing_of_what_was_deleted_or_of_others(ledger, bob):
    everything = "".join(contents(ledger).values())

    assert "Deleted" not in everything
    assert "secret" not in everything


def test_formulas_are_defused_and_come_back(ledger, carol):
    assert "'=Dollars" in contents(ledger)["wallets.csv"]

    unpack(packed(ledger), owner=carol)

    assert set(Wallet.objects.for_user(carol).values_list("name", flat=True)) == {"Bank", "=Dollars"}


def test_refund_of_a_deleted_expense_stands_for_itself(ledger, carol):
    original = Expense.objects.for_user(ledger).get(refunds__isnull=False, refunds__owner=ledger)
    delete_records(Expense.objects.for_user(ledger).filter(pk=original.pk), owner=ledger, actor=ledger)

    unpack(packed(ledger), owner=carol)

    refund = Expense.objects.for_user(carol).get(amount__lt=0)
    assert (refund.refund_of_id, refund.counted_on) == (None, refund.date)


def test_page_gives_and_takes(ledger, carol):
    response = sign_in(ledger).get(reverse("expenses:archive-download"))
    content = b"".join(response.streaming_content)
    assert response["Content-Disposition"] == f'attachment; filename="ledger-{TODAY}.zip"'

    client = sign_in(carol)
    response = client.post(PAGE, {"file": SimpleUploadedFile("my.zip", content)}, follow=True)

    source = ArchiveImport.objects.for_user(carol).get()
    assert (source.status, source.content, source.counts["expenses.csv"]) == ("done", None, 5)
    assert "7 records taken in." in response.content.decode()
    assert Expense.objects.for_user(carol).count() == 5


def test_a_ledger_with_records_takes_nothing_in(ledger, bob):
    client = sign_in(bob)

    response = client.post(PAGE, {"file": SimpleUploadedFile("my.zip", packed(ledger))})

    assert "An archive is taken into an empty one only" in response.content.decode()
    assert Expense.objects.for_user(bob).count() == 1
    assert not ArchiveImport.objects.for_user(bob).exists()


def test_large_archive_is_taken_in_by_the_worker(ledger, carol, worker, monkeypatch):
    monkeypatch.setattr("expenses.archive.arriving.SMALL_BYTES", 1)

    source = receive(packed(ledger), "my.zip", owner=carol, actor=carol)
    assert source.status == "waiting"
    worker()

    assert ArchiveImport.objects.for_user(carol).get().status == "done"


def test_archive_is_taken_in_once_however_often_it_is_begun(ledger, carol):
    source = receive(packed(ledger), "my.zip", owner=carol, actor=carol)

    take_in(source.pk, owner_id=carol.pk)

    assert Expense.objects.for_user(carol).count() == 5


def with_file(content, name, text):
    """Return the archive with another content of one of its files; None takes the file out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            kept = old.read(part) if part != name else text and text.encode()
            if kept is not None:
                new.writestr(part, kept)
    return file.getvalue()


def manifest(**changes):
    said = {"format": "expense-tracker-archive", "version": 1, "home_currency": "EUR", **changes}
    return json.dumps(said)


CALENDAR = {
    "first_day_of_week": "6",
    "month_start": "weeks",
    "month_start_day": "1",
    "month_start_weeks": "2",
    "month_start_date": "2026-11-13",
    "year_start_month": "4",
}
WRONG_CALENDARS = [
    "weeks",
    ["weeks"],
    {"month_start": "day"},
    {**CALENDAR, "first_day_of_week": "7"},
    {**CALENDAR, "month_start": "payday"},
    {**CALENDAR, "month_start": ["weeks"]},
    {**CALENDAR, "month_start_day": "9" * 5000},
    {**CALENDAR, "month_start_weeks": None},
    {**CALENDAR, "month_start_date": ""},
    {**CALENDAR, "month_start_date": "2026-02-30"},
    {**CALENDAR, "year_start_month": 13},
]


@pytest.mark.parametrize(
    "chosen", [{}, {"month_start_day": 25, "year_start_month": 4, "first_day_of_week": 6}, CALENDAR]
)
def test_months_begin_in_the_new_account_as_in_the_old(ledger, carol, chosen):
    User.objects.filter(pk=ledger.pk).update(**chosen)
    ledger.refresh_from_db()

    unpack(packed(ledger), owner=carol)

    carol.refresh_from_db()
    assert Calendar.of(carol) == Calendar.of(ledger)


def test_archive_of_an_older_version_leaves_the_calendar_alone(ledger, carol):
    User.objects.filter(pk=carol.pk).update(month_start_day=25)
    carol.refresh_from_db()

    unpack(with_file(packed(ledger), "manifest.json", manifest()), owner=carol)

    carol.refresh_from_db()
    assert carol.month_rule == DayOfMonth(25)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("manifest.json", None, "This is not an archive of this program."),
        ("manifest.json", "[", "This is not an archive of this program."),
        ("manifest.json", manifest(format="other"), "This is not an archive of this program."),
        ("manifest.json", manifest(home_currency="XYZ1"), "This is not an archive of this program."),
        *(("manifest.json", manifest(calendar=wrong), "not an archive") for wrong in WRONG_CALENDARS),
        ("manifest.json", manifest(version=2), "made by a newer version"),
        ("tags.csv", None, "tags.csv is missing"),
        ("tags.csv", "id,name\n1,home", "tags.csv has other columns"),
        ("tags.csv", "id,name,is_sample\n1,home,maybe", "tags.csv, line 2: it cannot be read."),
        ("tags.csv", "id,name,is_sample\n1,ok,no\nx,home,no", "tags.csv, line 3: it cannot be read."),
        ("tags.csv", 'id,name,is_sample\n1,"a,b",no', "tags.csv, line 2: A tag is written without commas"),
        ("tags.csv", "id,name,is_sample\n1,home,no\n2,home,no", "do not fit together"),
        ("tags.csv", "id,name,is_sample\n1,home", "tags.csv, line 2: it cannot be read."),
        ("expense_tags.csv", "id,expense,tag\n1,999999,1", "line 2: it names a row that is not in this archive"),
    ],
)
def test_damaged_archive_says_where_and_writes_nothing(ledger, carol, name, text, words):
    before = Category.objects.for_user(carol).count()

    with pytest.raises(ArchiveInvalid, match=words.replace(".", r"\.")):
        unpack(with_file(packed(ledger), name, text), owner=carol)

    assert Category.objects.for_user(carol).count() == before
    assert not Wallet.objects.for_user(carol).exists()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("own_rates.csv", "1,XYZ,EUR,1,2026-01-01,,", "own_rates.csv, line 2: “XYZ” is not a currency"),
        ("own_rates.csv", "1,USD,EUR,0,2026-01-01,,", "own_rates.csv, line 2: Enter a rate above 0"),
        ("own_rates.csv", "1,USD,USD,1,2026-01-01,,", "do not fit together"),
        ("own_currencies.csv", "1,EUR,Euro", "own_currencies.csv, line 2: Two letters and the number of decimals"),
        ("own_currencies.csv", "1,PT0,A\n2,PT0,B", "do not fit together"),
    ],
)
def test_damaged_rates_and_currencies_write_nothing(ledger, carol, name, text, words):
    headers = {"own_rates.csv": "id,currency,other,rate,date,last_day,note", "own_currencies.csv": "id,code,name"}

    with pytest.raises(ArchiveInvalid, match=words):
        unpack(with_file(packed(ledger), name, f"{headers[name]}\n{text}"), owner=carol)

    assert not OwnRate.objects.for_user(carol).exists()
    assert not OwnCurrency.objects.for_user(carol).exists()


def test_a_ledger_with_own_rates_is_not_empty(ledger, carol):
    OwnRate.objects.create(owner=carol, currency="CHF", other="USD", rate="1.1", date="2026-01-01")

    with pytest.raises(ArchiveInvalid, match="has records already"):
        unpack(packed(ledger), owner=carol)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"hello", b""])
def test_what_is_no_archive_is_refused(carol, content):
    response = sign_in(carol).post(PAGE, {"file": SimpleUploadedFile("my.zip", content)})

    assert response.status_code in (200, 302)
    assert not ArchiveImport.objects.for_user(carol).filter(status="done").exists()


def test_archive_cut_in_half_is_refused(ledger, carol):
    content = packed(ledger)

    with pytest.raises(ArchiveInvalid):
        unpack(content[: len(content) // 2], owner=carol)


def test_stranger_finds_no_archive(ledger, carol, bob):
    source = receive(packed(ledger), "my.zip", owner=carol, actor=carol)
    url = reverse("expenses:archive-import", args=[source.pk])

    assert (sign_in(bob).get(url).status_code, sign_in(bob).post(url).status_code) == (404, 404)


def test_how_a_person_wants_to_be_told_comes_back_in_place_of_what_was_chosen(alice, bob, carol, staff_queries):
    ways = {"in_app": True, "email": False, "push": True, "webhook": False}
    night = {"quiet_from": datetime.time(22, 30), "quiet_until": datetime.time(7), "days_ahead": 9}
    ChannelChoice.objects.create(owner=alice, kind="bill", **ways)
    DeliveryTimes.objects.create(owner=alice, letters_at=datetime.time(6, 15), letter_on=TODAY, **night)
    ChannelChoice.objects.create(owner=bob, kind="goal", **ways)
    ChannelChoice.objects.create(owner=carol, kind="bill", **(ways | {"email": True}))
    DeliveryTimes.objects.create(owner=carol)

    unpack(packed(alice), owner=carol)

    assert list(ChannelChoice.objects.for_user(carol).values("kind", *ways)) == [{"kind": "bill", **ways}]
    times = DeliveryTimes.objects.for_user(carol).values("letters_at", "letter_on", *night).get()
    assert times == {"letters_at": datetime.time(6, 15), "letter_on": None, **night}
