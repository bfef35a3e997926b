from accounts.notifications.kinds import Kind

KINDS = (
    Kind(
        "week",
        "Weekly summary",
        "What was spent last week, against the week before, and where.",
        "bar-chart-line",
        in_app=False,
        push=False,
        webhook=False,
    ),
    Kind(
        "month",
        "Monthly summary",
        "What was spent in the month that is over, against the one before, and how budgets came out.",
        "pie-chart",
        email=True,
        push=False,
    ),
)
