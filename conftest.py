"""What every test can ask for: the cast (alice owns, bob is a stranger), factories, clients, a clock, a worker."""

import datetime
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings

from accounts.tests import ownership_guard

if TYPE_CHECKING:
    from accounts.models import User
    from expenses.models import Category, Expense, Income, Tag, Transfer, Wallet

TODAY = datetime.date(2026, 3, 14)
PASSWORD = "correct horse battery staple"
SIGN_IN_BACKEND = "accounts.backends.UsernameOrEmailBackend"

settings.register_profile(
    "product",
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("product")


# The run: what this machine lacks is said at its end, and is a failure where everything must run.


def pytest_configure(config: pytest.Config) -> None:
    ownership_guard.install()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what waits most, and leave out on the second database what uses none."""
    items.sort(key=lambda item: item.get_closest_marker("server") is None)
    if "TEST_DATABASE_URL" in os.environ:
        without = [item for item in items if not uses_database(item)]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if uses_database(item)]


def uses_database(item: pytest.Item) -> bool:
    """Tell whether pytest-django lets the test reach a database; every other one fails as soon as it tries."""
    fixtures = {"db", "transactional_db", "django_db_setup", "live_server"}
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(
        getattr(item, "fixturenames", ())
    )


def require(condition: object, lack: str) -> None:
    """Skip the test where the machine lacks something it needs; fail it where REQUIRE_ALL=1 is set."""
    if condition:
        return
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"This run may lack nothing, but it lacks {lack}.", pytrace=False)
    pytest.skip(f"not run here: {lack}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = [report.longrepr for report in terminalreporter.getreports("skipped")]
    reasons = {reason.removeprefix("Skipped: ") for _path, _line, reason in skipped}
    for reason in sorted(reasons):
        terminalreporter.write_line(reason, yellow=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with ownership_guard.watch():
        return (yield)


# The cast


@pytest.fixture
def make_user(db: None) -> Callable[..., "User"]:
    """Return a function that makes a person: `make_user("carol", locale="de_AT")`."""
    from accounts.models import User

    def make(username: str, **fields: Any) -> "User":
        fields = {"email": f"{username}@example.org", "home_currency": "EUR", "locale": "en_IE", **fields}
        password = fields.pop("password", PASSWORD)
        return User.objects.create_user(username, password=password, **fields)

    return make


@pytest.fixture
def alice(make_user: Callable[..., "User"]) -> "User":
    """The person whose ledger is tested: euros, Irish formats, UTC. Her ledger starts empty."""
    return make_user("alice")


@pytest.fixture
def bob(
    make_user: Callable[..., "User"],
    make_category: Callable[..., "Category"],
    make_tag: Callable[..., "Tag"],
    make_expense: Callable[..., "Expense"],
) -> "User":
    """A stranger to alice, with rows of his own that could leak: a category, a tag and an expense that has both."""
    bob = make_user("bob")
    category = make_category(bob, "Bob's secrets")
    tag = make_tag(bob, "bobs-tag")
    make_expense(bob, description="Bob's secret hat", amount="77.70", category=category, tags=[tag])
    return bob


@pytest.fixture
def staff(make_user: Callable[..., "User"]) -> "User":
    """An administrator, who may do everything in the admin."""
    return make_user("staff", is_staff=True, is_superuser=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Make the database; put back what migrations wrote whenever a test with its own transactions has emptied it."""
    from django.apps import apps
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db import transaction
    from django.db.models.signals import post_migrate

    with django_db_blocker.unblock():
        written = {model: list(model._base_manager.all()) for model in apps.get_models(include_auto_created=True)}

    @transaction.atomic
    def put_back(**emptied: Any) -> None:
        for model, rows in written.items():
            model._base_manager.bulk_create(rows)

    # These make the permissions of one model after the other, which takes longer than most tests.
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    last = [app for app in apps.get_app_configs() if app.models_module][-1]
    post_migrate.connect(put_back, sender=last, weak=False)


# Factories: the owner comes first, every other field has a plain default.


@pytest.fixture
def make_category(db: None) -> Callable[..., "Category"]:
    from expenses.models import Category

    def make(owner: "User", name: str = "Groceries", **fields: Any) -> "Category":
        return Category.objects.create(owner=owner, name=name, **fields)

    return make


@pytest.fixture
def make_tag(db: None) -> Callable[..., "Tag"]:
    from expenses.models import Tag

    def make(owner: "User", name: str = "home", **fields: Any) -> "Tag":
        return Tag.objects.create(owner=owner, name=name, **fields)

    return make


@pytest.fixture
def make_expense(db: None) -> Callable[..., "Expense"]:
    """Return a function that makes an expense of 12.50 in the owner's home currency on TODAY."""
    from expenses.models import Expense, ExpenseTag

    def make(owner: "User", *, tags: list["Tag"] | tuple[()] = (), **fields: Any) -> "Expense":
        fields = {"date": TODAY, "amount": "12.50", "currency": owner.home_currency, "description": "Lunch", **fields}
        fields["amount"] = Decimal(fields["amount"])
        if fields["currency"] == owner.home_currency:
            fields.setdefault("home_amount", fields["amount"])
        if fields.get("wallet"):
            fields.setdefault("wallet_amount", fields["amount"])
        expense = Expense.objects.create(owner=owner, created_by=owner, **fields)
        ExpenseTag.objects.bulk_create([ExpenseTag(owner=owner, expense=expense, tag=tag) for tag in tags])
        return expense

    return make


@pytest.fixture
def make_wallet(db: None) -> Callable[..., "Wallet"]:
    """Return a function that makes an empty wallet in the owner's home currency."""
    from expenses.models import Wallet

    def make(owner: "User", name: str = "Bank", **fields: Any) -> "Wallet":
        fields = {"currency": owner.home_currency, **fields}
        fields["opening_balance"] = Decimal(fields.get("opening_balance", 0))
        return Wallet.objects.create(owner=owner, name=name, **fields)

    return make


@pytest.fixture
def make_income(db: None) -> Callable[..., "Income"]:
    """Return a function that makes an income of 2,000 in the owner's home currency on TODAY."""
    from expenses.models import Income, IncomeTag

    def make(owner: "User", *, tags: list["Tag"] | tuple[()] = (), **fields: Any) -> "Income":
        fields = {"date": TODAY, "amount": "2000", "currency": owner.home_currency, "description": "Salary", **fields}
        fields["amount"] = Decimal(fields["amount"])
        if fields["currency"] == owner.home_currency:
            fields.setdefault("home_amount", fields["amount"])
        if fields.get("wallet"):
            fields.setdefault("wallet_amount", fields["amount"])
        income = Income.objects.create(owner=owner, **fields)
        IncomeTag.objects.bulk_create([IncomeTag(owner=owner, income=income, tag=tag) for tag in tags])
        return income

    return make


@pytest.fixture
def make_transfer(db: None) -> Callable[..., "Transfer"]:
    """Return a function that moves 100 on TODAY; `to_amount` is as much as left unless it is said."""
    from expenses.models import Transfer

    def make(from_wallet: "Wallet", to_wallet: "Wallet", amount: str = "100", **fields: Any) -> "Transfer":
        fields = {"date": TODAY, "from_amount": Decimal(amount), "to_amount": Decimal(amount), **fields}
        return Transfer.objects.create(
            owner_id=from_wallet.owner_id, from_wallet=from_wallet, to_wallet=to_wallet, **fields
        )

    return make


# Clients: `client` is signed out.


def sign_in(user: "User") -> Client:
    """Return a client that has been signed in for long: nothing of its signing in is written down any more."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    client = Client()
    session = client.session
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), SIGN_IN_BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return client


@pytest.fixture
def alice_client(alice: "User") -> Client:
    return sign_in(alice)


@pytest.fixture
def bob_client(bob: "User") -> Client:
    return sign_in(bob)


@pytest.fixture
def staff_client(staff: "User") -> Client:
    return sign_in(staff)


# The surroundings


@pytest.fixture
def today(time_machine: Any) -> datetime.date:
    """Stop the clock at noon of TODAY, UTC, and return that day."""
    time_machine.move_to(datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC), tick=False)
    return TODAY


@pytest.fixture
def staff_queries() -> Callable[[], AbstractContextManager[None]]:
    """Return a context manager in which statements need not name the owner."""
    return ownership_guard.staff_queries


@pytest.fixture
def worker(settings: Any, transactional_db: None) -> Callable[[], None]:
    """Keep jobs in the database, as in production, and return a function that runs those that wait."""
    from django_tasks_db.management.commands.db_worker import Worker

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    options: dict[str, Any] = {"interval": 0, "startup_delay": False, "max_tasks": None, "excluded_queue_names": []}

    def run_waiting() -> None:
        Worker(queue_names=["*"], batch=True, backend_name="default", worker_id="tests", **options).run()

    return run_waiting
