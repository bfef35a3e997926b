"""Categories, tags and wallets of a person by what cells call them.

Categories and tags that are missing are made before rows are written; a wallet has to be there.
"""

from collections.abc import Iterable
from functools import cached_property

from django.core.exceptions import ValidationError

from accounts.models import User
from expenses.categories.paths import ensure_paths, split_path
from expenses.categories.tree import CategoryTree, path_key
from expenses.categories.validators import PATH_SEPARATOR
from expenses.fields import MOST_TAGS
from expenses.names import name_key
from expenses.record_kinds import EXPENSE, RecordKind
from expenses.spreadsheets.cells import read_names
from expenses.spreadsheets.reading import Cell, UnreadableFile
from expenses.tags.models import Tag
from expenses.tags.naming import ensure_tags, split_names
from expenses.wallets.models import Wallet

MOST_NEW_NAMES = 1_000


class NameBook:
    """What a cell says becomes the id of a category or tag, or, where there is none yet, the key it will be made by."""

    def __init__(self, owner: User, kind: RecordKind = EXPENSE) -> None:
        self.owner, self.kind = owner, kind
        tree = CategoryTree.of(owner, kind.category_kind)
        self.paths = {node.pk: write_path(node.path) for node in tree}
        self.category_ids = {**tree.ids_by_path, **{path: pk for pk, path in self.paths.items()}}
        self.tag_names = dict(Tag.objects.for_user(owner).order_by().values_list("pk", "name"))
        self.tag_ids = {name_key(name): pk for pk, name in self.tag_names.items()}
        self.new_paths: dict[str, str] = {}
        self.new_tags: dict[str, str] = {}
        self._categories: dict[Cell, int | str | None] = {"": None}
        self._tags: dict[Cell, tuple[int | str, ...]] = {"": ()}
        self._wallets: dict[Cell, int | None] = {"": None}

    def category(self, cell: Cell) -> int | str | None:
        if cell not in self._categories:
            self._categories[cell] = self._find_category(read_names(cell))
        return self._categories[cell]

    def tags(self, cell: Cell) -> tuple[int | str, ...]:
        if cell not in self._tags:
            self._tags[cell] = self._find_tags(read_names(cell))
        return self._tags[cell]

    def wallet(self, cell: Cell) -> int | None:
        if cell not in self._wallets:
            self._wallets[cell] = self._find_wallet(read_names(cell))
        return self._wallets[cell]

    @cached_property
    def wallets(self) -> dict[int, Wallet]:
        """Return all wallets of the person by id; asked for where a file names any."""
        return {wallet.pk: wallet for wallet in Wallet.objects.for_user(self.owner)}

    def _find_wallet(self, name: str) -> int | None:
        if not name:
            return None
        key = name_key(name)
        found = [pk for pk, wallet in self.wallets.items() if name_key(wallet.name) == key]
        if not found:
            raise ValidationError(f"You have no wallet “{name[:60]}”. Add it first, or leave the cell empty.")
        return found[0]

    def _find_category(self, path: str) -> int | str | None:
        if not path:
            return None
        key = path_key(path)
        # As it is written first: the database may tell names apart that we take for one.
        known = self.category_ids.get(path) or self.category_ids.get(key)
        if known is None:
            self.new_paths.setdefault(key, write_path(PATH_SEPARATOR.join(split_path(path))))
            self._refuse_too_many(self.new_paths, "categories")
        return known or key

    def _find_tags(self, text: str) -> tuple[int | str, ...]:
        names = split_names(text)
        if len(names) > MOST_TAGS:
            raise ValidationError(f"At most {MOST_TAGS} tags are kept. Take some away.")
        for name in names:
            if name_key(name) not in self.tag_ids:
                self.new_tags.setdefault(name_key(name), name)
        self._refuse_too_many(self.new_tags, "tags")
        return tuple(self.tag_ids.get(name_key(name), name_key(name)) for name in names)

    def _refuse_too_many(self, new: dict[str, str], kind: str) -> None:
        if len(new) > MOST_NEW_NAMES:
            raise UnreadableFile(
                f"This file names more than {MOST_NEW_NAMES:,} new {kind}. "
                "Check whether that column holds something else."
            )

    @property
    def lacks_any(self) -> bool:
        """Say whether cells have named a category or tag that is not there yet."""
        return not (self.new_paths.keys() <= self.category_ids.keys() and self.new_tags.keys() <= self.tag_ids.keys())

    def make_missing(self) -> None:
        """Write the categories and tags that cells have named and that are not there yet."""
        wanted_paths = [path for key, path in self.new_paths.items() if key not in self.category_ids]
        if wanted_paths:
            self.category_ids.update(ensure_paths(wanted_paths, owner=self.owner, kind=self.kind.category_kind))
        wanted_tags = [name for key, name in self.new_tags.items() if key not in self.tag_ids]
        if wanted_tags:
            self.tag_ids.update(ensure_tags(wanted_tags, owner=self.owner))

    def ids_of_tags(self, tags: Iterable[int | str]) -> tuple[int, ...]:
        """Return the ids of what `tags` returned, after `make_missing`."""
        if not self.new_tags:
            return tuple(tags)  # type: ignore[arg-type]
        return tuple(self.tag_ids[tag] if isinstance(tag, str) else tag for tag in tags)

    def path_of(self, category: int | str | None) -> str:
        """Return what a spreadsheet calls what `category` returned."""
        return self.new_paths[category] if isinstance(category, str) else self.paths.get(category or 0, "")

    def wallet_name(self, wallet_id: int | None) -> str:
        return self.wallets[wallet_id].name if wallet_id else ""

    def names_of(self, tags: Iterable[int | str]) -> str:
        """Return what a spreadsheet calls what `tags` returned."""
        return ", ".join(self.new_tags[tag] if isinstance(tag, str) else self.tag_names[tag] for tag in tags)


def write_path(path: str) -> str:
    """Return the path as it stands in a spreadsheet: "Food:Groceries"."""
    return path.replace(f"{PATH_SEPARATOR} ", PATH_SEPARATOR)
