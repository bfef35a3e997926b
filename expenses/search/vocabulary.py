"""The words of the search box: what can be asked, with what it means and an example of each."""

from dataclasses import dataclass
from difflib import get_close_matches

COMPARED = (":", "=", ">", ">=", "<", "<=")
NAMED = (":", "=")
NONE = "none"
MOST_COMPARED = 1_000


@dataclass(frozen=True, slots=True)
class Key:
    """What stands before the colon. `note` says in a few words what it looks for."""

    name: str
    note: str
    examples: tuple[str, ...]
    operators: tuple[str, ...] = NAMED


@dataclass(frozen=True, slots=True)
class Word:
    """A value that there is for everybody."""

    name: str
    note: str


KEYS = (
    Key("category", "With all below it", ("category:food", 'category:"Food: Fast food"', "category:none")),
    Key("tag", "", ("tag:work", "tag:none")),
    Key("wallet", "", ("wallet:cash", "wallet:none")),
    Key("amount", "As paid, in any currency", ("amount>50", "amount:10..20", "amount=12.50", "amount<-20"), COMPARED),
    Key("date", "Day, month or year", ("date:2025-03", "date>2025-01-31", "date:2025-01..2025-03"), COMPARED),
    Key("currency", "", ("currency:usd",)),
    Key("is", "What kind of payment", ("is:refund", "is:uncategorised")),
    Key("has", "What it has", ("has:notes", "-has:rate")),
    Key("description", "In the description alone", ("description:tea",)),
    Key("notes", "In the notes alone", ('notes:"two nights"',)),
)

STATES = (
    Word("refund", "Money that came back"),
    Word("split", "Paid once, in several categories"),
    Word("spread", "Counted over several months"),
    Word("recurring", "Planned as recurring, or came in three months or more, once in each"),
    Word("uncategorised", "Without a category"),
    Word("cleared", "Seen on a statement"),
    Word("sample", "Sample data"),
)

THINGS = (
    Word("notes", "With notes"),
    Word("tags", "With a tag"),
    Word("category", "With a category"),
    Word("wallet", "From a wallet"),
    Word("rate", "With a known exchange rate"),
    Word("refunds", "Of which some came back"),
)

SPELLED = {"uncategorized": "uncategorised", "note": "notes", "tag": "tags", "refunded": "refunds"}
"""Other ways to write some of the words."""

PERIODS = (
    Word("today", ""),
    Word("yesterday", ""),
    Word("this-month", ""),
    Word("last-month", ""),
    Word("this-year", ""),
    Word("last-year", ""),
)

BY_NAME = {key.name: key for key in KEYS}


def quoted(text: str) -> str:
    """Return `text` in quotes, as a search reads it letter by letter."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def written(text: str) -> str:
    """Return a name as a value is written: in quotes where it would be read otherwise without."""
    is_plain = text and not any(letter.isspace() or letter in '()"“”„\\' for letter in text)
    is_taken = text.casefold() in (NONE, "or") or text[:1] in ":<>="
    return text if is_plain and not is_taken else quoted(text)


def closest(name: str, known: list[str]) -> str:
    """Return which of `known`, texts in small letters, `name` might have been meant as; "" where none is alike."""
    return next(iter(get_close_matches(name.casefold(), known[:MOST_COMPARED], n=1, cutoff=0.72)), "")
