import pytest

from expenses.spreadsheets.columns import COLUMNS, HeaderError, match_header


def test_columns_are_found_in_any_order_and_case():
    header = match_header(["Amount", " DATE ", "Description"])

    assert header.positions == {"date": 1, "description": 2, "amount": 0}


def test_every_column_of_ours_is_found():
    assert tuple(match_header(COLUMNS).positions) == COLUMNS


def test_unknown_columns_are_named_and_those_for_information_are_not():
    header = match_header(["date", "description", "amount", "Bank", "home_amount", "Home Currency", ""])

    assert header.ignored == ("Bank",)


@pytest.mark.parametrize("missing", ["date", "description", "amount"])
def test_a_missing_column_is_said(missing):
    present = [name for name in ("date", "description", "amount") if name != missing]

    with pytest.raises(HeaderError, match=f"the column “{missing}” cannot be found in it. It says “{present[0]}”"):
        match_header(present)


def test_a_column_that_stands_twice_is_said():
    with pytest.raises(HeaderError, match="The column “amount” stands there twice"):
        match_header(["date", "description", "amount", "Amount"])


def test_too_many_columns_are_said():
    with pytest.raises(HeaderError, match="This table has 5,000 columns; at most 100 are read"):
        match_header(["date", "description", "amount", *["x"] * 4_997])
