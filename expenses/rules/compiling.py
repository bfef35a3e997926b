"""A person's rules as plain values, in their order."""

from collections import defaultdict
from collections.abc import Iterable

from accounts.models import User
from expenses.rules.matching import Conditions, Effects, PlainRule, Ruleset
from expenses.rules.models import Rule, RuleTag


def rules_of(owner: User) -> list[Rule]:
    """Return the rules of a person in their order, each with its category and wallet, in one query."""
    rows = Rule.objects.for_user(owner).select_related("category", "wallet")
    return list(rows.order_by("position", "pk"))


def ruleset_of(owner: User) -> Ruleset:
    """Return the active rules of a person, ready to be asked, in two queries."""
    return compile_rules([rule for rule in rules_of(owner) if rule.is_active], owner)


def compile_rules(rules: Iterable[Rule], owner: User) -> Ruleset:
    """Return `rules` of `owner`, which came with their categories, ready to be asked; one query for their tags."""
    tags = tags_of(owner)
    return Ruleset(plain(rule, tags[rule.pk]) for rule in rules)


def tags_of(owner: User) -> defaultdict[int, tuple[int, ...]]:
    """Return the ids of the tags that each rule adds."""
    tags: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    for rule_id, tag_id in RuleTag.objects.for_user(owner).order_by("tag").values_list("rule_id", "tag_id"):
        tags[rule_id] += (tag_id,)
    return tags


def plain(rule: Rule, tag_ids: tuple[int, ...]) -> PlainRule:
    conditions = Conditions(
        kind=rule.kind,
        texts=tuple(rule.texts.splitlines()),
        look_in=rule.look_in,
        match=rule.match,
        least_amount=rule.least_amount,
        most_amount=rule.most_amount,
        wallet_id=rule.wallet_id,
    )
    category_kind = rule.category.kind if rule.category else ""
    return PlainRule(rule.pk, conditions, Effects(rule.category_id, category_kind, tag_ids, rule.new_description))
