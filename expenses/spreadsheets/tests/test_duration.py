"""What the page says while rows are written: how many, and about how long."""

import pytest

from expenses.spreadsheets.models import SpreadsheetImport
from expenses.spreadsheets.sentences import progress_text

pytestmark = pytest.mark.usefixtures("today")


def make_import(owner, rows, *, seconds=None):
    status = "applied" if seconds else "applying"
    content = None if seconds else b"x"
    return SpreadsheetImport.objects.create(
        owner=owner, file_name="a.csv", size_bytes=1, status=status, content=content, rows_checked=rows,
        new_count=rows, seconds=seconds,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (1, "1 row, a few seconds"),
        (79_999, "79,999 rows, a few seconds"),
        (100_000, "100,000 rows, about 10 seconds"),
        (101_000, "101,000 rows, about 20 seconds"),
        (899_999, "899,999 rows, about 90 seconds"),
        (900_000, "900,000 rows, about 2 minutes"),
    ],
)
def test_first_import_is_guessed_with_caution(alice, rows, said):
    source = make_import(alice, rows)

    text = progress_text(source, alice)

    assert text == said


def test_guess_goes_by_the_last_import_that_took_a_while(alice, bob):
    for owner, rows, seconds in ((alice, 50_000, 1), (alice, 10_000, 5), (alice, 10, 0.5), (bob, 90_000, 1)):
        make_import(owner, rows, seconds=seconds)
    source = make_import(alice, 100_000)

    text = progress_text(source, alice)

    assert text == "100,000 rows, about 50 seconds"


def test_page_shows_the_guess_beside_a_bar_without_an_end(alice_client, alice):
    source = make_import(alice, 200_000)

    page = alice_client.get(source.get_absolute_url()).content.decode()

    assert "200,000 rows, about 20 seconds" in page
    assert page.count('<progress class="bar bar-lg"') == 1
    assert "max=" not in page[page.index("<progress") : page.index("</progress>")]


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_questions_whatever_was_imported_before(
    alice_client, alice, django_assert_num_queries, count
):
    for _ in range(count):
        make_import(alice, 10_000, seconds=2)
    source = make_import(alice, 100)
    alice_client.get(source.get_absolute_url())

    with django_assert_num_queries(4):
        alice_client.get(source.get_absolute_url())
