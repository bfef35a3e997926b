"""What can be asked, in sentences with examples: the page that a wrong search leads to."""

from dataclasses import dataclass

from expenses.search.vocabulary import PERIODS, STATES, THINGS


@dataclass(frozen=True)
class Advice:
    """`words` are values that there are for everybody."""

    text: str
    examples: tuple[str, ...]
    words: tuple[str, ...] = ()


GUIDE = (
    Advice(
        "Words stand in the description or the notes, all of them. Quotes keep words together.",
        ("green tea", '"green tea"'),
    ),
    Advice(
        "A minus sign leaves out what follows. Brackets and “or” choose between terms.",
        ("tea -green", "(tea or coffee) category:food"),
    ),
    Advice(
        "A category comes with all below it; of a split payment, only the parts in it count.",
        ("category:food", 'category:"Food: Fast food"', "category:none"),
    ),
    Advice("Tags and wallets go by their names.", ("tag:holiday", "wallet:cash", "-has:tags")),
    Advice(
        "Amounts are as they were paid, in whatever currency, and without regard to the sign: a refund of 60 is more "
        "than 50. A number with a sign, and 0, tell what came back from what was paid.",
        ("amount>50", "amount:10..20", "amount<0", "currency:usd"),
    ),
    Advice(
        "Days, months and years are the ones of your calendar.",
        ("date:2025-03", "date>=2025-03-14", "date:2025-01..2025-03"),
        tuple(f"date:{word.name}" for word in PERIODS),
    ),
    Advice("What kind of record it is.", (), tuple(f"is:{word.name}" for word in STATES)),
    Advice("What it has.", (), tuple(f"has:{word.name}" for word in THINGS)),
    Advice("One field alone.", ("description:tea", 'notes:"two nights"')),
)
