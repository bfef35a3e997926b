"""Categories and tags as a file names them: those that the person has, and those to be made when it is imported."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError

from accounts.models import User
from expenses.activity.models import Activity
from expenses.categories.models import Category
from expenses.categories.paths import ensure_paths, split_path
from expenses.categories.tree import CategoryTree, path_key
from expenses.categories.validators import PATH_SEPARATOR
from expenses.fields import MOST_TAGS
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.staging import More
from expenses.names import name_key
from expenses.spreadsheets.noting import noting_names
from expenses.tags.naming import ensure_tags, ids_by_name, split_names

MOST_NEW_NAMES = 1_000
TOO_MANY = "This file names more than {:,} new {}. Check whether that column holds something else."
LONGEST_PATH = 255


class FileNames:
    """Looks names up, each of them once. Raises NotAStatement where a file would make too many."""

    def __init__(self, owner: User) -> None:
        nodes = CategoryTree.of(owner, None).by_id.values()
        self.category_ids = {
            (node.category.kind, path_key(node.path)): node.pk for node in nodes if not node.is_archived
        }
        self.tag_ids = ids_by_name(owner)
        self.new_paths: dict[tuple[str, str], str] = {}
        self.new_tags: dict[str, str] = {}

    def category(self, kind: str, path: str) -> int | None:
        return self.category_ids.get((kind, path_key(path))) if path else None

    def new_path(self, kind: str, path: str) -> str:
        """Return the path of a category to be made, "" for one that cannot be a category's."""
        key = (kind, path)
        if path and key not in self.new_paths:
            self.new_paths[key] = _valid_path(path)
            if len(self.new_paths) > MOST_NEW_NAMES:
                raise NotAStatement(TOO_MANY.format(MOST_NEW_NAMES, "categories"))
        return self.new_paths.get(key, "")

    def tags(self, names: Sequence[str]) -> tuple[list[int], list[str]]:
        """Return the ids of known tags, and the names of those to be made; without what cannot be a tag's name."""
        ids, new = [], []
        for name in names[:MOST_TAGS]:
            known = self.tag_ids.get(name_key(name))
            if known:
                ids.append(known)
            elif tidy := self._new_tag(name):
                new.append(tidy)
        return ids, new

    def _new_tag(self, name: str) -> str:
        if name not in self.new_tags:
            self.new_tags[name] = _valid_tag(name)
            if len(self.new_tags) > MOST_NEW_NAMES:
                raise NotAStatement(TOO_MANY.format(MOST_NEW_NAMES, "tags"))
        return self.new_tags[name]


class MadeNames:
    """The categories and tags that rows name and the person had not got, made now and noted in the activity."""

    def __init__(self, rows: Iterable[tuple[str, More]], *, owner: User, activity: Activity) -> None:
        paths: dict[str, set[str]] = defaultdict(set)
        tags: set[str] = set()
        for kind, more in rows:
            paths[kind] |= {more.category_path, *(part[1] for part in more.parts or ())} - {""}
            tags.update(more.tag_names or ())
        self.category_ids: dict[tuple[str, str], int] = {}
        self.tag_ids: dict[str, int] = {}
        if not tags and not any(paths.values()):
            return
        with noting_names(activity):
            for kind, named in paths.items():
                made = ensure_paths(sorted(named), owner=owner, kind=Category.Kind(kind)) if named else {}
                self.category_ids |= {(kind, key): pk for key, pk in made.items()}
            self.tag_ids = ensure_tags(sorted(tags), owner=owner) if tags else {}

    def category(self, kind: str, path: str) -> int | None:
        return self.category_ids.get((kind, path_key(path))) if path else None

    def tags(self, names: Iterable[str]) -> list[int]:
        return [self.tag_ids[name_key(name)] for name in names]


def _valid_path(path: str) -> str:
    try:
        tidy = PATH_SEPARATOR.join(split_path(path))
    except ValidationError:
        return ""
    return tidy if len(tidy) <= LONGEST_PATH else ""


def _valid_tag(name: str) -> str:
    try:
        names = split_names(name)
    except ValidationError:
        return ""
    return names[0] if len(names) == 1 else ""
