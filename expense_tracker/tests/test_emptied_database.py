import pytest
from django.contrib.auth.models import Group, Permission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_time", ["first", "second"])
def test_what_migrations_wrote_is_there_after_the_database_was_emptied(_time):
    counts = {group.name: group.permissions.count() for group in Group.objects.order_by("name")}
    Group.objects.all().delete()

    assert list(counts) == ["Bookkeeper", "Support"]
    assert 0 < counts["Support"] < counts["Bookkeeper"] < Permission.objects.count()
