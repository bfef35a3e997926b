from typing import Any

from django.db.models import QuerySet
from import_export.fields import Field

from accounts.models import User
from accounts.resources import PlainTextWidget
from expenses.names import name_key, tidy_name
from expenses.owned_resource import OwnedResource, Row
from expenses.tags.models import Tag
from expenses.tags.naming import check_name, ids_by_name, save_tag


class TagNameWidget(PlainTextWidget):
    """A tag's name, written one way."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return tidy_name(super().clean(value, row, **kwargs))


class TagResource(OwnedResource):
    """Tags. One without an id is the one of its name, or else new."""

    name = Field("name", "name", widget=TagNameWidget())

    class Meta(OwnedResource.Meta):
        model = Tag
        fields = ("id", "owner", "name")

    def filter_export(self, queryset: QuerySet[Tag], **kwargs: Any) -> QuerySet[Tag]:
        return queryset.select_related("owner")

    def find_same(self, owner: User, row: Row) -> Tag | None:
        found = ids_by_name(owner).get(name_key(self.fields["name"].clean(row))) if "name" in row else None
        return Tag.objects.for_user(owner).get(pk=found) if found else None

    def validate_instance(
        self, instance: Tag, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        check_name(instance.name, owner=instance.owner, tag_id=instance.pk)

    def do_instance_save(self, instance: Tag, is_create: bool) -> None:
        save_tag(instance, owner=instance.owner)
