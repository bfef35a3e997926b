import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from expenses.spreadsheets.formulas import defuse, restore

FIRST_LETTERS = "'=+-@\t\r\n ＝＋－＠\u00a0\ufeffa1"


@given(st.text())
@example("'=1")
@example("''=1")
@example("'")
@example(" =1")
@example("\u00a0＝1")
def test_restore_returns_what_defuse_was_given(text):
    assert restore(defuse(text)) == text


@given(st.text(FIRST_LETTERS, max_size=6))
def test_restore_returns_short_texts_of_dangerous_letters(text):
    assert restore(defuse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r1", " =1", "\u00a0-1", "＝1", "＋1", "－1", "＠A1", "'=1", "\ufeff=1"],
)
def test_defuse_puts_an_apostrophe_before_what_a_spreadsheet_runs(text):
    assert defuse(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Lunch", "'90s hits", "1+1", "a=b", "5 - 3", "O'Neill", "''"])
def test_defuse_leaves_other_texts_as_they_are(text):
    assert defuse(text) == text


@pytest.mark.parametrize("text", ["'90s hits", "'", "''tis", "Lunch"])
def test_restore_leaves_apostrophes_that_it_did_not_put_there(text):
    assert restore(text) == text
