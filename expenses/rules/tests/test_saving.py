"""Rules written, moved, switched and removed, and what becomes of them when what they name goes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from expenses.activity.undo import undo
from expenses.categories.removing import delete_category, merge_categories
from expenses.models import Category, Rule, RuleTag, Tag
from expenses.rules.saving import delete_rule, move_rule, next_position, save_rule, switch_rule
from expenses.sample.loading import load_sample, remove_sample
from expenses.tags.merging import delete_tag, merge_tags
from expenses.wallets.saving import delete_wallet


def names(owner):
    return list(Rule.objects.for_user(owner).order_by("position", "pk").values_list("name", flat=True))


def tags_of(owner):
    return sorted(RuleTag.objects.for_user(owner).values_list("rule__name", "tag__name"))


def test_a_rule_that_was_added_goes_by_undo_with_its_tags(alice):
    activity = save_rule(Rule(owner=alice, name="Rewe", texts="rewe"), ["weekly"], owner=alice, actor=alice)
    assert tags_of(alice) == [("Rewe", "weekly")]

    undo(activity.pk, owner=alice, actor=alice)

    assert names(alice) == []


def test_a_change_is_undone_with_its_tags(alice, make_rule, make_tag):
    rule = make_rule(alice, tags=[make_tag(alice, "old")])
    rule.name = "New"
    activity = save_rule(rule, ["new", "newer"], owner=alice, actor=alice)
    assert tags_of(alice) == [("New", "new"), ("New", "newer")]

    undo(activity.pk, owner=alice, actor=alice)

    assert tags_of(alice) == [("Rewe", "old")]


def test_a_deleted_rule_comes_back_where_it_was(alice, make_rule, make_tag):
    rule = make_rule(alice, tags=[make_tag(alice, "weekly")])
    make_rule(alice, "Second")
    activity = delete_rule(rule, owner=alice, actor=alice)
    assert names(alice) == ["Second"]

    undo(activity.pk, owner=alice, actor=alice)

    assert names(alice) == ["Rewe", "Second"]
    assert tags_of(alice) == [("Rewe", "weekly")]


@pytest.mark.parametrize(
    ("moved", "steps", "expected"),
    [
        ("a", 1, ["b", "a", "c"]),
        ("c", -1, ["a", "c", "b"]),
        ("c", -9, ["c", "a", "b"]),
        ("a", -1, ["a", "b", "c"]),
        ("c", 1, ["a", "b", "c"]),
    ],
)
def test_rules_are_moved_and_back(moved, steps, expected, alice, make_rule):
    rules = {name: make_rule(alice, name, position=4) for name in "abc"}

    activity = move_rule(rules[moved], steps, owner=alice, actor=alice)

    assert names(alice) == expected
    if activity is not None:
        undo(activity.pk, owner=alice, actor=alice)
        assert names(alice) == ["a", "b", "c"]


def test_a_rule_is_switched_off_and_on_by_undo(alice, make_rule):
    rule = make_rule(alice)
    activity = switch_rule(rule, is_active=False, owner=alice, actor=alice)
    assert not Rule.objects.for_user(alice).get().is_active

    undo(activity.pk, owner=alice, actor=alice)

    assert Rule.objects.for_user(alice).get().is_active


def test_a_new_rule_is_asked_last(alice, make_rule):
    make_rule(alice, "Later", position=7)

    save_rule(Rule(owner=alice, name="Added", texts="x"), [], owner=alice, actor=alice)

    assert names(alice) == ["Later", "Added"]


def test_rules_that_are_added_at_once_stand_one_after_the_other(alice, transactional_db):
    together = Barrier(4)

    def add(number):
        together.wait(timeout=10)
        with transaction.atomic():
            Rule.objects.create(owner=alice, name=f"Rule {number}", texts="x", position=next_position(alice))
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))

    assert sorted(Rule.objects.for_user(alice).values_list("position", flat=True)) == [1, 2, 3, 4]


def test_a_name_stands_once(alice, bob, make_rule):
    make_rule(bob, "Rewe")
    make_rule(alice, "Rewe")

    with pytest.raises(ValidationError, match="rule of this name"):
        save_rule(Rule(owner=alice, name="REWE", texts="x"), [], owner=alice, actor=alice)


def test_rules_follow_a_merged_category_and_come_back(alice, make_rule, make_category):
    food, other = make_category(alice, "Food"), make_category(alice, "Other")
    make_rule(alice, category=food)
    outcome = merge_categories(food.pk, other.pk, owner=alice)
    assert Rule.objects.for_user(alice).get().category == other

    undo(outcome.activity.pk, owner=alice, actor=alice)

    assert Rule.objects.for_user(alice).get().category == food


def test_rules_lose_a_deleted_category(alice, make_rule, make_category):
    food = make_category(alice, "Food")
    make_rule(alice, category=food)

    delete_category(food.pk, owner=alice)

    assert Rule.objects.for_user(alice).get().category is None


def test_rules_follow_a_merged_tag(alice, make_rule, make_tag):
    one, two = make_tag(alice, "one"), make_tag(alice, "two")
    make_rule(alice, "a", tags=[one])
    make_rule(alice, "b", tags=[one, two])
    activity = merge_tags(one.pk, two.pk, owner=alice)
    assert tags_of(alice) == [("a", "two"), ("b", "two")]

    undo(activity.pk, owner=alice, actor=alice)

    assert tags_of(alice) == [("a", "one"), ("b", "one"), ("b", "two")]


def test_rules_lose_a_deleted_tag_and_get_it_back(alice, make_rule, make_tag):
    tag = make_tag(alice, "one")
    make_rule(alice, tags=[tag])
    activity = delete_tag(tag, owner=alice, actor=alice)
    assert tags_of(alice) == []

    undo(activity.pk, owner=alice, actor=alice)

    assert tags_of(alice) == [("Rewe", "one")]


def test_a_wallet_that_a_rule_asks_for_stays(alice, make_rule, make_wallet):
    wallet = make_wallet(alice)
    make_rule(alice, wallet=wallet)

    with pytest.raises(ValidationError, match="Change or delete the rule first: “Rewe”"):
        delete_wallet(wallet, owner=alice, actor=alice)


def test_sample_categories_and_tags_that_a_rule_names_stay(alice, today, make_rule):
    load_sample(alice, today=today)
    category = Category.objects.for_user(alice).filter(is_sample=True).order_by("pk").first()
    tag = Tag.objects.for_user(alice).filter(is_sample=True).order_by("pk").first()
    make_rule(alice, category=category, tags=[tag])

    remove_sample(alice)

    assert Rule.objects.for_user(alice).get().category == category
    assert tags_of(alice) == [("Rewe", tag.name)]
