"""The rows of a checked statement: pages of them, and what a person changes before they are written."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.imports.checking import Kind, Outcome
from expenses.imports.models import StatementEntry, StatementImport
from expenses.imports.refund_choices import refund_of
from expenses.record_kinds import KINDS
from expenses.spreadsheets.preview import PAGE_ROWS
from expenses.transfers.models import Transfer

Status = StatementImport.Status
WITHOUT_WALLET = Q(kind=Kind.TRANSFER, other_wallet_id__isnull=True)


@dataclass(frozen=True)
class Summary:
    """How many rows have each outcome, and what those that are wanted add up to; `gone` is positive."""

    counts: dict[str, int]
    wanted: int
    skipped: int
    gone: Decimal
    came: Decimal


def entries_of(source: StatementImport) -> QuerySet[StatementEntry]:
    return StatementEntry.objects.filter(owner_id=source.owner_id, source=source)


def summary_of(source: StatementImport) -> Summary:
    """Return what would be imported, in two queries however many rows there are."""
    rows = entries_of(source).order_by()
    counts = dict.fromkeys(Outcome.values, 0) | dict(
        rows.values("outcome").annotate(count=Count("pk")).values_list("outcome", "count")
    )
    wanted = Q(is_skipped=False) & ~Q(outcome=Outcome.WRONG)
    sums = rows.aggregate(
        wanted=Count("pk", filter=wanted),
        gone=Sum("amount", filter=wanted & Q(amount__lt=0)),
        came=Sum("amount", filter=wanted & Q(amount__gt=0)),
    )
    readable = sum(counts.values()) - counts[Outcome.WRONG]
    return Summary(
        counts, sums["wanted"], readable - sums["wanted"], -(sums["gone"] or Decimal()), sums["came"] or Decimal()
    )


def page_of(source: StatementImport, outcome: str, number: int) -> list[StatementEntry]:
    """Return the rows of one page, from 1."""
    rows = entries_of(source).filter(outcome=outcome).order_by("position")
    return list(rows[(number - 1) * PAGE_ROWS : number * PAGE_ROWS])


def resembled(entries: list[StatementEntry], user: User) -> dict[tuple[str, int], Any]:
    """Return the records that rows resemble, by kind and id, in a query for each kind that there is."""
    models = {kind.name: kind.model for kind in KINDS} | {"transfer": Transfer}
    found: dict[tuple[str, int], Any] = {}
    for kind, model in models.items():
        ids = [entry.resembles_id for entry in entries if entry.resembles_kind == kind]
        if ids:
            found |= {(kind, record.pk): record for record in model.objects.for_user(user).filter(pk__in=ids)}
    return found


def change(source: StatementImport, rows: QuerySet[StatementEntry], **values: Any) -> int:
    """Write `values` into rows as long as the import waits to be decided; return into how many."""
    with transaction.atomic():
        waiting = StatementImport.objects.select_for_update().filter(owner_id=source.owner_id, pk=source.pk)
        if not waiting.filter(status=Status.CHECKED).exists():
            return 0
        return rows.exclude(outcome=Outcome.WRONG).update(**values)


def change_many(source: StatementImport, rows: QuerySet[StatementEntry], said: dict[str, Any], user: User) -> int:
    """Do what an EntriesForm has cleaned to; return to how many rows it was done."""
    match said["action"]:
        case "skip":
            return change(source, rows, is_skipped=True)
        case "want":
            return change(source, rows.exclude(WITHOUT_WALLET), is_skipped=False)
        case "categorise":
            return _categorise(source, rows, said["category"], user)
        case "transfer":
            return move(source, rows, said["other_wallet"])
        case "expense":
            return turn(source, rows.filter(amount__lt=0), Kind.EXPENSE)
        case "refund":
            return turn(source, rows.filter(amount__gt=0), Kind.EXPENSE)
        case _:
            return turn(source, rows.filter(amount__gt=0), Kind.INCOME)


def _categorise(source: StatementImport, rows: QuerySet[StatementEntry], category_id: int | None, user: User) -> int:
    """Give a category to those rows that are of its kind."""
    if category_id is not None:
        node = CategoryTree.of(user, None).by_id[category_id]
        rows = rows.filter(kind=node.category.kind)
    return change(source, rows, category_id=category_id, category_path="", parts=None)


def decide(source: StatementImport, entry: StatementEntry, said: dict[str, Any]) -> int:
    """Write what an EntryForm of one row has cleaned to; return 0 where the statement is not looked at any more."""
    row = entries_of(source).filter(pk=entry.pk)
    words = {"description": said["description"], "notes": said["notes"], "is_skipped": not said["is_wanted"]}
    if said["becomes"] == Kind.TRANSFER:
        return move(source, row, said["other_wallet"], **words)
    category = {"category_id": said["category"]}
    whole = {"parts": None, "category_path": ""} if said["category"] else {}
    back = refund_of(said.get("refund_of") or "") if said["becomes"] == Kind.EXPENSE else {}
    return turn(source, row, said["becomes"], **words, **category, **whole, **back)


def turn(source: StatementImport, rows: QuerySet[StatementEntry], kind: str, **values: Any) -> int:
    """Make rows expenses or income; a category of the kind they were is taken away.

    What was skipped for want of the other wallet is imported.
    """
    keeps = Case(When(kind=kind, then=F("category_id")), default=Value(None))
    path = Case(When(kind=kind, then=F("category_path")), default=Value(""))
    is_skipped = Case(When(WITHOUT_WALLET, then=Value(False)), default=F("is_skipped"))
    remark = Case(When(WITHOUT_WALLET, then=Value("")), default=F("remark"))
    kept = {"category_id": keeps, "category_path": path, "is_skipped": is_skipped, "remark": remark}
    return change(source, rows, **{**kept, "kind": kind, "other_wallet_id": None, **values})


def move(source: StatementImport, rows: QuerySet[StatementEntry], wallet_id: int, **values: Any) -> int:
    """Make rows transfers with another wallet than their own; a transfer has no category."""
    if wallet_id == source.wallet_id:
        return 0
    is_skipped = Case(When(WITHOUT_WALLET, then=Value(False)), default=F("is_skipped"))
    moved = {
        "kind": Kind.TRANSFER, "other_wallet_id": wallet_id, "category_id": None, "category_path": "", "parts": None,
        "remark": "", "is_skipped": is_skipped,
    }  # fmt: skip
    return change(source, rows, **{**moved, **values})
