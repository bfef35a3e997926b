"""Rows of a page that has a hundred of them, put together without a template: that takes a tenth of the time.

Whatever goes in is escaped here.
"""

from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString

from accounts.templatetags.ui import icon
from expenses.models import Category
from expenses.money import format_money
from expenses.periods import Period
from reports.breakdown import Breakdown, Slice
from reports.charts.chart import Chart
from reports.lines import Line
from reports.links import expense_url, slice_url
from reports.wording import day_month_year, percent, whole_number


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
    return f'<td class="amount">{_linked(_money(amount, currency, locale), link)}</td>'


def slice_items(breakdown: Breakdown, period: Period, locale: str) -> SafeString:
    """Return list items of the topmost categories of `period`; one that has parts opens to show them."""
    return SafeString("\n".join(_slice_item(piece, period, locale) for piece in breakdown.in_period))


def _slice_item(piece: Slice, period: Period, locale: str) -> str:
    tint = f' class="tint-{piece.category.color}"' if piece.category else ""
    link, summary = escape(slice_url(piece, period)), _slice_summary(piece, locale)
    if not piece.parts:
        return f'<li{tint}><a class="slice" href="{link}">{summary}</a></li>'
    count, plural = whole_number(piece.spent.count, locale), "" if piece.spent.count == 1 else "s"
    parts = "\n".join(_part(depth, part, period, locale) for depth, part in piece.walk() if depth)
    return (
        f'<li{tint}><details><summary class="slice">{summary}</summary><ul class="list-plain slice-parts">'
        f'<li><a href="{link}">All {count} expense{plural} in {escape(piece.name)}</a></li>\n{parts}</ul></details>'
        "</li>"
    )


def _slice_summary(piece: Slice, locale: str) -> str:
    return (
        f"{category_icon(piece.category)}"
        f'<span class="breakdown-name">{escape(piece.name)}</span> '
        f'<span class="amount">{_money(piece.spent.amount, piece.spent.currency, locale)}</span>'
        f'<progress class="bar" value="{piece.per_mille or 0}" max="1000" aria-hidden="true"></progress> '
        f'<span class="breakdown-percent">{_share(piece, locale)}</span>'
    )


def _part(depth: int, part: Slice, period: Period, locale: str) -> str:
    name = escape(part.name)
    shown = f"{name} itself" if part.is_own else _linked(name, slice_url(part, period))
    return (
        f'<li class="slice-part-{depth}"><span>{shown}</span><span class="slice-figures">'
        f'<span class="muted">{_share(part, locale)}</span>'
        f'<span class="amount">{_money(part.spent.amount, part.spent.currency, locale)}</span></span></li>'
    )


def line_items(lines: list[Line], locale: str) -> SafeString:
    """Return list items of single expenses: icon, what, when, in which category, how much."""
    return SafeString("\n".join(_line_item(line, locale) for line in lines))


def _line_item(line: Line, locale: str) -> str:
    tint = f" tint-{line.category.color}" if line.category else ""
    path = f" · {escape(line.path)}" if line.path else ""
    return (
        f'<li class="entry">{category_icon(line.category, f"entry-icon cat-icon{tint}")}'
        f'<span class="entry-title"><a href="{expense_url(line.pk)}">{escape(line.description)}</a></span> '
        f'<span class="entry-meta">{escape(day_month_year(line.date, locale))}{path}</span> '
        f'<span class="entry-amount amount">{_money(line.amount, line.currency, locale)}</span></li>'
    )


def category_icon(category: Category | None, css: str = "cat-icon") -> str:
    """Return the icon of a category, a question mark for none, as decoration beside its name."""
    if category is None:
        return f'<span class="{css} cat-icon-none" aria-hidden="true">{icon("question-circle")}</span>'
    return f'<span class="{css}" aria-hidden="true">{icon(category.icon)}</span>'


def _money(amount: Decimal, currency: str, locale: str) -> str:
    return escape(format_money(amount, currency, locale))


def _share(piece: Slice, locale: str) -> str:
    return "–" if piece.per_mille is None else escape(percent(piece.per_mille, locale))


def _linked(safe_text: str, link: str) -> str:
    return f'<a href="{escape(link)}">{safe_text}</a>' if link else safe_text
