"""Where the money went: sums by category, rolled up to the topmost ones, with what each is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from accounts.models import User
from expenses.categories.tree import CategoryTree, Node
from expenses.counting import Basis
from expenses.models import Category
from expenses.search.search import Search
from expenses.totals import Tally, Total
from reports.comparison import Comparison
from reports.shares import WHOLE, divide
from reports.tallies import ByCategory, by_category

UNCATEGORISED = "Uncategorised"


@dataclass(frozen=True)
class Sums:
    """Tallies of a category: of the days that have passed, of those ahead, and of those compared with the passed."""

    so_far: Tally = Tally()
    ahead: Tally = Tally()
    before: Tally = Tally()

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.so_far + other.so_far, self.ahead + other.ahead, self.before + other.before)

    @cached_property
    def spent(self) -> Tally:
        return self.so_far + self.ahead

    @property
    def is_empty(self) -> bool:
        return not (self.spent.count or self.before.count)


@dataclass(frozen=True)
class Slice:
    """What a category took, all below it included.

    `category` None is what has no category. `per_mille` is its part of all that was spent, None where more flowed back
    than was spent. `parts` are its sub-categories, the largest first, and what stands on the category itself
    (`is_own`); their parts sum to the one of the slice.
    """

    category: Category | None
    name: str
    spent: Total
    so_far: Total
    before: Total
    per_mille: int | None
    parts: tuple["Slice", ...] = ()
    is_own: bool = False

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Slice"]]:
        """Yield (depth, slice) of this slice and all below it that have expenses in the period."""
        yield depth, self
        for part in self.parts:
            if part.spent.count:
                yield from part.walk(depth + 1)


@dataclass(frozen=True)
class Breakdown:
    """`slices` of the topmost categories, the largest first, each with expenses in the period or the one before it."""

    slices: tuple[Slice, ...]
    spent: Total
    so_far: Total
    before: Total

    @property
    def in_period(self) -> list[Slice]:
        return [piece for piece in self.slices if piece.spent.count]

    @property
    def largest(self) -> Slice | None:
        """Return the category that took most, None where nothing was spent."""
        first = self.slices[0] if self.slices else None
        return first if first and first.spent.amount > 0 else None

    @property
    def has_refunded(self) -> bool:
        """Say whether more flowed back than was spent in some category: percentages then leave it out."""
        return any(piece.spent.amount < 0 for piece in self.slices)


def break_down(
    tree: CategoryTree, *, so_far: ByCategory, ahead: ByCategory, before: ByCategory, currency: str
) -> Breakdown:
    """Return sums in `currency` by category; each tally counts in exactly one of the topmost slices."""
    own = {
        key: Sums(so_far.get(key, Tally()), ahead.get(key, Tally()), before.get(key, Tally()))
        for key in {*so_far, *ahead, *before}
    }
    grower = _Grower(currency, {key: sums for key, sums in own.items() if key is not None})
    branches = [grower.branch(root) for root in tree.roots]
    branches.append(_Branch(None, UNCATEGORISED, own.get(None, Sums())))
    whole = sum(own.values(), Sums())
    return Breakdown(
        slices=grower.slices(branches, WHOLE),
        spent=whole.spent.total(currency),
        so_far=whole.so_far.total(currency),
        before=whole.before.total(currency),
    )


def read_breakdown(
    user: User,
    comparison: Comparison,
    tree: CategoryTree,
    basis: Basis = Basis.PAID,
    search: Search | None = None,
) -> Breakdown:
    """Return the person's sums by category in the period and what it is compared with, in one query."""
    spans = [comparison.before_so_far, comparison.so_far, comparison.ahead]
    before, so_far, *ahead = by_category(user, [span for span in spans if span], basis, search)
    return break_down(tree, so_far=so_far, ahead=ahead[0] if ahead else {}, before=before, currency=user.home_currency)


@dataclass(frozen=True)
class _Branch:
    category: Category | None
    name: str
    sums: Sums
    below: tuple["_Branch", ...] = ()
    is_own: bool = False


@dataclass(frozen=True)
class _Grower:
    currency: str
    own: dict[int, Sums]

    def branch(self, node: Node) -> _Branch:
        """Return the category of `node` with everything below it that has expenses."""
        name, category = node.category.name, node.category
        below = [self.branch(child) for child in node.children]
        below = [branch for branch in below if not branch.sums.is_empty]
        own = self.own.get(node.pk, Sums())
        if below and not own.is_empty:
            below.append(_Branch(category, name, own, is_own=True))
        sums = sum((branch.sums for branch in below), Sums()) if below else own
        return _Branch(category, name, sums, tuple(below))

    def slices(self, branches: list[_Branch], whole: int) -> tuple[Slice, ...]:
        """Return the branches that have expenses as slices, the largest first, which share `whole` among them."""
        if not branches:
            return ()
        filled = [branch for branch in branches if not branch.sums.is_empty]
        filled.sort(key=_size)
        parts = divide([branch.sums.spent.sum for branch in filled], whole)
        return tuple(self.slice(branch, part) for branch, part in zip(filled, parts, strict=True))

    def slice(self, branch: _Branch, per_mille: int | None) -> Slice:
        sums = branch.sums
        return Slice(
            category=branch.category,
            name=branch.name,
            spent=sums.spent.total(self.currency),
            so_far=sums.so_far.total(self.currency),
            before=sums.before.total(self.currency),
            per_mille=per_mille,
            parts=self.slices(list(branch.below), per_mille or 0),
            is_own=branch.is_own,
        )


def _size(branch: _Branch) -> tuple[Decimal, Decimal, str]:
    return -branch.sums.spent.sum, -branch.sums.before.sum, branch.name
