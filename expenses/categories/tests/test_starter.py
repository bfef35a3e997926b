from expenses.categories.models import Category
from expenses.categories.starter import STARTER_INCOME, create_starter_categories, starter_looks


def test_a_new_person_gets_the_starter_categories(alice, paths_of):
    create_starter_categories(alice)

    own = Category.objects.for_user(alice)
    roots = own.filter(parent__isnull=True, kind=Category.Kind.EXPENSE)
    assert len(paths_of(alice)) == len(starter_looks())
    assert 12 <= roots.count() <= 13
    assert set(own.filter(kind=Category.Kind.INCOME).values_list("name", flat=True)) == set(STARTER_INCOME)
    assert not Category.objects.for_user(alice).filter(is_sample=True).exists()
    assert Category.objects.for_user(alice).get(name="Groceries").icon == "cart"


def test_starting_twice_adds_nothing_and_changes_nothing(alice, make_category):
    make_category(alice, "food", icon="star", color="pink")
    create_starter_categories(alice)
    before = list(Category.objects.for_user(alice).order_by("id").values())

    create_starter_categories(alice)

    assert list(Category.objects.for_user(alice).order_by("id").values()) == before
    assert Category.objects.for_user(alice).get(name="food").icon == "star"


def test_it_takes_a_statement_a_level(alice, django_assert_num_queries):
    with django_assert_num_queries(11):  # savepoint, lock, read, two inserts, release; and for income, of one level
        create_starter_categories(alice)
