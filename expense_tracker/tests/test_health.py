import pytest
from django.db import OperationalError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


def refuse(*args: object) -> None:
    raise OperationalError("could not connect to server")


def test_healthz_answers_without_the_database(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_readyz_answers_when_the_database_is_there_and_migrated(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_readyz_says_that_the_database_is_away(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {"status": "database away"})


def test_a_page_says_in_plain_words_that_the_database_is_away(alice_client: Client) -> None:
    alice_client.raise_request_exception = False

    with connection.execute_wrapper(refuse):
        response = alice_client.get("/")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "503.html" in [template.name for template in response.templates]


def test_health_answers_a_signed_in_person_without_the_database(alice_client: Client) -> None:
    with connection.execute_wrapper(refuse):
        response = alice_client.get("/healthz")

    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_read_only(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
