"""Guards before anything reads a request."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.cache import has_vary_header, patch_cache_control

CHUNK_BYTES = 1 << 20
DRAINED_AT_MOST_MB = 1_024


class UploadLimitMiddleware:
    """Answer 413 to a body above UPLOAD_LIMIT_MB before anything parses it; read up a smaller one that was refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if content_length(request) <= settings.UPLOAD_LIMIT_MB << 20:
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.BAD_REQUEST:
                drain(request)
            return response
        drain(request)
        return render(request, "413.html", {"limit_mb": settings.UPLOAD_LIMIT_MB}, status=413)


class PrivatePagesMiddleware:
    """Keep no copy of what only one person may see: the Back button shows nothing once they have signed out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if has_vary_header(response, "Cookie"):
            patch_cache_control(response, private=True, no_store=True)
        return response


def content_length(request: HttpRequest) -> int:
    """Return the size of the body in bytes as the client declares it; 0 where it declares none."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def drain(request: HttpRequest) -> None:
    """Read what is left of the body and drop it: a browser shows an answer only after it could send everything."""
    left = min(content_length(request), DRAINED_AT_MOST_MB << 20)
    with suppress(UnreadablePostError):  # the client stalled or went away
        while left > 0 and (chunk := request.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
