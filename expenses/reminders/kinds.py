from accounts.notifications.kinds import Kind

KINDS = (
    Kind("budget", "Budgets", "A budget has reached one of its marks, such as 80 % or 100 %.", "bullseye", email=True),
    Kind("bill", "Bills", "A bill is due soon, or its day has passed.", "calendar3", email=True),
    Kind("goal", "Goals", "A goal has fallen behind what it needs each month.", "flag"),
    Kind(
        "unusual",
        "Unusual expenses",
        "An expense is far above what is usual in its category or at its payee.",
        "exclamation-circle",
        email=True,
    ),
    Kind(
        "import",
        "Imports",
        "A statement or a spreadsheet is in the ledger, or could not be taken in.",
        "upload",
        push=False,
    ),
)
