"""The way of a spreadsheet through the pages: upload, check, import, result."""

import csv
import io
import re

import pytest
from django.conf import settings
from django.urls import reverse

from expenses.models import Category, Expense, PreviewPage, SpreadsheetImport, Tag
from expenses.spreadsheets import importing
from expenses.spreadsheets.models import Outcome
from expenses.spreadsheets.preview import PAGE_ROWS
from expenses.spreadsheets.tests.files import csv_of, png, upload_of, xlsx_of

pytestmark = pytest.mark.usefixtures("today")

LIST, NEW = reverse("expenses:import-list"), reverse("expenses:import-create")
FULL = ("id", "date", "description", "amount", "currency", "category", "tags", "notes")
GOOD = [("2026-03-01", "Coffee", "3.20"), ("2026-03-02", "Tea", "2")]
WRONG = ("soon", "Cake", "abc")


def upload(client, content, name="expenses.csv"):
    """Upload a file and return its import."""
    response = client.post(NEW, {"file": upload_of(content, name)})
    assert response.status_code == 302, response.context["form"].errors
    source = SpreadsheetImport.objects.filter(owner_id=client.session["_auth_user_id"]).latest("id")
    assert response["Location"] == source.get_absolute_url()
    return source


def step(client, source, name, **said):
    response = client.post(reverse(f"expenses:import-{name}", args=[source.pk]), said)
    assert (response.status_code, response["Location"]) == (302, source.get_absolute_url())
    source.refresh_from_db()
    return source


def words(response):
    """Return what a page says, without its markup."""
    text = re.sub(r"<(script|style|title).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def descriptions(user):
    return list(Expense.objects.for_user(user).order_by("date", "id").values_list("description", flat=True))


# Upload


def test_upload_page_names_the_columns_and_the_limit(alice_client):
    page = words(alice_client.get(NEW))

    for column in FULL:
        assert f" {column} " in page
    assert f"up to {settings.UPLOAD_LIMIT_MB} MB" in page


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_upload_is_checked_and_nothing_is_written(alice_client, alice, make):
    source = upload(alice_client, make(*GOOD))

    assert (source.status, source.new_count, source.rows_checked) == ("checked", 2, 2)
    assert descriptions(alice) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty. Choose one that has a header and rows."),
        (csv_of(), "This file has a header, but no rows below it."),
        (xlsx_of(), "This file has a header, but no rows below it."),
        (b"a,b\n1,2\n", "No row of this table has a date and an amount."),
        (csv_of(*GOOD, header=("date", "description", "what")), "the column “amount” cannot be found in it"),
        (csv_of(header=["date", "description", "amount"] * 2), "The column “date” stands there twice"),
        (
            csv_of(header=["date", "description", *(f"c{number}" for number in range(4_998))]),
            "This table has 5,000 columns; at most 100 are read.",
        ),
        (csv_of(["x"] * 5_000), "The row on line 2 has 5,000 cells; at most 100 are read."),
        (png(), "This is a picture. Download the statement as CSV"),
        (b"PK\x03\x04", "This ZIP is damaged. Download it again."),
        (b"%PDF-1.7", "This is a PDF, which is made to be printed."),
    ],
)
def test_file_that_cannot_be_imported_is_refused_beside_the_field(alice_client, alice, content, said):
    response = alice_client.post(NEW, {"file": upload_of(content, "x.csv")})

    assert response.status_code == 200
    (error,) = response.context["form"].errors["file"]
    assert said in error
    assert said in words(response).replace("&quot;", '"')
    assert not SpreadsheetImport.objects.for_user(alice).exists()
    assert not PreviewPage.objects.for_user(alice).exists()


@pytest.mark.parametrize("posted", [{}, {"file": "not a file"}, {"other": upload_of(b"x")}])
def test_upload_without_a_file_says_so(alice_client, posted):
    response = alice_client.post(NEW, posted)

    assert response.context["form"].errors["file"] == ["Choose a file first."]


def test_file_above_the_limit_is_refused(alice_client, settings):
    settings.UPLOAD_LIMIT_MB = 1

    response = alice_client.post(NEW, {"file": upload_of(b"x" * (1 << 20))})

    assert response.status_code == 413


def test_file_name_cannot_play_tricks_on_the_page(alice_client):
    source = upload(alice_client, csv_of(*GOOD), f"\u202e<b>{'x' * 300}</b>.csv")

    assert len(source.file_name) <= 255
    assert "\u202e" not in source.file_name
    assert "<b>xx" not in alice_client.get(source.get_absolute_url()).content.decode()


def test_nobody_can_leave_any_number_of_files(alice_client, monkeypatch):
    monkeypatch.setattr(importing, "MOST_OPEN", 1)
    upload(alice_client, csv_of(*GOOD))

    response = alice_client.post(NEW, {"file": upload_of(csv_of(*GOOD))})

    assert "files are waiting to be imported" in response.context["form"].errors["file"][0]


# Check


def test_preview_counts_and_shows_every_row_with_its_line(alice_client, alice, make_expense, make_category):
    old = make_expense(alice, description="Old", amount="5", category=make_category(alice, "Food"))
    same = make_expense(alice, description="Same", amount="6")
    rows = [
        ("", "2026-03-01", "Coffee", "3.20", "EUR", "Food", "", ""),
        (old.pk, "2026-03-14", "Renamed", "5.50", "USD", "Drinks:Hot", "new", ""),
        (same.pk, "2026-03-14", "Same", "6", "EUR", "", "", ""),
        ("", "soon", "Cake", "abc", "EUR", "", "", ""),
    ]
    source = upload(alice_client, csv_of(*rows, header=FULL))

    pages = {show: words(alice_client.get(source.get_absolute_url(), {"show": show})) for show in Outcome.values}

    assert all(f"{name} 1" in pages["new"] for name in ("New", "Changed", "Already there", "Wrong"))
    assert "2 1 Mar 2026 Coffee €3.20 Food" in pages["new"]
    assert "3 14 Mar 2026 Old Renamed €5.00 US$5.50 Food Drinks: Hot – new" in pages["changed"]
    assert "4 14 Mar 2026 Same €6.00" in pages["unchanged"]
    assert "“soon” is not a date. Write it as 2026-11-21." in pages["wrong"]
    assert "“abc” is not an amount. Write it as 12.50." in pages["wrong"]
    assert "A new category “Drinks:Hot” will be made." in pages["new"]
    assert "A new tag “new” will be made." in pages["new"]


def test_preview_shows_first_what_is_wrong(alice_client):
    source = upload(alice_client, csv_of(*GOOD, WRONG))

    assert alice_client.get(source.get_absolute_url()).context["tab"].outcome == "wrong"


def test_columns_that_nothing_is_read_from_are_named(alice_client):
    source = upload(alice_client, csv_of((*GOOD[0], "x"), header=("date", "description", "amount", "Bank")))

    assert "Nothing is read from the column “Bank”." in words(alice_client.get(source.get_absolute_url()))


def test_preview_goes_on_page_by_page_and_shows_each_row_once(alice_client, django_assert_max_num_queries):
    count = 2 * PAGE_ROWS + 1
    source = upload(alice_client, csv_of(*[("2026-03-01", f"Coffee {number}", "1") for number in range(count)]))
    lines = []

    for page in (1, 2, 3):
        with django_assert_max_num_queries(5):
            response = alice_client.get(source.get_absolute_url(), {"show": "new", "page": page})
        lines += [line for line, _cells in response.context["table"].rows]

    assert lines == list(range(2, count + 2))


@pytest.mark.parametrize(
    "query", ["show=nonsense", "page=0", "page=9", "page=x", "page=-1", "page=²", "show=new&page=", "page=" + "9" * 50]
)
def test_address_that_names_no_page_shows_the_first(alice_client, query):
    source = upload(alice_client, csv_of(*GOOD))

    response = alice_client.get(f"{source.get_absolute_url()}?{query}")

    assert [line for line, _cells in response.context["table"].rows] == [2, 3]


@pytest.mark.parametrize("count", [1, 3, 150])
def test_preview_asks_the_same_number_of_questions_of_any_number_of_rows(
    alice_client, count, django_assert_num_queries
):
    source = upload(alice_client, csv_of(*[("2026-03-01", f"Coffee {number}", "1") for number in range(count)]))

    with django_assert_num_queries(4):
        alice_client.get(source.get_absolute_url())


# Import


def test_import_writes_the_rows_and_says_what_it_did(alice_client, alice):
    source = upload(
        alice_client, csv_of(*[(*row, "Food:Out", "work") for row in GOOD], header=(*FULL[1:4], "category", "tags"))
    )

    step(alice_client, source, "apply")

    assert descriptions(alice) == ["Coffee", "Tea"]
    assert sorted(Category.objects.for_user(alice).values_list("name", flat=True)) == ["Food", "Out"]
    assert list(Tag.objects.for_user(alice).values_list("name", flat=True)) == ["work"]
    assert (source.status, source.content, source.finished_at is None) == ("applied", None, False)
    response = alice_client.get(source.get_absolute_url())
    assert "2 expenses added in less than a second." in words(response)
    assert 'href="/expenses/?date_from=2026-03-01&amp;date_to=2026-03-02"' in response.content.decode()
    assert not PreviewPage.objects.for_user(alice).exists()


def test_wrong_rows_are_left_out_only_where_the_person_has_said_so(alice_client, alice):
    source = upload(alice_client, csv_of(*GOOD, WRONG))
    page = words(alice_client.get(source.get_absolute_url()))

    step(alice_client, source, "apply")
    unsaid = descriptions(alice)
    step(alice_client, source, "apply", leave_out="1")

    assert "Import 2 rows, leave out 1 wrong" in page
    assert (unsaid, descriptions(alice)) == ([], ["Coffee", "Tea"])
    assert "1 row left out because something in it is wrong." in words(alice_client.get(source.get_absolute_url()))


def test_wrong_rows_can_be_had_as_csv_with_the_reason(alice_client):
    source = upload(alice_client, csv_of(WRONG, *GOOD, ("2026-03-05", "=1+1", "x"), ("-5,00", "'=1+1", "-5,00", "=2")))

    response = alice_client.get(reverse("expenses:import-wrong", args=[source.pk]))

    date, amount = "“{}” is not a date. Write it as 2026-11-21.", "“{}” is not an amount. Write it as 12.50."
    assert list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))) == [
        ["line", "reason", "date", "description", "amount"],
        ["2", f"date: {date.format('soon')}; amount: {amount.format('abc')}", "soon", "Cake", "abc"],
        ["5", f"amount: {amount.format('x')}", "2026-03-05", "'=1+1", "x"],
        ["6", f"date: {date.format('-5,00')}", "-5,00", "'=1+1", "-5,00", "'=2"],
    ]


def test_wrong_rows_can_be_mended_and_handed_in_again(alice_client, alice):
    rows = [("soon", "=1+1", "-5,00"), ("soon", "'=2+2", "1"), ("soon", "Cake", "2")]
    source = upload(alice_client, csv_of(*rows, *GOOD))
    step(alice_client, source, "apply", leave_out="3")

    response = alice_client.get(reverse("expenses:import-wrong", args=[source.pk]))
    mended = b"".join(response.streaming_content).replace(b"soon", b"2026-03-06").replace(b"line", b"row")
    step(alice_client, upload(alice_client, mended), "apply")

    assert descriptions(alice) == ["Coffee", "Tea", "=1+1", "=2+2", "Cake"]


def test_import_pressed_twice_writes_once(alice_client, alice):
    source = upload(alice_client, csv_of(*GOOD))

    step(alice_client, source, "apply")
    step(alice_client, source, "apply")

    assert descriptions(alice) == ["Coffee", "Tea"]


def test_same_file_twice_adds_nothing(alice_client, alice):
    step(alice_client, upload(alice_client, csv_of(*GOOD)), "apply")
    source = upload(alice_client, csv_of(*GOOD))

    page = words(alice_client.get(source.get_absolute_url()))
    step(alice_client, source, "apply")

    assert (source.new_count, source.unchanged_count) == (0, 2)
    assert "All rows are in your ledger already. There is nothing to import." in page
    assert descriptions(alice) == ["Coffee", "Tea"]


def test_import_looks_at_the_ledger_as_it_is_then(alice_client, alice, make_expense):
    source = upload(alice_client, csv_of(*GOOD))
    make_expense(alice, date="2026-03-01", description="Coffee", amount="3.20")

    step(alice_client, source, "apply")

    assert (source.new_count, source.unchanged_count) == (1, 1)
    assert descriptions(alice) == ["Coffee", "Tea"]


def test_import_stops_where_more_rows_are_wrong_than_agreed(alice_client, alice, make_expense):
    expense = make_expense(alice, amount="1500.50")
    rows = [(expense.pk, "2026-03-14", "Renamed", "1500.60"), ("", *GOOD[0])]
    source = upload(alice_client, csv_of(*rows, header=FULL[:4]))
    Expense.objects.for_user(alice).filter(pk=expense.pk).update(currency="JPY", amount="1500", home_amount=None)

    step(alice_client, source, "apply")

    assert (source.status, source.changed_count, source.wrong_count) == ("checked", 0, 1)
    assert descriptions(alice) == ["Lunch"]
    assert "The ledger has changed since the check" in words(alice_client.get(source.get_absolute_url()))
    step(alice_client, source, "apply", leave_out="1")
    assert descriptions(alice) == ["Coffee", "Lunch"]


def test_cancelled_import_is_dropped_and_cannot_be_imported(alice_client, alice):
    source = upload(alice_client, csv_of(*GOOD, WRONG))

    step(alice_client, source, "cancel")
    step(alice_client, source, "apply", leave_out="1")

    assert (source.status, source.content, descriptions(alice)) == ("cancelled", None, [])
    assert not PreviewPage.objects.for_user(alice).exists()
    assert "This import was cancelled. Nothing of it was written." in words(alice_client.get(source.get_absolute_url()))


def test_finished_import_cannot_be_cancelled(alice_client, alice):
    source = step(alice_client, upload(alice_client, csv_of(*GOOD)), "apply")

    step(alice_client, source, "cancel")

    assert (source.status, descriptions(alice)) == ("applied", ["Coffee", "Tea"])


# List


def test_list_shows_imports_the_latest_first_page_by_page(alice_client, monkeypatch):
    monkeypatch.setattr("expenses.spreadsheets.views.ImportListView.page_rows", 2)
    for name in ("a.csv", "b.csv", "c.csv"):
        upload(alice_client, csv_of(*GOOD), name)

    first = alice_client.get(LIST)
    second = alice_client.get(LIST, {"before": first.context["next_before"]})

    assert [source.file_name for source in first.context["imports"]] == ["c.csv", "b.csv"]
    assert [source.file_name for source in second.context["imports"]] == ["a.csv"]
    assert second.context["next_before"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_questions_of_any_number_of_imports(
    alice_client, count, django_assert_num_queries
):
    for number in range(count):
        upload(alice_client, csv_of(*GOOD), f"{number}.csv")

    with django_assert_num_queries(5) as asked:
        alice_client.get(LIST)

    assert '"content"' not in " ".join(query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 40])
def test_list_with_a_strange_address_is_a_list(alice_client, before):
    upload(alice_client, csv_of(*GOOD))

    assert len(alice_client.get(LIST, {"before": before}).context["imports"]) == 1


def test_list_of_nothing_says_what_to_do(alice_client, bob_client):
    upload(bob_client, csv_of(*GOOD), "bobs.csv")

    page = words(alice_client.get(LIST))

    assert "Bring what you have" in page
    assert "bobs.csv" not in page


def test_template_can_be_imported(alice_client, alice):
    content = alice_client.get(reverse("expenses:import-template")).content

    step(alice_client, upload(alice_client, content), "apply")

    assert descriptions(alice) == ["Weekly groceries", "Returned shoes (a refund is negative)"]


# Strangers and wrong methods


@pytest.mark.parametrize("name", ["detail", "wrong", "apply", "cancel", "retry"])
def test_import_does_not_exist_for_a_stranger(alice_client, bob_client, alice, name):
    source = upload(alice_client, csv_of(*GOOD, WRONG))
    ask = bob_client.get if name in ("detail", "wrong") else bob_client.post

    response = ask(reverse(f"expenses:import-{name}", args=[source.pk]), {"leave_out": "1"})

    source.refresh_from_db()
    assert (response.status_code, source.status, descriptions(alice)) == (404, "checked", [])


@pytest.mark.parametrize("name", ["apply", "cancel", "retry"])
def test_steps_take_post_alone(alice_client, name):
    source = upload(alice_client, csv_of(*GOOD))

    assert alice_client.get(reverse(f"expenses:import-{name}", args=[source.pk])).status_code == 405


@pytest.mark.parametrize("pk", ["0", "9" * 30])
def test_import_that_is_not_there_is_not_found(alice_client, pk):
    assert alice_client.get(f"/imports/{pk}/").status_code == 404
    assert alice_client.post(f"/imports/{pk}/apply/").status_code == 404


def test_wrong_rows_of_an_import_without_any_are_not_found(alice_client):
    source = upload(alice_client, csv_of(*GOOD))

    assert alice_client.get(reverse("expenses:import-wrong", args=[source.pk])).status_code == 404
