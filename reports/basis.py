"""On what basis a report counts: the switch between as paid and as spread, kept in the address."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from accounts.models import User
from expenses.counting import Basis, CountedAs
from expenses.models import Expense
from expenses.prepared import WHOEVER, Prepared

PARAMETER = "basis"


@dataclass(frozen=True)
class BasisChoice:
    name: str
    url: str
    is_current: bool


def basis_of(request: HttpRequest) -> Basis:
    """Return the basis that an address asks for, as paid where it names none."""
    asked = request.GET.get(PARAMETER, "")
    return Basis(asked) if asked in Basis.values else Basis.PAID


def basis_query(basis: Basis) -> str:
    """Return what keeps the basis in an address, "basis=spread"; "" for the usual one."""
    return "" if basis is Basis.PAID else f"{PARAMETER}={basis}"


def basis_choices(request: HttpRequest, user: User) -> list[BasisChoice]:
    """Return the switch with addresses of this same page; nothing where the person has spread no payment."""
    if not has_spread(user):
        return []
    current = basis_of(request)
    return [BasisChoice(str(basis.label), _url(request.GET, basis), basis is current) for basis in Basis]


_SPREAD = Prepared(
    lambda: (
        Expense.objects.for_user(WHOEVER)
        .filter(counted_as__lt=CountedAs.BOTH, spread_over__isnull=False)
        .order_by()
        .values_list("pk")[:1]
    )
)


def has_spread(user: User) -> bool:
    return bool(_SPREAD.run(user))


def _url(asked: QueryDict, basis: Basis) -> str:
    query = asked.copy()
    query[PARAMETER] = str(basis)
    if basis is Basis.PAID:
        del query[PARAMETER]
    return f"?{query.urlencode()}"
