"""A person's rules in words, in their order."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.models import Tag
from expenses.money import decimal_mark
from expenses.rules.compiling import rules_of, tags_of
from expenses.rules.models import Rule

NO_EFFECT = "does nothing"
TEXTS_SHOWN = 3


@dataclass(frozen=True)
class RuleRow:
    """A rule with what it asks for and what it writes, each in a few words."""

    rule: Rule
    conditions: list[str]
    effects: list[str]


def rule_rows(user: User) -> list[RuleRow]:
    """Return the rules of a person in words, in four queries."""
    words = RuleWords(user)
    return [words.row(rule) for rule in rules_of(user)]


class RuleWords:
    """Writes rules for one person: categories and tags by name, amounts as they write them."""

    def __init__(self, user: User) -> None:
        self.tree = CategoryTree.of(user, None)
        self.tags = dict(Tag.objects.for_user(user).order_by().values_list("pk", "name"))
        self.tag_ids, self.mark = tags_of(user), decimal_mark(user.locale)

    def row(self, rule: Rule) -> RuleRow:
        return RuleRow(rule, list(self._conditions(rule)), list(self._effects(rule)) or [NO_EFFECT])

    def _conditions(self, rule: Rule) -> Iterator[str]:
        if rule.kind:
            yield rule.get_kind_display()
        if texts := [text for text in rule.texts.splitlines() if text.strip()]:
            more = len(texts) - TEXTS_SHOWN
            shown = " or ".join(f"“{text}”" for text in texts[:TEXTS_SHOWN]) + (f" or {more} more" if more > 0 else "")
            yield f"{rule.get_look_in_display()} {rule.get_match_display()} {shown}"
        if amounts := self._amounts(rule):
            yield amounts
        if rule.wallet:
            yield f"in {rule.wallet.name}"

    def _amounts(self, rule: Rule) -> str:
        least, most = (self.number(amount) for amount in (rule.least_amount, rule.most_amount))
        if least and most:
            return f"amount {least}" if least == most else f"amount {least} to {most}"
        if least:
            return f"amount from {least}"
        return f"amount up to {most}" if most else ""

    def number(self, amount: Decimal | None) -> str:
        return "" if amount is None else plain_number(amount, self.mark)

    def _effects(self, rule: Rule) -> Iterator[str]:
        if rule.category_id:
            yield self.tree.path(rule.category_id)
        for tag_id in self.tag_ids[rule.pk]:
            yield f"#{self.tags[tag_id]}"
        if rule.new_description:
            yield f"described as “{rule.new_description}”"


def plain_number(amount: Decimal, mark: str) -> str:
    """Return an amount of any currency as a form has it: two decimals, or as many more as it has, or none."""
    plain = f"{amount.normalize():f}"
    decimals = len(plain.partition(".")[2])
    return (f"{amount:.2f}" if decimals == 1 else plain).replace(".", mark)
