from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.rules.matching import NOTHING, Conditions, Effects, Facts, PlainRule, Ruleset, fold

GROCERIES = Effects(category_id=1, category_kind="expense")


def fits(facts: Facts, **conditions) -> bool:
    ruleset = Ruleset([PlainRule(1, Conditions(**conditions), GROCERIES)])
    return ruleset.outcome(facts) != NOTHING


def spent(description="Rewe Markt 123", amount="12.50", **fields) -> Facts:
    return Facts("expense", description, Decimal(amount), **fields)


@pytest.mark.parametrize(
    ("match", "text", "expected"),
    [
        ("contains", "WE MAR", True),
        ("contains", "edeka", False),
        ("begins", "rewe", True),
        ("begins", "markt", False),
        ("equals", " rewe  MARKT 123 ", True),
        ("equals", "rewe markt", False),
        ("words", "markt rewe", True),
        ("words", "mark", False),
        ("words", "!!!", False),
    ],
)
def test_texts_are_found_whatever_their_case(match, text, expected):
    assert fits(spent(), texts=(text,), match=match) is expected


@pytest.mark.parametrize("description", ["STRASSENBAHN", "straßenbahn", "Straßenbahn  Wien"])
def test_letters_are_folded(description):
    assert fits(spent(description), texts=("Straßenbahn",))


def test_one_of_several_texts_is_enough_and_blank_ones_ask_nothing():
    assert fits(spent(), texts=("edeka", "rewe"))
    assert not fits(spent(), texts=("edeka", "  "))


@pytest.mark.parametrize(
    ("look_in", "expected"), [("description", [True, False]), ("notes", [False, True]), ("either", [True, True])]
)
def test_words_are_looked_for_where_the_rule_says(look_in, expected):
    rows = [spent("tea", notes="milk"), spent("milk", notes="tea")]

    assert [fits(row, texts=("tea",), look_in=look_in) for row in rows] == expected


@pytest.mark.parametrize(
    ("amount", "least", "most", "expected"),
    [
        ("10", "10", None, True),
        ("9.99", "10", None, False),
        ("-10", "10", "10", True),
        ("10.01", None, "10", False),
        ("10", "0", "10", True),
    ],
)
def test_amounts_are_compared_without_their_sign(amount, least, most, expected):
    bounds = {"least_amount": least, "most_amount": most}
    conditions = {name: Decimal(bound) if bound else None for name, bound in bounds.items()}

    assert fits(spent(amount=amount), **conditions) is expected


def test_wallet_and_kind_must_be_the_same():
    assert fits(spent(wallet_id=5), wallet_id=5)
    assert not fits(spent(), wallet_id=5)
    assert not fits(spent(), wallet_id=5, texts=("rewe",))
    assert not fits(spent(), texts=("rewe",), kind="income")


def test_what_asks_for_nothing_fits_nothing():
    assert not fits(spent())
    assert not fits(spent(), texts=(" ",))


def test_the_first_rule_decides_and_tags_add_up():
    rewe = Conditions(texts=("rewe",))
    rules = Ruleset(
        [
            PlainRule(1, Conditions(texts=("aldi",)), Effects(9, "expense")),
            PlainRule(2, rewe, Effects(tag_ids=(7,))),
            PlainRule(3, rewe, Effects(1, "expense", (8, 7), "Rewe")),
            PlainRule(4, rewe, Effects(2, "expense", (), "Supermarket")),
        ]
    )

    outcome = rules.outcome(spent())

    assert (outcome.category_id, outcome.description, outcome.tag_ids, outcome.rule_ids) == (
        1,
        "Rewe",
        (7, 8),
        (2, 3, 4),
    )


def test_a_category_is_given_to_its_own_kind_of_record():
    rules = Ruleset([PlainRule(1, Conditions(texts=("rewe",)), Effects(1, "income", (7,)))])

    outcome = rules.outcome(spent())

    assert (outcome.category_id, outcome.tag_ids) == (None, (7,))


TEXTS = st.text(alphabet="abAß 1!", max_size=6)
CONDITIONS = st.builds(
    Conditions,
    kind=st.sampled_from(["", "expense", "income"]),
    texts=st.lists(TEXTS, max_size=3).map(tuple),
    look_in=st.sampled_from(["description", "notes", "either"]),
    match=st.sampled_from(["contains", "words", "begins", "equals"]),
    least_amount=st.none() | st.decimals(0, 20, places=2),
    most_amount=st.none() | st.decimals(0, 20, places=2),
    wallet_id=st.none() | st.integers(1, 2),
)
EFFECTS = st.builds(
    Effects,
    category_id=st.none() | st.integers(1, 3),
    category_kind=st.just("expense"),
    tag_ids=st.lists(st.integers(1, 3), unique=True, max_size=2).map(tuple),
    description=TEXTS,
)
FACTS = st.builds(
    Facts,
    kind=st.sampled_from(["expense", "income"]),
    description=TEXTS,
    amount=st.decimals(-20, 20, places=2),
    wallet_id=st.none() | st.integers(1, 2),
    notes=TEXTS,
)


def written(facts: Facts, rules: Ruleset) -> tuple[Facts, int | None, tuple[int, ...]]:
    """Return the record as it is afterwards, with the category and the tags that it was given."""
    outcome = rules.outcome(facts)
    description = facts.description if outcome.description is None else outcome.description
    after = Facts(facts.kind, description, facts.amount, facts.wallet_id, facts.notes)
    return after, outcome.category_id, outcome.tag_ids


@given(facts=FACTS, conditions=CONDITIONS, effects=EFFECTS)
def test_a_rule_that_runs_twice_changes_nothing_the_second_time(facts, conditions, effects):
    rules = Ruleset([PlainRule(1, conditions, effects)])

    once, category_id, tag_ids = written(facts, rules)
    twice, again_category_id, again_tag_ids = written(once, rules)

    assert twice == once
    assert again_category_id in (category_id, None)
    assert set(again_tag_ids) <= set(tag_ids)


@given(
    facts=FACTS,
    rules=st.lists(st.tuples(CONDITIONS, EFFECTS), max_size=4),
)
def test_rules_that_leave_the_description_alone_say_the_same_again(facts, rules):
    plain = [
        PlainRule(place, conditions, Effects(effects.category_id, effects.category_kind, effects.tag_ids))
        for place, (conditions, effects) in enumerate(rules)
    ]

    once = written(facts, Ruleset(plain))

    assert written(once[0], Ruleset(plain)) == once


@given(text=st.text(max_size=20))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
