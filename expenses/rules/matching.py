"""Rules asked of plain values: compiled once, applied to many. No database, no request."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"\w+")


class Facts(NamedTuple):
    """What rules are asked of a record. `kind` is "expense" or "income"; `amount` is as it was paid."""

    kind: str
    description: str
    amount: Decimal = Decimal(0)
    wallet_id: int | None = None
    notes: str = ""


@dataclass(frozen=True)
class Conditions:
    """What must hold, all of it. None, "" and no texts ask for nothing; amounts are without their sign.

    `look_in` is "description", "notes" or "either"; `match` is "contains", "words", "begins" or "equals".
    """

    kind: str = ""
    texts: tuple[str, ...] = ()
    look_in: str = "description"
    match: str = "contains"
    least_amount: Decimal | None = None
    most_amount: Decimal | None = None
    wallet_id: int | None = None


@dataclass(frozen=True)
class Effects:
    """What to write: None and "" leave alone what there is. `category_kind` is the kind of record it is for."""

    category_id: int | None = None
    category_kind: str = ""
    tag_ids: tuple[int, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class PlainRule:
    id: int
    conditions: Conditions
    effects: Effects


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all rules together say of a record; None leaves alone what there is."""

    category_id: int | None = None
    description: str | None = None
    tag_ids: tuple[int, ...] = ()
    rule_ids: tuple[int, ...] = ()


NOTHING = Outcome()
MOST_KEPT = 100_000

Test = Callable[[Facts], bool]


class Ruleset:
    """Some rules in their order. The first that says a category decides it, likewise the description; tags add up.

    All rules are asked of the record as it is: none sees what another one writes. `needs` are those of "amount" and
    "notes" that any of them asks for.
    """

    def __init__(self, rules: Iterable[PlainRule]) -> None:
        plain = list(rules)
        self._rules = [(rule, _tests(rule.conditions)) for rule in plain]
        self._outcomes: dict[tuple[str, tuple[int, ...]], Outcome] = {}
        self._asked: dict[tuple[str, str, int | None, str], Outcome] = {}
        self.needs = frozenset(name for rule in plain for name in _needs(rule.conditions))

    def __bool__(self) -> bool:
        return bool(self._rules)

    def outcome(self, facts: Facts) -> Outcome:
        """Return what the rules write into the record; NOTHING where none fits. What they would ask again is kept."""
        if not self._rules:
            return NOTHING
        if "amount" in self.needs:
            return self._ask(facts)
        kind, description, _amount, wallet_id, notes = facts
        key = kind, description, wallet_id, notes if "notes" in self.needs else ""
        if key not in self._asked:
            if len(self._asked) >= MOST_KEPT:
                self._asked.clear()
            self._asked[key] = self._ask(facts)
        return self._asked[key]

    def _ask(self, facts: Facts) -> Outcome:
        fitting = [rule for rule, tests in self._rules if _holds(tests, facts)]
        if not fitting:
            return NOTHING
        key = facts.kind, tuple([rule.id for rule in fitting])
        if key not in self._outcomes:
            self._outcomes[key] = _together(fitting, facts.kind)
        return self._outcomes[key]


def _holds(tests: list[Test], facts: Facts) -> bool:
    for test in tests:  # noqa: SIM110  a generator would take twice as long
        if not test(facts):
            return False
    return True


def _together(rules: list[PlainRule], kind: str) -> Outcome:
    effects = [rule.effects for rule in rules]
    categories = (one.category_id for one in effects if one.category_id and one.category_kind == kind)
    descriptions = (one.description for one in effects if one.description)
    tag_ids = dict.fromkeys(tag for one in effects for tag in one.tag_ids)
    return Outcome(next(categories, None), next(descriptions, None), tuple(tag_ids), tuple(rule.id for rule in rules))


def _needs(conditions: Conditions) -> Iterator[str]:
    if conditions.least_amount is not None or conditions.most_amount is not None:
        yield "amount"
    if conditions.texts and conditions.look_in != "description":
        yield "notes"


def _tests(conditions: Conditions) -> list[Test]:
    """Return what to ask, the cheapest first."""
    tests: list[Test] = []
    if conditions.kind:
        tests.append(lambda facts: facts.kind == conditions.kind)
    if conditions.wallet_id is not None:
        tests.append(lambda facts: facts.wallet_id == conditions.wallet_id)
    least, most = conditions.least_amount, conditions.most_amount
    if least is not None:
        tests.append(lambda facts: abs(facts.amount) >= least)
    if most is not None:
        tests.append(lambda facts: abs(facts.amount) <= most)
    if texts := tuple(fold(text) for text in conditions.texts if fold(text)):
        tests.append(_text_test(texts, conditions.match, conditions.look_in))
    return tests or [lambda facts: False]


def _text_test(texts: tuple[str, ...], match: str, look_in: str) -> Test:
    found = MATCHERS[match](texts)
    if look_in == "notes":
        return lambda facts: found(fold(facts.notes))
    if look_in == "description":
        return lambda facts: found(fold(facts.description))
    return lambda facts: found(fold(facts.description)) or found(fold(facts.notes))


def _contains(texts: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda said: any(text in said for text in texts)


def _begins(texts: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda said: said.startswith(texts)


def _equals(texts: tuple[str, ...]) -> Callable[[str], bool]:
    return frozenset(texts).__contains__


def _has_words(texts: tuple[str, ...]) -> Callable[[str], bool]:
    wanted = [words for words in (frozenset(_WORD.findall(text)) for text in texts) if words]

    def found(said: str) -> bool:
        there = set(_WORD.findall(said))
        return any(words <= there for words in wanted)

    return found


MATCHERS: dict[str, Callable[[tuple[str, ...]], Callable[[str], bool]]] = {
    "contains": _contains,
    "begins": _begins,
    "equals": _equals,
    "words": _has_words,
}


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return what is equal for texts that differ in case, blanks or the composition of their letters only."""
    small = text.casefold()
    if not small.isascii():
        small = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(small.split())
