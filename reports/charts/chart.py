"""What every chart tells `static/js/charts.js`: labels, series of amounts, and where a click leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from accounts.currencies import currency_digits

Kind = Literal["line", "bar", "doughnut"]


@dataclass(frozen=True)
class Series:
    """Amounts in the order of the chart's labels, None for a gap.

    `colors` are names of the theme's colours, one for all or one a label; `links` are addresses, "" for none. A dashed
    line is what the other is compared with; one with an open end leads to an amount that still grows.
    """

    label: str
    amounts: Sequence[Decimal | None]
    colors: Sequence[str]
    links: Sequence[str]
    is_dashed: bool = False
    has_open_end: bool = False


def describe(
    kind: Kind, *, labels: Sequence[str], series: Sequence[Series], currency: str, locale: str, is_lying: bool = False
) -> dict[str, Any]:
    """Return a chart as JSON can carry it: amounts as decimal texts, the locale as browsers write it.

    `is_lying` lays the bars on their side, which leaves room for names.
    """
    return {
        "kind": kind,
        "labels": list(labels),
        "series": [_describe_series(one) for one in series],
        "currency": currency,
        "digits": currency_digits(currency),
        "locale": locale.replace("_", "-"),
        "isLying": is_lying,
    }


def _describe_series(series: Series) -> dict[str, Any]:
    return {
        "label": series.label,
        "amounts": [None if amount is None else f"{amount:f}" for amount in series.amounts],
        "colors": list(series.colors),
        "links": list(series.links),
        "isDashed": series.is_dashed,
        "hasOpenEnd": series.has_open_end,
    }
