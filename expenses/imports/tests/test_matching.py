import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.imports.matching import Booked, Known, find_known

DAY = datetime.date(2026, 3, 2)


def booked(text="Coffee", amount="-3.2", bank_id=""):
    return Booked(DAY, Decimal(amount), text, bank_id)


def known(pk, text="Coffee", amount="-3.2", bank_id="", origin=""):
    return Known(DAY, Decimal(amount), (text,), "expense", pk, origin, bank_id)


def ids(found):
    return [each and (each.known.record_id, each.certain) for each in found]


def test_of_three_equal_rows_two_of_which_are_there_one_is_new():
    found = find_known([booked()] * 3, [known(1), known(2)], "csv")

    assert ids(found) == [(1, True), (2, True), None]


def test_the_id_of_the_bank_decides_before_the_words():
    rows = [booked(bank_id="A2"), booked(bank_id="A1")]

    found = find_known(rows, [known(1, bank_id="A1", origin="ofx"), known(2, bank_id="A2", origin="ofx")], "ofx")

    assert ids(found) == [(2, True), (1, True)]


def test_another_id_in_the_same_format_is_another_booking():
    found = find_known([booked(bank_id="A9")], [known(1, bank_id="A1", origin="ofx")], "ofx")

    assert ids(found) == [None]


def test_ids_of_two_formats_are_not_compared():
    found = find_known([booked(bank_id="A9")], [known(1, bank_id="A1", origin="camt")], "ofx")

    assert ids(found) == [(1, True)]


def test_a_text_that_the_bank_cut_off_is_the_same():
    found = find_known([booked("REWE Markt GmbH Berl")], [known(1, "Rewe Markt GmbH, Berlin 12")], "csv")

    assert ids(found) == [(1, True)]


def test_two_shops_with_one_word_in_common_only_look_alike():
    found = find_known([booked("Cafe Anna")], [known(1, "Cafe Berta")], "csv")

    assert ids(found) == [(1, False)]


def test_another_day_or_amount_is_another_booking():
    rows = [booked(amount="-3.3"), booked()._replace(date=DAY + datetime.timedelta(days=1))]

    assert ids(find_known(rows, [known(1)], "csv")) == [None, None]


bookings = st.lists(
    st.builds(booked, st.sampled_from(["Coffee", "Tea", "Coffee Corner", ""]), st.sampled_from(["-1", "-2", "3"])),
    max_size=12,
)


@given(bookings)
def test_what_was_brought_is_found_whole_the_second_time(rows):
    ledger = [Known(row.date, row.amount, (row.text,), "expense", pk) for pk, row in enumerate(rows)]

    found = find_known(rows, ledger, "csv")

    assert sorted(each.known.record_id for each in found if each and each.certain) == list(range(len(rows)))


@pytest.mark.parametrize(("there", "certain"), [(12, True), (11, True), (8, False)])
def test_nearly_all_rows_of_the_same_days_in_other_words_are_the_same_statement(there, certain):
    days = [datetime.date(2026, 3, day) for day in range(1, 13)]
    rows = [Booked(day, Decimal(-day.day), "Card payment") for day in days]
    apart = {9: 1, 5: 1, 2: 1, 11: 1} if there == 8 else {5: 1} if there == 11 else {}
    ledger = [
        Known(day, Decimal(-day.day), ("Rewe",), "expense", day.day, "csv") for day in days if day.day not in apart
    ]
    april = Booked(datetime.date(2026, 4, 1), Decimal(-1), "Card payment")

    found = find_known([*rows, april], ledger, "ofx")

    assert [each.certain for each in found if each] == [certain] * there
    assert found[-1] is None
