import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import FailedSignIn, SignIn, User
from accounts.removal import count_owned_rows
from accounts.tests.test_lockout import fail
from accounts.tests.test_signing_in import sign_in
from conftest import PASSWORD
from conftest import sign_in as signed_in

PEOPLE = "/admin/accounts/user/"


def change_url(person):
    return f"{PEOPLE}{person.pk}/change/"


@pytest.fixture
def support(make_user):
    person = make_user("supporter", is_staff=True)
    person.groups.add(Group.objects.get(name="Support"))
    return person


@pytest.fixture
def support_client(support):
    return signed_in(support)


def listed(response):
    return sorted(person.username for person in response.context["cl"].result_list)


# What administrators do


def test_people_are_listed_searched_and_filtered(alice, bob, staff_client):
    everybody, found, kept_in = (
        staff_client.get(PEOPLE + query) for query in ("", "?q=ALICE@ex", "?is_staff__exact=1")
    )

    assert listed(everybody) == ["alice", "bob", "staff"]
    assert listed(found) == ["alice"]
    assert listed(kept_in) == ["staff"]


def test_list_needs_the_same_number_of_queries_for_more_people(
    staff_client, make_user, django_assert_max_num_queries, django_assert_num_queries
):
    staff_client.get(PEOPLE)
    with django_assert_max_num_queries(12) as few:
        staff_client.get(PEOPLE)
    for name in ("one", "two", "three"):
        make_user(name)

    with django_assert_num_queries(len(few)):
        staff_client.get(PEOPLE)


def test_person_is_added_and_the_ledger_does_its_part(staff_client, hook_calls):
    answers = {
        "username": "Änne",
        "email": "Anne@EXAMPLE.org",
        "usable_password": "true",
        "password1": "korrekt-pferd-9",
        "password2": "korrekt-pferd-9",
        "home_currency": "CHF",
        "locale": "de_CH",
        "time_zone": "Europe/Zurich",
    }

    response = staff_client.post(PEOPLE + "add/", answers)

    person = User.objects.get(username="änne")
    assert response["Location"] == change_url(person)
    assert (person.email, person.home_currency, person.is_staff) == ("Anne@example.org", "CHF", False)
    assert hook_calls == [("new person", "änne")]


def test_added_person_is_expected_to_live_where_the_administrator_does(staff, staff_client):
    User.objects.filter(pk=staff.pk).update(home_currency="CHF", locale="de_CH", time_zone="Europe/Zurich")

    form = staff_client.get(PEOPLE + "add/").context["adminform"].form

    assert [form[name].value() for name in ("home_currency", "locale", "time_zone")] == [
        "CHF",
        "de_CH",
        "Europe/Zurich",
    ]


@pytest.mark.parametrize(("field", "typed"), [("username", "ALICE"), ("email", "Alice@Example.ORG")])
def test_added_person_has_a_name_and_address_of_their_own(alice, staff_client, field, typed):
    answers = {
        "username": "anna",
        "email": "anna@example.org",
        "usable_password": "false",
        "home_currency": "CHF",
        "locale": "de_CH",
        "time_zone": "Europe/Zurich",
    }

    response = staff_client.post(PEOPLE + "add/", {**answers, field: typed})

    assert list(response.context["adminform"].form.errors) == [field]
    assert User.objects.count() == 2


def test_administrator_changes_everything(alice, staff_client, hook_calls):
    page = staff_client.get(change_url(alice))
    answers = {**page.context["adminform"].form.initial, "groups": [], "user_permissions": []}
    answers = {name: value for name, value in answers.items() if value is not None and value is not False}

    response = staff_client.post(change_url(alice), {**answers, "home_currency": "USD", "is_staff": "on"})

    alice.refresh_from_db()
    assert response["Location"] == PEOPLE
    assert (alice.home_currency, alice.is_staff) == ("USD", True)
    assert hook_calls == [("USD", "alice")]


def test_administrator_deletes_a_person_with_their_ledger(alice, bob, staff_client):
    page = staff_client.get(f"{PEOPLE}{bob.pk}/delete/").content.decode()
    response = staff_client.post(f"{PEOPLE}{bob.pk}/delete/", {"post": "yes"})

    assert "1 expenses" in page
    assert "secret hat" not in page
    assert response["Location"] == PEOPLE
    assert not User.objects.filter(username="bob").exists()
    assert count_owned_rows(bob) == {}


def test_administrator_deletes_several_people_at_once(alice, bob, staff, staff_client):
    answers = {"action": "delete_selected", "_selected_action": [alice.pk, bob.pk], "post": "yes"}

    staff_client.post(PEOPLE, answers)

    assert list(User.objects.all()) == [staff]


def test_administrator_cannot_delete_themselves(staff, staff_client):
    one = staff_client.post(f"{PEOPLE}{staff.pk}/delete/", {"post": "yes"})
    staff_client.post(PEOPLE, {"action": "delete_selected", "_selected_action": [staff.pk], "post": "yes"})

    assert one.status_code == 403
    assert list(User.objects.all()) == [staff]


def test_administrator_sets_a_password(alice, staff_client):
    answers = {"usable_password": "true", "password1": "korrekt-pferd-9", "password2": "korrekt-pferd-9"}

    staff_client.post(f"{PEOPLE}{alice.pk}/password/", answers)

    alice.refresh_from_db()
    assert alice.check_password("korrekt-pferd-9")


# What support does


def test_support_sees_people_and_sign_ins_and_nothing_of_the_ledger(bob, support_client):
    index = support_client.get("/admin/")

    seen = {model["object_name"]: model["perms"] for app in index.context["app_list"] for model in app["models"]}
    assert {name: sorted(what for what, may in perms.items() if may) for name, perms in seen.items()} == {
        "FailedSignIn": ["view"],
        "SignIn": ["view"],
        "User": ["change", "view"],
    }


def test_no_page_of_support_shows_an_amount_or_a_description(bob, support_client):
    pages = [support_client.get(url) for url in ("/admin/", PEOPLE, change_url(bob), f"{PEOPLE}{bob.pk}/history/")]

    for page in pages:
        assert page.status_code == 200
        assert "77.70" not in page.content.decode()
        assert "secret" not in page.content.decode()


def test_no_page_of_the_ledger_opens_to_support(bob, support_client):
    from django.apps import apps

    urls = [f"/admin/expenses/{model._meta.model_name}/" for model in apps.get_app_config("expenses").get_models()]

    assert {support_client.get(url).status_code for url in urls} <= {403, 404}


def test_support_keeps_a_person_out_and_lets_them_in(alice, alice_client, support_client):
    support_client.post(change_url(alice), {})
    kept_out = User.objects.get(pk=alice.pk).is_active
    support_client.post(change_url(alice), {"is_active": "on"})

    assert (kept_out, User.objects.get(pk=alice.pk).is_active) == (False, True)


def test_support_changes_nothing_but_the_status(alice, support_client):
    before = User.objects.filter(pk=alice.pk).values().get()
    group = Group.objects.get(name="Support")
    grab = {
        "is_active": "on",
        "username": "mine",
        "email": "supporter@example.org",
        "is_staff": "on",
        "is_superuser": "on",
        "groups": [group.pk],
        "password": "x",
        "home_currency": "USD",
    }

    support_client.post(change_url(alice), grab)

    assert User.objects.filter(pk=alice.pk).values().get() == before
    assert alice.groups.count() == 0


def test_support_sees_no_password_hash(alice, support_client):
    page = support_client.get(change_url(alice)).content.decode()

    assert "alice@example.org" in page
    assert alice.password not in page
    assert "field-password" not in page


@pytest.mark.parametrize("username", ["staff", "supporter", "colleague"])
def test_support_changes_no_staff(staff, support, support_client, make_user, username):
    make_user("colleague", is_staff=True)
    person = User.objects.get(username=username)

    response = support_client.post(change_url(person), {})

    person.refresh_from_db()
    assert (response.status_code, person.is_active) == (403, True)


@pytest.mark.parametrize("path", ["add/", "import/", "export/", "process_import/"])
def test_support_neither_adds_nor_carries_people_away(support_client, path):
    assert support_client.post(PEOPLE + path, {}).status_code == 403


@pytest.mark.parametrize("path", ["delete/", "password/"])
def test_support_neither_deletes_people_nor_sets_their_passwords(alice, support_client, path):
    answers = {"post": "yes", "password1": "korrekt-pferd-9", "password2": "korrekt-pferd-9", "usable_password": "true"}

    response = support_client.post(f"{PEOPLE}{alice.pk}/{path}", answers)

    assert response.status_code == 403
    assert User.objects.get(pk=alice.pk).check_password(PASSWORD)


def test_support_unlocks_a_person(alice, client, support_client):
    fail(client, 5)
    locked = support_client.get(PEOPLE).content.decode().count("icon-no.svg")

    support_client.post(PEOPLE, {"action": "unlock_sign_in", "_selected_action": [alice.pk]})

    assert locked == 2  # alice may not sign in, and is no staff
    assert sign_in(client).status_code == 302
    assert get_user(client) == alice


def test_support_unlocks_from_the_list_of_failures(alice, client, support_client):
    fail(client, 5)
    attempt = AccessAttempt.objects.get()

    answers = {"action": "unlock_sign_in", "_selected_action": [attempt.pk]}
    support_client.post("/admin/accounts/failedsignin/", answers)

    assert sign_in(client).status_code == 302


def test_log_of_sign_ins_can_be_read_and_not_changed(alice, client, support_client, staff_client):
    fail(client, 1, "bob")
    sign_in(client)
    urls = [
        f"/admin/accounts/signin/{SignIn.objects.get(username='alice').pk}/change/",
        f"/admin/accounts/failedsignin/{FailedSignIn.objects.get().pk}/change/",
    ]

    for browser in (support_client, staff_client):
        assert [browser.get(url).status_code for url in urls] == [200, 200]
        assert [browser.post(url, {}).status_code for url in urls] == [403, 403]
        assert [browser.get("/admin/accounts/signin/?q=alice").status_code] == [200]
        assert [browser.get("/admin/accounts/failedsignin/?q=bob").status_code] == [200]


@pytest.mark.parametrize("url", ["/admin/", PEOPLE, "/admin/accounts/signin/"])
def test_people_have_no_business_in_the_admin(alice_client, client, url):
    stranger, person = client.get(url, follow=True), alice_client.get(url, follow=True)

    assert stranger.redirect_chain[-1] == (f"/accounts/login/?next={url}", 302)
    assert person.status_code == 403


def test_staff_sign_in_where_everybody_does(staff, client):
    there = client.post("/admin/login/?next=/admin/accounts/user/", {"username": "staff", "password": PASSWORD})

    assert there["Location"] == "/accounts/login/?next=/admin/accounts/user/"
    assert get_user(client).is_anonymous


def test_staff_who_are_signed_in_are_sent_on(staff_client):
    assert staff_client.get("/admin/login/")["Location"] == "/admin/"
    assert staff_client.get("/admin/password_change/")["Location"] == "/accounts/password_change/"


# Spreadsheets


def test_people_are_exported_without_passwords(alice, bob, staff_client):
    User.objects.filter(pk=alice.pk).update(first_name="=HYPERLINK(1)")
    fields = ["username", "email", "first_name", "home_currency", "is_active"]

    answers = {"format": "0", "resource": "0", **{f"personresource_{name}": "on" for name in fields}}
    response = staff_client.post(PEOPLE + "export/?q=alice", answers)

    assert response.content.decode().splitlines() == [
        "username,email,first_name,home_currency,is_active",
        "alice,alice@example.org,'=HYPERLINK(1),EUR,1",
    ]


def test_people_are_imported_after_a_preview(alice, staff_client):
    table = SimpleUploadedFile(
        "people.csv", b"username,email,locale\nalice,new@example.org,de_AT\ncarl,c@x.org,en_GB\n"
    )

    preview = staff_client.post(PEOPLE + "import/", {"import_file": table, "format": "0", "resource": ""})
    names_before = list(User.objects.values_list("username", flat=True).order_by("username"))
    staff_client.post(PEOPLE + "process_import/", preview.context["confirm_form"].initial)

    alice.refresh_from_db()
    carl = User.objects.get(username="carl")
    assert names_before == ["alice", "staff"]
    assert (alice.email, alice.locale, alice.check_password(PASSWORD)) == ("new@example.org", "de_AT", True)
    assert (carl.email, carl.is_staff, carl.has_usable_password()) == ("c@x.org", False, False)
