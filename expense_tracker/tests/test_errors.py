"""Each error has a page that looks like the product and says what to do next."""

from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import path

from expense_tracker import errors, urls


def fail_with(error: Exception) -> Any:
    def view(request: HttpRequest) -> None:
        raise error

    view.login_required = False  # type: ignore[attr-defined]
    return view


urlpatterns = [
    *urls.urlpatterns,
    path("bad/", fail_with(BadRequest("nonsense"))),
    path("forbidden/", fail_with(PermissionDenied())),
    path("broken/", fail_with(ZeroDivisionError("nobody sees this text"))),
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "template"),
    [
        ("/bad/", 400, "400.html"),
        ("/forbidden/", 403, "403.html"),
        ("/broken/", 500, "500.html"),
    ],
)
def test_an_error_has_its_page_and_reads_no_database(
    client: Client, address: str, status: int, template: str
) -> None:  # without the database fixture, a query would fail the test
    client.raise_request_exception = False

    response = client.get(address)

    assert response.status_code == status
    assert template in [used.name for used in response.templates]
    assert b"nobody sees this text" not in response.content


@pytest.mark.django_db
def test_an_unknown_address_has_its_page(alice_client: Client) -> None:
    response = alice_client.get("/no-such-page/")

    assert response.status_code == 404
    assert "404.html" in [template.name for template in response.templates]


def test_a_form_from_another_site_is_refused_with_a_page(rf: RequestFactory) -> None:
    response = errors.csrf_failure(rf.post("/"), reason="no cookie")

    assert response.status_code == 403
    assert b"no cookie" not in response.content


@pytest.mark.django_db
def test_a_body_above_the_limit_is_refused_before_it_is_read_into_memory(alice_client: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT_MB = 1

    response = alice_client.post("/expenses/new/", b"x" * (1 << 20) + b"x", content_type="application/octet-stream")

    assert response.status_code == 413
    assert b"1 MB" in response.content


@pytest.mark.django_db
def test_a_body_at_the_limit_goes_on(alice_client: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT_MB = 1

    response = alice_client.post("/no-such-page/", b"x" * (1 << 20), content_type="application/octet-stream")

    assert response.status_code == 404


def test_a_nonsense_content_length_counts_as_none(rf: RequestFactory) -> None:
    from expense_tracker.middleware import content_length

    assert content_length(rf.get("/", CONTENT_LENGTH="twelve")) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("size_bytes", [3 << 20, 30 << 20])
def test_a_refused_body_is_read_to_its_end(alice_client: Client, size_bytes: int) -> None:
    form = b"notes=".ljust(size_bytes, b"x")

    response = alice_client.post("/expenses/new/", form, content_type="application/x-www-form-urlencoded")

    assert response.status_code in (400, 413)
    assert response.wsgi_request.read() == b""
