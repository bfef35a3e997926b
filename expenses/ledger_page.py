"""What the page of the list shows, whole or the parts that changed: what it is narrowed to, its sum, its rows."""

from dataclasses import dataclass
from functools import cache, cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.currencies import currency_choices
from accounts.models import User
from expenses.chips import NO_CATEGORY, Chip, address, chips_of
from expenses.exchange.choices import own_choices
from expenses.filters import NO_WALLET, UNCATEGORISED, filter_of
from expenses.listing import Listing, Summary, list_page, summary_of
from expenses.orders import LABELS
from expenses.period_choices import period_choices
from expenses.periods import Calendar, Period
from expenses.record_kinds import RecordKind
from expenses.search.grammar import SearchError
from expenses.search.saving import searches_of
from expenses.search.writing import query_of
from expenses.totals import Total


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Days:
    """Days that the list can be narrowed to by one press; `url` keeps what else it is narrowed to."""

    name: str
    date_from: str
    date_to: str
    url: str


@dataclass(frozen=True, slots=True)
class SavedChip:
    name: str
    url: str
    is_current: bool


@cache
def currency_options() -> SafeString:
    """Return today's currencies as options, written once: there are some 160 of them."""
    return format_html_join("", '<option value="{}">{}</option>', currency_choices())


class LedgerPage:
    """One page of the list that an address asks for. Each part is asked of the database when it is shown."""

    def __init__(self, user: User, kind: RecordKind, asked: QueryDict) -> None:
        self.user, self.kind = user, kind
        self.filter = filter_of(kind)(asked, user=user)
        self.after = asked.get("after", "")
        self.base_url = kind.address("list")

    @cached_property
    def listing(self) -> Listing:
        """Return the rows; raise KeyInvalid where the address leads to no page."""
        return list_page(self.filter, after=self.after)

    @cached_property
    def summary(self) -> Summary:
        return summary_of(self.filter)

    @property
    def total(self) -> Total:
        return self.summary.total

    @property
    def uncategorised_url(self) -> str:
        """Return the address of what the list shows without a category, "" where there is none or it is asked for."""
        if not self.summary.uncategorised or "category" in self.filter.values:
            return ""
        return self.base_url + address([*self.filter.asked, ("category", UNCATEGORISED)])

    @property
    def next_query(self) -> str:
        """Return what leads a form back to this list: "?next=/expenses/?q=tea", or "" where that is its way anyway."""
        return address([("next", self.url)]) if self.query else ""

    @cached_property
    def chips(self) -> list[Chip]:
        return chips_of(self.filter, self.base_url)

    @property
    def errors(self) -> list[str]:
        """Return what is wrong with the address, in sentences; what is wrong with the search stands under its box."""
        return [error for name, errors in self.filter.form.errors.items() if name != "q" for error in errors]

    @property
    def search_error(self) -> SearchError | None:
        return self.filter.search_error

    @property
    def fixed_url(self) -> str:
        """Return the address of this list with what may have been meant by a wrong search, "" where nobody knows."""
        fixed = self.search_error.fixed if self.search_error else ""
        others = [pair for pair in self.filter.asked if pair[0] != "q"]
        return self.base_url + address([("q", fixed), *others]) if fixed else ""

    @cached_property
    def saved_searches(self) -> list[SavedChip]:
        return [
            SavedChip(saved.name, self.base_url + address([("q", saved.query)]), saved.query == self.search_text)
            for saved in searches_of(self.user)
        ]

    @cached_property
    def search_text(self) -> str:
        """Return all that the list is narrowed to as one search."""
        return query_of(self.filter)

    @property
    def report_query(self) -> str:
        """Return what narrows a report as the list is, "q=tea"."""
        return address([("q", self.search_text)]).removeprefix("?")

    @property
    def save_url(self) -> str:
        """Return where what the list is narrowed to can be kept under a name, "" where that is nothing, or is kept."""
        is_kept = any(saved.is_current for saved in self.saved_searches)
        text = "" if is_kept else self.search_text
        return reverse("expenses:search-create", query={"q": text}) if text else ""

    @property
    def query(self) -> str:
        """Return the address's own part, "q=tea&sort=amount", without blank fields and without the page."""
        return address(self.filter.asked).removeprefix("?")

    @property
    def url(self) -> str:
        return self.base_url + address(self.filter.asked)

    @property
    def next_url(self) -> str:
        key = self.listing.next_key
        return self.base_url + address([*self.filter.asked, ("after", key)]) if key else ""

    @property
    def first_url(self) -> str:
        """Return the address of the first page, "" on that page itself."""
        return self.url if self.after else ""

    @property
    def sort_choices(self) -> list[Choice]:
        return [Choice(name, label, name == self.filter.sort_name) for name, label in LABELS.items()]

    @property
    def days_choices(self) -> list[Days]:
        others = address(pair for pair in self.filter.asked if pair[0] not in {"date_from", "date_to"})
        url = f"{self.base_url}{others}{'&' if others else '?'}"
        return [
            _days(name, period, url) for name, period in period_choices(Calendar.of(self.user), timezone.localdate())
        ]

    @property
    def category_choices(self) -> list[Choice]:
        categories = [(str(node.pk), node.path) for node in self.filter.tree]
        return self._choices("category", [(UNCATEGORISED, NO_CATEGORY), *categories])

    @property
    def tag_choices(self) -> list[Choice]:
        return self._choices("tag", [(str(pk), f"#{name}") for pk, name in self.filter.tags.items()])

    @property
    def wallet_choices(self) -> list[Choice]:
        """Return the wallets that the list can be narrowed to; nothing for a person without any."""
        wallets = [(str(pk), wallet.name) for pk, wallet in self.filter.wallets.items()]
        return self._choices("wallet", [(NO_WALLET, "No wallet"), *wallets]) if wallets else []

    @property
    def offered_wallets(self) -> list[tuple[int, str]]:
        return [(pk, wallet.name) for pk, wallet in self.filter.wallets.items() if not wallet.is_archived]

    @property
    def chosen_currencies(self) -> list[str]:
        return self.filter.data.getlist("currency")

    @property
    def currency_options(self) -> SafeString:
        """Return the person's own currencies as options, then all of today's."""
        own = format_html_join("", '<option value="{}">{}</option>', own_choices(self.user))
        return own + currency_options()

    @property
    def offered_categories(self) -> list[tuple[int, str]]:
        return self.filter.tree.choices()

    def _choices(self, name: str, labels: list[tuple[str, str]]) -> list[Choice]:
        chosen = set(self.filter.data.getlist(name))
        return [Choice(value, label, value in chosen) for value, label in labels]


def _days(name: str, period: Period, url: str) -> Days:
    first, last = period.start.isoformat(), period.last_day.isoformat()
    return Days(name, first, last, f"{url}date_from={first}&date_to={last}")
