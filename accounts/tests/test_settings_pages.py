import datetime
import re

import pytest

from accounts.models import User
from accounts.month_rules import EveryWeeks, LastWorkingDay
from accounts.views import settings as settings_views

URL = "/accounts/settings/"
PROFILE = "/accounts/settings/profile/"
EXAMPLE = "/accounts/settings/example/"
ANSWERS = {
    "home_currency": "EUR",
    "locale": "en_IE",
    "time_zone": "UTC",
    "first_day_of_week": "0",
    "month_start": "day",
    "month_start_day": "1",
    "year_start_month": "1",
    "theme": "auto",
}
AS_SAVED = {**ANSWERS, "first_day_of_week": 0, "month_start_day": 1, "year_start_month": 1}
FORTNIGHTS = {"month_start": "weeks", "month_start_weeks": "2", "month_start_date": "2026-11-13"}
NAMES = {"username": "alice", "first_name": "", "last_name": ""}


def preferences(person):
    person.refresh_from_db()
    return {name: getattr(person, name) for name in ANSWERS}


# Preferences


def test_preferences_are_saved(alice, bob, alice_client):
    chosen = {
        "home_currency": "JPY",
        "locale": "de_AT",
        "time_zone": "Asia/Tokyo",
        "first_day_of_week": 6,
        "month_start": "day",
        "month_start_day": 25,
        "year_start_month": 4,
        "theme": "dark",
    }

    response = alice_client.post(URL, chosen)

    assert response["Location"] == URL
    assert preferences(alice) == chosen
    assert preferences(bob) == AS_SAVED


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("home_currency", ""),
        ("home_currency", "XXX"),
        ("home_currency", "eur"),
        ("home_currency", "E\x00R"),
        ("locale", "xx_XX"),
        ("locale", "../../etc"),
        ("time_zone", "Nowhere/Else"),
        ("time_zone", "x" * 10_000),
        ("first_day_of_week", "7"),
        ("first_day_of_week", "-1"),
        ("first_day_of_week", "one"),
        ("month_start", ""),
        ("month_start", "payday"),
        ("month_start_day", "0"),
        ("month_start_day", "-1"),
        ("month_start_day", "32"),
        ("month_start_day", ""),
        ("month_start_day", "last"),
        ("month_start_weeks", "5"),
        ("month_start_date", "2026-02-30"),
        ("month_start_date", "1899-12-31"),
        ("month_start_date", "3000-01-01"),
        ("year_start_month", "13"),
        ("theme", "pink"),
    ],
)
def test_preferences_refuse_what_is_not_offered(alice, alice_client, field, typed):
    response = alice_client.post(URL, {**ANSWERS, field: typed})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert preferences(alice) == AS_SAVED


def test_refused_preferences_do_not_reach_the_page_around_the_form(alice_client):
    response = alice_client.post(URL, {**ANSWERS, "locale": "xx_XX", "theme": "pink"})

    assert response.context["request"].user.theme == "auto"
    assert 'data-theme="auto"' in response.content.decode()


def test_preference_that_is_no_longer_offered_can_stay(alice, alice_client):
    kept = {"home_currency": "ATS", "locale": "en", "time_zone": "Asia/Calcutta"}
    User.objects.filter(pk=alice.pk).update(**kept)

    alice_client.post(URL, {**ANSWERS, **kept, "theme": "dark"})

    assert preferences(alice) == {**AS_SAVED, **kept, "theme": "dark"}


def test_two_tabs_do_not_undo_each_other(alice, alice_client, monkeypatch):
    """The other tab saves after this one has read the person and before it writes."""
    save = User.save

    def save_after_the_other_tab(self, *args, **kwargs):
        User.objects.filter(pk=alice.pk).update(locale="de_AT", first_name="Alice")
        save(self, *args, **kwargs)

    monkeypatch.setattr(User, "save", save_after_the_other_tab)

    alice_client.post(URL, {**ANSWERS, "theme": "dark"})

    alice.refresh_from_db()
    assert (alice.theme, alice.locale, alice.first_name) == ("dark", "de_AT", "Alice")


def test_new_home_currency_lets_the_ledger_do_its_part(alice, bob, alice_client, hook_calls):
    alice_client.post(URL, {**ANSWERS, "theme": "dark"})
    alice_client.post(URL, {**ANSWERS, "home_currency": "USD"})

    assert hook_calls == [("USD", "alice")]


def test_home_currency_stays_where_the_ledger_fails(alice, alice_client, settings):
    settings.HOME_CURRENCY_HOOKS = ["accounts.tests.hooks.break_down"]

    with pytest.raises(RuntimeError):
        alice_client.post(URL, {**ANSWERS, "home_currency": "USD"})

    assert preferences(alice)["home_currency"] == "EUR"


def test_tabs_mark_where_one_is(alice_client):
    page = alice_client.get(PROFILE).content.decode()

    assert re.findall(r'href="(\S+)"\s+aria-current="page"', page) == [PROFILE]


def test_fortnights_are_saved(alice, alice_client):
    alice_client.post(URL, {**ANSWERS, **FORTNIGHTS})

    alice.refresh_from_db()
    assert alice.month_rule == EveryWeeks(2, datetime.date(2026, 11, 13))


@pytest.mark.parametrize(
    ("left_out", "field", "sentence"),
    [
        ("month_start_weeks", "month_start_weeks", "Say every how many weeks."),
        ("month_start_date", "month_start_date", "Say from which payday the weeks are counted."),
    ],
)
def test_fortnights_are_asked_for_what_is_missing(alice, alice_client, left_out, field, sentence):
    response = alice_client.post(URL, {**ANSWERS, **FORTNIGHTS, left_out: ""})

    assert response.context["form"].errors == {field: [sentence]}
    assert preferences(alice) == AS_SAVED


def test_what_another_kind_of_month_would_ask_stays_as_it_was(alice, alice_client):
    User.objects.filter(pk=alice.pk).update(month_start_day=25, month_start_weeks=4)

    alice_client.post(
        URL, {**ANSWERS, "month_start": "last-working-day", "month_start_day": "", "month_start_weeks": ""}
    )

    alice.refresh_from_db()
    assert alice.month_rule == LastWorkingDay()
    assert (alice.month_start_day, alice.month_start_weeks) == (25, 4)


# The example


@pytest.mark.parametrize(
    ("chosen", "months", "year"),
    [
        (
            {"month_start_day": "25"},
            [
                "February 2026 25 Jan – 24 Feb 2026",
                "March 2026 (now) 25 Feb – 24 Mar 2026",
                "April 2026 25 Mar – 24 Apr 2026",
            ],
            "This year is 25 Dec 2025 – 24 Dec 2026.",
        ),
        (
            {"month_start": "last-working-day", "year_start_month": "4"},
            [
                "February 2026 30 Jan – 26 Feb 2026",
                "March 2026 (now) 27 Feb – 30 Mar 2026",
                "April 2026 31 Mar – 29 Apr 2026",
            ],
            "This year is 31 Mar 2025 – 30 Mar 2026.",
        ),
        (
            {**FORTNIGHTS, "locale": "en_US"},
            ["Feb 20 – Mar 5, 2026", "Mar 6 – 19, 2026 (now)", "Mar 20 – Apr 2, 2026"],
            "This year is Jan 9, 2026 – Jan 7, 2027.",
        ),
    ],
)
def test_example_shows_when_months_would_begin(alice, alice_client, today, chosen, months, year):
    page = alice_client.get(EXAMPLE, {**ANSWERS, **chosen}).content.decode()

    items = [" ".join(re.sub(r"<[^>]+>", "", item).split()) for item in re.findall(r"<li.*?</li>", page, re.DOTALL)]
    assert items == months
    assert year in " ".join(page.split())
    assert preferences(alice) == AS_SAVED


def test_example_says_what_is_missing(alice_client, today):
    page = alice_client.get(EXAMPLE, {**ANSWERS, "month_start": "weeks", "month_start_weeks": "2"}).content.decode()

    assert "Say from which payday the weeks are counted." in page
    assert "March 2026" in page


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        ({"home_currency": "JPY", "locale": "de_AT"}, "¥ 1.235"),
        ({"home_currency": "USD", "locale": "en_US"}, "$1,234.50"),
        ({"home_currency": "KWD", "locale": "en_US"}, "KWD 1,234.500"),
        ({"time_zone": "Pacific/Kiritimati"}, "Sun 15 Mar 2026, 02:00"),
        ({"locale": "en_US"}, "Sat, Mar 14, 2026, 12:00 PM"),
        ({"first_day_of_week": "6"}, "Weeks begin on Sunday."),
    ],
)
def test_example_shows_choices_that_are_not_saved(alice, alice_client, today, chosen, text):
    page = alice_client.get(EXAMPLE, {**ANSWERS, **chosen}).content.decode()

    plain = page.replace("\xa0", " ").replace("\u202f", " ")
    assert text in plain
    assert preferences(alice)["home_currency"] == "EUR"


@pytest.mark.parametrize("query", ["", "?locale=xx", "?home_currency=%00", "?first_day_of_week=99999999999999999999"])
def test_example_of_nonsense_shows_what_is_saved(alice_client, query):
    response = alice_client.get(EXAMPLE + query)

    assert response.status_code == 200
    assert "€1,234.50" in response.content.decode()


# Profile


def test_profile_is_saved(alice, bob, alice_client):
    response = alice_client.post(PROFILE, {"username": "Alicia", "first_name": "Alicia", "last_name": "Doe"})

    alice.refresh_from_db()
    assert response["Location"] == PROFILE
    assert (alice.username, alice.get_full_name()) == ("Alicia", "Alicia Doe")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("username", "", "This field is required."),
        ("username", "BOB", "This username is taken. Choose another one."),
        ("username", "ｂｏｂ", "This username is taken. Choose another one."),
        ("username", "a@b", "Use letters, digits and . + - _ only."),
        ("first_name", "a\x01b", "Leave out control characters."),
        ("first_name", "Al\nice", "Leave out control characters."),
        ("last_name", "D\u202eoe", "Leave out control characters."),
        ("last_name", "x" * 151, "Ensure this value has at most 150 characters (it has 151)."),
    ],
)
def test_profile_says_what_is_wrong(alice, bob, alice_client, field, typed, sentence):
    response = alice_client.post(PROFILE, {**NAMES, field: typed})

    alice.refresh_from_db()
    assert response.context["form"].errors == {field: [sentence]}
    assert (alice.username, alice.first_name, alice.last_name) == ("alice", "", "")


def test_own_name_in_another_case_is_free_to_take(alice, alice_client):
    alice_client.post(PROFILE, {**NAMES, "username": "ALICE"})

    alice.refresh_from_db()
    assert alice.username == "ALICE"


def test_refused_username_does_not_reach_the_page_around_the_form(alice, bob, alice_client):
    response = alice_client.post(PROFILE, {**NAMES, "username": "bob"})

    assert response.context["user"].username == "alice"
    assert response.context["request"].user.username == "alice"


def test_form_cannot_make_an_administrator(alice, alice_client):
    alice_client.post(PROFILE, {**NAMES, "is_superuser": "on", "is_staff": "on", "email": "x@y.z", "password": "x"})

    alice.refresh_from_db()
    assert (alice.is_superuser, alice.is_staff, alice.email) == (False, False, "alice@example.org")


def test_markup_in_a_name_is_shown_as_text(alice, alice_client):
    alice_client.post(PROFILE, {**NAMES, "first_name": "<img src=x>"})

    page = alice_client.get(PROFILE).content.decode()
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;" in page


# Theme


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_theme_is_kept(alice, bob, alice_client, theme):
    response = alice_client.post("/accounts/theme/", {"theme": theme})

    assert (response.status_code, response.content) == (204, b"")
    assert preferences(alice)["theme"] == theme
    assert preferences(bob)["theme"] == "auto"


@pytest.mark.parametrize("theme", ["", "pink", "dark\x00", "x" * 10_000])
def test_theme_that_does_not_exist_is_refused(alice, alice_client, theme):
    response = alice_client.post("/accounts/theme/", {"theme": theme})

    assert response.status_code == 400
    assert preferences(alice)["theme"] == "auto"


def test_theme_is_changed_by_post_alone(alice_client):
    assert alice_client.get("/accounts/theme/").status_code == 405


# All of them


@pytest.mark.parametrize("url", [URL, PROFILE, EXAMPLE, "/accounts/settings/email/", "/accounts/password_change/"])
def test_strangers_are_asked_to_sign_in(db, client, url):
    response = client.get(url)

    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={url}")


@pytest.mark.parametrize("url", [URL, PROFILE, "/accounts/settings/email/", "/accounts/password_change/"])
def test_settings_pages_ask_for_little(alice, bob, alice_client, django_assert_max_num_queries, url):
    alice_client.get(url)

    with django_assert_max_num_queries(3):
        alice_client.get(url)


def test_every_tab_leads_to_a_page(alice_client):
    from django.urls import reverse

    statuses = [alice_client.get(reverse(name)).status_code for name, _ in settings_views.SettingsPage.tabs]

    assert statuses == [200] * len(settings_views.SettingsPage.tabs)
