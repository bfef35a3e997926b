"""Tools that are kept on a phone: Money Manager, Wallet, Bluecoins, Cashew, Monefy."""

from expenses.imports.formats.presets.preset import Preset, tells
from expenses.imports.formats.statement import RowKind

MONEY_MANAGER = Preset(
    name="money-manager",
    title="Money Manager",
    tell=tells("date|account|subcategory|note|income expense|amount"),
    roles={
        "date": "date",
        "account": "account",
        "category": "category",
        "subcategory": "subcategory",
        "note": "description",
        "income expense": "type",
        "description": "notes",
        "amount": "amount",
        "currency": "currency",
    },
    sign="direction",
    kinds={
        "expense": RowKind.EXPENSE,
        "exp": RowKind.EXPENSE,
        "exp.": RowKind.EXPENSE,
        "income": RowKind.INCOME,
        "transfer-out": RowKind.TRANSFER,
        "transfer-in": RowKind.TRANSFER,
    },
    out=frozenset({"expense", "exp", "exp.", "transfer-out", "expense balance"}),
    into=frozenset({"income", "transfer-in", "income balance"}),
    is_transfer_in_category=True,
)

WALLET = Preset(
    name="wallet",
    title="Wallet by BudgetBakers",
    tell=tells("account|category|currency|amount|ref currency amount|transfer"),
    roles={
        "account": "account",
        "category": "category",
        "currency": "currency",
        "amount": "amount",
        "type": "direction",
        "note": "notes",
        "date": "date",
        "transfer": "type",
        "payee": "counterparty",
        "labels": "tags",
    },
    sign="direction",
    kinds={"true": RowKind.TRANSFER},
)

BLUECOINS = Preset(
    name="bluecoins",
    title="Bluecoins",
    tell=tells("type|name|category group|account|labels|set time", "type|item or payee|parent category|account"),
    roles={
        "type": "type",
        "date": "date",
        "name": "description",
        "item or payee": "description",
        "amount": "amount",
        "currency": "currency",
        "category group": "category",
        "parent category": "category",
        "category": "subcategory",
        "account": "account",
        "notes": "notes",
        "labels": "tags",
        "label": "tags",
    },
    sign="direction",
    kinds={
        "expense": RowKind.EXPENSE,
        "e": RowKind.EXPENSE,
        "income": RowKind.INCOME,
        "i": RowKind.INCOME,
        "transfer": RowKind.TRANSFER,
        "t": RowKind.TRANSFER,
    },
    out=frozenset({"expense", "e"}),
    into=frozenset({"income", "i"}),
    left_out=frozenset({"new account"}),
)

CASHEW = Preset(
    name="cashew",
    title="Cashew",
    tell=tells("account|title|income|category name|subcategory name"),
    roles={
        "account": "account",
        "amount": "amount",
        "currency": "currency",
        "title": "description",
        "note": "notes",
        "date": "date",
        "category name": "category",
        "subcategory name": "subcategory",
    },
    sign="signed",
)

MONEFY = Preset(
    name="monefy",
    title="Monefy",
    tell=tells("date|account|category|amount|currency|converted amount"),
    roles={
        "date": "date",
        "account": "account",
        "category": "category",
        "amount": "amount",
        "currency": "currency",
        "description": "description",
    },
    sign="signed",
    transfer=("To '", "From '"),
)

PRESETS = (MONEY_MANAGER, WALLET, BLUECOINS, CASHEW, MONEFY)
