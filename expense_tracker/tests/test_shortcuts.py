"""The keys that lead from page to page, and the table that names them."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.usefixtures("today")


def test_the_table_of_keys_names_each_that_leads_to_a_page(alice_client):
    text = alice_client.get(reverse("expenses:tag-list")).text

    working = re.findall(r'data-shortcut="g (\w)"', text)
    named = re.findall(r"<kbd>g</kbd>\s*<kbd>(\w)</kbd>", text)

    assert len(working) > 10
    assert sorted(set(named)) == sorted(set(working))
    assert len(named) == len(set(named))
