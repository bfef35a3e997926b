"""Tools that keep books: Firefly III, GnuCash, HomeBank, ezBookkeeping."""

from expenses.imports.formats.presets.preset import Preset, tells
from expenses.imports.formats.statement import RowKind

_FIREFLY_KINDS = {"withdrawal": RowKind.EXPENSE, "deposit": RowKind.INCOME, "transfer": RowKind.TRANSFER}
_FIREFLY_NONE = frozenset({"opening balance", "reconciliation", "liability credit"})

FIREFLY = Preset(
    name="firefly",
    title="Firefly III",
    tell=tells("journal id|type|source name|destination name"),
    roles={
        "date": "date",
        "type": "type",
        "currency code": "currency",
        "amount": "amount",
        "foreign currency code": "original-currency",
        "foreign amount": "original-amount",
        "description": "description",
        "source name": "account",
        "destination name": "other-account",
        "category": "category",
        "tags": "tags",
        "notes": "notes",
        "journal id": "bank-id",
    },
    sign="direction",
    kinds=_FIREFLY_KINDS,
    out=frozenset({"withdrawal", "transfer"}),
    into=frozenset({"deposit"}),
    left_out=_FIREFLY_NONE,
    sides="from-to",
    tag_marks=",",
)

FIREFLY_4 = Preset(
    name="firefly-4",
    title="Firefly III 4",
    tell=tells("journal id|transaction type|asset account name|opposing account name"),
    roles={
        "date": "date",
        "transaction type": "type",
        "currency code": "currency",
        "amount": "amount",
        "foreign currency code": "original-currency",
        "foreign amount": "original-amount",
        "description": "description",
        "asset account name": "account",
        "opposing account name": "other-account",
        "category name": "category",
        "tags": "tags",
        "notes": "notes",
        "transaction id": "bank-id",
    },
    sign="signed",
    kinds=_FIREFLY_KINDS,
    left_out=_FIREFLY_NONE,
    sides="own-other",
    tag_marks=",",
)

GNUCASH = Preset(
    name="gnucash",
    title="GnuCash",
    tell=tells("date|description|full account name|amount num", "date|description|full account name|amount"),
    roles={
        "date": "date",
        "transaction id": "bank-id",
        "description": "description",
        "notes": "notes",
        "commodity currency": "currency",
        "memo": "notes",
        "full account name": "account",
        "amount num": "amount",
        "amount": "amount",
    },
    sign="signed",
    splits="by-id",
)

HOMEBANK = Preset(
    name="homebank",
    title="HomeBank",
    tell=tells("payment|info|payee|memo|amount|tags", "paymode|info|payee|wording|amount|tags"),
    roles={
        "date": "date",
        "payment": "type",
        "paymode": "type",
        "info": "notes",
        "payee": "counterparty",
        "memo": "description",
        "wording": "description",
        "amount": "amount",
        "category": "category",
        "tags": "tags",
    },
    sign="signed",
    kinds={"5": RowKind.TRANSFER},
    tag_marks=" ,;",
    bare=("date", "payment", "info", "payee", "memo", "amount", "category", "tags"),
)

EZBOOKKEEPING = Preset(
    name="ezbookkeeping",
    title="ezBookkeeping",
    tell=tells("time|sub category|account currency|account2"),
    roles={
        "time": "date",
        "type": "type",
        "category": "category",
        "sub category": "subcategory",
        "account": "account",
        "account currency": "currency",
        "amount": "amount",
        "account2": "other-account",
        "account2 amount": "original-amount",
        "account2 currency": "original-currency",
        "tags": "tags",
        "description": "description",
    },
    sign="direction",
    kinds={"expense": RowKind.EXPENSE, "income": RowKind.INCOME, "transfer": RowKind.TRANSFER},
    out=frozenset({"expense", "transfer"}),
    into=frozenset({"income"}),
    left_out=frozenset({"balance modification"}),
    sides="own-other",
    tag_marks=";",
)

PRESETS = (FIREFLY, FIREFLY_4, GNUCASH, HOMEBANK, EZBOOKKEEPING)
