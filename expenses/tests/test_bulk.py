import pytest
from django.contrib.messages import get_messages

from expenses.bulk_change import add_tags, categorise, remove_tags
from expenses.models import Category, Expense, ExpenseTag, Tag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BULK = "/expenses/bulk/"


@pytest.fixture
def three(alice, make_expense) -> list[Expense]:
    return [make_expense(alice, description=name) for name in ("tea 1", "tea 2", "lunch")]


def said(response) -> list[str]:
    return [str(message).split("\n<form")[0].strip() for message in get_messages(response.wsgi_request)]


def categories(owner) -> dict[str, str | None]:
    return dict(Expense.objects.for_user(owner).values_list("description", "category__name"))


def tags(owner) -> dict[str, list[str]]:
    rows = Expense.objects.for_user(owner).with_tags(owner)
    return {row.description: [link.tag.name for link in row.tag_links] for row in rows}  # type: ignore[attr-defined]


def test_selected_change_their_category(alice, alice_client, three, make_category):
    food = make_category(alice, "Food")

    response = alice_client.post(
        BULK, {"action": "categorise", "category": food.pk, "ids": [three[0].pk, three[2].pk], "shown": "sort=amount"}
    )

    assert response.url == "/expenses/?sort=amount"
    assert said(response) == ["2 expenses now in Food."]
    assert categories(alice) == {"tea 1": "Food", "tea 2": None, "lunch": "Food"}


def test_all_that_match_change_their_category(alice, alice_client, bob, three, make_category):
    food = make_category(alice, "Food")

    response = alice_client.post(
        BULK, {"action": "categorise", "category": food.pk, "all_matching": "1", "shown": "q=tea", "ids": [three[2].pk]}
    )

    assert said(response) == ["2 expenses now in Food."]
    assert categories(alice) == {"tea 1": "Food", "tea 2": "Food", "lunch": None}
    assert categories(bob) == {"Bob's secret hat": "Bob's secrets"}


def test_category_is_taken_away(alice, alice_client, make_expense, make_category):
    expense = make_expense(alice, category=make_category(alice))

    response = alice_client.post(BULK, {"action": "categorise", "category": "", "ids": [expense.pk]})

    assert said(response) == ["1 expense now without a category."]
    assert categories(alice) == {"Lunch": None}


def test_tags_are_added_once_and_made_where_they_are_new(alice, alice_client, three, make_tag):
    tea = Expense.objects.for_user(alice).get(description="tea 1")
    ExpenseTag.objects.create(owner=alice, expense=tea, tag=make_tag(alice, "Work"))

    response = alice_client.post(
        BULK, {"action": "add_tags", "tags": "work, new", "all_matching": "1", "shown": "q=tea&sort=category"}
    )

    assert said(response) == ["Added #work, #new to 2 expenses."]
    assert tags(alice) == {"tea 1": ["Work", "new"], "tea 2": ["Work", "new"], "lunch": []}


def test_tags_are_taken_away_though_the_list_is_narrowed_to_them(alice, alice_client, make_expense, make_tag):
    work, home = make_tag(alice, "work"), make_tag(alice, "home")
    make_expense(alice, tags=[work, home])

    response = alice_client.post(
        BULK, {"action": "remove_tags", "tags": "WORK, unknown", "all_matching": "1", "shown": f"tag={work.pk}"}
    )

    assert said(response) == ["Took #WORK, #unknown off 1 expense."]
    assert tags(alice) == {"Lunch": ["home"]}


def test_selected_are_deleted_with_undo(alice, alice_client, three):
    response = alice_client.post(BULK, {"action": "delete", "ids": [row.pk for row in three[:2]]})

    message = next(str(message) for message in get_messages(response.wsgi_request))
    deletion = Expense.objects.deleted_by(alice).first().deleted_in_id
    assert said(response) == ["Deleted 2 expenses."]
    assert f"/activity/{deletion}/undo/" in message
    assert categories(alice) == {"lunch": None}


def test_deleted_twice_says_so(alice, alice_client, three):
    selection = {"action": "delete", "ids": [three[0].pk]}
    alice_client.post(BULK, selection)

    assert said(alice_client.post(BULK, selection))[-1] == "These were deleted before."


@pytest.mark.parametrize("action", ["categorise", "add_tags", "remove_tags", "delete"])
def test_ids_of_another_person_are_passed_over(action, alice_client, bob):
    his = Expense.objects.for_user(bob).get()
    before = (categories(bob), tags(bob))

    alice_client.post(BULK, {"action": action, "ids": [his.pk], "tags": "bobs-tag"})

    assert (categories(bob), tags(bob)) == before


def test_category_of_another_person_is_refused(alice, alice_client, bob, three):
    his = Category.objects.for_user(bob).get()

    response = alice_client.post(BULK, {"action": "categorise", "category": his.pk, "ids": [three[0].pk]})

    assert said(response) == ["This category is not there any more. Choose another one."]
    assert set(categories(alice).values()) == {None}


WRONG = [
    ({"action": "delete"}, "Select at least one expense first."),
    ({"action": "delete", "ids": ["x"]}, "One of these is not in your ledger. Reload the page and select again."),
    (
        {"action": "delete", "ids": ["9" * 19]},
        "One of these is not in your ledger. Reload the page and select again.",
    ),
    ({"action": "delete", "ids": ["1"] * 4_001}, "Select at most 4,000, or all that match."),
    ({"action": "burn", "ids": ["1"]}, "There is no such change."),
    ({"ids": ["1"]}, "Choose what to do."),
    ({"action": "add_tags", "ids": ["1"]}, "Write the tags first."),
    (
        {"action": "delete", "all_matching": "1", "shown": "sort=x"},
        "The list cannot be shown as asked. Correct its filters first.",
    ),
    (
        {"action": "delete", "all_matching": "1", "shown": "q=%00"},
        "The list cannot be shown as asked. Correct its filters first.",
    ),
]


@pytest.mark.parametrize(("posted", "sentence"), WRONG)
def test_wrong_choice_says_so_and_changes_nothing(posted, sentence, alice, alice_client, three):
    response = alice_client.post(BULK, posted)

    assert said(response) == [sentence]
    assert len(categories(alice)) == 3


def test_bulk_answers_htmx_with_the_list_and_the_message(alice, alice_client, three):
    response = alice_client.post(
        BULK,
        {"action": "delete", "ids": [three[0].pk], "shown": "q=tea"},
        headers={"HX-Request": "true", "HX-Target": "ledger-page"},
    )

    assert [row.description for row in response.context["page"].listing.rows] == ["tea 2"]
    assert response.headers["HX-Push-Url"] == "/expenses/?q=tea"
    assert "Deleted 1 expense." in response.text


@pytest.mark.parametrize("count", [1, 3, 50])
def test_statements_do_not_grow_with_the_rows(count, alice, make_expense, make_category, django_assert_num_queries):
    food = make_category(alice, "Food")
    for _ in range(count):
        make_expense(alice)
    rows = Expense.objects.for_user(alice)

    with django_assert_num_queries(11):
        assert categorise(rows, food.pk, owner=alice, actor=alice).count == count
    with django_assert_num_queries(15):
        add_tags(rows, ["a", "b"], owner=alice, actor=alice)
    with django_assert_num_queries(11):
        remove_tags(rows, ["a"], owner=alice, actor=alice)

    assert set(map(tuple, tags(alice).values())) == {("b",)}


def test_change_tells_whoever_has_the_form_open(alice, alice_client, make_expense, make_category, time_machine):
    expense = make_expense(alice)
    time_machine.move_to("2026-03-14T12:05:00Z")

    alice_client.post(BULK, {"action": "categorise", "category": make_category(alice).pk, "ids": [expense.pk]})

    assert Expense.objects.for_user(alice).get().updated_at > expense.updated_at


def test_no_tag_is_made_for_no_expense(alice, alice_client):
    alice_client.post(BULK, {"action": "add_tags", "tags": "new", "all_matching": "1", "shown": "q=nothing"})

    assert not Tag.objects.for_user(alice).exists()


def test_bulk_of_a_list_with_an_endless_id_says_so(alice_client):
    said = {"action": "delete", "shown": f"category={'9' * 5_000}&tag={'9' * 5_000}"}

    assert alice_client.post("/expenses/bulk/", said, headers={"HX-Request": "true"}).status_code == 200
