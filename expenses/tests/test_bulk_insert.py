import datetime

import pytest
from django.db import connection

from expenses import bulk_insert


@pytest.mark.parametrize(("count", "is_known"), [(30, True), (29, False)])
def test_many_rows_at_once_are_made_known_to_the_planner(alice, monkeypatch, count, is_known):
    monkeypatch.setattr(bulk_insert, "MANY_ROWS", 30)
    said = []
    row = bulk_insert.NewRecord(datetime.date(2026, 3, 1), "1.5", "EUR", "1.5", "Lunch", None, "")

    def note(execute, sql, params, many, context):
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        bulk_insert.insert_records([row] * count, owner=alice)

    analyzed = [sql for sql in said if sql.startswith("ANALYZE")]
    assert analyzed == (['ANALYZE "expenses_expense"', 'ANALYZE "expenses_expensetag"'] if is_known else [])
