"""Pages of signed-in people are kept by no cache but the browser's memory of the open tab."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control


class NoStoreMiddleware:
    """Forbids shared caches to keep a page, and makes the browser ask again each time.

    Live fragments keep their ETag, so that a poll that brings nothing new is answered 304.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.has_header("Cache-Control"):
            return response
        live = request.headers.get("HX-Request") == "true"
        patch_cache_control(response, private=True, **({"no_cache": True} if live else {"no_store": True}))
        return response
