"""The search that narrows a report, kept in the address beside the basis."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest

from accounts.models import User
from expenses.search.grammar import SearchError
from expenses.search.saving import searches_of
from expenses.search.search import Search, read_search
from reports.basis import PARAMETER as BASIS
from reports.basis import basis_of, basis_query

PARAMETER = "q"
OTHERS = ("period", BASIS)


@dataclass(frozen=True, slots=True)
class SearchChoice:
    name: str
    url: str
    is_current: bool


class Narrowing:
    """What an address narrows a report to. A search that cannot be narrows nothing, and `error` says why."""

    def __init__(self, request: HttpRequest, user: User) -> None:
        self.request, self.user = request, user
        self.text = request.GET.get(PARAMETER, "").strip()
        self.search: Search | None = None
        self.error: SearchError | None = None
        try:
            self.search = read_search(self.text, user) if self.text else None
        except SearchError as error:
            self.error = error

    @property
    def is_open(self) -> bool:
        """Say whether the box is shown."""
        return PARAMETER in self.request.GET

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return what leads from one report to another: the basis and the search."""
        basis = [(BASIS, str(basis_of(self.request)))] if basis_query(basis_of(self.request)) else []
        return [*basis, (PARAMETER, self.text)] if self.search else basis

    @property
    def query(self) -> str:
        """Return `kept` as an address has it, "basis=spread&q=tea"; "" for nothing."""
        return urlencode(self.kept)

    @property
    def others(self) -> list[tuple[str, str]]:
        """Return what the form of the box keeps of this address: the period and the basis."""
        return [(name, self.request.GET[name]) for name in OTHERS if name in self.request.GET]

    @property
    def open_url(self) -> str:
        return self._url("")

    @property
    def fixed_url(self) -> str:
        """Return the address with what may have been meant by a wrong search, "" where nobody knows."""
        return self._url(self.error.fixed) if self.error and self.error.fixed else ""

    @property
    def without_url(self) -> str:
        return f"?{urlencode(self.others)}" if self.others else self.request.path

    @cached_property
    def choices(self) -> list[SearchChoice]:
        """Return the person's saved searches, each as an address of this same page."""
        return [
            SearchChoice(saved.name, self._url(saved.query), saved.query == self.text)
            for saved in searches_of(self.user)
        ]

    def _url(self, text: str) -> str:
        return f"?{urlencode([*self.others, (PARAMETER, text)])}"
