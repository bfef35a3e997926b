"""Bars side by side: what each category took in this period and in the one before it."""

from reports.breakdown import Breakdown, Slice
from reports.charts.chart import Chart, Series
from reports.comparison import Comparison
from reports.links import slice_url
from reports.wording import period_name

LARGEST = 8


def _compared(breakdown: Breakdown) -> list[Slice]:
    """Return the categories that took most in either period, the largest first."""
    by_size = sorted(breakdown.slices, key=lambda piece: -max(piece.so_far.amount, piece.before.amount))
    return [piece for piece in by_size if piece.so_far.amount or piece.before.amount][:LARGEST]


def comparison_chart(breakdown: Breakdown, comparison: Comparison, *, locale: str) -> Chart:
    """Return the compared categories; a period that still runs is compared up to the same day."""
    pieces = _compared(breakdown)
    now = Series(
        period_name(comparison.period, locale),
        [piece.so_far.amount for piece in pieces],
        ["accent"],
        [slice_url(piece, comparison.so_far) for piece in pieces],
    )
    before = Series(
        period_name(comparison.before, locale),
        [piece.before.amount for piece in pieces],
        ["before"],
        [slice_url(piece, comparison.before_so_far) for piece in pieces],
    )
    labels = [piece.name for piece in pieces]
    currency = breakdown.spent.currency
    return Chart("bar", labels=labels, series=[now, before], currency=currency, locale=locale, is_lying=True)
