from threading import Thread

import pytest
from django.apps import apps
from django.db import connection

from accounts.tests import ownership_guard
from accounts.tests.ownership_guard import OwnerMissing, blocks_without_owner

OWNED = frozenset({"expense", "category"})

NAMED = {
    "where": 'SELECT "e"."id" FROM "expense" "e" WHERE "e"."owner_id" = %s',
    "no alias": 'SELECT "id" FROM "expense" WHERE "expense"."owner_id" = %s',
    "unqualified": "select id from expense where owner_id = 1",
    "among others": 'SELECT 1 FROM "expense" WHERE ("date" > %s AND "expense"."owner_id" IN (%s, %s))',
    "join on": 'SELECT 1 FROM "x" INNER JOIN "expense" ON ("expense"."owner_id" = "x"."id")',
    "joined by key": (
        'SELECT 1 FROM "expense" LEFT OUTER JOIN "category" T2'
        ' ON ("expense"."category_id" = T2."id") WHERE "expense"."owner_id" = %s'
    ),
    "derived table": 'SELECT COUNT(*) FROM (SELECT "id" FROM "expense" WHERE "owner_id" = %s) "subquery"',
    "exists": (
        'SELECT 1 FROM "category" WHERE "category"."owner_id" = %s AND EXISTS('
        'SELECT 1 FROM "expense" U0 WHERE U0."owner_id" = %s)'
    ),
    "union": 'SELECT 1 FROM "expense" WHERE "owner_id" = 1 UNION SELECT 1 FROM "category" WHERE "owner_id" = 1',
    "insert": 'INSERT INTO "expense" ("owner_id", "amount") VALUES (%s, %s) RETURNING "expense"."id"',
    "insert select": (
        'INSERT INTO "expense" ("owner_id", "amount")'
        ' SELECT "owner_id", 1 FROM "category" WHERE "owner_id" = %s ON CONFLICT DO NOTHING'
    ),
    "update": 'UPDATE "expense" SET "amount" = %s WHERE ("expense"."owner_id" = %s AND "id" = %s)',
    "delete": 'DELETE FROM "expense" WHERE "expense"."owner_id" IN (%s)',
    "common table": ('WITH "mine" AS (SELECT "id" FROM "expense" WHERE "owner_id" = %s) SELECT "id" FROM "mine"'),
    "another table": 'SELECT "id" FROM "accounts_user" WHERE "id" = %s',
    "table in a text": "SELECT 'FROM expense' FROM accounts_user",
    "column of the name": 'SELECT "accounts_user"."expense" FROM "accounts_user"',
}

MISSING = {
    "no condition": ('SELECT "id" FROM "expense"', [["expense"]]),
    "by key alone": ('SELECT 1 FROM "expense" WHERE "expense"."id" = %s', [["expense"]]),
    "unquoted": ("select id from expense e where e.id = 1", [["expense"]]),
    "owner only selected": ('SELECT "owner_id" FROM "expense" WHERE "id" = %s', [["expense"]]),
    "owner only sorted by": ('SELECT 1 FROM "expense" ORDER BY "owner_id"', [["expense"]]),
    "owner in a text": ("SELECT 1 FROM expense WHERE description = 'owner_id'", [["expense"]]),
    "owner of another table": (
        'SELECT 1 FROM "expense" INNER JOIN "x" ON ("x"."id" = "expense"."x_id") WHERE "x"."owner_id" = 1',
        [["expense"]],
    ),
    "owner only outside": (
        'SELECT 1 FROM "category" WHERE "category"."owner_id" = %s'
        ' AND EXISTS(SELECT 1 FROM "expense" U0 WHERE U0."category_id" = "category"."id")',
        [["expense"]],
    ),
    "owner only inside": (
        'SELECT 1 FROM "category" WHERE "id" IN (SELECT "category_id" FROM "expense" WHERE "owner_id" = 1)',
        [["category"]],
    ),
    "second of a union": (
        'SELECT 1 FROM "expense" WHERE "owner_id" = 1 UNION SELECT 1 FROM "category"',
        [["category"]],
    ),
    "insert": ('INSERT INTO "expense" ("amount") VALUES (%s)', [["expense"]]),
    "select of an insert": (
        'INSERT INTO "expense" ("owner_id") SELECT "owner_id" FROM "category"',
        [["category"]],
    ),
    "update": ('UPDATE "expense" SET "owner_id" = %s WHERE "id" = %s', [["expense"]]),
    "delete": ('DELETE FROM "expense" WHERE "id" IN (%s)', [["expense"]]),
    "comma join": ('SELECT 1 FROM "x", "expense" WHERE "x"."id" = 1', [["expense"]]),
    "common table": (
        'WITH "all" AS (SELECT "id" FROM "expense") SELECT "id" FROM "all"',
        [["expense"]],
    ),
}


@pytest.mark.parametrize("sql", NAMED.values(), ids=NAMED.keys())
def test_guard_lets_statements_through_that_name_the_owner(sql):
    assert blocks_without_owner(sql, OWNED) == []


@pytest.mark.parametrize(("sql", "tables"), MISSING.values(), ids=MISSING.keys())
def test_guard_finds_statements_without_the_owner(sql, tables):
    assert blocks_without_owner(sql, OWNED) == tables


def test_guard_knows_the_owned_tables():
    tables = ownership_guard.find_owned_tables()

    assert {"expenses_expense", "expenses_expensetag", "expenses_category", "expenses_tag"} <= tables
    assert "accounts_user" not in tables


@pytest.mark.django_db
def test_guard_stops_a_statement_on_the_connection():
    with pytest.raises(OwnerMissing, match="expenses_expense read or written without naming owner_id"):
        apps.get_model("expenses.Expense").objects.count()

    ownership_guard._problems.clear()


@pytest.mark.django_db
def test_guard_stops_a_raw_statement():
    with pytest.raises(OwnerMissing, match="expenses_tag"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM expenses_tag")

    ownership_guard._problems.clear()


@pytest.mark.django_db
def test_guard_reports_at_the_end_what_was_swallowed_on_the_way():
    def swallow():
        with pytest.raises(OwnerMissing):
            apps.get_model("expenses.Expense").objects.count()

    with pytest.raises(OwnerMissing), ownership_guard.watch():
        swallow()

    ownership_guard._problems.clear()


@pytest.mark.django_db
def test_guard_sleeps_for_staff(staff_queries):
    with staff_queries():
        count = apps.get_model("expenses.Expense").objects.count()

    assert count == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "is_staff"), [("/admin/expenses/expense/", True), ("/", False), ("/expenses/", False)]
)
def test_guard_sleeps_on_staff_pages_alone(path, is_staff):
    ownership_guard.enter_request(environ={"PATH_INFO": path})

    assert ownership_guard._is_staff.get() is is_staff

    ownership_guard.leave_request()
    assert ownership_guard._is_staff.get() is False


@pytest.mark.django_db(transaction=True)
def test_guard_watches_connections_of_other_threads():
    def count():
        try:
            apps.get_model("expenses.Expense").objects.count()
        except OwnerMissing as error:
            stopped.append(error)
        finally:
            connection.close()

    stopped = []
    thread = Thread(target=count)

    thread.start()
    thread.join()

    assert len(stopped) == 1
    ownership_guard._problems.clear()


@pytest.mark.django_db
def test_guard_lets_one_row_be_saved_refreshed_and_deleted(alice, make_expense):
    expense = make_expense(alice)

    expense.description = "Dinner"
    expense.save()
    expense.refresh_from_db()
    deleted = expense.delete()

    assert expense.description == "Dinner"
    assert deleted == (1, {"expenses.Expense": 1})
