"""The doughnut: what each topmost category took."""

from decimal import Decimal

from expenses.periods import Period
from reports.breakdown import Breakdown, Slice
from reports.charts.chart import Chart, Series
from reports.links import expenses_url, slice_url

NAMED = 9
REST_COLOR = "tint-slate"


def breakdown_chart(breakdown: Breakdown, period: Period, *, locale: str) -> Chart:
    """Return the categories in which something was spent; the smallest beyond nine stand together as the rest."""
    spent = [piece for piece in breakdown.in_period if piece.spent.amount > 0]
    named, rest = (spent, []) if len(spent) <= NAMED + 1 else (spent[:NAMED], spent[NAMED:])
    labels = [piece.name for piece in named]
    amounts = [piece.spent.amount for piece in named]
    colors = [_tint(piece) for piece in named]
    links = [slice_url(piece, period) for piece in named]
    if rest:
        labels.append(f"{len(rest)} more categories")
        amounts.append(sum((piece.spent.amount for piece in rest), Decimal(0)))
        colors.append(REST_COLOR)
        links.append(expenses_url(period))
    series = Series("Spent", amounts, colors, links)
    return Chart("doughnut", labels=labels, series=[series], currency=breakdown.spent.currency, locale=locale)


def _tint(piece: Slice) -> str:
    """Return the name of the slice's colour in the theme."""
    return f"tint-{piece.category.color}" if piece.category else "ink-3"
