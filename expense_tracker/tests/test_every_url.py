"""A stranger tries every URL. A new URL needs a line in one of the three tables below, or the first test fails."""

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Notification, PushSubscription
from expenses.activity.models import Activity
from expenses.archive.models import ArchiveImport
from expenses.budgets.models import Budget
from expenses.exchange.models import OwnCurrency, OwnRate
from expenses.goals.models import Goal, GoalContribution
from expenses.imports.models import StatementEntry, StatementImport
from expenses.recurring.models import RecurringPayment
from expenses.rules.models import Rule, RuleTag
from expenses.search.models import SavedSearch
from expenses.spreadsheets.models import SpreadsheetImport

SECRET = "alicesecret"

# Open to everybody, signed in or not.
OPEN = {
    "accounts:login",
    "accounts:logout",
    "accounts:signup",
    "accounts:password_reset",
    "accounts:password_reset_done",
    "accounts:password_reset_confirm",
    "accounts:password_reset_complete",
    "expenses:recurring-feed",
    "healthz",
    "notifications:service-worker",
    "notifications:unsubscribe",
    "readyz",
}

# For a person who is signed in, about their own things: no row is named in the address.
OWN = {
    "accounts:password_change",
    "accounts:password_change_done",
    "accounts:settings",
    "accounts:preferences-example",
    "accounts:profile",
    "accounts:email-change",
    "accounts:email-change-cancel",
    "accounts:email-confirm",
    "accounts:theme",
    "expenses:activity-list",
    "expenses:archive",
    "expenses:archive-download",
    "expenses:budget-copy",
    "expenses:budget-create",
    "expenses:budget-everything",
    "expenses:budget-list",
    "expenses:budget-suggestions",
    "expenses:goal-create",
    "expenses:goal-export",
    "expenses:goal-import",
    "expenses:goal-list",
    "expenses:category-create",
    "expenses:category-list",
    "expenses:expense-suggest-category",
    "expenses:expense-suggestions",
    "expenses:expense-bulk",
    "expenses:expense-create",
    "expenses:expense-deleted",
    "expenses:expense-list",
    "expenses:expense-one-line",
    "expenses:expense-export-csv",
    "expenses:expense-export-xlsx",
    "expenses:import-create",
    "expenses:import-list",
    "expenses:import-template",
    "expenses:statement-away",
    "expenses:statement-ready",
    "expenses:statement-wallets",
    "expenses:currency-list",
    "expenses:owncurrency-create",
    "expenses:ownrate-create",
    "expenses:ownrate-export",
    "expenses:ownrate-import",
    "expenses:ownrate-list",
    "expenses:revaluation",
    "expenses:income-bulk",
    "expenses:income-create",
    "expenses:income-export-csv",
    "expenses:income-export-xlsx",
    "expenses:income-list",
    "expenses:income-suggest-category",
    "expenses:income-suggestions",
    "expenses:rule-create",
    "expenses:rule-list",
    "expenses:rule-progress",
    "expenses:sample-load",
    "expenses:sample-remove",
    "expenses:search-complete",
    "expenses:search-create",
    "expenses:search-list",
    "expenses:tag-create",
    "expenses:tag-list",
    "expenses:transfer-create",
    "expenses:transfer-export-csv",
    "expenses:transfer-export-xlsx",
    "expenses:transfer-list",
    "expenses:wallet-create",
    "expenses:wallet-list",
    "expenses:wallet-start",
    "expenses:recurring-calendar",
    "expenses:recurring-create",
    "expenses:recurring-export",
    "expenses:recurring-feed-switch",
    "expenses:recurring-found",
    "expenses:recurring-list",
    "expenses:recurring-preview",
    "notifications:all-read",
    "notifications:browser-add",
    "notifications:notification-list",
    "notifications:settings",
    "notifications:try",
    "notifications:webhook-remove",
    "notifications:webhook-renew",
    "notifications:webhook-save",
    "reports:dashboard",
    "reports:dismiss-first-steps",
    "reports:looked-over",
    "reports:month",
    "reports:pay-period",
    "reports:report-list",
    "reports:safe-to-spend",
    "reports:year",
}

# About one row, whose kind is said: for anybody but its owner it does not exist.
ROW = {
    "expenses:activity-detail": "activity",
    "expenses:activity-undo": "activity",
    "expenses:archive-import": "archive",
    "expenses:budget-delete": "budget",
    "expenses:budget-detail": "budget",
    "expenses:budget-move": "budget",
    "expenses:budget-period": "budget",
    "expenses:budget-update": "budget",
    "expenses:category-archive": "category",
    "expenses:category-delete": "category",
    "expenses:category-merge": "category",
    "expenses:category-update": "category",
    "expenses:expense-delete": "expense",
    "expenses:expense-detail": "expense",
    "expenses:expense-duplicate": "expense",
    "expenses:expense-rule": "expense",
    "expenses:expense-refund": "expense",
    "expenses:expense-split": "expense",
    "expenses:expense-spread": "expense",
    "expenses:expense-update": "expense",
    "expenses:goal-archive": "goal",
    "expenses:goal-contribute": "goal",
    "expenses:goal-contributions-export": "goal",
    "expenses:goal-contributions-import": "goal",
    "expenses:goal-delete": "goal",
    "expenses:goal-detail": "goal",
    "expenses:goal-update": "goal",
    "expenses:goalcontribution-delete": "goal contribution",
    "expenses:goalcontribution-update": "goal contribution",
    "expenses:import-apply": "import",
    "expenses:import-cancel": "import",
    "expenses:import-detail": "import",
    "expenses:import-retry": "import",
    "expenses:import-wrong": "import",
    "expenses:income-delete": "income",
    "expenses:income-detail": "income",
    "expenses:income-duplicate": "income",
    "expenses:income-rule": "income",
    "expenses:income-update": "income",
    "expenses:owncurrency-delete": "owncurrency",
    "expenses:owncurrency-update": "owncurrency",
    "expenses:ownrate-delete": "ownrate",
    "expenses:ownrate-update": "ownrate",
    "expenses:recurring-delete": "recurring",
    "expenses:recurring-detail": "recurring",
    "expenses:recurring-occurrence": "recurring",
    "expenses:recurring-pause": "recurring",
    "expenses:recurring-update": "recurring",
    "expenses:rule-delete": "rule",
    "expenses:rule-detail": "rule",
    "expenses:rule-move": "rule",
    "expenses:rule-run": "rule",
    "expenses:rule-switch": "rule",
    "expenses:rule-update": "rule",
    "expenses:search-delete": "search",
    "expenses:search-update": "search",
    "expenses:statement-again": "statement",
    "expenses:statement-apply": "statement",
    "expenses:statement-cancel": "statement",
    "expenses:statement-detail": "statement",
    "expenses:statement-failed": "statement",
    "expenses:statement-header": "statement to match",
    "expenses:statement-match": "statement",
    "expenses:statement-trial": "statement to match",
    "expenses:statement-retry": "statement",
    "expenses:statement-mend": "wrong statement row",
    "expenses:statement-row": "statement row",
    "expenses:statement-rows": "statement",
    "expenses:tag-delete": "tag",
    "expenses:tag-merge": "tag",
    "expenses:tag-update": "tag",
    "expenses:transfer-delete": "transfer",
    "expenses:transfer-detail": "transfer",
    "expenses:transfer-update": "transfer",
    "expenses:wallet-archive": "wallet",
    "expenses:wallet-delete": "wallet",
    "expenses:wallet-detail": "wallet",
    "expenses:wallet-reconcile": "wallet",
    "expenses:wallet-reconcile-finish": "wallet",
    "expenses:wallet-tick": "wallet",
    "expenses:wallet-update": "wallet",
    "notifications:browser-remove": "browser",
    "notifications:notification-detail": "notification",
    "notifications:notification-read": "notification",
}

ARGUMENTS: dict[str, dict[str, Any]] = {
    "accounts:email-confirm": {"token": "invented"},
    "accounts:password_reset_confirm": {"uidb64": "MQ", "token": "invented"},
    "expenses:recurring-feed": {"owner_id": 1, "token": "invented"},
    "notifications:unsubscribe": {"token": "invented"},
    "reports:month": {"year": 2026, "month": 3},
    "reports:pay-period": {"year": 2026, "month": 3, "day": 14},
    "reports:year": {"year": 2026},
}


MORE_ARGUMENTS: dict[str, list[Any]] = {"expenses:recurring-occurrence": [datetime.date(2026, 1, 1)]}
"""What stands in an address behind the key of its row."""


def named_urls(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield (name with its namespaces, pattern) of every URL below `resolver`; a missing name reads as its pattern."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from named_urls(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern


def our_urls() -> set[str]:
    return {name for name, _pattern in named_urls(get_resolver()) if not name.startswith("admin:")}


def staff_urls() -> list[str]:
    """Return the addresses of all staff pages; one that is about a row is about row 1."""
    named = [(name, pattern) for name, pattern in named_urls(get_resolver()) if name.startswith("admin:")]
    arguments = {"app_label": "accounts", "content_type_id": 1, "id": 1, "object_id": 1, "url": "nonsense"}
    return [
        reverse(name, kwargs={argument: arguments[argument] for argument in pattern.pattern.regex.groupindex})
        for name, pattern in named
        if pattern.name and name not in {"admin:login", "admin:logout"}
    ]


@pytest.fixture
def ledger(alice, make_category, make_tag, make_expense, make_wallet, make_transfer, make_income) -> dict[str, Any]:
    """Rows of alice's, one of each kind, that all say SECRET where they can say something."""
    category = make_category(alice, f"Category {SECRET}")
    tag = make_tag(alice, f"tag-{SECRET}")
    expense = make_expense(alice, description=f"Lunch {SECRET}", category=category, tags=[tag], notes=SECRET)
    activity = Activity.objects.create(owner=alice, actor=alice, kind=Activity.Kind.DELETE, row_count=1)
    source = SpreadsheetImport.objects.create(
        owner=alice,
        file_name=f"{SECRET}.csv",
        size_bytes=1,
        content=b"",
        status=SpreadsheetImport.Status.CHECKED,
        wrong_count=1,
        remarks={"headers": [], "ignored": [], "new_categories": [], "new_tags": [], "notes": []},
    )
    wallet = make_wallet(alice, f"Wallet {SECRET}")
    transfer = make_transfer(wallet, make_wallet(alice, f"Other {SECRET}"), description=SECRET, notes=SECRET)
    income = make_income(alice, description=f"Salary {SECRET}", tags=[tag], notes=SECRET)
    archive = ArchiveImport.objects.create(owner=alice, file_name=f"{SECRET}.zip", content=b"", status="failed")
    rule = Rule.objects.create(owner=alice, name=f"Rule {SECRET}", texts=SECRET, new_description=SECRET)
    RuleTag.objects.create(owner=alice, rule=rule, tag=tag)
    budget = Budget.objects.create(
        owner=alice, name=f"Budget {SECRET}", category=category, amount=100, currency="EUR", starts_on="2026-01-01"
    )
    goal = Goal.objects.create(owner=alice, name=f"Goal {SECRET}", target=100, currency="EUR", starts_on="2026-01-01")
    contribution = GoalContribution.objects.create(owner=alice, goal=goal, date="2026-02-01", amount=5, note=SECRET)
    statement = StatementImport.objects.create(
        owner=alice,
        wallet_id=wallet.pk,
        file_name=f"{SECRET}.ofx",
        size_bytes=1,
        content=zlib.compress(b"1\n2"),
        format="ofx",
        status=StatementImport.Status.CHECKED,
        wrong_count=1,
        remarks={"questions": [], "currencies": [], "columns": [], "keys": []},
    )
    to_match = StatementImport.objects.create(
        owner=alice,
        file_name=f"{SECRET}.csv",
        size_bytes=1,
        content=zlib.compress(b"Day;Text;Amount\n2026-03-01;Coffee;-1.00\n2026-03-02;Coffee;-1.00\n"),
        format="csv",
        mapping={"roles": ["date", "description", "amount"], "header_line": 1, "first_line": 2},
        remarks={"questions": [], "currencies": [], "columns": [], "keys": []},
    )
    statement_row = StatementEntry.objects.create(
        owner=alice,
        source=statement,
        position=0,
        line=1,
        outcome="new",
        kind="expense",
        date="2026-03-01",
        amount=-1,
        description=SECRET,
    )
    wrong_row = StatementEntry.objects.create(
        owner=alice, source=statement, position=1, line=2, outcome="wrong", kind="expense", description=SECRET
    )
    recurring = RecurringPayment.objects.create(
        owner=alice,
        description=f"Rent {SECRET}",
        amount=5,
        currency="EUR",
        rule="FREQ=MONTHLY;BYMONTHDAY=1",
        starts_on="2026-01-01",
        books_from="2026-01-01",
        next_on="2026-01-01",
        notes=SECRET,
    )
    return {
        "recurring": recurring,
        "statement": statement,
        "statement to match": to_match,
        "wrong statement row": wrong_row,
        "statement row": statement_row,
        "browser": PushSubscription.objects.create(owner=alice, endpoint=f"https://push.example.org/{SECRET}"),
        "notification": Notification.objects.create(owner=alice, kind="budget", key="1", title=f"Over {SECRET}"),
        "budget": budget,
        "goal": goal,
        "goal contribution": contribution,
        "category": category,
        "tag": tag,
        "expense": expense,
        "activity": activity,
        "import": source,
        "wallet": wallet,
        "transfer": transfer,
        "income": income,
        "search": SavedSearch.objects.create(owner=alice, name=f"Search {SECRET}", query=f'"{SECRET}"'),
        "owncurrency": OwnCurrency.objects.create(owner=alice, code="PT0", name=f"Points {SECRET}"),
        "ownrate": OwnRate.objects.create(
            owner=alice, currency="USD", other="EUR", rate="0.9", date="2020-01-01", note=SECRET
        ),
        "archive": archive,
        "rule": rule,
    }


def url_of(name: str, ledger: dict[str, Any]) -> str:
    if name in ROW:
        return reverse(name, args=[ledger[ROW[name]].pk, *MORE_ARGUMENTS.get(name, ())])
    return reverse(name, kwargs=ARGUMENTS.get(name))


def read(response: Any) -> str:
    """Return what an answer says; of a spreadsheet, what its parts say."""
    content = response.getvalue()
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def snapshot(ledger: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all values of the rows as they are in the database now."""
    rows = [type(row).objects.filter(owner_id=row.owner_id, pk=row.pk) for row in ledger.values()]
    return [values for queryset in rows for values in queryset.values()]


def test_every_url_has_a_line_here():
    listed = OPEN | OWN | ROW.keys()

    assert sorted(our_urls() - listed) == []
    assert sorted(listed - our_urls()) == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(OWN | ROW.keys()))
def test_signed_out_stranger_is_sent_to_sign_in(client, ledger, name, method):
    url = url_of(name, ledger)

    response = getattr(client, method)(url)

    assert response.status_code == 302
    assert response.url.split("?")[0] == reverse("accounts:login")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OPEN))
def test_open_url_answers_a_signed_out_stranger(client, name):
    response = client.get(url_of(name, {}))

    assert not response.headers.get("Location", "").startswith(reverse("accounts:login"))
    assert response.status_code < 500


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(ROW))
def test_row_does_not_exist_for_bob(bob_client: Client, alice_client: Client, ledger, name, method):
    url = url_of(name, ledger)
    before = snapshot(ledger)

    for_bob = getattr(bob_client, method)(url)
    after = snapshot(ledger)
    for_alice = getattr(alice_client, method)(url)

    assert for_alice.status_code != 404
    assert for_bob.status_code == (405 if for_alice.status_code == 405 else 404)
    assert after == before


@pytest.mark.parametrize("name", sorted(OWN))
def test_own_page_shows_bob_nothing_of_alices(bob_client: Client, ledger, today, name):
    response = bob_client.get(url_of(name, ledger))

    assert response.status_code in {200, 302, 405, 410}
    assert SECRET not in read(response)


@pytest.mark.parametrize(
    "name",
    [
        "expenses:category-list",
        "expenses:expense-list",
        "expenses:income-list",
        "expenses:tag-list",
        "reports:dashboard",
    ],
)
def test_own_page_shows_alice_what_bob_must_not_see(alice_client: Client, ledger, today, name):
    response = alice_client.get(url_of(name, ledger))

    assert SECRET in read(response)


def test_staff_pages_are_closed_to_people(alice_client: Client):
    urls = staff_urls()

    opened = [url for url in urls if alice_client.get(url).status_code != 302]

    assert len(urls) > 30
    assert opened == []
