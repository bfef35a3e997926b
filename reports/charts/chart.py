"""What every chart tells `static/js/charts.js`: labels, series of amounts, and where a click leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from accounts.currencies import currency_digits

Kind = Literal["line", "bar", "doughnut"]
Row = tuple[str, tuple[tuple[Decimal | None, str], ...]]
"""A label, and for each series its amount and the address of the expenses behind it."""


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


@dataclass(frozen=True)
class Chart:
    """Series over the same labels, in `currency`, for a person of `locale`.

    `is_lying` lays the bars on their side, which leaves room for names.
    """

    kind: Kind
    labels: Sequence[str]
    series: Sequence[Series]
    currency: str
    locale: str
    is_lying: bool = False

    def for_browser(self) -> dict[str, Any]:
        """Return the chart as JSON can carry it: amounts as decimal texts, the locale as browsers write it."""
        return {
            "kind": self.kind,
            "labels": list(self.labels),
            "series": [_describe_series(one) for one in self.series],
            "currency": self.currency,
            "digits": currency_digits(self.currency),
            "locale": self.locale.replace("_", "-"),
            "isLying": self.is_lying,
        }

    @property
    def rows(self) -> list[Row]:
        """Return the table behind the chart: a row for each label that has an amount."""
        columns = [zip(series.amounts, series.links, strict=True) for series in self.series]
        rows = zip(self.labels, zip(*columns, strict=True), strict=True)
        return [(label, cells) for label, cells in rows if any(amount is not None for amount, _ in cells)]


def _describe_series(series: Series) -> dict[str, Any]:
    return {
        "label": series.label,
        "amounts": [None if amount is None else f"{amount:f}" for amount in series.amounts],
        "colors": list(series.colors),
        "links": list(series.links),
        "isDashed": series.is_dashed,
        "hasOpenEnd": series.has_open_end,
    }
