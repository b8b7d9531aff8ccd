"""Sessions opened by an owner's link see that owner's setup only."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from wizard.models import Person

KEY = "only_setup"


class ScopeMiddleware:
    """Tells the signed-in person which setup this session is for; permissions do the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scope = request.session.get(KEY)
        if scope and isinstance(request.user, Person):
            request.user.only_setup = UUID(scope)
        return self.get_response(request)
