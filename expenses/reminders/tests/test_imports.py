import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from expenses.imports.models import StatementImport
from expenses.models import Expense
from expenses.reminders.imports import tell_of_statement
from expenses.spreadsheets import importing
from expenses.spreadsheets.tests.files import csv_of

pytestmark = pytest.mark.django_db


def told(user):
    return [(row.title, row.body, row.lines) for row in Notification.objects.for_user(user).filter(kind="import")]


def test_spreadsheet_that_the_worker_took_in_is_told(alice, alice_client, bob, worker, monkeypatch, today):
    monkeypatch.setattr(importing, "SMALL_BYTES", 0)
    source = importing.receive(csv_of(("2026-03-01", "Bread", "3.20")), "march.csv", owner=alice, actor=alice)
    worker()
    checked = told(alice)

    alice_client.post(reverse("expenses:import-apply", args=[source.pk]))
    worker()

    assert (checked, told(bob)) == ([], [])
    assert told(alice) == [("march.csv is in the ledger", "", [["New", "1"]])]
    assert Notification.objects.for_user(alice).get().url == source.get_absolute_url()


def test_small_spreadsheet_whose_answer_is_on_the_page_is_not_told(alice, alice_client, today):
    source = importing.receive(csv_of(("2026-03-01", "Bread", "3.20")), "march.csv", owner=alice, actor=alice)

    alice_client.post(reverse("expenses:import-apply", args=[source.pk]))

    assert (Expense.objects.for_user(alice).count(), told(alice)) == (1, [])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"status": "applied", "written_count": 1234, "left_out_count": 2},
            [("may.ofx is in the ledger", "", [["Written", "1,234"], ["Left out", "2"]])],
        ),
        (
            {"status": "failed", "problem": "Something went wrong.", "content": b""},
            [("may.ofx is not in the ledger", "Something went wrong.", [])],
        ),
        ({"status": "checked", "content": b""}, []),
        ({"status": "cancelled"}, []),
    ],
)
def test_statement_is_told_once_it_has_come_to_an_end(alice, fields, expected):
    source = StatementImport.objects.create(
        owner=alice, file_name="may.ofx", size_bytes=1, format="ofx", **{"content": None, **fields}
    )

    tell_of_statement(alice.pk, source.pk)
    tell_of_statement(alice.pk, source.pk)

    assert told(alice) == expected


def test_many_statements_begun_together_are_told_by_the_last(alice, today):
    rows = [
        StatementImport.objects.create(
            owner=alice, file_name=f"{number}.ofx", size_bytes=1, format="ofx", content=b"", status="applying",
            claimed_at=timezone.now(),
        )
        for number in range(3)
    ]  # fmt: skip
    said = []
    for row in rows:
        StatementImport.objects.filter(owner=alice, pk=row.pk).update(status="applied", content=None, written_count=10)
        tell_of_statement(alice.pk, row.pk)
        said.append(told(alice))

    assert said == [[], [], [("3 statements are in the ledger", "", [["Written", "30"]])]]
