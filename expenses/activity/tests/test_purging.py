import datetime

from django.utils import timezone

from expenses.activity.log import Edit, log
from expenses.activity.models import Activity, Change
from expenses.activity.tasks import purge_logs

OLD = datetime.timedelta(days=31)


def deed(person, *, age: datetime.timedelta) -> Activity:
    edit = Edit("category", 1, {"name": "Food"}, {"name": "Groceries"})
    activity = log(Activity.Kind.EDIT, "Renamed a category.", owner=person, actor=person, edits=[edit])
    Activity.objects.for_user(person).filter(pk=activity.pk).update(created_at=timezone.now() - age)
    return activity


def test_log_of_everybody_is_purged_after_thirty_days(alice, bob):
    kept = {person: deed(person, age=datetime.timedelta(days=29)) for person in (alice, bob)}
    for person in (alice, bob):
        deed(person, age=OLD)

    assert purge_logs.func() == 2

    for person, activity in kept.items():
        assert list(Activity.objects.for_user(person)) == [activity]
        assert Change.objects.for_user(person).get().activity_id == activity.pk


def test_import_is_kept_without_details_while_its_rows_are(alice, make_expense):
    activity = deed(alice, age=OLD)
    make_expense(alice, imported_in=activity)

    assert purge_logs.func() == 0

    assert list(Activity.objects.for_user(alice)) == [activity]
    assert not Change.objects.for_user(alice).exists()
