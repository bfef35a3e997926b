"""How often a category is proposed, and how often that is right: from the past alone, and by the vocabulary alone.

    python benchmarks/categorising.py TRANSACTIONS.csv

The file has a row a transaction with its category: columns Date, Description, Amount, Category, and if there are any
Transaction Type ("credit" came in) and Account Name; without a type a negative amount is money that went out. The
first 70 % by time are learned from, or what lies before `--split 2019-04-01`, and the rest is asked. It prints

- the baseline: the category that the same description had most often;
- the past: of all rows the share that is right, the share that is sure enough to be proposed, and how many of those
  are right;
- the vocabulary: of how many rows it says anything. Its categories are those of the starter set, and a file has others:
  the share that is right is told where `--labels FILE` says in lines "Label = Path, Path" which ones are meant;
- the time to learn from 20,000 rows and to ask for as many.
"""

import argparse
import csv
import datetime
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from expenses.categorising.learning import SURE, Example, Guess, Past
from expenses.categorising.vocabulary import vocabulary_of

TIMED_ROWS = 20_000
LEARNED_SHARE = 0.7


class Labelled(NamedTuple):
    """A transaction with its category: the amount is positive, `kind` is "expense" or "income"."""

    day: str
    kind: str
    description: str
    amount: Decimal
    account: str
    category: str


def read(path: Path) -> list[Labelled]:
    """Return the transactions of a file, the oldest first."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{key.casefold(): value for key, value in row.items()} for row in csv.DictReader(file)]
    return sorted((labelled(row) for row in rows), key=lambda row: row.day)


def labelled(row: dict[str, str]) -> Labelled:
    amount = Decimal(row["amount"])
    came_in = row["transaction type"] == "credit" if "transaction type" in row else amount > 0
    account = row.get("account name", "")
    return Labelled(
        day_of(row["date"]),
        "income" if came_in else "expense",
        row["description"],
        abs(amount),
        account,
        row["category"],
    )


def day_of(text: str) -> str:
    """Return a day as 2026-11-21; files have it so or as 11/21/2026."""
    month, _, rest = text.partition("/")
    day, _, year = rest.partition("/")
    return datetime.date(int(year), int(month), int(day)).isoformat() if rest else text


class Learned:
    """A past for each kind of record, with numbers for the names of categories and accounts."""

    def __init__(self, rows: Iterable[Labelled]) -> None:
        self.categories: dict[str, int] = {}
        self.accounts: dict[str, int] = {}
        examples: defaultdict[str, list[Example]] = defaultdict(list)
        for row in rows:
            category = self.categories.setdefault(row.category, len(self.categories) + 1)
            account = self.accounts.setdefault(row.account, len(self.accounts) + 1)
            examples[row.kind].append(Example(row.description, row.amount, account, category))
        self.pasts = {kind: Past(those) for kind, those in examples.items()}

    def guess(self, row: Labelled) -> Guess | None:
        past = self.pasts.get(row.kind)
        return past.guess(row.description, row.amount, self.accounts.get(row.account)) if past else None

    def is_right(self, row: Labelled, guess: Guess | None) -> bool:
        return guess is not None and guess.category_id == self.categories.get(row.category)


def share(count: int, total: int) -> str:
    return f"{count / total:.1%} ({count} of {total})" if total else "none"


def baseline(learned: Sequence[Labelled], asked: Sequence[Labelled]) -> str:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in learned:
        counts[row.description][row.category] += 1
    usual = {description: counter.most_common(1)[0][0] for description, counter in counts.items()}
    return share(sum(usual.get(row.description) == row.category for row in asked), len(asked))


def print_past(learned: Sequence[Labelled], asked: Sequence[Labelled]) -> None:
    model = Learned(learned)
    guesses = [(row, model.guess(row)) for row in asked]
    right = [model.is_right(row, guess) for row, guess in guesses]
    sure = [is_right for is_right, (_, guess) in zip(right, guesses, strict=True) if guess and guess.sureness >= SURE]
    print(f"past, of all rows right     {share(sum(right), len(asked))}")
    print(f"past, proposed              {share(len(sure), len(asked))}")
    print(f"past, of proposed right     {share(sum(sure), len(sure))}")


def print_vocabulary(rows: Sequence[Labelled], labels: dict[str, set[str]]) -> None:
    hits = [(row, vocabulary_of(row.kind).find(row.description)) for row in rows]
    judged = [(labels[row.category], hit.path) for row, hit in hits if hit and row.category in labels]
    print(f"vocabulary, proposed        {share(sum(hit is not None for _, hit in hits), len(rows))}")
    if labels:
        print(f"vocabulary, of judged right {share(sum(fits(path, meant) for meant, path in judged), len(judged))}")


def fits(path: str, meant: set[str]) -> bool:
    """Say whether a path is one of those that a label means, or stands below one."""
    return any(path == each or path.startswith(f"{each}:") for each in meant)


def read_labels(path: Path | None) -> dict[str, set[str]]:
    lines = path.read_text(encoding="utf-8").splitlines() if path else []
    pairs = (line.partition(" = ") for line in lines if " = " in line)
    return {label: {each.strip() for each in paths.split(",")} for label, _, paths in pairs}


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def print_times(rows: Sequence[Labelled]) -> None:
    many = (list(rows) * (TIMED_ROWS // len(rows) + 1))[:TIMED_ROWS]
    print(f"learning from {TIMED_ROWS:,} rows   {seconds(lambda: Learned(many)):.2f} s")
    model = Learned(many)
    print(f"asking for {TIMED_ROWS:,} rows      {seconds(lambda: [model.guess(row) for row in many]):.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure proposals of categories on labelled transactions.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--split", default="", help="learn from what lies before this day: 2019-04-01")
    parser.add_argument("--labels", type=Path, help="lines “Label = Path, Path”")
    arguments = parser.parse_args()
    rows = read(arguments.file)
    first_asked = arguments.split or rows[int(len(rows) * LEARNED_SHARE)].day
    learned, asked = [row for row in rows if row.day < first_asked], [row for row in rows if row.day >= first_asked]
    print(f"{len(learned)} rows learned, {len(asked)} asked, from {first_asked}")
    print(f"baseline, right             {baseline(learned, asked)}")
    print_past(learned, asked)
    print_vocabulary(rows, read_labels(arguments.labels))
    print_times(rows)


if __name__ == "__main__":
    main()
