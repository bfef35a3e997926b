"""Tools that split bills among people: Splitwise, Spliit. What counts is the person's own share."""

from expenses.imports.formats.presets.preset import Preset, tells

SPLITWISE = Preset(
    name="splitwise",
    title="Splitwise",
    tell=tells("date|description|category|cost|currency"),
    roles={
        "date": "date",
        "description": "description",
        "category": "category",
        "cost": "amount",
        "currency": "currency",
    },
    sign="spending",
    has_members=True,
)

SPLIIT = Preset(
    name="spliit",
    title="Spliit",
    tell=tells("date|description|category|currency|cost|is reimbursement|split mode"),
    roles={
        "date": "date",
        "description": "description",
        "category": "category",
        "currency": "currency",
        "cost": "amount",
        "original cost": "ignored",
        "original currency": "ignored",
        "conversion rate": "ignored",
        "is reimbursement": "status",
        "split mode": "ignored",
    },
    sign="spending",
    skipped=frozenset({"yes"}),
    has_members=True,
)

PRESETS = (SPLITWISE, SPLIIT)
