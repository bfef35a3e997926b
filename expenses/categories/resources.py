from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export.fields import Field
from import_export.widgets import Widget

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.categories.models import Category
from expenses.categories.paths import split_path
from expenses.categories.placing import check_place, save_category
from expenses.categories.tree import CategoryTree, path_key
from expenses.categories.validators import PATH_SEPARATOR
from expenses.owned_resource import FlagWidget, OwnedResource, Row, read


class PathWidget(Widget):
    """The names from the top to a category: "Food:Groceries"."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        try:
            return split_path(PlainTextWidget().clean(value))
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error


class KindWidget(Widget):
    """What a category is for: "expense" or "income"; empty is "expense"."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Category.Kind:
        word = str(value or Category.Kind.EXPENSE).strip().casefold()
        if word not in Category.Kind.values:
            raise ValueError("Write “expense” or “income”.")
        return Category.Kind(word)


class CategoryResource(OwnedResource):
    """Categories with their paths. One without an id is the one at its path, or else new; parents stand above.

    A sheet without the column `kind` has categories of expenses.
    """

    kind = Field("kind", "kind", widget=KindWidget(), default=Category.Kind.EXPENSE)
    path = Field(column_name="path", attribute="name", widget=PathWidget(), readonly=True)
    description = Field("description", "description", widget=PlainTextWidget())
    is_archived = Field("is_archived", "archived", widget=FlagWidget())

    class Meta(OwnedResource.Meta):
        model = Category
        fields = ("id", "owner", "kind", "path", "description", "color", "icon", "is_archived")

    def filter_export(self, queryset: QuerySet[Category], **kwargs: Any) -> QuerySet[Category]:
        return queryset.select_related("owner")

    def dehydrate_path(self, category: Category) -> str:
        path = self.tree_for(category).path(category.pk).replace(f"{PATH_SEPARATOR} ", PATH_SEPARATOR)
        return PlainTextWidget().render(path)

    def find_same(self, owner: User, row: Row) -> Category | None:
        names = read(self.fields["path"], row)
        tree = self.tree_of(owner, self._kind(row))
        found = tree.ids_by_path.get(path_key(PATH_SEPARATOR.join(names)))
        return tree.by_id[found].category if found else None

    def tree_for(self, category: Category) -> CategoryTree:
        return self.tree_of(category.owner, Category.Kind(category.kind))

    def _kind(self, row: Row) -> Category.Kind:
        return read(self.fields["kind"], row) if "kind" in row else Category.Kind.EXPENSE

    def iter_queryset(self, queryset: Iterable[Category]) -> Iterator[Category]:
        """Yield the categories as they are shown, parents above what stands below them."""
        by_owner: dict[User, list[Category]] = {}
        for category in queryset:
            by_owner.setdefault(category.owner, []).append(category)
        for owner, categories in sorted(by_owner.items(), key=lambda item: item[0].username):
            places = {node.pk: place for place, node in enumerate(chain.from_iterable(self._trees(owner)))}
            yield from sorted(categories, key=lambda category: places[category.pk])

    def steps(self) -> tuple[Callable[..., None], ...]:
        return (self._import_path,)

    def _import_path(self, instance: Category, row: Row, **kwargs: Any) -> None:
        """Take the name and the parent, which must be there already, from the path."""
        if instance.pk and instance.kind != self.kind_of_known(instance):
            raise ValidationError({"kind": "What a category is for cannot change. Leave the id empty for a new one."})
        *above, instance.name = read(self.fields["path"], row)
        instance.parent = self._find_parent(instance, above)

    def kind_of_known(self, category: Category) -> str:
        found = [tree.by_id[category.pk] for tree in self._trees(category.owner) if category.pk in tree.by_id]
        return found[0].category.kind if found else category.kind

    def _trees(self, owner: User) -> list[CategoryTree]:
        return [self.tree_of(owner, kind) for kind in Category.Kind]

    def _find_parent(self, category: Category, names: list[str]) -> Category | None:
        if not names:
            return None
        path = PATH_SEPARATOR.join(names)
        tree = self.tree_for(category)
        if path_key(path) not in tree.ids_by_path:
            raise ValidationError({"parent": f"{category.owner} has no category “{path}”. Put its row above this one."})
        return tree.by_id[tree.ids_by_path[path_key(path)]].category

    def skip_row(self, instance: Any, original: Any, row: Row, import_validation_errors: Any = None) -> bool:
        is_moved = (instance.name, instance.parent_id) != (original.name, original.parent_id)
        return not is_moved and super().skip_row(instance, original, row, import_validation_errors)

    def validate_instance(
        self, instance: Category, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        tree = self.tree_for(instance)
        check_place(tree, category_id=instance.pk, name=instance.name, parent_id=instance.parent_id)

    def do_instance_save(self, instance: Category, is_create: bool) -> None:
        save_category(instance, owner=instance.owner)
        self.trees.pop((instance.owner_id, instance.kind))
