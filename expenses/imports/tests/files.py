"""Small statements of one account, the same three bookings in several formats, and a client that brings them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from expenses.imports.models import StatementImport

BOOKINGS = (("20260302", "-3.20", "Coffee Corner", "A1"), ("20260302", "-3.20", "Coffee Corner", "A2"),
            ("20260305", "1500.00", "ACME Salary", "A3"))  # fmt: skip


def ofx(bookings: Any = BOOKINGS, *, account: str = "DE1", currency: str = "EUR", closing: str = "1493.60") -> bytes:
    rows = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day}<TRNAMT>{amount}<FITID>{pk}<NAME>{name}</STMTTRN>"
        for day, amount, name, pk in bookings
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:UTF-8\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
        f"<CURDEF>{currency}<BANKACCTFROM><BANKID>1<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<BANKTRANLIST>{rows}</BANKTRANLIST><LEDGERBAL><BALAMT>{closing}<DTASOF>20260331</LEDGERBAL>"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()


def qif(bookings: Any = BOOKINGS) -> bytes:
    rows = "".join(f"D{day[:4]}-{day[4:6]}-{day[6:]}\nT{amount}\nP{name}\n^\n" for day, amount, name, _ in bookings)
    return f"!Type:Bank\n{rows}".encode()


def csv(bookings: Any = BOOKINGS) -> bytes:
    rows = "".join(f"{day[:4]}-{day[4:6]}-{day[6:]};{name};{amount}\n" for day, amount, name, _ in bookings)
    return f"Booking date;Payee;Amount\n{rows}".encode()


def bring(client: Client, content: bytes, name: str = "statement.ofx", **fields: Any) -> Any:
    upload = SimpleUploadedFile(name, content)
    return client.post(reverse("expenses:import-create"), {"file": upload, **fields})


def latest() -> StatementImport:
    return StatementImport.objects.filter(owner_id__gt=0).order_by("-pk")[0]


def match(client: Client, source: StatementImport, **fields: Any) -> Any:
    return client.post(reverse("expenses:statement-match", args=[source.pk]), fields)


def guessed(source: StatementImport) -> dict[str, str]:
    """Return the fields of a table's columns as they were guessed."""
    if source.mapping is None:
        return {}
    columns = {f"column_{place}": role for place, role in enumerate(source.mapping["roles"])}
    return {**columns, **{name: source.mapping[name] for name in ("date_order", "decimal_mark", "sign")}}


def step(client: Client, name: str, source: StatementImport) -> Any:
    return client.post(reverse(f"expenses:statement-{name}", args=[source.pk]))


def import_whole(client: Client, content: bytes, wallet: Any) -> StatementImport:
    """Take a file all the way, and return the import as it then is."""
    bring(client, content)
    source = latest()
    if source.status == "matching":
        match(client, source, wallet=wallet.pk, **guessed(source))
    step(client, "apply", source)
    return latest()
