import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.identifiers import normalize_email, normalize_username, sign_in_key


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Alice", "Alice"),
        ("ＡＬＩＣＥ", "ALICE"),
        ("ﬁona", "fiona"),
        ("ÄNNE", "äNNE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
        ("İbrahim", "ibrahim"),
    ],
)
def test_normalize_username_keeps_ascii_case_alone(typed, stored):
    assert normalize_username(typed) == stored


@given(st.text())
def test_normalize_username_leaves_what_it_gave_as_it_is(username):
    once = normalize_username(username)

    assert normalize_username(once) == once


@given(st.text(alphabet="abcABCäöÄÖéÉσΣ", min_size=1))
def test_sign_in_key_is_the_same_in_upper_and_lower_case(username):
    assert sign_in_key(username.upper()) == sign_in_key(username.lower())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Alice@Example.ORG ", "Alice@example.org"),
        ("alice@BÜCHER.example", "alice@bücher.example"),
        ("no at sign", "no at sign"),
        ("", ""),
    ],
)
def test_normalize_email_lowers_the_domain(typed, stored):
    assert normalize_email(typed) == stored
