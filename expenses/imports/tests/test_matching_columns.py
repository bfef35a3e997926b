"""Matching the columns of a table: another header, what the first rows become, and what makes no sense."""

import pytest
from django.urls import reverse

from expenses.imports.models import StatementImport
from expenses.imports.tests.files import bring, csv, guessed, latest, match, ofx, step
from expenses.models import Expense

PREAMBLE = b"My bank;Giro\nPeriod;March\n\nDay;Who;Sum\n2026-03-02;Coffee;-3.20\n2026-03-05;Salary;1500.00\n"


@pytest.fixture
def wallet(alice, make_wallet):
    return make_wallet(alice, "Giro")


@pytest.fixture
def source(alice_client, wallet):
    bring(alice_client, csv(), "table.csv")
    return latest()


def url(name, source):
    return reverse(f"expenses:statement-{name}", args=[source.pk])


def try_it(client, source, **said):
    return client.post(url("trial", source), {**guessed(source), **said}, HTTP_HX_REQUEST="true")


def shown(response):
    return [(row.line, row.written, row.amount, row.description) for row in response.context["trial"].rows]


def test_the_page_shows_what_the_first_rows_become(alice_client, source):
    page = alice_client.get(source.get_absolute_url())

    text = page.content.decode()
    assert shown(page)[0][:2] == (2, "2026-03-02 · Coffee Corner · -3.20")
    assert "-€3.20" in text
    assert "money in" in text
    assert f'hx-post="{url("trial", source)}"' in text


def test_a_trial_follows_what_is_chosen_and_keeps_nothing(alice_client, source):
    before = source.mapping

    turned = try_it(alice_client, source, sign="spending")
    swapped = try_it(alice_client, source, column_1="ignored")

    assert [str(row[2]) for row in shown(turned)] == ["3.20", "3.20", "-1500.00"]
    assert [row[3] for row in shown(swapped)] == ["", "", ""]
    assert latest().mapping == before
    assert turned.content.decode().lstrip().startswith("<section")


def test_a_trial_without_scripts_is_the_whole_page(alice_client, source):
    page = alice_client.post(url("trial", source), {**guessed(source), "sign": "spending"})

    assert page.templates[0].name == "expenses/statement_detail.html"
    assert [str(row[2]) for row in shown(page)] == ["3.20", "3.20", "-1500.00"]
    assert latest().status == "matching"


NONSENSE = [
    ({"column_0": ""}, "No column holds the date. Choose the one that does."),
    (
        {"column_2": ""},
        "No column holds the amount. Choose the one that does, or one for money out",
    ),
    ({"column_0": "amount"}, "Two columns are given as “amount”. Choose one of them."),
    (
        {"column_0": "amount", "column_2": "date"},
        "Column 3 holds no dates, such as “-3.20”. Choose another",
    ),
    ({"column_1": "amount", "column_2": ""}, "Column 2 holds no amounts, such as “Coffee Corner”. Choose another one."),
    ({"sign": "direction"}, "No column says whether money went out or came in. Choose it, or another way to tell."),
    ({"column_0": "gold"}, "These columns cannot be used for this file. Match them again."),
    ({"sign": "sideways"}, "These columns cannot be used for this file. Match them again."),
]


@pytest.mark.parametrize(("said", "sentence"), NONSENSE)
def test_columns_that_make_no_sense_are_said_at_once_and_when_sent(alice, alice_client, source, wallet, said, sentence):
    trial = try_it(alice_client, source, **said)
    sent = match(alice_client, source, wallet=wallet.pk, **{**guessed(source), **said})

    page = sent.content or alice_client.get(source.get_absolute_url()).content
    assert any(problem.startswith(sentence) for problem in trial.context["trial"].problems)
    assert shown(trial) == []
    assert latest().status == "matching"
    assert sentence in page.decode() or "Select a valid choice" in page.decode()
    assert Expense.objects.for_user(alice).count() == 0


def test_rows_that_cannot_be_read_this_way_are_named(alice_client, wallet):
    bring(
        alice_client, b"Day;Who;Sum\n2026-03-02;Coffee;-3.20\n2026-02-31;Salary;1.00\n", "table.csv", kind="statement"
    )

    page = alice_client.get(latest().get_absolute_url())

    (mistake,) = page.context["trial"].mistakes
    assert mistake.startswith("Line 3: ")
    assert mistake in page.content.decode().replace("&#x27;", "'")


def test_the_line_that_names_the_columns_can_be_chosen(alice, alice_client, wallet):
    bring(alice_client, PREAMBLE, "table.csv", kind="statement")
    source = latest()
    page = alice_client.get(source.get_absolute_url()).content.decode()

    alice_client.post(url("header", source), {"header_line": "5"})
    named = latest()
    alice_client.post(url("header", source), {"header_line": "4"})

    assert '<option value="4" selected>line 4: Day · Who · Sum</option>' in page
    assert [column["name"] for column in named.remarks["columns"]] == ["2026-03-02", "Coffee", "-3.20"]
    assert (named.mapping["header_line"], named.rows_expected) == (5, 1)
    assert latest().mapping == source.mapping

    match(alice_client, source, wallet=wallet.pk, **guessed(latest()))
    step(alice_client, "apply", source)
    assert latest().written_count == 2


def test_a_table_may_have_no_header(alice_client, source):
    alice_client.post(url("header", source), {"header_line": "0"})

    assert latest().mapping["header_line"] == 0
    assert latest().rows_expected == 3


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("4", "No row follows this line. Choose an earlier one for the names of the columns."),
        ("99", "This line holds nothing. Choose another one for the names of the columns."),
        ("x", None),
        ("", None),
        ("-1", None),
    ],
)
def test_a_line_that_cannot_name_columns_changes_nothing(alice_client, source, line, sentence):
    page = alice_client.post(url("header", source), {"header_line": line}, follow=True)

    assert [str(message) for message in page.context["messages"]] == ([sentence] if sentence else [])
    assert latest().mapping == source.mapping


def test_a_header_chosen_by_hand_is_remembered_by_its_look(alice_client, wallet):
    bring(alice_client, PREAMBLE, "march.csv", kind="statement")
    source = latest()
    alice_client.post(url("header", source), {"header_line": "4"})
    match(alice_client, latest(), wallet=wallet.pk, **{**guessed(latest()), "sign": "spending"})
    step(alice_client, "apply", latest())

    bring(alice_client, PREAMBLE.replace(b"2026-03", b"2026-04"), "april.csv", kind="statement")

    assert (latest().status, latest().mapping["sign"]) == ("checked", "spending")


def test_only_a_table_that_waits_has_columns_to_try(alice_client, source, wallet):
    match(alice_client, source, wallet=wallet.pk, **guessed(source))
    late = [try_it(alice_client, source).status_code, alice_client.post(url("header", source)).status_code]
    bring(alice_client, ofx())
    none = [alice_client.post(url(name, latest())).status_code for name in ("trial", "header")]

    assert late == [404, 302]
    assert none == [404, 404]
    assert StatementImport.objects.for_user(source.owner).get(pk=source.pk).status == "checked"


@pytest.mark.parametrize("name", ["trial", "header"])
def test_a_long_table_is_tried_by_its_beginning(alice_client, wallet, name):
    rows = [("20260302", "-3.20", f"Shop {number} {'x' * 80}", "") for number in range(6_000)]
    bring(alice_client, csv(rows), "long.csv")

    answer = alice_client.post(url(name, latest()), {**guessed(latest()), "header_line": "1"})

    assert answer.status_code in (200, 302)
    assert len(alice_client.get(latest().get_absolute_url()).context["trial"].rows) == 5
