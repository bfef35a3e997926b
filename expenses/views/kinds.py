"""What the pages of both kinds of record share: which kind a page is of, and the record that an address names."""

from typing import Any

from django.http import Http404, HttpRequest

from accounts.http import SignedInRequest
from expenses.record_kinds import EXPENSE, RecordKind


class KindMixin:
    """A page of records of one kind: `View.as_view(kind=INCOME)`."""

    request: SignedInRequest
    kwargs: dict[str, Any]
    kind: RecordKind = EXPENSE

    def get_record(self, pk: int) -> Any:
        return get_record(self.request, self.kind, pk)


def get_record(request: HttpRequest, kind: RecordKind, pk: int) -> Any:
    """Return the person's live record with its tags, its wallet and who entered it; another person's is a 404."""
    own = kind.model.objects.for_user(request.user).with_tags(request.user).select_related("created_by", "wallet")
    record = own.filter(pk=pk).first()
    if record is None:
        raise Http404(f"There is no such {kind.name}.")
    return record
