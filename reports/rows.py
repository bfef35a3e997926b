"""Rows of a page that has a hundred of them, put together without a template: that takes a tenth of the time.

Whatever goes in is escaped here.
"""

from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString

from expenses.money import format_money
from expenses.periods import Period
from reports.breakdown import Slice
from reports.charts.chart import Chart
from reports.links import slice_url
from reports.wording import percent


def chart_rows(chart: Chart, locale: str) -> SafeString:
    """Return the rows of the table behind `chart`: a name, and each amount with a link to its expenses."""
    return SafeString(
        "\n".join(
            f'<tr><th scope="row">{escape(label)}</th>'
            f"{''.join(_cell(amount, link, chart.currency, locale) for amount, link in cells)}</tr>"
            for label, cells in chart.rows
        )
    )


def _cell(amount: Decimal | None, link: str, currency: str, locale: str) -> str:
    if amount is None:
        return "<td></td>"
    text = escape(format_money(amount, currency, locale))
    return f'<td class="amount">{_linked(text, link)}</td>'


def slice_parts(piece: Slice, period: Period, locale: str) -> SafeString:
    """Return list items of what `piece` is made of: each with its percentage, amount and link."""
    parts = [(depth, part) for depth, part in piece.walk() if depth]
    return SafeString("\n".join(_part(depth, part, period, locale) for depth, part in parts))


def _part(depth: int, part: Slice, period: Period, locale: str) -> str:
    name = escape(part.name)
    shown = f"{name} itself" if part.is_own else _linked(name, slice_url(part, period))
    share = "–" if part.per_mille is None else percent(part.per_mille, locale)
    amount = format_money(part.spent.amount, part.spent.currency, locale)
    return (
        f'<li class="slice-part-{depth}"><span>{shown}</span><span class="slice-figures">'
        f'<span class="muted">{escape(share)}</span><span class="amount">{escape(amount)}</span></span></li>'
    )


def _linked(safe_text: str, link: str) -> str:
    return f'<a href="{escape(link)}">{safe_text}</a>' if link else safe_text
