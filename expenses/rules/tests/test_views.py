"""The pages of rules, asked over HTTP."""

import pytest

from expenses.models import Activity, Expense, Rule

LIST, CREATE = "/rules/", "/rules/new/"

SAID = {
    "name": "Supermarkets",
    "kind": "",
    "look_in": "description",
    "match": "contains",
    "texts": "rewe\naldi",
    "least_amount": "",
    "most_amount": "",
    "wallet": "",
    "category": "",
    "tags": "weekly",
    "new_description": "",
    "seen": "",
}


def url(rule, action=""):
    return f"/rules/{rule.pk}/{action}"


def test_nobody_is_told_what_rules_are_for(alice_client):
    assert "No rules yet" in alice_client.get(LIST).content.decode()


def test_the_list_says_what_each_rule_does(alice_client, alice, bob, make_rule, make_category, make_tag, make_wallet):
    make_rule(bob, "Bob's rule")
    out = make_category(alice, "Out", parent=make_category(alice, "Food"))
    make_rule(
        alice, kind="expense", category=out, wallet=make_wallet(alice, "Card"), least_amount="10", most_amount="20.5"
    )
    make_rule(alice, "Second", texts="a\nb\nc\nd", look_in="notes", match="begins", tags=[make_tag(alice, "tax")])
    make_rule(alice, "Third", least_amount="3", most_amount="3", texts="", new_description="Coffee")
    make_rule(alice, "Fourth", most_amount="3", texts="")

    rows = alice_client.get(LIST).context["rows"]

    assert [(row.rule.name, row.conditions, row.effects) for row in rows] == [
        (
            "Rewe",
            ["Expenses", "the description contains “rewe”", "amount 10 to 20.50", "in Card"],
            ["Food: Out"],
        ),
        ("Second", ["the notes begins with “a” or “b” or “c” or 1 more"], ["#tax"]),
        ("Third", ["amount 3"], ["described as “Coffee”"]),
        ("Fourth", ["amount up to 3"], ["does nothing"]),
    ]


def test_the_list_takes_as_many_queries_for_three_rules(
    alice_client, alice, make_rule, make_tag, make_category, django_assert_num_queries
):
    make_rule(alice, "a", tags=[make_tag(alice, "a")], category=make_category(alice, "a"))
    alice_client.get(LIST)
    with django_assert_num_queries(6):  # session, person, categories, tags, links, rules
        alice_client.get(LIST)
    for name in "bc":
        make_rule(alice, name, tags=[make_tag(alice, name)], category=make_category(alice, name))

    with django_assert_num_queries(6):
        alice_client.get(LIST)


def test_a_rule_is_added_and_previewed(alice_client, alice, make_category):
    salary = make_category(alice, "Salary", kind="income")

    response = alice_client.post(
        CREATE, {**SAID, "least_amount": "1.234,50", "category": salary.pk, "new_description": " Pay "}
    )

    rule = Rule.objects.for_user(alice).get()
    assert response.url == url(rule)
    assert (rule.kind, rule.category, str(rule.least_amount)) == ("income", salary, "1234.5000")
    assert (rule.texts, rule.new_description, rule.position) == ("rewe\naldi", "Pay", 1)
    assert list(rule.tags.through.objects.for_user(alice).values_list("tag__name", flat=True)) == ["weekly"]
    assert Activity.objects.for_user(alice).get().summary == "Added the rule “Supermarkets”"


def test_the_form_says_what_the_rule_says(alice_client, alice, make_rule, make_tag, make_category, make_wallet):
    wallet, category = make_wallet(alice), make_category(alice)
    tags = [make_tag(alice, "b"), make_tag(alice, "a")]
    rule = make_rule(alice, kind="expense", wallet=wallet, category=category, most_amount="5.5", tags=tags)

    form = alice_client.get(url(rule, "edit/")).context["form"]

    said = {name: form[name].value() for name in ("wallet", "category", "most_amount", "tags", "texts")}
    assert said == {
        "wallet": wallet.pk, "category": category.pk, "most_amount": "5.50", "tags": "a, b", "texts": "rewe",
    }  # fmt: skip


def test_the_form_begins_with_what_the_address_says(alice_client, make_category, alice):
    form = alice_client.get(CREATE, {"name": "Rewe", "texts": "rewe", "is_active": "x"}).context["form"]

    assert (form["name"].value(), form["texts"].value()) == ("Rewe", "rewe")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "TAKEN"}, "name"),
        ({"texts": " \n "}, "texts"),
        ({"texts": "a\x00"}, "texts"),
        ({"texts": "x" * 2001}, "texts"),
        ({"match": "regex"}, "match"),
        ({"look_in": "amount"}, "look_in"),
        ({"kind": "transfer"}, "kind"),
        ({"least_amount": "x"}, "least_amount"),
        ({"least_amount": "-1"}, "least_amount"),
        ({"least_amount": "1.23456"}, "least_amount"),
        ({"most_amount": "1e99"}, "most_amount"),
        ({"least_amount": "3", "most_amount": "2"}, "most_amount"),
        ({"wallet": "999"}, "wallet"),
        ({"category": "{bob}"}, "category"),
        ({"category": "x"}, "category"),
        ({"category": "{food}", "kind": "income"}, "category"),
        ({"tags": ""}, "__all__"),
        ({"tags": "x" * 51}, "tags"),
        ({"new_description": "\x00"}, "new_description"),
        ({"seen": "x"}, "seen"),
    ],
)
def test_what_no_rule_can_be_is_said(changes, field, alice_client, alice, bob, make_rule, make_category):
    make_rule(alice, "Taken")
    ids = {"{bob}": bob.pk and make_category(bob, "Bob's").pk, "{food}": make_category(alice, "Food").pk}

    response = alice_client.post(CREATE, {**SAID, **{name: ids.get(value, value) for name, value in changes.items()}})

    assert list(response.context["form"].errors) == [field]
    assert Rule.objects.for_user(alice).count() == 1


def test_the_second_of_two_who_save_is_told(alice_client, alice, make_rule):
    rule = make_rule(alice)
    seen = alice_client.get(url(rule, "edit/")).context["form"]["seen"].value()
    alice_client.post(url(rule, "edit/"), {**SAID, "name": "First", "seen": seen})

    response = alice_client.post(url(rule, "edit/"), {**SAID, "name": "Second", "seen": seen})

    assert response.status_code == 409
    assert ("Name", "First", "Second") in response.context["conflicts"]
    assert Rule.objects.for_user(alice).get().name == "First"


def test_the_preview_shows_what_would_change(alice_client, alice, make_rule, make_category, make_expense, make_tag):
    food, other = make_category(alice, "Food"), make_category(alice, "Other")
    make_expense(alice, description="rewe 1", category=other)
    make_expense(alice, description="rewe 2", category=food)
    rule = make_rule(alice, category=food, kind="expense")

    response = alice_client.get(url(rule))

    (row,) = response.context["rows"]
    assert (row.description, row.category, row.new_category, row.amount) == ("rewe 1", "Other", "Food", "€12.50")
    assert (response.context["count"], response.context["next_url"]) == (1, "")
    assert alice_client.get(url(rule), {"only": "uncategorised"}).context["rows"] == []


def test_a_long_preview_comes_in_pages(alice_client, alice, make_rule, make_tag, make_expense, monkeypatch):
    monkeypatch.setattr("expenses.rules.preview.PAGE_ROWS", 2)
    monkeypatch.setattr("expenses.rules.preview.MOST_COUNTED", 4)
    for _ in range(5):
        make_expense(alice, description="rewe")
    rule = make_rule(alice, tags=[make_tag(alice, "x")])

    first = alice_client.get(url(rule))
    second = alice_client.get(first.context["next_url"], headers={"HX-Request": "true"})
    third = alice_client.get(second.context["next_url"])

    assert first.context["count"] == 5
    assert [len(page.context["rows"]) for page in (first, second, third)] == [2, 2, 1]
    assert [page.templates[0].name for page in (second, third)] == [
        "expenses/_rule_changes.html",
        "expenses/rule_detail.html",
    ]
    assert "expense~" in first.context["next_url"].replace("%7E", "~")


def test_a_wrong_place_leads_to_the_start(alice_client, alice, make_rule):
    rule = make_rule(alice)

    assert alice_client.get(url(rule), {"after": "nonsense"}).url == url(rule)


def test_run_now_writes_and_says_so(alice_client, alice, make_rule, make_expense):
    make_expense(alice, description="rewe")
    rule = make_rule(alice, new_description="Rewe")

    page = alice_client.post(url(rule, "run/"), follow=True).content.decode()
    again = alice_client.post(url(rule, "run/"), {"only": "uncategorised"}, follow=True).content.decode()

    assert "Ran the rule “Rewe” on 1 expense." in page
    assert "Nothing to change" in again
    assert Expense.objects.for_user(alice).get().description == "Rewe"


def test_rules_are_moved_and_switched(alice_client, alice, make_rule):
    first, second = make_rule(alice, "a"), make_rule(alice, "b")

    moved = alice_client.post(url(second, "move/"), {"to": "up"}, headers={"HX-Request": "true"})
    switched = alice_client.post(url(first, "switch/"), {"to": "off"})

    assert [row.rule.name for row in moved.context["rows"]] == ["b", "a"]
    assert switched.url == LIST
    assert list(Rule.objects.for_user(alice).values_list("name", "is_active")) == [("b", True), ("a", False)]


def test_a_rule_is_deleted(alice_client, alice, make_rule):
    rule = make_rule(alice)

    page = alice_client.get(url(rule, "delete/"))
    response = alice_client.post(url(rule, "delete/"))

    assert "Only the rule goes" in page.content.decode()
    assert response.url == LIST
    assert not Rule.objects.for_user(alice).exists()


@pytest.mark.parametrize("action", ["run/", "move/", "switch/"])
def test_what_changes_is_posted(action, alice_client, alice, make_rule):
    assert alice_client.get(url(make_rule(alice), action)).status_code == 405


@pytest.mark.parametrize("action", ["", "edit/", "run/", "move/", "switch/", "delete/"])
def test_a_strangers_rule_does_not_exist(action, bob_client, alice, make_rule):
    rule = make_rule(alice)

    assert (bob_client.get(url(rule, action)).status_code, bob_client.post(url(rule, action)).status_code) in [
        (404, 404),
        (405, 404),
        (404, 405),
    ]


def test_categories_lead_to_rules(alice_client):
    assert f'href="{LIST}"' in alice_client.get("/categories/").content.decode()
