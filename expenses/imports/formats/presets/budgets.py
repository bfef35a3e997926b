"""Budget tools: Actual, YNAB, Mint, Maybe and Sure, Toshl, Spendee, WYGIWYH."""

from expenses.imports.formats.presets.preset import Preset, tells
from expenses.imports.formats.statement import RowKind

ACTUAL = Preset(
    name="actual",
    title="Actual",
    tell=tells("account|date|payee|notes|category|amount|cleared", "account|date|payee|notes|category|amount"),
    roles={
        "account": "account",
        "date": "date",
        "payee": "counterparty",
        "notes": "notes",
        "category group": "category",
        "category": "subcategory",
        "amount": "amount",
    },
    sign="signed",
    transfer=("Transfer: ", "Transfer : "),
    splits="numbered",
)

YNAB = Preset(
    name="ynab",
    title="YNAB",
    tell=tells("account|payee|memo|outflow|inflow", "date|payee|category|memo|outflow|inflow"),
    roles={
        "account": "account",
        "flag": "tags",
        "date": "date",
        "payee": "counterparty",
        "category group": "category",
        "master category": "category",
        "sub category": "subcategory",
        "category": "subcategory",
        "memo": "notes",
        "outflow": "debit",
        "inflow": "credit",
        "running balance": "balance",
    },
    transfer=("Transfer : ", "Transfer: "),
    splits="numbered",
)

MINT = Preset(
    name="mint",
    title="Mint",
    tell=tells("original description|transaction type|account name|labels"),
    roles={
        "date": "date",
        "description": "description",
        "original description": "notes",
        "amount": "amount",
        "transaction type": "direction",
        "category": "category",
        "account name": "account",
        "labels": "tags",
        "notes": "notes",
    },
    sign="direction",
)

MAYBE = Preset(
    name="maybe",
    title="Maybe and Sure",
    tell=tells("date|name|amount|category|tags|account|notes", "date|account name|amount|name|category|tags|notes"),
    roles={
        "date": "date",
        "name": "description",
        "amount": "amount",
        "currency": "currency",
        "category": "category",
        "tags": "tags",
        "account": "account",
        "account name": "account",
        "notes": "notes",
    },
)

TOSHL = Preset(
    name="toshl",
    title="Toshl",
    tell=tells("account|expense amount|income amount|main currency"),
    roles={
        "date": "date",
        "account": "account",
        "category": "category",
        "tags": "tags",
        "expense amount": "debit",
        "income amount": "credit",
        "currency": "currency",
        "description": "description",
    },
)

SPENDEE = Preset(
    name="spendee",
    title="Spendee",
    tell=tells("wallet|category name|amount|labels|author", "wallet|type|category name|amount|note"),
    roles={
        "date": "date",
        "wallet": "account",
        "type": "type",
        "category name": "category",
        "amount": "amount",
        "currency": "currency",
        "note": "description",
        "labels": "tags",
    },
    sign="signed",
    kinds={
        "expense": RowKind.EXPENSE,
        "income": RowKind.INCOME,
        "transfer": RowKind.TRANSFER,
        "incoming transfer": RowKind.TRANSFER,
        "outgoing transfer": RowKind.TRANSFER,
    },
)

WYGIWYH = Preset(
    name="wygiwyh",
    title="WYGIWYH",
    tell=tells("account|type|is paid|reference date|amount", "account|type|reference date|amount|entities"),
    roles={
        "account": "account",
        "type": "type",
        "is paid": "status",
        "date": "date",
        "amount": "amount",
        "description": "description",
        "notes": "notes",
        "category": "category",
        "tags": "tags",
        "entities": "counterparty",
        "id": "bank-id",
    },
    sign="direction",
    kinds={"ex": RowKind.EXPENSE, "in": RowKind.INCOME},
    out=frozenset({"ex", "expense"}),
    into=frozenset({"in", "income"}),
    kept=frozenset({"1", "true", "yes"}),
)

PRESETS = (ACTUAL, YNAB, MINT, MAYBE, TOSHL, SPENDEE, WYGIWYH)
