"""Tells that a statement or a spreadsheet is in the ledger, or why it is not, where the worker has seen to it.

Of a small one the page itself says at once how it came out.
"""

import datetime
from collections.abc import Sequence

from django.urls import reverse

from accounts.models import User
from accounts.notifications.telling import notify
from expenses.imports.models import StatementImport
from expenses.spreadsheets.models import SpreadsheetImport

KIND = "import"
TOGETHER = datetime.timedelta(minutes=1)
ENDS = {"applied": True, "failed": False, "refused": False}
"""Statuses after which nothing more happens by itself, and whether it went well."""


def tell_of_statement(owner_id: int, import_id: int) -> None:
    """Tell how the import of a statement came out, once it has; of many that were begun together, the last tells."""
    row = StatementImport.objects.filter(owner_id=owner_id, pk=import_id).defer("content").select_related("owner")
    for source in row.filter(status__in=ENDS):
        together = _begun_with(source)
        if not ENDS[source.status]:
            _tell(source, "statement", [])
        if any(each.is_running for each in together):
            continue
        written = [each for each in together if each.status == StatementImport.Status.APPLIED]
        if len(written) == 1:
            _tell(written[0], "statement", _counts(written))
        elif written:
            _tell_of_all(written, source.owner)


def _begun_with(source: StatementImport) -> list[StatementImport]:
    """Return the statements whose writing was begun at about the same time, this one among them."""
    if source.claimed_at is None:
        return [source]
    period = (source.claimed_at - TOGETHER, source.claimed_at + TOGETHER)
    rows = StatementImport.objects.filter(owner_id=source.owner_id, claimed_at__range=period).defer("content")
    return list(rows.filter(status__in=(StatementImport.Status.APPLYING, *ENDS)).select_related("owner"))


def _counts(written: Sequence[StatementImport]) -> list[tuple[str, int]]:
    return [
        ("Written", sum(each.written_count for each in written)),
        ("Left out", sum(each.left_out_count for each in written)),
        ("Wrong", sum(each.wrong_count for each in written)),
    ]


def _tell_of_all(written: Sequence[StatementImport], owner: User) -> None:
    ids = [each.pk for each in written]
    notify(
        owner,
        kind=KIND,
        key=f"statements:{min(ids)}:{max(ids)}:{len(ids)}",
        title=f"{len(ids):,} statements are in the ledger",
        lines=[(name, f"{count:,}") for name, count in _counts(written) if count],
        url=reverse("expenses:import-list"),
    )


def tell_of_spreadsheet(owner_id: int, import_id: int) -> None:
    """Tell how the import of a spreadsheet came out, once it has."""
    row = SpreadsheetImport.objects.filter(owner_id=owner_id, pk=import_id).defer("content").select_related("owner")
    for source in row.filter(status__in=ENDS):
        _tell(
            source,
            "spreadsheet",
            [
                ("New", source.new_count),
                ("Changed", source.changed_count),
                ("As before", source.unchanged_count),
                ("Wrong", source.wrong_count),
            ],
        )


def _tell(source: StatementImport | SpreadsheetImport, what: str, counts: Sequence[tuple[str, int]]) -> None:
    went_well = ENDS[source.status]
    notify(
        source.owner,
        kind=KIND,
        key=f"{what}:{source.pk}:{source.attempt}",
        title=f"{source.file_name} is in the ledger" if went_well else f"{source.file_name} is not in the ledger",
        body="" if went_well else source.problem,
        lines=[(name, f"{count:,}") for name, count in counts if count] if went_well else (),
        url=source.get_absolute_url(),
    )
